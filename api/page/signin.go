// Signing in and out.

package page

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
)

const (
	// maxForm limits the body of a form, in bytes.
	maxForm = 16 << 10
	// maxNext limits the page to go to after signing in, so that the URL of the form is not too long.
	maxNext = 4000
)

// signInContent is what the page for signing in shows.
type signInContent struct {
	Token, Next string
	Wrong       string // what was wrong with the key; empty: nothing
	Provider    string // URL at which to sign in at the OpenID provider; empty: there is none
}

// askToSignIn sends a browser to the page for signing in, from which it comes back.
func (p *Pages) askToSignIn(c echo.Context) error {
	r := c.Request()
	target := rootOf(r.URL.Path) + "sign-in"
	query := r.URL.Query()
	lang := query.Get("lang")
	next := strings.TrimPrefix(r.URL.EscapedPath(), "/")
	if r.URL.RawQuery != "" {
		next += "?" + r.URL.RawQuery
	}
	given := url.Values{}
	if next != "" && len(next) <= maxNext {
		given.Set("next", next)
	}
	if lang != "" {
		given.Set("lang", lang)
	}
	if len(given) > 0 {
		target += "?" + given.Encode()
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.Redirect(http.StatusSeeOther, target) //nolint:wrapcheck // the client is gone
}

// nextOf returns the page to go to after signing in, relative to the root: next if it is one of this server, else the
// overview.
func nextOf(next string) string {
	path, _, _ := strings.Cut(next, "?")
	plain, err := url.PathUnescape(path)
	control := func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }
	if err != nil || len(next) > maxNext || strings.HasPrefix(plain, "/") || strings.ContainsFunc(next, control) || strings.ContainsFunc(plain, func(r rune) bool { return r < ' ' || r == '\\' }) {
		return ""
	}
	leaves := func(segment string) bool { return segment == ".." || segment == "." }
	if slices.ContainsFunc(strings.Split(plain, "/"), leaves) || strings.ContainsRune(next, '#') {
		return ""
	}
	return next
}

// signIn shows the form for a key.
func (p *Pages) signIn(c echo.Context) error {
	needed, err := p.Auth.NeedsKey(c.Request().Context())
	if err != nil {
		return err //nolint:wrapcheck // it is a problem
	}
	next := nextOf(c.QueryParam("next"))
	if !needed {
		return c.Redirect(http.StatusSeeOther, "./"+next) //nolint:wrapcheck // the client is gone
	}
	return p.showSignIn(c, http.StatusOK, next, "")
}

func (p *Pages) showSignIn(c echo.Context, code int, next, wrong string) error {
	token, bind, err := p.Auth.SignInForm(c.Request())
	if err != nil {
		return err //nolint:wrapcheck // it is a problem
	}
	if bind != nil {
		c.SetCookie(bind)
	}
	v := p.newView(c, "")
	v.Title, v.Private = v.T("Sign in"), true
	content := &signInContent{Token: token, Next: next, Wrong: wrong}
	if p.Auth.HasProvider() {
		content.Provider = v.Root + "sign-in/provider?" + url.Values{"next": {next}}.Encode()
	}
	v.Content = content
	return p.render(c, code, "sign_in.html", v)
}

// readForm reads the body of a form. What is in the URL does not count: URLs are logged and remembered.
func readForm(c echo.Context) error {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return problem.New("invalid_value", "The form cannot be read; it has at most %d bytes.", maxForm).WithCause(err)
	}
	return nil
}

// postSignIn begins a session.
func (p *Pages) postSignIn(c echo.Context) error {
	if err := readForm(c); err != nil {
		return err
	}
	r := c.Request()
	next := nextOf(r.PostForm.Get("next"))
	session, err := p.Auth.SignIn(r, r.PostForm.Get("key"))
	return p.begun(c, session, next, err)
}

// begun sets the cookie of a session and goes to a page, or shows what was wrong.
func (p *Pages) begun(c echo.Context, session *http.Cookie, next string, err error) error {
	r := c.Request()
	if refused, is := problemOf(err); is {
		l := localeOf(r)
		switch refused.Status {
		case http.StatusUnauthorized:
			wrong := l.T("This key is unknown, revoked or has expired.")
			if r.Method == http.MethodGet {
				wrong = l.T("The organisation's sign-in did not succeed.")
			}
			return p.showSignIn(c, refused.Status, next, wrong)
		case http.StatusTooManyRequests:
			seconds := int(math.Ceil(refused.RetryAfter.Seconds()))
			c.Response().Header().Set(echo.HeaderRetryAfter, fmt.Sprint(seconds))
			return p.showSignIn(c, refused.Status, next, l.T("Too many attempts. Try again in %d seconds.", seconds))
		}
		if refused.Code == "missing_scope" {
			return p.showSignIn(c, refused.Status, next, l.T("This key does not have the scope read, which the pages need."))
		}
	}
	if err != nil {
		v := p.newView(c, "")
		v.Private = true
		return p.fail(c, v, err)
	}
	c.SetCookie(session)
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.Redirect(http.StatusSeeOther, rootOf(r.URL.Path)+next) //nolint:wrapcheck // the client is gone
}

// toProvider sends a browser to the OpenID provider.
func (p *Pages) toProvider(c echo.Context) error {
	location, keep, err := p.Auth.ToProvider(c.Request(), nextOf(c.QueryParam("next")))
	if err != nil {
		return p.fail(c, p.newView(c, ""), err)
	}
	c.SetCookie(keep)
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.Redirect(http.StatusSeeOther, location) //nolint:wrapcheck // the client is gone
}

// fromProvider begins the session of somebody whom the OpenID provider sends back.
func (p *Pages) fromProvider(c echo.Context) error {
	session, gone, next, err := p.Auth.FromProvider(c.Request())
	c.SetCookie(gone)
	return p.begun(c, session, next, err)
}

// pair shows the code of a screen, until an administrator has given it a key.
func (p *Pages) pair(c echo.Context) error {
	r := c.Request()
	needed, err := p.Auth.NeedsKey(r.Context())
	if err != nil {
		return err //nolint:wrapcheck // it is a problem
	}
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-store")
	if !needed {
		return c.Redirect(http.StatusSeeOther, "../wall") //nolint:wrapcheck // the client is gone
	}
	code, cookies, err := p.Auth.Pair(r)
	v := p.newView(c, "")
	v.Title, v.Private = v.T("Pair a screen"), true
	if err != nil {
		return p.fail(c, v, err)
	}
	for _, cookie := range cookies {
		c.SetCookie(cookie)
	}
	if code == "" {
		return c.Redirect(http.StatusSeeOther, "../wall") //nolint:wrapcheck // the client is gone
	}
	h.Set("Refresh", "3") // the page asks by itself, without JavaScript
	v.Content = code[:len(code)/2] + "-" + code[len(code)/2:]
	return p.render(c, http.StatusOK, "pair.html", v)
}

// signOut ends a session.
func (p *Pages) signOut(c echo.Context) error {
	if err := readForm(c); err != nil {
		return err
	}
	gone, err := p.Auth.SignOut(c.Request())
	if err != nil {
		return p.fail(c, p.newView(c, ""), err)
	}
	c.SetCookie(gone)
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set("Clear-Site-Data", `"cache"`) // pages that the browser keeps for its way back
	return c.Redirect(http.StatusSeeOther, "./sign-in")
}

// signOutToken returns the token of the form for signing out; empty: the request is of no session.
func (p *Pages) signOutToken(r *http.Request) string {
	who := auth.PrincipalOf(r.Context())
	if who.Session == "" {
		return ""
	}
	token, _ := p.Auth.FormToken(r.Context(), who.Session) // the session was read with the same secret
	return token
}
