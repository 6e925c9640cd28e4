package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/swaggest/openapi-go/openapi31"

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
	documented := map[string]describer{
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
func fileOperation(id, summary, mediaType string) describer {
	return func(d *endpoint.Document) *openapi31.Operation {
		op := endpoint.Operation(id, "service", summary, "")
		file := (&openapi31.Response{Description: "The file.", Content: d.Content(mediaType, endpoint.Text(""))}).WithHeadersItem("ETag", endpoint.Header("Tag of the file."))
		unchanged := (&openapi31.Response{Description: "The file has the tag in If-None-Match."}).WithHeadersItem("ETag", endpoint.Header("Tag of the file."))
		op.ResponsesEns().WithMapOfResponseOrReferenceValuesItem("304", openapi31.ResponseOrReference{Response: unchanged})
		return d.Answers(op, http.StatusOK, *file, 403)
	}
}
