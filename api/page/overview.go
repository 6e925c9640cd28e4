// The overview of today.

package page

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// overviewContent is what the overview shows. A section whose answer failed says so, and the others stay.
type overviewContent struct {
	Queue, Query      string // the picked queue, and it as a query string
	Names             []string
	Tiles             []tile
	Reach             *reach
	Hours             *hours
	Queues            []queueLine
	States            []tile
	Agents, Channels  *table
	ToDo              []task
	Problems          []sectionProblem
	Day, Before       string // dates
	WeekdayComparison string
}

// tile is one figure with its comparison.
type tile struct {
	Label, Text, Unit, Href string
	Null                    bool
	Change, Before          string
}

// hours is the chart of the day by hour, with its table.
type hours struct {
	Answered, Abandoned, ServiceLevel, Before string // headings
	Rows                                      []hour
}

type hour struct {
	Start               string
	Answered, Abandoned cell
	ServiceLevel        cell
	Before              cell
}

// queueLine is one queue of the table, with its course over the day.
type queueLine struct {
	Name, Href                                  string
	Offered, Answered, Abandoned, Waiting, Wait cell
	ServiceLevel                                cell
	Level                                       float64 // for the order; infinity without calls
	Line                                        string  // points of a polyline of 100 by 20
}

// task is something to do.
type task struct{ Text, Href, State string }

type sectionProblem struct{ Section, Title, Detail string }

// overviewAnswers are the answers that the overview is made of.
type overviewAnswers struct {
	today, before, live, agents, channels, recalls, quality, lists, coverage *answer
	problems                                                                 []sectionProblem
}

// overview shows today against the same weekday before.
func (p *Pages) overview(c echo.Context) error {
	r := c.Request()
	v := p.newView(c, "overview")
	v.Title = v.T("Overview")
	queue := strings.TrimSpace(c.QueryParam("queue"))
	if r.URL.Query().Has("form") {
		query := url.Values{}
		if queue != "" {
			query.Set("queue", queue)
		}
		return c.Redirect(http.StatusSeeOther, v.Root+"?"+query.Encode())
	}
	names, _, err := p.Names(r.Context())
	if err != nil {
		return p.fail(c, v, err)
	}
	wait := p.askOverview(r, v, queue)
	a, err := wait.today()
	if err != nil {
		return p.fail(c, v, err)
	}
	v.Status = &a.today.status
	content := &overviewContent{Queue: queue, Names: names, Day: v.Moment(a.today.From), Before: v.Moment(a.today.From.AddDate(0, 0, -7))}
	if queue != "" {
		content.Query = "&queue=" + url.QueryEscape(queue)
	}
	v.Content = content
	// The reader sees the head while the rest is being answered.
	if err := p.begin(c, "overview_top", v); err != nil {
		return err
	}
	wait.others()
	content.Problems = a.problems
	summary := p.route("queue-summary")
	content.Tiles = v.tiles(summary, a)
	content.Reach = reachOf(v, a.today, a.before)
	content.Hours = v.hours(summary, a)
	content.Queues = v.queueLines(a)
	content.States, content.Agents = p.agentStates(v, a.agents)
	if a.channels != nil && len(a.channels.Rows) > 0 {
		content.Channels = newTable(v, p.route("channel-summary"), a.channels, url.Values{"fields": {"channel"}})
	}
	content.ToDo = v.tasks(a, content.Query)
	return p.goOn(c, "overview_figures", v)
}

// waiting waits for the answers of the overview.
type waiting struct {
	// today returns when the figures of today are there, without which there is no overview.
	today func() (*overviewAnswers, error)
	// others returns when all of them are there.
	others func()
}

// askOverview asks what the overview needs, all at once. What fails beside the figures of today is named in its place.
func (p *Pages) askOverview(r *http.Request, v *view, queue string) *waiting {
	out := &overviewAnswers{}
	now := p.Now().In(p.Location)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, p.Location)
	filter := ""
	if queue != "" {
		filter = "&queue=" + url.QueryEscape(queue)
	}
	bound := func(t time.Time) string { return url.QueryEscape(t.Format(time.RFC3339)) }
	day := "&from=" + bound(midnight.AddDate(0, 0, -7)) + "&to=" + bound(midnight.AddDate(0, 0, -6))
	needed := "fields=interval_start,queue,offered,answered,abandoned,service_level,within_threshold,asa_seconds,wait_max_seconds"
	asks := []struct {
		into            **answer
		section, target string
	}{
		{&out.today, v.T("Today"), "/v1/reports/queue-summary?range=today&interval=hour&" + needed + filter},
		{&out.before, v.T("the same weekday before"), "/v1/reports/queue-summary?interval=hour&" + needed + day + filter},
		{&out.live, v.T("waiting now"), "/v1/reports/live-queues?limit=1000" + filter},
		{&out.agents, v.T("agents"), "/v1/reports/live-agents?limit=1000"},
		{&out.channels, v.T("channels"), "/v1/reports/channel-summary?range=today&fields=channel,campaign,offered,answered,abandoned,waiting,asa_seconds"},
		{&out.recalls, v.T("calls to return"), "/v1/reports/recall-list?range=today&limit=1000" + filter},
		{&out.quality, v.T("data quality"), "/v1/reports/data-quality?range=today&limit=1000"},
		{&out.lists, v.T("dialer lists"), "/v1/reports/dialer-lists?limit=1000"},
		{&out.coverage, v.T("feeds"), "/v1/reports/coverage?range=today&limit=1000"},
	}
	failures, known := make([]error, len(asks)), make(chan struct{})
	group, _ := errgroup.WithContext(context.WithoutCancel(r.Context()))
	group.SetLimit(asksAtOnce)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i, one := range asks {
			group.Go(func() error {
				*one.into, failures[i] = p.ask(r, one.target)
				if i == 0 {
					close(known)
				}
				return nil
			})
		}
		_ = group.Wait() // no ask returns an error to it
	}()
	return &waiting{
		today: func() (*overviewAnswers, error) {
			<-known
			if failures[0] != nil {
				<-done // they use the request
			}
			return out, failures[0]
		},
		others: func() {
			<-done
			for i, err := range failures {
				// What is closed to the key is left out.
				if refused := problem.Of(err); err != nil && refused.Code != "campaign_limited" {
					refused = refused.In(route.Language(v.Tag))
					out.problems = append(out.problems, sectionProblem{asks[i].section, refused.Title, refused.Detail})
				}
			}
		},
	}
}

// asksAtOnce is how many questions of the overview run at once, of the eight that a key may run.
const asksAtOnce = 4

// route returns a route without placeholders by its name below /reports/; nil: there is none.
func (p *Pages) route(name string) *route.Route {
	for _, r := range p.Routes() {
		if nameOf(&r.Route) == name {
			return &r.Route
		}
	}
	return nil
}

// tiles returns the six figures of today. Those of the weekday before are of its hours up to now.
func (v *view) tiles(summary *route.Route, a *overviewAnswers) []tile {
	before := untilNow(a)
	var out []tile
	for _, name := range []string{"offered", "answered", "abandoned", "service_level", "asa_seconds"} {
		c := summary.Column(name)
		t := v.tile(c, a.today.Total[name], before[name])
		switch name {
		case "offered":
			t.Href = v.Root + "reports/calls?range=today"
		case "abandoned":
			t.Href = v.Root + "reports/calls?range=today&outcome=abandoned"
		case "answered":
			t.Href = v.Root + "reports/calls?range=today&answered=true"
		}
		out = append(out, t)
	}
	if a.live != nil {
		waiting, longest := 0.0, 0.0
		for _, row := range a.live.Rows {
			n, _ := number64(row["waiting"])
			waiting += n
			if s, ok := number64(row["longest_wait_seconds"]); ok {
				longest = max(longest, s)
			}
		}
		t := tile{Label: v.T("Waiting now"), Text: v.Number(waiting, 0), Href: v.Root + "reports/live-queues"}
		if waiting > 0 {
			t.Before = v.T("longest %s", v.Duration(longest))
		}
		out = append(out, t)
	}
	return out
}

func (v *view) tile(c *route.Column, value, before any) tile {
	text, ok := v.Value(c, value)
	t := tile{Label: v.ColumnLabel(c), Text: text, Null: !ok}
	if c.Unit() == route.Percent && ok {
		t.Unit = "%"
	}
	if before != nil && ok {
		t.Before, _ = v.Value(c, before)
		t.Change = v.change(c, value, before)
	}
	return t
}

// untilNow returns the figures of the weekday before of the hours that are over today, as far as they can be added.
func untilNow(a *overviewAnswers) map[string]any {
	if a.before == nil {
		return nil
	}
	sums := map[string]float64{}
	last := a.today.To.Add(-7 * 24 * time.Hour)
	for _, row := range a.before.Rows {
		start, err := time.Parse(time.RFC3339, fmt.Sprint(row["interval_start"]))
		if err != nil || !start.Before(last) {
			continue
		}
		// The hour that has begun counts as far as it has passed.
		share := min(1, last.Sub(start).Hours())
		for _, name := range []string{"offered", "answered", "abandoned", "within_threshold"} {
			n, _ := number64(row[name])
			sums[name] += n * share
		}
		if asa, ok := number64(row["asa_seconds"]); ok {
			n, _ := number64(row["answered"])
			sums["asa"] += asa * n * share
		}
	}
	out := map[string]any{}
	for _, name := range []string{"offered", "answered", "abandoned"} {
		out[name] = jsonNumber(math.Round(sums[name]))
	}
	if d := sums["answered"] + sums["abandoned"]; d > 0 {
		out["service_level"] = jsonNumber(100 * sums["within_threshold"] / d)
	}
	if sums["answered"] > 0 {
		out["asa_seconds"] = jsonNumber(sums["asa"] / sums["answered"])
	}
	return out
}

// hours returns the course of the day: each hour of today, of all queues together, beside that of the weekday before.
func (v *view) hours(summary *route.Route, a *overviewAnswers) *hours {
	before := map[string]float64{}
	if a.before != nil {
		for _, row := range a.before.Rows {
			n, _ := number64(row["offered"])
			before[clockOf(row)] += n
		}
	}
	sums := map[string]map[string]float64{}
	starts := slices.Collect(func(yield func(string) bool) {
		for _, answer := range []*answer{a.before, a.today} {
			if answer == nil {
				continue
			}
			for _, row := range answer.Rows {
				if !yield(clockOf(row)) {
					return
				}
			}
		}
	})
	slices.Sort(starts)
	starts = slices.Compact(starts)
	for _, row := range a.today.Rows {
		at := clockOf(row)
		if sums[at] == nil {
			sums[at] = map[string]float64{}
		}
		for _, name := range []string{"offered", "answered", "abandoned", "within_threshold"} {
			n, _ := number64(row[name])
			sums[at][name] += n
		}
	}
	out := &hours{
		Answered: v.ColumnLabel(summary.Column("answered")), Abandoned: v.ColumnLabel(summary.Column("abandoned")),
		ServiceLevel: v.ColumnLabel(summary.Column("service_level")), Before: v.T("Offered, the same weekday before"),
	}
	for _, at := range starts {
		if sums[at]["offered"] == 0 && before[at] == 0 {
			continue // the night
		}
		h := hour{Start: at, Before: v.amount(before[at])}
		if today, is := sums[at]; is {
			h.Answered, h.Abandoned = v.amount(today["answered"]), v.amount(today["abandoned"])
			h.ServiceLevel = cell{Text: "–", Null: true}
			if d := today["answered"] + today["abandoned"]; d > 0 {
				level := 100 * today["within_threshold"] / d
				h.ServiceLevel = cell{Text: v.Number(level, 1), Value: strconv.FormatFloat(level, 'f', 2, 64)}
			}
		} else {
			empty := cell{Text: "", Null: true}
			h.Answered, h.Abandoned, h.ServiceLevel = empty, empty, empty
		}
		out.Rows = append(out.Rows, h)
	}
	return out
}

func (v *view) amount(n float64) cell {
	return cell{Text: v.Number(n, 0), Value: strconv.FormatFloat(n, 'f', -1, 64)}
}

// clockOf returns the hour of a row's slot, such as 09:00.
func clockOf(row map[string]any) string {
	text := fmt.Sprint(row["interval_start"])
	if len(text) < len("2006-01-02T15:04") {
		return ""
	}
	return text[11:16]
}

// queueLines returns the queues of today, the lowest service level first, and queues without calls last.
func (v *view) queueLines(a *overviewAnswers) []queueLine {
	type sum struct {
		figures map[string]float64
		course  []float64
		longest float64
	}
	sums := map[string]*sum{}
	for _, row := range a.today.Rows {
		name := fmt.Sprint(row["queue"])
		s := cmp.Or(sums[name], &sum{figures: map[string]float64{}})
		sums[name] = s
		for _, figure := range []string{"offered", "answered", "abandoned", "within_threshold"} {
			n, _ := number64(row[figure])
			s.figures[figure] += n
		}
		longest, _ := number64(row["wait_max_seconds"])
		s.longest = max(s.longest, longest)
		offered, _ := number64(row["offered"])
		s.course = append(s.course, offered)
	}
	waiting := map[string]any{}
	if a.live != nil {
		for _, row := range a.live.Rows {
			waiting[fmt.Sprint(row["queue"])] = row["waiting"]
		}
	}
	var out []queueLine
	for name, s := range sums {
		line := queueLine{
			Name: cmp.Or(name, "–"), Href: v.Root + "reports/queue-summary?range=today&interval=hour&queue=" + url.QueryEscape(name),
			Offered: v.amount(s.figures["offered"]), Answered: v.amount(s.figures["answered"]), Abandoned: v.amount(s.figures["abandoned"]),
			Wait: cell{Text: v.Duration(s.longest), Value: fmt.Sprint(s.longest)}, ServiceLevel: cell{Text: "–", Null: true}, Level: math.Inf(1), Line: polyline(s.course),
			Waiting: cell{Text: "–", Null: true},
		}
		if n, ok := number64(waiting[name]); ok {
			line.Waiting = v.amount(n)
		}
		if d := s.figures["answered"] + s.figures["abandoned"]; d > 0 {
			line.Level = 100 * s.figures["within_threshold"] / d
			line.ServiceLevel = cell{Text: v.Number(line.Level, 1), Value: fmt.Sprint(line.Level)}
		}
		out = append(out, line)
	}
	slices.SortFunc(out, func(a, b queueLine) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// polyline returns the points of a small line of 100 by 20.
func polyline(values []float64) string {
	if len(values) < 2 {
		return ""
	}
	top := max(1, slices.Max(values))
	var b strings.Builder
	for i, value := range values {
		fmt.Fprintf(&b, "%.1f,%.1f ", 100*float64(i)/float64(len(values)-1), 19-18*value/top)
	}
	return strings.TrimSpace(b.String())
}

// agentStates returns how many agents are in each state, and the table of them.
func (p *Pages) agentStates(v *view, agents *answer) ([]tile, *table) {
	if agents == nil {
		return nil, nil
	}
	r := p.route("live-agents")
	state := r.Column("state")
	counts := map[string]int{}
	for _, row := range agents.Rows {
		counts[fmt.Sprint(row["state"])]++
	}
	var out []tile
	for _, name := range []string{"available", "talking", "hold", "wrapup", "paused", "break"} {
		if counts[name] > 0 {
			text, _ := v.Value(state, name)
			out = append(out, tile{Label: text, Text: v.Number(float64(counts[name]), 0), Href: v.Root + "reports/live-agents?state=" + name})
		}
	}
	return out, newTable(v, r, agents, url.Values{})
}

// tasks returns what there is to do.
func (v *view) tasks(a *overviewAnswers, filter string) []task {
	var out []task
	add := func(answer *answer, href string, some func(count string) string, none string) {
		switch {
		case answer == nil:
		case len(answer.Rows) == 0:
			out = append(out, task{Text: none, State: "good"})
		default:
			count := strconv.Itoa(len(answer.Rows))
			if answer.NextCursor != "" {
				count = ">" + count
			}
			out = append(out, task{Text: some(count), Href: v.Root + href, State: "warning"})
		}
	}
	add(a.recalls, "reports/recall-list?range=today"+filter, func(n string) string { return v.T("Callers to call back: %s", n) }, v.T("No caller is to be called back."))
	var without *answer
	if a.lists != nil {
		without = &answer{}
		for _, row := range a.lists.Rows {
			if row["warning"] != nil || row["active_list"] == nil {
				without.Rows = append(without.Rows, row)
			}
		}
	}
	add(without, "reports/dialer-lists", func(n string) string { return v.T("Campaigns whose dialer lists need a look: %s", n) }, v.T("Every campaign with dialer lists has an active one."))
	add(a.quality, "reports/data-quality?range=today", func(n string) string { return v.T("Kinds of faults in today's data: %s", n) }, v.T("No faults in today's data."))
	add(a.coverage, "reports/coverage?range=today", func(n string) string { return v.T("Gaps in today's data: %s", n) }, v.T("The feeds have everything of today."))
	return out
}
