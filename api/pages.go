package api

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/page"
	"github.com/ccrepo/ccrepo/api/query"
)

// people returns the endpoints of the pages for people.
func (s *Server) people() (endpoint.Feature, error) {
	policy := pagePolicy(s.options.Origins, "script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; ")
	var err error
	s.pages, err = page.New(page.Options{
		Ask: s.ask, Routes: s.catalogueRoutes, Names: s.knownNames, Log: s.options.Log, Location: s.options.Location, Now: s.options.Now,
		Auth:   s.auth,
		DB:     s.pools.Writer,
		Policy: strings.Replace(policy, "form-action 'none'", "form-action 'self'", 1),
	})
	if err != nil {
		return endpoint.Feature{}, err
	}
	return s.pages.Feature()
}

// catalogueRoutes returns the routes of tables, events and reports.
func (s *Server) catalogueRoutes() []*query.Route {
	return slices.DeleteFunc(append(slices.Clone(s.routes.routes), s.table.site.now().routes...), func(r *query.Route) bool { return !slices.Contains(listedGroups(), r.Group) })
}

// ask answers a request of a page to the API, with the principal of the page's request. The request is not counted
// again: that of the page was.
func (s *Server) ask(r *http.Request, target string) ([]byte, error) {
	inner, err := http.NewRequestWithContext(r.Context(), http.MethodGet, target, http.NoBody)
	if err != nil {
		return nil, err //nolint:wrapcheck // it is a fault of the page
	}
	inner = s.events.canonical(inner)
	inner.Host, inner.RemoteAddr = r.Host, r.RemoteAddr
	inner.Header.Set("Accept-Language", string(page.Language(r)))
	answer := &pageSample{header: http.Header{}}
	c := s.echo.NewContext(inner, answer)
	s.echo.Router().Find(http.MethodGet, echo.GetPath(inner), c)
	s.table.site.find(c)
	if err := s.authorize(c, auth.PrincipalOf(r.Context())); err != nil {
		return nil, err
	}
	if err := c.Handler()(c); err != nil {
		return nil, err
	}
	return bytes.Clone(answer.Bytes()), nil
}

// knownNames returns the campaigns and agents that the principal of a request may know.
func (s *Server) knownNames(ctx context.Context) (campaigns, agents []string, err error) {
	who := auth.PrincipalOf(ctx)
	if who.Limited {
		return who.Campaigns, nil, nil
	}
	return s.names.Known(ctx, s.pools.Pages)
}
