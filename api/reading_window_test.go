package api_test

import "testing"

// Calls at every hour of a week: 168, of which 8 to 17 o'clock of five days are 45.
func TestHoursAndWeekdaysFilterRoutesWithATime(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `
		INSERT INTO queue_log_repo (datetime, callid, queuename, event)
		SELECT at, 'c' || extract(epoch FROM at), 'q', 'ENTERQUEUE'
		FROM generate_series(timestamptz '2026-03-02 00:30+00', '2026-03-08 23:30+00', interval '1 hour') AS at`)
	f.refresh(t)
	for query, want := range map[string]int{
		"":                                      168,
		"&hours=08:00-17:00&weekdays=1-5":       45,
		"&hours=22:00-02:00&weekdays=7":         2 + 2, // Sunday late, and early on Monday, which belongs to the Sunday before
		"&weekdays=6,7":                         48,
		"&hours=08:00-17:00&tz=America/Caracas": 63,
		"&hours=08:00-17:00&callid.null=true":   0,
	} {
		got := f.ask(t, "/v1/reports/calls?from=2026-03-02T00:00:00Z&to=2026-03-09T00:00:00Z&limit=1000"+query)
		if len(got.Data) != want {
			t.Errorf("%s: %d rows, want %d", query, len(got.Data), want)
		}
	}
}
