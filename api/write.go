package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// maxBody is how long the body of a write may be where its route says nothing else.
const maxBody = 64 << 10

// writeRoute is a route that changes something. Whoever adds one by addWrite gets what belongs to every
// write: its scope is asked for, its body held to the schema of its Go type, an Idempotency-Key heeded,
// all of it done in one transaction with the audit row, and it stands in the index and in /openapi.json.
type writeRoute struct {
	name         string // of the operation in the OpenAPI document
	method, path string
	scope        string
	orScope      string // will do as well; empty is no other
	agents       bool   // agents' tokens may ask it; the function looks after mayActFor
	summary      string
	description  string
	params       []route.Param // in the path and in the query string
	maxBody      int64         // bytes; zero is maxBody
	status       int           // of success
	body, answer *schema
	media        []bodyForm    // of an upload; none is JSON of the schema of body
	optionalBody bool          // no body at all is {}
	timeout      time.Duration // of the database's work; zero is the server's own
}

// change is what a request does to the database; what it returns is the answer.
type change func(ctx context.Context, w *writing) (any, error)

// writing is a write under way: what the function behind a route works with.
type writing struct {
	*db.Queries         // in the transaction, as a role that sees what the principal may see
	tx          *sql.Tx // for what no query of db does
	who         *auth.Principal
	args        map[string]any // the route's parameters
	now         time.Time
	// did is what the audit row says, without personal data: "tag 5 on call 12ab".
	did string
	// unaudited says that nothing was changed, so that there is no audit row.
	unaudited bool
	// afterRefusal does what is to stay of a change that is refused, in the transaction that took all else back
	// and as a role that sees everything. Nil is nothing.
	afterRefusal func(context.Context) error
}

// writeRequest is a request to a write route that has been read and checked.
type writeRequest struct {
	route *writeRoute
	who   *auth.Principal
	host  string // address of the client
	key   string // the Idempotency-Key; empty where there is none
	hash  []byte // of all that the key must come with again
	args  map[string]any
	body  []byte
	// upload is the body of a route that takes long ones.
	upload *upload
}

// addWrite adds a route. A body of type B is read, none for DELETE; do changes the database, and what
// it returns is the answer. A problem of status 4xx that it returns takes back whatever it has done, but
// for what afterRefusal then does.
func addWrite[B, A any](s *Server, r writeRoute, do func(ctx context.Context, w *writing, body B) (A, error)) error {
	var err error
	if r.body, err = schemaOf(*new(B)); err != nil {
		return fmt.Errorf("route %s: %w", r.path, err)
	}
	return addWriteRoute[A](s, &r, func(q *writeRequest) (change, error) {
		var body B
		if r.hasBody() {
			if invalid := r.body.decode(q.body, &body); invalid != nil {
				return nil, invalid
			}
		}
		return func(ctx context.Context, w *writing) (any, error) { return do(ctx, w, body) }, nil
	})
}

// addWriteRoute adds a route whose answer is of type A; understand makes the change from a request.
func addWriteRoute[A any](s *Server, r *writeRoute, understand func(q *writeRequest) (change, error)) error {
	var err error
	if r.answer, err = schemaOf(*new(A)); err != nil {
		return fmt.Errorf("route %s: %w", r.path, err)
	}
	if r.maxBody == 0 {
		r.maxBody = maxBody
	}
	r.timeout = max(r.timeout, s.databaseTime)
	s.writes = append(s.writes, r)
	s.needs(r.method, echoPath(r.path), r.scopes()...)
	if r.agents {
		s.opensToAgents(r.method, echoPath(r.path))
	}
	s.echo.Add(r.method, echoPath(r.path), func(c echo.Context) error {
		q, err := s.readWrite(c, r)
		if err != nil {
			return err
		}
		defer q.upload.close()
		do, err := understand(q)
		if err != nil {
			return err
		}
		leave, err := s.enter(c.Request().Context(), s.writing)
		if err != nil {
			return err
		}
		defer leave()
		ctx, stop := context.WithTimeoutCause(c.Request().Context(), r.timeout, problem.ErrDatabaseTime)
		defer stop()
		a, err := s.perform(ctx, q, func(w *writing) (any, error) { return do(ctx, w) })
		if err != nil {
			return problem.Cause(ctx, err)
		}
		return a.send(c)
	})
	return nil
}

// scopes are those of which a key needs one.
func (r *writeRoute) scopes() []string {
	if r.orScope == "" {
		return []string{r.scope}
	}
	return []string{r.scope, r.orScope}
}

func (r *writeRoute) hasBody() bool { return r.method != http.MethodDelete }

// readWrite checks everything about a request but the members of its body.
func (s *Server) readWrite(c echo.Context, r *writeRoute) (*writeRequest, error) {
	req := c.Request()
	if !fits(req, r.path) {
		return nil, echo.ErrNotFound
	}
	q := &writeRequest{route: r, who: auth.PrincipalOf(req.Context()), host: c.RealIP()}
	var invalid *problem.Problem
	if q.key, invalid = idempotencyKey(req.Header); invalid != nil {
		return nil, invalid
	}
	if q.args, invalid = s.writeArgs(c, r); invalid != nil {
		return nil, invalid
	}
	hash := sha256.New()
	_, _ = fmt.Fprintf(hash, "%s %s\n", r.method, req.URL.RequestURI())
	switch {
	case r.media != nil:
		var err error
		if q.upload, err = s.receive(c, r, hash); err != nil {
			return nil, err
		}
	case r.optionalBody && req.ContentLength == 0:
		q.body = []byte("{}")
	case r.hasBody():
		if _, _, invalid := mediaTypeOf(req.Header, []bodyForm{{name: echo.MIMEApplicationJSON}}); invalid != nil {
			return nil, invalid
		}
		var err error
		if q.body, err = io.ReadAll(http.MaxBytesReader(c.Response(), req.Body, r.maxBody)); err != nil {
			return nil, bodyProblem(err)
		}
		_, _ = hash.Write(q.body)
	}
	q.hash = hash.Sum(nil)
	return q, nil
}

// writeArgs reads the parameters in path and query string; a route takes only those that it names.
func (s *Server) writeArgs(c echo.Context, r *writeRoute) (map[string]any, *problem.Problem) {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return nil, problem.New("invalid_value", "the query string is not well-formed: escape %%, & and ; in values")
	}
	var wrong problem.List
	var names []string
	args := map[string]any{}
	for _, p := range r.params {
		given, ok := values[p.Name]
		if p.Path {
			given, ok = []string{pathParam(c, p.Name)}, true
		} else {
			names = append(names, p.Name)
		}
		if slices.ContainsFunc(given, func(v string) bool { return strings.ToValidUTF8(v, "") != v || strings.ContainsRune(v, 0) }) {
			wrong.Add(problem.Param("invalid_value", p.Name, "the value is no valid UTF-8 text"))
			continue
		}
		value, invalid := query.ParseParam(p, given, ok, s.location)
		wrong.Add(invalid)
		args[p.Name] = value
	}
	for name := range values {
		if !slices.Contains(names, name) {
			wrong.Add(problem.Param("unknown_parameter", problem.Clip(name), "there is no parameter %q%s", problem.Clip(name), problem.Nearest(name, names)))
		}
	}
	return args, wrong.Problem()
}

// bodyProblem says why a body could not be read.
func bodyProblem(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return problem.New("body_too_large", "The body may have at most %d bytes.", tooLarge.Limit)
	}
	return problem.New("invalid_json", "The body did not arrive whole.").WithCause(err)
}

// perform does a write: lock and kept answer of its Idempotency-Key, the change itself, the audit row
// and the answer to keep are one transaction, so that a server that dies leaves all of it or nothing.
func (s *Server) perform(ctx context.Context, q *writeRequest, do func(*writing) (any, error)) (*writeAnswer, error) {
	if q.upload != nil { // its statements are few, and it is read but once
		return s.performOnce(ctx, q, do, false)
	}
	a, err := s.performOnce(ctx, q, do, true)
	if pools.IsStale(err) { // nothing has been done
		return s.performOnce(ctx, q, do, false)
	}
	return a, err
}

// performOnce does a write in a transaction, by statements that are kept prepared or not.
func (s *Server) performOnce(ctx context.Context, q *writeRequest, do func(*writing) (any, error), keep bool) (answer *writeAnswer, err error) {
	kept := &pools.PreparedTx{Pool: s.Writer}
	defer func() {
		if err == nil {
			kept.PrepareMissing(ctx)
		}
	}()
	tx, err := s.Writer.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	queries := db.New(tx)
	if keep {
		kept.Tx = tx
		queries = db.New(kept)
	}
	w := &writing{Queries: queries, tx: tx, who: q.who, args: q.args, now: s.now().Truncate(time.Microsecond)}
	if a, err := q.keptAnswer(ctx, w); a != nil || err != nil {
		return a, err
	}
	if _, err := tx.ExecContext(ctx, "SAVEPOINT change"+q.route.limitTime()+q.who.LimitRole()); err != nil {
		return nil, fmt.Errorf("begin change: %w", err)
	}
	out, err := do(w)
	if err != nil {
		err = closedToLimited(ctx, err)
		if keepErr := q.refuse(ctx, w, problem.Of(err)); keepErr != nil {
			return nil, keepErr
		}
		return nil, err
	}
	if q.who.Limited {
		if _, err := tx.ExecContext(ctx, "SET LOCAL ROLE ccrepo_writer"); err != nil {
			return nil, fmt.Errorf("end change: %w", err)
		}
	}
	a := &writeAnswer{status: q.route.status}
	if a.body, err = encodeAnswer(out); err != nil {
		return nil, err
	}
	if !w.unaudited {
		if err := w.AddAuditory(ctx, db.AddAuditoryParams{Datetime: w.now, Userid: q.who.Name, Host: q.host, Action: q.action(w)}); err != nil {
			return nil, fmt.Errorf("write audit row: %w", err)
		}
	}
	if err := q.keep(ctx, w, a); err != nil {
		return nil, err
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return a, nil
}

// action is what the audit row says.
func (q *writeRequest) action(w *writing) string {
	action := q.route.method + " " + q.route.path
	if w.did != "" {
		action += ": " + w.did
	}
	return action
}

// limitTime bounds each statement of the change as the route's work is bounded.
func (r *writeRoute) limitTime() string {
	return fmt.Sprintf("; SET LOCAL statement_timeout = %d", r.timeout.Milliseconds())
}

// asWriter does something that concerns more than the campaigns of a limited principal.
func (w *writing) asWriter(ctx context.Context, do func() error) error {
	if !w.who.Limited {
		return do()
	}
	var role string
	if err := w.tx.QueryRowContext(ctx, "SELECT current_user::text").Scan(&role); err != nil {
		return fmt.Errorf("look for the role: %w", err)
	}
	if _, err := w.tx.ExecContext(ctx, "SET LOCAL ROLE ccrepo_writer"); err != nil {
		return fmt.Errorf("leave the limits: %w", err)
	}
	if err := do(); err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, "SET LOCAL ROLE "+pq.QuoteIdentifier(role)); err != nil {
		return fmt.Errorf("take the limits on again: %w", err)
	}
	return nil
}

func encodeAnswer(out any) ([]byte, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return text.Bytes(), nil
}
