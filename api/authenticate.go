package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/odata"
	"github.com/ccrepo/ccrepo/api/problem"
)

// authenticate finds the principal of a request, and refuses what it may not do.
func (s *Server) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		principal := s.auth.Open
		if !s.isOpen(c.Path()) {
			accepted := auth.Accepted{Basic: isReference(c.Path()) || odata.Covers(c.Path()), Session: s.takesSession(c)}
			principal = func(r *http.Request) (*auth.Principal, error) { return s.auth.Authenticate(r, accepted) }
		}
		who, err := principal(c.Request())
		if err != nil && c.Path() == modelsPath && s.options.OpenID != nil {
			err = challengeModels(c.Request(), err)
		}
		if err != nil {
			return err //nolint:wrapcheck // it is a problem
		}
		c.SetRequest(auth.WithPrincipal(c.Request(), who))
		if err := s.authorize(c, who); err != nil {
			return err
		}
		return next(c)
	}
}

// authorize refuses what a principal may not do.
func (s *Server) authorize(c echo.Context, who *auth.Principal) error {
	e := s.table.of(c)
	if who.Agent != "" && (e == nil || !e.Agents) {
		return problem.New("agent_limited", "An agent's token permits only that agent's actions. Send an API key.")
	}
	var scopes []string
	switch {
	case e != nil:
		scopes = e.Scopes
	case c.Request().Method == http.MethodGet && !s.isOpen(c.Path()):
		scopes = []string{auth.Read} // a key without this scope must not learn which routes exist
	}
	if wrong := missingScope(scopes, who); wrong != nil {
		return wrong
	}
	return nil
}

// missingScope returns the problem of a principal who has none of the scopes, one of which is needed.
func missingScope(scopes []string, who *auth.Principal) *problem.Problem {
	if len(scopes) == 0 || slices.ContainsFunc(scopes, who.Has) {
		return nil
	}
	return problem.New("missing_scope", "This needs a key with the scope %s.", strings.Join(scopes, " or ")).
		Challenge(fmt.Sprintf(`Bearer realm="ccrepo", error="insufficient_scope", scope=%q`, scopes[0]))
}

// isOpen reports whether a path of the router answers without a key.
func (s *Server) isOpen(path string) bool {
	for _, e := range s.table.byPath[path] {
		if e.Open {
			return true
		}
	}
	return false
}

// takesSession reports whether a browser's session counts for a request: for what reads, but not for streams of actions,
// which take what they send.
func (s *Server) takesSession(c echo.Context) bool {
	e := s.table.of(c)
	return c.Request().Method == http.MethodGet && (e == nil || !e.Effects || !strings.HasPrefix(e.Path, "/v1/"))
}

// isReference reports whether a path is of the reference page.
func isReference(path string) bool { return path == "/docs" || strings.HasPrefix(path, "/docs/") }

// limitRate refuses the requests of a principal beyond its rate.
func (s *Server) limitRate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.admission.Request(c.Request().Context()); err != nil {
			return err //nolint:wrapcheck // it is a problem
		}
		return next(c)
	}
}
