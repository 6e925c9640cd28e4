// The way of one call through queues, rings and agents.

package page

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/problem"
)

// callContent is what the page of a call shows.
type callContent struct {
	ID       string
	Facts    []fact
	Drawing  *drawing // nil: the call has not been in a queue
	Visits   *table
	Events   []loggedEvent
	Problems []sectionProblem
}

type fact struct{ Label, Text, Href string }

// loggedEvent is one event as it was logged.
type loggedEvent struct {
	At                          string
	Event, Href, Meaning, Queue string
	Agent                       string
	Data                        []string
}

// call draws the way of a call.
func (p *Pages) call(c echo.Context) error {
	r := c.Request()
	id, err := url.PathUnescape(c.Param("callid"))
	if err != nil || id == "" || strings.Contains(id, "/") {
		return echo.ErrNotFound
	}
	v := p.newView(c, "reports")
	v.Title = v.T("Call %s", id)
	content := &callContent{ID: id}
	v.Content = content
	a, err := p.askCall(r, v, content, id, callSpan(c.QueryParam("at"), id))
	if err != nil {
		return p.fail(c, v, err)
	}
	if len(a.events.Rows) == 0 && (a.visits == nil || len(a.visits.Rows) == 0) {
		return p.fail(c, v, problem.New("not_found", "%s", v.T("No call with the id %s is in the logs of these days, or the key may not see it.", problem.Clip(id))))
	}
	v.Status = &a.events.status
	content.Facts = v.callFacts(a)
	content.Drawing = v.draw(a)
	if a.visits != nil && len(a.visits.Rows) > 0 {
		content.Visits = newTable(v, p.route("calls"), a.visits, url.Values{})
		for i := range content.Visits.Headings {
			content.Visits.Headings[i].Sort = ""
		}
	}
	for _, row := range a.events.Rows {
		content.Events = append(content.Events, p.logged(v, row))
	}
	return p.render(c, http.StatusOK, "call.html", v)
}

// callSpan returns the range in which the rows of a call are searched: two days around the moment that a link names, or
// around that which the id of the call begins with, as Asterisk's do. Empty: neither.
func callSpan(at, id string) string {
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		tail := id[strings.LastIndex(id, "-")+1:]
		seconds, err := strconv.ParseInt(strings.SplitN(tail, ".", 2)[0], 10, 64)
		if err != nil || len(tail) < 10 {
			return "range=last-30-days"
		}
		moment = time.Unix(seconds, 0)
	}
	bound := func(t time.Time) string { return url.QueryEscape(t.UTC().Format(time.RFC3339)) }
	return "from=" + bound(moment.AddDate(0, 0, -1)) + "&to=" + bound(moment.AddDate(0, 0, 2))
}

// askCall asks for everything that is known of a call. Without its events there is no page.
func (p *Pages) askCall(r *http.Request, v *view, content *callContent, id, span string) (*callAnswers, error) {
	out := &callAnswers{}
	which := "?" + span + "&limit=1000&callid=" + url.QueryEscape(id)
	var err error
	if out.events, err = p.ask(r, "/v1/tables/queue_log_repo"+which+"&order=datetime"); err != nil {
		return nil, err
	}
	more := func(into **answer, section, target string) error {
		*into, err = p.ask(r, target)
		var refused *problem.Problem
		if errors.As(err, &refused) {
			if refused.Code != "campaign_limited" && refused.Code != "masked_column" {
				content.Problems = append(content.Problems, sectionProblem{section, refused.Title, refused.Detail})
			}
			return nil
		}
		return err
	}
	if err := more(&out.visits, v.T("visits"), "/v1/reports/calls"+which); err != nil {
		return nil, err
	}
	if err := more(&out.rings, v.T("rings"), "/v1/reports/rings"+which); err != nil {
		return nil, err
	}
	if err := more(&out.records, v.T("call records"), "/v1/tables/cdr_repo?"+span+"&limit=20&uniqueid="+url.QueryEscape(id)); err != nil {
		return nil, err
	}
	guid := ""
	if out.records != nil {
		for _, row := range out.records.Rows {
			guid = cmp.Or(guid, textOf(row, "guid"))
		}
	}
	if guid == "" {
		return out, nil
	}
	return out, more(&out.marks, v.T("marks"), "/v1/reports/call?limit=1000&guid="+url.QueryEscape(guid))
}

// callFacts returns what is said of the call beside its way.
func (v *view) callFacts(a *callAnswers) []fact {
	var out []fact
	add := func(label, text, href string) {
		if text != "" && !slices.ContainsFunc(out, func(f fact) bool { return f.Label == label && f.Text == text }) {
			out = append(out, fact{label, text, href})
		}
	}
	if a.visits != nil {
		for _, row := range a.visits.Rows {
			number := textOf(row, "caller_number")
			href := ""
			if number != "" && !strings.Contains(number, "*") {
				href = v.Root + "reports/calls?range=last-30-days&caller_number=" + url.QueryEscape(number)
			}
			add(v.T("Caller"), cmp.Or(textOf(row, "callerid"), number), href)
			add(v.T("Campaign"), textOf(row, "queue"), "")
		}
	}
	if a.records != nil {
		for _, row := range a.records.Rows {
			add("guid", textOf(row, "guid"), v.Root+"reports/call?guid="+url.QueryEscape(textOf(row, "guid")))
			add(v.T("Campaign"), textOf(row, "campaign"), "")
		}
	}
	if a.marks != nil {
		for _, row := range a.marks.Rows {
			switch row["what"] {
			case "disposition":
				add(v.T("Disposition"), textOf(row, "detail"), "")
			case "tag":
				seconds, _ := number64(row["seconds"])
				add(v.T("Mark at %s", v.Duration(seconds)), textOf(row, "detail"), "")
			}
		}
	}
	return out
}

func (p *Pages) logged(v *view, row map[string]any) loggedEvent {
	e := loggedEvent{At: v.Clock(momentOf(row, "datetime")), Event: textOf(row, "event"), Queue: textOf(row, "queuename"), Agent: textOf(row, "agent")}
	if r := p.route("events/queue_log_repo/" + e.Event); r != nil {
		e.Meaning = v.Summary(r)
		e.Href = v.Root + "reports/events/queue_log_repo/" + e.Event + "?callid=" + url.QueryEscape(textOf(row, "callid")) + "&range=last-30-days"
	}
	for i := 1; i <= 5; i++ {
		if text := textOf(row, fmt.Sprintf("data%d", i)); text != "" {
			e.Data = append(e.Data, text)
		}
	}
	return e
}
