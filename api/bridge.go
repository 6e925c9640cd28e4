package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/web"
)

// addWebRoutes serves the bridge and the example pages. They hold nothing of the contact centre.
func (s *Server) addWebRoutes() error {
	files, err := web.Files()
	if err != nil {
		return err
	}
	// The pages show each other in frames, where the list of origins lets them.
	policy := s.pagePolicy("script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self' " + strings.Join(s.origins, " ") + "; ")
	for _, file := range files {
		s.echo.GET(file.Path, func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("ETag", file.ETag)
			if file.IsPage() {
				h.Set(echo.HeaderContentSecurityPolicy, policy)
			}
			if strings.HasPrefix(file.Path, "/bridge.") {
				h.Set("Cross-Origin-Resource-Policy", "cross-origin") // it is made for other sites' pages
			}
			if query.NoneMatches(c.Request().Header.Get("If-None-Match"), file.ETag) {
				return c.NoContent(http.StatusNotModified)
			}
			return c.Blob(http.StatusOK, file.Type, file.Body)
		})
	}
	return nil
}

// bridgePath describes a file of the bridge.
func bridgePath(id, summary, mediaType string) object {
	path := fixedPath(id, summary, nil)
	responses := path["get"].(object)["responses"].(object)
	responses["200"] = object{
		"description": "The file.", "content": object{mediaType: object{"schema": object{"type": "string"}}},
		"headers": object{"ETag": ref("headers", "ETag")},
	}
	responses["304"] = object{"description": "The file is the one that If-None-Match names.", "headers": object{"ETag": ref("headers", "ETag")}}
	return path
}
