package oracle

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/lib/pq"
)

// Executor is the part of *sql.DB, *sql.Conn and *sql.Tx that this package uses.
type Executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Write writes rows into the database; events keep their ids.
func Write(ctx context.Context, db Executor, rows []Row) error {
	logs := map[string][]Event{}
	for _, r := range rows {
		switch {
		case r.CDR != nil:
			if err := WriteCDR(ctx, db, *r.CDR); err != nil {
				return err
			}
		case r.Alias != nil:
			if _, err := db.ExecContext(ctx, `
				INSERT INTO app.agent_alias VALUES ($1, $2)
				ON CONFLICT (interface) DO UPDATE SET agent = excluded.agent`, r.Alias.Interface, r.Alias.Agent); err != nil {
				return fmt.Errorf("write an alias: %w", err)
			}
		default:
			logs[r.Event.Channel] = append(logs[r.Event.Channel], r.Event)
		}
	}
	for _, log := range logs {
		if err := WriteEvents(ctx, db, log); err != nil {
			return err
		}
	}
	return nil
}

// WriteEvents writes events of one log with their ids. Empty fields become NULL in every second row, because
// loggers write either.
func WriteEvents(ctx context.Context, db Executor, log []Event) error {
	if len(log) == 0 {
		return nil
	}
	columns := make([][]string, 9)
	ids, times := make([]int64, len(log)), make([]int64, len(log))
	origids, positions, imports := make([]sql.NullInt64, len(log)), make([]sql.NullInt64, len(log)), make([]sql.NullInt64, len(log))
	for i, e := range log {
		ids[i], times[i] = e.ID, e.At
		origids[i] = sql.NullInt64{Int64: e.Origid.Value, Valid: e.Origid.Known}
		positions[i] = sql.NullInt64{Int64: e.Position.Value, Valid: e.Position.Known}
		imports[i] = sql.NullInt64{Int64: e.Import, Valid: e.Import != 0}
		for c, value := range append([]string{e.Callid, e.Queue, e.Agent, e.Name}, e.Data[:]...) {
			columns[c] = append(columns[c], value)
		}
	}
	args := []any{pq.Array(ids), pq.Array(times)}
	for _, column := range columns {
		args = append(args, pq.Array(column))
	}
	args = append(args, pq.Array(origids), pq.Array(positions), pq.Array(imports))
	if _, err := db.ExecContext(ctx, `
		WITH r AS (
			SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
			                     $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::integer[])
			         AS r(id, at, callid, queuename, agent, event, d1, d2, d3, d4, d5, origid, position, import_id))
		INSERT INTO `+log[0].table()+` (id, origid, position, import_id, datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5)
		SELECT id, origid, position, import_id, 'epoch'::timestamptz + at * interval '1 microsecond', callid,
		       CASE WHEN id % 2 = 0 OR queuename <> '' THEN queuename END,
		       CASE WHEN id % 2 = 0 OR agent <> '' THEN agent END,
		       event,
		       CASE WHEN id % 2 = 0 OR d1 <> '' THEN d1 END,
		       CASE WHEN id % 2 = 0 OR d2 <> '' THEN d2 END,
		       CASE WHEN id % 2 = 0 OR d3 <> '' THEN d3 END,
		       CASE WHEN id % 2 = 0 OR d4 <> '' THEN d4 END,
		       CASE WHEN id % 2 = 0 OR d5 <> '' THEN d5 END
		FROM r`, args...); err != nil {
		return fmt.Errorf("write events: %w", err)
	}
	return nil
}

func (e Event) table() string {
	if e.Channel == "" {
		return "queue_log_repo"
	}
	return pq.QuoteIdentifier(e.Channel + "_log_repo")
}

// WriteCDR writes a call detail record.
func WriteCDR(ctx context.Context, db Executor, c CDR) error {
	if _, err := db.ExecContext(ctx, `
		INSERT INTO cdr_repo (calldate, guid, uniqueid, linkedid)
		VALUES ('2024-01-01 00:00:00+00', $1, $2, NULLIF($3, ''))`, c.GUID, c.Uniqueid, c.Linkedid); err != nil {
		return fmt.Errorf("write a call detail record: %w", err)
	}
	return nil
}
