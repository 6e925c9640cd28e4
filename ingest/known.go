package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/lib/pq"
)

// leaveOutKnown returns the rows that are to be written, and counts the others.
func (to *target[R]) leaveOutKnown(ctx context.Context, conn *sql.Conn, importID int32, rows []Line[R], summary *Summary) ([]Line[R], error) {
	if to.unknown == nil {
		return rows, nil
	}
	unknown, err := to.unknown(ctx, conn, importID, rows)
	summary.Known += int64(len(rows) - len(unknown))
	return unknown, err
}

// unknownCDRs returns those of the records that no other import or writer has brought: a record is known where uniqueid,
// sequence and calldate are those of a row. Rows of the same import do not count, as one file may hold several
// records of a call that differ in nothing else.
func unknownCDRs(ctx context.Context, conn *sql.Conn, importID int32, rows []Line[CDRRow]) ([]Line[CDRRow], error) {
	if len(rows) == 0 {
		return rows, nil
	}
	uniqueIDs, sequences, times := make([]string, len(rows)), make([]sql.Null[int64], len(rows)), make([]time.Time, len(rows))
	first, last := rows[0].Row.CallDate, rows[0].Row.CallDate
	for i, row := range rows {
		uniqueIDs[i], times[i] = row.Row.UniqueID, row.Row.CallDate
		sequences[i] = sql.Null[int64]{V: int64(row.Row.Sequence.V), Valid: row.Row.Sequence.Valid}
		if times[i].Before(first) {
			first = times[i]
		}
		if times[i].After(last) {
			last = times[i]
		}
	}
	found, err := conn.QueryContext(ctx, `
SELECT o.n
FROM unnest($1::text[], $2::integer[], $3::timestamptz[]) WITH ORDINALITY AS o (uniqueid, sequence, calldate, n)
WHERE o.uniqueid = ''
   OR NOT EXISTS (
    SELECT
    FROM public.cdr_repo AS c
    WHERE c.calldate >= $4::timestamptz
      AND c.calldate <= $5::timestamptz
      AND c.calldate = o.calldate
      AND c.uniqueid = o.uniqueid
      AND c.sequence IS NOT DISTINCT FROM o.sequence
      AND c.import_id IS DISTINCT FROM $6::integer
   )
ORDER BY o.n`, pq.Array(uniqueIDs), pq.Array(sequences), pq.Array(times), first, last, importID)
	if err != nil {
		return nil, fmt.Errorf("look up known records: %w", err)
	}
	defer func() { _ = found.Close() }()
	var unknown []Line[CDRRow]
	for found.Next() {
		var n int
		if err := found.Scan(&n); err != nil {
			return nil, fmt.Errorf("look up known records: %w", err)
		}
		unknown = append(unknown, rows[n-1])
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("look up known records: %w", err)
	}
	return unknown, nil
}
