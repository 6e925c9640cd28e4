package ingest

// The import of a file: its lock, its batches, and the lines that earlier imports could not read.

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ccrepo/ccrepo/event"
)

// QueueLog imports the new lines of a queue_log; r must be at the beginning of the file. When ctx ends, the import
// stops after the last committed batch, and the summary counts what was imported.
func (im *Importer) QueueLog(ctx context.Context, name string, r io.Reader) (Summary, error) {
	catalogue, err := event.Load()
	if err != nil {
		return Summary{Name: name}, err
	}
	to := queueLogTarget()
	unknown := NewUnknownEvents(catalogue, "queue_log_repo")
	to.committed = func(rows []Line[QueueLogRow]) {
		for i := range rows {
			unknown.Add(rows[i].Row.Event)
		}
	}
	summary, err := importFile(ctx, im, name, NewQueueLogReader(r, im.Options), to)
	summary.Unknown = unknown.List()
	return summary, err
}

// CDR imports the new records of a file of call detail records; r must be at the beginning of the file. When ctx
// ends, the import stops after the last committed batch, and the summary counts what was imported. With a
// *ZoneError it stops before the rows that contradict the zone.
func (im *Importer) CDR(ctx context.Context, name string, r io.Reader) (Summary, error) {
	var unproven func(*ZoneError)
	if im.Options.ZoneUnproven {
		unproven = func(wrong *ZoneError) {
			if im.Logger != nil {
				im.Logger.WarnContext(ctx, wrong.Finding(), "file", name)
			}
		}
	}
	to := cdrTarget()
	if im.Options.SkipKnown {
		to.unknown = unknownCDRs
	}
	reader := NewCDRReader(r, im.Options)
	summary, err := importFile(ctx, im, name, newProvenCDR(reader, unproven), to)
	summary.NotStored = reader.notStored
	if summary.Headed = reader.header; summary.Empty != "" {
		summary.Empty = Emptiness(reader.Offset(), summary.Headed)
	}
	return summary, err
}

// Table imports the new rows of a file into a table of history; r must be at the beginning of the file. columns are the
// names of the columns of a file without a header. A file whose columns are not of the table fails with a
// *ColumnsError.
func (im *Importer) Table(ctx context.Context, t *Table, columns []string, name string, r io.Reader) (Summary, error) {
	reader := NewTableReader(r, t, columns, im.Options)
	summary, err := importFile(ctx, im, name, reader, t.target())
	summary.NotStored, summary.Headed = reader.notStored, len(reader.given) > 0
	if summary.Empty != "" {
		summary.Empty = Emptiness(reader.Offset(), summary.Headed)
	}
	return summary, err
}

// Emptiness says why a text of some bytes that has no records is empty, in words that follow its name.
func Emptiness(bytes int64, headed bool) string {
	switch {
	case headed:
		return "is empty: it holds a header and no record"
	case bytes > 0:
		return "is empty: it holds only blank lines"
	}
	return "is empty: it holds no byte"
}

func importFile[R any](ctx context.Context, im *Importer, name string, src source[R], to target[R]) (Summary, error) {
	clock := im.Clock
	if clock == nil {
		clock = time.Now
	}
	begin := clock()
	summary, err := importLocked(ctx, im, name, src, to, clock)
	summary.Name = name
	summary.Elapsed = clock().Sub(begin)
	if ctx.Err() != nil && err != nil {
		// Any database error of a cancelled statement means that the import was stopped.
		err = fmt.Errorf("stopped after %d rows, the next run goes on there: %w", summary.Rows, ctx.Err())
	}
	if err != nil {
		return summary, fmt.Errorf("import %s: %w", name, err)
	}
	return summary, nil
}

// importLocked holds one connection and, on it, the lock of the file. Another import of the same file waits for
// the lock and then continues after the last row of this one. If the connection breaks, the lock and the
// uncommitted batch are lost together.
func importLocked[R any](ctx context.Context, im *Importer, name string, src source[R], to target[R], clock func() time.Time) (summary Summary, err error) {
	// The first line identifies the file well enough for a lock and does not change while the file grows.
	first, final, err := src.firstLine(headBytes)
	if err != nil {
		return summary, err
	}
	if !final && !im.Options.Complete {
		// With a lock of half of a line, this import would not wait for one that sees the whole line.
		if summary.Unterminated = len(first) > 0; !summary.Unterminated {
			summary.Empty = Emptiness(0, false)
		}
		return summary, nil
	}
	conn, err := im.DB.Conn(ctx)
	if err != nil {
		return summary, fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if err := lockFile(ctx, conn, im.Logger, to.kind, first); err != nil {
		return summary, err
	}
	defer func() {
		// A connection that still holds the lock must not go back to the pool.
		if err != nil || unlockFile(ctx, conn, to.kind, first) != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
	}()
	// Read the head only under the lock: an import that has just ended may have seen a longer head than was there
	// before.
	head, err := src.head(headBytes)
	if err != nil {
		return summary, err
	}
	if !bytes.Equal(firstLineOf(head), first) {
		// It has grown since, although it was said to be complete: this is the lock of another file.
		summary.Unterminated = true
		return summary, nil
	}
	mark, err := findCheckpoint(ctx, conn, to.kind, head)
	if err != nil {
		return summary, err
	}
	mark.name, mark.feed = name, im.Feed
	summary.Skipped = mark.rows
	defer func() { summary.ID, summary.Bad, summary.Offset = mark.id, mark.bad, mark.offset }()
	if err := retryBadLines(ctx, im, conn, src, to, &mark, &summary, clock); err != nil {
		return summary, err
	}
	if mark.offset > 0 {
		if err := src.SkipTo(mark.offset, mark.lines); err != nil {
			return summary, fmt.Errorf("skip what is imported already: %w", err)
		}
		if found := src.tail(); mark.tail != nil && found != nil && !bytes.Equal(found, mark.tail) {
			return summary, fmt.Errorf("skip what is imported already: the bytes before byte %d are others: %w", mark.offset, ErrReplaced)
		}
		im.progress(mark.offset)
	}
	err = importBatches(ctx, im, conn, src, to, &mark, &summary, clock)
	if err == nil && mark.id == 0 && !summary.Unterminated {
		summary.Empty = Emptiness(src.Offset(), false)
	}
	return summary, err
}

func importBatches[R any](ctx context.Context, im *Importer, conn *sql.Conn, src source[R], to target[R], mark *checkpoint, summary *Summary, clock func() time.Time) error {
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		// Until a row of the file is stored, the bad lines may be all that the file has.
		leading := 0
		if mark.id == 0 {
			leading = maxLeadingBad
		}
		var wrong []*LineError
		rows, bad, err := readBatch(src, im.batchSize(), leading, func(one *LineError) { wrong = append(wrong, one) })
		switch {
		case errors.Is(err, ErrUnterminated):
			summary.Unterminated = true
		case err != nil && !errors.Is(err, io.EOF):
			return err
		}
		more = err == nil
		if mark.id == 0 && len(rows) == 0 && len(wrong) > 0 {
			return &UnreadableError{Lines: int64(len(wrong)), All: !more && !summary.Unterminated, First: wrong[:min(3, len(wrong))]}
		}
		for _, one := range wrong {
			im.badLine(mark.name, one, false)
		}
		if len(rows) == 0 && len(bad) == 0 {
			continue // a header or blank lines alone do not identify a file
		}
		if rows, err = to.leaveOutKnown(ctx, conn, mark.id, rows, summary); err != nil {
			return err
		}
		if err := src.unchanged(); err != nil {
			return err
		}
		if err := writePart(ctx, im, conn, part[R]{to, rows, bad, src.Offset(), src.Lines(), src.tail()}, mark, summary, clock()); err != nil {
			return err
		}
	}
	return nil
}

// retryBadLines tries again to read the lines that earlier imports of the file could not read. Rows that can be
// read now are committed together with the change of the bad lines.
func retryBadLines[R any](ctx context.Context, im *Importer, conn *sql.Conn, src source[R], to target[R], mark *checkpoint, summary *Summary, clock func() time.Time) error {
	if mark.bad == 0 || im.KeepBad {
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
		m := mending[R]{im: im, conn: conn, mark: mark, summary: summary, region: old}
		for more := true; more; {
			if err := ctx.Err(); err != nil {
				return err
			}
			rows, bad, err := readBatch(src, im.batchSize(), 0, func(wrong *LineError) { im.badLine(mark.name, wrong, true) })
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			more = err == nil
			if rows, err = to.leaveOutKnown(ctx, conn, mark.id, rows, summary); err != nil {
				return err
			}
			if err := src.unchanged(); err != nil {
				return err
			}
			if err := m.write(ctx, part[R]{to, rows, bad, src.Offset(), src.Lines(), nil}, clock()); err != nil {
				return err
			}
		}
	}
	return nil
}
