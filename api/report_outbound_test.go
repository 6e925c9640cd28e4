package api_test

import (
	"net/url"
	"testing"
)

// outcalls is a log of outbound calls. Local/201 is ana; the length of bob's first is unreadable, of their
// second negative; of one nothing is known.
const outcalls = `
08:00:00|x1|camp->|Local/201|OUTCALL|ANSWER|30|45|100|g1
08:59:59|x2|camp->|ana|OUTCALL|ANSWER|60|70|200|g2
09:00:00|x3|camp->|ana|OUTCALL|NOANSWER|0|30|100|g3
08:30:00|x4|camp->|bob|OUTCALL|ANSWERED|x|20|300|g4
08:45:00|x5|camp->|bob|OUTCALL|BUSY|-5|7|300|g5
08:40:00|NONE|NONE|NONE|OUTCALL
08:40:00|x6|camp->|ana|CONNECT|1
10:00:00|x7|camp->|ana|OUTCALL|ANSWER|99|99|100|g7
`

func TestOutbound(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO app.agent_alias VALUES ('Local/201', 'ana')")
	f.queueLog(t, outcalls)
	summary := []string{"campaign", "agent", "dialstatus", "attempts", "connected", "duration", "totaltime", "contact_rate", "duration_avg_seconds"}

	t.Run("outbound-calls", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			"": "camp->/ana/ANSWER/true/30/45/100/g1 camp->/bob/ANSWERED/true/null/20/300/g4 ///false/null/null// " +
				"camp->/bob/BUSY/false/null/7/300/g5 camp->/ana/ANSWER/true/60/70/200/g2 camp->/ana/NOANSWER/false/0/30/100/g3",
			"&agent=ana&connected=true":   "camp->/ana/ANSWER/true/30/45/100/g1 camp->/ana/ANSWER/true/60/70/200/g2",
			"&dialednumber=300&limit=1":   "camp->/bob/ANSWERED/true/null/20/300/g4",
			"&agent=&campaign=":           "///false/null/null//",
			"&order=-datetime&limit=1":    "camp->/ana/NOANSWER/false/0/30/100/g3",
			"&agent=Local/201":            "",
			"&hours=09:00-10:00":          "camp->/ana/NOANSWER/false/0/30/100/g3",
			"&duration.gt=30":             "camp->/ana/ANSWER/true/60/70/200/g2",
			"&duration.null=true&limit=1": "camp->/bob/ANSWERED/true/null/20/300/g4",
		} {
			a := f.ask(t, "/v1/reports/outbound-calls?"+morning+query)
			if got := a.list("campaign", "agent", "dialstatus", "connected", "duration", "totaltime", "dialednumber", "guid"); got != want {
				t.Errorf("outbound-calls?%s\n got %s\nwant %s", query, got, want)
			}
		}
	})
	t.Run("outbound-summary", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			"":                           "///1/0/0/0/0/null camp->/ana/ANSWER/2/2/90/115/100/45 camp->/ana/NOANSWER/1/0/0/30/0/null camp->/bob/ANSWERED/1/1/0/20/100/null camp->/bob/BUSY/1/0/0/7/0/null",
			"&agent=ana&order=-attempts": "camp->/ana/ANSWER/2/2/90/115/100/45 camp->/ana/NOANSWER/1/0/0/30/0/null",
			"&interval=hour&agent=ana":   "camp->/ana/ANSWER/2/2/90/115/100/45 camp->/ana/ANSWER/0/0/0/0/null/null camp->/ana/NOANSWER/0/0/0/0/null/null camp->/ana/NOANSWER/1/0/0/30/0/null",
			"&campaign=ghost&agent=ana&dialstatus=BUSY": "ghost/ana/BUSY/0/0/0/0/null/null",
		} {
			if got := f.ask(t, "/v1/reports/outbound-summary?"+morning+query).list(summary...); got != want {
				t.Errorf("outbound-summary?%s\n got %s\nwant %s", query, got, want)
			}
		}
	})
	t.Run("totals", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			// 3 of 6; 30 + 60 of two calls whose length is known.
			"":                          "campaign=null agent=null dialstatus=null attempts=6 connected=3 duration=90 totaltime=172 contact_rate=50 duration_avg_seconds=45",
			"&interval=hour":            "attempts=6 connected=3 duration=90 totaltime=172 contact_rate=50 duration_avg_seconds=45",
			"&agent=ana":                "attempts=3 connected=2 contact_rate=66.67 totaltime=145",
			"&dialstatus.ne=ANSWER":     "attempts=4 connected=1 contact_rate=25 duration=0 duration_avg_seconds=null",
			"&interval=hour&attempts=2": "attempts=2 connected=2 duration=90",
			"&hours=08:00-08:30":        "attempts=1 duration=30",
			"&hours=09:00-10:00":        "attempts=1 connected=0 contact_rate=0",
			"&weekdays=3":               "attempts=0 contact_rate=null",
			"&agent=Local/201":          "attempts=0",
		} {
			wantFigures(t, query, f.ask(t, "/v1/reports/outbound-summary?"+morning+query).Total, want)
		}
	})
	t.Run("outbound-calls opens each count", func(t *testing.T) {
		t.Parallel()
		for _, row := range f.ask(t, "/v1/reports/outbound-summary?interval=hour&"+morning).Data {
			q := url.Values{"from": {figure(row["interval_start"])}, "to": {figure(row["interval_end"])}, "campaign": {figure(row["campaign"])},
				"agent": {figure(row["agent"])}, "dialstatus": {figure(row["dialstatus"])}}
			attempts := f.ask(t, "/v1/reports/outbound-calls?"+q.Encode())
			connected := f.ask(t, "/v1/reports/outbound-calls?connected=true&"+q.Encode())
			wantFigures(t, q.Encode(), row, "attempts="+figure(len(attempts.Data))+" connected="+figure(len(connected.Data)))
		}
	})
}
