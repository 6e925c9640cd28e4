// The table of all endpoints, from which the router, the index, the OpenAPI document and the checks of requests are made.

package api

import (
	"fmt"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/event"
)

// table is the endpoints of all features.
type table struct {
	features  []endpoint.Feature
	endpoints []endpoint.Endpoint
	site      *siteReports
	byPath    map[string]map[string]*endpoint.Endpoint // by path of the router and method
}

// add adds an endpoint, unless the server must not start with it.
func (t *table) add(e endpoint.Endpoint) error {
	if err := e.Check(); err != nil {
		return fmt.Errorf("add routes: %w", err)
	}
	t.endpoints = append(t.endpoints, e)
	path := e.RouterPath()
	if t.byPath == nil {
		t.byPath = map[string]map[string]*endpoint.Endpoint{}
	}
	if t.byPath[path] == nil {
		t.byPath[path] = map[string]*endpoint.Endpoint{}
	}
	t.byPath[path][e.Method] = &e
	return nil
}

// all returns the endpoints, and those of the reports of the site as they are now.
func (t *table) all() []endpoint.Endpoint {
	return append(slices.Clip(t.endpoints), t.site.now().endpoints...)
}

// of returns the endpoint of a request; nil: there is none.
func (t *table) of(c echo.Context) *endpoint.Endpoint {
	if e := siteEndpoint(c); e != nil {
		return e
	}
	return t.byPath[c.Path()][c.Request().Method]
}

// paths returns the paths that can be suggested for a wrong one.
func (t *table) paths() []string {
	var out []string
	for _, e := range t.all() {
		if !strings.ContainsAny(e.Path, "{*") {
			out = append(out, e.Path)
		}
	}
	for _, name := range event.Tables() {
		out = append(out, eventPrefix+name)
	}
	return out
}
