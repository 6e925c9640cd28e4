package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	reckon "github.com/ccrepo/ccrepo/migrations/oracle"
)

// TestReportsAgreeOnRandomLogs compares reports with what the second implementation of visits and figures
// makes of logs at random, by day in a zone and a night in which the clock goes back.
func TestReportsAgreeOnRandomLogs(t *testing.T) {
	t.Parallel()
	loc, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	const seed = 1
	rng := rand.New(rand.NewPCG(seed, 3))
	base := time.Date(2024, 10, 26, 20, 0, 0, 0, time.UTC).UnixMicro()
	var rows []reckon.Row
	for n := range 12 {
		rows = append(rows, reckon.RandomCalls(rng, fmt.Sprintf("l%d-", n), base+int64(rng.IntN(24))*3600*reckon.Second)...)
	}
	for i := range rows {
		rows[i].Event.ID = int64(i + 1)
	}
	f := setup(t)
	if err := reckon.Write(t.Context(), f.db, rows); err != nil {
		t.Fatal(err)
	}
	f.refresh(t)
	log := reckon.LogOf(rows)
	var slots []reckon.Slice
	from := time.Date(2024, 10, 25, 0, 0, 0, 0, loc)
	for day := range 5 {
		slots = append(slots, reckon.Slice{From: from.AddDate(0, 0, day).UnixMicro(), To: from.AddDate(0, 0, day+1).UnixMicro(), Slot: day})
	}
	query := url.Values{"tz": {loc.String()}, "from": {"2024-10-25"}, "to": {"2024-10-30"}}
	everyQueue := func(string) bool { return true }
	options := reckon.ServiceOptions{Threshold: 20, Short: 5, Formula: "abandons_missed"}

	t.Run("queue-summary", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, "/v1/reports/queue-summary?interval=day&"+query.Encode())
		compareWithOracle(t, a, reckon.QueueSummary(log, slots, everyQueue, options), slots)
	})
	t.Run("queue-summary of one queue", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, "/v1/reports/queue-summary?interval=day&queue=q1&sl_exits=true&sl_formula=short_abandons_met&sl_threshold=7&short_abandon=3&"+query.Encode())
		compareWithOracle(t, a, reckon.QueueSummary(log, slots, func(queue string) bool { return queue == "q1" },
			reckon.ServiceOptions{Threshold: 7, Short: 3, Formula: "short_abandons_met", Exits: true}), slots)
	})
	t.Run("service-level", func(t *testing.T) {
		t.Parallel()
		whole := []reckon.Slice{{From: slots[0].From, To: slots[len(slots)-1].To}}
		for _, exits := range []bool{false, true} {
			options := options
			options.Exits = exits
			want := reckon.ServiceLevels(log, whole, everyQueue, options)
			a := f.ask(t, fmt.Sprintf("/v1/reports/service-level?sl_exits=%t&", exits)+query.Encode())
			if len(a.Data) != len(want.Rows) || len(want.Rows) == 0 {
				t.Errorf("there are %d rows, want %d", len(a.Data), len(want.Rows))
			}
			for _, row := range a.Data {
				compareFigures(t, figure(row["queue"]), row, want.Rows[reckon.Key{Names: [2]string{figure(row["queue"])}}])
			}
		}
	})
	t.Run("wait-distribution", func(t *testing.T) {
		t.Parallel()
		thresholds := []int64{5, 10, 20, 30, 60, 120}
		want := reckon.WaitDistribution(log, slots, everyQueue, thresholds)
		a := f.ask(t, "/v1/reports/wait-distribution?limit=1000&"+query.Encode())
		if len(a.Data) != len(want)*(len(thresholds)+1) || len(want) == 0 {
			t.Errorf("there are %d rows of %d queues", len(a.Data), len(want))
		}
		for _, row := range a.Data {
			queue, band := figure(row["queue"]), 0
			for band < len(thresholds) && figure(row["to_seconds"]) != fmt.Sprint(thresholds[band]) {
				band++
			}
			for name, n := range want[queue][band] {
				if got := figure(row[name]); got != fmt.Sprint(n) {
					t.Errorf("%q, band %d: %s is %s, want %d", queue, band, name, got, n)
				}
			}
		}
	})
}

// compareWithOracle compares every row and the total of a report by slot and one dimension.
func compareWithOracle(t *testing.T, a answer, want reckon.Report, slots []reckon.Slice) {
	t.Helper()
	if len(a.Data) != len(want.Rows) || len(want.Rows) == 0 {
		t.Errorf("there are %d rows, want %d", len(a.Data), len(want.Rows))
	}
	for _, row := range a.Data {
		start, err := time.Parse(time.RFC3339, figure(row["interval_start"]))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slots {
			if s.From == start.UnixMicro() {
				k := reckon.Key{Names: [2]string{figure(row["queue"])}, Slot: s.Slot}
				compareFigures(t, fmt.Sprint(k), row, want.Rows[k])
			}
		}
	}
	compareFigures(t, "total", a.Total, want.Total)
}

func compareFigures(t *testing.T, what string, row map[string]any, want map[string]string) {
	t.Helper()
	if len(want) == 0 {
		t.Errorf("%s: nobody reckoned the row", what)
	}
	for name, value := range want {
		if got := figure(row[name]); got != value && got != plainNumber(value) {
			t.Errorf("%s: %s is %s, want %s", what, name, got, value)
		}
	}
	for name := range row {
		if _, reckoned := want[name]; !reckoned && !strings.HasPrefix(name, "interval") && name != "queue" && name != "partial" {
			t.Errorf("nobody reckoned column %s", name)
		}
	}
}
