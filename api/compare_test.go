package api_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// sales had 9 calls in the hour from 8 and 1 in that from 9 (c2 entered at 08:59:50), support 0 and 2.
func TestCompareWithThePrecedingRange(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, salesAndSupport)
	const hour = "/v1/reports/queue-summary?from=2026-03-10T09:00:00Z&to=2026-03-10T10:00:00Z&compare=previous"
	plain := f.ask(t, "/v1/reports/queue-summary?interval=hour&"+morning)
	for _, interval := range []string{"", "&interval=hour", "&interval=30m"} {
		got := f.ask(t, hour+interval)
		sums := map[string]int64{}
		for _, row := range got.Data {
			for _, column := range []string{"offered", "offered_previous", "talk_seconds_previous"} {
				n, err := row[column].(json.Number).Int64()
				if err != nil {
					t.Fatal(err)
				}
				sums[column+" "+row["queue"].(string)] += n
				sums[column] += n
			}
			if interval == "&interval=hour" && (row["interval_start_previous"] != "2026-03-10T08:00:00Z" || row["interval_end_previous"] != "2026-03-10T09:00:00Z") {
				t.Errorf("compared with %v to %v", row["interval_start_previous"], row["interval_end_previous"])
			}
		}
		if sums["offered sales"] != 0 || sums["offered support"] != 2 || sums["offered_previous sales"] != offeredAt(t, plain, "sales", "08:") || sums["offered_previous support"] != 0 {
			t.Errorf("%s: %v", interval, sums)
		}
		for _, column := range []string{"offered", "offered_previous", "talk_seconds_previous"} {
			if n, _ := got.Total[column].(json.Number).Int64(); n != sums[column] || n == 0 && column != "offered" {
				t.Errorf("%s: total of %s is %v, rows add up to %d", interval, column, got.Total[column], sums[column])
			}
		}
		if got.Total["queue"] != nil || got.Total["answer_rate_previous"] == nil {
			t.Errorf("%s: total %v", interval, got.Total)
		}
	}

	t.Run("columns of both can be chosen, filtered and ordered by", func(t *testing.T) {
		t.Parallel()
		got := f.ask(t, hour+"&fields=queue,offered,offered_previous&order=-offered_previous&offered_previous.gt=0")
		if len(got.Data) != 1 || got.Data[0]["queue"] != "sales" || len(got.Data[0]) != 3 {
			t.Errorf("rows %v", got.Data)
		}
		if got.Total["offered"] != json.Number("0") {
			t.Errorf("total %v is not of the row shown", got.Total)
		}
	})
	t.Run("where hours leave nothing, there is nothing to compare with", func(t *testing.T) {
		t.Parallel()
		for _, filter := range []string{"", "&offered_previous.gte=0"} {
			got := f.ask(t, hour+"&hours=08:00-09:00"+filter)
			if len(got.Data) != 0 || got.Total["offered"] != json.Number("0") || got.Total["offered_previous"] != json.Number("0") {
				t.Errorf("rows %v, total %v", got.Data, got.Total)
			}
		}
	})
	t.Run("csv has the columns beside each other", func(t *testing.T) {
		t.Parallel()
		_, _, body := f.get(t, hour+"&format=csv")
		if header, _, _ := strings.Cut(string(body), "\n"); !strings.Contains(header, ",offered,offered_previous,answered,answered_previous,") {
			t.Errorf("header %s", header)
		}
	})
	t.Run("anything but previous is refused, as is a route without slots", func(t *testing.T) {
		t.Parallel()
		f.fail(t, "/v1/reports/queue-summary?compare=last-year", 400, "invalid_value")
		f.fail(t, "/v1/reports/calls?compare=previous", 400, "unknown_parameter")
		f.fail(t, "/v1/reports/queue-summary?offered_previous=1", 400, "unknown_parameter")
	})
}

// offeredAt returns the number of calls that a queue was offered in the slot that begins at a time of day.
func offeredAt(t *testing.T, a answer, queue, clock string) int64 {
	t.Helper()
	for _, row := range a.Data {
		if start := row["interval_start"].(string); row["queue"] == queue && strings.Contains(start, "T"+clock) {
			n, err := row["offered"].(json.Number).Int64()
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("no slot of %s at %s", queue, clock)
	return 0
}
