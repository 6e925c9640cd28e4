package api_test

import (
	"testing"
)

// journeys is a log of calls that go on: j1 from support, where it times out, to sales and back; j2 over
// midnight from sales to billing; j3 still waits; one has no callid.
const journeys = `
08:00:00|j1|support|NONE|ENTERQUEUE||100|1
08:00:20|j1|support|ana|RINGNOANSWER|5000
08:00:40|j1|support|ana|RINGNOANSWER|1000
08:01:00|j1|support|NONE|EXITWITHTIMEOUT|1|1|60
08:01:00|j1|sales|NONE|ENTERQUEUE||100|1
08:01:10|j1|sales|ana|CONNECT|10|x|4
08:02:10|j1|sales|ana|BLINDTRANSFER|7000|default|10|60|1
08:02:10|j1|support|NONE|ENTERQUEUE||100|1
08:02:20|j1|support|bob|CONNECT|10|x|4
08:03:00|j1|support|bob|COMPLETECALLER|10|40|1
08:30:00|j3|sales|NONE|ENTERQUEUE|||1
08:40:00|NONE|sales|NONE|ENTERQUEUE||100|1
09:00:00|t2|sales|NONE|ENTERQUEUE||200|1
09:00:05|t2|sales|ana|CONNECT|5|x|4
09:00:36|t2|sales|ana|BLINDTRANSFER|7000|default|5|31|1
09:10:00|t3|sales|NONE|ENTERQUEUE||300|1
09:10:05|t3|sales|ana|CONNECT|5|x|4
09:11:00|t3|sales|ana|TRANSFER||default|5|55|1
09:20:00|t4|sales|NONE|ENTERQUEUE||400|1
09:20:05|t4|sales|bob|CONNECT|5|x|4
09:21:00|t4|sales|bob|ATTENDEDTRANSFER|7001|default|5|?|1
23:50:00|j2|sales|NONE|ENTERQUEUE||500|1
2026-03-11T00:05:00Z|j2|sales|NONE|EXITEMPTY|1|1|900
2026-03-11T00:05:00Z|j2|billing|NONE|ENTERQUEUE||500|1
2026-03-11T00:05:05Z|j2|billing|NONE|ABANDON|1|1|5
`

func TestJourneys(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, journeys)
	const report = "/v1/reports/journeys?"

	t.Run("every column", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, report+march10)
		if got, want := a.list("callid"), "j1 j3 t2 t3 t4 j2"; got != want {
			t.Fatalf("calls are %s, want %s", got, want)
		}
		if got := figure(a.Data[0]["queues"]) + "; " + figure(a.Data[0]["agents"]); got != "support, sales, support; ana, bob" {
			t.Errorf("queues and agents are %s", got)
		}
		// Waits 60 + 10 + 10, talks 60 + 40.
		wantFigures(t, "j1", a.Data[0], "entered_at=2026-03-10T08:00:00Z callerid=100 visits=3 ended_at=2026-03-10T08:03:00Z outcome=caller_ended answered=true wait_seconds=80 talk_seconds=100")
		wantFigures(t, "j3", a.Data[1], "callerid=null visits=1 queues=sales ended_at=null outcome=waiting answered=false wait_seconds=0 talk_seconds=0 agents=")
		wantFigures(t, "t4", a.Data[4], "outcome=transferred answered=true wait_seconds=5 talk_seconds=0 agents=bob")
	})
	t.Run("a call belongs whole to the range in which it began", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, report+march10+"&callid=j2")
		wantFigures(t, "j2", a.Data[0], "visits=2 ended_at=2026-03-11T00:05:05Z outcome=abandoned wait_seconds=905")
		for query, want := range map[string]string{
			"from=2026-03-11T00:00:00Z&to=2026-03-12T00:00:00Z": "",
			"from=2026-03-10T08:01:00Z&to=2026-03-10T09:10:00Z": "j3 t2",
			"from=2026-03-10T08:00:00Z&to=2026-03-10T08:00:01Z": "j1",
		} {
			if got := f.ask(t, report+query).list("callid"); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
	})
	t.Run("filters and pages", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			"&visits.gt=1":                   "j1 j2",
			"&agents.like=*ana*":             "j1 t2 t3",
			"&queues.like=*billing*":         "j2",
			"&answered=false":                "j3 j2",
			"&callerid.null=true":            "j3",
			"&order=-wait_seconds&limit=2":   "j2 j1",
			"&hours=09:00-10:00":             "t2 t3 t4",
			"&callid=ghost":                  "",
			"&order=-entered_at&visits.lt=3": "j2 t4 t3 t2 j3",
		} {
			if got := f.ask(t, report+march10+query).list("callid"); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		a := f.ask(t, report+march10+"&limit=4&count=exact")
		b := f.ask(t, report+march10+"&limit=4&cursor="+*a.NextCursor)
		if got, want := a.list("callid")+" | "+b.list("callid"), "j1 j3 t2 t3 | t4 j2"; got != want || *a.Count != 6 {
			t.Errorf("pages are %s of %d, want %s of 6", got, *a.Count, want)
		}
	})
	t.Run("transfers", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			// To 7000 after 60 and 31 s; t3 has no destination, t4 no talk.
			"":                    "ana//1/55/55 ana/7000/2/91/45.5 bob/7001/1/0/null",
			"&agent=ana&calls=2":  "ana/7000/2/91/45.5",
			"&destination=":       "ana//1/55/55",
			"&order=-calls,agent": "ana/7000/2/91/45.5 ana//1/55/55 bob/7001/1/0/null",
			"&agent=eva":          "",
		} {
			if got := f.ask(t, "/v1/reports/transfers?"+march10+query).list("agent", "destination", "calls", "talk_seconds", "talk_avg_seconds"); got != want {
				t.Errorf("transfers?%s\n got %s\nwant %s", query, got, want)
			}
		}
		a := f.ask(t, "/v1/reports/transfers?from=2026-03-10T08:01:01Z&to=2026-03-10T09:10:00Z")
		if got, want := a.list("destination", "calls", "talk_seconds"), "7000/1/31"; got != want {
			t.Errorf("of those that entered later: %s, want %s", got, want)
		}
	})
	t.Run("rings", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			"":                           "support/ana/5000/true support/ana/1000/false",
			"&missed=true":               "support/ana/5000/true",
			"&agent=bob":                 "",
			"&order=-rang_at":            "support/ana/1000/false support/ana/5000/true",
			"&hours=09:00-10:00":         "",
			"&ring_milliseconds.lt=5000": "support/ana/1000/false",
		} {
			if got := f.ask(t, "/v1/reports/rings?"+march10+query).list("queue", "agent", "ring_milliseconds", "missed"); got != want {
				t.Errorf("rings?%s\n got %s\nwant %s", query, got, want)
			}
		}
		summary := f.ask(t, "/v1/reports/queue-summary?queue=support&"+march10)
		opened := f.ask(t, "/v1/reports/rings?missed=true&queue=support&count=exact&"+march10)
		wantFigures(t, "queue-summary", summary.Data[0], "rings_missed="+figure(*opened.Count))
	})
}

// TestReportsOfCallsWithoutAny requests the reports of this topic from an empty database.
func TestReportsOfCallsWithoutAny(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, report := range []string{
		"service-level", "wait-distribution", "journeys", "transfers", "recall-list", "recall-list?all=true", "repeat-callers", "repeat-callers?all=true",
		"traffic", "outbound-calls", "outbound-summary", "outbound-summary?interval=hour", "rings", "patience", "staffing", "staffing?interval=hour",
	} {
		if a := f.ask(t, "/v1/reports/"+report); a.Data == nil || len(a.Data) != 0 {
			t.Errorf("%s: data is %v, want an empty list", report, a.Data)
		}
	}
	wantFigures(t, "staffing", f.ask(t, "/v1/reports/staffing").Total, "offered=0 abandoned=0 aht_seconds=null load_erlangs=null patience_seconds=null agents_erlang_c=null agents_erlang_a=null")
	wantFigures(t, "outbound-summary", f.ask(t, "/v1/reports/outbound-summary").Total, "attempts=0 connected=0 duration=0 totaltime=0 contact_rate=null duration_avg_seconds=null")
}
