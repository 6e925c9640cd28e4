// Package write is the kit that every endpoint which changes something is built on: the schema of its body, the answers
// that belong to an Idempotency-Key, uploads, and one transaction for the change, its audit row and its stored answer.
package write

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
)

// Set collects the endpoints of a feature.
type Set struct {
	Kit       *Kit
	Endpoints []endpoint.Endpoint
	err       error
}

// Add adds an endpoint that is made from a route. A body of type B is read, none for DELETE; do changes the database
// and returns the answer. If it returns a problem of status 4xx, everything it has done is undone, and Tx.AfterRefusal
// runs.
func Add[B, A any](s *Set, r Route, do func(ctx context.Context, tx *Tx, body B) (A, error)) {
	body, err := SchemaOf(*new(B))
	if err != nil {
		s.err = errors.Join(s.err, fmt.Errorf("route %s: %w", r.Path, err))
		return
	}
	r.body, r.bodyOf = body, *new(B)
	add[A](s, &r, func(q *request) (change, error) {
		var body B
		if r.hasBody() {
			if invalid := r.body.decode(q.body, &body); invalid != nil {
				return nil, invalid
			}
		}
		return func(ctx context.Context, tx *Tx) (any, error) { return do(ctx, tx, body) }, nil
	})
}

// AddUpload is Add for bodies of any length in the media types of the route, which do reads by itself.
func AddUpload[A any](s *Set, r Route, do func(ctx context.Context, tx *Tx, body *Body) (A, error)) {
	add[A](s, &r, func(q *request) (change, error) {
		return func(ctx context.Context, tx *Tx) (any, error) { return do(ctx, tx, q.upload) }, nil
	})
}

// Feature returns the feature of these endpoints, or what is wrong with one.
func (s *Set) Feature() (endpoint.Feature, error) {
	return endpoint.Feature{Endpoints: s.Endpoints}, s.err
}

// add adds an endpoint whose answer is of type A; understand makes the change from a request.
func add[A any](s *Set, r *Route, understand func(q *request) (change, error)) {
	k := s.Kit
	r.answerOf = *new(A)
	if r.MaxBody == 0 {
		r.MaxBody = maxBody
	}
	r.Timeout = max(r.Timeout, k.Timeout)
	s.Endpoints = append(s.Endpoints, endpoint.Endpoint{
		Method: r.Method, Path: r.Path, Scopes: r.scopes(), Agents: r.Agents, Groups: append(r.Groups, "writes"),
		Entry: strings.TrimPrefix(r.Path, "/v1/"), Summary: r.Summary, SummaryES: r.SummaryES, Operation: r.operation,
		Handler: func(c echo.Context) error {
			q, err := k.read(c, r)
			if err != nil {
				return err
			}
			defer q.upload.close()
			do, err := understand(q)
			if err != nil {
				return err
			}
			leave, err := k.Admission.Enter(c.Request().Context(), k.Admission.Writes)
			if err != nil {
				return err
			}
			defer leave()
			ctx, stop := context.WithTimeoutCause(c.Request().Context(), r.Timeout, problem.ErrDatabaseTime)
			defer stop()
			a, err := k.perform(ctx, q, do)
			if err != nil {
				return problem.Cause(ctx, err)
			}
			return a.send(c)
		},
	})
}

// read checks everything of a request but the members of its body.
func (k *Kit) read(c echo.Context, r *Route) (*request, error) {
	req := c.Request()
	if !endpoint.Fits(req, r.Path) {
		return nil, echo.ErrNotFound
	}
	q := &request{route: r, who: auth.PrincipalOf(req.Context()), host: c.RealIP()}
	var invalid *problem.Problem
	if q.key, invalid = idempotencyKey(req.Header); invalid != nil {
		return nil, invalid
	}
	if q.args, invalid = endpoint.Args(c, r.Params, k.Location); invalid != nil {
		return nil, invalid
	}
	hash := sha256.New()
	_, _ = fmt.Fprintf(hash, "%s %s\n", r.Method, req.URL.RequestURI())
	switch {
	case r.Media != nil:
		var err error
		if q.upload, err = receive(c, r, hash); err != nil {
			return nil, err
		}
	case r.OptionalBody && req.ContentLength == 0:
		q.body = []byte("{}")
	case r.hasBody():
		if _, _, invalid := mediaTypeOf(req.Header, []Form{{Name: echo.MIMEApplicationJSON}}); invalid != nil {
			return nil, invalid
		}
		var err error
		if q.body, err = io.ReadAll(http.MaxBytesReader(c.Response(), req.Body, r.MaxBody)); err != nil {
			return nil, bodyProblem(err)
		}
		_, _ = hash.Write(q.body)
	}
	q.hash = hash.Sum(nil)
	return q, nil
}
