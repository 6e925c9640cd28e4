package api_test

import (
	"strings"
	"testing"
)

// messages are text messages; the first of list A goes to 100 and 200, list B to 100 alone.
const messages = `INSERT INTO sms_repo (dateprocessed, campaign, direction, callerid, message, agent, smsbase, result, readsms, sessionid) VALUES
	('2026-03-10 08:00Z', 'out->', 'O', '100', 'a', NULL, 'A', 'DELIVRD', '1', NULL),
	('2026-03-10 08:00Z', 'out->', 'O', '200', 'a', NULL, 'A', '', '0', ''),
	('2026-03-10 08:10Z', 'out->', 'O', '100', 'b', NULL, 'B', 'UNDELIV', 'No', NULL),
	('2026-03-10 08:05Z', 'in<-', 'I', '100', 'yes', NULL, NULL, 'RECEIVED', 'true', NULL),
	('2026-03-10 08:20Z', 'in<-', 'I', '100', 'and to b', NULL, NULL, 'RECEIVED', 'yes', NULL),
	('2026-03-10 07:59:59Z', 'in<-', 'I', '200', 'before', NULL, NULL, '', '1', NULL),
	('2026-03-10 08:01Z', 'in<-', 'I', '300', 'no list', NULL, NULL, NULL, '1', NULL),
	('2026-03-10 09:30Z', 'out->', 'I', '', 'named', NULL, 'A', NULL, NULL, NULL),
	('2026-03-10 09:00Z', NULL, NULL, '400', 'odd', NULL, NULL, NULL, NULL, NULL),
	('2026-03-10 09:10Z', 'in<-', 'I', '500', 'Hello', NULL, NULL, 'RECEIVED', '1', 's1'),
	('2026-03-10 09:11Z', 'in<-', 'O', '500', 'Good morning', 'ana', NULL, 'DELIVRD', '0', 's1'),
	('2026-03-11 09:12Z', 'in<-', 'I', '500', 'Thanks', NULL, NULL, 'RECEIVED', '1', 's1')`

func TestMessages(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, messages)
	f.exec(t, `INSERT INTO sipchat (datecreated, srcagent, dstagent, status) VALUES
		('2026-03-10 08:00Z', 'ana', 'bob', 'SUCCESS'), ('2026-03-10 08:30Z', 'ana', 'bob', 'FAILURE'), ('2026-03-10 09:00Z', 'bob', 'ana', 'SUCCESS'),
		('2026-03-10 09:59Z', NULL, 'ana', NULL), ('2026-03-10 10:00Z', 'ana', 'bob', 'SUCCESS')`)
	f.channelLog(t, `
webchat|08:00:00|w1|Chat<-|ana|OUTCALL|audio|60||100|w1
webchat|08:59:59|w2|Chat<-|ana|OUTCALL|audio|30||100|w2
webchat|09:00:00|w3|Chat<-|ana|OUTCALL|video|x||100|w3
webchat|09:10:00|w4|||OUTCALL
email|08:00:00|d1|News->||STARTEMAILDIALER|500
email|08:30:00|d1|News->||FINISHEMAILDIALER|0
email|08:40:00|d2|News->||STARTEMAILDIALER|400
email|08:41:00|x1|Other->||FINISHEMAILDIALER|1
email|08:45:00|d2|News->||STOPEMAILDIALER|100
email|08:50:00|d3|News->||STARTEMAILDIALER|90
email|09:00:00|d4|News->||STARTEMAILDIALER|x
email|2026-03-12T09:00:00Z|d4|News->||FINISHEMAILDIALER|7
email|09:30:00|d5|Other->||STARTEMAILDIALER|5`)
	for path, want := range map[string]struct{ columns, rows string }{
		"sms-traffic?": {"campaign direction messages results read",
			"//1/0/0 in<-/I/4/3/4 in<-/O/1/1/0 out->/I/1/0/0 out->/O/3/2/1"},
		"sms-traffic?interval=hour&campaign=out->&": {"direction messages results read", "I/0/0/0 I/1/0/0 O/3/2/1 O/0/0/0"},
		"sms-traffic?direction=O&messages.gt=1&":    {"campaign messages", "out->/3"},
		"chat-traffic?":                             {"srcagent dstagent sent failed", "/ana/1/0 ana/bob/2/1 bob/ana/1/0"},
		"chat-traffic?interval=hour&srcagent=ana&":  {"dstagent sent failed", "bob/2/1 bob/0/0"},
		// 100 answered A twice and B once; what came from 200 before it got a message is no reply.
		"sms-lists?":                            {"campaign smsbase sent received results replies repliers", "out->/A/2/1/1/2/1 out->/B/1/0/1/1/1"},
		"sms-lists?smsbase=B&":                  {"campaign smsbase sent received results replies", "out->/B/1/0/1/1"},
		"sms-lists?order=-sent&limit=1&":        {"smsbase", "A"},
		"chat-calls?":                           {"campaign media calls duration duration_avg_seconds", "//1/0/null Chat<-/audio/2/90/45 Chat<-/video/1/0/null"},
		"chat-calls?interval=hour&media=audio&": {"calls duration", "2/90 0/0"},
		// Of the third run only the next start is logged, of the last nothing.
		"email-dialers?": {"campaign finished_by running seconds spool_at_start spool_at_finish",
			"News->/finished/false/1800/500/0 News->/stopped/false/300/400/100 News->/restarted/false/null/90/null News->/finished/false/172800/null/7 Other->/null/true/null/5/null"},
		"email-dialers?campaign=Other->&":          {"campaign running finished_at", "Other->/true/null"},
		"email-dialers?running=true&":              {"spool_at_start", "5"},
		"email-dialers?order=-started_at&limit=2&": {"campaign finished_at", "Other->/null News->/2026-03-12T09:00:00Z"},
	} {
		got := f.ask(t, "/v1/reports/"+path+morning).list(strings.Fields(want.columns)...)
		if got != want.rows {
			t.Errorf("%s\n got %s\nwant %s", path, got, want.rows)
		}
	}
	wantFigures(t, "sms-traffic", f.ask(t, "/v1/reports/sms-traffic?interval=hour&"+morning).Total, "campaign=null direction=null messages=10 results=6 read=5")
	wantFigures(t, "chat-traffic", f.ask(t, "/v1/reports/chat-traffic?interval=hour&"+morning).Total, "srcagent=null sent=4 failed=1")
	wantFigures(t, "chat-calls", f.ask(t, "/v1/reports/chat-calls?interval=hour&"+morning).Total, "calls=4 duration=90 duration_avg_seconds=45")
	wantFigures(t, "chat-calls in hours", f.ask(t, "/v1/reports/chat-calls?hours=09:00-10:00&"+morning).Total, "calls=2 duration=0 duration_avg_seconds=null")

	t.Run("conversation", func(t *testing.T) {
		t.Parallel()
		const whole = "I//Hello/500/true O/ana/Good morning/500/false I//Thanks/500/true"
		for query, want := range map[string]string{
			"":                         whole,
			"&order=-time":             "I//Thanks/500/true O/ana/Good morning/500/false I//Hello/500/true",
			"&from=2026-03-11":         "I//Thanks/500/true",
			"&direction=O":             "O/ana/Good morning/500/false",
			"&text.like=Good*":         "O/ana/Good morning/500/false",
			"&to=2026-03-10T09:11:00Z": "I//Hello/500/true",
		} {
			if got := f.ask(t, "/v1/reports/conversation?sessionid=s1"+query).list("direction", "agent", "text", "number", "read"); got != want {
				t.Errorf("conversation?%s\n got %s\nwant %s", query, got, want)
			}
		}
		if a := f.ask(t, "/v1/reports/conversation?sessionid=none"); a.Data == nil || len(a.Data) != 0 {
			t.Errorf("an unknown session has %v, want an empty list", a.Data)
		}
		f.fail(t, "/v1/reports/conversation", 400, "missing_parameter")
	})
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		empty := setup(t)
		for _, report := range []string{"sms-traffic", "chat-traffic", "sms-lists", "chat-calls", "email-dialers"} {
			if a := empty.ask(t, "/v1/reports/"+report+"?"+morning); a.Data == nil || len(a.Data) != 0 {
				t.Errorf("%s has %v, want an empty list", report, a.Data)
			}
		}
		wantFigures(t, "no calls", empty.ask(t, "/v1/reports/chat-calls?"+morning).Total, "calls=0 duration=0 duration_avg_seconds=null")
	})
}
