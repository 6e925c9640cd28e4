package migrations_test

import (
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/oracle"
)

// TestLateChats inserts rows after a refresh, in transactions of their own.
func TestLateChats(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	afterEachStep(t, func(t *testing.T, db runner) []string { t.Helper(); return storedChats(t, db, "") }, map[string][]lateStep{
		"a log older than the first refresh": {
			{log: ``, want: ``},
			{log: `sms 100|c1|q1|NONE|ENTERQUEUE`, want: `100 c1 sms/q1#1 waiting`},
		},
		"an entry that comes last moves the visit to its time": {
			{log: `sms 200|c1|q1|ana|COMPLETEAGENT|10|90|1|7`, want: `
				100 c1 sms/q1#1 agent_ended inferred agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=90 messages=7
				part 110 c1 sms/q1#1.1 agent=ana ended=200`},
			{log: `sms 95|c1|q1|NONE|ENTERQUEUE|600`, want: `
				95 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=90 messages=7 contact=600
				part 110 c1 sms/q1#1.1 agent=ana ended=200`},
		},
		"an earlier entry that comes last makes the visit the second": {
			{log: `sms 100|c1|q1|NONE|ENTERQUEUE`, want: `100 c1 sms/q1#1 waiting`},
			{log: `sms 50|c1|q1|NONE|ENTERQUEUE`, want: "50 c1 sms/q1#1 lost ended=100 by=ENTERQUEUE wait=50\n100 c1 sms/q1#2 waiting"},
		},
		"an entry in any campaign takes back that it was turned away": {
			{log: `sms 100|c1|q1|NONE|OUTOFTIME|600`, want: `100 c1 sms/q1#1 out_of_time ended=100 by=OUTOFTIME contact=600`},
			{log: `sms 50|c1|q2|NONE|ENTERQUEUE|600`, want: `50 c1 sms/q2#1 waiting contact=600`},
		},
		"the first of its kind counts, whichever comes first": {
			{log: `sms 100|c1|q1|NONE|OUTOFTIME|600`, want: `100 c1 sms/q1#1 out_of_time ended=100 by=OUTOFTIME contact=600`},
			{log: `sms 101|c1|q1|NONE|OUTOFTIME|601`, want: `100 c1 sms/q1#1 out_of_time ended=100 by=OUTOFTIME contact=600`},
			{log: `sms 99|c1|q1|NONE|OUTOFTIME|602`, want: `99 c1 sms/q1#1 out_of_time ended=99 by=OUTOFTIME contact=602`},
		},
		"another contact without an id changes none of the others": {
			{log: `webchat 100||q1|NONE|NOAGENTS|a@b.c`, want: `100  webchat/q1#1 no_agents ended=100 by=NOAGENTS contact=a@b.c`},
			{log: `webchat 100||q1|NONE|MAXQUEUE`, want: `
				100  webchat/q1#1 no_agents ended=100 by=NOAGENTS contact=a@b.c
				100  webchat/q1#2 max_queue ended=100 by=MAXQUEUE`},
			{log: `webchat 99||q1|NONE|MAXQUEUE`, want: `
				99  webchat/q1#1 max_queue ended=99 by=MAXQUEUE
				100  webchat/q1#1 no_agents ended=100 by=NOAGENTS contact=a@b.c
				100  webchat/q1#2 max_queue ended=100 by=MAXQUEUE`},
		},
		"a transfer and its acceptance that come last": {
			{log: "sms 100|c1|q1|NONE|ENTERQUEUE\nsms 110|c1|q1|ana|CONNECT|10\nsms 200|c1|q1|ana|COMPLETEAGENT|10|80|1|7", want: `
				100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=80 messages=7
				part 120 c1 sms/q1#1.1 agent=ana ended=200`},
			{log: `sms 160|c1|q1|eva|ATTENDED|ana|eva`, want: `
				100 c1 sms/q1#1 agent_ended agent=eva connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=80 messages=7
				part 110 c1 sms/q1#1.1 agent=ana ended=160 out
				part 160 c1 sms/q1#1.2 agent=eva ended=200 in`},
			{log: `sms 150|c1|q1|eva|TRANSFERRED|ana|eva`, want: `
				100 c1 sms/q1#1 agent_ended agent=eva connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=80 messages=7 transfers=1
				part 110 c1 sms/q1#1.1 agent=ana ended=150 out
				part 160 c1 sms/q1#1.2 agent=eva ended=200 in`},
		},
		"rows of other channels give up what waits, an e-mail later": {
			{log: "sms 100|c1|q1|NONE|ENTERQUEUE\nemail 100|c2|q1|ana|OUTEMAIL", want: `
				100 c1 sms/q1#1 waiting
				100 c2 email/q1#1 connected started agent=ana connected=100
				part 100 c2 email/q1#1.1 agent=ana`},
			{log: `webchat 86499|x|q1|NONE|STARTCALL`, want: `
				100 c1 sms/q1#1 waiting
				100 c2 email/q1#1 connected started agent=ana connected=100
				part 100 c2 email/q1#1.1 agent=ana`},
			{log: `webchat 86500|x|q1|NONE|STARTCALL`, want: `
				100 c1 sms/q1#1 lost ended=86500 by=LIMIT wait=86400
				100 c2 email/q1#1 connected started agent=ana connected=100
				part 100 c2 email/q1#1.1 agent=ana`},
			{log: `facebook 2592100|x|q1|NONE|UNKNOWN`, want: `
				100 c1 sms/q1#1 lost ended=86500 by=LIMIT wait=86400
				100 c2 email/q1#1 lost started agent=ana connected=100 ended=2592100 by=LIMIT
				part 100 c2 email/q1#1.1 agent=ana ended=2592100`},
			{log: `email 2000000|c2|q1|ana|COMPLETEAGENTOUT|1000|1`, want: `
				100 c1 sms/q1#1 lost ended=86500 by=LIMIT wait=86400
				100 c2 email/q1#1 agent_ended started agent=ana connected=100 ended=2000000 by=COMPLETEAGENTOUT handle=1000 messages=1
				part 1999000 c2 email/q1#1.1 agent=ana ended=2000000`},
		},
		"an alias that comes last renames agents, one that is another's then as well": {
			{log: "sms 100|c1|q1|PJSIP/1|OUTSMS\nsms 150|c1|q1|PJSIP/1|TRANSFERRED\nsms 160|c1|q1|x|ATTENDED||PJSIP/2", want: `
				100 c1 sms/q1#1 connected started agent=PJSIP/2 connected=100 transfers=1
				part 100 c1 sms/q1#1.1 agent=PJSIP/1 ended=150 out
				part 160 c1 sms/q1#1.2 agent=PJSIP/2 in`},
			{log: `alias|PJSIP/2|eva`, want: `
				100 c1 sms/q1#1 connected started agent=eva connected=100 transfers=1
				part 100 c1 sms/q1#1.1 agent=PJSIP/1 ended=150 out
				part 160 c1 sms/q1#1.2 agent=eva in`},
			{log: `alias|PJSIP/1|ana`, want: `
				100 c1 sms/q1#1 connected started agent=eva connected=100 transfers=1
				part 100 c1 sms/q1#1.1 agent=ana ended=150 out
				part 160 c1 sms/q1#1.2 agent=eva in`},
			{log: `alias|PJSIP/1|ida`, want: `
				100 c1 sms/q1#1 connected started agent=eva connected=100 transfers=1
				part 100 c1 sms/q1#1.1 agent=ida ended=150 out
				part 160 c1 sms/q1#1.2 agent=eva in`},
		},
	})
}

// insertLater inserts a log, with ids greater than all that exist.
func insertLater(t testing.TB, db runner, log string) {
	t.Helper()
	parsed, err := oracle.Parse(log)
	if err != nil {
		t.Fatal(err)
	}
	var last int64
	if err := db.QueryRowContext(t.Context(), "SELECT coalesce(max(id), 0) FROM app.channel_event").Scan(&last); err != nil {
		t.Fatal(err)
	}
	for i := range parsed.Events {
		parsed.Events[i].ID += last
	}
	writeChats(t, db, parsed)
}

// TestChatsAfterDeletion deletes rows, which a refresh can't notice, and rebuilds their range.
func TestChatsAfterDeletion(t *testing.T) {
	t.Parallel()
	const handled = "sms 100|c1|q1|NONE|ENTERQUEUE\nsms 110|c1|q1|ana|CONNECT|10\nsms 200|c1|q1|ana|COMPLETEAGENT|10|90|1|7"
	tests := map[string]struct {
		log, deleted string // condition of the rows to delete
		from, to     string
		want         string
	}{
		"the end of an interaction that entered before the range": {
			log: handled, deleted: "event = 'COMPLETEAGENT'", from: "00:03:20", to: "00:03:21",
			want: "100 c1 sms/q1#1 connected agent=ana connected=110 wait=10\npart 110 c1 sms/q1#1.1 agent=ana",
		},
		"all of it": {
			log: handled, deleted: "true", from: "00:03:20", to: "00:03:21",
			want: ``,
		},
		"the entry": {
			log: handled, deleted: "event = 'ENTERQUEUE'", from: "00:01:40", to: "00:01:41",
			want: "100 c1 sms/q1#1 agent_ended inferred agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=90 messages=7\npart 110 c1 sms/q1#1.1 agent=ana ended=200",
		},
		"the entry that took back that it was turned away": {
			log: "sms 100|c1|q1|NONE|OUTOFTIME\nsms 150|c1|q2|NONE|ENTERQUEUE", deleted: "event = 'ENTERQUEUE'", from: "00:02:30", to: "00:02:31",
			want: `100 c1 sms/q1#1 out_of_time ended=100 by=OUTOFTIME`,
		},
		"the end of what entered long before the range, by its numbers": {
			log: "sms 1000|c1|q1|ana|COMPLETEAGENT|999999|999999|1|7", deleted: "true", from: "00:16:40", to: "00:16:41",
			want: ``,
		},
		"the answer stamped before the entry": {
			log: "sms 99|c1|q1|ana|CONNECT|1\nsms 100|c1|q1|NONE|ENTERQUEUE", deleted: "event = 'CONNECT'", from: "00:01:39", to: "00:01:40",
			want: `100 c1 sms/q1#1 waiting`,
		},
		"the end stamped a week before the entry": {
			log: "sms 100|c1|q1|ana|COMPLETEAGENT|1|2|1|3\nsms 604900|c1|q1|NONE|ENTERQUEUE", deleted: "event = 'COMPLETEAGENT'", from: "00:01:40", to: "00:01:41",
			want: `604900 c1 sms/q1#1 waiting`,
		},
		"one of the contacts without an id": {
			log: "sms 100||q1|NONE|OUTOFTIME|600\nsms 100||q1|NONE|OUTOFTIME|601\nsms 101||q1|NONE|OUTOFTIME|602", deleted: "data1 = '600'", from: "00:01:40", to: "00:01:41",
			want: "100  sms/q1#1 out_of_time ended=100 by=OUTOFTIME contact=601\n101  sms/q1#1 out_of_time ended=101 by=OUTOFTIME contact=602",
		},
		"a newest row of a wrong time, which gave up what waits": {
			log: "sms 100|c1|q1|NONE|ENTERQUEUE\nsms 200000|x|x|x|UNKNOWN", deleted: "event = 'UNKNOWN'", from: "2024-01-03", to: "2024-01-04",
			want: `100 c1 sms/q1#1 waiting`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.New(t)
			insertChats(t, db, test.log)
			refreshChats(t, db)
			exec(t, db, "DELETE FROM sms_log_repo WHERE "+test.deleted)
			if len(test.from) == len("00:00:00") {
				test.from, test.to = "2024-01-01 "+test.from, "2024-01-01 "+test.to
			}
			rebuildChats(t, db, test.from+" UTC", test.to+" UTC")
			if d := difference(wantedLines(test.want), storedChats(t, db, "")); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestChatsWatermark checks as_of, the time up to which the interactions are complete.
func TestChatsWatermark(t *testing.T) {
	t.Parallel()
	asOf := func(t *testing.T, db runner) string {
		t.Helper()
		return texts(t, db, "SELECT coalesce(as_of::text, '') FROM app.refresh WHERE relation = 'interaction'")[0]
	}
	t.Run("there is none before the first row", func(t *testing.T) {
		t.Parallel()
		db := dbtest.New(t)
		refreshChats(t, db)
		if got := asOf(t, db); got != "" {
			t.Errorf("want none, got %s", got)
		}
	})
	t.Run("goes back when a row of a wrong, later time is deleted, and what it gave up waits again", func(t *testing.T) {
		t.Parallel()
		db := dbtest.New(t)
		insertChats(t, db, "sms 100|c1|q1|NONE|ENTERQUEUE\nemail 100|c2|q1|NONE|ENTERQUEUE\nfacebook 300|x|x|x|UNKNOWN\ntwitter 9000000|x|x|x|UNKNOWN")
		refreshChats(t, db)
		want := wantedLines("100 c1 sms/q1#1 lost ended=86500 by=LIMIT wait=86400\n100 c2 email/q1#1 lost ended=2592100 by=LIMIT wait=2592000")
		if d := difference(want, storedChats(t, db, "")); d != "" {
			t.Error(d)
		}
		exec(t, db, "DELETE FROM twitter_log_repo")
		refreshChats(t, db)
		if d := difference(wantedLines("100 c1 sms/q1#1 waiting\n100 c2 email/q1#1 waiting"), storedChats(t, db, "")); d != "" {
			t.Error(d)
		}
		equal(t, []string{"true"}, texts(t, db, "SELECT as_of = '2024-01-01 00:05:00+00' FROM app.refresh WHERE relation = 'interaction'"))
	})
	t.Run("is never in the future", func(t *testing.T) {
		t.Parallel()
		db := dbtest.New(t)
		exec(t, db, `INSERT INTO sms_log_repo (datetime, callid, queuename, event) VALUES
			(now() + interval '3 days', 'c1', 'q1', 'ENTERQUEUE'), (now() - interval '23 hours', 'c2', 'q1', 'ENTERQUEUE')`)
		refreshChats(t, db)
		equal(t, []string{"true"}, texts(t, db, "SELECT as_of = (SELECT min(datetime) FROM sms_log_repo) FROM app.refresh WHERE relation = 'interaction'"))
		equal(t, []string{"2"}, texts(t, db, "SELECT count(*) FROM report.interaction WHERE outcome = 'waiting'"))
	})
}

// TestChatsOfAnotherCluster simulates a database that was restored into a new cluster: new rows have smaller
// transaction numbers than the rows that were refreshed before.
func TestChatsOfAnotherCluster(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	insertChats(t, db, "sms 100|c1|q1|NONE|ENTERQUEUE\nemail 100|c2|q1|NONE|ENTERQUEUE")
	refreshChats(t, db)
	exec(t, db, "UPDATE sms_log_repo SET written_by = '9000000000'")
	exec(t, db, "UPDATE email_log_repo SET written_by = '9000000000'")
	exec(t, db, "UPDATE app.refresh SET snapshot = '9000000001:9000000001:' WHERE relation = 'interaction'")
	insertLater(t, db, "sms 110|c1|q1|ana|CONNECT|10")
	refreshChats(t, db)
	want := "100 c1 sms/q1#1 connected agent=ana connected=110 wait=10\npart 110 c1 sms/q1#1.1 agent=ana\n100 c2 email/q1#1 waiting"
	if d := difference(wantedLines(want), storedChats(t, db, "")); d != "" {
		t.Error(d)
	}
	none(t, db, "SELECT event FROM app.channel_event WHERE written_by >= pg_current_xact_id()")
	insertLater(t, db, "email 110|c2|q1|ana|CONNECT|10")
	refreshChats(t, db)
	want = "100 c1 sms/q1#1 connected agent=ana connected=110 wait=10\npart 110 c1 sms/q1#1.1 agent=ana\n100 c2 email/q1#1 connected agent=ana connected=110 wait=10\npart 110 c2 email/q1#1.1 agent=ana"
	if d := difference(wantedLines(want), storedChats(t, db, "")); d != "" {
		t.Error(d)
	}
}

// TestOnlyTouchedChatsAreRebuilt checks that a refresh does not write rows of interactions without changes.
func TestOnlyTouchedChatsAreRebuilt(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	insertChats(t, db, `
		sms 100|c1|q1|NONE|ENTERQUEUE
		sms 100|c2|q1|NONE|ENTERQUEUE
		email 100|c1|q1|NONE|ENTERQUEUE
		sms 100||q1|NONE|OUTOFTIME
		sms 101||q1|NONE|OUTOFTIME`)
	refreshChats(t, db)
	const places = `
		SELECT concat_ws(' ', callid, channel, entered_at, ctid, xmin)
		FROM report.interaction
		WHERE NOT (channel = 'sms' AND callid = 'c1') AND entered_at < '2024-01-01 00:01:42+00'
		ORDER BY 1`
	before := texts(t, db, places)
	if len(before) != 4 {
		t.Fatalf("want 4 rows, got %q", before)
	}
	refreshChats(t, db)
	equal(t, before, texts(t, db, places))
	insertLater(t, db, "sms 120|c1|q1|NONE|REENTERQUEUE\nsms 102||q1|NONE|OUTOFTIME\nemail 120|c1|q1|NONE|NEWEMAILCLIENT")
	refreshChats(t, db)
	equal(t, before, texts(t, db, places))
	equal(t, []string{"c1 1", " 0"}, texts(t, db, `
		SELECT callid || ' ' || reentries
		FROM report.interaction
		WHERE channel = 'sms' AND (callid = 'c1' OR entered_at = '2024-01-01 00:01:42+00')
		ORDER BY callid DESC`))
}

// TestOddChatsDoNotStopRefresh inserts rows with impossible times or numbers beside a valid one.
func TestOddChatsDoNotStopRefresh(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	tests := map[string]string{
		"digits of another script":                  `SELECT '2024-01-01', 'CONNECT', U&'\0665\0666'`,
		"an ending at infinity":                     `SELECT 'infinity', 'ABANDON', ''`,
		"an entry at minus infinity":                `SELECT '-infinity', 'ENTERQUEUE', ''`,
		"turned away at infinity":                   `SELECT 'infinity', 'OUTOFTIME', ''`,
		"an end at the oldest time in the calendar": `SELECT '0100-01-01 00:00:00+00', 'COMPLETEAGENT', '999999999'`,
		"an end just after the oldest moment":       `SELECT '4714-11-24 00:00:00+00 BC', 'COMPLETEAGENT', '999999999'`,
		"an entry just before the last moment":      `SELECT '294276-12-31 23:00:00+00', 'ENTERQUEUE', ''`,
		"an entry in the future":                    `SELECT '9999-12-31 23:00:00+00', 'ENTERQUEUE', ''`,
		"a very long callid":                        `SELECT '2024-01-01', 'ENTERQUEUE', ''`,
	}
	for name, row := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tx, err := db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			insertChats(t, tx, "email 100|c1|q1|NONE|ENTERQUEUE\nemail 110|c1|q1|ana|CONNECT|10\nemail 200|c1|q1|ana|COMPLETEAGENT|10|90|1|7")
			exec(t, tx, `INSERT INTO email_log_repo (callid, queuename, agent, datetime, event, data1, data2)
			             SELECT 'odd' || repeat('x', 2000), 'q1', 'ana', o.at::timestamptz, o.event, o.data1, o.data1
			             FROM (`+row+`) AS o (at, event, data1)`)
			refreshChats(t, tx)
			refreshChats(t, tx)
			rebuildChats(t, tx, "-infinity", "infinity")
			want := "100 c1 email/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=90 messages=7\npart 110 c1 email/q1#1.1 agent=ana ended=200"
			if d := difference(wantedLines(want), storedChats(t, tx, "c")); d != "" {
				t.Error(d)
			}
			equal(t, []string{"true"}, texts(t, tx, "SELECT as_of = (SELECT max(datetime) FROM app.channel_event WHERE datetime <= now()) FROM app.refresh WHERE relation = 'interaction'"))
		})
	}
}
