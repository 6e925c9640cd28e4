package api_test

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// agentDay is the log of the agents on 10 March 2026, as of 11:00. The interface PJSIP/201 is bob's.
const agentDay = `
08:50:00|a1|sales|NONE|ENTERQUEUE||100|1
08:50:20|a1|sales|ana|CONNECT|20|x|4
09:10:20|a1|sales|ana|COMPLETEAGENT|20|1200|1
09:10:50|a1|sales|ana|FINISHWRAPUP|0|30|g1
09:05:00|a2|sales|NONE|ENTERQUEUE||100|1
09:05:10|a2|sales|ana|CONNECT|10|x|4
09:08:10|a2|sales|ana|BLINDTRANSFER|7000|default|10|180|1
09:20:00|a3|sales|NONE|ENTERQUEUE||100|1
09:20:10|a3|sales|ana|RINGNOANSWER|5000
09:20:20|a3|sales|ana|RINGNOANSWER|900
09:20:40|a3|sales|NONE|ABANDON|1|1|40
10:00:30||out->|ana|OUTCALL|ANSWER|50|60|100|g2
10:10:00||out->|PJSIP/201|OUTCALL|BUSY|0|20|100|g3
10:20:00|a4|sales|NONE|ENTERQUEUE||100|1
10:20:10|a4|sales|NONE|CONNECT|10|x|4
10:20:30|a4|sales|NONE|COMPLETECALLER|10|20|1
10:40:00|a5|sales|NONE|ENTERQUEUE||100|1
`

// agentDayTime is how the time went by. Ana has two calls at once from 09:05:10 and still is in a
// break; eva has been in the queues since the beginning of the month, and it is unknown who took a4.
const agentDayTime = `
ana|08:40:00|08:50:20|session
ana|08:50:20|09:05:10|session talking=1
ana|09:05:10|09:06:00|session talking=2
ana|09:06:00|09:07:00|session talking=2 holding=1
ana|09:07:00|09:08:10|session talking=2
ana|09:08:10|09:10:20|session talking=1
ana|09:10:20|09:10:50|session wrapping_up=1
ana|09:10:50|09:30:00|session
ana|09:30:00|09:45:30.25|session paused
ana|09:45:30.25|09:59:30|session
ana|09:59:30|10:00:30|session outbound=1
ana|10:00:30|10:30:00|session
ana|10:30:00||session on_break
bob|10:09:40|10:10:00|outbound=1
|10:20:10|10:20:30|talking=1
eva|2026-03-01T08:00:00Z||session
`

// agentTime writes pieces of agents' time, agent|start|end|what, and says up to when the agents'
// relations are complete.
func (f *fixture) agentTime(t *testing.T, asOf, lines string) {
	t.Helper()
	f.exec(t, "DELETE FROM report.agent_time")
	for line := range strings.Lines(lines) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) < 4 {
			continue
		}
		number := map[string]int{}
		for what := range strings.FieldsSeq(fields[3]) {
			name, value, _ := strings.Cut(what, "=")
			if number[name] = 1; value != "" {
				number[name], _ = strconv.Atoi(value)
			}
		}
		f.exec(t, `INSERT INTO report.agent_time (agent, started_at, ended_at, in_session, paused, on_break, talking, holding, wrapping_up, outbound)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, fields[0], clockTime(fields[1]), clockTime(fields[2]),
			number["session"] > 0, number["paused"] > 0, number["on_break"] > 0, number["talking"], number["holding"], number["wrapping_up"], number["outbound"])
	}
	f.setAsOf(t, "agent_time", asOf)
}

// setAsOf says up to when a derived relation is complete.
func (f *fixture) setAsOf(t *testing.T, relation, asOf string) {
	t.Helper()
	f.exec(t, `INSERT INTO app.refresh (relation, snapshot, as_of) VALUES ($1, pg_current_snapshot(), $2)
		ON CONFLICT (relation) DO UPDATE SET as_of = excluded.as_of`, relation, clockTime(asOf))
}

// clockTime returns a time of startOfClock's date, or any other value unchanged; nil if it is empty.
func clockTime(text string) any {
	switch {
	case text == "":
		return nil
	case strings.Contains(text, "T"):
		return text
	}
	return startOfClock.Format(time.DateOnly) + "T" + text + "Z"
}

const agentMorning = "/v1/reports/agent-summary?from=2026-03-10T08:00:00Z&to=2026-03-10T12:00:00Z"

func agentFixture(t *testing.T) *fixture {
	t.Helper()
	f := setup(t)
	f.exec(t, "INSERT INTO app.agent_alias VALUES ('PJSIP/201', 'bob')")
	f.queueLog(t, agentDay)
	f.agentTime(t, "11:00:00", agentDayTime)
	return f
}

func TestAgentSummary(t *testing.T) {
	t.Parallel()
	f := agentFixture(t)
	hourly := f.ask(t, agentMorning+"&interval=hour")
	at := func(agent, hour string) map[string]any {
		return hourly.row(t, "agent="+agent+" interval_start=2026-03-10T"+hour+":00:00Z")
	}
	t.Run("every column of a busy hour", func(t *testing.T) {
		t.Parallel()
		// Talk: a1 to 09:10:20 is 620 s, a2 180 s, both of it at once. Busy: 620, 30 of wrap-up, 30 of the outbound call.
		// Available: 3600 - 680 - 930.25. a2 entered in this hour and has no wrap-up.
		wantFigures(t, "ana from 09:00", at("ana", "09"), `partial=false answered=1 rings_missed=1 agent_answer_rate=50 transferred=1
			session_seconds=3600 pause_seconds=930.25 break_seconds=0 talk_seconds=800 hold_seconds=60 wrapup_seconds=30
			busy_seconds=680 available_seconds=1989.75 occupancy=25.47 utilisation=18.89 aht_seconds=180 outbound_calls=0 outbound_seconds=30`)
	})
	t.Run("a call counts in full where it entered, its seconds where they passed", func(t *testing.T) {
		t.Parallel()
		// From 08:40 to 09:00, of which 580 s in a1; a1 took 1200 s and 30 of wrap-up.
		wantFigures(t, "ana from 08:00", at("ana", "08"), `answered=1 rings_missed=0 agent_answer_rate=100 transferred=0
			session_seconds=1200 pause_seconds=0 talk_seconds=580 hold_seconds=0 wrapup_seconds=0 busy_seconds=580 available_seconds=620
			occupancy=48.33 utilisation=48.33 aht_seconds=1230 outbound_calls=0 outbound_seconds=0`)
	})
	t.Run("an outbound call counts where it ended", func(t *testing.T) {
		t.Parallel()
		wantFigures(t, "ana from 10:00", at("ana", "10"), `answered=0 rings_missed=0 agent_answer_rate=null aht_seconds=null outbound_calls=1
			outbound_seconds=30 session_seconds=3600 break_seconds=1800 busy_seconds=30 available_seconds=1770 occupancy=1.67 utilisation=0.83`)
	})
	t.Run("nothing passes after as_of", func(t *testing.T) {
		t.Parallel()
		for _, agent := range []string{"ana", "eva"} {
			wantFigures(t, agent+" from 11:00", at(agent, "11"), `partial=true session_seconds=0 break_seconds=0 available_seconds=0
				occupancy=null utilisation=null agent_answer_rate=null answered=0 outbound_calls=0`)
		}
	})
	t.Run("what began long ago and goes on", func(t *testing.T) {
		t.Parallel()
		for _, hour := range []string{"08", "09", "10"} {
			wantFigures(t, "eva from "+hour, at("eva", hour), "session_seconds=3600 available_seconds=3600 busy_seconds=0 occupancy=0 utilisation=0 answered=0")
		}
	})
	t.Run("an interface is its agent, and who is not known has no name", func(t *testing.T) {
		t.Parallel()
		// Outside of sessions there is nothing to be available in, nor to be utilised.
		wantFigures(t, "bob", at("bob", "10"), "outbound_calls=1 outbound_seconds=20 busy_seconds=20 session_seconds=0 available_seconds=0 occupancy=100 utilisation=null")
		wantFigures(t, "nobody", at("", "10"), "answered=1 talk_seconds=20 busy_seconds=20 aht_seconds=20 agent_answer_rate=100 session_seconds=0")
		if got, want := f.ask(t, agentMorning).list("agent"), " ana bob eva"; got != want {
			t.Errorf("agents are %q, want %q", got, want)
		}
	})
	t.Run("total, in agreement with queue-summary", func(t *testing.T) {
		t.Parallel()
		// Ana 08:40 to 11:00 and eva three hours; talk 1200 + 180 + 20; busy 580 + 680 + 30, 20 and 20.
		wantFigures(t, "total", hourly.Total, `agent=null answered=3 rings_missed=1 agent_answer_rate=75 transferred=1 session_seconds=19200
			pause_seconds=930.25 break_seconds=1800 talk_seconds=1400 hold_seconds=60 wrapup_seconds=30 busy_seconds=1330
			available_seconds=15179.75 outbound_calls=2 outbound_seconds=80 aht_seconds=476.67`)
		queues := f.ask(t, "/v1/reports/queue-summary?from=2026-03-10T08:00:00Z&to=2026-03-10T12:00:00Z")
		wantFigures(t, "queue-summary", queues.Total, "answered=3 talk_seconds=1400 wrapup_seconds=30 aht_seconds=476.67 rings_missed=1 transferred=1")
	})
}

func TestAgentSummaryCutsTime(t *testing.T) {
	t.Parallel()
	f := agentFixture(t)
	t.Run("by the range", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, "/v1/reports/agent-summary?agent=ana&from=2026-03-10T08:55:00Z&to=2026-03-10T09:06:30.5Z")
		// Talk from 08:55 and from 09:05:10, hold from 09:06. Only a2 entered in it.
		wantFigures(t, "total", a.Total, "session_seconds=690.5 talk_seconds=771 hold_seconds=30.5 busy_seconds=690.5 answered=1")
	})
	t.Run("by hours, weekdays and filters", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{ // a Tuesday
			"agent=ana&hours=09:00-09:08":                       "session_seconds=480 talk_seconds=650 hold_seconds=60 answered=1 rings_missed=0 busy_seconds=480",
			"agent=ana&hours=09:45-09:46":                       "session_seconds=60 pause_seconds=30.25 available_seconds=29.75 answered=0",
			"agent=ana&hours=22:00-09:00":                       "session_seconds=1200 answered=1",
			"agent=ana&weekdays=1,3-7":                          "session_seconds=0 answered=0 outbound_calls=0",
			"agent=ana&hours=05:00-06:00&tz=America/Montevideo": "session_seconds=1200 talk_seconds=580",
			"agent=":                            "answered=1 talk_seconds=20 outbound_calls=0",
			"agent=bob":                         "outbound_calls=1 outbound_seconds=20",
			"agent.ne=ana&agent.ne=eva":         "answered=1 busy_seconds=40 session_seconds=0",
			"agent.like=e*":                     "session_seconds=10800 rings_missed=0",
			"interval=hour&busy_seconds.gt=100": "session_seconds=4800 talk_seconds=1380 answered=2 rings_missed=1 outbound_calls=0",
			"interval=hour&occupancy.null=true&agent.ne=": "session_seconds=0 answered=0",
		} {
			wantFigures(t, query, f.ask(t, agentMorning+"&"+query).Total, want)
		}
	})
	t.Run("where the clock changes", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.agentTime(t, "2026-03-10T00:00:00Z", `
			ana|2025-11-02T04:30:00Z|2025-11-02T07:15:00Z|session
			ana|2026-03-08T05:30:00Z|2026-03-08T08:30:00Z|session
			bob|2026-03-07T23:00:00Z|2026-03-08T00:00:00Z|session
			bob|2026-03-08T00:00:00Z|2026-03-08T06:00:00Z|session talking=1`)
		ask := func(query string) string {
			return f.ask(t, "/v1/reports/agent-summary?tz=America/Montreal&session_seconds.gt=0&"+query).list("interval_start", "session_seconds")
		}
		// An hour comes twice.
		want := "2025-11-02T00:00:00-04:00/1800 2025-11-02T01:00:00-04:00/3600 2025-11-02T01:00:00-05:00/3600 2025-11-02T02:00:00-05:00/900"
		if got := ask("agent=ana&interval=hour&from=2025-11-02&to=2025-11-03"); got != want {
			t.Errorf("clock set back\n got %s\nwant %s", got, want)
		}
		// After 01:00 comes 03:00.
		want = "2026-03-08T00:00:00-05:00/1800 2026-03-08T01:00:00-05:00/3600 2026-03-08T03:00:00-04:00/3600 2026-03-08T04:00:00-04:00/1800"
		if got := ask("agent=ana&interval=hour&from=2026-03-08&to=2026-03-09"); got != want {
			t.Errorf("clock set forward\n got %s\nwant %s", got, want)
		}
		// Midnight in Montreal is 05:00 in UTC.
		want = "2026-03-07T00:00:00-05:00/21600 2026-03-08T00:00:00-05:00/3600"
		if got := ask("agent=bob&interval=day&from=2026-03-07&to=2026-03-09"); got != want {
			t.Errorf("days\n got %s\nwant %s", got, want)
		}
	})
	t.Run("an empty database", func(t *testing.T) {
		t.Parallel()
		a := setup(t).ask(t, agentMorning+"&agent=ana")
		if a.AsOf != nil || len(a.Data) != 1 {
			t.Errorf("as_of is %v with %d rows, want null and one row", a.AsOf, len(a.Data))
		}
		wantFigures(t, "total", a.Total, `partial=true answered=0 rings_missed=0 agent_answer_rate=null session_seconds=0 occupancy=null utilisation=null
			aht_seconds=null outbound_calls=0`)
	})
}
