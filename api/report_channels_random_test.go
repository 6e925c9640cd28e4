package api_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// randomMessages writes interactions, messages, chats and marks of calls over the weeks of randomFacts.
func (f *fixture) randomMessages(t *testing.T, random *rand.Rand) {
	t.Helper()
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	var lines strings.Builder
	for i := range 500 {
		at := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(35*24*3600*1000)) * time.Millisecond)
		channel, campaign := pick("webchat", "email"), pick("a", "b", "")
		line := func(after int, agent, event string) {
			fmt.Fprintf(&lines, "%s|%s|i%d|%s|%s|%s\n", channel, at.Add(time.Duration(after)*time.Second).Format(time.RFC3339Nano), i, campaign, agent, event)
		}
		line(0, "", "ENTERQUEUE|x|y")
		talk := 60 + random.IntN(3*3600)
		switch random.IntN(8) {
		case 0:
			line(40, "", "ABANDON|1|1|40")
		case 1:
			line(40, "", "EXITWITHTIMEOUT")
		default:
			line(20, pick("a", "ann"), "CONNECT|20")
			line(30, "a", pick("FORWARDED", "NEWEMAILCLIENT", "NEWEMAILAGENT"))
			if random.IntN(3) == 0 {
				line(20+talk/3, "a", "TRANSFERRED|a|b")
				line(30+talk/3, "b", "ATTENDED|a|b")
			}
			line(20+talk, "a", fmt.Sprintf("COMPLETEAGENT|20|%d|1|%d", talk, random.IntN(9)))
			fmt.Fprintf(&lines, "webchat|%s|i%d|%s|a|OUTCALL|%s|%d\n", at.Format(time.RFC3339Nano), i, campaign, pick("audio", "a", ""), random.IntN(90))
		}
		for range random.IntN(3) {
			turned := pick("OUTOFTIME", "NOAGENTS", "MAXQUEUE", "HOLIDAYMESSAGE", "BLACKLIST")
			fmt.Fprintf(&lines, "%s|%s|NONE|%s|%s|%s\n", channel, at.Format(time.RFC3339Nano), campaign, pick("", "a"), turned)
		}
	}
	f.channelLog(t, lines.String())
	f.exec(t, `INSERT INTO sms_repo (dateprocessed, campaign, direction, result, readsms)
		SELECT calldate, campaign, (ARRAY['I', 'O', 'a', NULL])[1 + duration % 4], nullif('x', left('x', duration % 2)), duration % 3 FROM cdr_repo`)
	f.exec(t, `INSERT INTO sipchat (datecreated, srcagent, dstagent, status)
		SELECT calldate, campaign, (ARRAY['a', 'b', NULL])[1 + duration % 3], (ARRAY['SUCCESS', 'FAILURE'])[1 + duration % 2] FROM cdr_repo`)
	f.exec(t, `UPDATE cdr_repo SET causecode = (ARRAY['16', 'a', NULL])[1 + duration % 3], userfield = (ARRAY['a', 'a / a / a', 'x / b', NULL])[1 + duration % 4]`)
}

// TestChannelAgentsWhereTheClockIsSetBack splits an hour and a half at the borders of hours of which one is repeated.
func TestChannelAgentsWhereTheClockIsSetBack(t *testing.T) {
	t.Parallel()
	f := setup(t)
	// From 02:30 of summer, over 02:00 of winter, to 03:30.
	f.channelLog(t, `
webchat|2025-10-26T00:30:00Z|n1|a||ENTERQUEUE|Eva|eva@example.com
webchat|2025-10-26T00:30:00Z|n1|a|ana|CONNECT|0
webchat|2025-10-26T02:30:00Z|n1|a|ana|COMPLETEAGENT|0|7200|1|5`)
	a := f.ask(t, "/v1/reports/channel-agents?interval=hour&from=2025-10-26T02:00:00%2B02:00&to=2025-10-26T04:00:00%2B01:00&tz=Europe/Madrid")
	want := "2025-10-26T02:00:00+02:00/1/1800/1 2025-10-26T02:00:00+01:00/0/3600/1 2025-10-26T03:00:00+01:00/0/1800/1"
	if got := a.list("interval_start", "handled", "handle_seconds", "concurrency"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	wantFigures(t, "total", a.Total, "handled=1 handle_seconds=7200 concurrency=1")
}
