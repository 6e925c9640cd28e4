package endpoint

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// PathParam returns a value of the path. The router leaves it escaped where the path was sent with other escapes than
// the usual ones, such as the slash in Agent%2F1001.
func PathParam(c echo.Context, name string) string {
	value := c.Param(name)
	if c.Request().URL.RawPath == "" {
		return value
	}
	if plain, err := url.PathUnescape(value); err == nil {
		return plain
	}
	return value
}

// Fits reports whether each placeholder of a pattern is one segment of the request's path: the router lets the last
// one contain slashes, and the others be empty.
func Fits(r *http.Request, pattern string) bool {
	path := r.URL.EscapedPath()
	return strings.Count(path, "/") == strings.Count(pattern, "/") && !strings.Contains(path+"/", "//")
}

// Args reads the parameters in the path and the query string. A parameter that is not in params is an error.
// Dates are in location.
func Args(c echo.Context, params []route.Param, location *time.Location) (map[string]any, *problem.Problem) {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return nil, problem.New("invalid_value", "the query string is not well-formed: escape %%, & and ; in values")
	}
	var wrong problem.List
	var names []string
	args := map[string]any{}
	for _, p := range params {
		given, ok := values[p.Name]
		if p.Path {
			given, ok = []string{PathParam(c, p.Name)}, true
		} else {
			names = append(names, p.Name)
		}
		if slices.ContainsFunc(given, func(v string) bool { return strings.ToValidUTF8(v, "") != v || strings.ContainsRune(v, 0) }) {
			wrong.Add(problem.Param("invalid_value", p.Name, "the value is no valid UTF-8 text"))
			continue
		}
		value, invalid := query.ParseParam(p, given, ok, location)
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

type headKey struct{}

// AsGet returns a HEAD request as GET. net/http does not send the body of its answer.
func AsGet(r *http.Request) *http.Request {
	r = r.Clone(context.WithValue(r.Context(), headKey{}, true))
	r.Method = http.MethodGet
	return r
}

// IsHead reports whether the client wants the headers only: an answer that never ends must not begin.
func IsHead(ctx context.Context) bool { return ctx.Value(headKey{}) != nil }
