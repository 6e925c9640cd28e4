package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestLiveQueues has calls of four queues as of 11:00: some wait, some talk, and some are over.
func TestLiveQueues(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, `
10:50:00|w1|sales|NONE|ENTERQUEUE||100|1
10:58:30|w2|sales|NONE|ENTERQUEUE||100|2
10:40:00|t1|sales|NONE|ENTERQUEUE||100|1
10:40:30|t1|sales|ana|CONNECT|30|x|4
10:59:00|t2|support|NONE|ENTERQUEUE||100|1
10:59:10|t2|support|bob|CONNECT|10|x|4
09:00:00|o1|billing|NONE|ENTERQUEUE||100|1
09:01:00|o1|billing|NONE|ABANDON|1|1|60
2026-03-09T10:59:59Z|o2|yesterday|NONE|ENTERQUEUE||100|1
2026-03-09T11:10:00Z|o2|yesterday|NONE|ABANDON|1|1|601
10:59:30|n1|NONE|NONE|ENTERQUEUE||100|1
11:00:00|NONE|NONE|NONE|CONFIGRELOAD
`)
	want := "/1/30/0 billing/0/null/0 sales/2/600/1 support/0/null/1"
	if got := f.ask(t, "/v1/reports/live-queues").list("queue", "waiting", "longest_wait_seconds", "talking"); got != want {
		t.Errorf("rows are %s, want %s", got, want)
	}
	for query, want := range map[string]string{
		"order=-waiting": "sales  support billing", "talking.gt=0": "sales support", "longest_wait_seconds.gte=60": "sales", "queue=billing": "billing", "queue=nobody": "",
	} {
		if got := f.ask(t, "/v1/reports/live-queues?"+query).list("queue"); got != want {
			t.Errorf("%s: queues are %q, want %q", query, got, want)
		}
	}
	f.fail(t, "/v1/reports/live-queues?range=today", 400, "unknown_parameter")
}

// TestLiveAgents has an agent in every state, as of 11:00.
func TestLiveAgents(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, `
10:30:00|c1|sales|NONE|ENTERQUEUE||100|1
10:30:10|c1|sales|talks|CONNECT|10|x|4
10:40:00|c2|sales|NONE|ENTERQUEUE||100|1
10:40:10|c2|sales|holds|CONNECT|10|x|4
10:45:00|c3|support|NONE|ENTERQUEUE||100|1
10:45:10|c3|support|two|CONNECT|10|x|4
10:46:00|c4|sales|NONE|ENTERQUEUE||100|1
10:46:10|c4|sales|two|CONNECT|10|x|4
10:50:00|c5|sales|NONE|ENTERQUEUE||100|1
10:50:10|c5|sales|NONE|CONNECT|10|x|4
10:10:00|c6|sales|NONE|ENTERQUEUE||100|1
10:10:10|c6|sales|free|CONNECT|10|x|4
10:11:10|c6|sales|free|COMPLETEAGENT|10|60|1
11:00:00|NONE|NONE|NONE|CONFIGRELOAD
`)
	f.exec(t, `INSERT INTO report.agent_pause (started_at, agent, kind, ended_at, closed_by, reason, telephony) VALUES
		('2026-03-10 10:20Z', 'paused', 'pause', NULL, NULL, 'paperwork', false),
		('2026-03-10 10:25Z', 'breaks', 'break', NULL, NULL, 'LUNCH', false),
		('2026-03-10 10:05Z', 'talks',  'pause', NULL, NULL, 'forgotten', false),
		('2026-03-10 09:00Z', 'free',   'break', '2026-03-10 09:10Z', 'unbreak', 'BATHROOM', false)`)
	f.agentTime(t, "11:00:00", `
		free|10:11:10||session
		free|10:10:10|10:11:10|session talking=1
		member|2026-02-02T08:00:00Z||session
		talks|10:30:10||session paused talking=1
		holds|10:52:00||session talking=1 holding=1
		two|10:47:00||session talking=2 holding=1
		paused|10:22:00||paused
		breaks|10:25:00||session on_break
		|10:50:10||talking=1
		gone|10:00:00|10:30:00|session`)
	want := strings.Join([]string{
		"/talking/2026-03-10T10:50:10Z/null/c5/sales",
		"breaks/break/2026-03-10T10:25:00Z/LUNCH/null/null",
		"free/available/2026-03-10T10:11:10Z/null/null/null",
		"holds/hold/2026-03-10T10:52:00Z/null/c2/sales",
		"member/available/2026-02-02T08:00:00Z/null/null/null",
		// Their session began within the pause.
		"paused/paused/2026-03-10T10:20:00Z/paperwork/null/null",
		"talks/talking/2026-03-10T10:30:10Z/null/c1/sales",
		// The later of two calls.
		"two/talking/2026-03-10T10:46:10Z/null/c4/sales",
	}, " ")
	if got := f.ask(t, "/v1/reports/live-agents").list("agent", "state", "since", "reason", "callid", "queue"); got != want {
		t.Errorf("rows\n got %s\nwant %s", got, want)
	}
	for query, want := range map[string]string{
		"state=available&order=since": "member free", "queue=sales&agent.ne=": "holds talks two", "reason.null=false": "breaks paused", "since.lt=2026-03-01": "member",
	} {
		if got := f.ask(t, "/v1/reports/live-agents?"+query).list("agent"); got != want {
			t.Errorf("%s: agents are %q, want %q", query, got, want)
		}
	}
}

// TestLiveReportsAreFast runs live reports on five years of partitions, of which only what is
// open may be read.
func TestLiveReportsAreFast(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	f.exec(t, `SELECT app.ensure_partitions(r.relation, ARRAY(SELECT generate_series(timestamptz '2022-01-01', '2026-03-01', '1 month')))
		FROM (VALUES ('report.queue_call'::regclass), ('report.agent_time'), ('report.agent_pause')) AS r (relation)`)
	f.exec(t, `INSERT INTO report.agent_time
		SELECT at, 'agent ' || n % 50, CASE WHEN n <= 99950 THEN at + interval '1 minute' END, true, false, false, 0, 0, 0, 0
		FROM generate_series(1, 100000) AS n, LATERAL (SELECT timestamptz '2026-03-10 11:00Z' - (100000 - n) * interval '22 minutes' AS at) AS a`)
	f.exec(t, `INSERT INTO report.queue_call (entered_at, callid, queue, visit, entry_inferred, outcome, answered, connected_at, ended_at, agent, hold_seconds, wrapup_seconds, dumps)
		SELECT at, 'call ' || n, 'queue ' || n % 20, 1, false, CASE WHEN n <= 99950 THEN 'agent_ended' ELSE 'connected' END, true, at, CASE WHEN n <= 99950 THEN at + interval '1 minute' END,
			'agent ' || n % 50, 0, 0, 0
		FROM generate_series(1, 100000) AS n, LATERAL (SELECT timestamptz '2026-03-10 11:00Z' - (100000 - n) * interval '22 minutes' AS at) AS a`)
	f.exec(t, "INSERT INTO app.campaign (campaign) SELECT 'queue ' || n FROM generate_series(0, 19) AS n")
	f.exec(t, "ANALYZE report.agent_time, report.queue_call")
	f.setAsOf(t, "agent_time", "11:00:00")
	f.setAsOf(t, "queue_call", "11:00:00")
	for _, name := range []string{"live-agents", "live-queues"} {
		path := "/v1/reports/" + name
		for range 3 {
			f.ask(t, path) // the statement is prepared by then
		}
		best := time.Hour
		for range 10 {
			begin := time.Now()
			f.ask(t, path)
			best = min(best, time.Since(begin))
		}
		t.Logf("%s: %v", name, best)
		if best > 250*time.Millisecond { // 50 ms, on a machine that does nothing else
			t.Errorf("%s takes %v", name, best)
		}
	}
	if a := f.ask(t, "/v1/reports/live-agents?callid.null=false"); len(a.Data) != 50 {
		t.Errorf("%d agents have a call, want 50", len(a.Data))
	}
	// Calls 99951 to 100000 are open.
	if got, want := f.ask(t, "/v1/reports/live-queues?queue=queue+0&queue=queue+1").list("queue", "talking"), "queue 0/3 queue 1/2"; got != want {
		t.Errorf("queues have %s, want %s", got, want)
	}
}

func TestAuditAndBlacklistAttempts(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO auditory (id, datetime, userid, host, action) VALUES
		(1, '2026-03-10 08:00Z', 'eva', '192.0.2.1', 'Logged in'), (2, '2026-03-10 08:00Z', NULL, NULL, NULL), (3, '2026-03-11 00:00Z', 'eva', '192.0.2.1', 'Logged out')`)
	if got, want := f.ask(t, "/v1/reports/audit?from=2026-03-10&to=2026-03-11").list("datetime", "userid", "host", "action"),
		"2026-03-10T08:00:00Z/eva/192.0.2.1/Logged in 2026-03-10T08:00:00Z/null/null/null"; got != want {
		t.Errorf("audit has %s, want %s", got, want)
	}
	f.exec(t, `INSERT INTO black_list_history (calldate, src, dst) VALUES
		('2026-03-10 08:00Z', 'bob', '100'), ('2026-03-10 09:00Z', 'ana', '100'), ('2026-03-10 10:00Z', 'bob', '100'), ('2026-03-10 11:00Z', NULL, '100'),
		('2026-03-10 08:30Z', '', '200'), ('2026-03-10 08:40Z', 'ana', NULL), ('2026-03-11 00:00Z', 'ana', '300')`)
	const report = "/v1/reports/blacklist-attempts?from=2026-03-10&to=2026-03-11"
	want := "/1/1/0/2026-03-10T08:40:00Z/2026-03-10T08:40:00Z/ana 100/4/3/1/2026-03-10T08:00:00Z/2026-03-10T11:00:00Z/ana, bob " +
		"200/1/0/1/2026-03-10T08:30:00Z/2026-03-10T08:30:00Z/null"
	if got := f.ask(t, report).list("number", "attempts", "dialled", "incoming", "first_attempt_at", "last_attempt_at", "agents"); got != want {
		t.Errorf("blacklist-attempts has\n%s, want\n%s", got, want)
	}
	if got, want := f.ask(t, report+"&order=-attempts&incoming.gt=0").list("number"), "100 200"; got != want {
		t.Errorf("numbers are %s, want %s", got, want)
	}
	if got, want := f.inPages(t, report, "number"), " 100 200"; got != want {
		t.Errorf("pages have %q, want %q", got, want)
	}
}

// TestLiveReportsOfThePast asks for a moment after which everything has ended, and compares with what was answered then.
func TestLiveReportsOfThePast(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, `
10:50:00|w1|sales|NONE|ENTERQUEUE||100|1
10:58:30|w2|sales|NONE|ENTERQUEUE||100|2
10:40:00|t1|sales|NONE|ENTERQUEUE||100|1
10:40:30|t1|sales|ana|CONNECT|30|x|4
10:59:00|t2|support|NONE|ENTERQUEUE||100|1
10:59:10|t2|support|bob|CONNECT|10|x|4
09:00:00|o1|billing|NONE|ENTERQUEUE||100|1
09:01:00|o1|billing|NONE|ABANDON|1|1|60
11:00:00|NONE|NONE|NONE|CONFIGRELOAD
`)
	f.exec(t, `INSERT INTO report.agent_pause (started_at, agent, kind, ended_at, closed_by, reason, telephony) VALUES ('2026-03-10 10:20Z', 'carla', 'pause', NULL, NULL, 'paperwork', false)`)
	f.agentTime(t, "11:00:00", `
		ana|10:40:30||session talking=1
		bob|10:59:10||session talking=1
		carla|10:22:00||session paused
		dan|09:00:00||session
		gone|10:00:00|10:30:00|session`)
	queues := func(query string) string {
		return f.ask(t, "/v1/reports/live-queues"+query).list("queue", "waiting", "longest_wait_seconds", "talking")
	}
	agents := func(query string) string {
		return f.ask(t, "/v1/reports/live-agents"+query).list("agent", "state", "since", "reason", "callid", "queue")
	}
	thenQueues, thenAgents := queues(""), agents("")
	if want := "billing/0/null/0 sales/2/600/1 support/0/null/1"; thenQueues != want {
		t.Fatalf("queues are %s, want %s", thenQueues, want)
	}
	f.queueLog(t, `
11:10:00|w1|sales|ana|CONNECT|1200|x|4
11:20:00|w2|sales|NONE|ABANDON|1|2|1290
11:05:00|t1|sales|ana|COMPLETEAGENT|30|1470|1
11:06:00|t2|support|bob|COMPLETEAGENT|10|410|1
11:30:00|n1|new|NONE|ENTERQUEUE||100|1
12:00:00|NONE|NONE|NONE|CONFIGRELOAD
`)
	f.exec(t, "UPDATE report.agent_pause SET ended_at = '2026-03-10 11:30Z', closed_by = 'unpause'")
	f.exec(t, "DELETE FROM report.agent_time")
	f.agentTime(t, "12:00:00", `
		ana|10:40:30|11:05:00|session talking=1
		ana|11:05:00|11:10:00|session
		ana|11:10:00||session talking=1
		bob|10:59:10|11:06:00|session talking=1
		carla|10:22:00|11:30:00|session paused
		dan|09:00:00|11:45:00|session
		gone|10:00:00|10:30:00|session`)
	const at = "?at=2026-03-10T11:00:00Z"
	if got := queues(at); got != thenQueues {
		t.Errorf("queues of the past are %s, want %s", got, thenQueues)
	}
	if got := agents(at); got != thenAgents {
		t.Errorf("agents of the past are\n%s, want\n%s", got, thenAgents)
	}
	if got := f.ask(t, "/v1/reports/live-queues"+at); got.AsOf == nil || !got.AsOf.Equal(time.Date(2026, 3, 10, 11, 0, 0, 0, time.UTC)) {
		t.Errorf("as_of is %s", got.AsOf)
	}
	// What is not in the past of as_of is the present.
	if got, want := queues("?at=2026-03-10T12:00:00Z"), queues("?at=now"); got != want || got != queues("") || !strings.Contains(got, "new/1/1800/0") {
		t.Errorf("queues of as_of are %s, now %s", got, want)
	}
	f.fail(t, "/v1/reports/live-queues?at=2999-01-01", 400, "invalid_time")
	f.fail(t, "/v1/reports/live-agents?at=yesterday", 400, "invalid_time")
}
