package api_test

import (
	"math/big"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/ingest"
	"github.com/ccrepo/ccrepo/phone"
)

// TestReportsAgreeWithTheLinesOfALog compares calls and queue-summary, figure by figure, with a computation directly
// from the lines of the log.
func TestReportsAgreeWithTheLinesOfALog(t *testing.T) {
	t.Parallel()
	for _, log := range []struct {
		name, file, zone, from, to string
		hours                      int
		required                   bool
	}{
		// The evening and the night in which the clock goes back.
		{"an office of the project's own", "testdata/office.queue_log", "America/Montreal", "2025-11-01", "2025-11-03", 49, true},
		{"a help desk's real log", "../../shared/data/helpdesk.queue_log", "America/New_York", "2018-11-29", "2018-12-05", 144, false},
	} {
		t.Run(log.name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(log.file)
			if os.IsNotExist(err) && !log.required {
				t.Skipf("there is no %s here", log.file)
			} else if err != nil {
				t.Fatal(err)
			}
			f := setup(t)
			im := ingest.Importer{DB: f.db}
			summary, err := im.QueueLog(t.Context(), "log", strings.NewReader(string(text)))
			if err != nil || summary.Bad > 0 || summary.Rows != int64(strings.Count(string(text), "\n")) {
				t.Fatalf("import: %+v, %v", summary, err)
			}
			f.refresh(t)
			loc, err := time.LoadLocation(log.zone)
			if err != nil {
				t.Fatal(err)
			}
			o := readLog(t, string(text))
			query := url.Values{"tz": {log.zone}, "from": {log.from}, "to": {log.to}}.Encode()

			t.Run("calls", func(t *testing.T) {
				t.Parallel()
				compareCalls(t, f.ask(t, "/v1/reports/calls?limit=1000&order=entered_at&"+query), o, loc)
			})
			for interval, layout := range map[string]string{"hour": "2006-01-02T15Z07", "day": "2006-01-02", "": ""} {
				t.Run("queue-summary by "+interval, func(t *testing.T) {
					t.Parallel()
					path := "/v1/reports/queue-summary?" + query
					rows := map[string]int{"hour": log.hours, "day": log.hours / 24, "": 1}[interval]
					if interval != "" {
						path += "&interval=" + interval
					}
					for _, exits := range []bool{false, true} {
						if exits {
							path += "&sl_exits=true&sl_threshold=28&short_abandon=9&sl_formula=short_abandons_excluded"
						}
						compareSummary(t, f.ask(t, path), o, exits, rows, func(at time.Time) string { return at.In(loc).Format(layout) })
					}
				})
			}
			t.Run("calls opens each count", func(t *testing.T) {
				t.Parallel()
				for _, row := range f.ask(t, "/v1/reports/queue-summary?interval=day&"+query).Data {
					f.drillDown(t, row)
				}
			})
		})
	}
}

func compareCalls(t *testing.T, a answer, o *expected, loc *time.Location) {
	t.Helper()
	if len(a.Data) != len(o.visits) || len(o.visits) == 0 {
		t.Fatalf("there are %d calls, want %d", len(a.Data), len(o.visits))
	}
	moment := func(at int64) string {
		if at == 0 {
			return "null"
		}
		return time.Unix(at, 0).In(loc).Format(time.RFC3339)
	}
	orNull := func(text string) string {
		if text == "" {
			return "null"
		}
		return text
	}
	boolean := map[bool]string{true: "true", false: "false"}
	for i, v := range o.visits {
		want := map[string]string{
			"entered_at": moment(v.entered), "callid": v.callid, "queue": v.queue, "visit": known(int64(v.number)), "entry_inferred": boolean[v.enter == nil],
			"callerid": orNull(v.callerid), "outcome": v.outcome, "answered": boolean[v.answered], "connected_at": moment(v.joined), "ended_at": moment(v.ended),
			"ended_by": orNull(v.endedBy), "agent": v.agent, "wait_seconds": known(v.wait), "ring_seconds": known(v.ring), "talk_seconds": known(v.talk),
			"hold_seconds": known(v.hold), "wrapup_seconds": known(v.wrapup), "dumps": known(v.dumps), "position": known(v.place), "exit_key": orNull(v.exitKey), "transferred_to": orNull(v.transferredTo),
		}
		want["caller_number"] = "null"
		if strings.ContainsAny(v.callerid, "0123456789") {
			want["caller_number"] = v.callerid
			if number, err := phone.Normal(v.callerid, ""); err == nil {
				want["caller_number"] = number
			}
		}
		for name := range a.Data[i] {
			if _, there := want[name]; !there {
				t.Errorf("nothing was computed for column %s", name)
			}
		}
		for name, value := range want {
			if got := figure(a.Data[i][name]); got != value && (name == "callid" || got != plainNumber(value)) {
				t.Errorf("call %s of %q, visit %d: %s is %s, want %s", v.callid, v.queue, v.number, name, got, value)
			}
		}
	}
}

// compareSummary compares every row and the total with the visits and rings whose moment has the row's key.
func compareSummary(t *testing.T, a answer, o *expected, exits bool, slots int, key func(time.Time) string) {
	t.Helper()
	visits, rings, queues := map[string][]*expectedVisit{}, map[string]int{}, map[string]bool{}
	for _, v := range o.visits {
		k := v.queue + "|" + key(time.Unix(v.entered, 0))
		visits[k], queues[v.queue] = append(visits[k], v), true
	}
	for _, r := range o.rings {
		rings[r.queue+"|"+key(time.Unix(r.at, 0))]++
		queues[r.queue] = true
	}
	if len(a.Data) != len(queues)*slots {
		t.Errorf("there are %d rows, want %d queues times %d slots", len(a.Data), len(queues), slots)
	}
	for _, row := range a.Data {
		start, err := time.Parse(time.RFC3339, figure(row["interval_start"]))
		if err != nil {
			t.Fatal(err)
		}
		k := figure(row["queue"]) + "|" + key(start)
		wantSummary(t, k, row, visits[k], rings[k], exits)
		delete(visits, k)
		delete(rings, k)
	}
	if len(visits) > 0 || len(rings) > 0 {
		t.Errorf("there are no rows for %v and %v", visits, rings)
	}
	wantSummary(t, "total", a.Total, o.visits, len(o.rings), exits)
}

// wantSummary compares a row of queue-summary with what visits and rings give. exits: with the
// parameters sl_exits=true, sl_threshold=28, short_abandon=9, sl_formula=short_abandons_excluded.
func wantSummary(t *testing.T, what string, row map[string]any, visits []*expectedVisit, rings int, exits bool) {
	t.Helper()
	threshold, short := int64(20), int64(5)
	if exits {
		threshold, short = 28, 9
	}
	counts := map[string]int64{"offered": 0, "answered": 0, "abandoned": 0, "short_abandoned": 0, "timed_out": 0, "exited_empty": 0, "exited_key": 0, "withdrawn": 0, "failed": 0, "dumped": 0, "lost": 0,
		"waiting": 0, "transferred": 0, "agent_ended": 0, "caller_ended": 0, "connected": 0, "within_threshold": 0, "abandoned_within_threshold": 0,
		"rings_missed": int64(rings), "dumps": 0,
		"talk_seconds": 0, "hold_seconds": 0, "wrapup_seconds": 0}
	var waits, all, abandonWaits, talks, handled, places []int64
	var missed, missedShort int64
	for _, v := range visits {
		counts["offered"]++
		counts[v.outcome]++
		counts["dumps"] += v.dumps
		counts["hold_seconds"] += v.hold
		counts["wrapup_seconds"] += v.wrapup
		if v.wait >= 0 {
			all = append(all, v.wait)
		}
		if v.place >= 0 {
			places = append(places, v.place)
		}
		switch {
		case v.answered:
			counts["answered"]++
			waits = append(waits, v.wait)
			if v.wait <= threshold {
				counts["within_threshold"]++
			}
			if v.talk >= 0 {
				counts["talk_seconds"] += v.talk
				talks, handled = append(talks, v.talk), append(handled, v.talk+v.wrapup)
			}
		case v.outcome == "abandoned":
			abandonWaits = append(abandonWaits, v.wait)
			if v.wait <= short {
				counts["short_abandoned"]++
			}
			if v.wait <= threshold {
				counts["abandoned_within_threshold"]++
			}
		}
		if v.outcome == "abandoned" || exits && !v.answered && v.outcome != "waiting" && v.outcome != "withdrawn" {
			missed++
			if v.wait <= short {
				missedShort++
			}
		}
	}
	for name, n := range counts {
		if got := figure(row[name]); got != known(n) {
			t.Errorf("%s: %s is %s, want %d", what, name, got, n)
		}
	}
	finished := counts["offered"] - counts["waiting"]
	level := ratio(100*counts["within_threshold"], counts["answered"]+missed)
	if exits {
		level = ratio(100*counts["within_threshold"], counts["answered"]+missed-missedShort)
	}
	slices.Sort(waits)
	longest := "null"
	if len(all) > 0 {
		longest = known(slices.Max(all))
	}
	for name, want := range map[string]string{
		"answer_rate": ratio(100*counts["answered"], finished), "abandon_rate": ratio(100*counts["abandoned"], finished), "service_level": level,
		"asa_seconds": mean(waits), "wait_max_seconds": longest, "wait_p50_seconds": percentile(waits, 50), "wait_p90_seconds": percentile(waits, 90),
		"wait_p95_seconds": percentile(waits, 95), "abandon_wait_avg_seconds": mean(abandonWaits), "talk_avg_seconds": mean(talks),
		"aht_seconds": mean(handled), "position_avg": mean(places),
	} {
		if got := figure(row[name]); got != plainNumber(want) {
			t.Errorf("%s: %s is %s, want %s", what, name, got, want)
		}
	}
	for name := range row {
		_, counted := counts[name]
		if !counted && !strings.HasPrefix(name, "interval") && !strings.HasSuffix(name, "_rate") && !strings.HasSuffix(name, "_seconds") &&
			!slices.Contains([]string{"queue", "partial", "service_level", "position_avg"}, name) {
			t.Errorf("nothing was computed for column %s", name)
		}
	}
}

// ratio is a quotient rounded to two decimals, halves away from zero.
func ratio(part, whole int64) string {
	if whole == 0 {
		return "null"
	}
	return big.NewRat(part, whole).FloatString(2)
}

func mean(values []int64) string {
	sum := int64(0)
	for _, v := range values {
		sum += v
	}
	return ratio(sum, int64(len(values)))
}

// percentile lies between the two sorted values around it, in proportion.
func percentile(sorted []int64, percent int64) string {
	if len(sorted) == 0 {
		return "null"
	}
	hundredths := percent * int64(len(sorted)-1)
	low, rest := hundredths/100, hundredths%100
	high := min(low+1, int64(len(sorted)-1))
	return ratio(sorted[low]*100+rest*(sorted[high]-sorted[low]), 100)
}
