package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
)

// reference returns the endpoints of the OpenAPI document, of the page that shows it and of the list of errors.
func (s *Server) reference() ([]endpoint.Endpoint, error) {
	page, err := s.withPolicy(v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "ccrepo", SwaggerJSON: "/docs/openapi.json", BasePath: "/docs/", HideCurl: false, JsonEditor: false,
	}), "/docs/")
	read := []string{auth.Read}
	anObject := func(*endpoint.Document) *jsonschema.Schema { return endpoint.Object() }
	newest, older := serve(s.document), serve(s.olderDocument)
	return []endpoint.Endpoint{
		{Method: http.MethodGet, Path: "/openapi.json", Scopes: read, Handler: newest,
			Operation: serviceOperation("openapi", "This document, in OpenAPI 3.1.", anObject)},
		{Method: http.MethodGet, Path: "/openapi-3.0.json", Scopes: read, Handler: older,
			Operation: serviceOperation("openapi-3.0", "This document, in OpenAPI 3.0 for programs that do not read 3.1.", anObject)},
		{Method: http.MethodGet, Path: "/docs/openapi.json", Scopes: read, Uncompressed: true, Handler: older},
		{Method: http.MethodGet, Path: "/docs/errors", Scopes: read, Uncompressed: true, Handler: func(c echo.Context) error {
			return c.Blob(http.StatusOK, "text/html; charset=utf-8", []byte(errorsPage()))
		}},
		{Method: http.MethodGet, Path: "/docs", Scopes: read, Handler: func(c echo.Context) error { return c.Redirect(http.StatusMovedPermanently, "/docs/") }},
		{Method: http.MethodGet, Path: "/docs/*", Scopes: read, Uncompressed: true, Handler: page},
	}, err
}

// errorsPage returns the list of problem codes as a page.
func errorsPage() string {
	var b strings.Builder
	b.WriteString("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Errors</title><h1>Errors</h1>\n<table>\n<tr><th>code<th>status<th>meaning\n")
	for _, c := range problem.Codes() {
		fmt.Fprintf(&b, "<tr id=%q><td><code>%s</code><td>%d<td>%s\n", c.Name, c.Name, c.Status, c.Title)
	}
	b.WriteString("</table>\n")
	return b.String()
}
