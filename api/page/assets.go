// The files of the pages: styles and scripts.

package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/query"
)

//go:embed assets
var assetFiles embed.FS

//go:embed templates/*.html
var templateFiles embed.FS

// assetEndpoints returns an endpoint for each file. They hold nothing of the contact centre, and are open.
func assetEndpoints() ([]endpoint.Endpoint, error) {
	entries, err := assetFiles.ReadDir("assets")
	if err != nil {
		return nil, fmt.Errorf("read the files of the pages: %w", err)
	}
	var out []endpoint.Endpoint
	for _, entry := range entries {
		body, err := assetFiles.ReadFile("assets/" + entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read the files of the pages: %w", err)
		}
		sum := sha256.Sum256(body)
		tag, kind := `"`+hex.EncodeToString(sum[:8])+`"`, mime.TypeByExtension(path.Ext(entry.Name()))
		out = append(out, endpoint.Endpoint{Method: http.MethodGet, Path: "/assets/" + entry.Name(), Open: true, Handler: func(c echo.Context) error {
			c.Response().Header().Set("ETag", tag)
			if query.NoneMatches(c.Request().Header.Get("If-None-Match"), tag) {
				return c.NoContent(http.StatusNotModified)
			}
			return c.Blob(http.StatusOK, kind, body)
		}})
	}
	return out, nil
}

// assetVersion returns a text that changes with the files and the templates, so that a page that stays open for weeks
// can tell that it is of an older server.
func assetVersion() (string, error) {
	sum := sha256.New()
	for _, files := range []fs.FS{assetFiles, templateFiles} {
		if err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			body, err := fs.ReadFile(files, path)
			sum.Write(body)
			return err
		}); err != nil {
			return "", fmt.Errorf("read the files of the pages: %w", err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}
