package ingest

// Lines that could not be read: their places in the file, and the attempt to read them again.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

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

// retryBadLines tries again to read the lines that earlier imports of the file could not read. Rows that can be
// read now are committed together with the change of the bad lines.
func retryBadLines[R any](ctx context.Context, im *Importer, conn *sql.Conn, src source[R], to target[R], mark *checkpoint, summary *Summary, clock func() time.Time) error {
	if mark.bad == 0 {
		return nil
	}
	all, err := findBadLines(ctx, conn, mark.id)
	if err != nil {
		return err
	}
	defer src.limitTo(0)
	for _, old := range all {
		src.limitTo(0)
		if err := src.SkipTo(old.start, old.line-1); err != nil {
			return fmt.Errorf("go to line %d, which could not be read: %w", old.line, err)
		}
		src.limitTo(old.end)
		region, still := old, []badLines(nil)
		for more := true; more; {
			if err := ctx.Err(); err != nil {
				return err
			}
			rows, bad, err := readBatch(src, im.batchSize(), 0, func(wrong *LineError) { im.badLine(mark.name, wrong, true) })
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			more = err == nil
			for _, one := range bad {
				still = addBad(still, one)
			}
			if len(rows) == 0 {
				continue
			}
			if rows, err = to.leaveOutKnown(ctx, conn, mark.id, rows, summary); err != nil {
				return err
			}
			rest := badLines{start: src.Offset(), end: region.end, line: src.Lines() + 1, lines: region.line + region.lines - src.Lines() - 1}
			next := *mark
			next.add(to.moments(rows))
			mended := region.lines - countBad(still) - rest.lines
			if rest.lines > 0 {
				still = append(still, rest) // a row of its own, because it is replaced next
			}
			next.bad -= mended
			if err := writeBatch(ctx, conn, to, rows, mark, &next, region, still, clock()); err != nil {
				return fmt.Errorf("write lines that could not be read before, %d to %d: %w", region.line, src.Lines(), err)
			}
			to.done(rows)
			*mark = next
			summary.Rows += int64(len(rows))
			summary.Mended += mended
			region, still = rest, nil
		}
	}
	return nil
}
