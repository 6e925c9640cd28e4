package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/query"
)

// pathParam is a value that stands in the path. The router leaves it escaped where the path as it was sent
// is another than the usual writing of it, as with the slash in Agent%2F1001.
func pathParam(c echo.Context, name string) string {
	value := c.Param(name)
	if c.Request().URL.RawPath == "" {
		return value
	}
	if plain, err := url.PathUnescape(value); err == nil {
		return plain
	}
	return value
}

// fits tells whether each placeholder of a route stands for one piece of the path that was asked for: the router
// lets the last one take slashes in, and others be empty.
func fits(r *http.Request, pattern string) bool {
	path := r.URL.EscapedPath()
	return strings.Count(path, "/") == strings.Count(pattern, "/") && !strings.Contains(path+"/", "//")
}

// acceptsGzip tells whether an Accept-Encoding header allows gzip.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		_, q, _ := strings.Cut(params, "=")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return query.Quality(strings.TrimSpace(q)) > 0
		}
	}
	return false
}
