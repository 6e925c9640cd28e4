package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
)

// get answers a generated route. Nothing in it knows which.
func (s *Server) get(r *query.Route) echo.HandlerFunc {
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
		who := auth.PrincipalOf(req.Context())
		q, invalid := r.Parse(query.Input{Path: pathParams, Query: req.URL.RawQuery, Header: req.Header}, s.readingOptions(req.Context(), who))
		if invalid != nil {
			return invalid
		}
		return closedToLimited(req.Context(), s.answer(req.Context(), r, q, c.Response()))
	}
}

func (s *Server) readingOptions(ctx context.Context, who *auth.Principal) query.Options {
	return query.Options{Location: s.location, Now: s.now, Timeout: s.databaseTime, Mask: s.maskFor(who), Limited: who.Limited, Audience: who.Tag(),
		Keys: func() (*secret.Keys, error) { return s.secret.Get(ctx) }}
}

// answer answers a request when its turn has come.
func (s *Server) answer(ctx context.Context, r *query.Route, q *query.Request, w http.ResponseWriter) error {
	leave, err := s.enter(ctx, s.gateOf(q.Lane()))
	if err != nil {
		return err
	}
	defer leave()
	ctx, traced := s.traceQueries(ctx, r.Name)
	result, err := q.Answer(ctx, s.readingOf(q.Lane(), r.Interval), w)
	traced(result.Rows, err)
	tellRows(ctx, result.Rows)
	if err != nil && result.Sent {
		// The client has bytes already; only a broken connection tells it that they are not all.
		s.log.Warn("answer broken off", "route", r.Path, "rows", result.Rows, "err", problem.LogText(err))
		panic(http.ErrAbortHandler)
	}
	return err
}

// longestTimeout is the most that any route has. It bounds the statements of short answers in the database, where
// the clock of the server, which bounds each by its own, could not stop them.
func longestTimeout(usual time.Duration) time.Duration {
	longest := usual
	for _, r := range db.Routes() {
		longest = max(longest, r.Timeout)
	}
	return longest
}
