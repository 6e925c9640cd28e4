// What every page shows around its contents.

package page

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
)

// view is what every page shows around its contents.
type view struct {
	*locale
	// Root is the relative URL of the server's root, so that pages work behind any path prefix.
	Root string
	// Section is the entry of the navigation that the page belongs to.
	Section, Title string
	// Path and Query are those of the request, without parameters of the page itself.
	Path, Query string
	// Principal is the name of the key.
	Principal string
	// SignOut is the token of the form for signing out; empty: the request is of no session.
	SignOut string
	// Private pages are not kept by the browser.
	Private bool
	// Status is the state of the data; nil on pages without data.
	Status *status
	// Content is what the template of the page shows.
	Content any
}

// newView returns the frame of a page.
func (p *Pages) newView(c echo.Context, section string) *view {
	r := c.Request()
	query := r.URL.Query()
	query.Del("lang")
	return &view{
		locale: localeOf(r), Root: rootOf(r.URL.Path), Section: section,
		Path: strings.TrimPrefix(r.URL.EscapedPath(), "/"), Query: query.Encode(), Principal: auth.PrincipalOf(r.Context()).Name, SignOut: p.signOutToken(r),
	}
}

// rootOf returns the relative URL of the root from a path.
func rootOf(path string) string {
	return cmp.Or(strings.Repeat("../", strings.Count(strings.TrimPrefix(path, "/"), "/")), "./")
}

// WithLanguage returns the URL of the page in another language.
func (v *view) WithLanguage(tag string) string {
	query, _ := url.ParseQuery(v.Query)
	query.Set("lang", tag)
	return v.Root + v.Path + "?" + query.Encode()
}
