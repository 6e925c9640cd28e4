// The answer to a request: its head, its rows or its report, and its end.

package query

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/xlsx"
	"github.com/ccrepo/ccrepo/db"
)

// Reading is where one answer is read from.
type Reading struct {
	// Pool answers single statements: the watermark of the answer.
	Pool db.DBTX
	// Count answers counts beside the rows, on connections that no row is read from.
	Count db.DBTX
	// Begin begins to read the rows; end releases what it has taken.
	Begin func(ctx context.Context) (on db.DBTX, end func(), err error)
}

// Result is the outcome of an answer.
type Result struct {
	Rows int
	// Sent: the client has got a part of the answer, so that only closing the connection can report an error.
	Sent bool
	// AsOf is the time up to which the answer is complete; zero: there is no data yet.
	AsOf time.Time
}

// answer is the state of one answer.
type answer struct {
	*Request
	reading Reading
	asOf    time.Time
	feeds   []Feed
	unknown []unknownName
	out     *output
	w       http.ResponseWriter
	encoder encoder
	book    *workbook     // nil: another format
	drawing *picture      // nil: another format
	grouped *groupEncoder // nil: rows are not grouped
	counted *int64        // the rows of all pages; nil: they are not counted
}

// Answer reads the rows of a request and sends them in its format.
func (q *Request) Answer(ctx context.Context, reading Reading, w http.ResponseWriter) (Result, error) {
	if q.mask != mask.None || q.limit > 0 {
		var err error
		if q.secrets, err = q.options.Keys(); err != nil {
			return Result{}, err
		}
		q.veilOrder()
	}
	ctx, clock, stop := startDatabaseClock(ctx, cmp.Or(q.route.Timeout, q.options.Timeout))
	defer stop()
	asOf, err := q.setAsOf(ctx, reading)
	if err != nil {
		return Result{}, err
	}
	var feeds []Feed
	if q.options.Feeds != nil && (q.format == "json" || q.format == "xlsx" || isPicture(q.format)) {
		if feeds, err = q.options.Feeds(ctx); err != nil {
			return Result{}, err
		}
	}
	buffer, _ := q.route.buffers.Get().(*[]byte)
	if buffer == nil {
		buffer = new([]byte)
	}
	a := &answer{Request: q, reading: reading, asOf: asOf, feeds: feeds, out: &output{w: w, clock: clock, hold: heldSize, buf: (*buffer)[:0]}, w: w}
	defer func() {
		// An answer of the usual size does not grow its buffer from nothing.
		if *buffer = a.out.buf; cap(*buffer) <= heldSize {
			q.route.buffers.Put(buffer)
		}
	}()
	encoder := q.newEncoder()
	if a.book, _ = encoder.(*workbook); a.book != nil {
		a.out.hold = workbookHold
	}
	a.drawing, _ = encoder.(*picture)
	a.encoder = q.masked(encoder)
	if q.route.Interval {
		err = a.report(ctx)
	} else {
		err = a.page(ctx)
	}
	return Result{a.out.rows, a.out.sent, asOf}, err
}

// newEncoder returns the encoder of the answer's format.
func (q *Request) newEncoder() encoder {
	switch q.format {
	case "csv":
		return &csvEncoder{q.fields, q.loc, q.headings(), q.dialect}
	case "xlsx":
		return q.newWorkbook()
	case "svg", "png":
		return q.newPicture()
	case "odata":
		return q.newODataEncoder()
	}
	return newJSONEncoder(q.fields, q.loc, q.format == "ndjson")
}

// page answers a plain route: a page of rows, one row, or all of them.
func (a *answer) page(ctx context.Context) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	on, end, err := a.reading.Begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	st := a.Request.page()
	r, err := query(ctx, on, st)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			cancel() // otherwise closing reads to the end
		}
		_ = r.Close()
	}()
	if a.route.One && !r.more {
		return problem.New("not_found", "There is no row with this id%s.", map[bool]string{true: " in the range"}[!a.span.openFrom || !a.span.openTo])
	}
	if a.route.group != nil {
		if err := a.beginGroups(st, r); err != nil {
			return err
		}
	}
	if a.format == "json" || a.route.One {
		a.out.hold = math.MaxInt // for the ETag, and until it is certain that there is no second row
	}
	next, err := a.writeRows(ctx, r, nil)
	if err != nil {
		return err
	}
	if a.grouped != nil {
		if err := a.endGroups(ctx, r); err != nil {
			return err
		}
	}
	leavesOut := a.format == "json" && a.route.LeftOut != nil
	if a.count != "" || leavesOut || a.names != nil {
		// A request that waits for a connection must not hold one.
		if err := r.Close(); err != nil {
			return fmt.Errorf("read rows: %w", problem.Cause(ctx, err))
		}
	}
	if leavesOut {
		if a.out.buf, err = a.appendLeftOut(ctx, a.out.buf, on); err != nil {
			return err
		}
	}
	if a.count != "" {
		n, err := a.countRows(ctx, on)
		if err != nil {
			return err
		}
		a.counted = &n
	}
	if err := a.readUnknown(ctx, on); err != nil {
		return err
	}
	return a.finish(next)
}

// writeRows writes the head of the answer and its rows up to the limit; next is the cursor of the rows after them. It
// calls seen, if it is not nil, with each row.
func (a *answer) writeRows(ctx context.Context, r *rows, seen func([]sql.RawBytes)) (next string, err error) {
	a.head()
	for r.more && (a.limit == 0 || a.out.rows < a.limit) && (a.odata == nil || a.odata.Limit > 0) {
		a.out.buf = a.encoder.row(a.out.buf, a.out.rows == 0, r.values)
		a.out.rows++
		if seen != nil {
			seen(r.values)
		}
		if a.limit > 0 && a.out.rows == a.limit && !a.route.Interval {
			next = a.nextCursor(r.values)
		}
		if err := a.out.writeIfFull(); err != nil {
			return "", err
		}
		if err := r.next(ctx); err != nil {
			return "", err
		}
		if a.route.One && r.more {
			return "", problem.New("ambiguous_id", "Two rows have this id; from and to narrow the search.")
		}
	}
	if (a.format == "json" || a.odata != nil) && !a.route.One {
		a.out.buf = append(a.out.buf, ']')
	}
	if !r.more {
		next = ""
	}
	return next, nil
}

// head sets the headers of the answer and writes what comes before the rows.
func (a *answer) head() {
	h := a.w.Header()
	h.Set("Content-Type", mediaType(a.format))
	if a.format == "json" {
		a.out.buf = append(a.out.buf, `{"data":`...)
		if !a.route.One {
			a.out.buf = append(a.out.buf, '[')
		}
		return
	}
	if a.odata != nil {
		h.Set("Content-Type", a.odata.ContentType)
		a.out.endless = a.proto == 10 && !a.packed
		a.out.buf = a.encoder.head(a.out.buf)
		return
	}
	// In HTTP/1.0 there are no trailers, and the end of the connection is that of an answer without length.
	if a.out.endless = a.proto == 10 && !a.packed && a.book == nil; a.proto != 10 {
		h.Set("Trailer", "X-Row-Count, X-Next-Cursor")
	}
	if a.format == "csv" || a.format == "xlsx" {
		h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, fileName(a.route.Path), a.format))
	}
	if !a.span.openFrom {
		h.Set("X-Range-From", a.span.from.In(a.loc).Format(time.RFC3339Nano))
	}
	if !a.span.openTo {
		h.Set("X-Range-To", a.span.to.In(a.loc).Format(time.RFC3339Nano))
	}
	h.Set("X-Time-Zone", a.loc.String())
	if source := a.source(); source != "" {
		h.Set("X-Source", source)
	}
	a.out.buf = a.encoder.head(a.out.buf)
}

// finish ends the answer: JSON with the members beside the rows, the other formats with the number of rows and the
// cursor, as headers if nothing has been sent yet, else as trailers.
func (a *answer) finish(next string) error {
	switch {
	case a.format == "json":
		return a.finishJSON(next)
	case a.odata != nil:
		return a.finishOData(next)
	}
	if a.book != nil {
		var err error
		if a.out.buf, err = a.book.end(a.out.buf, func(w *xlsx.Writer) { a.definitions(w, next) }); err != nil {
			return fmt.Errorf("write workbook: %w", err)
		}
	}
	if a.drawing != nil {
		var err error
		if a.out.buf, err = a.drawing.end(a.out.buf, a.subtitle(next)); err != nil {
			return err
		}
	}
	h := a.w.Header()
	count := func() {
		h.Set("X-Row-Count", strconv.Itoa(a.out.rows))
		if next != "" {
			h.Set("X-Next-Cursor", next)
		}
	}
	if !a.out.sent {
		if a.proto < 20 {
			h.Del("Trailer") // in HTTP/1.1, an answer with a length has none
		}
		count()
		return a.out.end()
	}
	if err := a.out.flush(); err != nil {
		return err
	}
	count()
	return nil
}

// report answers an interval report: the grid of its dimensions and slots, and the total.
func (a *answer) report(ctx context.Context) (err error) {
	p, invalid := newPlan(a.span, a.interval, a.loc, a.window, a.asOf)
	if invalid != nil {
		return invalid
	}
	if a.compare {
		if a.previous, a.previousSpan, invalid = previousPlan(p, a.span, a.interval, a.loc, a.window, a.asOf); invalid != nil {
			return invalid
		}
	}
	if a.route.HasRollup() {
		a.rollPlans(p)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	on, end, err := a.reading.Begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	r, err := query(ctx, on, a.reportRows(p))
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			cancel()
		}
		_ = r.Close()
	}()
	if r.more {
		if r.inAll() > MaxReportRows {
			return a.tooManyRows()
		}
	}
	if a.count != "" {
		a.counted = new(int64(r.inAll()))
	}
	shown := a.newShownRows(p)
	if _, err := a.writeRows(ctx, r, shown.add); err != nil {
		return err
	}
	if a.total {
		if err := a.writeTotal(ctx, on, r, p, shown); err != nil {
			return err
		}
	}
	if a.names != nil {
		if err := r.Close(); err != nil {
			return fmt.Errorf("read rows: %w", problem.Cause(ctx, err))
		}
		if err := a.readUnknown(ctx, on); err != nil {
			return err
		}
	}
	return a.finish("")
}

// writeTotal writes the total: the last row of the report's statement, or the row of a statement of its own.
func (a *answer) writeTotal(ctx context.Context, on db.DBTX, r *rows, p *plan, shown *shownRows) error {
	total := r
	if !r.atTotal {
		if err := r.Close(); err != nil {
			return fmt.Errorf("read rows: %w", err)
		}
		var err error
		if total, err = query(ctx, on, a.reportTotal(p, shown)); err != nil {
			return err
		}
	}
	if a.format == "json" {
		a.out.buf = append(a.out.buf, `,"total":`...)
	}
	if a.book != nil {
		a.book.total = true
	}
	a.out.buf = a.encoder.row(a.out.buf, a.format == "json", total.values)
	if err := total.Close(); err != nil {
		return fmt.Errorf("read total: %w", err)
	}
	return nil
}

// countRows counts the rows that match, or returns the planner's estimate. The planner counts the rows of all
// campaigns, so a campaign-limited key gets the exact count instead.
func (a *answer) countRows(ctx context.Context, on db.DBTX) (int64, error) {
	st := a.counting()
	if a.count == "exact" || a.options.Limited {
		pool := a.reading.Count
		if a.options.Limited {
			pool = on
		}
		var n int64
		if err := pool.QueryRowContext(ctx, "SELECT count(*) "+st.sql, st.args...).Scan(&n); err != nil {
			return 0, fmt.Errorf("count rows: %w", problem.Cause(ctx, err))
		}
		return n, nil
	}
	var text []byte
	if err := a.reading.Count.QueryRowContext(ctx, "EXPLAIN (FORMAT JSON) SELECT 1 "+st.sql, st.args...).Scan(&text); err != nil {
		return 0, fmt.Errorf("estimate rows: %w", problem.Cause(ctx, err))
	}
	var plans []struct {
		Plan struct {
			Rows float64 `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal(text, &plans); err != nil || len(plans) == 0 {
		return 0, fmt.Errorf("read the estimate of rows: %w", err)
	}
	return int64(plans[0].Plan.Rows), nil
}

// finishJSON writes the members after the rows. The ETag depends on everything before as_of, the last member, and on
// the campaigns that the principal may see.
func (a *answer) finishJSON(next string) error {
	if a.explain {
		a.out.buf = a.appendExplanations(a.out.buf)
	}
	if a.counted != nil {
		a.out.buf = strconv.AppendInt(append(a.out.buf, `,"count":`...), *a.counted, 10)
	}
	buf := append(a.out.buf, `,"next_cursor":`...)
	if next == "" {
		buf = append(buf, "null"...)
	} else {
		buf = appendJSONString(buf, []byte(next))
	}
	bound := func(name string, t time.Time, open bool) {
		buf = append(append(append(buf, `,"`...), name...), `":`...)
		if open {
			buf = append(buf, "null"...)
			return
		}
		buf = append(t.In(a.loc).AppendFormat(append(buf, '"'), time.RFC3339Nano), '"')
	}
	bound("from", a.span.from, a.span.openFrom)
	bound("to", a.span.to, a.span.openTo)
	buf = appendJSONString(append(buf, `,"tz":`...), []byte(a.loc.String()))
	buf = a.appendWarnings(a.appendCoverage(buf, a.feeds))
	over := !a.span.openTo && !a.span.to.After(a.asOf)
	if over && !a.out.sent {
		hash := sha256.New()
		_, _ = hash.Write(buf) // it never fails
		_, _ = io.WriteString(hash, a.options.Audience+string(a.mask))
		tag := `W/"` + hex.EncodeToString(hash.Sum(nil)[:12]) + `"`
		a.w.Header().Set("ETag", tag)
		if NoneMatches(a.ifNoneMatch, tag) {
			a.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	buf = a.appendSource(buf) // after the tag: it does not change the figures
	bound("as_of", a.asOf, a.asOf.IsZero())
	a.out.buf = append(buf, '}', '\n')
	return a.out.end()
}

// fileName returns the name under which a browser saves an answer, without its extension.
func fileName(routePath string) string {
	if placeholder := strings.LastIndex(routePath, "/{"); placeholder > 0 {
		routePath = routePath[:placeholder]
	}
	return path.Base(routePath)
}
