package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/web"
)

// openPaths answer without a key: nothing about the contact centre is in them.
func openPaths() []string { return append([]string{"/healthz", "/readyz"}, web.Paths()...) }

// authenticate finds out who asks and whether they may ask this.
func (s *Server) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		who, err := s.whoAsks(c)
		if err != nil {
			return err
		}
		c.SetRequest(auth.WithPrincipal(c.Request(), who))
		if who.Agent != "" && !s.agents[c.Request().Method+" "+c.Path()] {
			return problem.New("agent_limited", "An agent's token is good for that agent's actions alone. Send an API key.")
		}
		if scopes := s.scopesFor(c.Request().Method, c.Path()); len(scopes) > 0 && !slices.ContainsFunc(scopes, who.Has) {
			return missingScope(c, scopes)
		}
		return next(c)
	}
}

// needs says which scope a route (of Echo's notation) needs, where it is not the one of its method; of
// several one will do.
func (s *Server) needs(method, path string, scopes ...string) { s.scopes[method+" "+path] = scopes }

// opensToAgents lets the tokens of agents ask a route (of Echo's notation), which has to see by mayActFor
// that they ask for their own agent.
func (s *Server) opensToAgents(method, path string) { s.agents[method+" "+path] = true }

// scopesFor are the scopes of which a route (of Echo's notation) needs one: of a reading one read, unless it
// says otherwise. There is none for a path that answers everybody, and for a method that no route has.
func (s *Server) scopesFor(method, path string) []string {
	if isOpen(path) {
		return nil
	}
	if scopes, ok := s.scopes[method+" "+path]; ok {
		return scopes
	}
	if method == http.MethodGet {
		return []string{auth.Read}
	}
	return nil
}

func isOpen(path string) bool {
	return slices.Contains(openPaths(), path)
}

// whoAsks is who sent a request: the key says it, and without any key in the database this machine is
// all that there is.
func (s *Server) whoAsks(c echo.Context) (*auth.Principal, error) {
	r := c.Request()
	if s.trusted {
		return auth.Anybody(), nil
	}
	if isOpen(c.Path()) {
		return s.whoAsksOpen(r)
	}
	keys, err := s.keys.Current(r.Context())
	if err != nil {
		return nil, keysUnread(err) // whether there are keys is not known: nobody is let in
	}
	if !keys.Any() && s.tokens == nil {
		if err := onlyThisMachine(r); err != nil {
			return nil, err
		}
		if secret, _ := bearer(r); isAgentToken(secret) {
			return s.whoHasAgentToken(c, keys, secret)
		}
		return auth.Anybody(), nil
	}
	secret, given := bearer(r)
	if !given && isReference(c.Path()) {
		_, secret, given = r.BasicAuth()
	}
	if !given {
		return nil, unauthenticated(c, "no_key", "Send an API key as Authorization: Bearer; ccrepo key create makes one.")
	}
	if isAgentToken(secret) {
		return s.whoHasAgentToken(c, keys, secret)
	}
	if s.tokens != nil && auth.IsToken(secret) {
		return s.whoHasToken(c, secret)
	}
	return s.whoHas(c, keys, secret)
}

// whoHasToken is who has a token of the OpenID provider.
func (s *Server) whoHasToken(c echo.Context, token string) (*auth.Principal, error) {
	who, err := s.tokens.Principal(c.Request().Context(), token)
	if errors.Is(err, auth.ErrProviderAway) {
		return nil, problem.New("provider_unavailable", "The OpenID provider does not answer, so that the token cannot be checked. Try again in a few seconds.").WithCause(err)
	}
	if err != nil {
		return nil, err
	}
	if who == nil {
		return nil, s.refuse(c, "")
	}
	return who, nil
}

// whoHas is who has a secret. Before it is looked at, it counts how many wrong ones came instead of it.
func (s *Server) whoHas(c echo.Context, keys auth.Keys, secret string) (*auth.Principal, error) {
	address := c.Request().RemoteAddr
	id, isSecret := auth.SecretID(secret)
	if _, known := keys.ByID[id]; !known && isSecret && s.attempts.Wait(address, "") == 0 {
		// The key may have been made in this moment.
		var err error
		if keys, err = s.keys.Fresh(c.Request().Context()); err != nil {
			return nil, keysUnread(err)
		}
	}
	if _, known := keys.ByID[id]; !known {
		id = "" // ids that are made up are not told apart
	} else if wait := s.attempts.Wait(address, id); wait > 0 {
		return nil, tooManyFailures(wait)
	}
	who := keys.Principal(secret, s.now())
	if who == nil {
		return nil, s.refuse(c, id)
	}
	s.keys.Touch(who.ID, s.now())
	return who, nil
}

// refuse answers a wrong key, and counts it.
func (s *Server) refuse(c echo.Context, id string) error {
	if wait := s.attempts.Failed(c.Request().RemoteAddr, id); wait > 0 {
		return tooManyFailures(wait)
	}
	return unauthenticated(c, "bad_key", "The API key is unknown, revoked or has expired.")
}

func tooManyFailures(wait time.Duration) *problem.Problem {
	return problem.New("too_many_failures", "Wrong keys came too fast from this address. Wait as long as Retry-After says.").After(wait)
}

func keysUnread(err error) *problem.Problem {
	return problem.New("database_unavailable", "The API keys cannot be read. Try again in a few seconds.").WithCause(err)
}

// whoAsksOpen is nobody with any rights: whether the process lives must be told even where nothing of
// the keys is known. A server that surely has none keeps to this machine all the same.
func (s *Server) whoAsksOpen(r *http.Request) (*auth.Principal, error) {
	nobody := &auth.Principal{Limited: true}
	if onlyThisMachine(r) == nil {
		return nobody, nil
	}
	if s.tokens != nil {
		return nobody, nil
	}
	known := s.keys.Last()
	if known.ReadAt.IsZero() {
		var err error
		if known, err = s.keys.Current(r.Context()); err != nil {
			return nobody, nil //nolint:nilerr // the process lives, whatever the database does
		}
	}
	if !known.Any() {
		return nil, onlyThisMachine(r)
	}
	return nobody, nil
}

// bearer is the secret that a request carries.
func bearer(r *http.Request) (secret string, given bool) {
	scheme, secret, _ := strings.Cut(r.Header.Get(echo.HeaderAuthorization), " ")
	return strings.TrimSpace(secret), strings.EqualFold(scheme, "Bearer")
}

// isReference tells whether a path is of the reference page. A browser has no other way to send a key
// than as password of HTTP Basic; it sends it by itself, also where another site leads it, so that
// nothing else takes it: the page holds no data.
func isReference(path string) bool { return path == "/docs" || strings.HasPrefix(path, "/docs/") }

// unauthenticated is a 401, which says what to send instead (RFC 6750).
func unauthenticated(c echo.Context, code, detail string) *problem.Problem {
	challenge := `Bearer realm="ccrepo"`
	if code != "no_key" {
		challenge += `, error="invalid_token"`
	}
	c.Response().Header().Add(echo.HeaderWWWAuthenticate, challenge)
	if isReference(c.Path()) {
		c.Response().Header().Add(echo.HeaderWWWAuthenticate, `Basic realm="ccrepo: the API key is the password", charset="UTF-8"`)
	}
	return problem.New(code, "%s", detail)
}

// missingScope is a 403 that names the scopes of which a key lacks all.
func missingScope(c echo.Context, scopes []string) *problem.Problem {
	c.Response().Header().Set(echo.HeaderWWWAuthenticate, fmt.Sprintf(`Bearer realm="ccrepo", error="insufficient_scope", scope=%q`, scopes[0]))
	return problem.New("missing_scope", "This needs a key with the scope %s.", strings.Join(scopes, " or "))
}

// onlyThisMachine refuses requests that come from elsewhere or name another host: a page of a foreign
// site whose name resolves to this machine must not read what the server answers.
func onlyThisMachine(r *http.Request) error {
	if !isLoopback(r.Host) {
		return problem.New("wrong_host", "This server answers only requests to a loopback address, not to %s.", problem.Clip(r.Host))
	}
	if !cameByLoopback(r.Context()) {
		return problem.New("wrong_host", "Without API keys this server answers only the machine that it runs on: make one with ccrepo key create.")
	}
	return nil
}

// cameByLoopback tells whether a request's connection was made to a loopback address. The address
// that the server listens on does not tell: its last key may have been deleted since.
func cameByLoopback(ctx context.Context) bool {
	local, ok := ctx.Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return !ok || local.IP.IsLoopback()
}
