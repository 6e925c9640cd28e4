// The log line and the metrics of each request.

package api

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
)

// noRoute is the route of a request to a path that does not exist: paths can contain anything.
const noRoute = "none"

// observation holds the values of an answer that metrics and log record.
type observation struct {
	queried bool
	rows    int
}

type observationKey struct{}

// countRows records how many rows an answer had.
func countRows(ctx context.Context, rows int) {
	if o, ok := ctx.Value(observationKey{}).(*observation); ok {
		o.queried, o.rows = true, rows
	}
}

// observe counts every request and logs it, including one that was broken off. Metrics and log contain nothing that a
// client can choose freely: no path, no query string, no value.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begun := time.Now()
		o := &observation{}
		c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), observationKey{}, o)))
		route := s.patternOf(c)
		s.metrics.inFlight.Inc()
		broken := true // until the handler returns: an export that breaks off panics
		defer func() {
			s.metrics.inFlight.Dec()
			took := time.Since(begun)
			s.metrics.observe(c, route, o, took, broken)
			if s.options.Quiet {
				return
			}
			attributes := []slog.Attr{
				slog.String("id", requestID(c)), slog.String("key", auth.PrincipalOf(c.Request().Context()).Name),
				slog.String("method", methodOf(c)), slog.String("route", route), slog.Int("status", c.Response().Status),
			}
			if o.queried {
				attributes = append(attributes, slog.Int("rows", o.rows))
			}
			if broken {
				attributes = append(attributes, slog.Bool("broken_off", true))
			}
			attributes = append(attributes, slog.Int64("bytes", c.Response().Size), slog.Int64("ms", took.Milliseconds()))
			s.options.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request", attributes...)
		}()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		broken = err != nil && c.Request().Context().Err() != nil
		return nil
	}
}

// patternOf returns the path of the endpoints of a request, with {placeholders}, also if none has its method.
func (s *Server) patternOf(c echo.Context) string {
	if e := siteEndpoint(c); e != nil {
		return e.Path
	}
	for _, e := range s.table.byPath[c.Path()] {
		return e.Path
	}
	return noRoute
}

// methodOf returns the method of a request if it is a usual one: clients can send any word.
func methodOf(c echo.Context) string {
	switch method := c.Request().Method; method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

var plainID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

// onlyPlainIDs removes a request id of the client that is not a plain id, so that the server creates one.
func onlyPlainIDs(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Request().Header
		if id := h.Get(echo.HeaderXRequestID); id != "" && !plainID.MatchString(id) {
			h.Del(echo.HeaderXRequestID)
		}
		return next(c)
	}
}

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }
