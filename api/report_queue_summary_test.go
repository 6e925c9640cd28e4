package api_test

import (
	"net/url"
	"testing"
)

// salesAndSupport is a log of two queues, from 08:00 to 10:00 of 10 March 2026, as of 09:30.
const salesAndSupport = `
08:00:00|c1|sales|NONE|ENTERQUEUE||100|1
08:00:10|c1|sales|ana|CONNECT|10|x|4
08:00:20|c1|sales|ana|HOLD
08:00:50|c1|sales|ana|UNHOLD
08:01:50|c1|sales|ana|COMPLETEAGENT|10|100|1
08:02:10|c1|sales|ana|FINISHWRAPUP|5|25|g1
# rings at 09:00:05, in the hour after the one it entered in
08:59:50|c2|sales|NONE|ENTERQUEUE||100|2
09:00:05|c2|sales|ana|RINGNOANSWER|10000
09:00:10|c2|sales|bob|CONNECT|20|x|4
09:01:00|c2|sales|bob|COMPLETECALLER|20|50|2
08:10:00|c3|sales|NONE|ENTERQUEUE||100|1
08:10:31|c3|sales|ana|CONNECT|31|x|4
08:11:31|c3|sales|ana|BLINDTRANSFER|7000|default|31|60|1
08:15:00|c4|sales|NONE|ENTERQUEUE||100|3
08:15:40|c4|sales|bob|CONNECT|40|x|4
08:16:00|c4|sales|bob|FINISHWRAPUP|2|5|g4
08:20:00|c5|sales|NONE|ENTERQUEUE||100|1
08:20:05|c5|sales|NONE|ABANDON|1|1|5
# entry without a position: that of the ending, 5, counts
08:25:00|c6|sales|NONE|ENTERQUEUE||100|
08:25:10|c6|sales|ana|RINGNOANSWER|8000
08:25:12|c6|sales|bob|RINGNOANSWER|1000
08:25:26|c6|sales|ana|RINGNOANSWER|9000
08:25:26|c6|sales|NONE|ABANDON|2|5|26
08:30:00|c7|sales|NONE|ENTERQUEUE||100|1
08:31:00|c7|sales|NONE|EXITWITHTIMEOUT|1|1|60
08:35:00|c8|sales|NONE|ENTERQUEUE||100|1
08:35:12|c8|sales|NONE|EXITEMPTY|1|1|12
08:40:00|c9|sales|NONE|ENTERQUEUE||100|1
08:40:08|c9|sales|NONE|EXITWITHKEY|3|1|1|8
08:45:00|c10|sales|NONE|ENTERQUEUE||100|1
08:45:15|c10|sales|ana|AGENTDUMP
08:45:15|NONE|NONE|NONE|QUEUESTART
08:50:00|c11|sales|NONE|ENTERQUEUE||100|1
08:52:00|c11|sales|NONE|ENTERQUEUE||100|4
09:00:00|d1|support|NONE|ENTERQUEUE||200|1
09:00:03|d1|support|NONE|ABANDON|1|1|3
09:05:00|d2|support|NONE|ENTERQUEUE||200|1
09:05:21|d2|support|eva|CONNECT|21|x|4
09:05:30|d2|support|eva|COMPLETECALLER|21|9|1
09:30:00|NONE|NONE|NONE|CONFIGRELOAD
`

const morning = "from=2026-03-10T08:00:00Z&to=2026-03-10T10:00:00Z"

func TestQueueSummary(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, salesAndSupport)
	hourly := f.ask(t, "/v1/reports/queue-summary?interval=hour&"+morning)

	t.Run("every queue has every slot", func(t *testing.T) {
		t.Parallel()
		want := "sales/2026-03-10T08:00:00Z/2026-03-10T09:00:00Z/false sales/2026-03-10T09:00:00Z/2026-03-10T10:00:00Z/true " +
			"support/2026-03-10T08:00:00Z/2026-03-10T09:00:00Z/false support/2026-03-10T09:00:00Z/2026-03-10T10:00:00Z/true"
		if got := hourly.list("queue", "interval_start", "interval_end", "partial"); got != want {
			t.Errorf("rows\n got %s\nwant %s", got, want)
		}
		if hourly.AsOf == nil || hourly.AsOf.Format("15:04:05") != "09:30:00" {
			t.Errorf("as_of is %v, want 09:30, the newest event", hourly.AsOf)
		}
	})
	t.Run("every column of a busy hour", func(t *testing.T) {
		t.Parallel()
		// Answered c1 to c4 after 10, 20, 31 and 40 s; abandoned c5 and c6 after 5 and 26 s; c11 entered twice,
		// the first visit is lost after 120 s and the second waits. 11 of the 12 are finished.
		wantFigures(t, "sales from 08:00", hourly.row(t, "queue=sales interval_start=2026-03-10T08:00:00Z"), `
			offered=12 answered=4 abandoned=2 short_abandoned=1 timed_out=1 exited_empty=1 exited_key=1 withdrawn=0 failed=0 dumped=1 lost=1 waiting=1 dumps=1
			transferred=1 agent_ended=1 caller_ended=1 connected=1`+
			// 4 and 2 of 11; within 20 s were 2 answered of 4 + 2.
			` answer_rate=36.36 abandon_rate=18.18 service_level=33.33 within_threshold=2`+
			// 101 / 4; the lost visit; continuous percentiles: 20 + 0.5*11, 31 + 0.7*9, 31 + 0.85*9; (5 + 26) / 2.
			` asa_seconds=25.25 wait_max_seconds=120 wait_p50_seconds=25.5 wait_p90_seconds=37.3 wait_p95_seconds=38.65 abandon_wait_avg_seconds=15.5`+
			// 100 + 50 + 60, of c4 it is not known; wrap-up 25 - 5 of c1 and 5 - 2 of c4; (210 + 20) / 3 without c4.
			` talk_seconds=210 talk_avg_seconds=70 hold_seconds=30 wrapup_seconds=23 aht_seconds=76.67`+
			// c6 rang for 8 s; its second ring is too short, its third ended by the caller. Positions 1+2+1+3+1+5+1+1+1+1+1+4 of 12.
			` rings_missed=1 position_avg=1.83`)
	})
	t.Run("an hour with nothing but a missed ring has zeros and nulls", func(t *testing.T) {
		t.Parallel()
		wantFigures(t, "sales from 09:00", hourly.row(t, "queue=sales interval_start=2026-03-10T09:00:00Z"), `rings_missed=1
			offered=0 answered=0 abandoned=0 short_abandoned=0 timed_out=0 exited_empty=0 exited_key=0 withdrawn=0 failed=0 dumped=0 lost=0 waiting=0 dumps=0
			transferred=0 agent_ended=0 caller_ended=0 connected=0 answer_rate=null abandon_rate=null service_level=null within_threshold=0
			asa_seconds=null wait_max_seconds=null wait_p50_seconds=null wait_p90_seconds=null wait_p95_seconds=null abandon_wait_avg_seconds=null
			talk_seconds=0 talk_avg_seconds=null hold_seconds=0 wrapup_seconds=0 aht_seconds=null position_avg=null`)
	})
	t.Run("an hour with nothing has zeros and nulls", func(t *testing.T) {
		t.Parallel()
		wantFigures(t, "support from 08:00", hourly.row(t, "queue=support interval_start=2026-03-10T08:00:00Z"), `rings_missed=0
			offered=0 answered=0 waiting=0 answer_rate=null abandon_rate=null service_level=null within_threshold=0
			asa_seconds=null wait_max_seconds=null wait_p50_seconds=null talk_seconds=0 talk_avg_seconds=null hold_seconds=0 position_avg=null`)
	})
	t.Run("the total is of all facts at once", func(t *testing.T) {
		t.Parallel()
		wantFigures(t, "total", hourly.Total, `queue=null interval_start=2026-03-10T08:00:00Z interval_end=2026-03-10T10:00:00Z partial=true
			offered=14 answered=5 abandoned=3 short_abandoned=2 timed_out=1 exited_empty=1 exited_key=1 withdrawn=0 failed=0 dumped=1 lost=1 waiting=1 dumps=1
			transferred=1 agent_ended=1 caller_ended=2 connected=1`+
			// 5 and 3 of 13; 2 of 5 + 3.
			` answer_rate=38.46 abandon_rate=23.08 service_level=25 within_threshold=2`+
			// 122 / 5; of 10, 20, 21, 31, 40: 21, 31 + 0.6*9, 31 + 0.8*9; (5 + 26 + 3) / 3.
			` asa_seconds=24.4 wait_max_seconds=120 wait_p50_seconds=21 wait_p90_seconds=36.4 wait_p95_seconds=38.2 abandon_wait_avg_seconds=11.33`+
			// 219 of 4 talks known; (219 + 20) / 4; positions 22 + 1 + 1 of 14.
			` talk_seconds=219 talk_avg_seconds=54.75 hold_seconds=30 wrapup_seconds=23 aht_seconds=59.75 rings_missed=2 position_avg=1.71`)
	})
	t.Run("without interval each queue has one row", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, "/v1/reports/queue-summary?"+morning)
		want := "sales/2026-03-10T08:00:00Z/2026-03-10T10:00:00Z/true/12/2 support/2026-03-10T08:00:00Z/2026-03-10T10:00:00Z/true/2/0"
		if got := a.list("queue", "interval_start", "interval_end", "partial", "offered", "rings_missed"); got != want {
			t.Errorf("rows\n got %s\nwant %s", got, want)
		}
		wantFigures(t, "total", a.Total, "queue=null offered=14 rings_missed=2 wait_p90_seconds=36.4")
	})
	t.Run("a range without facts is an empty list", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, "/v1/reports/queue-summary?interval=hour&from=2026-03-01&to=2026-03-02")
		if a.Data == nil || len(a.Data) != 0 {
			t.Errorf("data is %v, want an empty list", a.Data)
		}
		wantFigures(t, "total", a.Total, "queue=null partial=false offered=0 talk_seconds=0 answer_rate=null service_level=null wait_p50_seconds=null")
	})
	t.Run("the range is half-open", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, "/v1/reports/queue-summary?queue=sales&from=2026-03-10T08:20:00Z&to=2026-03-10T08:25:00Z")
		wantFigures(t, "total", a.Total, "offered=1 abandoned=1 wait_max_seconds=5")
		ring := f.ask(t, "/v1/reports/queue-summary?from=2026-03-10T09:00:05Z&to=2026-03-10T09:05:00Z")
		wantFigures(t, "from the ring on", ring.Total, "offered=0 rings_missed=1")
		before := f.ask(t, "/v1/reports/queue-summary?from=2026-03-10T08:59:51Z&to=2026-03-10T09:00:05Z")
		wantFigures(t, "up to the ring", before.Total, "offered=1 rings_missed=0")
	})
	t.Run("bounds finer than the database's microseconds lose nothing", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, "/v1/reports/queue-summary?queue=sales&interval=hour&from=2026-03-10T07:59:59.9999999Z&to=2026-03-10T08:20:00.0000009Z&offered.gt=0")
		wantFigures(t, "total", a.Total, "offered=4")
		b := f.ask(t, "/v1/reports/queue-summary?queue=sales&interval=hour&from=2026-03-10T08:00:00.0000009Z&to=2026-03-10T08:20:00.0000001Z&offered.gt=0")
		wantFigures(t, "total", b.Total, "offered=3") // c1 entered before, c5 within
	})
	t.Run("before the first event everything is partial", func(t *testing.T) {
		t.Parallel()
		a := setup(t).ask(t, "/v1/reports/queue-summary?queue=sales&"+morning)
		if a.AsOf != nil || len(a.Data) != 1 {
			t.Errorf("as_of is %v with %d rows, want null and one row", a.AsOf, len(a.Data))
		}
		wantFigures(t, "total", a.Total, "partial=true offered=0 service_level=null")
	})
	t.Run("hours and weekdays leave out what entered outside them", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{ // a Tuesday; c1, c3, c4 entered before 08:20
			"hours=08:00-08:20":                       "offered=3 answered=3 talk_seconds=160 hold_seconds=30 rings_missed=0",
			"hours=08:20-09:00":                       "offered=9 answered=1 rings_missed=1",
			"hours=09:00-08:00":                       "offered=2 answered=1 rings_missed=1",
			"weekdays=2":                              "offered=14 rings_missed=2",
			"weekdays=1,3-7":                          "offered=0 rings_missed=0 partial=false",
			"weekdays=1&hours=22:00-09:00":            "offered=12 rings_missed=1", // opened on Monday
			"weekdays=2&hours=22:00-09:00":            "offered=0",
			"hours=03:00-04:00&tz=America/Montevideo": "offered=0",
			"hours=05:00-06:00&tz=America/Montevideo": "offered=12", // three hours behind
		} {
			wantFigures(t, query, f.ask(t, "/v1/reports/queue-summary?interval=hour&"+morning+"&"+query).Total, want)
		}
	})
	t.Run("calls opens each count", func(t *testing.T) {
		t.Parallel()
		for _, row := range hourly.Data {
			f.drillDown(t, row)
		}
	})
}

// TestOutcomesOfAsterisk checks the reports on endings of calls that only Asterisk itself logs.
func TestOutcomesOfAsterisk(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, `
08:00:00|w1|q1|NONE|ENTERQUEUE||5550701|1
08:00:45|w1|q1|NONE|WITHDRAW|1|1|45|callback
08:01:40|w2|q1|NONE|ENTERQUEUE||5550702|1
08:02:00|w2|q1|PJSIP/701|SYSCOMPAT
08:03:20|w3|q1|NONE|ENTERQUEUE||5550703|1
08:03:30|w3|q1|PJSIP/701|CONNECT|10|w3b|5
08:04:30|w3|q1|PJSIP/701|COMPLETEAGENT|10|60|1
08:10:00|d1|q2|NONE|ENTERQUEUE||5550101|1
08:10:05|d1|q2|ana|AGENTDUMP
08:10:09|d1|q2|ben|AGENTDUMP
08:10:14|d1|q2|ana|AGENTDUMP
08:10:20|d1|q2|cid|CONNECT|20|d1b|4
08:11:20|d1|q2|cid|COMPLETEAGENT|20|60|1
08:12:00|d2|q2|NONE|ENTERQUEUE||5550102|1
08:12:06|d2|q2|ana|AGENTDUMP
08:13:00|d2|q2|NONE|ABANDON|1|1|60
08:14:00|d3|q2|NONE|ENTERQUEUE||5550103|1
08:14:06|d3|q2|ana|AGENTDUMP
08:16:00|d3|q2|NONE|EXITWITHTIMEOUT|1|1|120
08:17:00|d4|q2|NONE|ENTERQUEUE||5550104|1
08:17:06|d4|q2|ana|AGENTDUMP
`)
	summary := f.ask(t, "/v1/reports/queue-summary?"+morning)
	wantFigures(t, "q1", summary.row(t, "queue=q1"), `offered=3 answered=1 withdrawn=1 failed=1 dumped=0 lost=0 waiting=0 dumps=0
		answer_rate=33.33 service_level=100 wait_max_seconds=45 asa_seconds=10`)
	wantFigures(t, "q2", summary.row(t, "queue=q2"), `offered=4 answered=1 abandoned=1 timed_out=1 withdrawn=0 failed=0 dumped=0 lost=0 waiting=1 dumps=6
		answer_rate=33.33 abandon_wait_avg_seconds=60 wait_max_seconds=120`)
	wantFigures(t, "total", summary.Total, "offered=7 withdrawn=1 failed=1 dumps=6")
	// What failed is missed, what was withdrawn is not: 1 of 1 + 1.
	wantFigures(t, "with sl_exits", f.ask(t, "/v1/reports/queue-summary?sl_exits=true&queue=q1&"+morning).Total, "service_level=50")
	wantFigures(t, "with sl_exits", f.ask(t, "/v1/reports/service-level?sl_exits=true&queue=q1&"+morning).Data[0], "missed=1 missed_within_threshold=1 abandons_missed=50")
	calls := f.ask(t, "/v1/reports/calls?"+morning)
	want := "w1/withdrawn/45/0 w2/failed/20/0 w3/agent_ended/10/0 d1/agent_ended/20/3 d2/abandoned/60/1 d3/timed_out/120/1 d4/waiting/null/1"
	if got := calls.list("callid", "outcome", "wait_seconds", "dumps"); got != want {
		t.Errorf("calls\n got %s\nwant %s", got, want)
	}
	for _, row := range summary.Data {
		f.drillDown(t, row)
	}
}

// drillDown requests the visits from the report calls behind each count of a row of queue-summary.
func (f *fixture) drillDown(t *testing.T, row map[string]any) {
	t.Helper()
	query := url.Values{"limit": {"1"}, "count": {"exact"}, "queue": {figure(row["queue"])}, "from": {figure(row["interval_start"])}, "to": {figure(row["interval_end"])}}
	for column, filter := range map[string]string{
		"offered": "", "answered": "answered=true", "abandoned": "outcome=abandoned", "timed_out": "outcome=timed_out", "exited_empty": "outcome=exited_empty",
		"exited_key": "outcome=exited_key", "withdrawn": "outcome=withdrawn", "failed": "outcome=failed", "dumped": "outcome=dumped", "lost": "outcome=lost", "waiting": "outcome=waiting",
		"transferred": "outcome=transferred", "agent_ended": "outcome=agent_ended", "caller_ended": "outcome=caller_ended", "connected": "outcome=connected",
		"within_threshold": "answered=true&wait_seconds.lte=20", "short_abandoned": "outcome=abandoned&wait_seconds.lte=5",
	} {
		calls := f.ask(t, "/v1/reports/calls?"+query.Encode()+"&"+filter)
		if calls.Count == nil || plainNumber(figure(row[column])) != figure(*calls.Count) {
			t.Errorf("%s of %s from %s is %s, but calls?%s has %v rows", column, figure(row["queue"]), figure(row["interval_start"]), figure(row[column]), filter, calls.Count)
		}
	}
}
