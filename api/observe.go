package api

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
)

// noRoute stands for the path of a request that no route has: paths may hold anything.
const noRoute = "none"

// observation is what the engine tells of its answer to whoever watches the server.
type observation struct {
	queried bool
	rows    int
}

type observationKey struct{}

// tellRows notes how many rows an answer has got.
func tellRows(ctx context.Context, rows int) {
	if o, ok := ctx.Value(observationKey{}).(*observation); ok {
		o.queried, o.rows = true, rows
	}
}

// observe counts every request and writes its line, also of one that was broken off. Neither has
// anything in it that a client chose freely: no path, no query string, no value.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begun := time.Now()
		o := &observation{}
		c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), observationKey{}, o)))
		route := s.patternOf(c)
		s.metrics.inFlight.Inc()
		broken := true // until the handler returns: a stream that breaks off panics
		defer func() {
			s.metrics.inFlight.Dec()
			took := time.Since(begun)
			s.metrics.observe(c, route, o, took, broken)
			if s.quiet {
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
			s.log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request", attributes...)
		}()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		broken = err != nil && c.Request().Context().Err() != nil
		return nil
	}
}

// patternOf is the route of a request as the reference writes it, with {placeholders}.
func (s *Server) patternOf(c echo.Context) string {
	if pattern, known := s.patterns[c.Path()]; known {
		return pattern
	}
	return noRoute
}

// patterns are the routes by their path in Echo's notation.
func patterns(e *echo.Echo) map[string]string {
	out := map[string]string{}
	for _, r := range e.Routes() {
		parts := strings.Split(r.Path, "/")
		for i, part := range parts {
			if name, ok := strings.CutPrefix(part, ":"); ok {
				parts[i] = "{" + name + "}"
			}
		}
		out[r.Path] = strings.Join(parts, "/")
	}
	return out
}

// methodOf is the method of a request where it is a usual one: any word can be sent as one.
func methodOf(c echo.Context) string {
	switch method := c.Request().Method; method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

var plainID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

// onlyPlainIDs drops a request id of the client's that is more than an id, so that one is made instead.
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
