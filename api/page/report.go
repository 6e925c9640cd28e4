// The page of one route: form, chart, table and what each column means.

package page

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// reportContent is what the page of a route shows.
type reportContent struct {
	Lead, Description string // the first sentence, and the others
	Form              *form
	Problem           *problem.Problem // instead of an answer
	Table             *table
	Chart             *route.Drawing // which a script draws from the table
	Next              string         // URL of the next page; empty: there is none
	First             string         // URL of the first page; empty: this is it
	Copies            []copied
	API               string // the address of the answer
	Views             *viewsContent
}

// copied is the request in the form of another program.
type copied struct {
	Name, Text, Href string
}

// report shows the answer of one route.
func (p *Pages) report(c echo.Context) error {
	r := c.Request()
	rt, fixed := p.find(r.URL.EscapedPath())
	if rt == nil {
		return echo.ErrNotFound
	}
	values := r.URL.Query()
	if values.Has("form") {
		return c.Redirect(http.StatusSeeOther, rootOf(r.URL.Path)+strings.TrimPrefix(r.URL.EscapedPath(), "/")+"?"+tidy(values).Encode())
	}
	values.Del("lang")
	v := p.newView(c, "reports")
	v.Title = v.Summary(rt)
	lead, rest := firstSentence(v.Description(rt))
	api := apiPath(rt, fixed)
	content := &reportContent{Lead: lead, Description: rest, API: api + "?" + values.Encode()}
	v.Content = content
	var err error
	if content.Form, err = p.newForm(r, v, rt, values); err != nil {
		return p.fail(c, v, err)
	}
	asked := clone(values)
	if explains(rt) {
		asked.Set("explain", "true")
	}
	a, err := p.ask(r, api+"?"+asked.Encode())
	if err != nil {
		refused, ok := problemOf(err)
		if !ok || refused.Status == http.StatusUnauthorized {
			return p.fail(c, v, err)
		}
		content.Problem = refused
		return p.render(c, refused.Status, "report.html", v)
	}
	v.Status = &a.status
	content.Table = newTable(v, rt, a, values)
	content.Chart = chartOf(rt, content.Table, values)
	content.Views = p.viewsOf(c, v, reportPath(r), values)
	content.Copies = copies(v, c, rt, api, values)
	if a.NextCursor != "" {
		content.Next = "?" + with(values, "cursor", a.NextCursor)
	}
	if values.Has("cursor") {
		content.First = "?" + with(values, "cursor", "")
	}
	return p.render(c, http.StatusOK, "report.html", v)
}

// reportPath returns the path of a page below /reports/, as the browser sent it.
func reportPath(r *http.Request) string {
	_, path, _ := strings.Cut(r.URL.EscapedPath(), "/reports/")
	return path
}

// find returns the route of a page and the values of its placeholders; nil: there is none.
func (p *Pages) find(path string) (*route.Route, map[string]string) {
	_, name, _ := strings.Cut(path, "/reports/")
	given := strings.Split(name, "/")
	for _, r := range p.Routes() {
		pattern := strings.Split(nameOf(&r.Route), "/")
		if len(pattern) != len(given) {
			continue
		}
		fixed, fits := map[string]string{}, true
		for i, part := range pattern {
			value, err := url.PathUnescape(given[i])
			if placeholder, is := strings.CutPrefix(part, "{"); is && value != "" {
				fixed[strings.TrimSuffix(placeholder, "}")] = value
				continue
			}
			fits = fits && err == nil && value == part
		}
		if fits {
			return &r.Route, fixed
		}
	}
	return nil, nil
}

// apiPath returns the path of the API for values of the placeholders.
func apiPath(r *route.Route, fixed map[string]string) string {
	path := r.Path
	for name, value := range fixed {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	return path
}

// tidy returns what a form means: fields that were left empty are not given, a bound replaces the named range, and a
// condition of three fields becomes a filter.
func tidy(values url.Values) url.Values {
	out := url.Values{}
	for name, given := range values {
		given = slices.DeleteFunc(slices.Clone(given), func(v string) bool { return strings.TrimSpace(v) == "" })
		if len(given) > 0 && !slices.Contains([]string{"form", "column", "operator", "value"}, name) {
			out[name] = given
		}
	}
	if column := values.Get("column"); column != "" && values.Has("value") {
		name := column
		if op := values.Get("operator"); op != "" {
			name += "." + op
		}
		out.Add(name, values.Get("value"))
	}
	if out.Has("from") || out.Has("to") {
		out.Del("range")
	}
	out.Del("cursor") // it belongs to the question of before
	return out
}

// explains reports whether the route explains its figures.
func explains(r *route.Route) bool {
	return slices.ContainsFunc(r.Columns, func(c route.Column) bool { return c.Opens != "" || len(c.Rates) > 0 })
}

// chartOf returns the chart of a report; nil: it has none, or nothing to draw.
func chartOf(r *route.Route, t *table, values url.Values) *route.Drawing {
	if len(t.Rows) == 0 {
		return nil
	}
	return r.Drawing(values.Get("interval") != "", t.has)
}

// copies returns the request for other programs.
func copies(v *view, c echo.Context, r *route.Route, api string, values url.Values) []copied {
	plain := clone(values)
	plain.Del("cursor")
	csv := clone(plain)
	csv.Set("format", "csv")
	workbook := clone(plain)
	workbook.Set("format", "xlsx")
	workbook.Set("lang", v.Tag)
	address := c.Scheme() + "://" + c.Request().Host + auth.Prefix(c.Request())
	relative := v.Root + strings.TrimPrefix(api, "/") + "?"
	out := []copied{
		{Name: "JSON", Href: relative + plain.Encode()},
		{Name: "CSV", Href: relative + csv.Encode()},
		{Name: "XLSX", Href: relative + workbook.Encode()},
		{Name: "curl", Text: "curl -H 'Authorization: Bearer KEY' " + quote(address+api+"?"+plain.Encode())},
		{Name: "Power Query", Text: `= Csv.Document(Web.Contents("` + strings.ReplaceAll(address+api+"?"+csv.Encode(), `"`, `""`) +
			`", [Headers = [Authorization = "Bearer KEY"]]), [Delimiter = ",", Encoding = 65001])`},
	}
	if r.Chart != nil {
		for _, format := range query.Pictures() {
			picture := clone(plain)
			picture.Set("format", format[0])
			picture.Set("lang", v.Tag)
			for _, name := range []string{"explain", "count", "total", "limit"} { // which only tables have
				picture.Del(name)
			}
			out = append(out, copied{Name: v.T("Chart, %s", strings.ToUpper(format[0])), Href: relative + picture.Encode()})
		}
	}
	if v.Tag == string(route.Spanish) {
		excel := clone(csv)
		for name, value := range map[string]string{"dialect": "excel-es", "labels": "true", "lang": v.Tag} {
			excel.Set(name, value)
		}
		out = slices.Insert(out, 2, copied{Name: "CSV (Excel)", Href: relative + excel.Encode()})
	}
	if name, is := strings.CutPrefix(r.Path, "/v1/reports/"); is && !strings.Contains(name, "{") {
		command := "ccrepo report " + name
		for _, key := range slices.Sorted(mapsKeys(plain)) {
			for _, value := range plain[key] {
				command += " --" + key + " " + quote(value)
			}
		}
		out = append(out, copied{Name: "ccrepo", Text: command})
	}
	return out
}

// quote writes a text as one word of a shell.
func quote(text string) string {
	if text != "" && !strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(plainInShell, r) }) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

const plainInShell = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:/@%+="

// firstSentence cuts a text after its first sentence.
func firstSentence(text string) (first, rest string) {
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1], text[i+2:]
	}
	return text, ""
}
