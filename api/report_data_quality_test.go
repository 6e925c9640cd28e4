package api_test

import (
	"strings"
	"testing"
)

const quality = "/v1/reports/data-quality?from=2026-03-10&to=2026-03-11"

// cleanLog is a day in which nothing is wrong, with what looks odd and is not: other spellings, events
// of plain Asterisk and their forms, a pause's reason, empty numbers, origids that are missing, and a call that
// goes on.
const cleanLog = `
07:00:00|NONE|NONE|NONE|QUEUESTART
08:00:00|NONE|NONE|ana|AGENTLOGIN
08:00:00|NONE|sales|ana|ADDMEMBER
08:10:00|c1|sales|NONE|ENTERQUEUE||100|1
08:10:05|c1|sales|ana|RINGNOANSWER|5000
08:10:06|c1|sales|ana|RINGCANCELED|1000
08:10:10|c1|sales|ana|CONNECT|10|x|4
08:10:20|c1|sales|ana|PHONESTARTHOLDIN|100|g1|sales
08:10:30|c1|sales|ana|PHONEENDHOLDIN|100|g1|sales
08:11:10|c1|sales|ana|COMPLETEAGENT|10|60|1
08:11:20|c1|sales|ana|FINISHWRAPUP|-5|20|g1
08:20:00|c2|sales|NONE|ENTERQUEUE||100|1
08:20:10|c2|sales|ana|CONNECT|10|x|
08:21:10|c2|sales|ana|ATTENDEDTRANSFER|LINK|SIP/1|SIP/2|10|60|1
08:30:00|c3|sales|NONE|ENTERQUEUE||100|1
08:30:05|c3|sales|NONE|ABANDON|1|1|5
08:40:00|NONE|NONE|ana|REALPAUSE|Coffee
08:50:00|NONE|NONE|ana|REALUNPAUSE|600
09:00:00|NONE|NONE|ana|AGENTLOGOFF|SIP/201-1|3600
09:00:00|NONE|sales|ana|REMOVEMEMBER
09:10:00|NONE|NONE|NONE|CONFIGRELOAD
09:59:00|c4|sales|NONE|ENTERQUEUE||100|1
`

func cleanFixture(t *testing.T) *fixture {
	t.Helper()
	f := setup(t)
	f.exec(t, `INSERT INTO dialer_base (id, campaign, name, active) VALUES (1, 'out', 'a', true), (2, 'out', 'b', false)`)
	f.exec(t, `INSERT INTO webchat_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3, data4) VALUES
		('2026-03-10 08:00Z', 'w1', 'chat', NULL, 'ENTERQUEUE', 'Eva', 'eva@example.com', '100', NULL),
		('2026-03-10 08:01Z', 'w1', 'chat', 'ana', 'CONNECT', '60', 'ana', 'eva@example.com', NULL),
		('2026-03-10 08:05Z', 'w1', 'chat', 'ana', 'COMPLETEAGENT', '60', '240', '', '12')`)
	f.queueLog(t, cleanLog)
	if got, want := f.ask(t, "/v1/reports/agent-pauses?from=2026-03-10&to=2026-03-11").list("agent", "seconds", "reason"), "ana/600/Coffee"; got != want {
		t.Errorf("pauses are %q, want %q", got, want)
	}
	return f
}

func TestDataQuality(t *testing.T) {
	t.Parallel()
	f := cleanFixture(t)
	if got := f.ask(t, quality).list("defect", "table", "rows", "example_id"); got != "" {
		t.Fatalf("of a clean log it has %s", got)
	}
	f.exec(t, `INSERT INTO queue_log_repo (id, origid, datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5) VALUES
		-- Unknown events, the third in small letters.
		(9001, 1, '2026-03-10 10:00Z', '', 'sales', NULL, 'QUEUEMINUTE', '3', '', '', '', ''),
		(9002, 2, '2026-03-10 10:00Z', '', 'sales', NULL, NULL, '', '', '', '', ''),
		(9003, 3, '2026-03-10 10:00Z', '', 'sales', NULL, 'abandon', '', '', '', '', ''),
		-- Texts instead of numbers: too long, no whole one, of the field as the form has it, behind the bar.
		(9011, 11, '2026-03-10 10:01Z', '', 'sales', 'ana', 'OUTCALL', 'ANSWER', '1234567890', '5', '', ''),
		(9012, 12, '2026-03-10 10:01Z', '', 'sales', 'ana', 'OUTCALL', 'ANSWER', '1', '5.5', '', ''),
		(9013, 13, '2026-03-10 10:01Z', '', 'sales', 'eva', 'AGENTLOGOFF', 'SIP/1', 'n/a', '', '', ''),
		(9014, 14, '2026-03-10 10:01Z', '', 'sales', 'ana', 'RINGCANCELED', 'x', '', '', '', ''),
		(9015, 15, '2026-03-10 10:02Z', 'q1', 'sales', NULL, 'ENTERQUEUE', '', '100', '1', '', ''),
		(9016, 16, '2026-03-10 10:03Z', 'q1', 'sales', 'ana', 'ATTENDEDTRANSFER', 'LINK', 'SIP/1', 'SIP/2', '10', '60|x'),
		-- Two origids that are there twice and one that is there three times.
		(9021, 21, '2026-03-10 10:04Z', '', '', NULL, 'CONFIGRELOAD', '', '', '', '', ''), (9022, 21, '2026-03-10 10:04Z', '', '', NULL, 'CONFIGRELOAD', '', '', '', '', ''),
		(9023, 22, '2026-03-10 10:04Z', '', '', NULL, 'CONFIGRELOAD', '', '', '', '', ''), (9024, 22, '2026-03-10 10:05Z', '', '', NULL, 'CONFIGRELOAD', '', '', '', '', ''),
		(9025, 23, '2026-03-10 10:04Z', '', '', NULL, 'CONFIGRELOAD', '', '', '', '', ''), (9026, 23, '2026-03-10 10:04Z', '', '', NULL, 'CONFIGRELOAD', '', '', '', '', ''),
		(9027, 23, '2026-03-10 10:04Z', '', '', NULL, 'CONFIGRELOAD', '', '', '', '', ''),
		-- An answered call that never entered.
		(9031, 31, '2026-03-10 10:06Z', 'q2', 'sales', 'ana', 'CONNECT', '5', '', '', '', ''), (9032, 32, '2026-03-10 10:07Z', 'q2', 'sales', 'ana', 'COMPLETEAGENT', '5', '60', '1', '', ''),
		-- One that enters the same queue anew, and one that a restart cuts, as it does the one of the clean log.
		(9041, 41, '2026-03-10 10:08Z', 'q3', 'sales', NULL, 'ENTERQUEUE', '', '100', '1', '', ''), (9042, 42, '2026-03-10 10:09Z', 'q3', 'sales', NULL, 'ENTERQUEUE', '', '100', '1', '', ''),
		(9043, 43, '2026-03-10 10:10Z', 'q3', 'sales', NULL, 'ABANDON', '1', '1', '60', '', ''),
		(9044, 44, '2026-03-10 10:11Z', 'q4', 'sales', NULL, 'ENTERQUEUE', '', '100', '1', '', ''), (9045, 45, '2026-03-10 10:12Z', 'q4', 'sales', 'ana', 'CONNECT', '60', '', '', '', ''),
		(9046, 46, '2026-03-10 10:13Z', 'NONE', 'NONE', 'NONE', 'QUEUESTART', '', '', '', '', ''),
		-- Two that the limit of 24 hours cuts, of which one goes on after it.
		(9047, 47, '2026-03-10 10:14Z', 'q5', 'sales', NULL, 'ENTERQUEUE', '', '100', '1', '', ''), (9048, 48, '2026-03-10 10:15Z', 'q6', 'sales', NULL, 'ENTERQUEUE', '', '100', '1', '', ''),
		(9049, 49, '2026-03-11 10:16Z', 'q6', 'sales', 'ana', 'CONNECT', '86460', '', '', '', ''),
		-- Pauses of an agent who is not logged in, under the name of the interface.
		(9051, 51, '2026-03-10 10:20Z', '', '', 'PJSIP/201', 'REALPAUSE', '', '', '', '', ''), (9052, 52, '2026-03-10 10:21Z', '', '', 'PJSIP/201', 'REALUNPAUSE', '60', '', '', '', ''),
		(9053, 53, '2026-03-10 10:30Z', '', '', 'bob', 'BREAK', 'LUNCH', '', '', '', ''), (9054, 54, '2026-03-10 10:31Z', '', '', 'bob', 'UNBREAK', 'LUNCH', '', '60', '', ''),
		-- What lies outside of the range.
		(9091, 51, '2026-03-11 00:00Z', '', 'sales', NULL, 'QUEUEMINUTE', '', '', '', '', ''), (9092, 91, '2026-03-09 23:59Z', '', 'sales', 'ana', 'OUTCALL', '', 'x', '', '', '')`)
	f.exec(t, `INSERT INTO webchat_log_repo (id, origid, datetime, callid, queuename, agent, event, data1, data2, data3, data4) VALUES
		(8001, 1, '2026-03-10 10:00Z', 'w2', 'chat', 'ana', 'COMPLETEAGENT', '60', '240', '1', 'many'), -- it has no event of entering, either
		(8002, 2, '2026-03-10 10:00Z', 'w3', 'chat', NULL, 'RINGNOANSWER', '', '', '', '')`)
	f.exec(t, "INSERT INTO app.agent_alias VALUES ('PJSIP/201', 'bob')")
	f.refresh(t)
	// A copy of other tables, which know no such rule.
	f.exec(t, `BEGIN; SET LOCAL app.copying = on; INSERT INTO dialer_base (id, campaign, name, active) VALUES (3, 'two', 'a', false), (4, 'two', 'b', true), (5, 'two', 'c', true), (6, 'none', 'a', false), (7, 'none', 'b', false), (8, 'none2', 'a', false); COMMIT`)

	var clean int64 // the call that waited
	if err := f.db.QueryRowContext(t.Context(), "SELECT id FROM queue_log_repo WHERE callid = 'c4'").Scan(&clean); err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"duplicate_origid/queue_log_repo/7/9021", "identical_row/queue_log_repo/5/9021", "no_active_list/dialer_base/2/6", "pause_outside_session/queue_log_repo/2/9051",
		"two_active_lists/dialer_base/1/4", "unknown_event/queue_log_repo/3/9001", "unknown_event/webchat_log_repo/1/8002",
		"unreadable_field/queue_log_repo/5/9011", "unreadable_field/webchat_log_repo/1/8001",
		"visit_without_end/queue_log_repo/4/" + figure(clean), "visit_without_entry/queue_log_repo/1/9031", "visit_without_entry/webchat_log_repo/1/8001",
	}, " ")
	if got := f.ask(t, quality).list("defect", "table", "rows", "example_id"); got != want {
		t.Errorf("it has\n%s\nwant\n%s", got, want)
	}
	if got, want := f.ask(t, quality+"&table=webchat_log_repo&order=-defect&limit=2").list("defect"), "visit_without_entry unreadable_field"; got != want {
		t.Errorf("of the chats it has %s, want %s", got, want)
	}
	if got, want := f.ask(t, "/v1/reports/data-quality?from=2026-03-11&to=2026-03-12&table=queue_log_repo").list("defect", "rows", "example_id"), "unknown_event/1/9091"; got != want {
		t.Errorf("the day after has %s, want %s", got, want)
	}
}

// TestDataQualityOfCDRs has rows that reports count twice, of another zone, with dates beyond reason and with no numbers.
func TestDataQualityOfCDRs(t *testing.T) {
	t.Parallel()
	f := setup(t)
	// A thousand calls as they should be: each tenth begins up to three hours after its channel, and some share their uniqueid.
	f.exec(t, `INSERT INTO cdr_repo (id, calldate, uniqueid, sequence, duration, charged_balance)
		SELECT i, '2026-03-10 01:00Z'::timestamptz + i * interval '1 minute' + CASE WHEN i % 10 = 0 THEN i * 10 ELSE i % 4 END * interval '1 second',
			CASE WHEN i % 2 = 0 THEN 'pbx-1-' ELSE '' END || extract(epoch FROM '2026-03-10 01:00Z'::timestamptz + i * interval '1 minute')::bigint || '.1', i, 5, 0.5
		FROM generate_series(1, 1000) AS i`)
	f.exec(t, `INSERT INTO cdr_repo (id, calldate, uniqueid) VALUES (1001, '2026-03-10 10:00Z', ''), (1002, '2026-03-10 10:00:01Z', ''), (1003, '2026-03-10 10:00Z', '1773136800.7'), (1004, '2026-03-10 10:00:05Z', '1773136800.7')`)
	if got := f.ask(t, quality).list("defect", "table", "rows", "example_id"); got != "" {
		t.Fatalf("of clean calls it has %s", got)
	}
	f.exec(t, `
		-- 3 of one row and 2 of another are 3 calls too many; so is the same call with another duration.
		INSERT INTO cdr_repo (id, calldate, uniqueid, sequence, duration, charged_balance)
		SELECT 2000 + i, calldate, uniqueid, sequence, duration, charged_balance FROM cdr_repo, (VALUES (1, 501), (2, 501), (3, 503)) AS c (i, id) WHERE cdr_repo.id = c.id;
		INSERT INTO cdr_repo (id, calldate, uniqueid, sequence, duration) SELECT 2004, calldate, uniqueid, sequence, 6 FROM cdr_repo WHERE id = 501;
		INSERT INTO cdr_repo (id, calldate, uniqueid) VALUES (2005, '2026-03-10 10:00Z', '');
		-- Of New York, as if they were of UTC: before and after the change of the clocks, and 49 of yet another zone.
		INSERT INTO cdr_repo (id, calldate, uniqueid) SELECT 3000 + i, '2026-03-10 12:00Z'::timestamptz - interval '5 hours' + i * interval '1 second', (1773144000 + i) || '.2' FROM generate_series(1, 60) AS i;
		INSERT INTO cdr_repo (id, calldate, uniqueid) SELECT 3100 + i, '2026-03-10 12:00Z'::timestamptz - interval '4 hours' + i * interval '1 second', 'pbx-' || (1773144000 + i) || '.3' FROM generate_series(1, 70) AS i;
		INSERT INTO cdr_repo (id, calldate, uniqueid) SELECT 3200 + i, '2026-03-10 12:00Z'::timestamptz + interval '9 hours' + i * interval '1 second', (1773144000 + i) || '.4' FROM generate_series(1, 49) AS i;
		INSERT INTO cdr_repo (id, calldate, uniqueid, finishtime) VALUES (4001, '-infinity', 'a', NULL), (4002, '1000-01-01 00:00Z', 'b', NULL), (4003, 'infinity', 'c', NULL), (4004, now() + interval '2 days', 'd', NULL),
			(4005, '2026-03-10 10:00Z', 'e', 'infinity'), (4006, '2026-03-11 10:00Z', 'f', 'infinity'), (4007, now() + interval '1 hour', 'g', NULL);
		INSERT INTO queue_log_repo (id, datetime, event) VALUES (5001, '1969-12-31 23:59:59Z', 'CONFIGRELOAD'), (5002, '1970-01-01 00:00:00Z', 'CONFIGRELOAD');
		INSERT INTO queue_log_repo (id, datetime, callid, queuename, event) VALUES (5011, '2026-03-10 10:00Z', 'x', 'q', 'ENTERQUEUE'), (5012, '2026-03-10 10:00Z', 'x', 'q', 'ENTERQUEUE'), (5013, '2026-03-10 10:00Z', 'x', 'q2', 'ENTERQUEUE');
		INSERT INTO tags (id, datetime) VALUES (6001, 'infinity');
		INSERT INTO cdr_repo (id, calldate, uniqueid, charged_balance, real_balance, rating) VALUES (7001, '2026-03-10 10:00Z', 'h', 'NaN', 1, 4), (7002, '2026-03-10 10:00Z', 'i', 1, '-Infinity', NULL), (7003, '2026-03-10 10:00Z', 'j', 1, 1, 'Infinity')`)
	want := strings.Join([]string{
		"calldate_not_epoch/cdr_repo/130/3101/null/-4.00", "date_beyond_reason/cdr_repo/5/4001/null/-infinity", "date_beyond_reason/queue_log_repo/1/5001/null/1969-12-31 23:59:59+00",
		"date_beyond_reason/tags/1/6001/null/infinity", "duplicate_sequence/cdr_repo/2/501/1/null", "identical_row/cdr_repo/7/501/4/null", "identical_row/queue_log_repo/2/5011/1/null",
		"number_not_finite/cdr_repo/3/7001/null/NaN",
	}, "\n")
	got := strings.ReplaceAll(f.ask(t, quality+"&defect.ne=visit_without_end").list("defect", "table", "rows", "example_id", "counted_twice", "example"), "/null ", "/null\n")
	if got = strings.NewReplacer(".00 ", ".00\n", "+00 ", "+00\n", "infinity ", "infinity\n").Replace(got); got != want {
		t.Errorf("it has\n%s\nwant\n%s", got, want)
	}
	// A sum leaves out what is no number, and nothing else.
	if got, want := f.ask(t, "/v1/reports/cdr-summary?from=2026-03-10&to=2026-03-11").list("calls", "charged_balance", "real_balance", "ratings"), "1192/503.5/2/1"; got != want {
		t.Errorf("cdr-summary has %s, want %s", got, want)
	}
}
