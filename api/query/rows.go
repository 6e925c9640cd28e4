// Reading the rows of a statement, as lines or column by column.

package query

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

// rows are the rows of a statement, read one by one as raw text.
type rows struct {
	*sql.Rows
	values []sql.RawBytes
	dest   []any
	more   bool // values hold a row
	forget context.CancelFunc
	lines  *lines // if each row is one line
	total  bool   // the statement's last row is the total
	// atTotal: values hold the total, which is the last row.
	atTotal bool
}

// Close returns the connection to its pool.
func (r *rows) Close() error {
	defer r.forget()
	return r.Rows.Close()
}

// cell scans one column as text, row after row. A plain sql.RawBytes would make an empty text nil if no other text came
// before it: database/sql appends it to a buffer that does not exist yet.
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
		*c.value = v // the driver's, valid until the next row
		return nil
	case string:
		c.room = append(c.room[:0], v...)
	case int64:
		c.room = strconv.AppendInt(c.room[:0], v, 10)
	case bool:
		c.room = strconv.AppendBool(c.room[:0], v)
	default:
		return fmt.Errorf("column has the type %T, which cannot be read as text", src)
	}
	*c.value = c.room
	return nil
}

// query runs a statement and reads its first row, so that errors occur before the answer begins.
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

// cancelGrace is the age from which on a query is cancelled. PostgreSQL loses a cancel request that arrives before it
// has begun the query, and the driver sends only one.
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

// next reads the next row into values; more reports whether there was one.
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

// nextCursor returns the cursor after the current row.
func (q *Request) nextCursor(values []sql.RawBytes) string {
	c := cursor{Identity: q.identity, Last: q.orderValues(values)}
	if q.span.keyword != "" {
		c.From, c.To = q.span.from, q.span.to
	}
	return encodeCursor(q.secrets, c)
}

// byColumn continues after the last line that could be read, column by column.
func (r *rows) byColumn(ctx context.Context) error {
	var last []sql.RawBytes
	if r.lines.last != nil {
		last = make([]sql.RawBytes, len(r.values))
		splitLine(r.lines.last, last)
	}
	switch r.lines.on.(type) {
	case driver.Tx: // which a cancelled query would fail
	default:
		r.forget() // otherwise closing reads to the end
	}
	_ = r.Close()
	rest, err := query(ctx, r.lines.on, r.lines.rest(last, r.lines.done))
	if err != nil {
		return err
	}
	*r = *rest
	return nil
}

// inAll returns the number of rows of a report, which each of them has in its last column.
func (r *rows) inAll() int {
	if !r.more {
		return 0
	}
	n, err := strconv.Atoi(string(r.values[len(r.values)-1]))
	if err != nil {
		return math.MaxInt // it is more than can be read
	}
	return n
}
