package api

import (
	"bytes"
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

// findOperations lets the filter box of the page, which finds groups only, find operations by their paths and
// summaries, and shows the groups that have some.
const findOperations = `<script>
const findOperations = () => ({
	fn: {
		opsFilter: (groups, text) => groups
			.map((group) => group.set("operations", group.get("operations").filter((operation) =>
				(operation.get("path") + " " + operation.getIn(["operation", "summary"], "")).toLowerCase().includes(text.toLowerCase()))))
			.filter((group) => group.get("operations").size > 0),
	},
	wrapComponents: { OperationTag: (Tag, system) => (props) => {
		const text = props.layoutSelectors.currentFilter();
		const docExpansion = typeof text === "string" && text !== "" ? "list" : "none";
		return system.React.createElement(Tag, { ...props, getConfigs: () => ({ ...props.getConfigs(), docExpansion }) });
	} },
});
</script>`

// reference returns the endpoints of the OpenAPI document, of the page that shows it and of the list of errors.
func (s *Server) reference() ([]endpoint.Endpoint, error) {
	// The page takes seconds to resolve the references of OpenAPI 3.1, and milliseconds for those of 3.0.
	page, err := s.withPolicy(relativePage(v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "ccrepo", SwaggerJSON: "/docs/openapi.json", BasePath: "/docs/", HideCurl: false, JsonEditor: false,
		SettingsUI: map[string]string{"docExpansion": `"none"`, "filter": "true", "plugins": "[SwaggerUIBundle.plugins.DownloadUrl, findOperations]"},
		AppendHead: findOperations,
	})), "/docs/")
	read := []string{auth.Read}
	anObject := func(*endpoint.Document) *jsonschema.Schema { return endpoint.Object() }
	document := perSet(s.table.site, s.document)
	newest, older := serve(document), serve(perSet(s.table.site, func() ([]byte, error) { return older(document) }))
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

// relativePage serves a page whose links begin at its own folder, so that they hold behind a path prefix. The library
// knows links from the root only.
func relativePage(page http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/docs/" {
			page.ServeHTTP(w, r)
			return
		}
		sample := &pageSample{header: w.Header()}
		page.ServeHTTP(sample, r)
		w.Header().Del("Content-Length")
		_, _ = w.Write(bytes.ReplaceAll(sample.Bytes(), []byte(`"/docs/`), []byte(`"./`))) // the client is gone
	})
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
