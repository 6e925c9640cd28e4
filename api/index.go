package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/swaggest/jsonschema-go"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
)

// service returns the endpoints about the server itself: index, health, metrics, reference, and the files for browsers.
func (s *Server) service() (endpoint.Feature, error) {
	read := []string{auth.Read}
	f := endpoint.Feature{Endpoints: []endpoint.Endpoint{
		{Method: http.MethodGet, Path: "/v1", Scopes: read, Handler: s.index,
			Operation: serviceOperation("index", "All tables, events, reports and actions, each with its URL.", describeIndex(indexMembers()))},
		{Method: http.MethodGet, Path: "/healthz", Open: true, Handler: health,
			Operation: openOperation("health", "Whether the process is alive.")},
		{Method: http.MethodGet, Path: "/readyz", Open: true, Handler: s.ready,
			Operation: openOperation("readiness", "Whether the database is reachable and migrated.")},
		{Method: http.MethodGet, Path: "/metrics", Scopes: read, Handler: s.answerMetrics, Operation: metricsOperation},
	}}
	for _, group := range listedGroups() {
		f.Endpoints = append(f.Endpoints, endpoint.Endpoint{
			Method: http.MethodGet, Path: "/v1/" + group, Scopes: read, Handler: s.groupIndex(group),
			Operation: serviceOperation("index-"+group, "The "+group+" that there are, each with its URL.", describeIndex([]string{group})),
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
	Method  string `json:"method,omitempty" description:"Of a write; the other endpoints are read by GET."`
}

// describeIndex describes an object of lists of entries.
func describeIndex(members []string) func(*endpoint.Document) *jsonschema.Schema {
	return func(d *endpoint.Document) *jsonschema.Schema {
		index := endpoint.Object().WithRequired(members...)
		for _, name := range members {
			index.WithPropertiesItem(name, endpoint.List(d.Answer(entry{})).ToSchemaOrBool())
		}
		return index
	}
}

// indexMembers are the lists of the index.
func indexMembers() []string {
	return []string{"tables", "events", "event_tables", "event_aliases", "reports", "actions", "dialer", "settings", "writes"}
}

// listedGroups are the groups of routes that have an index of their own under their common path.
func listedGroups() []string { return []string{"tables", "events", "reports"} }

// groupIndex answers with the routes of one group, as the member of the index with its name.
func (s *Server) groupIndex(group string) echo.HandlerFunc {
	return func(c echo.Context) error {
		list := []entry{}
		for _, e := range s.table.endpoints {
			if slices.Contains(e.Groups, group) {
				list = append(list, entry{e.Entry, e.Path, e.Summary, ""})
			}
		}
		return c.JSON(http.StatusOK, map[string][]entry{group: list})
	}
}

// index answers with the lists of all endpoints. Its members are always present; a list may be empty.
func (s *Server) index(c echo.Context) error {
	lists := map[string][]entry{}
	for _, name := range indexMembers() {
		lists[name] = []entry{}
	}
	lists["event_tables"], lists["event_aliases"] = s.events.index()
	for _, e := range s.table.endpoints {
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
