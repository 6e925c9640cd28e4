package migrations_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// agentLines returns a function that reads the stored rows of the given agent relations.
func agentLines(relations ...string) func(*testing.T, runner) []string {
	return func(t *testing.T, db runner) []string {
		t.Helper()
		return slices.DeleteFunc(agentRows(t, db), func(line string) bool {
			relation, _, _ := strings.Cut(line, " ")
			return !slices.Contains(relations, relation)
		})
	}
}

// TestLateAgentRows inserts rows after those that they change.
func TestLateAgentRows(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	afterEachStep(t, agentLines("session", "pause"), map[string][]lateStep{
		"a login that comes last shortens the session computed from a logoff": {
			{log: `734400|NONE|NONE|ana|AGENTLOGOFF|600000`, want: `session ana 134400..734400 by=logoff inferred`},
			{log: `730800|NONE|NONE|ana|AGENTLOGIN`, want: `session ana 730800..734400 by=logoff`},
		},
		"a logoff that comes last ends one session and begins another, a restart likewise": {
			{log: "28800|NONE|NONE|ana|AGENTLOGIN\n46800|NONE|NONE|ana|AGENTLOGIN\n61200|NONE|NONE|ana|AGENTLOGOFF|60", want: `session ana 28800..61200 by=logoff`},
			{log: `43200|NONE|NONE|ana|AGENTLOGOFF|60`, want: "session ana 28800..43200 by=logoff\nsession ana 46800..61200 by=logoff"},
			{log: `36000|NONE|NONE|NONE|QUEUESTART`, want: `
				session ana 28800..36000 by=restart
				session ana 43140..43200 by=logoff inferred
				session ana 46800..61200 by=logoff`},
		},
		"an earlier login moves the limits after it": {
			{log: "288000|NONE|NONE|ana|AGENTLOGIN\n806400|NONE|NONE|ana|AGENTLOGIN\n1324800|NONE|NONE|ana|AGENTLOGIN", want: `
				session ana 288000..892800 by=limit
				session ana 1324800..`},
			{log: `28800|NONE|NONE|ana|AGENTLOGIN`, want: `
				session ana 28800..633600 by=limit
				session ana 806400..`},
		},
		"another agent's row 7 days later ends what is open, a second before it not": {
			{log: "28800|NONE|NONE|ana|AGENTLOGIN\n32400|NONE|NONE|ana|BREAK|LUNCH\n36000|NONE|q1|bob|ADDMEMBER\n39600|NONE|q1|bob|PAUSE", want: `
				session ana 28800..
				pause ana break 32400.. reason=LUNCH
				session bob 36000.. member
				pause bob pause 39600.. telephony`},
			{log: `637199|x|q1|eva|RINGNOANSWER|5`, want: `
				session ana 28800..633600 by=limit
				pause ana break 32400.. reason=LUNCH
				session bob 36000.. member
				pause bob pause 39600.. telephony`},
			{log: `644400|x|q1|eva|RINGNOANSWER|5`, want: `
				session ana 28800..633600 by=limit
				pause ana break 32400..637200 by=limit reason=LUNCH
				session bob 36000..640800 by=limit member
				pause bob pause 39600..644400 by=limit telephony`},
		},
		"a new day is one on which an open membership counts, until its login comes": {
			{log: "28800|NONE|q1|ana|ADDMEMBER\n32400|NONE|NONE|ana|AGENTLOGIN\n36000|NONE|NONE|ana|AGENTLOGOFF|3600", want: `session ana 32400..36000 by=logoff`},
			{log: `111600|x|q1|eva|RINGNOANSWER|5`, want: "session ana 32400..36000 by=logoff\nsession ana 86400.. member"},
			{log: `129600|NONE|NONE|ana|AGENTLOGIN`, want: "session ana 32400..36000 by=logoff\nsession ana 129600.."},
		},
		"a row in the middle parts a membership of months, and goes again": {
			{log: "28800|NONE|q1|ana|ADDMEMBER\n547200|NONE|q1|ana|ADDMEMBER\n1065600|NONE|q1|ana|ADDMEMBER\n1584000|NONE|q1|ana|ADDMEMBER\n" +
				"2102400|NONE|q1|ana|ADDMEMBER\n2620800|NONE|q1|ana|ADDMEMBER\n3139200|NONE|q1|ana|ADDMEMBER\n3312000|NONE|q1|ana|REMOVEMEMBER\n" +
				"7600000|NONE|q1|bob|REMOVEMEMBER", want: `session ana 28800..3312000 by=removed member`},
			{log: `1155600|NONE|NONE|ana|AGENTLOGOFF|60`, want: `
				session ana 28800..1123200 by=login member
				session ana 1155540..1155600 by=logoff inferred
				session ana 1209600..3312000 by=removed member`},
			{statements: []string{"DELETE FROM queue_log_repo WHERE event = 'AGENTLOGOFF'", "SELECT report.refresh('2024-01-14 00:00:00+00', '2024-01-15 00:00:00+00')"},
				want: `session ana 28800..3312000 by=removed member`},
		},
		"a newest row of a wrong time, which ended a session, goes again": {
			{log: "28800|NONE|NONE|ana|AGENTLOGIN\n1584000|NONE|NONE|bob|REALPAUSE", want: "session ana 28800..633600 by=limit\npause bob pause 1584000.."},
			{statements: []string{"DELETE FROM queue_log_repo WHERE event = 'REALPAUSE'", "SELECT report.refresh('2024-01-19 00:00:00+00', '2024-01-20 00:00:00+00')"},
				want: `session ana 28800..`},
		},
	})
}

// TestLateAgentTime inserts rows, aliases and records of calls after the time that they change.
func TestLateAgentTime(t *testing.T) {
	t.Parallel()
	const ofTheInterface = `
		session SIP/1 28800..
		session ana 32340..32400 by=logoff inferred
		time SIP/1 28800..36000 session
		time SIP/1 36000..36060 session talking=1
		time SIP/1 36060.. session
		time ana 32340..32400 session`
	afterEachStep(t, agentLines("session", "time"), map[string][]lateStep{
		"what an interface did becomes an agent's, another's, and its own again": {
			{log: "28800|NONE|NONE|SIP/1|AGENTLOGIN\n32400|NONE|NONE|ana|AGENTLOGOFF|60\n36000|c1|q1|SIP/1|CONNECT|0\n36060|c1|q1|SIP/1|COMPLETEAGENT|0|60", want: ofTheInterface},
			{log: `alias|SIP/1|ana`, want: `
				session ana 28800..32400 by=logoff
				time ana 28800..32400 session
				time ana 36000..36060 talking=1`},
			{log: `alias|SIP/1|bob`, want: strings.ReplaceAll(ofTheInterface, "SIP/1", "bob")},
			{statements: []string{"DELETE FROM app.agent_alias"}, want: ofTheInterface},
		},
		"a piece that was cut at midnight goes on again where its end goes": {
			{log: "79200|NONE|NONE|ana|AGENTLOGIN\n176400|NONE|NONE|SIP/1|AGENTLOGOFF|60", want: `
				session SIP/1 176340..176400 by=logoff inferred
				session ana 79200..
				time SIP/1 176340..176400 session
				time ana 79200.. session`},
			{log: `alias|SIP/1|ana`, want: `
				session ana 79200..176400 by=logoff
				time ana 79200..86400 session
				time ana 86400..172800 session
				time ana 172800..176400 session`},
			{statements: []string{"DELETE FROM app.agent_alias"}, want: `
				session SIP/1 176340..176400 by=logoff inferred
				session ana 79200..
				time SIP/1 176340..176400 session
				time ana 79200.. session`},
		},
		"a record that comes last brings a hold to its call": {
			{log: "100|c1|q1|ana|CONNECT|0\n110|NONE|q1|ana|PHONESTARHOLDIN|600|g1\n160|c1|q1|ana|COMPLETEAGENT|0|60", want: `time ana 100..160 talking=1`},
			{log: `cdr|g1|c1|`, want: "time ana 100..110 talking=1\ntime ana 110..160 talking=1 holding=1"},
			{log: `150|c1|q1|ana|COMPLETECALLER|0|50`, want: "time ana 100..110 talking=1\ntime ana 110..150 talking=1 holding=1"},
		},
		"a database restored into another cluster, whose transactions count from the beginning": {
			{log: "28800|NONE|NONE|ana|AGENTLOGIN\n32400|NONE|NONE|ana|AGENTLOGOFF|3600", want: `
				session ana 28800..32400 by=logoff
				time ana 28800..32400 session`},
			{statements: []string{"UPDATE app.refresh SET snapshot = '4000000000000:4000000000000:'", "UPDATE queue_log_repo SET written_by = '3999999999999'", "DELETE FROM report.agent_time"}, want: `
				session ana 28800..32400 by=logoff
				time ana 28800..32400 session`},
			{log: `36000|NONE|NONE|ana|AGENTLOGIN`, want: `
				session ana 28800..32400 by=logoff
				session ana 36000..
				time ana 28800..32400 session
				time ana 36000.. session`},
		},
	})
}

// TestAgentRowsOfTheFuture inserts rows that a wrong clock dates years ahead. They must end nothing, and must not
// split anything into days.
func TestAgentRowsOfTheFuture(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	exec(t, db, `
		INSERT INTO queue_log_repo (datetime, agent, event, data3) VALUES
			(now() - interval '1 minute', 'ana', 'AGENTLOGIN', ''),
			('9999-12-31 12:00:00+00', 'ana', 'OUTCALL', '60')`)
	check := func() {
		t.Helper()
		equal(t, []string{"1"}, texts(t, db, "SELECT count(*) FROM report.agent_session WHERE agent = 'ana' AND ended_at IS NULL"))
		// The pieces are before the call, the call and after it, with one more if the minute contains midnight.
		none(t, db, "SELECT format('%s pieces', count(*)) FROM report.agent_time HAVING count(*) NOT IN (3, 4)")
		equal(t, []string{"60"}, texts(t, db, "SELECT extract(epoch FROM sum(ended_at - started_at))::integer FROM report.agent_time WHERE outbound = 1"))
	}
	refresh(t, db)
	check()
	rebuild(t, db)
	check()
}
