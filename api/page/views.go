// Saved views: questions to reports that people keep by a name, for themselves or for all.

package page

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

const (
	// maxViews is how many views a person may save.
	maxViews = 200
	// maxViewName and maxViewQuery are the lengths of a name and of a query string, in characters.
	maxViewName  = 80
	maxViewQuery = 4000
)

// savedView is a link to a view.
type savedView struct {
	ID                       int64
	Name, Owner, Href, Route string
	Shared, Mine             bool
	Deletes                  bool // whether the reader may delete it
}

// viewsContent are the views that a page lists, and the form that saves one.
type viewsContent struct {
	List []savedView
	// Path and Query are what the form saves; an empty Path: the page has no form.
	Path, Query string
	// Token is that of the forms; Saves is whether the reader may save and delete, which needs a session.
	Token  string
	Saves  bool
	ForAll bool // whether the reader may save for all
}

// ownerOf returns how a principal's views are stored.
func ownerOf(who *auth.Principal) string { return cmp.Or(who.ID, "local") }

// savedViews returns the views that a principal may open; path selects those of one report, and empty is all. A
// campaign-limited key gets its own, and of those for all only those that name no other campaign.
func (p *Pages) savedViews(ctx context.Context, v *view, who *auth.Principal, path string) ([]savedView, error) {
	rows, err := db.New(p.DB).SavedViews(ctx, db.SavedViewsParams{Owner: ownerOf(who)})
	if err != nil {
		return nil, problem.New("database_unavailable", "The saved views cannot be read. Try again in a few seconds.").WithCause(err)
	}
	var out []savedView
	for _, row := range rows {
		mine := row.Owner == ownerOf(who)
		if path != "" && row.Path != path || !mine && who.Limited && !namesOnly(row.Query, who.Campaigns) {
			continue
		}
		if rt, _ := p.find("/reports/" + row.Path); rt == nil {
			continue // of a report that there was once
		}
		out = append(out, savedView{
			ID: row.ID, Name: row.Name, Owner: row.OwnerName, Href: v.Root + "reports/" + row.Path + "?" + row.Query, Route: row.Path,
			Shared: row.Shared, Mine: mine, Deletes: mine || who.Has(auth.Admin),
		})
	}
	return out, nil
}

// namesOnly reports whether a query string names no campaign but some.
func namesOnly(query string, campaigns []string) bool {
	values, err := url.ParseQuery(query)
	if err != nil {
		return false
	}
	for param, given := range values {
		name, operator, _ := strings.Cut(param, ".")
		if !slices.Contains([]string{"queue", "queues", "queuename", "campaign"}, name) {
			continue
		}
		for _, value := range given {
			if operator != "" && operator != "ne" && operator != "null" {
				return false // a pattern, or a bound, which tells a part of a name
			}
			if operator != "null" && !slices.Contains(campaigns, value) {
				return false
			}
		}
	}
	return true
}

// viewsOf returns what a page shows of saved views. Failing to read them does not fail the page.
func (p *Pages) viewsOf(c echo.Context, v *view, path string, values url.Values) *viewsContent {
	r := c.Request()
	who := auth.PrincipalOf(r.Context())
	list, err := p.savedViews(r.Context(), v, who, path)
	if err != nil {
		p.Log.Warn("page without saved views", "err", problem.LogText(err))
		return nil
	}
	kept := clone(values)
	kept.Del("cursor")
	return &viewsContent{List: list, Path: path, Query: kept.Encode(), Token: v.SignOut, Saves: v.SignOut != "" || who.ID == "", ForAll: !who.Limited}
}

// saveView saves a view, and returns to its report.
func (p *Pages) saveView(c echo.Context) error {
	v, who, err := p.formOf(c)
	if err != nil {
		return p.fail(c, v, err)
	}
	form := c.Request().PostForm
	name, path, shared := strings.Join(strings.Fields(form.Get("name")), " "), form.Get("path"), form.Get("for") == "all"
	if name == "" || utf8.RuneCountInString(name) > maxViewName || !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return p.fail(c, v, problem.Param("invalid_value", "name", "a view needs a name of 1 to %d characters that can be seen", maxViewName))
	}
	query, err := url.ParseQuery(form.Get("query"))
	if rt, _ := p.find("/reports/" + path); rt == nil || err != nil {
		return p.fail(c, v, problem.Param("invalid_value", "path", "there is no such report; save a view from the page of a report"))
	}
	for _, name := range []string{"lang", "cursor", "form"} {
		query.Del(name)
	}
	if text := query.Encode(); utf8.RuneCountInString(text) > maxViewQuery || !utf8.ValidString(text) || strings.Contains(text, "%00") {
		return p.fail(c, v, problem.Param("invalid_value", "query", "a view has at most %d characters of parameters; give fewer", maxViewQuery))
	}
	if shared && who.Limited {
		return p.fail(c, v, problem.New("campaign_limited", "A campaign-limited key saves views for itself only."))
	}
	saved, err := db.New(p.DB).SaveView(c.Request().Context(), db.SaveViewParams{
		Owner: ownerOf(who), OwnerName: who.Name, Name: name, Shared: shared, Path: path, Query: query.Encode(), SavedAt: p.Now(), Most: maxViews,
	})
	if err != nil {
		return p.fail(c, v, problem.New("database_unavailable", "The view was not saved. Try again in a few seconds.").WithCause(err))
	}
	if saved == 0 {
		return p.fail(c, v, problem.Param("invalid_value", "name", "you have %d views, and may save no more; delete one of them", maxViews))
	}
	return c.Redirect(http.StatusSeeOther, "./reports/"+path+"?"+query.Encode()) //nolint:wrapcheck // the client is gone
}

// deleteView deletes a view of the sender's, or of anybody for an administrator, and returns to the list.
func (p *Pages) deleteView(c echo.Context) error {
	v, who, err := p.formOf(c)
	if err != nil {
		return p.fail(c, v, err)
	}
	id, _ := strconv.ParseInt(c.Request().PostForm.Get("id"), 10, 64) // 0 is no view's
	deleted, err := db.New(p.DB).DeleteView(c.Request().Context(), db.DeleteViewParams{ID: id, Owner: ownerOf(who), Anybody: who.Has(auth.Admin)})
	if err != nil {
		return p.fail(c, v, problem.New("database_unavailable", "The view was not deleted. Try again in a few seconds.").WithCause(err))
	}
	if deleted == 0 {
		return p.fail(c, v, problem.New("not_found", "There is no such view, or it is somebody else's: only its owner or an administrator deletes it."))
	}
	return c.Redirect(http.StatusSeeOther, "../reports") //nolint:wrapcheck // the client is gone
}

// formOf reads a form of a page, and returns its sender.
func (p *Pages) formOf(c echo.Context) (*view, *auth.Principal, error) {
	v := p.newView(c, "reports")
	v.Private = true
	if err := readForm(c); err != nil {
		return v, nil, err
	}
	who, err := p.Auth.FormSender(c.Request())
	if err != nil {
		return v, nil, fmt.Errorf("read form: %w", err)
	}
	c.SetRequest(auth.WithPrincipal(c.Request(), who))
	return v, who, nil
}
