package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func TestReportFilters(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, salesAndSupport)
	const report = "/v1/reports/queue-summary?interval=hour&" + morning

	for _, test := range []struct {
		name, query string
		rows        string // queue/hour/offered
		total       string
	}{
		{"a queue", "queue=support", "support/08/0 support/09/2", "offered=2 answered=1 wait_p50_seconds=21 queue=null"},
		{"either of two queues", "queue=support&queue=sales", "sales/08/12 sales/09/0 support/08/0 support/09/2", "offered=14"},
		{"a queue without facts", "queue=ghost", "ghost/08/0 ghost/09/0", "offered=0 answer_rate=null wait_max_seconds=null talk_seconds=0"},
		{"a queue without facts beside one with", "queue=ghost&queue=support", "ghost/08/0 ghost/09/0 support/08/0 support/09/2", "offered=2"},
		{"a queue named twice", "queue=support&queue=support", "support/08/0 support/09/2", "offered=2"},
		{"a queue that another filter leaves out", "queue=ghost&queue=sales&queue.like=s*", "sales/08/12 sales/09/0", "offered=12"},
		{"a queue with odd letters", "queue=%7B%22a%5C%22%2C+b%7D", `{"a\", b}/08/0 {"a\", b}/09/0`, "offered=0"},
		{"none of", "queue.ne=sales", "support/08/0 support/09/2", "offered=2"},
		{"none of two", "queue.ne=sales&queue.ne=support", "", "offered=0 rings_missed=0"},
		{"like", "queue.like=s*s", "sales/08/12 sales/09/0", "offered=12"},
		{"ilike", "queue.ilike=SUP*", "support/08/0 support/09/2", "offered=2"},
		{"gt", "queue.gt=sales", "support/08/0 support/09/2", "offered=2"},
		{"gte", "queue.gte=sales", "sales/08/12 sales/09/0 support/08/0 support/09/2", "offered=14"},
		{"lt", "queue.lt=support", "sales/08/12 sales/09/0", "offered=12"},
		{"lte", "queue.lte=support", "sales/08/12 sales/09/0 support/08/0 support/09/2", "offered=14"},
		{"null", "queue.null=true", "", "offered=0"},
		{"not null", "queue.null=false", "sales/08/12 sales/09/0 support/08/0 support/09/2", "offered=14"},
		// The total is then of the rows shown: of sales from 08:00 and support from 09:00 all but the ring at 09:00:05.
		{"rows with at least two calls", "offered.gte=2", "sales/08/12 support/09/2", "offered=14 rings_missed=1 wait_p50_seconds=21 wait_p90_seconds=36.4 service_level=25"},
		// Percentiles of 10, 20, 31, 40.
		{"rows with at least two answers", "answered.gte=2", "sales/08/12", "offered=12 answered=4 rings_missed=1 wait_p50_seconds=25.5 wait_p90_seconds=37.3 wait_max_seconds=120 position_avg=1.83"},
		{"rows without service level", "service_level.null=true", "sales/09/0 support/08/0", "offered=0 rings_missed=1 service_level=null wait_p50_seconds=null talk_seconds=0"},
		{"rows without a call", "offered=0", "sales/09/0 support/08/0", "offered=0 rings_missed=1"},
		{"rows with either number of calls", "offered=0&offered=2", "sales/09/0 support/08/0 support/09/2", "offered=2 rings_missed=1"},
		{"rows with none of these numbers keep nulls", "wait_max_seconds.ne=120", "sales/09/0 support/08/0 support/09/2", "offered=2 rings_missed=1 wait_max_seconds=21"},
		{"no row", "offered.gt=100", "", "offered=0 rings_missed=0 service_level=null queue=null"},
		{"a queue and a measure", "queue=sales&offered=0", "sales/09/0", "offered=0 rings_missed=1"},
		{"a decimal measure", "asa_seconds.gt=21&asa_seconds.lt=25.26", "sales/08/12", "offered=12"},
		{"one slot", "interval_start.gte=2026-03-10T09:00:00Z", "sales/09/0 support/09/2", "offered=2 rings_missed=1 wait_p50_seconds=21"},
		{"slots that are cut", "partial=true", "sales/09/0 support/09/2", "offered=2 rings_missed=1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := f.ask(t, report+"&"+test.query)
			var rows []string
			for _, row := range a.Data {
				rows = append(rows, figure(row["queue"])+"/"+figure(row["interval_start"])[11:13]+"/"+figure(row["offered"]))
			}
			if got := strings.Join(rows, " "); got != test.rows {
				t.Errorf("rows\n got %s\nwant %s", got, test.rows)
			}
			wantFigures(t, "total", a.Total, test.total)
		})
	}
	t.Run("the queue without a name is the empty text", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.queueLog(t, "08:00:00|x1|NONE|NONE|ENTERQUEUE||1|1\n08:00:07|x1|NONE|NONE|ABANDON|1|1|7\n08:01:00|x2|sales|NONE|ENTERQUEUE||1|1")
		if got, want := f.ask(t, report+"&queue=").list("queue", "offered"), "/1 /0"; got != want {
			t.Errorf("rows of queue= are %q, want %q", got, want)
		}
		if got, want := f.ask(t, report).list("queue", "offered"), "/1 /0 sales/1 sales/0"; got != want {
			t.Errorf("rows are %q, want %q", got, want)
		}
	})
	t.Run("fields may leave out what filters and order need", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, report+"&fields=offered,answer_rate&queue=sales&order=-offered&rings_missed=1&answered.gte=4")
		if len(a.Data) != 1 || len(a.Data[0]) != 2 || len(a.Total) != 2 {
			t.Fatalf("rows %v, total %v, want one row of two columns", a.Data, a.Total)
		}
		wantFigures(t, "row", a.Data[0], "offered=12 answer_rate=36.36")
		wantFigures(t, "total", a.Total, "offered=12 answer_rate=36.36")
	})
	t.Run("rows go by a measure, nulls last", func(t *testing.T) {
		t.Parallel()
		for order, want := range map[string]string{
			"-offered":                 "sales/12/08 support/2/09 support/0/08 sales/0/09", // the key follows the last column's direction
			"offered":                  "sales/0/09 support/0/08 support/2/09 sales/12/08",
			"-answer_rate,queue":       "support/2/09 sales/12/08 sales/0/09 support/0/08",
			"answer_rate,-queue":       "sales/12/08 support/2/09 support/0/08 sales/0/09",
			"-interval_start,-offered": "support/2/09 sales/0/09 sales/12/08 support/0/08",
		} {
			var rows []string
			for _, row := range f.ask(t, report+"&order="+order).Data {
				rows = append(rows, figure(row["queue"])+"/"+figure(row["offered"])+"/"+figure(row["interval_start"])[11:13])
			}
			if got := strings.Join(rows, " "); got != want {
				t.Errorf("order=%s\n got %s\nwant %s", order, got, want)
			}
		}
	})
	t.Run("formats have the total if it is requested", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			"format=csv":                  "queue,offered,answer_rate\r\nsales,12,36.36\r\nsales,0,\r\nsupport,0,\r\nsupport,2,50.00\r\n",
			"format=csv&total=true":       "queue,offered,answer_rate\r\nsales,12,36.36\r\nsales,0,\r\nsupport,0,\r\nsupport,2,50.00\r\n,14,38.46\r\n",
			"format=ndjson&offered.gt=2":  `{"queue":"sales","offered":12,"answer_rate":36.36}` + "\n",
			"format=csv&total=false":      "queue,offered,answer_rate\r\nsales,12,36.36\r\nsales,0,\r\nsupport,0,\r\nsupport,2,50.00\r\n",
			"format=csv&queue=x&offered=": "",
			"format=ndjson&offered.gt=2&total=true": `{"queue":"sales","offered":12,"answer_rate":36.36}` + "\n" +
				`{"queue":null,"offered":12,"answer_rate":36.36}` + "\n",
			"format=csv&offered.gt=99&total=true": "queue,offered,answer_rate\r\n,0,\r\n",
		} {
			status, _, body := f.get(t, report+"&fields=queue,offered,answer_rate&"+query)
			if want == "" {
				if status != http.StatusBadRequest {
					t.Errorf("%s: status %d, want 400", query, status)
				}
			} else if string(body) != want {
				t.Errorf("%s\n got %q\nwant %q", query, body, want)
			}
		}
		if a := f.ask(t, report+"&total=false"); a.Total != nil || len(a.Data) != 4 {
			t.Errorf("with total=false there are %d rows and total %v", len(a.Data), a.Total)
		}
	})
}

func manyQueues(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("&queue=q" + strconv.Itoa(i))
	}
	return b.String()
}

func TestReportRefuses(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, salesAndSupport)
	for _, test := range []struct{ name, query, code, param string }{
		{"limit", morning + "&limit=5", "unknown_parameter", "limit"},
		{"cursor", morning + "&cursor=abc", "unknown_parameter", "cursor"},
		{"count", morning + "&count=exact", "unknown_parameter", "count"},
		{"an interval that there is none of", morning + "&interval=hours", "invalid_value", "interval"},
		{"an empty interval", morning + "&interval=", "invalid_value", "interval"},
		{"two intervals", morning + "&interval=day&interval=hour", "invalid_value", "interval"},
		{"hours without end", morning + "&hours=08:00", "invalid_value", "hours"},
		{"hours of no clock", morning + "&hours=08:00-24:30", "invalid_value", "hours"},
		{"hours that open at 24:00", morning + "&hours=24:00-08:00", "invalid_value", "hours"},
		{"hours of no length", morning + "&hours=08:00-08:00", "invalid_value", "hours"},
		{"hours of one digit", morning + "&hours=8:00-9:00", "invalid_value", "hours"},
		{"empty hours", morning + "&hours=", "invalid_value", "hours"},
		{"a weekday 0", morning + "&weekdays=0-4", "invalid_value", "weekdays"},
		{"a weekday 8", morning + "&weekdays=8", "invalid_value", "weekdays"},
		{"weekdays that run backwards", morning + "&weekdays=5-1", "invalid_value", "weekdays"},
		{"weekdays by name", morning + "&weekdays=mon", "invalid_value", "weekdays"},
		{"an open list of weekdays", morning + "&weekdays=1,", "invalid_value", "weekdays"},
		{"empty weekdays", morning + "&weekdays=", "invalid_value", "weekdays"},
		{"a total that is neither", morning + "&total=yes", "invalid_value", "total"},
		{"a formula that there is none of", morning + "&sl_formula=abandons", "invalid_value", "sl_formula"},
		{"a threshold below 0", morning + "&sl_threshold=-1", "invalid_number", "sl_threshold"},
		{"a threshold beyond a day", morning + "&sl_threshold=86401", "invalid_number", "sl_threshold"},
		{"sl_exits that is neither", morning + "&sl_exits=1", "invalid_value", "sl_exits"},
		{"an engine's own parameter", morning + "&slot_numbers=1", "unknown_parameter", "slot_numbers"},
		{"the engine's dimensions", morning + "&dimensions=true", "unknown_parameter", "dimensions"},
		{"a column of the aggregation only", morning + "&slot=1", "unknown_parameter", "slot"},
		{"an order by no column", morning + "&order=slot", "unknown_column", "order"},
		{"a range that ends before it begins", "from=2026-03-11&to=2026-03-10", "invalid_range", "to"},
		{"a year before the first", "from=0000-01-01&to=2026-03-10", "invalid_time", "from"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := f.fail(t, "/v1/reports/queue-summary?"+test.query, http.StatusBadRequest, test.code)
			if len(p.Errors) != 1 || p.Errors[0].Param != test.param {
				t.Errorf("at fault are %v, want %s", p.Errors, test.param)
			}
		})
	}
	for name, query := range map[string]string{
		"more slots than 100,000":             "interval=15m&from=2020-01-01&to=2026-01-01",
		"more rows than 100,000":              "interval=hour&from=2020-01-01&to=2027-01-01",
		"more rows than 100,000 of one named": "interval=hour&from=2020-01-01&to=2027-01-01&queue=a&queue=b",
		"millions of rows, as soon":           "interval=hour&from=2016-01-01&to=2027-01-01" + manyQueues(300),
		"more rows than 100,000, exported":    "interval=hour&from=2020-01-01&to=2027-01-01&format=csv",
		"hours of thousands of years":         "from=0002-01-01&to=9998-01-01&hours=08:00-09:00",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := f.fail(t, "/v1/reports/queue-summary?"+query, http.StatusBadRequest, "too_many_rows")
			if !strings.Contains(p.Detail, "00000") {
				t.Errorf("the detail does not say how many there may be: %s", p.Detail)
			}
		})
	}
	t.Run("100,000 rows less a few are answered", func(t *testing.T) {
		t.Parallel()
		status, header, body := f.get(t, "/v1/reports/queue-summary?interval=hour&from=2020-09-01&to=2026-04-01&fields=offered,queue&format=csv&total=true")
		// 2038 days (122 from September 2020, 365 of each of 2021 to 2025 and one of 2024, 90 of 2026) of 24 hours, 2 queues; header and total.
		if lines := strings.Count(string(body), "\r\n"); status != http.StatusOK || lines != 2038*24*2+2 {
			t.Errorf("status %d, %d lines, want %d; %v", status, lines, 2038*24*2+2, header)
		}
		if !strings.HasSuffix(string(body), "\r\n14,\r\n") {
			t.Errorf("the answer ends in %q, want the total", body[len(body)-20:])
		}
	})
}
