package api_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"
)

// channelLog writes lines of the channels' logs, channel|time|callid|campaign|agent|event|data1|…, and
// refreshes. A time of day is one of startOfClock's date in UTC.
func (f *fixture) channelLog(t *testing.T, lines string) {
	t.Helper()
	tables := map[string][][]string{}
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "|")
		if len(fields) < 6 {
			t.Fatalf("no line of a log: %q", line)
		}
		if len(fields[1]) == len(time.TimeOnly) {
			fields[1] = startOfClock.Format(time.DateOnly) + "T" + fields[1] + "Z"
		}
		for len(fields) < 11 {
			fields = append(fields, "")
		}
		columns := tables[fields[0]]
		if columns == nil {
			columns = make([][]string, 10)
		}
		for i := range columns {
			columns[i] = append(columns[i], fields[i+1])
		}
		tables[fields[0]] = columns
	}
	for channel, columns := range tables {
		args := make([]any, len(columns))
		for i := range columns {
			args[i] = pq.Array(columns[i])
		}
		f.exec(t, `INSERT INTO `+channel+`_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5)
			SELECT at::timestamptz, callid, nullif(campaign, ''), nullif(agent, ''), event, data1, data2, data3, data4, data5
			FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
				WITH ORDINALITY AS l (at, callid, campaign, agent, event, data1, data2, data3, data4, data5, n)
			ORDER BY n`, args...)
	}
	f.refresh(t)
}

// interactions is a log of webchats and e-mails, of which the newest row is of 09:50.
const interactions = `
# w1 waits 10 s, ana has it from 08:00:10 to 08:10:10
webchat|08:00:00|w1|Chat<-||ENTERQUEUE|Eva|eva@example.com|100
webchat|08:00:10|w1|Chat<-|ana|CONNECT|10|Ana|eva@example.com
webchat|08:10:10|w1|Chat<-|ana|COMPLETECALLER|10|600|1|8
# w2 waits 20 s; ana has it from 08:05:10 to 08:15:10, bob from 08:15:20 to 09:05:10
webchat|08:04:50|w2|Chat<-||ENTERQUEUE|Leo|leo@example.com|200
webchat|08:05:10|w2|Chat<-|ana|CONNECT|20|Ana|leo@example.com
webchat|08:15:10|w2|Chat<-|ana|TRANSFERRED|ana|bob
webchat|08:15:20|w2|Chat<-|bob|ATTENDED|ana|bob
webchat|09:05:10|w2|Chat<-|bob|COMPLETEAGENT|20|3600|1|5
webchat|08:20:00|w3|Chat<-||ENTERQUEUE|Max|max@example.com|300
webchat|08:20:30|w3|Chat<-||ABANDON|1|1|30|max@example.com
webchat|08:25:00|w4|Chat<-||ENTERQUEUE|Ida|ida@example.com|400
webchat|08:26:00|w4|Chat<-||EXITWITHTIMEOUT
webchat|08:30:00|w5|Chat<-||OUTOFTIME
webchat|08:31:00|w6|Chat<-||NOAGENTS
webchat|08:32:00|w7|Chat<-||MAXQUEUE
webchat|09:50:00|w8|Chat<-||ENTERQUEUE|Uma|uma@example.com|500
# m1 is answered after an hour and ended by the agent, who wrote before that; m2 goes on
email|08:00:00|m1|Mail<-||ENTERQUEUE|eva@example.com|Help
email|09:00:00|m1|Mail<-|bob|CONNECT|3600|Bob|eva@example.com
email|09:10:00|m1|Mail<-||NEWEMAILCLIENT|eva@example.com
email|09:20:00|m1|Mail<-|bob|NEWEMAILAGENT|eva@example.com
email|09:25:00|m1|Mail<-|bob|FORWARDED|office@example.com|FW: Help|7
email|09:30:00|m1|Mail<-|bob|COMPLETEAGENT|3600|1800|1|3
email|09:00:00|m2|Mail<-||ENTERQUEUE|leo@example.com|Hello
email|09:40:00|m2|Mail<-|bob|CONNECT|2400|Bob|leo@example.com
email|09:45:00|m3|Mail<-||HOLIDAYMESSAGE|max@example.com|Closed
email|09:46:00|m4|Mail<-||BLACKLIST|spam@example.com|Win|8
email|09:47:00|m5|Mail->|bob|BLACKLIST|no@example.com|Hi|9
# ended by the agent 20 minutes after the entry, with no e-mail of the agent before
email|08:30:00|m7|Mail<-||ENTERQUEUE|ida@example.com|Question
email|08:35:00|m7|Mail<-|ana|CONNECT|300|Ana|ida@example.com
email|08:50:00|m7|Mail<-|ana|COMPLETEAGENT|300|900|1|1
email|09:00:00|m6|Mail->|ana|OUTEMAIL|ida@example.com|News
email|09:05:00|m6|Mail->|ana|COMPLETEAGENTOUT|300|2|||ida@example.com
`

func TestChannels(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.channelLog(t, interactions)
	t.Run("channel-summary", func(t *testing.T) { t.Parallel(); f.testChannelSummary(t) })
	t.Run("channel-summary is opened", func(t *testing.T) { t.Parallel(); f.testChannelSummaryOpens(t) })
	t.Run("interactions", func(t *testing.T) { t.Parallel(); f.testInteractions(t) })
	t.Run("channel-agents", func(t *testing.T) { t.Parallel(); f.testChannelAgents(t) })
	t.Run("email-responses", func(t *testing.T) { t.Parallel(); f.testEmailResponses(t) })
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		empty := setup(t)
		for _, report := range []string{"channel-summary", "channel-agents", "email-responses", "interactions"} {
			if a := empty.ask(t, "/v1/reports/"+report+"?"+morning); a.Data == nil || len(a.Data) != 0 || a.AsOf != nil {
				t.Errorf("%s has %v as of %v, want an empty list as of null", report, a.Data, a.AsOf)
			}
		}
	})
}

func (f *fixture) testChannelSummary(t *testing.T) {
	const report = "/v1/reports/channel-summary?" + morning
	hourly := f.ask(t, report+"&interval=hour")
	// w1 to w4; answered after 10 and 20 s, handled for 600 and 3600 s with 8 and 5 messages.
	wantFigures(t, "webchat from 08:00", hourly.row(t, "channel=webchat interval_start=2026-03-10T08:00:00Z"), `campaign=Chat<-
		offered=4 answered=2 abandoned=1 timed_out=1 waiting=0 out_of_time=1 no_agents=1 max_queue=1 holiday=0 blacklisted=0
		transferred=1 agent_started=0 asa_seconds=15 handle_avg_seconds=2100 messages_avg=6.5 partial=false`)
	wantFigures(t, "webchat from 09:00", hourly.row(t, "channel=webchat interval_start=2026-03-10T09:00:00Z"), `
		offered=1 answered=0 waiting=1 out_of_time=0 asa_seconds=null handle_avg_seconds=null messages_avg=null partial=true`)
	// m2, of which neither handling nor messages are known; m3 and m4 were turned away.
	wantFigures(t, "e-mail from 09:00", hourly.row(t, "channel=email campaign=Mail<- interval_start=2026-03-10T09:00:00Z"), `
		offered=1 answered=1 holiday=1 blacklisted=1 agent_started=0 asa_seconds=2400 handle_avg_seconds=null messages_avg=null`)
	// m6; m5 was refused and counts nowhere.
	wantFigures(t, "e-mails started", hourly.row(t, "campaign=Mail-> interval_start=2026-03-10T09:00:00Z"), `
		offered=0 answered=0 blacklisted=0 agent_started=1 asa_seconds=null handle_avg_seconds=300 messages_avg=2`)
	// Of all: (10 + 20 + 3600 + 2400 + 300) / 5; (600 + 3600 + 1800 + 900 + 300) / 5; (8 + 5 + 3 + 1 + 2) / 5.
	wantFigures(t, "total", hourly.Total, `channel=null campaign=null offered=8 answered=5 abandoned=1 timed_out=1 waiting=1 out_of_time=1 no_agents=1 max_queue=1
		holiday=1 blacklisted=1 transferred=1 agent_started=1 asa_seconds=1266 handle_avg_seconds=1440 messages_avg=3.8`)
	for query, want := range map[string]string{
		"&channel=email":               "offered=3 answered=3 agent_started=1",
		"&campaign=Mail->":             "offered=0 agent_started=1",
		"&channel=email&channel=ghost": "offered=3",
		"&hours=08:00-08:10":           "offered=3 answered=3",
		"&weekdays=1":                  "offered=0 asa_seconds=null",
		"&offered.gt=2":                "offered=4",
	} {
		wantFigures(t, query, f.ask(t, report+"&interval=hour"+query).Total, want)
	}
}

// testChannelSummaryOpens fills the template of each count from each row.
func (f *fixture) testChannelSummaryOpens(t *testing.T) {
	const counts = "offered,answered,abandoned,timed_out,waiting,out_of_time,no_agents,max_queue,holiday,blacklisted,transferred,agent_started"
	condition := map[string]string{
		"offered": "offered=true", "answered": "answered=true", "transferred": "transfers.gt=0", "agent_started": "agent_started=true&outcome.ne=refused", "holiday": "outcome=holiday",
	}
	for _, row := range f.ask(t, "/v1/reports/channel-summary?interval=hour&"+morning).Data {
		q := url.Values{"from": {figure(row["interval_start"])}, "to": {figure(row["interval_end"])}, "channel": {figure(row["channel"])}, "campaign": {figure(row["campaign"])}}
		for count := range strings.SplitSeq(counts, ",") {
			filter := condition[count]
			if filter == "" {
				filter = "outcome=" + count
			}
			a := f.ask(t, "/v1/reports/interactions?"+filter+"&"+q.Encode())
			wantFigures(t, q.Encode(), row, count+"="+figure(len(a.Data)))
		}
	}
}

func (f *fixture) testInteractions(t *testing.T) {
	const report = "/v1/reports/interactions?" + morning
	for query, want := range map[string]string{
		"&callid=w2":                      "w2/webchat/bob/agent_ended/20/3600/5/1",
		"&outcome=waiting":                "w8/webchat//waiting/null/null/null/0",
		"&agent_started=true":             "m6/email/ana/agent_ended/null/300/2/0 m5/email/bob/refused/null/null/null/0",
		"&contact=ida@example.com":        "w4/webchat//timed_out/60/null/null/0 m7/email/ana/agent_ended/300/900/1/0 m6/email/ana/agent_ended/null/300/2/0",
		"&order=-entered_at&limit=1":      "w8/webchat//waiting/null/null/null/0",
		"&channel=sms":                    "",
		"&offered=true&hours=09:30-10:00": "w8/webchat//waiting/null/null/null/0",
	} {
		if got := f.ask(t, report+query).list("callid", "channel", "agent", "outcome", "wait_seconds", "handle_seconds", "messages", "transfers"); got != want {
			t.Errorf("interactions?%s\n got %s\nwant %s", query, got, want)
		}
	}
}

func (f *fixture) testChannelAgents(t *testing.T) {
	const report = "/v1/reports/channel-agents?" + morning
	columns := []string{"channel", "agent", "handled", "handle_seconds", "transferred_in", "transferred_out", "concurrency"}
	for query, want := range map[string]string{
		// ana: webchats from 08:00:10 and 08:05:10 for 600 s each, 1200 of 900 s; e-mails of 900 and 300 s.
		// bob: the webchat from 08:15:20 to 09:05:10; m1 for its 1800 s up to 09:30, m2 from 09:40 up to as_of, 09:50.
		"": "email/ana/2/1200/0/0/1 email/bob/2/2400/0/0/1 webchat/ana/2/1200/0/1/1.33 webchat/bob/1/2990/1/0/1",
		"&interval=hour&channel=webchat&agent=bob": "webchat/bob/1/2680/1/0/1 webchat/bob/0/310/0/0/1",
		"&handled=2&order=-handle_seconds":         "email/bob/2/2400/0/0/1 webchat/ana/2/1200/0/1/1.33 email/ana/2/1200/0/0/1",
		"&channel=webchat&agent=ghost":             "webchat/ghost/0/0/0/0/null",
		// ana has one webchat for the first 5 minutes and both from 08:05:10 to 08:10:00.
		"&hours=08:00-08:10&agent=ana&channel=webchat": "webchat/ana/2/880/0/1/1.49",
	} {
		if got := f.ask(t, report+query).list(columns...); got != want {
			t.Errorf("channel-agents?%s\n got %s\nwant %s", query, got, want)
		}
	}
	later := f.ask(t, "/v1/reports/channel-agents?from=2026-03-10T09:00:00Z&to=2026-03-10T09:45:00Z&agent=bob")
	// Only what passes within the range, also of what began before it: of the webchat 310 s; m1 began at 09:00 and m2 has 5 minutes.
	if got, want := later.list(columns...), "email/bob/2/2100/0/0/1 webchat/bob/0/310/0/0/1"; got != want {
		t.Errorf("from 09:00 to 09:45\n got %s\nwant %s", got, want)
	}
	// 1200 + 2400 + 1200 + 2990; ana covers 900 + 900 + 300 s, as her e-mail begins after her webchats. Of bob's 2990 s of
	// webchat, 09:00:00 to 09:05:10 pass while the agent has m1: 2400 + 2990 - 310.
	wantFigures(t, "total", f.ask(t, report+"&interval=hour").Total, "channel=null agent=null handled=7 handle_seconds=7790 transferred_in=1 transferred_out=1 concurrency=1.08")
}

func (f *fixture) testEmailResponses(t *testing.T) {
	const report = "/v1/reports/email-responses?" + morning
	columns := []string{"campaign", "agent", "received", "answered", "forwarded", "blacklisted", "refused", "responded", "first_response_avg_seconds", "new_mails"}
	for query, want := range map[string]string{
		// m1 responded to at 09:20 after 80 minutes, m7 by its end after 20; m2 not yet.
		"":            "Mail->/ana/0/0/0/0/0/0/null/0 Mail->/bob/0/0/0/0/1/0/null/0 Mail<-//0/0/0/1/0/0/null/0 Mail<-/ana/1/1/0/0/0/1/1200/0 Mail<-/bob/2/2/1/0/0/1/4800/1",
		"&agent=bob":  "Mail->/bob/0/0/0/0/1/0/null/0 Mail<-/bob/2/2/1/0/0/1/4800/1",
		"&received=1": "Mail<-/ana/1/1/0/0/0/1/1200/0",
		"&interval=hour&campaign=Mail<-&agent=bob": "Mail<-/bob/1/1/1/0/0/1/4800/1 Mail<-/bob/1/1/0/0/0/0/null/0",
	} {
		if got := f.ask(t, report+query).list(columns...); got != want {
			t.Errorf("email-responses?%s\n got %s\nwant %s", query, got, want)
		}
	}
	wantFigures(t, "total", f.ask(t, report+"&interval=hour").Total, "campaign=null agent=null received=3 answered=3 forwarded=1 blacklisted=1 refused=1 responded=2 first_response_avg_seconds=3000 new_mails=1")
}
