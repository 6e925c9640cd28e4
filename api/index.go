package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
)

// service returns the endpoints about the server itself: index, health, metrics, reference, and the files for browsers.
func (s *Server) service() (endpoint.Feature, error) {
	read := []string{auth.Read}
	f := endpoint.Feature{Endpoints: []endpoint.Endpoint{
		{Method: http.MethodGet, Path: "/v1", Scopes: read, Handler: s.index,
			Operation: serviceOperation("index", "All tables, events, reports and actions, each with its URL.", endpoint.Ref("schemas", "Index"))},
		{Method: http.MethodGet, Path: "/healthz", Open: true, Handler: health,
			Operation: serviceOperation("health", "Whether the process is alive.", endpoint.Ref("schemas", "Status"))},
		{Method: http.MethodGet, Path: "/readyz", Open: true, Handler: s.ready,
			Operation: serviceOperation("readiness", "Whether the database is reachable and migrated.", endpoint.Ref("schemas", "Status"))},
		{Method: http.MethodGet, Path: "/metrics", Scopes: read, Handler: s.answerMetrics, Operation: metricsOperation},
	}}
	for _, group := range listedGroups() {
		f.Endpoints = append(f.Endpoints, endpoint.Endpoint{
			Method: http.MethodGet, Path: "/v1/" + group, Scopes: read, Handler: s.groupIndex(group),
			Operation: serviceOperation("index-"+group, "The "+group+" that there are, each with its URL.", object{"type": "object", "required": []string{group},
				"properties": object{group: object{"type": "array", "items": endpoint.Ref("schemas", "Entry")}}}),
		})
	}
	reference, err := s.reference()
	if err != nil {
		return f, err
	}
	files, err := s.files()
	f.Endpoints = append(append(f.Endpoints, reference...), files...)
	return f, err
}

// entry is one line of the index.
type entry struct {
	Name    string `json:"name"`
	URL     string `json:"url"`
	Summary string `json:"summary"`
	Method  string `json:"method,omitempty"` // of a write; the others are read by GET
}

// listedGroups are the groups of routes that have an index of their own under their common path.
func listedGroups() []string { return []string{"tables", "events", "reports"} }

// groupIndex answers with the routes of one group, as the member of the index with its name.
func (s *Server) groupIndex(group string) echo.HandlerFunc {
	return func(c echo.Context) error {
		list := []entry{}
		for _, e := range s.endpoints {
			if slices.Contains(e.Groups, group) {
				list = append(list, entry{e.Entry, e.Path, e.Summary, ""})
			}
		}
		return c.JSON(http.StatusOK, map[string][]entry{group: list})
	}
}

// index answers with the lists of all endpoints. Its members are always present; a list may be empty.
func (s *Server) index(c echo.Context) error {
	lists := map[string][]entry{"tables": {}, "events": {}, "reports": {}, "actions": {}, "dialer": {}, "settings": {}, "writes": {}}
	lists["event_tables"], lists["event_aliases"] = s.eventIndex()
	for _, e := range s.endpoints {
		method := e.Method
		if method == http.MethodGet {
			method = ""
		}
		for _, group := range e.Groups {
			lists[group] = append(lists[group], entry{strings.TrimPrefix(e.Entry, group+"/"), e.Path, e.Summary, method})
		}
	}
	return c.JSON(http.StatusOK, lists)
}
