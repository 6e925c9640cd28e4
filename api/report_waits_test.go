package api_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
)

// waits is a log of waits on both sides of thresholds: of queue a answered after 0, 5, 6 and 121 s, abandoned
// after 5 and 30 s, timed out after 60 s and one that still waits; of b, in the evening, answered and
// abandoned after 20 s; of c one that still waits; of d one that abandoned after 3 s.
const waits = `
08:00:00|a1|a|NONE|ENTERQUEUE||100|1
08:00:00|a1|a|ana|CONNECT|0|x|4
08:05:00|a1|a|ana|COMPLETECALLER|0|300|1
08:10:00|a2|a|NONE|ENTERQUEUE||100|1
08:10:05|a2|a|ana|CONNECT|5|x|4
08:15:00|a2|a|ana|COMPLETECALLER|5|295|1
08:20:00|a3|a|NONE|ENTERQUEUE||100|1
08:20:06|a3|a|ana|CONNECT|6|x|4
08:24:00|a3|a|ana|COMPLETECALLER|6|234|1
08:25:00|a4|a|NONE|ENTERQUEUE||100|1
08:25:05|a4|a|NONE|ABANDON|1|1|5
08:30:00|a5|a|NONE|ENTERQUEUE||100|1
08:30:30|a5|a|NONE|ABANDON|1|1|30
08:35:00|a6|a|NONE|ENTERQUEUE||100|1
08:36:00|a6|a|NONE|EXITWITHTIMEOUT|1|1|60
08:40:00|a7|a|NONE|ENTERQUEUE||100|1
08:42:01|a7|a|ana|CONNECT|121|x|4
08:44:00|a7|a|ana|COMPLETECALLER|121|119|1
08:45:00|a8|a|NONE|ENTERQUEUE||100|1
08:50:00|d1|d|NONE|ENTERQUEUE||100|1
08:50:03|d1|d|NONE|ABANDON|1|1|3
08:55:00|c1|c|NONE|ENTERQUEUE||100|1
22:30:00|b1|b|NONE|ENTERQUEUE||100|1
22:30:20|b1|b|bob|CONNECT|20|x|4
22:31:00|b1|b|bob|COMPLETEAGENT|20|40|1
22:32:00|b2|b|NONE|ENTERQUEUE||100|1
22:32:20|b2|b|NONE|ABANDON|1|1|20
`

const march10 = "from=2026-03-10T00:00:00Z&to=2026-03-11T00:00:00Z"

func TestWaits(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, waits)
	t.Run("wait-distribution", func(t *testing.T) { t.Parallel(); f.testWaitDistribution(t) })
	t.Run("the band of calls", func(t *testing.T) { t.Parallel(); f.testCallsBand(t) })
	t.Run("patience", func(t *testing.T) { t.Parallel(); f.testPatience(t) })
	t.Run("traffic", func(t *testing.T) { t.Parallel(); f.testTraffic(t) })
}

func (f *fixture) testWaitDistribution(t *testing.T) {
	const report = "/v1/reports/wait-distribution?" + march10
	rows := func(query string) string {
		return f.ask(t, report+query).list("queue", "from_seconds", "to_seconds", "answered", "abandoned", "other")
	}
	const ofA = "a/0/5/2/1/0 a/5/10/1/0/0 a/10/20/0/0/0 a/20/30/0/1/0 a/30/60/0/0/1 a/60/120/0/0/0 a/120/null/1/0/0"
	for name, test := range map[string]struct{ query, want string }{
		"the bands of one queue":                        {"&queue=a", ofA},
		"a queue whose only call waits has empty bands": {"&queue=c&thresholds=10", "c/0/10/0/0/0 c/10/null/0/0/0"},
		"thresholds in any order, also twice":           {"&queue=a&thresholds=60,5,5", "a/0/5/2/1/0 a/5/60/1/1/1 a/60/null/1/0/0"},
		"a filter on a band":                            {"&from_seconds=10", "a/10/20/0/0/0 b/10/20/1/1/0 c/10/20/0/0/0 d/10/20/0/0/0"},
		"a filter on a count, longest first":            {"&abandoned.gt=0&order=-from_seconds,queue", "a/20/30/0/1/0 b/10/20/1/1/0 a/0/5/2/1/0 d/0/5/0/1/0"},
		"the open band":                                 {"&to_seconds.null=true&queue=a&queue=b", "a/120/null/1/0/0 b/120/null/0/0/0"},
		"a queue without calls has no bands":            {"&queue=ghost", ""},
	} {
		if got := rows(test.query); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", name, got, test.want)
		}
	}
	t.Run("pages go by queue and band", func(t *testing.T) {
		t.Parallel()
		got, cursor := "", ""
		for range 3 {
			a := f.ask(t, report+"&limit=10"+cursor)
			got += " " + a.list("queue", "from_seconds")
			if a.NextCursor == nil {
				break
			}
			cursor = "&cursor=" + *a.NextCursor
		}
		if want := " " + f.ask(t, report).list("queue", "from_seconds"); got != want {
			t.Errorf("pages have\n%s, all at once\n%s", got, want)
		}
	})
	t.Run("a threshold has to be above 0", func(t *testing.T) {
		t.Parallel()
		for query, code := range map[string]string{"&thresholds=5,0": "invalid_number", "&thresholds=-1": "invalid_number", "&thresholds=": "invalid_number", "&thresholds=1,x": "invalid_number"} {
			f.fail(t, report+query, http.StatusBadRequest, code)
		}
	})
}

// testCallsBand opens every count of wait-distribution.
func (f *fixture) testCallsBand(t *testing.T) {
	filters := map[string]string{"answered": "&answered=true", "abandoned": "&outcome=abandoned", "other": "&answered=false&outcome.ne=abandoned"}
	for _, row := range f.ask(t, "/v1/reports/wait-distribution?"+march10).Data {
		band := url.Values{"queue": {figure(row["queue"])}, "from_seconds": {figure(row["from_seconds"])}}
		if to := figure(row["to_seconds"]); to != "null" {
			band.Set("to_seconds", to)
		}
		for column, filter := range filters {
			a := f.ask(t, "/v1/reports/calls?count=exact&"+march10+"&"+band.Encode()+filter)
			if got := strconv.FormatInt(*a.Count, 10); got != figure(row[column]) {
				t.Errorf("%v: %s is %s, but calls has %s rows", band, column, figure(row[column]), got)
			}
		}
	}
	for query, want := range map[string]string{
		"":                               "a1 a2 a3 a4 a5 a6 a7 a8 d1 c1 b1 b2", // also those that wait
		"&from_seconds=0&to_seconds=0":   "a1 a2 a3 a4 a5 a6 a7 a8 d1 c1 b1 b2",
		"&to_seconds=5":                  "a1 a2 a4 d1",
		"&from_seconds=5&to_seconds=20":  "a3 b1 b2",
		"&from_seconds=30&to_seconds=60": "a6",
		"&from_seconds=120":              "a7",
	} {
		if got := f.ask(t, "/v1/reports/calls?"+march10+query).list("callid"); got != want {
			t.Errorf("calls?%s: %s, want %s", query, got, want)
		}
	}
}

func (f *fixture) testPatience(t *testing.T) {
	const report = "/v1/reports/patience?" + march10
	for query, want := range map[string]string{
		// Of 7: after 5 s one of 6 leaves, 5/6; one of 3 after 30 s, 5/6 * 2/3.
		"&queues=a": "0/7/0/1/100 5/6/1/1/83.33 6/4/0/1/83.33 30/3/1/0/55.56 60/2/0/1/55.56 121/1/0/1/55.56",
		"&queues=b": "20/2/1/1/50",
		// The last caller leaves, and none waits any more.
		"&queues=d": "3/1/1/0/0",
		"&queues=c": "",
		// Of 8: 6/7 after 3 s, that * 5/6 after 5 s; the filter only chooses rows.
		"&queues=a,d&second.lte=5": "0/8/0/1/100 3/7/1/0/85.71 5/6/1/1/71.43",
		// 10 waits: 8/9 after 3 s, 7/9 after 5 s, 7/9 * 4/5 after 20 s, that * 2/3 after 30 s.
		"": "0/10/0/1/100 3/9/1/0/88.89 5/8/1/1/77.78 6/6/0/1/77.78 20/5/1/1/62.22 30/3/1/0/41.48 60/2/0/1/41.48 121/1/0/1/41.48",
	} {
		if got := f.ask(t, report+query).list("second", "at_risk", "abandoned", "censored", "waiting_share"); got != want {
			t.Errorf("patience?%s\n got %s\nwant %s", query, got, want)
		}
	}
}

func (f *fixture) testTraffic(t *testing.T) {
	const report = "/v1/reports/traffic?" + march10
	for query, want := range map[string]string{
		// Tuesday; from 8 to 9 o'clock (0 + 5 + 6 + 121) / 4.
		"":             "2/8/10/4/3/33 2/22/2/1/1/20",
		"&queues=b,d":  "2/8/1/0/1/null 2/22/2/1/1/20",
		"&hour.lt=12":  "2/8/10/4/3/33",
		"&weekday=3":   "",
		"&queues=none": "",
		// A quarter to six ahead: 08:00 and 08:10 are 13:45 and 13:55, what came from 08:20 on is from 14:05 on, 22:30 is Wednesday.
		"&tz=Asia/Kathmandu":                "2/13/2/2/0/2.5 2/14/8/2/3/63.5 3/4/2/1/1/20",
		"&tz=Asia/Kathmandu&order=-offered": "2/14/8/2/3/63.5 3/4/2/1/1/20 2/13/2/2/0/2.5",
	} {
		if got := f.ask(t, report+query).list("weekday", "hour", "offered", "answered", "abandoned", "asa_seconds"); got != want {
			t.Errorf("traffic?%s\n got %s\nwant %s", query, got, want)
		}
	}
}

func TestTrafficWhereTheClockIsSetBack(t *testing.T) {
	t.Parallel()
	f := setup(t)
	// Both at 01:30 of a Sunday in Montreal, once before and once after the change.
	f.queueLog(t, "2025-11-02T05:30:00Z|n1|a|NONE|ENTERQUEUE||1|1\n2025-11-02T06:30:00Z|n2|a|NONE|ENTERQUEUE||1|1")
	a := f.ask(t, "/v1/reports/traffic?from=2025-11-02&to=2025-11-03&tz=America/Montreal")
	if got, want := a.list("weekday", "hour", "offered", "asa_seconds"), "7/1/2/null"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
