package ingest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/ccrepo/ccrepo/event"
)

const (
	defaultBatchSize = 10_000
	maxBatchBytes    = 16 << 20 // of file text, so that long lines don't fill the memory
	maxLeadingBad    = 10_000   // bad lines without a row among them, after which a file is given up
)

// Importer writes files into the database. Killed at any moment and run again it leaves each line
// there once; so do several at once, in one process or many.
type Importer struct {
	DB      *sql.DB
	Options Options
	// BatchSize is the number of rows that are committed together; 0 is 10,000.
	BatchSize int
	Logger    *slog.Logger // nil: silent
	// Progress is told how many bytes of the file are done; nil: nobody is.
	Progress func(offset int64)
	// OnBadLine is given the lines that cannot be read; again: an earlier import could not read it either. Nil:
	// they are only counted.
	OnBadLine func(name string, bad *LineError, again bool)
	// Clock gives the present time; nil is time.Now.
	Clock func() time.Time
}

// Summary is what became of one file.
type Summary struct {
	Name    string
	Rows    int64 // imported now
	Skipped int64 // imported by earlier runs
	Bad     int64 // lines that cannot be read, those of earlier runs among them
	Mended  int64 // lines that earlier runs could not read and this one could
	// Unterminated says that the last line has no end yet and was left for the next run.
	Unterminated bool
	// Unknown are the events among the rows imported now that the catalogue does not know.
	Unknown []UnknownEvent
	Elapsed time.Duration
}

// QueueLog imports what is new in a queue_log, read from its beginning. A context that ends stops it
// after the last committed batch; the summary then tells how far it came.
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

// CDR imports what is new in a file of call detail records, read from its beginning. A context that
// ends stops it after the last committed batch; the summary then tells how far it came. A *ZoneError
// stops it before the rows that it is about.
func (im *Importer) CDR(ctx context.Context, name string, r io.Reader) (Summary, error) {
	var unproven func(*ZoneError)
	if im.Options.ZoneUnproven {
		unproven = func(wrong *ZoneError) {
			if im.Logger != nil {
				im.Logger.WarnContext(ctx, wrong.finding(), "file", name)
			}
		}
	}
	return importFile(ctx, im, name, newProvenCDR(NewCDRReader(r, im.Options), unproven), cdrTarget())
}

// source is what both readers can do.
type source[R any] interface {
	Next() (Line[R], error)
	Offset() int64
	Lines() int64
	SkipTo(offset, lines int64) error
	limitTo(end int64)
	firstLine(n int) ([]byte, error)
	head(n int) ([]byte, error)
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
		// Whatever the database says to a cancelled statement, this is what happened.
		err = fmt.Errorf("stopped after %d rows, the next run goes on there: %w", summary.Rows, ctx.Err())
	}
	if err != nil {
		return summary, fmt.Errorf("import %s: %w", name, err)
	}
	return summary, nil
}

// importLocked holds one connection and, on it, the lock of the file: whoever imports the same file
// waits and then goes on where this ends. A connection that breaks loses lock and batch together.
func importLocked[R any](ctx context.Context, im *Importer, name string, src source[R], to target[R], clock func() time.Time) (summary Summary, err error) {
	// The first line is enough to tell which file it is, and stays the same while the file grows.
	first, err := src.firstLine(headBytes)
	if err != nil {
		return summary, err
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
		// A connection that still held the lock must not go back to the pool.
		if err != nil || unlockFile(ctx, conn, to.kind, first) != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
	}()
	// Only under the lock: an import that just ended may have seen a longer head than there was before.
	head, err := src.head(headBytes)
	if err != nil {
		return summary, err
	}
	mark, err := findCheckpoint(ctx, conn, to.kind, head)
	if err != nil {
		return summary, err
	}
	mark.name = name
	summary.Skipped = mark.rows
	defer func() { summary.Bad = mark.bad }()
	if err := retryBadLines(ctx, im, conn, src, to, &mark, &summary, clock); err != nil {
		return summary, err
	}
	if mark.offset > 0 {
		if err := src.SkipTo(mark.offset, mark.lines); err != nil {
			return summary, fmt.Errorf("skip what is imported already: %w", err)
		}
		im.progress(mark.offset)
	}
	err = importBatches(ctx, im, conn, src, to, &mark, &summary, clock)
	return summary, err
}

func importBatches[R any](ctx context.Context, im *Importer, conn *sql.Conn, src source[R], to target[R], mark *checkpoint, summary *Summary, clock func() time.Time) error {
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		// As long as nothing is known of the file, its bad lines may be all that it has.
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
			continue // a header or blank lines alone identify no file
		}
		next := *mark
		next.offset, next.lines = src.Offset(), src.Lines()
		next.add(to.moments(rows))
		next.bad += countBad(bad)
		if err := writeBatch(ctx, conn, to, rows, mark, &next, badLines{}, bad, clock()); err != nil {
			return fmt.Errorf("write lines %d to %d: %w", mark.lines+1, next.lines, err)
		}
		to.done(rows)
		*mark = next
		summary.Rows += int64(len(rows))
		im.progress(mark.offset)
	}
	return nil
}

// readBatch reads rows and bad lines, as many as size, or as many bad lines as leading while there are no rows.
// The error is io.EOF or ErrUnterminated where the file has no more.
func readBatch[R any](src source[R], size, leading int, onBad func(*LineError)) (rows []Line[R], bad []badLines, err error) {
	begin := src.Offset()
	wrongs := 0
	for (len(rows)+wrongs < size && src.Offset()-begin < maxBatchBytes) || len(rows) == 0 && wrongs < leading {
		line, err := src.Next()
		var wrong *LineError
		switch {
		case err == nil:
			if rows == nil {
				rows = make([]Line[R], 0, min(size, defaultBatchSize))
			}
			rows = append(rows, line)
		case errors.As(err, &wrong):
			wrongs++
			bad = addBad(bad, badLines{wrong.Start, wrong.End, wrong.Number, 1})
			onBad(wrong)
		default:
			return rows, bad, err
		}
	}
	return rows, bad, nil
}

func (im *Importer) batchSize() int {
	if im.BatchSize <= 0 {
		return defaultBatchSize
	}
	return im.BatchSize
}

func (im *Importer) badLine(name string, bad *LineError, again bool) {
	if im.OnBadLine != nil {
		im.OnBadLine(name, bad, again)
	}
}

func (im *Importer) progress(offset int64) {
	if im.Progress != nil {
		im.Progress(offset)
	}
}
