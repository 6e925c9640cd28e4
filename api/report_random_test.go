package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/oracle"
)

// oracleReport is a report that package oracle computes as well.
type oracleReport struct {
	path       string
	dimensions []string
	compute    func(oracle.Log, []oracle.Slice, oracle.Filter, oracle.ServiceOptions) oracle.Report
}

func oracleReports() []oracleReport {
	without := func(report func(oracle.Log, []oracle.Slice, oracle.Filter) oracle.Report) func(oracle.Log, []oracle.Slice, oracle.Filter, oracle.ServiceOptions) oracle.Report {
		return func(log oracle.Log, slots []oracle.Slice, of oracle.Filter, _ oracle.ServiceOptions) oracle.Report {
			return report(log, slots, of)
		}
	}
	return []oracleReport{
		{"/v1/reports/queue-summary", []string{"queue"}, oracle.QueueSummary},
		{"/v1/reports/agent-summary", []string{"agent"}, without(oracle.AgentSummary)},
		{"/v1/reports/channel-summary", []string{"channel", "campaign"}, without(oracle.ChannelSummary)},
		{"/v1/reports/channel-agents", []string{"channel", "agent"}, without(oracle.ChannelAgents)},
	}
}

// TestReportsAgreeOnRandomLogs compares every column of reports with the figures of package oracle on random logs, in
// slots of zones whose clocks change within the range.
func TestReportsAgreeOnRandomLogs(t *testing.T) {
	t.Parallel()
	onRandomLogs(t, 2, 4, func(t *testing.T, l randomLog) string {
		log := l.log(t)
		for _, r := range oracleReports() {
			for range 3 {
				if failure := l.compare(t, log, r, l.question(r.dimensions...)); failure != "" {
					return failure
				}
			}
		}
		if failure := l.compareServiceLevels(t, log, l.question("queue")); failure != "" {
			return failure
		}
		return l.compareWaits(t, log, l.question("queue"))
	})
}

// serviceOptions draws the parameters of the service level, and what they are in a query.
func (l *randomLog) serviceOptions() (oracle.ServiceOptions, url.Values) {
	o := oracle.ServiceOptions{Threshold: int64(l.IntN(40)), Short: int64(l.IntN(12)), Exits: l.IntN(2) == 0, Formula: l.oneOf(
		"abandons_met", "answered_only", "abandons_missed", "abandons_within_excluded", "short_abandons_met", "short_abandons_excluded")}
	return o, url.Values{"sl_threshold": {fmt.Sprint(o.Threshold)}, "short_abandon": {fmt.Sprint(o.Short)}, "sl_exits": {fmt.Sprint(o.Exits)}, "sl_formula": {o.Formula}}
}

func (l *randomLog) compare(t *testing.T, log oracle.Log, r oracleReport, q question) string {
	t.Helper()
	pieces, starts := q.slots()
	options, parameters := l.serviceOptions()
	path := r.path + "?" + q.values().Encode()
	if strings.HasSuffix(r.path, "queue-summary") {
		path += "&" + parameters.Encode()
	}
	return difference(path, l.asked(t, path), r.compute(log, pieces, q.filter(r.dimensions...), options), r.dimensions, starts)
}

// difference returns the differences between an answer and the expected report, row by row and in the total.
func difference(path string, a answer, want oracle.Report, dimensions []string, starts []int64) string {
	var b strings.Builder
	if len(a.Data) != len(want.Rows) {
		fmt.Fprintf(&b, "there are %d rows, want %d\n", len(a.Data), len(want.Rows))
	}
	for _, row := range a.Data {
		var k oracle.Key
		for i, d := range dimensions {
			k.Names[i] = figure(row[d])
		}
		start, err := time.Parse(time.RFC3339Nano, figure(row["interval_start"]))
		if k.Slot = slices.Index(starts, start.UnixMicro()); err != nil || k.Slot < 0 {
			fmt.Fprintf(&b, "there is no slot from %v\n", row["interval_start"])
		}
		differingFigures(&b, fmt.Sprintf("%q from %v", k.Names, row["interval_start"]), row, want.Rows[k], dimensions)
	}
	if a.Total != nil {
		differingFigures(&b, "total", a.Total, want.Total, dimensions)
	}
	if b.Len() > 0 {
		return "GET " + path + "\n" + b.String()
	}
	return ""
}

func differingFigures(b *strings.Builder, what string, row map[string]any, want map[string]string, dimensions []string) {
	if len(want) == 0 {
		fmt.Fprintf(b, "%s: the oracle does not have the row\n", what)
		return
	}
	for name, value := range want {
		if got := figure(row[name]); got != value && got != plainNumber(value) {
			fmt.Fprintf(b, "%s: %s is %s, want %s\n", what, name, got, value)
		}
	}
	for name := range row {
		if _, computed := want[name]; !computed && name != "interval_start" && name != "interval_end" && name != "partial" && !slices.Contains(dimensions, name) {
			fmt.Fprintf(b, "the oracle does not have column %s\n", name)
		}
	}
}

// compareServiceLevels compares service-level, which is of the range as one slot.
func (l *randomLog) compareServiceLevels(t *testing.T, log oracle.Log, q question) string {
	t.Helper()
	q.interval, q.hours, q.weekdays = "", "", ""
	q.filters.Del("queue") // a queue without calls has no row here
	pieces, _ := q.slots()
	options, parameters := l.serviceOptions()
	parameters.Del("sl_formula")
	path := "/v1/reports/service-level?" + q.values().Encode() + "&" + parameters.Encode()
	want := oracle.ServiceLevels(log, pieces, q.filter("queue"), options)
	a := l.asked(t, path)
	for _, row := range a.Data {
		row["interval_start"] = q.from.Format(time.RFC3339Nano)
	}
	return difference(path, a, want, []string{"queue"}, []int64{q.from.UnixMicro()})
}

// compareWaits compares wait-distribution: every band of every queue.
func (l *randomLog) compareWaits(t *testing.T, log oracle.Log, q question) string {
	t.Helper()
	q.interval, q.hours, q.weekdays = "", "", ""
	pieces, _ := q.slots()
	thresholds := []int64{5, 10, 20, 30, 60, 120}
	want := oracle.WaitDistribution(log, pieces, q.filter("queue"), thresholds)
	path := "/v1/reports/wait-distribution?limit=1000&" + q.values().Encode()
	a := l.asked(t, path)
	var b strings.Builder
	if len(a.Data) != len(want)*(len(thresholds)+1) {
		fmt.Fprintf(&b, "there are %d rows of %d queues\n", len(a.Data), len(want))
	}
	for _, row := range a.Data {
		queue, band := figure(row["queue"]), 0
		for band < len(thresholds) && figure(row["to_seconds"]) != fmt.Sprint(thresholds[band]) {
			band++
		}
		for name, n := range want[queue][band] {
			if got := figure(row[name]); got != fmt.Sprint(n) {
				fmt.Fprintf(&b, "%q, band %d: %s is %s, want %d\n", queue, band, name, got, n)
			}
		}
	}
	if b.Len() > 0 {
		return "GET " + path + "\n" + b.String()
	}
	return ""
}
