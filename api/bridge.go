package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/web"
)

// files returns the endpoints of the bridge and the example pages, which contain nothing of the contact centre.
func (s *Server) files() ([]endpoint.Endpoint, error) {
	files, err := web.Files()
	if err != nil {
		return nil, err
	}
	documented := map[string]func(bool) endpoint.Object{
		"/bridge.js":   fileOperation("bridge", "The bridge between a CRM's page and the agent's desktop (docs/bridge.md).", "text/javascript"),
		"/bridge.d.ts": fileOperation("bridge-types", "Types of the bridge for TypeScript.", "text/plain"),
	}
	// The pages show each other in frames, if the list of origins allows it.
	origins := s.options.Origins
	policy := pagePolicy(origins, "script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self' "+strings.Join(origins, " ")+"; ")
	var out []endpoint.Endpoint
	for _, file := range files {
		out = append(out, endpoint.Endpoint{Method: http.MethodGet, Path: file.Path, Open: true, Operation: documented[file.Path], Handler: func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("ETag", file.ETag)
			if file.IsPage() {
				h.Set(echo.HeaderContentSecurityPolicy, policy)
			}
			if strings.HasPrefix(file.Path, "/bridge.") {
				h.Set("Cross-Origin-Resource-Policy", "cross-origin") // pages of other sites load it
			}
			if query.NoneMatches(c.Request().Header.Get("If-None-Match"), file.ETag) {
				return c.NoContent(http.StatusNotModified)
			}
			return c.Blob(http.StatusOK, file.Type, file.Body)
		}})
	}
	return out, nil
}

// fileOperation describes a file of the bridge.
func fileOperation(id, summary, mediaType string) func(bool) endpoint.Object {
	return func(operators bool) endpoint.Object {
		operation := serviceOperation(id, summary, nil)(operators)
		responses := operation["responses"].(object)
		responses["200"] = object{
			"description": "The file.", "content": object{mediaType: object{"schema": object{"type": "string"}}},
			"headers": object{"ETag": endpoint.Ref("headers", "ETag")},
		}
		responses["304"] = object{"description": "The file has the tag in If-None-Match.", "headers": object{"ETag": endpoint.Ref("headers", "ETag")}}
		return operation
	}
}
