package ingest

// Parts of a file that are committed together, and rows that the database refuses.

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"
)

// part is a part of a file: its rows and its bad lines, in their order.
type part[R any] struct {
	to            target[R]
	rows          []Line[R]
	bad           []badLines
	offset, lines int64  // at its end
	tail          []byte // SHA-256 of the last bytes before its end; nil: not known
}

// writePart commits a part. A row that the database refuses, because it breaks a rule of its table, becomes a bad line:
// the part is halved until the row is found.
func writePart[R any](ctx context.Context, im *Importer, conn *sql.Conn, p part[R], mark *checkpoint, summary *Summary, now time.Time) error {
	next := *mark
	next.offset, next.lines, next.tail = p.offset, p.lines, p.tail
	next.add(p.to.moments(p.rows))
	next.bad += countBad(p.bad)
	err := writeBatch(ctx, conn, p.to, p.rows, mark, &next, badLines{}, p.bad, now)
	switch refusal := refused(err); {
	case err == nil:
		p.to.done(p.rows)
		*mark = next
		summary.Rows += int64(len(p.rows))
		im.progress(mark.offset)
		return nil
	case refusal == nil || len(p.rows) == 0:
		return fmt.Errorf("write lines %d to %d: %w", mark.lines+1, next.lines, err)
	case len(p.rows) == 1:
		row := p.rows[0]
		im.badLine(mark.name, &LineError{row.Number, row.Start, row.End, refusal, ""}, false)
		p.bad = append(slices.Clone(p.bad), p.place(row))
		slices.SortFunc(p.bad, func(a, b badLines) int { return cmp.Compare(a.start, b.start) })
		p.rows = nil
		return writePart(ctx, im, conn, p, mark, summary, now)
	}
	first, second := p.halves()
	if err := writePart(ctx, im, conn, first, mark, summary, now); err != nil {
		return err
	}
	return writePart(ctx, im, conn, second, mark, summary, now)
}

// halves divides a part of several rows.
func (p part[R]) halves() (first, second part[R]) {
	half := len(p.rows) / 2
	border := p.rows[half]
	behind, _ := slices.BinarySearchFunc(p.bad, border.Start, func(b badLines, start int64) int { return cmp.Compare(b.start, start) })
	return part[R]{p.to, p.rows[:half], p.bad[:behind], border.Start, border.Number - 1, nil},
		part[R]{p.to, p.rows[half:], p.bad[behind:], p.offset, p.lines, p.tail}
}

// place returns the lines of the last row of a part.
func (p part[R]) place(row Line[R]) badLines {
	lines := p.lines - row.Number + 1
	for _, bad := range p.bad {
		if bad.start > row.Start {
			lines -= bad.lines
		}
	}
	return badLines{row.Start, row.End, row.Number, lines}
}

// refused returns the reason for which the database refuses a row, or nil if the error is another one.
func refused(err error) error {
	var pe *pq.Error
	if !errors.As(err, &pe) || pe.Code.Class() != "22" && pe.Code.Class() != "23" {
		return nil
	}
	if pe.Constraint != "" {
		return fmt.Errorf("the database refuses it: rule %s of %s", pe.Constraint, pe.Table)
	}
	return errors.New("the database refuses it: " + pe.Message)
}

// mending is a run of bad lines that is read again.
type mending[R any] struct {
	im      *Importer
	conn    *sql.Conn
	mark    *checkpoint
	summary *Summary
	region  badLines   // what is stored of the run
	still   []badLines // lines at its beginning that were read again and are still bad
}

// write commits the rows of a part together with the change of the bad lines. Rows that the database refuses stay bad.
func (m *mending[R]) write(ctx context.Context, p part[R], now time.Time) error {
	if len(p.rows) == 0 {
		for _, one := range p.bad {
			m.still = addBad(m.still, one)
		}
		return nil
	}
	still := slices.Clone(m.still)
	for _, one := range p.bad {
		still = addBad(still, one)
	}
	region := m.region
	rest := badLines{start: p.offset, end: region.end, line: p.lines + 1, lines: region.line + region.lines - p.lines - 1}
	next := *m.mark
	next.add(p.to.moments(p.rows))
	mended := region.lines - countBad(still) - rest.lines
	if rest.lines > 0 {
		still = append(still, rest) // a row of its own, because it is replaced next
	}
	next.bad -= mended
	err := writeBatch(ctx, m.conn, p.to, p.rows, m.mark, &next, region, still, now)
	switch refusal := refused(err); {
	case err == nil:
		p.to.done(p.rows)
		*m.mark = next
		m.summary.Rows += int64(len(p.rows))
		m.summary.Mended += mended
		m.region, m.still = rest, nil
		return nil
	case refusal == nil:
		return fmt.Errorf("write lines that could not be read before, %d to %d: %w", region.line, p.lines, err)
	case len(p.rows) == 1:
		row := p.rows[0]
		m.im.badLine(m.mark.name, &LineError{row.Number, row.Start, row.End, refusal, ""}, true)
		p.bad = append(slices.Clone(p.bad), p.place(row))
		slices.SortFunc(p.bad, func(a, b badLines) int { return cmp.Compare(a.start, b.start) })
		p.rows = nil
		return m.write(ctx, p, now)
	}
	first, second := p.halves()
	if err := m.write(ctx, first, now); err != nil {
		return err
	}
	return m.write(ctx, second, now)
}
