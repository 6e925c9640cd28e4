package ingest

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"
)

// target describes the table of one kind of rows.
type target[R any] struct {
	kind, table   string
	columns       []string // without position and import_id
	unpartitioned bool     // the table has no partitions by month
	moment        func(row *R) time.Time
	values        func(row *R, to []any)                                                                       // one value per column
	committed     func(rows []Line[R])                                                                         // called with the rows of each committed batch; nil: no calls
	unknown       func(ctx context.Context, conn *sql.Conn, importID int32, rows []Line[R]) ([]Line[R], error) // returns the rows that are not stored yet; nil: all are written
}

func queueLogTarget() target[QueueLogRow] {
	return target[QueueLogRow]{
		kind:  "queue-log",
		table: "public.queue_log_repo",
		columns: []string{"datetime", "callid", "queuename", "agent", "event",
			"data1", "data2", "data3", "data4", "data5"},
		moment: func(r *QueueLogRow) time.Time { return r.Time },
		values: func(r *QueueLogRow, to []any) {
			to[0], to[1], to[2], to[3], to[4] = r.Time, r.CallID, r.Queue, r.Agent, r.Event
			for i, data := range r.Data {
				to[5+i] = nil
				if i < r.Fields {
					to[5+i] = data
				}
			}
		},
	}
}

func cdrTarget() target[CDRRow] {
	to := target[CDRRow]{
		kind:   "cdr",
		table:  "public.cdr_repo",
		moment: func(r *CDRRow) time.Time { return r.CallDate },
	}
	var kept []cdrColumn
	for _, column := range cdrColumns() {
		if column.name != "" {
			kept = append(kept, column)
			to.columns = append(to.columns, column.name)
		}
	}
	to.values = func(r *CDRRow, values []any) {
		for i, column := range kept {
			values[i] = column.get(r)
		}
	}
	return to
}

// writeBatch commits rows, checkpoint and bad lines together. The bad lines in added are new, or replace old.
func writeBatch[R any](ctx context.Context, conn *sql.Conn, to target[R], rows []Line[R], from, next *checkpoint, old badLines, added []badLines, now time.Time) error {
	if err := ensurePartitions(ctx, conn, to, rows, now); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // has no effect after the commit
	if err := moveCheckpoint(ctx, tx, from, next); err != nil {
		return err
	}
	if err := replaceBadLines(ctx, tx, next.id, old, added); err != nil {
		return err
	}
	if err := writeRows(ctx, tx, to, rows, next.id); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// deadlocks is how often partitions are tried to be made while PostgreSQL ends it because of a deadlock.
const deadlocks = 5

// ensurePartitions creates the partitions of the months of rows, in a transaction of its own, because the lock that a new
// partition takes blocks all readers.
func ensurePartitions[R any](ctx context.Context, on interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}, to target[R], rows []Line[R], now time.Time) error {
	months := monthsOf(to, rows, now)
	if len(months) == 0 || to.unpartitioned {
		return nil
	}
	for attempt := 1; ; attempt++ {
		_, err := on.ExecContext(ctx, `SELECT app.ensure_partitions($1::text::regclass, $2::timestamptz[])`, to.table, pq.Array(months))
		var failure *pq.Error
		switch {
		case err == nil:
			return nil
		case errors.As(err, &failure) && failure.Code == "40P01" && attempt < deadlocks:
			// A refresh of the derived relations reads the table and makes partitions, too; it ends now.
		default:
			return fmt.Errorf("make partitions: %w", err)
		}
	}
}

func (to *target[R]) moments(rows []Line[R]) []time.Time {
	moments := make([]time.Time, len(rows))
	for i := range rows {
		moments[i] = to.moment(&rows[i].Row)
	}
	return moments
}

func (to *target[R]) done(rows []Line[R]) {
	if to.committed != nil {
		to.committed(rows)
	}
}

// allColumns returns the columns that an import writes.
func (to *target[R]) allColumns() []string {
	return append([]string{"import_id", "position"}, to.columns...)
}

// allValues stores a row's values in values, one for each of allColumns.
func (to *target[R]) allValues(row *Line[R], importID int32, values []any) {
	values[0], values[1] = importID, row.Start
	to.values(&row.Row, values[2:])
}

func writeRows[R any](ctx context.Context, tx *sql.Tx, to target[R], rows []Line[R], importID int32) error {
	if len(rows) == 0 {
		return nil
	}
	// Only the owner of a table may COPY into it if it has row security policies, even if they permit everything.
	var guarded bool
	if err := tx.QueryRowContext(ctx, "SELECT row_security_active($1::text)", to.table).Scan(&guarded); err != nil {
		return fmt.Errorf("look up row security: %w", err)
	}
	if guarded {
		return insertRows(ctx, tx, to, rows, importID)
	}
	return copyRows(ctx, tx, to, rows, importID)
}

// insertRows inserts the rows as one JSON document.
func insertRows[R any](ctx context.Context, tx *sql.Tx, to target[R], rows []Line[R], importID int32) error {
	columns := to.allColumns()
	values := make([]any, len(columns))
	objects := make([]map[string]any, len(rows))
	for i := range rows {
		to.allValues(&rows[i], importID, values)
		objects[i] = make(map[string]any, len(values))
		for j, value := range values {
			if t, isTime := value.(time.Time); isTime {
				value = string(pq.FormatTimestamp(t)) // encoding/json rejects years after 9999
			}
			objects[i][strings.Trim(columns[j], `"`)] = value
		}
	}
	document, err := json.Marshal(objects)
	if err != nil {
		return fmt.Errorf("insert: %w", err)
	}
	//nolint:gosec // table and columns are the importer's own
	statement := fmt.Sprintf("INSERT INTO %[1]s (%[2]s) SELECT %[2]s FROM json_populate_recordset(NULL::%[1]s, $1::text::json)", to.table, strings.Join(columns, ", "))
	if _, err := tx.ExecContext(ctx, statement, string(document)); err != nil {
		return fmt.Errorf("insert: %w", err)
	}
	return nil
}

func copyRows[R any](ctx context.Context, tx *sql.Tx, to target[R], rows []Line[R], importID int32) error {
	columns := to.allColumns()
	stmt, err := tx.PrepareContext(ctx, "COPY "+to.table+" ("+strings.Join(columns, ", ")+") FROM STDIN")
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	defer func() { _ = stmt.Close() }()
	values := make([]any, len(columns))
	for i := range rows {
		to.allValues(&rows[i], importID, values)
		if _, err := stmt.ExecContext(ctx, values...); err != nil {
			return fmt.Errorf("copy: %w", err)
		}
	}
	if _, err := stmt.ExecContext(ctx); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	return nil
}

// monthsOf returns one time of each month that needs a partition. Clocks that were never set (1970) and garbage
// (the year 2459) get no partition: their rows go to the default partition.
func monthsOf[R any](to target[R], rows []Line[R], now time.Time) []time.Time {
	earliest, latest := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), now.AddDate(10, 0, 0)
	var months []time.Time
	seen := map[int]bool{}
	for i := range rows {
		t := to.moment(&rows[i].Row).UTC()
		month := t.Year()*12 + int(t.Month())
		if seen[month] || t.Before(earliest) || t.After(latest) {
			continue
		}
		seen[month] = true
		months = append(months, t)
	}
	return months
}
