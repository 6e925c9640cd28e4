package api

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

// rows are the answer of the database, read one by one as raw text.
type rows struct {
	*sql.Rows
	values []sql.RawBytes
	dest   []any
	more   bool // values hold a row
	forget context.CancelFunc
	lines  *lines // where each row comes as one line
	total  bool   // the statement's last row is the total
	// atTotal tells that values hold the total, which no row follows.
	atTotal bool
}

// Close gives the connection back.
func (r *rows) Close() error {
	defer r.forget()
	return r.Rows.Close()
}

// cell takes in one column as text, row after row. A sql.RawBytes of its own would make nil of an empty
// text that comes before any other text: database/sql appends it to a buffer that does not exist yet.
type cell struct {
	value *sql.RawBytes
	room  []byte
}

// Scan implements sql.Scanner.
func (c *cell) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*c.value = nil
		return nil
	case []byte:
		*c.value = v // the driver's, good until the next row
		return nil
	case string:
		c.room = append(c.room[:0], v...)
	case int64:
		c.room = strconv.AppendInt(c.room[:0], v, 10)
	case bool:
		c.room = strconv.AppendBool(c.room[:0], v)
	default:
		return fmt.Errorf("column comes as %T, which has no text here", src)
	}
	*c.value = c.room
	return nil
}

// query runs a statement and reads its first row, so that what fails, fails before an answer begins.
func query(ctx context.Context, on db.DBTX, st statement) (*rows, error) {
	late, forget := afterGrace(ctx)
	r, err := on.QueryContext(late, st.sql, st.args...)
	if err != nil {
		forget()
		return nil, fmt.Errorf("query: %w", problem.Cause(ctx, err))
	}
	out := &rows{Rows: r, forget: forget, values: make([]sql.RawBytes, len(st.columns)), total: st.total}
	into := out.values
	if st.rest != nil {
		out.lines = &lines{on: on, rest: st.rest}
		into = out.lines.read[:]
	}
	for i := range into {
		out.dest = append(out.dest, &cell{value: &into[i], room: []byte{}})
	}
	if err := out.next(ctx); err != nil {
		_ = out.Close()
		return nil, err
	}
	return out, nil
}

// cancelGrace is how old a query is when it can be cancelled. PostgreSQL forgets a cancel request that
// comes while it still takes the query in, and the driver sends only one.
const cancelGrace = time.Second

// afterGrace returns a context that ends with ctx, but not before the grace is over.
func afterGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	late, cancel := context.WithCancel(context.WithoutCancel(ctx))
	begun := time.Now()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(time.Until(begun.Add(cancelGrace)), cancel) })
	return late, func() {
		stop()
		cancel()
	}
}

// next reads the next row into values; more tells whether there was one.
func (r *rows) next(ctx context.Context) error {
	if r.more = r.Next(); !r.more {
		if err := r.Err(); err != nil {
			return fmt.Errorf("read rows: %w", problem.Cause(ctx, err))
		}
		return nil
	}
	if err := r.Scan(r.dest...); err != nil {
		return fmt.Errorf("read row: %w", problem.Cause(ctx, err))
	}
	if r.lines != nil && !r.lines.split(r.values) {
		return r.byColumn(ctx)
	}
	if r.total && string(r.values[len(r.values)-1]) == totalMark {
		r.more, r.atTotal = false, true
	}
	return nil
}

const (
	bufferSize = 32 << 10
	// etagSize is how long a JSON answer may be to be held back for its ETag.
	etagSize = 1 << 20
	// clientPatience is how long a client may take nothing before it is cut off.
	clientPatience = time.Minute
)

// output sends an answer to the client in pieces.
type output struct {
	w     http.ResponseWriter
	clock *databaseClock
	buf   []byte
	hold  int // bytes to hold back before the first are sent
	sent  bool
	rows  int
}

// writeIfFull sends what has gathered, once it is worth it.
func (o *output) writeIfFull() error {
	if len(o.buf) < bufferSize || !o.sent && len(o.buf) < o.hold {
		return nil
	}
	return o.flush()
}

func (o *output) flush() error {
	o.sent = true
	o.clock.pause()
	defer o.clock.resume()
	// Not every writer has deadlines; a command line's output, for one, has none.
	_ = http.NewResponseController(o.w).SetWriteDeadline(time.Now().Add(clientPatience))
	if _, err := o.w.Write(o.buf); err != nil {
		return fmt.Errorf("send answer: %w", err)
	}
	o.buf = o.buf[:0]
	return nil
}

// stream sends rows in a format that has no frame around them, and the total after them where one is
// wanted. seen, if there is one, is shown each row.
func (s *Server) stream(ctx context.Context, q *request, w http.ResponseWriter, r *rows, seen func([]sql.RawBytes), total func() (*rows, error), out *output) error {
	e := q.encoder()
	header := w.Header()
	header.Set("Content-Type", mediaType(q.format))
	header.Set("Trailer", "X-Row-Count, X-Next-Cursor")
	if q.format == "csv" {
		header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s"`, fileName(q.route.Path)))
	}
	s.rangeHeaders(header, q)
	out.buf = e.head(out.buf)
	next := ""
	for r.more {
		if q.limit > 0 && out.rows == q.limit {
			break
		}
		out.buf = e.row(out.buf, out.rows == 0, r.values)
		out.rows++
		if seen != nil {
			seen(r.values)
		}
		if q.limit > 0 && out.rows == q.limit {
			next = q.nextCursor(r.values)
		}
		if err := out.writeIfFull(); err != nil {
			return err
		}
		if err := r.next(ctx); err != nil {
			return err
		}
		if q.route.One && r.more {
			return errAmbiguous()
		}
	}
	if !r.more {
		next = ""
	}
	if total != nil {
		t, err := total()
		if err != nil {
			return err
		}
		out.buf = e.row(out.buf, false, t.values)
		if err := t.Close(); err != nil {
			return fmt.Errorf("read total: %w", err)
		}
	}
	if err := out.flush(); err != nil {
		return err
	}
	header.Set("X-Row-Count", strconv.Itoa(out.rows))
	if next != "" {
		header.Set("X-Next-Cursor", next)
	}
	return nil
}

// nextCursor remembers the row in hand.
func (q *request) nextCursor(values []sql.RawBytes) string {
	c := cursor{Identity: q.identity, Last: q.orderValues(values)}
	if q.span.keyword != "" {
		c.From, c.To = q.span.from, q.span.to
	}
	return encodeCursor(q.secrets, c)
}

// databaseClock bounds how long a statement may keep the database busy without anything coming of it:
// until the first piece of the answer, and from each piece to the next. The time in which a slow client
// reads does not count.
type databaseClock struct {
	timer *time.Timer
	limit time.Duration
}

// startDatabaseClock returns a context that ends with errDatabaseTime when the clock runs out.
func startDatabaseClock(ctx context.Context, limit time.Duration) (context.Context, *databaseClock, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	c := &databaseClock{limit: limit}
	c.timer = time.AfterFunc(limit, func() { cancel(problem.ErrDatabaseTime) })
	return ctx, c, func() {
		c.timer.Stop()
		cancel(nil)
	}
}

// timeoutOf is how long the database may be at work on an answer of a route.
func (s *Server) timeoutOf(r *compiledRoute) time.Duration { return cmp.Or(r.Timeout, s.databaseTime) }

// longestTimeout is the most that any route has. It bounds the statements of short answers in the database, where
// the clock of the server, which bounds each by its own, could not stop them.
func longestTimeout(usual time.Duration) time.Duration {
	longest := usual
	for _, r := range db.Routes() {
		longest = max(longest, r.Timeout)
	}
	return longest
}

func (c *databaseClock) pause() { c.timer.Stop() }

func (c *databaseClock) resume() { c.timer.Reset(c.limit) }
