package ingest

// Lines that could not be read: their places in the file, and the attempt to read them again.

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/lib/pq"
)

// badLines is a run of adjacent lines that could not be read.
type badLines struct {
	start, end int64 // bytes from the beginning of the file
	line       int64 // number of the first line
	lines      int64
}

// addBad appends one to all, or extends the last run if one follows it directly.
func addBad(all []badLines, one badLines) []badLines {
	if n := len(all); n > 0 && all[n-1].end == one.start {
		all[n-1].end = one.end
		all[n-1].lines += one.lines
		return all
	}
	return append(all, one)
}

func countBad(all []badLines) (lines int64) {
	for _, one := range all {
		lines += one.lines
	}
	return lines
}

// UnreadableError reports a file of which no line can be read. Nothing of it was imported.
type UnreadableError struct {
	Lines int64        // lines that were tried
	All   bool         // the file has no other lines
	First []*LineError // at most three
}

// Error returns the number of lines and the first of their errors.
func (e *UnreadableError) Error() string {
	var s strings.Builder
	if e.All {
		fmt.Fprintf(&s, "not one of its lines (%d) can be read, and nothing was imported", e.Lines)
	} else {
		fmt.Fprintf(&s, "not one of its first %d lines can be read, and nothing was imported", e.Lines)
	}
	for _, line := range e.First {
		s.WriteString("\n  line " + line.Error())
	}
	return s.String()
}

// findBadLines returns the lines that earlier imports could not read, in the order of the file.
func findBadLines(ctx context.Context, conn *sql.Conn, id int32) (all []badLines, err error) {
	rows, err := conn.QueryContext(ctx, `
SELECT b.byte_offset, b.byte_end, b.first_line, b.lines
FROM app.import_bad_lines AS b
WHERE b.import_id = $1::integer
ORDER BY b.byte_offset`, id)
	if err != nil {
		return nil, fmt.Errorf("look up the bad lines: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var one badLines
		if err := rows.Scan(&one.start, &one.end, &one.line, &one.lines); err != nil {
			return nil, fmt.Errorf("look up the bad lines: %w", err)
		}
		all = addBad(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look up the bad lines: %w", err)
	}
	return all, nil
}

// replaceBadLines stores added in place of old. It fails with errMoved if old is no longer stored.
func replaceBadLines(ctx context.Context, tx *sql.Tx, id int32, old badLines, added []badLines) error {
	if old.lines > 0 {
		var found int64
		err := tx.QueryRowContext(ctx, `
WITH gone AS (
    DELETE FROM app.import_bad_lines AS b
    WHERE b.import_id = $1::integer AND b.byte_offset >= $2::bigint AND b.byte_offset < $3::bigint
    RETURNING b.lines
)
SELECT coalesce(sum(g.lines), 0)::bigint FROM gone AS g`, id, old.start, old.end).Scan(&found)
		if err != nil {
			return fmt.Errorf("write the bad lines: %w", err)
		}
		if found != old.lines {
			return errMoved
		}
	}
	if len(added) == 0 {
		return nil
	}
	var values [4][]int64
	for _, one := range added {
		for i, v := range [4]int64{one.start, one.end, one.line, one.lines} {
			values[i] = append(values[i], v)
		}
	}
	_, err := tx.ExecContext(ctx, `
INSERT INTO app.import_bad_lines (import_id, byte_offset, byte_end, first_line, lines)
SELECT $1::integer, n.byte_offset, n.byte_end, n.first_line, n.lines
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) AS n (byte_offset, byte_end, first_line, lines)`,
		id, pq.Array(values[0]), pq.Array(values[1]), pq.Array(values[2]), pq.Array(values[3]))
	if err != nil {
		return fmt.Errorf("write the bad lines: %w", err)
	}
	return nil
}
