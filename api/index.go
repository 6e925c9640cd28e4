package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// service returns the endpoints about the server itself: index, health, metrics, reference, and the files for browsers.
func (s *Server) service() (endpoint.Feature, error) {
	read := []string{auth.Read}
	f := endpoint.Feature{Endpoints: []endpoint.Endpoint{
		{Method: http.MethodGet, Path: "/v1", Scopes: read, Handler: s.index,
			Operation: indexOperation("index", "All tables, events, reports and actions, each with its URL.", indexMembers())},
		{Method: http.MethodGet, Path: "/healthz", Open: true, Handler: health,
			Operation: openOperation("health", "Whether the process is alive.")},
		{Method: http.MethodGet, Path: "/readyz", Open: true, Handler: s.ready,
			Operation: openOperation("readiness", "Whether the database is reachable and migrated.")},
		{Method: http.MethodGet, Path: "/metrics", Scopes: read, Handler: s.answerMetrics, Operation: metricsOperation},
	}}
	for _, group := range listedGroups() {
		f.Endpoints = append(f.Endpoints, endpoint.Endpoint{
			Method: http.MethodGet, Path: "/v1/" + group, Scopes: read, Handler: s.groupIndex(group),
			Operation: indexOperation("index-"+group, "The "+group+" that there are, each with its URL.", []string{group}),
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

// indexOperation describes an endpoint that answers with an object of lists of entries.
func indexOperation(id, summary string, members []string) describer {
	return func(d *endpoint.Document) *openapi31.Operation {
		index := endpoint.Object().WithRequired(members...)
		for _, name := range members {
			index.WithPropertiesItem(name, endpoint.List(d.Answer(entry{})).ToSchemaOrBool())
		}
		op := endpoint.Operation(id, "service", summary, "")
		op.Parameters = append(op.Parameters, d.SharedParameter("lang", d.Parameter(query.LanguageParam())))
		return d.Answers(op, http.StatusOK, openapi31.Response{Description: "The answer.", Content: d.JSON(index)}, 400, 401, 403, 429)
	}
}

// indexMembers are the lists of the index.
func indexMembers() []string {
	return []string{"tables", "events", "event_tables", "event_aliases", "reports", "actions", "dialer", "settings", "writes"}
}

// listedGroups are the groups of routes that have an index of their own under their common path.
func listedGroups() []string { return []string{"tables", "events", "reports"} }

// languageOf returns the language of the texts of an answer.
func languageOf(c echo.Context) (route.Language, error) {
	c.Response().Header().Add(echo.HeaderVary, "Accept-Language")
	return query.ParseLanguage(c.QueryParams(), c.Request().Header)
}

// groupIndex answers with the routes of one group, as the member of the index with its name.
func (s *Server) groupIndex(group string) echo.HandlerFunc {
	return func(c echo.Context) error {
		lang, err := languageOf(c)
		if err != nil {
			return err
		}
		list := []entry{}
		for _, e := range s.table.all() {
			if slices.Contains(e.Groups, group) {
				list = append(list, entry{e.Entry, e.Path, lang.Of(e.Summary, e.SummaryES), ""})
			}
		}
		return c.JSON(http.StatusOK, map[string][]entry{group: list})
	}
}

// index answers with the lists of all endpoints. Its members are always present; a list may be empty.
func (s *Server) index(c echo.Context) error {
	lang, err := languageOf(c)
	if err != nil {
		return err
	}
	lists := map[string][]entry{}
	for _, name := range indexMembers() {
		lists[name] = []entry{}
	}
	lists["event_tables"], lists["event_aliases"] = s.events.index(lang)
	for _, e := range s.table.all() {
		method := e.Method
		if method == http.MethodGet {
			method = ""
		}
		for _, group := range e.Groups {
			lists[group] = append(lists[group], entry{strings.TrimPrefix(e.Entry, group+"/"), e.Path, lang.Of(e.Summary, e.SummaryES), method})
		}
	}
	return c.JSON(http.StatusOK, lists)
}
