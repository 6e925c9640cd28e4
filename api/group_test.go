package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// groupedRoutes are the lists that random questions by group are about.
func groupedRoutes() []string {
	return []string{"/v1/reports/calls", "/v1/tables/cdr_repo", "/v1/events/queue_log_repo/CONNECT", "/v1/reports/interactions", "/v1/reports/service-level"}
}

// testGroups compares answers to random questions by group with a computation over the rows that the same filters list.
func (f *fixture) testGroups(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for range 60 {
		path := groupedRoutes()[random.IntN(len(groupedRoutes()))]
		f.testGroupsOf(t, random, query.Compile(db.Routes()[slices.IndexFunc(db.Routes(), func(r route.Route) bool { return r.Path == path })]))
	}
}

// groupKey is one dimension of a question.
type groupKey struct{ column, window string }

func (f *fixture) testGroupsOf(t *testing.T, random *rand.Rand, r *query.Route) {
	t.Helper()
	zone := []string{"UTC", "America/Montevideo", "America/New_York", "Asia/Kathmandu"}[random.IntN(4)]
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	filters := url.Values{"from": {"2026-02-20"}, "to": {"2026-03-12"}, "tz": {zone}}
	if random.IntN(2) == 0 && r.Column("queue") != nil {
		filters.Set("queue.like", "S*")
	}
	if random.IntN(2) == 0 && r.Column(r.Time) != nil {
		filters.Set("hours", "08:00-14:30")
	}
	question := maps.Clone(filters)
	var keys []groupKey
	var by, agg []string
	for _, i := range random.Perm(len(r.Columns))[:1+random.IntN(2)] {
		c := r.Columns[i]
		key := groupKey{c.Name, ""}
		switch {
		case c.Kind == route.Time:
			key.window = []string{"15m", "30m", "hour", "day", "week", "month", "weekday", "hour-of-day"}[random.IntN(8)]
		case c.Kind == route.Int && random.IntN(2) == 0:
			key.window = "band:30"
		}
		keys = append(keys, key)
		by = append(by, strings.TrimSuffix(c.Name+"."+key.window, "."))
	}
	agg = []string{"count", "share"}
	for _, i := range random.Perm(len(r.Columns))[:min(4, len(r.Columns))] {
		c := r.Columns[i]
		functions := []string{"count", "distinct"}
		if c.Kind != route.Bool && c.Kind != route.Text {
			functions = append(functions, "min", "max")
		}
		if c.Kind == route.Int && c.Unit() == route.Seconds {
			functions = append(functions, "sum", "avg", "p50", "p90", "p95")
		}
		agg = append(agg, c.Name+"."+functions[random.IntN(len(functions))])
	}
	question.Set("by", strings.Join(by, ","))
	question.Set("agg", strings.Join(agg, ","))
	question.Set("limit", "1000")
	asked := r.Path + "?" + question.Encode()
	a := f.ask(t, asked)
	if a.NextCursor != nil {
		return // the groups of other questions fit a page
	}
	rows := f.listed(t, r.Path+"?"+filters.Encode())
	groups := map[string][]map[string]any{}
	for _, row := range rows {
		key := ""
		for _, k := range keys {
			key += fmt.Sprintln(placeOf(row[k.column], k.window, loc))
		}
		groups[key] = append(groups[key], row)
	}
	if len(groups) != len(a.Data) {
		t.Fatalf("GET %s: %d groups, want %d", asked, len(a.Data), len(groups))
	}
	for n, got := range append(a.Data, a.Total) {
		key, of := "", rows
		for _, k := range keys {
			name := k.column
			if window, _, _ := strings.Cut(k.window, ":"); window != "" {
				name += "_" + strings.ReplaceAll(window, "-", "_")
			}
			value, is := got[name]
			if !is {
				t.Fatalf("GET %s has no column %s: %v", asked, name, got)
			}
			key += fmt.Sprintln(value)
		}
		if n < len(a.Data) {
			of = groups[key]
		}
		for _, item := range agg {
			want := figureOf(of, item, len(rows))
			if value := got[strings.ReplaceAll(item, ".", "_")]; !sameFigure(value, want) {
				t.Errorf("GET %s: group %q has the %s %v, want %v", asked, key, item, value, want)
			}
		}
		if n%37 == 0 || n == len(a.Data) {
			address, _ := got["rows"].(string)
			if behind := f.listed(t, address); len(behind) != len(of) {
				t.Errorf("GET %s: %s has %d rows, want the %d of group %q", asked, address, len(behind), len(of), key)
			}
		}
	}
}

// listed are the rows of an answer of any length.
func (f *fixture) listed(t *testing.T, path string) (rows []map[string]any) {
	t.Helper()
	status, _, body := f.getWith(t, path, map[string]string{"Accept": "application/x-ndjson"})
	if status != http.StatusOK {
		t.Fatalf("GET %s: status %d: %s", path, status, body)
	}
	for line := range bytes.Lines(body) {
		var row map[string]any
		decode(t, line, &row)
		rows = append(rows, row)
	}
	return rows
}

// placeOf is the value of a row in a dimension.
func placeOf(value any, window string, loc *time.Location) any {
	if value == nil || window == "" {
		return value
	}
	if width, band := strings.CutPrefix(window, "band:"); band {
		n, _ := value.(json.Number).Float64()
		w, _ := strconv.ParseFloat(width, 64)
		return math.Floor(n/w) * w
	}
	at, err := time.Parse(time.RFC3339, value.(string))
	if err != nil {
		panic(err)
	}
	at = at.In(loc)
	minutes := map[string]int{"15m": 15, "30m": 30, "hour": 60}[window]
	switch window {
	case "weekday":
		return (int(at.Weekday())+6)%7 + 1
	case "hour-of-day":
		return at.Hour()
	case "day", "week", "month":
		y, m, d := at.Date()
		switch window {
		case "week":
			d -= (int(at.Weekday()) + 6) % 7
		case "month":
			d = 1
		}
		at = time.Date(y, m, d, 0, 0, 0, 0, loc)
	default:
		at = at.Add(-time.Duration(at.Minute()%minutes)*time.Minute - time.Duration(at.Second())*time.Second - time.Duration(at.Nanosecond()))
	}
	return at.Format(time.RFC3339)
}

// figureOf computes a figure of rows.
func figureOf(rows []map[string]any, item string, all int) any {
	column, function, _ := strings.Cut(item, ".")
	switch item {
	case "count":
		return len(rows)
	case "share":
		if all == 0 {
			return nil
		}
		return 100 * float64(len(rows)) / float64(all)
	}
	var texts []string
	var numbers []float64
	for _, row := range rows {
		if row[column] == nil {
			continue
		}
		texts = append(texts, fmt.Sprint(row[column]))
		n, err := strconv.ParseFloat(fmt.Sprint(row[column]), 64)
		if err == nil {
			numbers = append(numbers, n)
		}
	}
	distinct := len(slices.Compact(slices.Sorted(slices.Values(texts))))
	slices.Sort(numbers)
	switch {
	case function == "count":
		return len(texts)
	case function == "distinct":
		return distinct
	case len(texts) == 0:
		return nil
	case len(numbers) < len(texts): // times, which are in the order of their texts
		slices.Sort(texts)
		return map[string]any{"min": texts[0], "max": texts[len(texts)-1]}[function]
	}
	sum := 0.0
	for _, n := range numbers {
		sum += n
	}
	switch function {
	case "sum":
		return sum
	case "avg":
		return sum / float64(len(numbers))
	case "min":
		return numbers[0]
	case "max":
		return numbers[len(numbers)-1]
	}
	percent, _ := strconv.Atoi(function[1:])
	at := float64(percent) / 100 * float64(len(numbers)-1)
	below := numbers[int(at)]
	return below + (numbers[min(int(at)+1, len(numbers)-1)]-below)*(at-math.Floor(at))
}

// sameFigure compares a figure of an answer with a computed one, which is not rounded.
func sameFigure(got, want any) bool {
	a, err := strconv.ParseFloat(fmt.Sprint(got), 64)
	b, also := strconv.ParseFloat(fmt.Sprint(want), 64)
	if err == nil && also == nil {
		return math.Abs(a-b) < 0.006
	}
	return fmt.Sprint(got) == fmt.Sprint(want)
}

// joined is values with a space between each two.
func joined(values ...any) string { return strings.TrimSpace(fmt.Sprintln(values...)) }

// TestGroups asks by group in every format, for keys that see a part of the data, and wrongly.
func TestGroups(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for i, number := range []string{"59891111111", "59891111111", "59892222222", "59893333333", "59893333333", "59893333333"} {
		f.exec(t, `INSERT INTO cdr_repo (id, calldate, src, campaign, disposition, billsec, duration, uniqueid, guid, clid, dst, dcontext, channel, dstchannel, lastapp, lastdata)
			VALUES ($1::bigint, $2, $3, $4, 'ANSWERED', $5, $5, $6, $6, '', '', '', '', '', '', '')`,
			i+1, startOfClock.Add(-time.Duration(i)*time.Hour), number, []string{"Sales", "Support"}[i%2], 10*i, strconv.Itoa(i+1))
	}
	const of = "/v1/tables/cdr_repo?range=last-24-hours&"
	a := f.ask(t, of+"by=src,campaign&agg=count,share,billsec.sum,billsec.avg&order=-count,src&explain=true")
	if got := joined(a.column("src"), a.column("campaign"), a.column("count"), a.column("billsec_sum"), a.column("billsec_avg")); got !=
		"[59893333333 59891111111 59891111111 59892222222 59893333333] [Support Sales Support Sales Sales] [2 1 1 1 1] [80 0 10 20 40] [40 0 10 20 40]" {
		t.Errorf("groups are %s", got)
	}
	if got := joined(a.Total["count"], a.Total["share"], a.Total["billsec_sum"], a.Total["src"]); got != "6 100.00 150 <nil>" {
		t.Errorf("the total is %s", got)
	}
	t.Run("filters and pages", func(t *testing.T) {
		first := f.ask(t, of+"by=calldate.hour&agg=count,billsec.max&billsec_max.gte=20&limit=2&order=-billsec_max")
		if got := joined(first.column("billsec_max"), first.Total["count"]); got != "[50 40] 6" || first.NextCursor == nil {
			t.Fatalf("the first page is %s", got)
		}
		second := f.ask(t, of+"by=calldate.hour&agg=count,billsec.max&billsec_max.gte=20&limit=2&order=-billsec_max&cursor="+url.QueryEscape(*first.NextCursor))
		if got := joined(second.column("billsec_max"), second.Total["count"]); got != "[30 20] 6" || second.NextCursor != nil {
			t.Errorf("the second page is %s", got)
		}
		if a := f.ask(t, of+"by=campaign&src=59893333333&count.gte=2"); joined(a.column("campaign"), a.Total["count"]) != "[Support] 3" {
			t.Errorf("of one number there are %v, %v", a.Data, a.Total)
		}
		if a := f.ask(t, of+"by=campaign&src=1"); len(a.Data) != 0 || joined(a.Total["count"]) != "0" {
			t.Errorf("of no rows there are %v, %v", a.Data, a.Total)
		}
	})
	t.Run("formats", func(t *testing.T) {
		for format, want := range map[string]string{
			"csv&fields=campaign,count&total=true":    "campaign,count\r\nSales,3\r\nSupport,3\r\n,6\r\n",
			"ndjson&fields=campaign,count":            "{\"campaign\":\"Sales\",\"count\":3}\n{\"campaign\":\"Support\",\"count\":3}\n",
			"csv&labels=true&lang=es&fields=count":    "Filas\r\n3\r\n3\r\n",
			"csv&by=calldate.hour-of-day&fields=rows": "",
		} {
			query := of + "by=campaign&format=" + format
			if strings.Contains(format, "by=") {
				query = of + "format=" + format
			}
			status, header, body := f.get(t, query)
			if status != http.StatusOK || want != "" && string(body) != want || header.Get("X-Row-Count") == "" {
				t.Errorf("GET %s: %d %q, want %q", query, status, body, want)
			}
		}
		for kind, by := range map[string]string{"svg": "campaign", "png": "calldate.hour", "xlsx": "campaign,calldate.weekday"} {
			status, _, body := f.get(t, of+"by="+by+"&format="+kind)
			if status != http.StatusOK || len(body) < 1000 {
				t.Errorf("%s of %s: %d, %d bytes", kind, by, status, len(body))
			}
		}
	})
	t.Run("refused", func(t *testing.T) {
		for query, want := range map[string]string{
			"by=campain":                               "unknown_column by: there is no column \"campain\"; the nearest is campaign",
			"by=campaign&agg=bilsec.avg":               "unknown_column agg: there is no column \"bilsec\"; the nearest is billsec",
			"by=campaign&agg=billsec.mean":             "unknown_operator agg: there is no function \"mean\", but count, distinct, sum, avg, min, max, p50, p90, p95; the nearest is avg",
			"by=campaign.hour":                         "unknown_operator by: campaign is of kind text",
			"by=calldate.1h":                           "the nearest is hour",
			"by=billsec.day":                           "unknown_operator by: a number is grouped by bands, as in billsec.band:30",
			"by=billsec.band:0":                        "invalid_number by: \"0\" is not the width",
			"by=campaign&agg=src.avg":                  "unknown_operator agg: src is of kind text",
			"by=campaign&agg=id.sum":                   "invalid_value agg: id identifies rows",
			"agg=count":                                "missing_parameter by: name the columns",
			"by=":                                      "invalid_value by: it is empty",
			"by=campaign&agg=":                         "invalid_value agg: it is empty",
			"by=campaign,campaign":                     "two columns of the answer would be named campaign",
			"by=campaign&order=rows":                   "rows is an address",
			"by=campaign&count=exact":                  "invalid_number count: \"exact\" is not a whole number",
			"by=id,src,dst,clid,channel,guid,uniqueid": "at most 6 columns",
			"total=true":                               "only groups have a total",
			"format=svg":                               "add by= and agg=",
			"calldate.hour-of-day=24":                  "is not a whole number from 0 to 23",
			"by=campaign&by=src":                       "it may be given only once",
			"by=campaign&agg=count&billsec_avg.gte=1":  "unknown_parameter billsec_avg.gte",
			"by=campaign,disposition,src&format=svg":   "in groups of one or two columns",
			"by=campaign&format=csv&explain=true":      "only JSON answers have explanations",
		} {
			status, _, body := f.get(t, of+query)
			var p problem
			decode(t, body, &p)
			if status != http.StatusBadRequest || !strings.Contains(p.Code+" "+p.Detail, want) {
				t.Errorf("%s: %d %s %s, want %s", query, status, p.Code, p.Detail, want)
			}
		}
		for path, want := range map[string]string{
			"/v1/reports/queue-summary?by=queue":                               "only lists of rows are grouped",
			"/v1/reports/service-level?by=queue&agg=answered_only.avg":         "answered_only cannot be added up, so it has no avg: it is a quotient",
			"/v1/reports/transfers?by=agent&agg=talk_avg_seconds.avg":          "it is an average, which counts as much",
			"/v1/reports/service-level?by=queue&agg=answered_only.p90&lang=es": "no se puede sumar",
		} {
			if _, _, body := f.get(t, path); !strings.Contains(string(body), want) {
				t.Errorf("%s: %s, want %s", path, body, want)
			}
		}
	})
	_, masked := f.key(t, testKey{scopes: []string{"read"}})
	_, limited := f.key(t, testKey{scopes: []string{"read", "pii"}, campaigns: []string{"Sales"}})
	ask := func(key, query string) (a answer) {
		status, _, body := f.getWith(t, of+query, bearer(key))
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", query, status, body)
		}
		decode(t, body, &a)
		return a
	}
	one := ask(masked, "by=src&agg=count,src.distinct&order=-count")
	if got := joined(one.column("count"), one.Total["src_distinct"], one.column("rows")); got != "[3 2 1] 3 [<nil> <nil> <nil>]" || strings.Contains(fmt.Sprint(one.Data), "3333333") {
		t.Errorf("a key without pii gets %s: %v", got, one.Data)
	}
	for _, src := range one.column("src") {
		if !strings.Contains(src.(string), "~") {
			t.Errorf("a key without pii gets the number %s", src)
		}
	}
	for _, query := range []string{"by=campaign&agg=src.max", "by=src&order=src", "by=src&src=59893333333", "by=src&src.like=598*"} {
		f.refused(t, of+query, bearer(masked), http.StatusForbidden, "masked_column")
	}
	if a := ask(limited, "by=campaign,src&agg=count,src.max"); joined(a.column("campaign"), a.Total["count"]) != "[Sales Sales Sales] 3" {
		t.Errorf("a key of Sales gets %v, %v", a.Data, a.Total)
	}
}
