package sample

// The centre after its month: the simulation goes on, and its new rows are written as they come.

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/db"
)

// Live is a centre whose simulation goes on after the month that Load wrote. The telephony's rows are written to
// files, as Asterisk writes them, the others into the database. Equal options give equal rows, so that a centre that
// was stopped can be continued: Live creates the rows since the month again, and the caller skips those that are
// written.
type Live struct {
	w *world // its book has the rows that are not written yet
}

// Tables of a live centre by the way in which its rows come.
const (
	logTable  = "queue_log_repo"
	callTable = "cdr_repo"
)

// Continue returns the centre of a month at its end, o.Now.
func Continue(ctx context.Context, o Options) (*Live, error) {
	w, err := simulate(ctx, o.withDefaults())
	if err != nil {
		return nil, fmt.Errorf("simulate the month: %w", err)
	}
	w.book = book{}
	return &Live{w}, nil
}

// Until simulates up to a moment, a whole second.
func (l *Live) Until(ctx context.Context, moment time.Time) error {
	w := l.w
	w.end = moment.Unix()
	for {
		next := w.days[len(w.days)-1].next()
		if next.date.Unix() > w.end {
			break
		}
		w.days = append(w.days, next)
		w.at(next.date.Unix(), func() { w.beginDay(next) })
	}
	if err := w.run(ctx); err != nil {
		return fmt.Errorf("simulate: %w", err)
	}
	w.clock = max(w.clock, w.end)
	return nil
}

// WriteQueueLog writes the new lines of the queue_log, without the first skip ones, and returns how many there were.
func (l *Live) WriteQueueLog(out io.Writer, skip int) (lines int, err error) {
	rows := l.w.book.events[queueLog]
	buffered := bufio.NewWriter(out)
	for _, r := range rows[min(skip, len(rows)):] {
		fields := append([]string{fmt.Sprint(r.at), orNone(r.callID), orNone(r.queue), orNone(r.agent), r.name}, r.data...)
		fmt.Fprintln(buffered, strings.Join(fields, "|"))
	}
	if err := buffered.Flush(); err != nil {
		return 0, fmt.Errorf("write the queue_log: %w", err)
	}
	l.w.book.events[queueLog] = nil
	return len(rows), nil
}

// WriteCDR writes the new records of calls as CSV, without the first skip ones, and returns how many there were. Times
// are wall times of UTC.
func (l *Live) WriteCDR(out io.Writer, skip int) (records int, err error) {
	rows := l.w.book.calls
	w := csv.NewWriter(out)
	for i := min(skip, len(rows)); i < len(rows); i++ {
		var record []string
		for _, value := range cdrValues(&rows[i]) {
			switch v := value.(type) {
			case nil:
				record = append(record, "")
			case time.Time:
				record = append(record, v.UTC().Format(time.DateTime))
			default:
				record = append(record, fmt.Sprint(v))
			}
		}
		_ = w.Write(record) // Flush reports the error
	}
	if w.Flush(); w.Error() != nil {
		return 0, fmt.Errorf("write the records of calls: %w", w.Error())
	}
	l.w.book.calls = nil
	return len(rows), nil
}

// CDRHeader returns the header of what WriteCDR writes.
func CDRHeader() string {
	for _, t := range new(book).tables() {
		if t.name == callTable {
			return strings.Join(t.columns, ",") + "\n"
		}
	}
	return ""
}

// StoredTables returns the tables that Store writes.
func StoredTables() (names []string) {
	for _, t := range new(book).tables() {
		if stored(t.name) {
			names = append(names, t.name)
		}
	}
	return names
}

// stored reports whether the rows of a table are written into the database: not those that come by files, nor the
// dialer lists, which stay as the month left them.
func stored(table string) bool {
	return !slices.Contains([]string{logTable, callTable, "calls_spool", "dialer_base"}, table)
}

// Store writes the new rows of the tables that have no file, later than a moment and up to the present one of the
// centre, and records in the same transaction how far the feed of that name is.
func (l *Live) Store(ctx context.Context, conn *sql.DB, feed string, after time.Time) error {
	tables := l.w.book.tables()
	if err := makePartitions(ctx, conn, tables, time.Unix(l.w.end, 0), time.Unix(l.w.end, 0)); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // has no effect after the commit
	for _, t := range tables {
		if !stored(t.name) {
			continue
		}
		all := t.rows
		t.rows = func(yield func([]any) bool) {
			for values := range all {
				if at := values[t.moment()].(time.Time); at.After(after) && !yield(values) {
					return
				}
			}
		}
		if _, err := copyTable(ctx, tx, t); err != nil {
			return fmt.Errorf("copy %s: %w", t.name, err)
		}
	}
	end := time.Unix(l.w.end, 0)
	if err := db.New(tx).RecordFeed(ctx, db.RecordFeedParams{Feed: feed, State: "reading", CoveredTo: &end}); err != nil {
		return fmt.Errorf("record the state: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	waiting := book{calls: l.w.book.calls}
	waiting.events[queueLog] = l.w.book.events[queueLog]
	l.w.book = waiting
	return nil
}

// moment returns the index of the column that has the time of a row.
func (t *table) moment() int {
	return slices.IndexFunc(t.columns, func(c string) bool {
		return slices.Contains([]string{"datetime", "dateprocessed", "calldate", "datecreated"}, c)
	})
}

func orNone(s string) string {
	if s == "" {
		return "NONE"
	}
	return s
}
