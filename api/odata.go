// OData: the same routes for Excel and Power BI.

package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/odata"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// entitySets answers requests of OData.
type entitySets struct {
	*Server
	catalogue func() (*odata.Catalogue, error)
	times     map[string]string // the column of the time of each table
}

// odata returns the endpoints of OData.
func (s *Server) odata() (endpoint.Feature, error) {
	e := &entitySets{Server: s, times: map[string]string{}}
	routes := s.catalogueRoutes()
	for _, r := range routes {
		if table, is := strings.CutPrefix(r.Path, "/v1/tables/"); is && r.Time != "" {
			e.times[table] = r.Time
		}
	}
	e.catalogue = perSet(s.table.site, func() (*odata.Catalogue, error) {
		return odata.New(slices.DeleteFunc(s.catalogueRoutes(), func(r *query.Route) bool { return isAlias(s.routes.catalogue, r.Path) }))
	})
	_, err := e.catalogue()
	var f endpoint.Feature
	for path, handler := range map[string]echo.HandlerFunc{
		"/odata": e.document, "/odata/": e.document, "/odata/$metadata": e.metadata, "/odata/{set}": e.rows, "/odata/{set}/$count": e.count,
	} {
		f.Endpoints = append(f.Endpoints, endpoint.Endpoint{Method: http.MethodGet, Path: path, Scopes: route.Scopes(), Handler: inOData(handler)})
	}
	return f, err
}

// inOData sets the headers of every answer of OData, and refuses clients of versions before 4.
func inOData(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		for _, name := range []string{echo.HeaderAccept, "Accept-Language", echo.HeaderAuthorization, "Prefer"} {
			h.Add(echo.HeaderVary, name)
		}
		if most := c.Request().Header.Get("OData-MaxVersion"); most != "" {
			if version, err := strconv.ParseFloat(most, 64); err != nil || version < 4 {
				return problem.Param("invalid_value", "OData-MaxVersion", "the answers are in version %s of OData, not in %s or earlier", odata.Version, problem.Clip(most))
			}
		}
		h.Set("OData-Version", odata.Version)
		return next(c)
	}
}

// base returns the URL of the service, as the client has it.
func (e *entitySets) base(r *http.Request) string {
	scheme := "http"
	if auth.IsSecure(r) {
		scheme = "https"
	}
	return scheme + "://" + r.Host + odata.Prefix
}

// visible returns the entity sets that the principal of a request may read.
func (e *entitySets) visible(ctx context.Context) (*odata.Catalogue, error) {
	who := auth.PrincipalOf(ctx)
	all, err := e.catalogue()
	if err != nil {
		return nil, err
	}
	return all.Only(func(r *query.Route) bool { return slices.ContainsFunc(r.Scopes, who.Has) && (!who.Limited || !r.Whole) }), nil
}

// document answers with the list of the entity sets.
func (e *entitySets) document(c echo.Context) error {
	r := c.Request()
	f, wrong := odata.ParseFormat(r.URL.RawQuery, r.Header)
	if wrong != nil {
		return wrong
	}
	visible, err := e.visible(r.Context())
	if err != nil {
		return err
	}
	lang := query.LanguageOf(c.QueryParams(), r.Header)
	c.Response().Header().Set(echo.HeaderContentType, f.ContentType())
	return c.JSON(http.StatusOK, visible.ServiceDocument(f, e.base(r), lang))
}

// metadata answers with the description of the entity sets.
func (e *entitySets) metadata(c echo.Context) error {
	visible, err := e.visible(c.Request().Context())
	if err != nil {
		return err
	}
	text, err := visible.Metadata(query.LanguageOf(c.QueryParams(), c.Request().Header))
	if err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	return c.Blob(http.StatusOK, "application/xml", text)
}

// rows answers with a page of an entity set.
func (e *entitySets) rows(c echo.Context) error {
	s, q, wrong := e.parse(c, endpoint.PathParam(c, "set"))
	if wrong != nil {
		return wrong
	}
	r, base := c.Request(), e.base(c.Request())
	form := &query.OData{
		ContentType: q.Format.ContentType(), Exact: q.Format.Exact, TypeOf: odata.TypeOf, Limit: q.Limit(), Count: q.Count,
		Next: func(cursor string) string { return q.Next(base, cursor) },
	}
	if q.Format.Metadata != "none" {
		form.Context = q.Context(base)
	}
	if q.Format.Metadata == "full" {
		form.Type = s.Type()
	}
	request, wrong := e.request(r, s, q, form)
	if wrong != nil {
		return wrong
	}
	if q.PageSize > 0 && !s.Route.Interval {
		c.Response().Header().Set("Preference-Applied", "odata.maxpagesize="+strconv.Itoa(q.PageSize))
	}
	return admission.Limited(r.Context(), e.answer(r.Context(), s.Route, request, c.Response()))
}

// count answers with the number of rows of an entity set.
func (e *entitySets) count(c echo.Context) error {
	s, q, wrong := e.parse(c, endpoint.PathParam(c, "set"))
	if wrong != nil {
		return wrong
	}
	r := c.Request()
	request, wrong := e.request(r, s, q, &query.OData{})
	if wrong != nil {
		return wrong
	}
	leave, err := e.admission.Enter(r.Context(), e.admission.GateOf(request.Lane()))
	if err != nil {
		return err //nolint:wrapcheck // it is a problem
	}
	defer leave()
	ctx, stop := e.untilRevoked(r.Context(), c.Response())
	defer stop()
	n, err := request.Count(ctx, e.admission.ReadingOf(request.Lane(), s.Route.Interval))
	if err != nil {
		return admission.Limited(ctx, err)
	}
	return c.String(http.StatusOK, strconv.FormatInt(n, 10))
}

// parse finds the entity set of a request, which its principal may read, and translates the options.
func (e *entitySets) parse(c echo.Context, name string) (*odata.Set, *odata.Request, *problem.Problem) {
	r := c.Request()
	all, err := e.catalogue()
	if err != nil {
		return nil, nil, problem.Of(err)
	}
	s, wrong := all.Named(name)
	if wrong != nil {
		return nil, nil, wrong
	}
	if wrong := missingScope(s.Route.Scopes, auth.PrincipalOf(r.Context())); wrong != nil {
		return nil, nil, wrong
	}
	q, wrong := s.Parse(r.URL.RawQuery, r.Header, e.options.Location, func(of *query.Route) (time.Time, error) { return e.oldest(r.Context(), of) })
	return s, q, wrong
}

// request returns the request of the API.
func (e *entitySets) request(r *http.Request, s *odata.Set, q *odata.Request, form *query.OData) (*query.Request, *problem.Problem) {
	in := query.Input{Query: q.Query, Header: r.Header, ProtoMajor: r.ProtoMajor, ProtoMinor: r.ProtoMinor,
		Packed: query.AcceptsGzip(r.Header.Get(echo.HeaderAcceptEncoding)), OData: form}
	return s.Route.Parse(in, e.readingOptions(r.Context(), auth.PrincipalOf(r.Context()))) //nolint:wrapcheck // it is a problem
}

// oldest returns the beginning of the year of the first row that a route computes from. It is the same for all keys: the
// year alone says nothing about a campaign.
func (e *entitySets) oldest(ctx context.Context, r *query.Route) (time.Time, error) {
	times := map[string]string{}
	for _, table := range r.Sources {
		if column := e.times[table]; column != "" {
			times[table] = column
		}
	}
	first, err := query.FirstRow(ctx, e.pools.Pages, times)
	if err != nil {
		return first, err //nolint:wrapcheck // it says what it is about
	}
	if first.IsZero() {
		first = e.options.Now()
	}
	return time.Date(first.In(e.options.Location).Year(), 1, 1, 0, 0, 0, 0, e.options.Location), nil
}
