// Package page renders the pages for people. Each figure on a page is from an answer of the API to a request of the
// viewer, so that scopes, campaigns, masks and limits are those of the API.
package page

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// Options are what the pages need of the server.
type Options struct {
	// Ask answers a request of the API as the principal of r: target is a path with its query string. An answer that is no
	// success is a *problem.Problem.
	Ask func(r *http.Request, target string) ([]byte, error)
	// Routes returns the routes of tables, events and reports.
	Routes func() []*query.Route
	// Names returns the campaigns and agents that the principal of a request may know, for pickers.
	Names func(ctx context.Context) (campaigns, agents []string, err error)
	// DB stores saved views.
	DB db.DBTX
	// Auth has the sessions of browsers.
	Auth *auth.Authenticator
	// Policy is the Content-Security-Policy of pages.
	Policy   string
	Log      *slog.Logger
	Location *time.Location
	Now      func() time.Time
}

// Pages are the pages for people.
type Pages struct {
	Options
	templates *template.Template
	hub       *hub
	version   string // of the pages' files
}

// New returns the pages.
func New(o Options) (*Pages, error) {
	parsed, err := template.New("").Funcs(functions()).ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse pages: %w", err)
	}
	version, err := assetVersion()
	if err != nil {
		return nil, err
	}
	return &Pages{Options: o, templates: parsed, version: version, hub: &hub{ask: o.Ask, log: o.Log, now: o.Now, version: version, boards: map[string]*board{}}}, nil
}

// Feature returns the endpoints of the pages and of their files.
func (p *Pages) Feature() (endpoint.Feature, error) {
	files, err := assetEndpoints()
	if err != nil {
		return endpoint.Feature{}, err
	}
	read := []string{auth.Read}
	return endpoint.Feature{Endpoints: append(files,
		endpoint.Endpoint{Method: http.MethodGet, Path: "/", Scopes: read, Handler: p.overview},
		endpoint.Endpoint{Method: http.MethodGet, Path: "/sign-in", Open: true, Handler: p.signIn},
		endpoint.Endpoint{Method: http.MethodPost, Path: "/sign-in", Open: true, Handler: p.postSignIn},
		endpoint.Endpoint{Method: http.MethodGet, Path: "/sign-in/provider", Open: true, Handler: p.toProvider},
		endpoint.Endpoint{Method: http.MethodGet, Path: "/sign-in/callback", Open: true, Handler: p.fromProvider},
		endpoint.Endpoint{Method: http.MethodPost, Path: "/sign-out", Open: true, Handler: p.signOut},
		endpoint.Endpoint{Method: http.MethodGet, Path: "/calls/{callid}", Scopes: read, Handler: p.call},
		endpoint.Endpoint{Method: http.MethodGet, Path: "/wall", Scopes: read, Handler: p.wall},
		endpoint.Endpoint{Method: http.MethodGet, Path: "/wall/pair", Open: true, Effects: true, Handler: p.pair},
		endpoint.Endpoint{Method: http.MethodGet, Path: "/wall/stream", Scopes: read, Uncompressed: true, Effects: true, Handler: p.stream},
		endpoint.Endpoint{Method: http.MethodGet, Path: "/reports", Scopes: read, Handler: p.reports},
		endpoint.Endpoint{Method: http.MethodPost, Path: "/views", Open: true, Handler: p.saveView},
		endpoint.Endpoint{Method: http.MethodPost, Path: "/views/delete", Open: true, Handler: p.deleteView},
		endpoint.Endpoint{Method: http.MethodGet, Path: "/reports/*", Scopes: read, Handler: p.report},
	), Close: p.Close, Tasks: []endpoint.Task{{Every: time.Hour, Name: "deleting ended sessions", Do: p.Auth.DeleteEnded}}}, nil
}

// render sends a page.
func (p *Pages) render(c echo.Context, code int, name string, v *view) error {
	var b bytes.Buffer
	if err := p.templates.ExecuteTemplate(&b, name, v); err != nil {
		return fmt.Errorf("render page %s: %w", name, err)
	}
	p.setHeaders(c, v)
	return c.HTMLBlob(code, b.Bytes()) //nolint:wrapcheck // the client is gone
}

// begin sends the first part of a page. What fails after it can only be told within the page, or by breaking off.
func (p *Pages) begin(c echo.Context, name string, v *view) error {
	if err := p.render(c, http.StatusOK, name, v); err != nil {
		return err
	}
	_ = http.NewResponseController(c.Response().Writer).Flush() // where it cannot be done, the parts come together
	return nil
}

// goOn sends a further part of a page.
func (p *Pages) goOn(c echo.Context, name string, v *view) error {
	var b bytes.Buffer
	if err := p.templates.ExecuteTemplate(&b, name, v); err != nil {
		p.Log.Error("page broken off", "page", name, "err", err)
		panic(http.ErrAbortHandler) // the browser shows that the page is incomplete
	}
	_, _ = c.Response().Write(b.Bytes()) // the client is gone
	return nil
}

func (p *Pages) setHeaders(c echo.Context, v *view) {
	h := c.Response().Header()
	h.Set(echo.HeaderContentSecurityPolicy, p.Policy)
	h.Set("Content-Language", v.Tag)
	h.Set(echo.HeaderReferrerPolicy, "same-origin") // with no-referrer, browsers send forms with the origin null
	if v.SignOut != "" || v.Private {
		h.Set(echo.HeaderCacheControl, "no-store") // nothing is left in the browser after signing out
	}
	h.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	rememberLanguage(c)
}

// fail shows a problem as a page, with the status of the problem.
func (p *Pages) fail(c echo.Context, v *view, err error) error {
	var refused *problem.Problem
	if !errors.As(err, &refused) {
		return err
	}
	if refused.Status >= http.StatusInternalServerError {
		p.Log.Warn("page without its data", "path", v.Path, "err", problem.LogText(err))
	}
	v.Content = refused.In(route.Language(v.Tag))
	return p.render(c, refused.Status, "problem.html", v)
}

// Problem answers a request of a browser for a page with a page. It reports whether it did: programs, and requests to
// the API, get a problem document.
func (p *Pages) Problem(c echo.Context, refused *problem.Problem) bool {
	r := c.Request()
	if p == nil || r.Method != http.MethodGet || strings.HasPrefix(r.URL.Path, "/v1") || strings.HasPrefix(r.URL.Path, "/openapi") || !acceptsHTML(r) {
		return false
	}
	if refused.Status == http.StatusUnauthorized && r.Header.Get(echo.HeaderAuthorization) == "" {
		return p.askToSignIn(c) == nil
	}
	v := p.newView(c, "")
	v.Content = refused.In(route.Language(v.Tag))
	return p.render(c, refused.Status, "problem.html", v) == nil
}

// acceptsHTML reports whether the client is a browser that shows a page.
func acceptsHTML(r *http.Request) bool {
	return strings.Contains(r.Header.Get(echo.HeaderAccept), "text/html")
}
