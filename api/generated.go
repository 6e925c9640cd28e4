package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/names"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
)

// generated returns the endpoints of the generated routes: tables, events and reports.
func (s *Server) generated() (endpoint.Feature, error) {
	var f endpoint.Feature
	for _, r := range db.Routes() {
		if len(r.Scopes) == 0 {
			return f, fmt.Errorf("route %s has no scope", r.Path)
		}
		compiled := query.Compile(r)
		s.routes.routes = append(s.routes.routes, compiled)
		e := endpoint.Endpoint{
			Method: http.MethodGet, Path: r.Path, Scopes: r.Scopes, Agents: r.Agents, Summary: r.Summary, SummaryES: r.SummaryES, Handler: s.get(compiled),
			Operation: func(d *endpoint.Document) *openapi31.Operation { return s.routes.operation(d, compiled) },
		}
		if !strings.Contains(r.Path, "{") && !isAlias(s.routes.catalogue, r.Path) {
			parts := strings.Split(strings.TrimPrefix(r.Path, "/v1/"), "/")
			e.Groups, e.Entry = []string{r.Group}, cmp.Or(strings.Join(parts[1:], "/"), parts[0])
		}
		f.Endpoints = append(f.Endpoints, e)
	}
	return f, nil
}

// get answers a generated route; it is the same for all of them.
func (s *Server) get(r *query.Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		// In the router the last placeholder also matches slashes.
		if strings.Count(c.Request().URL.EscapedPath(), "/") != strings.Count(r.Path, "/") {
			return echo.ErrNotFound
		}
		c.Response().Header().Add(echo.HeaderVary, echo.HeaderAccept)
		c.Response().Header().Add(echo.HeaderVary, "Accept-Language")
		c.Response().Header().Add(echo.HeaderVary, echo.HeaderAuthorization) // a cache must not send the answer of one key to another
		pathParams := map[string]string{}
		for _, name := range c.ParamNames() {
			pathParams[name] = endpoint.PathParam(c, name)
		}
		req := c.Request()
		who := auth.PrincipalOf(req.Context())
		q, invalid := r.Parse(query.Input{Path: pathParams, Query: req.URL.RawQuery, Header: req.Header, ProtoMajor: req.ProtoMajor, ProtoMinor: req.ProtoMinor,
			Packed: query.AcceptsGzip(req.Header.Get(echo.HeaderAcceptEncoding))}, s.readingOptions(req.Context(), who))
		if invalid != nil {
			return invalid
		}
		return admission.Limited(req.Context(), s.answer(req.Context(), r, q, c.Response()))
	}
}

func (s *Server) readingOptions(ctx context.Context, who *auth.Principal) query.Options {
	unknown := s.names.Unknown
	if who.Limited {
		unknown = names.UnknownToLimited
	}
	return query.Options{Unknown: unknown, Location: s.options.Location, Now: s.options.Now, Timeout: s.options.Timeout, Mask: s.masks.For(who.Has(auth.PII)), Limited: who.Limited, Audience: who.Tag(), Feeds: s.feeds.Get,
		Keys: func() (*secret.Keys, error) { return s.masks.Secrets.Get(ctx) }}
}

// answer answers a request when the gate admits it.
func (s *Server) answer(ctx context.Context, r *query.Route, q *query.Request, w http.ResponseWriter) error {
	leave, err := s.admission.Enter(ctx, s.admission.GateOf(q.Lane()))
	if err != nil {
		return err
	}
	defer leave()
	ctx, stop := s.untilRevoked(ctx, w)
	defer stop()
	ctx, traced := s.traceQueries(ctx, r.Name)
	result, err := q.Answer(ctx, s.admission.ReadingOf(q.Lane(), r.Interval), w)
	traced(result.Rows, err)
	countRows(ctx, result.Rows)
	if err != nil && result.Sent {
		// The client already has a part of the answer; only closing the connection shows that it is incomplete.
		s.options.Log.Warn("answer broken off", "route", r.Path, "rows", result.Rows, "err", problem.LogText(err))
		panic(http.ErrAbortHandler)
	}
	return err
}

// longestTimeout returns the longest time limit of any route. In the database it limits the statements of short answers
// that the server, which applies the limit of each route, could not stop.
func longestTimeout(usual time.Duration) time.Duration {
	longest := usual
	for _, r := range db.Routes() {
		longest = max(longest, r.Timeout)
	}
	return longest
}
