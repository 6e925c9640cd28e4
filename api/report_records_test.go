package api_test

import (
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/ingest"
)

// records are call detail records: three of a<-, whose caller 100 is also the one of the queue's call u1, and
// two of the dialer's list L.
const records = `INSERT INTO cdr_repo (calldate, campaign, src, dst, accountcode, duration, billsec, disposition, userfield, uniqueid, linkedid, guid, type, causecode, finishtime, rating, contact, dialerbase) VALUES
	('2026-03-10 08:00Z', 'a<-', '100', '900', 'ana', 130, 100, 'ANSWERED', 'Sale / Gold / New', 'u1', 'u1', 'g1', 'recorded', '16', '2026-03-10 08:05Z', 4.5, NULL, NULL),
	('2026-03-10 08:01Z', NULL, '100', '300', NULL, 40, 20, 'ANSWERED', NULL, 'u2', 'u1', 'g2', '', '16', NULL, NULL, NULL, NULL),
	('2026-03-10 08:30Z', 'a<-', '200', '900', NULL, 30, 0, 'NO ANSWER', ' ', 'u3', 'u3', 'g3', 'no', '19', NULL, NULL, NULL, NULL),
	('2026-03-10 09:10Z', 'a<-', '100', '900', 'bob', 70, 60, 'ANSWERED', 'Sale', 'u4', 'u4', 'g4', '1', '16', NULL, NULL, NULL, NULL),
	('2026-03-10 08:10Z', 'd->', '201', '100', 'ana', 50, 40, 'ANSWERED', 'Sale / Gold / New / More', 'u5', NULL, 'g5', 'Yes', '16', NULL, NULL, 'C1', 'L'),
	('2026-03-10 08:20Z', 'd->', '201', '400', 'ana', 20, 0, 'BUSY', NULL, 'u6', NULL, 'g6', 'FALSE', '17', NULL, NULL, 'C2', 'L'),
	('2026-03-10 08:40Z', 'd->', '201', '400', 'ana', 20, 0, 'BUSY', 'Call back', 'u7', NULL, 'g7', NULL, '17', NULL, NULL, 'C2', 'L'),
	('2026-02-01 08:40Z', 'd->', '201', '500', 'ana', 20, 9, 'ANSWERED', NULL, 'u8', NULL, 'g8', NULL, '16', NULL, NULL, '', 'L')`

// recordsLog has the queue's call u1, its wrap-up under another callid, the dialer's call u5, and a call of 100 with no record.
const recordsLog = `
08:00:05|u1|a<-|NONE|ENTERQUEUE||100|1
08:00:15|u1|a<-|Local/201|CONNECT|10|x|4
08:01:55|u1|a<-|Local/201|COMPLETECALLER|10|100|1
08:02:30|NONE|a<-|Local/201|FINISHWRAPUP|5|35|g1
08:00:01|NONE|a<-|NONE|PHONECALL|100|g1|a<-
08:10:50|u5|d->|ana|OUTCALL|ANSWER|40|50|100|g5
09:20:00|x9|d->|ana|OUTCALL|NOANSWER|0|30|100|g9
09:30:00|u10|a<-|NONE|ENTERQUEUE||100|1
09:30:20|u10|a<-|NONE|ABANDON|1|1|20
`

func (f *fixture) fillRecords(t *testing.T) {
	t.Helper()
	f.exec(t, "INSERT INTO app.agent_alias VALUES ('Local/201', 'ana')")
	f.exec(t, records)
	f.exec(t, `INSERT INTO tags (datetime, "user", guid, time, comment) VALUES ('2026-03-10 12:00Z', 'eva', 'g1', 30, 'Good'), ('2026-03-11 12:00Z', 'eva', 'g1', 60, 'Long'), ('2026-03-10 12:00Z', 'eva', '', 1, 'none')`)
	f.exec(t, `INSERT INTO sms_repo (dateprocessed, campaign, direction, callerid, message, agent, result, sessionid) VALUES
		('2026-03-10 08:03Z', 'a<-', 'O', '100', 'Your order', 'ana', 'DELIVRD', 'g1'), ('2026-03-10 09:40Z', 'c<-', 'I', '100', 'Hi', NULL, 'RECEIVED', 't1')`)
	f.exec(t, `INSERT INTO black_list_history (calldate, src, dst) VALUES ('2026-03-10 09:50Z', 'ana', '100'), ('2026-03-10 09:51Z', NULL, '100')`)
	f.exec(t, `INSERT INTO calls_spool (campaign, destination, status, contact, dialerbase) VALUES
		('d->', '400', 1, 'C2', 'L'), ('d->', '600', 0, 'C3', 'L'), ('d->', '700', 3, 'C4', 'L'), ('d->', '800', 1, 'C5', 'M'), ('e->', '800', 1, 'C5', 'Q')`)
	f.exec(t, `BEGIN; SET LOCAL app.copying = on; INSERT INTO dialer_base (campaign, name, records, active) VALUES ('d->', 'L', 6, true), ('d->', 'M', 1, false), ('f->', 'N', 9, false); COMMIT`)
	f.channelLog(t, "sms|09:39:00|t1|c<-||ENTERQUEUE|100|Eva\nsms|09:39:30|t1|c<-|bob|CONNECT|30|Bob|100\nsms|09:45:00|t1|c<-|bob|COMPLETEAGENT|30|330|1|2")
	f.queueLog(t, recordsLog)
}

func TestRecords(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.fillRecords(t)
	const history = "at source direction campaign agent outcome seconds"
	for path, want := range map[string]struct{ columns, rows string }{
		// Two of the three calls of a<- ended by 16.
		"cdr-causes?" + morning:                                         {"causecode campaign calls answered share", "16//1/1/100 16/a<-/2/2/66.67 16/d->/1/1/33.33 17/d->/2/0/66.67 19/a<-/1/0/33.33"},
		"cdr-causes?causecode=19&" + morning:                            {"campaign calls share", "a<-/1/33.33"},
		"cdr-causes?campaign=d->&order=-calls&" + morning:               {"causecode share", "17/66.67 16/33.33"},
		"cdr-causes?interval=hour&campaign=a<-&causecode=16&" + morning: {"calls answered share", "1/1/50 1/1/100"},
		"dispositions?" + morning:                                       {"campaign l1 l2 l3 calls share", "a<-/Sale///1/50 a<-/Sale/Gold/New/1/50 d->/Call back///1/50 d->/Sale/Gold/New/1/50"},
		"dispositions?l2=Gold&" + morning:                               {"campaign l1 calls share", "a<-/Sale/1/50 d->/Sale/1/50"},
		"dispositions?interval=hour&campaign=a<-&" + morning:            {"l2 calls share", "/0/null /1/100 Gold/1/100 Gold/0/null"},
		"recordings?" + morning:                                         {"calldate guid campaign agent seconds rating tags", "2026-03-10T08:00:00Z/g1/a<-/ana/100/4.5/2 2026-03-10T08:10:00Z/g5/d->/ana/40/null/0 2026-03-10T09:10:00Z/g4/a<-/bob/60/null/0"},
		"recordings?tags.gt=0&" + morning:                               {"guid", "g1"},
		"recordings?order=-seconds&limit=1&" + morning:                  {"guid", "g1"},
		"call?guid=g1": {"at source what agent seconds detail", `
			2026-03-10T08:00:00Z/cdr_repo/call/ana/130/ANSWERED
			2026-03-10T08:00:01Z/queue_log_repo/PHONECALL/null/null/100|g1|a<-
			2026-03-10T08:00:05Z/queue_log_repo/ENTERQUEUE/null/null/|100|1
			2026-03-10T08:00:15Z/queue_log_repo/CONNECT/ana/null/10|x|4
			2026-03-10T08:01:00Z/cdr_repo/call/null/40/ANSWERED
			2026-03-10T08:01:55Z/queue_log_repo/COMPLETECALLER/ana/null/10|100|1
			2026-03-10T08:02:30Z/queue_log_repo/FINISHWRAPUP/ana/null/5|35|g1
			2026-03-10T08:03:00Z/sms_repo/message/ana/null/Your order
			2026-03-10T08:05:00Z/cdr_repo/disposition/ana/null/Sale / Gold / New
			2026-03-10T12:00:00Z/tags/tag/eva/30/Good
			2026-03-11T12:00:00Z/tags/tag/eva/60/Long`},
		"call?guid=g1&order=-at&limit=2":       {"what detail", "tag/Long tag/Good"},
		"call?guid=g1&from=2026-03-11":         {"what detail", "tag/Long"},
		"call?guid=g1&source=tags":             {"detail", "Good Long"},
		"call?guid=g1&agent=ana&what.like=*C*": {"what", "CONNECT COMPLETECALLER"},
		"call?guid=g5":                         {"what seconds detail", "call/50/ANSWERED disposition/null/Sale / Gold / New / More OUTCALL/null/ANSWER|40|50|100|g5"},
		"call?guid=":                           {"what", ""},
		"call?guid=none":                       {"what", ""},
		// The record of u1 is that of a visit, as is its other leg; the OUTCALL of g5 has a record, t1's message an interaction.
		"contact-history?contact=100": {history, `
			2026-03-10T09:51:00Z/black_list_history/in///refused/null
			2026-03-10T09:50:00Z/black_list_history/out//ana/refused/null
			2026-03-10T09:39:00Z/interaction/in/c<-/bob/agent_ended/330
			2026-03-10T09:30:00Z/queue_call/in/a<-//abandoned/null
			2026-03-10T09:20:00Z/queue_log_repo/out/d->/ana/NOANSWER/0
			2026-03-10T09:10:00Z/cdr_repo/in/a<-/bob/ANSWERED/60
			2026-03-10T08:10:00Z/cdr_repo/out/d->/ana/ANSWERED/40
			2026-03-10T08:03:00Z/sms_repo/out/a<-/ana/DELIVRD/null
			2026-03-10T08:00:05Z/queue_call/in/a<-/ana/caller_ended/100`},
		"contact-history?contact=100&order=at&limit=1":        {"source", "queue_call"},
		"contact-history?contact=100&channel=sms":             {"source", "interaction sms_repo"},
		"contact-history?contact=100&to=2026-03-10T08:05:00Z": {"source", "sms_repo queue_call"},
		"contact-history?contact=none":                        {"source", ""},
		// Of L two contacts and a number were called, of which C1 and the number answered; Q is of no list.
		"dialer-progress": {"campaign list active records ready in_process blocked attempts dialled answered remaining contact_rate", "d->/L/true/6/1/1/1/4/3/2/2/66.67 d->/M/false/1/1/0/0/0/0/0/1/null e->/Q/null/null/1/0/0/0/0/0/1/null f->/N/false/9/0/0/0/0/0/0/0/null"},
		"dialer-progress?campaign=d->&order=-remaining&limit=1": {"list", "L"},
		"dialer-lists":                    {"campaign lists active_list records waiting warning", "d->/2/L/6/3/null e->/0/null/null/1/no list f->/1/null/null/0/no active list"},
		"dialer-lists?warning.null=false": {"campaign", "e-> f->"},
	} {
		got := f.ask(t, "/v1/reports/"+path).list(strings.Fields(want.columns)...)
		if want := strings.Join(strings.FieldsFunc(strings.ReplaceAll(want.rows, "\n", " "), func(r rune) bool { return r == '\t' }), ""); got != strings.TrimSpace(want) {
			t.Errorf("%s\n got %s\nwant %s", path, got, strings.TrimSpace(want))
		}
	}
	// Of the seven records three have the code 16 or 19 in a<-; of all calls of the campaigns shown.
	wantFigures(t, "cdr-causes", f.ask(t, "/v1/reports/cdr-causes?interval=hour&"+morning).Total, "causecode=null campaign=null calls=7 answered=4 share=100")
	wantFigures(t, "cdr-causes of 17", f.ask(t, "/v1/reports/cdr-causes?causecode=17&"+morning).Total, "calls=2 answered=0 share=66.67")
	wantFigures(t, "dispositions", f.ask(t, "/v1/reports/dispositions?interval=hour&"+morning).Total, "campaign=null l1=null calls=4 share=100")
	wantFigures(t, "dispositions of Gold", f.ask(t, "/v1/reports/dispositions?l2=Gold&"+morning).Total, "calls=2 share=50")
	wantFigures(t, "dispositions on another day", f.ask(t, "/v1/reports/dispositions?weekdays=1&"+morning).Total, "calls=0 share=null")
	for _, report := range []string{"call", "contact-history"} {
		f.fail(t, "/v1/reports/"+report, 400, "missing_parameter")
	}
}

func TestRecordsOfNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, report := range []string{"cdr-causes", "dispositions", "recordings", "call?guid=g1", "contact-history?contact=100", "dialer-progress", "dialer-lists"} {
		if a := f.ask(t, "/v1/reports/"+report); a.Data == nil || len(a.Data) != 0 {
			t.Errorf("%s has %v, want an empty list", report, a.Data)
		}
	}
}

func TestDialerListsOfACopyWithTwoActive(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "DROP INDEX dialer_base_one_active")
	f.exec(t, "BEGIN; SET LOCAL session_replication_role = replica; INSERT INTO dialer_base (campaign, name, records, active) VALUES ('d->', 'B', 2, true), ('d->', 'A', 1, true); COMMIT")
	if got, want := f.ask(t, "/v1/reports/dialer-lists").list("active_list", "records", "warning"), "A, B/3/several active lists"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestContactHistoryPages(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.fillRecords(t)
	const report = "/v1/reports/contact-history?contact=100"
	got, query := "", ""
	for range 10 {
		a := f.ask(t, report+"&limit=2"+query)
		got += " " + a.list("at", "source")
		if a.NextCursor == nil {
			break
		}
		query = "&cursor=" + *a.NextCursor
	}
	if want := " " + f.ask(t, report).list("at", "source"); got != want {
		t.Errorf("pages have\n%s, all at once\n%s", got, want)
	}
}

// TestContactHistoryOfAllSpellings has a contact in Uruguay under four spellings, and the same national number in a
// campaign whose country is unknown and in one of Argentina.
func TestContactHistoryOfAllSpellings(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO app.campaign_setting (campaign, country) VALUES ('q1', 'UY'), ('q3', 'AR')`)
	f.exec(t, `INSERT INTO cdr_repo (calldate, campaign, src, dst, uniqueid, linkedid, guid, disposition) VALUES
		('2026-03-10 09:00Z', 'q1', '099123999', '900', 'u2', 'u2', 'g1', 'ANSWERED'),
		('2026-03-10 09:01Z', 'q1', '0059899123999', '900', 'r1', 'r1', 'g2', 'ANSWERED'),
		('2026-03-10 09:02Z', 'q1', '201', '59899123999', 'r2', 'r2', 'g3', 'ANSWERED'),
		('2026-03-10 09:03Z', 'q1', '099123999', '+59899123999', 'r3', 'r3', 'g4', 'ANSWERED'),
		('2026-03-10 09:04Z', 'q3', '099123999', '900', 'r4', 'r4', 'g5', 'ANSWERED'),
		('2026-03-10 09:05Z', 'q3', '+59899123999', '900', 'r5', 'r5', 'g6', 'ANSWERED')`)
	f.exec(t, `INSERT INTO sms_repo (dateprocessed, campaign, direction, callerid, message, result, sessionid) VALUES
		('2026-03-10 09:10Z', 'q1', 'O', '59899123999', 'Hi', 'DELIVRD', ''), ('2026-03-10 09:11Z', 'q1', 'I', '099123999', 'Hi', 'RECEIVED', 't1'),
		('2026-03-10 09:12Z', 'q2', 'O', '099123999', 'Hi', 'DELIVRD', '')`)
	f.exec(t, `INSERT INTO black_list_history (calldate, src, dst) VALUES ('2026-03-10 09:20Z', 'ana', '+59899123999')`)
	f.channelLog(t, "sms|09:11:00|t1|q1||ENTERQUEUE|+59899123999|Eva\nsms|09:11:30|t1|q1||ABANDON|1|1|30")
	f.queueLog(t, `
08:00:00|u1|q1|NONE|ENTERQUEUE||+59899123999|1
08:00:30|u1|q1|NONE|ABANDON|1|1|30
08:01:00|u2|q1|NONE|ENTERQUEUE||099123999|1
08:01:30|u2|q1|NONE|ABANDON|1|1|30
08:02:00|u3|q2|NONE|ENTERQUEUE||099123999|1
08:02:30|u3|q2|NONE|ABANDON|1|1|30
08:10:00|o1|q1|ana|OUTCALL|ANSWER|30|40|099123999|g9
08:11:00|o2|q1|ana|OUTCALL|ANSWER|30|40|59899123999|g3
`)
	want := func(when, contact, list string) {
		t.Helper()
		if got := f.ask(t, "/v1/reports/contact-history?order=at&contact="+contact).list("at", "source"); got != strings.Join(strings.Fields(list), " ") {
			t.Errorf("%s: %s\n got %s\nwant %s", when, contact, got, list)
		}
	}
	want("before numbers are computed", "099123999", `2026-03-10T08:01:00Z/queue_call 2026-03-10T08:02:00Z/queue_call
		2026-03-10T08:10:00Z/queue_log_repo 2026-03-10T09:03:00Z/cdr_repo 2026-03-10T09:04:00Z/cdr_repo
		2026-03-10T09:11:00Z/sms_repo 2026-03-10T09:12:00Z/sms_repo`)
	if err := ingest.ComputeCallers(t.Context(), f.db); err != nil {
		t.Fatal(err)
	}
	const uruguay = `2026-03-10T08:00:00Z/queue_call 2026-03-10T08:01:00Z/queue_call
		2026-03-10T08:10:00Z/queue_log_repo 2026-03-10T09:01:00Z/cdr_repo 2026-03-10T09:02:00Z/cdr_repo 2026-03-10T09:03:00Z/cdr_repo
		2026-03-10T09:05:00Z/cdr_repo 2026-03-10T09:10:00Z/sms_repo 2026-03-10T09:11:00Z/interaction 2026-03-10T09:20:00Z/black_list_history`
	want("international", "%2B59899123999", uruguay)
	want("with 00", "0059899123999", uruguay)
	want("without +", "59899123999", uruguay)
	// The national number is also that of the campaigns without a country, or with another one.
	want("national", "099123999", `2026-03-10T08:00:00Z/queue_call 2026-03-10T08:01:00Z/queue_call 2026-03-10T08:02:00Z/queue_call
		2026-03-10T08:10:00Z/queue_log_repo 2026-03-10T09:01:00Z/cdr_repo 2026-03-10T09:02:00Z/cdr_repo 2026-03-10T09:03:00Z/cdr_repo 2026-03-10T09:04:00Z/cdr_repo
		2026-03-10T09:05:00Z/cdr_repo 2026-03-10T09:10:00Z/sms_repo 2026-03-10T09:11:00Z/interaction 2026-03-10T09:12:00Z/sms_repo 2026-03-10T09:20:00Z/black_list_history`)
}
