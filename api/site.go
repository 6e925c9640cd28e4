// The reports of the site: their routes change while the server runs.

package api

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/sitereport"
)

// sitePath is the path in the router of all reports that are not the product's.
const sitePath = "/v1/reports/*"

// siteEvery is the interval at which the files are looked at. A change is taken when two looks find it the same.
const siteEvery = 500 * time.Millisecond

// siteReports are the reports of the site.
type siteReports struct {
	set     *sitereport.Set // nil: there is no directory
	log     *slog.Logger
	answer  func(*query.Route) echo.HandlerFunc
	current atomic.Pointer[siteRoutes]
}

// siteRoutes are the routes of all files at one time. A request uses those that there were when it came.
type siteRoutes struct {
	routes    []*query.Route
	endpoints []endpoint.Endpoint
}

// newSiteReports returns the reports of the site, before their files have been read.
func newSiteReports(dir, readerURL, writerURL string, log *slog.Logger, answer func(*query.Route) echo.HandlerFunc) (*siteReports, error) {
	s := &siteReports{log: log, answer: answer}
	s.current.Store(&siteRoutes{})
	if dir == "" {
		return s, nil
	}
	checker, err := sitereport.NewChecker(readerURL, writerURL)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it is about
	}
	s.set = sitereport.NewSet(dir, checker)
	return s, nil
}

// feature returns the endpoints about the reports of the site, and the task that reads their files.
func (s *siteReports) feature() (endpoint.Feature, error) {
	f := endpoint.Feature{Endpoints: []endpoint.Endpoint{
		{Method: http.MethodGet, Path: sitePath, Scopes: []string{auth.Read}, Handler: dispatch},
		{Method: http.MethodGet, Path: "/v1/site-reports", Scopes: []string{auth.Admin}, Handler: s.list, Operation: siteOperation},
	}}
	if s.set != nil {
		f.Tasks = []endpoint.Task{{Every: siteEvery, Name: "reading the reports of the site", Do: s.load}}
		f.Close = s.set.Close
	}
	return f, nil
}

// now returns the routes as they are now.
func (s *siteReports) now() *siteRoutes { return s.current.Load() }

// load reads the files that have changed, and makes their routes those of the requests that come from now on.
func (s *siteReports) load(ctx context.Context) error {
	changed, err := s.set.Load(ctx)
	if err != nil || len(changed) == 0 {
		return err //nolint:wrapcheck // it says what it is about
	}
	for _, f := range changed {
		for _, p := range f.Problems {
			s.log.Error("report of the site is wrong", "file", f.Name, "line", p.Line, "problem", p.Message, "state", f.State)
		}
		if f.State == "" {
			s.log.Info("report of the site is gone", "file", f.Name)
		} else if len(f.Problems) == 0 {
			s.log.Info("report of the site", "file", f.Name, "reports", f.Reports)
		}
	}
	next := &siteRoutes{}
	for _, r := range s.set.Routes() {
		next.add(query.Compile(r), s.answer)
	}
	s.current.Store(next)
	return nil
}

// add adds a route.
func (t *siteRoutes) add(r *query.Route, answer func(*query.Route) echo.HandlerFunc) {
	t.routes = append(t.routes, r)
	describer := &routeDescriber{routes: []*query.Route{r}}
	e := endpoint.Endpoint{
		Method: http.MethodGet, Path: r.Path, Scopes: r.Scopes, Agents: r.Agents, Summary: r.Summary, SummaryES: cmp.Or(r.SummaryES, r.Summary), Handler: answer(r),
		Operation: func(d *endpoint.Document) *openapi31.Operation { return describer.operation(d, r) },
	}
	if !strings.Contains(r.Path, "{") {
		e.Groups, e.Entry = []string{"reports"}, strings.TrimPrefix(r.Path, "/v1/reports/")
	}
	t.endpoints = append(t.endpoints, e)
}

const siteEndpointKey = "the endpoint of a report of the site"

// siteEndpoint returns the report of the site that a request is for; nil: it is for something else.
func siteEndpoint(c echo.Context) *endpoint.Endpoint {
	e, _ := c.Get(siteEndpointKey).(*endpoint.Endpoint)
	return e
}

// resolve finds the report of the site that a request is for, before anything else looks at its endpoint.
func (s *siteReports) resolve(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		s.find(c)
		return next(c)
	}
}

// find finds the report of the site of a request to their path in the router, and the values in its path.
func (s *siteReports) find(c echo.Context) {
	if c.Path() != sitePath || c.Request().Method != http.MethodGet {
		return
	}
	given := strings.Split(echo.GetPath(c.Request()), "/")
	var best *endpoint.Endpoint
	endpoints := s.now().endpoints
	for i := range endpoints {
		e := &endpoints[i]
		if names, values, fits := match(e.Path, given); fits && (best == nil || len(names) < len(c.ParamNames())) {
			best = e
			c.SetParamNames(names...)
			c.SetParamValues(values...)
		}
	}
	if best != nil {
		c.SetPath(best.RouterPath())
		c.Set(siteEndpointKey, best)
	}
}

// match returns the values of the placeholders of a path, escaped as the router leaves them.
func match(pattern string, given []string) (names, values []string, fits bool) {
	parts := strings.Split(pattern, "/")
	if len(parts) != len(given) {
		return nil, nil, false
	}
	for i, part := range parts {
		switch {
		case strings.HasPrefix(part, "{") && given[i] != "":
			names, values = append(names, strings.Trim(part, "{}")), append(values, given[i])
		case part != given[i]:
			return nil, nil, false
		}
	}
	return names, values, true
}

// dispatch answers a request to the path of the reports of the site.
func dispatch(c echo.Context) error {
	if e := siteEndpoint(c); e != nil {
		return e.Handler(c)
	}
	return echo.ErrNotFound
}

// siteFiles is the answer of GET /v1/site-reports.
type siteFiles struct {
	Data []sitereport.File `json:"data"`
}

// list answers with the files, and what is wrong with them.
func (s *siteReports) list(c echo.Context) error {
	answer := siteFiles{Data: []sitereport.File{}}
	if s.set != nil {
		answer.Data = s.set.Files()
	}
	return c.JSON(http.StatusOK, answer)
}

// siteOperation describes GET /v1/site-reports.
func siteOperation(d *endpoint.Document) *openapi31.Operation {
	op := endpoint.Operation("site-reports", "service", "The files of the site's own reports, and what is wrong with them.", "They are in the directory of --reports. Without one the list is empty.")
	return d.Answers(op, http.StatusOK, openapi31.Response{Description: "The answer.", Content: d.JSON(d.Answer(siteFiles{}))}, 401, 403, 429)
}

// perSet returns a function that computes a value once for each set of reports of the site.
func perSet[T any](s *siteReports, compute func() (T, error)) func() (T, error) {
	var mu sync.Mutex
	var of *siteRoutes
	var value T
	var err error
	return func() (T, error) {
		mu.Lock()
		defer mu.Unlock()
		if now := s.now(); of != now {
			value, err = compute()
			of = now
		}
		return value, err
	}
}
