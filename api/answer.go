package api

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

// get answers a generated route. Nothing in it knows which.
func (s *Server) get(r *compiledRoute) echo.HandlerFunc {
	return func(c echo.Context) error {
		// The router lets the last placeholder take slashes in.
		if strings.Count(c.Request().URL.EscapedPath(), "/") != strings.Count(r.Path, "/") {
			return echo.ErrNotFound
		}
		c.Response().Header().Add(echo.HeaderVary, echo.HeaderAccept)
		c.Response().Header().Add(echo.HeaderVary, echo.HeaderAuthorization) // what a cache keeps for one key is not for another
		pathParams := map[string]string{}
		for _, name := range c.ParamNames() {
			pathParams[name] = pathParam(c, name)
		}
		req := c.Request()
		asked := r
		if principalOf(req.Context()).limited {
			if asked = r.limited; asked == nil {
				return newCampaignLimited()
			}
		}
		q, invalid := s.parseRequest(req.Context(), asked, pathParams, req.URL.RawQuery, req.Header.Get(echo.HeaderAccept))
		if invalid != nil {
			return invalid
		}
		return closedToLimited(req.Context(), s.answer(req, q, c.Response()))
	}
}

func (s *Server) answer(req *http.Request, q *request, w http.ResponseWriter) error {
	if q.mask != mask.None || q.limit > 0 {
		var err error
		if q.secrets, err = s.secret.Get(req.Context()); err != nil {
			return err
		}
		q.veilOrder()
	}
	leave, err := s.enter(req.Context(), s.gateOf(q))
	if err != nil {
		return err
	}
	defer leave()
	ctx, clock, stop := startDatabaseClock(req.Context(), s.timeoutOf(q.route))
	defer stop()
	asOf, err := s.asOf(ctx, s.poolOf(q), q.route)
	if err != nil {
		return err
	}
	q.args["as_of"] = "-infinity"
	if !asOf.IsZero() {
		q.args["as_of"] = sqlTime(asOf)
	}
	ctx, traced := s.traceQueries(ctx, q.route.Name)
	out := &output{w: w, clock: clock}
	a := &answer{Server: s, request: q, asOf: asOf, out: out, w: w, req: req}
	if q.route.Interval {
		err = a.report(ctx)
	} else {
		err = a.page(ctx)
	}
	traced(out.rows, err)
	tellRows(ctx, out.rows)
	if err != nil && out.sent {
		// The client has bytes already; only a broken connection tells it that they are not all.
		s.log.Warn("answer broken off", "route", q.route.Path, "rows", out.rows, "err", problem.LogText(err))
		panic(http.ErrAbortHandler)
	}
	return err
}

// asOf is up to when the answer is complete: the watermark of the derived relation that it reads, else now.
func (s *Server) asOf(ctx context.Context, pool db.DBTX, r *compiledRoute) (time.Time, error) {
	if r.AsOf == "" {
		return s.now().Truncate(time.Second), nil
	}
	at, err := db.New(pool).AsOf(ctx, db.AsOfParams{Relation: r.AsOf})
	if errors.Is(err, sql.ErrNoRows) || err == nil && at == nil {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read as_of: %w", problem.Cause(ctx, err))
	}
	return *at, nil
}

// answer is one answer in the making.
type answer struct {
	*Server
	*request
	asOf time.Time
	out  *output
	w    http.ResponseWriter
	req  *http.Request
}

// page answers a plain route: a page of rows, one row, or all of them.
func (a *answer) page(ctx context.Context) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	on, err := a.read(ctx, a.request)
	if err != nil {
		return err
	}
	defer on.end()
	r, err := query(ctx, on.DBTX, a.request.page())
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			cancel() // closing would else read to the end what nobody gets
		}
		_ = r.Close()
	}()
	if a.route.One {
		if !r.more {
			return problem.New("not_found", "There is no row with this id%s.", map[bool]string{true: " in the range"}[!a.span.from.IsZero() || !a.span.to.IsZero()])
		}
		a.out.hold = math.MaxInt // until it is sure that there is no second row
	}
	if a.format != "json" {
		return a.stream(ctx, a.request, a.w, r, nil, nil, a.out)
	}
	if a.route.One {
		return a.oneRow(ctx, r)
	}
	a.out.hold = etagSize
	e := a.encoder()
	a.out.buf = append(a.out.buf, `{"data":[`...)
	next := ""
	for r.more && a.out.rows < a.limit {
		a.out.buf = e.row(a.out.buf, a.out.rows == 0, r.values)
		if a.out.rows++; a.out.rows == a.limit {
			next = a.nextCursor(r.values)
		}
		if err := r.next(ctx); err != nil {
			return err
		}
	}
	if !r.more {
		next = ""
	}
	a.out.buf = append(a.out.buf, ']')
	if a.count != "" {
		// Whoever waits for a connection must not hold one.
		if err := r.Close(); err != nil {
			return fmt.Errorf("read rows: %w", problem.Cause(ctx, err))
		}
		n, err := a.countRows(ctx, on)
		if err != nil {
			return err
		}
		a.out.buf = strconv.AppendInt(append(a.out.buf, `,"count":`...), n, 10)
	}
	return a.finishJSON(next)
}

func (a *answer) oneRow(ctx context.Context, r *rows) error {
	a.out.buf = append(a.out.buf, `{"data":`...)
	a.out.buf = a.encoder().row(a.out.buf, true, r.values)
	a.out.rows = 1
	if err := r.next(ctx); err != nil {
		return err
	}
	if r.more {
		return errAmbiguous()
	}
	return a.finishJSON("")
}

func errAmbiguous() *problem.Problem {
	return problem.New("ambiguous_id", "Two rows have this id; from and to narrow the search.")
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
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// Rows and total are of one snapshot: a refresh between them would keep the slots from adding up.
	on, err := a.snapshot(ctx)
	if err != nil {
		return err
	}
	defer on.end()
	r, err := query(ctx, on.DBTX, a.reportRows(p))
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
		if n, err := strconv.Atoi(string(r.values[len(r.values)-1])); err != nil || n > maxReportRows {
			return problem.New("too_many_rows", "The report would have more than %d rows; ask for a shorter range, a longer interval or fewer of %s.",
				maxReportRows, strings.Join(a.route.Key, ", "))
		}
	}
	shown := a.newShownRows(p)
	total := func() (*rows, error) {
		if r.atTotal {
			return r, nil
		}
		if err := r.Close(); err != nil {
			return nil, fmt.Errorf("read rows: %w", err)
		}
		return query(ctx, on.DBTX, a.reportTotal(p, shown))
	}
	if !a.total {
		total = nil
	}
	if a.format != "json" {
		return a.stream(ctx, a.request, a.w, r, shown.add, total, a.out)
	}
	a.out.hold = etagSize
	e := a.encoder()
	a.setJSONHeaders()
	a.out.buf = append(a.out.buf, `{"data":[`...)
	for r.more {
		a.out.buf = e.row(a.out.buf, a.out.rows == 0, r.values)
		a.out.rows++
		shown.add(r.values)
		if err := a.out.writeIfFull(); err != nil {
			return err
		}
		if err := r.next(ctx); err != nil {
			return err
		}
	}
	a.out.buf = append(a.out.buf, ']')
	if total != nil {
		t, err := total()
		if err != nil {
			return err
		}
		a.out.buf = append(a.out.buf, `,"total":`...)
		a.out.buf = e.row(a.out.buf, true, t.values)
		if err := t.Close(); err != nil {
			return fmt.Errorf("read total: %w", err)
		}
	}
	return a.finishJSON("")
}

// countRows counts what the filters leave, or asks the planner for its estimate. That knows the rows of
// every campaign: for who is limited to some, the estimate is exact.
func (a *answer) countRows(ctx context.Context, on reading) (int64, error) {
	st := a.counting()
	limited := principalOf(ctx).limited
	if a.count == "exact" || limited {
		var pool db.DBTX = a.pages
		if limited {
			pool = on
		}
		var n int64
		if err := pool.QueryRowContext(ctx, "SELECT count(*) "+st.sql, st.args...).Scan(&n); err != nil {
			return 0, fmt.Errorf("count rows: %w", problem.Cause(ctx, err))
		}
		return n, nil
	}
	var text []byte
	if err := a.pages.QueryRowContext(ctx, "EXPLAIN (FORMAT JSON) SELECT 1 "+st.sql, st.args...).Scan(&text); err != nil {
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

func (a *answer) setJSONHeaders() { a.w.Header().Set("Content-Type", mediaType("json")) }

// finishJSON closes the frame around the rows. The ETag is over everything but as_of, which stands last,
// and over the campaigns that who asks may see.
func (a *answer) finishJSON(next string) error {
	a.setJSONHeaders()
	if a.explain {
		a.out.buf = a.appendExplanations(a.out.buf)
	}
	buf := append(a.out.buf, `,"next_cursor":`...)
	if next == "" {
		buf = append(buf, "null"...)
	} else {
		buf = appendJSONString(buf, []byte(next))
	}
	bound := func(name string, t time.Time) {
		buf = append(append(append(buf, `,"`...), name...), `":`...)
		if t.IsZero() {
			buf = append(buf, "null"...)
			return
		}
		buf = append(t.In(a.loc).AppendFormat(append(buf, '"'), time.RFC3339Nano), '"')
	}
	bound("from", a.span.from)
	bound("to", a.span.to)
	buf = appendJSONString(append(buf, `,"tz":`...), []byte(a.loc.String()))
	over := !a.span.to.IsZero() && !a.span.to.After(a.asOf)
	if over && !a.out.sent {
		hash := sha256.New()
		_, _ = hash.Write(buf) // it never fails
		_, _ = io.WriteString(hash, principalOf(a.req.Context()).tagOf()+string(a.request.mask))
		tag := `W/"` + hex.EncodeToString(hash.Sum(nil)[:12]) + `"`
		a.w.Header().Set("ETag", tag)
		if noneMatches(a.req.Header.Get("If-None-Match"), tag) {
			a.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	bound("as_of", a.asOf)
	a.out.buf = append(buf, '}', '\n')
	return a.out.flush()
}

// noneMatches compares weakly, as RFC 9110 asks for If-None-Match.
func noneMatches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// rangeHeaders tell the range of an answer whose format has no place for it.
func (s *Server) rangeHeaders(h http.Header, q *request) {
	for name, t := range map[string]time.Time{"X-Range-From": q.span.from, "X-Range-To": q.span.to} {
		if !t.IsZero() {
			h.Set(name, t.In(q.loc).Format(time.RFC3339Nano))
		}
	}
	h.Set("X-Time-Zone", q.loc.String())
}

// fileName is what a browser saves a CSV answer as.
func fileName(routePath string) string {
	if placeholder := strings.LastIndex(routePath, "/{"); placeholder > 0 {
		routePath = routePath[:placeholder]
	}
	return path.Base(routePath) + ".csv"
}
