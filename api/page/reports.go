// The list of the reports, tables and events.

package page

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/route"
)

// topic is one group of the list.
type topic struct {
	Name   string
	Routes []listed
}

// listed is one line of the list.
type listed struct{ Name, Href, Summary string }

// topics returns the groups in their order.
func topics() []string { return append(route.Topics(), "tables", "events") }

// reports lists every route of the catalogue.
func (p *Pages) reports(c echo.Context) error {
	v := p.newView(c, "reports")
	v.Title = v.T("Reports")
	search := strings.ToLower(strings.TrimSpace(c.QueryParam("q")))
	byTopic := map[string][]listed{}
	for _, compiled := range p.Routes() {
		r := &compiled.Route
		if strings.Contains(r.Path, "{") {
			continue
		}
		name, topic := nameOf(r), topicOf(r)
		line := listed{Name: name, Href: v.Root + "reports/" + name + defaultRange(r), Summary: v.Summary(r)}
		if search == "" || strings.Contains(strings.ToLower(name+" "+line.Summary), search) {
			byTopic[topic] = append(byTopic[topic], line)
		}
	}
	var list []topic
	for _, name := range topics() {
		if len(byTopic[name]) > 0 {
			list = append(list, topic{name, byTopic[name]})
		}
	}
	v.Content = struct {
		Search string
		Topics []topic
		Views  *viewsContent
	}{c.QueryParam("q"), list, p.viewsOf(c, v, "", nil)}
	return p.render(c, http.StatusOK, "reports.html", v)
}

// defaultRange is the query string with which the list opens a route: a page without a range shows the last 24 hours,
// which no reader of a day's report expects.
func defaultRange(r *route.Route) string {
	if r.TimeRequired {
		return "?range=today"
	}
	return ""
}

// nameOf returns the path of a route below /reports/.
func nameOf(r *route.Route) string {
	return strings.TrimPrefix(strings.TrimPrefix(r.Path, "/v1/"), "reports/")
}

func topicOf(r *route.Route) string {
	if r.Group != "reports" {
		return r.Group
	}
	return cmp.Or(r.Topic, "own")
}
