package api_test

import (
	"net/url"
	"testing"
)

// ruleLog has an agent or a queue for each rule of the agents' time and of visits. On 1 March the server
// starts at 10:00; the newest row is of 5 March, 08:00.
const ruleLog = `
# open at both ends of an hour
2026-03-02T07:00:00Z|NONE|NONE|ana|AGENTLOGIN
2026-03-02T19:00:00Z|NONE|NONE|ana|AGENTLOGOFF|43200
2026-03-05T07:00:00Z|NONE|NONE|bob|AGENTLOGIN
# a login time of two hours, in which the server started
2026-03-01T09:00:00Z|NONE|NONE|cid|AGENTLOGIN
2026-03-01T11:00:00Z|NONE|NONE|cid|AGENTLOGOFF|7200
2026-03-02T08:00:00Z|NONE|NONE|dan|AGENTLOGIN
2026-03-02T09:00:00Z|NONE|NONE|dan|AGENTLOGIN
2026-03-02T10:00:00Z|NONE|NONE|dan|AGENTLOGOFF|3600
2026-03-02T10:00:00Z|NONE|NONE|eva|AGENTLOGOFF|3600
# a crash
2026-03-01T08:30:00Z|NONE|NONE|fay|AGENTLOGIN
2026-03-01T09:30:00Z|lost|restarted|NONE|ENTERQUEUE||600|1
2026-03-01T10:00:00Z|NONE|NONE|NONE|QUEUESTART
2026-03-01T10:15:00Z|NONE|NONE|fay|AGENTLOGIN
2026-03-01T10:30:00Z|NONE|NONE|fay|AGENTLOGOFF|900
2026-03-02T23:59:19Z|NONE|NONE|gus|REALPAUSE
2026-03-03T02:02:19Z|NONE|NONE|gus|REALUNPAUSE|7380
2026-03-02T08:00:00Z|NONE|NONE|hal|PAUSEALL
2026-03-02T08:10:00Z|NONE|NONE|hal|PAUSEALL
2026-03-02T08:30:00Z|NONE|NONE|hal|UNPAUSEALL
2026-03-02T08:00:00Z|NONE|NONE|ida|PAUSEALL
2026-03-02T08:00:00Z|NONE|q1|ida|PAUSE
2026-03-02T08:00:00Z|NONE|q2|ida|PAUSE
2026-03-02T08:00:00Z|NONE|q3|ida|PAUSE
2026-03-02T08:20:00Z|NONE|q1|ida|UNPAUSE
2026-03-02T08:25:00Z|NONE|q2|ida|UNPAUSE
2026-03-02T08:30:00Z|NONE|q3|ida|UNPAUSE
# a pause still open at logoff
2026-03-02T08:00:00Z|NONE|NONE|jon|AGENTLOGIN
2026-03-02T08:30:00Z|NONE|NONE|jon|REALPAUSE
2026-03-02T09:00:00Z|NONE|NONE|jon|AGENTLOGOFF|3600
2026-03-02T10:00:00Z|NONE|NONE|jon|AGENTLOGIN
2026-03-02T10:10:00Z|NONE|NONE|jon|AGENTLOGOFF|600
2026-03-02T08:00:00Z|NONE|NONE|kim|AGENTLOGIN
2026-03-02T08:30:00Z|NONE|NONE|kim|REALUNPAUSE|600
2026-03-02T09:00:00Z|NONE|NONE|kim|AGENTLOGOFF|3600
2026-03-02T08:00:00Z|NONE|NONE|lea|REALPAUSE
2026-03-02T08:10:00Z|NONE|NONE|lea|REALUNPAUSE|600
# a break of half an hour; of the second pause 10 minutes come after it
2026-03-02T08:00:00Z|NONE|NONE|max|AGENTLOGIN
2026-03-02T08:10:00Z|NONE|NONE|max|BREAK|LUNCH
2026-03-02T08:15:00Z|NONE|NONE|max|REALPAUSE
2026-03-02T08:20:00Z|NONE|NONE|max|REALUNPAUSE|300
2026-03-02T08:30:00Z|NONE|NONE|max|REALPAUSE
2026-03-02T08:40:00Z|NONE|NONE|max|UNBREAK|LUNCH||1800
2026-03-02T08:50:00Z|NONE|NONE|max|REALUNPAUSE|1200
2026-03-02T09:00:00Z|NONE|NONE|max|AGENTLOGOFF|3600
2026-03-02T05:00:00Z|NONE|NONE|nia|AGENTLOGIN
2026-03-02T06:00:20Z|NONE|q1|nia|FINISHWRAPUP|0|30|g1
2026-03-02T07:00:00Z|NONE|NONE|nia|AGENTLOGOFF|7200
2026-03-02T08:00:00Z|h1|q1|NONE|ENTERQUEUE||600|1
2026-03-02T08:00:10Z|h1|q1|oli|CONNECT|10||3
2026-03-02T08:01:00Z|h1|q1|oli|HOLD
2026-03-02T08:02:10Z|h1|q1|oli|COMPLETECALLER|10|120|1
2026-03-02T08:00:00Z|t1|q1|pam|CONNECT|0||3
2026-03-02T08:05:00Z|t2|q1|pam|CONNECT|0||3
2026-03-02T08:10:00Z|t1|q1|pam|COMPLETEAGENT|0|600|1
2026-03-02T08:15:00Z|t2|q1|pam|COMPLETEAGENT|0|600|1
2026-03-02T08:00:00Z|a1|named|NONE|ENTERQUEUE||600|1
2026-03-02T08:01:00Z|a1|named|quin|ABANDON|1|1|60
2026-03-02T08:00:00.2Z|e1|again|NONE|ENTERQUEUE||600|1
2026-03-02T08:00:30.3Z|e1|again|NONE|EXITWITHTIMEOUT|1|1|30
2026-03-02T08:00:30.9Z|e1|again|NONE|ENTERQUEUE||600|1
2026-03-02T08:00:40.9Z|e1|again|rob|CONNECT|10||3
2026-03-02T08:01:40.9Z|e1|again|rob|COMPLETECALLER|10|60|1
2026-03-05T08:00:00Z|NONE|NONE|NONE|UNKNOWN
`

// TestRulesFromLogToReport compares the figures of reports on a log with those computed by
// hand: one case for each rule that other products are known to get wrong.
func TestRulesFromLogToReport(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, ruleLog)
	const second = "from=2026-03-02&to=2026-03-03"
	for name, c := range map[string]struct{ report, query, want string }{
		"login open at both ends of the range":         {"agent-summary", "agent=ana&from=2026-03-02T10:00:00Z&to=2026-03-02T11:00:00Z", "session_seconds=3600 available_seconds=3600"},
		"login open at the end of the data":            {"agent-summary", "agent=bob&from=2026-03-05&to=2026-03-06", "session_seconds=3600 available_seconds=3600 partial=true"},
		"logoff at exactly the beginning":              {"agent-summary", "agent=ana&from=2026-03-02T19:00:00Z&to=2026-03-02T20:00:00Z", "session_seconds=0 available_seconds=0 utilisation=null"},
		"logoff at exactly the end":                    {"agent-summary", "agent=ana&from=2026-03-02T18:00:00Z&to=2026-03-02T19:00:00Z", "session_seconds=3600"},
		"login time that reaches back over a start":    {"agent-summary", "agent=cid&from=2026-03-01&to=2026-03-02", "session_seconds=7200 available_seconds=7200"},
		"double login":                                 {"agent-summary", "agent=dan&" + second, "session_seconds=7200"},
		"logoff without login":                         {"agent-summary", "agent=eva&" + second, "session_seconds=3600"},
		"start after a crash":                          {"agent-summary", "agent=fay&from=2026-03-01&to=2026-03-02", "session_seconds=6300"}, // 08:30 to 10:00 and 15 minutes
		"pause before midnight":                        {"agent-summary", "agent=gus&" + second, "pause_seconds=41"},
		"pause after midnight":                         {"agent-summary", "agent=gus&from=2026-03-03&to=2026-03-04", "pause_seconds=7339"},
		"pause over midnight, of two days":             {"agent-summary", "agent=gus&from=2026-03-02&to=2026-03-04&interval=day", "pause_seconds=7380 session_seconds=0"},
		"two PAUSEALL before one UNPAUSEALL":           {"agent-summary", "agent=hal&" + second, "pause_seconds=1800"},
		"PAUSEALL with PAUSE rows of three queues":     {"agent-summary", "agent=ida&" + second, "pause_seconds=1800"},
		"pause still open at logoff":                   {"agent-summary", "agent=jon&" + second, "session_seconds=4200 pause_seconds=1800 available_seconds=2400"},
		"unpause alone":                                {"agent-summary", "agent=kim&" + second, "session_seconds=3600 pause_seconds=0 available_seconds=3600"},
		"pause outside a session":                      {"agent-summary", "agent=lea&" + second, "session_seconds=0 pause_seconds=600 available_seconds=0 occupancy=null utilisation=null"},
		"break with pauses inside":                     {"agent-summary", "agent=max&" + second, "session_seconds=3600 break_seconds=1800 pause_seconds=600 available_seconds=1200"},
		"wrap-up of 30 s, the 10 before six":           {"agent-summary", "agent=nia&from=2026-03-02T05:00:00Z&to=2026-03-02T06:00:00Z", "wrapup_seconds=10 busy_seconds=10 available_seconds=3590"},
		"wrap-up of 30 s, the 20 after six":            {"agent-summary", "agent=nia&from=2026-03-02T06:00:00Z&to=2026-03-02T07:00:00Z", "wrapup_seconds=20 busy_seconds=20 available_seconds=3580"},
		"hold without unhold":                          {"agent-summary", "agent=oli&" + second, "talk_seconds=120 hold_seconds=70 busy_seconds=120"},
		"two calls at once":                            {"agent-summary", "agent=pam&" + second, "answered=2 talk_seconds=1200 busy_seconds=900 aht_seconds=600"},
		"agent named on an ABANDON":                    {"agent-summary", "agent=quin&" + second, "answered=0 talk_seconds=0 busy_seconds=0 agent_answer_rate=null"},
		"call abandoned with an agent's name":          {"queue-summary", "queue=named&" + second, "offered=1 answered=0 abandoned=1 wait_max_seconds=60"},
		"waiting call that a start of the server lost": {"queue-summary", "queue=restarted&from=2026-03-01&to=2026-03-02", "offered=1 lost=1 waiting=0 wait_max_seconds=1800 answer_rate=0"},
		"timeout and new entry within one second":      {"queue-summary", "queue=again&" + second, "offered=2 timed_out=1 answered=1 lost=0 answer_rate=50 asa_seconds=10 talk_seconds=60"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFigures(t, c.query, f.ask(t, "/v1/reports/"+c.report+"?"+c.query).Total, c.want)
		})
	}
	t.Run("who had logged off has no row", func(t *testing.T) {
		t.Parallel()
		if got := f.ask(t, "/v1/reports/agent-summary?from=2026-03-02T19:00:00Z&to=2026-03-02T20:00:00Z").list("agent"); got != "" {
			t.Errorf("there are rows of %s", got)
		}
	})
	t.Run("every second is in one slot, however short they are", func(t *testing.T) {
		t.Parallel()
		for _, interval := range []string{"15m", "30m", "hour", "day", "week"} {
			q := url.Values{"from": {"2026-03-01"}, "to": {"2026-03-06"}, "tz": {"Asia/Kathmandu"}, "interval": {interval}}
			// The sums of all sessions and of all pauses above, those of ana, cid, dan, eva, fay, jon, kim, max, nia and bob, and of gus, hal, ida, jon, lea and max.
			wantFigures(t, interval, f.ask(t, "/v1/reports/agent-summary?"+q.Encode()).Total, "session_seconds=89700 pause_seconds=13980 break_seconds=1800")
		}
	})
}
