// The tests of explain=true: formulas, rates and the rows that counts count.

package api_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	stduritemplate "github.com/std-uritemplate/std-uritemplate/go/v2"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest/sample"
	"github.com/ccrepo/ccrepo/oracle"
	"github.com/ccrepo/ccrepo/route"
)

// explained is an answer with explain=true.
type explained struct {
	answer
	Explain map[string]struct{ Formula, Numerator, Denominator, Rows string }
}

func (f *fixture) explain(t *testing.T, path string) explained {
	t.Helper()
	status, _, body := f.get(t, path)
	if status != http.StatusOK {
		t.Fatalf("GET %s: status %d: %s", path, status, body)
	}
	var a explained
	decode(t, body, &a)
	return a
}

// explainedRoutes are the routes with an opening.
func explainedRoutes() []route.Route {
	return slices.DeleteFunc(db.Routes(), func(r route.Route) bool {
		return !slices.ContainsFunc(r.Columns, func(c route.Column) bool { return c.Opens != "" })
	})
}

// Every template, filled from the rows of the sample's month and of logs at random, leads to as many rows
// as the count says, and every rate is that of its columns.
func TestFiguresOpen(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	sampled, hostile := setup(t), setup(t)
	if _, err := sample.Load(t.Context(), sampled.db, sample.Options{Seed: 5, Now: startOfClock}); err != nil {
		t.Fatal(err)
	}
	for _, log := range []string{"queue_log_repo", "webchat_log_repo"} { // one that waits
		sampled.exec(t, "INSERT INTO "+log+" (datetime, callid, queuename, event) VALUES ($1, 'last', 'support', 'ENTERQUEUE')", startOfClock)
	}
	writeHostileLogs(t, hostile)
	sampled.refresh(t)
	hostile.refresh(t)
	for _, r := range explainedRoutes() {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			o := &opener{route: r, opened: map[string]int{}, rates: map[string]int{}}
			o.fixture, o.counts = hostile, map[string]string{}
			o.checkAll(t, "from=2024-10-25&to=2024-11-02", "from=2024-10-26T22:20:00Z&to=2024-10-28T05:40:00Z")
			o.fixture, o.counts = sampled, map[string]string{}
			// What parameters, zones and hours do was shown above; here are the volumes of a month of work.
			o.checkSome(t, "from=2026-02-10&to=2026-03-11", "from=2026-03-02T10:20:00Z&to=2026-03-04T15:40:00Z")
			// Where no count was above 0, nothing was proved.
			for _, c := range r.Columns {
				if c.Opens != "" && o.opened[c.Name] == 0 {
					t.Errorf("%s: no row behind %s was seen", r.Path, c.Name)
				}
				if len(c.Rates) > 0 && o.rates[c.Name] == 0 {
					t.Errorf("%s: no rate %s was seen", r.Path, c.Name)
				}
			}
		})
	}
}

// hostileNames replace the names of random logs.
var hostileNames = map[string]string{
	"q1": `Sales, "East" & Co->`, "q2": `100% {queue}; it's+a=b/c?d#e\f`,
	"ana": `Ana María Škoda & "O'Neil", Jr. 安娜`, "eva": "eva->2", "bob": " bob *",
}

func writeHostileLogs(t *testing.T, f *fixture) {
	t.Helper()
	rng := rand.New(rand.NewPCG(11, 12))
	base := time.Date(2024, 10, 26, 20, 0, 0, 0, time.UTC).UnixMicro() // Madrid sets its clock back at 1:00
	var rows []oracle.Row
	for n := range 16 {
		at := base + int64(rng.IntN(24))*3600*oracle.Second
		rows = append(rows, oracle.RandomCalls(rng, fmt.Sprintf("c%d-", n), at)...)
		rows = append(rows, oracle.RandomAgents(rng, fmt.Sprintf("a%d-", n), at)...)
		rows = append(rows, oracle.RandomChannels(rng, fmt.Sprintf("i%d-", n), at)...)
	}
	hostile := func(name *string) {
		if other, ok := hostileNames[*name]; ok {
			*name = other
		}
	}
	for i := range rows {
		rows[i].Event.ID = int64(i + 1)
		hostile(&rows[i].Event.Queue)
		hostile(&rows[i].Event.Agent)
		if a := rows[i].Alias; a != nil {
			hostile(&a.Interface)
			hostile(&a.Agent)
		}
	}
	if err := oracle.Write(t.Context(), f.db, rows); err != nil {
		t.Fatal(err)
	}
}

// checkSome opens the figures of a route as they are, by day and for some of its rows.
func (o *opener) checkSome(t *testing.T, whole, cut string) {
	t.Helper()
	queries := []string{whole, cut}
	if o.route.Interval {
		queries = append(queries, whole+"&interval=week&tz=Europe/Madrid")
	}
	for _, query := range append(queries, o.filtered(t, whole)...) {
		o.check(t, query)
	}
}

// filtered returns queries for some of the rows of a route.
func (o *opener) filtered(t *testing.T, whole string) (queries []string) {
	t.Helper()
	all := o.explain(t, ask(o.route, whole))
	if len(all.Data) == 0 {
		t.Fatalf("%s: no rows to open", o.route.Path)
	}
	for _, k := range o.route.Key {
		values := all.column(k)
		for _, v := range values[:min(len(values), 3)] {
			queries = append(queries, whole+"&"+k+"="+url.QueryEscape(figure(v)))
		}
		queries = append(queries, whole+"&"+k+".ne="+url.QueryEscape(figure(values[0])))
	}
	return queries
}

// checkAll opens the figures of a route in many ways: whole is a range of whole days, cut one whose
// bounds lie within slots.
func (o *opener) checkAll(t *testing.T, whole, cut string) {
	t.Helper()
	r := o.route
	queries := []string{whole, cut, whole + "&tz=Europe/Madrid", whole + "&tz=Asia/Kathmandu"}
	if r.Interval {
		queries = append(queries,
			whole+"&interval=day", cut+"&interval=hour", cut+"&interval=30m&tz=Europe/Madrid",
			whole+"&interval=week&hours=08:30-17:15&weekdays=1-5", whole+"&interval=day&tz=America/Caracas&hours=22:00-06:00&weekdays=6,7",
			cut+"&hours=09:00-12:00&compare=previous")
	}
	for _, p := range r.Params {
		values := map[string][]string{
			"sl_threshold": {"0", "7"}, "short_abandon": {"0", "3"}, "sl_exits": {"true"}, "sl_formula": p.Enum,
			"thresholds": {"86400", "40,1,7,7"}, "days": {"1"}, "all": {"true"}, "sl_target": {"90"},
		}[p.Name]
		if !p.System && len(values) == 0 {
			t.Errorf("give the test values of parameter %s", p.Name)
		}
		for _, v := range values {
			queries = append(queries, whole+"&"+p.Name+"="+v)
			if p.Name == "sl_formula" {
				queries = append(queries, whole+"&sl_threshold=11&sl_exits=true&"+p.Name+"="+v)
			}
		}
	}
	for _, query := range append(queries, o.filtered(t, whole)...) {
		o.check(t, query)
	}
}

func ask(r route.Route, query string) string {
	if !r.Interval {
		query += "&limit=1000"
	}
	return r.Path + "?explain=true&" + query
}

// opener follows the templates of a route and remembers which columns it has seen rows of.
type opener struct {
	*fixture
	route         route.Route
	opened, rates map[string]int
	counts        map[string]string // number of rows at each path that was asked for: the rows do not change meanwhile
}

// fullRows is how many rows of an answer are opened column by column; of longer answers, so many rows
// at even distances and for each column some rows that have something to open. All rows of a column have one
// template, so more rows would only repeat what the other queries show.
const fullRows = 2

var templateNames = regexp.MustCompile(`\{[&?]?([^}]*)\}`)

func (o *opener) check(t *testing.T, query string) {
	t.Helper()
	a := o.explain(t, ask(o.route, query))
	rows := a.Data
	filtered := slices.ContainsFunc(o.route.Key, func(k string) bool {
		return strings.Contains(query, "&"+k+"=") || strings.Contains(query, "&"+k+".ne=")
	})
	if a.Total != nil && !filtered {
		rows = append(rows, a.Total)
	}
	if len(rows) == 0 {
		return
	}
	for _, row := range rows {
		for name, e := range a.Explain {
			if e.Numerator != "" {
				o.checkRate(t, query, row, name, e.Numerator, e.Denominator)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Explain)) {
		e := a.Explain[name]
		if e.Rows == "" {
			continue
		}
		for _, m := range templateNames.FindAllStringSubmatch(e.Rows, -1) {
			for v := range strings.SplitSeq(m[1], ",") {
				if _, ok := rows[0][v]; !ok {
					t.Fatalf("%s: %s asks for %s, which no row has", name, e.Rows, v)
				}
			}
		}
		full := 0
		for i, row := range rows {
			above := figure(row[name]) != "0" && full < fullRows
			if above {
				full++
			}
			if above || len(rows) <= fullRows || i%(len(rows)/fullRows) == 0 {
				o.open(t, query, e.Rows, row, name)
			}
		}
	}
}

// open follows a template filled from a row, and counts what is there: some exported, some by count=exact.
func (o *opener) open(t *testing.T, query, template string, row map[string]any, name string) {
	t.Helper()
	values := stduritemplate.Substitutions{}
	for k, v := range row {
		if v != nil {
			values[k] = fmt.Sprint(v)
		}
	}
	path, err := stduritemplate.Expand(template, values)
	if err != nil {
		t.Fatalf("%s: %s: %v", name, template, err)
	}
	got, known := o.counts[path]
	if !known {
		got = o.count(t, path, len(o.counts)%4 == 0)
		o.counts[path] = got
	}
	if want := figure(row[name]); got != want {
		t.Errorf("%s?%s: %s is %s in %v, but %s has %s rows", o.route.Path, query, name, want, row, path, got)
	} else if want != "0" {
		o.opened[name]++
	}
}

// count counts the rows at a path, in the export of all of them or by count=exact.
func (o *opener) count(t *testing.T, path string, exported bool) string {
	t.Helper()
	if !exported {
		return fmt.Sprint(*o.ask(t, path+"&limit=1&count=exact").Count)
	}
	status, header, body := o.get(t, path+"&format=ndjson")
	if status != http.StatusOK || header.Get("Content-Type") != "application/x-ndjson" {
		t.Fatalf("GET %s: status %d: %s", path, status, body)
	}
	return fmt.Sprint(bytes.Count(body, []byte("\n")))
}

// checkRate computes a rate from the columns that it is said to be of.
func (o *opener) checkRate(t *testing.T, query string, row map[string]any, name, numerator, denominator string) {
	t.Helper()
	sum := func(expression string) *big.Rat {
		out, sign := new(big.Rat), int64(1)
		for _, word := range strings.Fields(expression) {
			switch word {
			case "+":
				sign = 1
			case "-":
				sign = -1
			default:
				value, ok := new(big.Rat).SetString(figure(row[word]))
				if !ok {
					t.Fatalf("%s: there is no figure %s in %v", name, word, row)
				}
				out.Add(out, value.Mul(value, big.NewRat(sign, 1)))
			}
		}
		return out
	}
	want := "null"
	if d := sum(denominator); d.Sign() != 0 {
		rate := sum(numerator)
		want = plainNumber(rate.Quo(rate, d).Mul(rate, big.NewRat(100, 1)).FloatString(2))
	}
	if got := figure(row[name]); got != want {
		t.Errorf("%s?%s: %s is %s, but %s / %s is %s in %v", o.route.Path, query, name, got, numerator, denominator, want, row)
	} else if got != "null" {
		o.rates[name]++
	}
}

// Every count of the reports about calls, agents and channels can be opened, and every percentage says
// what it is of.
func TestEveryCountHasAnOpening(t *testing.T) {
	t.Parallel()
	reports := []string{"queue-summary", "service-level", "wait-distribution", "agent-summary", "channel-summary"}
	found := 0
	for _, r := range db.Routes() {
		if !slices.Contains(reports, strings.TrimPrefix(r.Path, "/v1/reports/")) {
			continue
		}
		found++
		for _, c := range r.Columns {
			// Seconds are measured, not counted; of dumps one call may have several, so that no rows are as many.
			if c.Kind == route.Int && c.Opens == "" && c.Name != "dumps" && !slices.Contains(r.Key, c.Name) && !strings.HasSuffix(c.Name, "_seconds") {
				t.Errorf("%s: %s has no api:opens", r.Path, c.Name)
			}
			if c.Kind == route.Number && strings.Contains(c.Description, "percent") && !strings.HasSuffix(c.Name, "_seconds") && len(c.Rates) == 0 {
				t.Errorf("%s: %s has no api:rate", r.Path, c.Name)
			}
		}
	}
	if found < 4 {
		t.Errorf("found %d of these reports", found)
	}
}

func TestExplainHasTheColumnsShown(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, r := range explainedRoutes() {
		for _, query := range []string{"", "fields=" + r.Columns[len(r.Columns)-1].Name + "," + r.Key[0], "compare=previous"} {
			if query == "compare=previous" && !r.Interval {
				continue
			}
			var shown []string
			status, header, body := f.get(t, r.Path+"?format=csv&"+query)
			if status != http.StatusOK {
				t.Fatalf("GET %s: status %d: %s", r.Path, status, body)
			}
			head, _, _ := strings.Cut(string(body), "\r\n")
			shown = strings.Split(head, ",")
			a := f.explain(t, r.Path+"?explain=true&"+query)
			slices.Sort(shown)
			if explained := slices.Sorted(maps.Keys(a.Explain)); !slices.Equal(explained, shown) {
				t.Errorf("%s?%s (%s): explained are %v, shown %v", r.Path, query, header.Get("Content-Type"), explained, shown)
			}
			for name, e := range a.Explain {
				if e.Formula == "" {
					t.Errorf("%s: %s has no formula", r.Path, name)
				}
			}
		}
		for _, format := range []string{"csv", "ndjson"} {
			if p := f.fail(t, r.Path+"?explain=true&format="+format, 400, "invalid_value"); p.Errors[0].Param != "explain" {
				t.Errorf("%s as %s: it is %s that is wrong, want explain", r.Path, format, p.Errors[0].Param)
			}
		}
		if a := f.explain(t, r.Path+"?"); a.Explain != nil {
			t.Errorf("%s explains without being asked", r.Path)
		}
	}
}
