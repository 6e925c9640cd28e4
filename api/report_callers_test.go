package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/ingest"
)

// lostCallers is a log of callers, named by their numbers, of whom most were lost.
const lostCallers = `
# twice, in different queues
08:00:00|r1|sales|NONE|ENTERQUEUE||twice1|1
08:00:10|r1|sales|NONE|ABANDON|1|1|10
09:00:00|r2|support|NONE|ENTERQUEUE||twice1|1
09:01:00|r2|support|NONE|EXITWITHTIMEOUT|1|1|60
# answered at the next try, in another queue
08:05:00|r3|sales|NONE|ENTERQUEUE||again1|1
08:05:10|r3|sales|NONE|ABANDON|1|1|10
08:30:00|r4|support|NONE|ENTERQUEUE||again1|1
08:30:20|r4|support|ana|CONNECT|20|x|4
08:31:00|r4|support|ana|COMPLETECALLER|20|40|1
# called back, which the agent's log shows
08:10:00|r5|sales|NONE|ENTERQUEUE||logged1|1
08:10:10|r5|sales|NONE|ABANDON|1|1|10
08:40:00|o1|out|ana|OUTCALL|ANSWER|30|40|logged1|g1
# called in vain
08:15:00|r6|sales|NONE|ENTERQUEUE||vain1|1
08:15:10|r6|sales|NONE|ABANDON|1|1|10
08:45:00|o2|out|ana|OUTCALL|NOANSWER|0|40|vain1|g2
# called back, which the call records show
08:20:00|r7|sales|NONE|ENTERQUEUE||record1|1
08:20:10|r7|sales|NONE|ABANDON|1|1|10
# spoken to before, but not since
07:59:00|r8|sales|NONE|ENTERQUEUE||before1|1
07:59:05|r8|sales|ana|CONNECT|5|x|4
08:00:00|r8|sales|ana|COMPLETECALLER|5|55|1
08:25:00|r9|sales|NONE|ENTERQUEUE||before1|1
08:25:10|r9|sales|NONE|ABANDON|1|1|10
# timed out and went on to a queue that answered
08:26:00|r10|sales|NONE|ENTERQUEUE||onward1|1
08:27:00|r10|sales|NONE|EXITWITHTIMEOUT|1|1|60
08:27:00|r10|support|NONE|ENTERQUEUE||onward1|1
08:27:30|r10|support|ana|CONNECT|30|x|4
08:28:00|r10|support|ana|COMPLETECALLER|30|30|1
# the number is unknown
08:32:00|r11|sales|NONE|ENTERQUEUE|||1
08:32:10|r11|sales|NONE|ABANDON|1|1|10
# a second line hung up while the first, of before 08:54, waited for its answer
08:50:00|r12|sales|NONE|ENTERQUEUE||lines1|1
08:55:00|r13|sales|NONE|ENTERQUEUE||lines1|1
08:55:10|r13|sales|NONE|ABANDON|1|1|10
08:56:00|r12|sales|ana|CONNECT|360|x|4
08:57:00|r12|sales|ana|COMPLETECALLER|360|60|1
# every other way to be lost
09:10:00|r14|sales|NONE|ENTERQUEUE||empty1|1
09:10:10|r14|sales|NONE|EXITEMPTY|1|1|10
09:11:00|r15|sales|NONE|ENTERQUEUE||key1|1
09:11:10|r15|sales|NONE|EXITWITHKEY|1|1|1|10
09:12:00|r16|sales|NONE|ENTERQUEUE||dumped1|1
09:12:05|r16|sales|ana|AGENTDUMP
09:12:10|r16|sales|NONE|ENTERQUEUE||dumped1|1
09:13:00|r17|sales|NONE|ENTERQUEUE||cut1|1
09:14:00|r17|sales|NONE|ENTERQUEUE||cut1|1
# waits, and is not lost
09:20:00|r18|sales|NONE|ENTERQUEUE||waits1|1
# spoken to on the next day
09:30:00|r19|sales|NONE|ENTERQUEUE||later1|1
09:30:10|r19|sales|NONE|ABANDON|1|1|10
2026-03-11T07:00:00Z|o3|out|ana|OUTCALL|ANSWERED|30|40|later1|g3
`

func TestRecallList(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, src, dst, disposition) VALUES
		('2026-03-10 10:00Z', 'd1', '201', 'record1', 'ANSWERED'), ('2026-03-10 10:05Z', 'd2', '201', 'vain1', 'NO ANSWER'),
		('2026-03-10 08:24:59Z', 'd3', '201', 'before1', 'ANSWERED'), ('2026-03-10 10:10Z', 'd4', 'twice1', '6001', 'ANSWERED')`)
	f.queueLog(t, lostCallers)
	const report = "/v1/reports/recall-list?"

	t.Run("lost callers who are to be called", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			"": "vain1/sales/abandoned/10/1 before1/sales/abandoned/10/1 twice1/support/timed_out/60/2 " +
				"empty1/sales/exited_empty/10/1 key1/sales/exited_key/10/1 dumped1/sales/dumped/10/1 cut1/sales/lost/60/1",
			"&queue=support":               "twice1/support/timed_out/60/2",
			"&number=vain1&number=record1": "vain1/sales/abandoned/10/1",
			"&order=-attempts&limit=1":     "twice1/support/timed_out/60/2",
			"&number=ghost":                "",
		} {
			if got := f.ask(t, report+march10+query).list("number", "queue", "outcome", "wait_seconds", "attempts"); got != want {
				t.Errorf("recall-list?%s\n got %s\nwant %s", query, got, want)
			}
		}
	})
	t.Run("with all=true also callers with whom an agent has talked since", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, report+march10+"&all=true")
		if got, want := a.list("number"), "again1 logged1 vain1 record1 before1 onward1 lines1 twice1 empty1 key1 dumped1 cut1 later1"; got != want {
			t.Errorf("numbers\n got %s\nwant %s", got, want)
		}
		for number, want := range map[string]string{
			"again1":  "lost_at=2026-03-10T08:05:10Z answered_at=2026-03-10T08:30:20Z called_back_at=null",
			"logged1": "answered_at=null called_back_at=2026-03-10T08:40:00Z",
			"record1": "answered_at=null called_back_at=2026-03-10T10:00:00Z",
			"onward1": "answered_at=2026-03-10T08:27:30Z called_back_at=null queue=sales",
			"lines1":  "answered_at=2026-03-10T08:56:00Z called_back_at=null",
			"later1":  "answered_at=null called_back_at=2026-03-11T07:00:00Z",
			"before1": "answered_at=null called_back_at=null",
			"cut1":    "answered_at=null called_back_at=null lost_at=2026-03-10T09:14:00Z",
		} {
			wantFigures(t, number, a.row(t, "number="+number), want)
		}
	})
	t.Run("an answer to a call from before the range counts", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, report+"all=true&from=2026-03-10T08:54:00Z&to=2026-03-10T09:00:00Z")
		if got, want := a.list("number", "answered_at"), "lines1/2026-03-10T08:56:00Z"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("attempts can be opened", func(t *testing.T) {
		t.Parallel()
		for _, row := range f.ask(t, report+march10+"&all=true").Data {
			calls := f.ask(t, "/v1/reports/calls?"+march10+"&answered=false&outcome.ne=waiting&caller_number="+figure(row["number"]))
			wantFigures(t, figure(row["number"]), row, "attempts="+figure(len(calls.Data)))
		}
	})
	t.Run("pages are in the order of the lost calls", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, report+march10+"&limit=3&count=exact")
		b := f.ask(t, report+march10+"&limit=4&cursor="+*a.NextCursor)
		if got, want := a.list("number")+" | "+b.list("number"), "vain1 before1 twice1 | empty1 key1 dumped1 cut1"; got != want || *a.Count != 7 || b.NextCursor != nil {
			t.Errorf("pages are %s of %d, want %s of 7", got, *a.Count, want)
		}
	})
}

func TestRepeatCallers(t *testing.T) {
	t.Parallel()
	f := setup(t)
	// Date and time of the call, number, seconds of wait, and A where it is answered.
	var log strings.Builder
	for i, call := range []string{
		"2026-03-03T09:00:00Z weekly1 A", "2026-03-10T09:00:00Z weekly1 A", "2026-03-17T09:00:01Z weekly1 A", // 7 days, and a second more
		"2026-03-10T10:00:00Z often1 A", "2026-03-10T10:30:00Z often1", "2026-03-10T11:00:00Z often1 A",
		"2026-03-10T12:00:00Z twice1 A", "2026-03-12T12:00:00Z twice1",
		"2026-03-10T13:00:00Z once1",
		"2026-03-10T13:30:00Z  A", // of no number
	} {
		fields := strings.Split(call, " ")
		id := "x" + figure(i)
		log.WriteString(fields[0] + "|" + id + "|sales|NONE|ENTERQUEUE||" + fields[1] + "|1\n")
		if len(fields) > 2 {
			log.WriteString(fields[0] + "|" + id + "|sales|ana|CONNECT|0|x|4\n")
		} else {
			log.WriteString(fields[0] + "|" + id + "|sales|NONE|ABANDON|1|1|0\n")
		}
	}
	// One call that visits two queues is one contact.
	f.queueLog(t, log.String()+`
14:00:00|y1|sales|NONE|ENTERQUEUE||onward1|1
14:01:00|y1|sales|NONE|EXITWITHTIMEOUT|1|1|60
14:01:00|y1|support|NONE|ENTERQUEUE||onward1|1
14:01:05|y1|support|ana|CONNECT|5|x|4`)
	const report = "/v1/reports/repeat-callers?" + march10
	columns := []string{"number", "contacts", "repeats", "answered", "resolved", "resolution_rate", "range_resolution_rate"}
	for query, want := range map[string]string{
		// The 5 answered are weekly's one, often's two, twice's one and onward's one. Not settled are often's first,
		// which the abandoned one follows, and twice's: 3 of 5.
		"":          "often1/3/2/2/1/50/60 weekly1/1/1/1/1/100/60",
		"&all=true": "often1/3/2/2/1/50/60 once1/1/0/0/0/null/60 onward1/1/0/1/1/100/60 twice1/1/0/1/0/0/60 weekly1/1/1/1/1/100/60",
		// Within a day weekly is no repetition, and twice's is settled: 4 of 5.
		"&days=1":                 "often1/3/2/2/1/50/80",
		"&days=8&number=weekly1":  "weekly1/1/1/1/0/0/40",
		"&all=true&number=once1":  "once1/1/0/0/0/null/60",
		"&order=-number&limit=1":  "weekly1/1/1/1/1/100/60",
		"&all=true&resolved.gt=1": "",
	} {
		if got := f.ask(t, report+query).list(columns...); got != want {
			t.Errorf("repeat-callers?%s\n got %s\nwant %s", query, got, want)
		}
	}
	wantFigures(t, "often", f.ask(t, report+"&number=often1").Data[0], "first_at=2026-03-10T10:00:00Z last_at=2026-03-10T11:00:00Z")
	for _, row := range f.ask(t, report+"&all=true").Data {
		contacts := f.ask(t, "/v1/reports/journeys?"+march10+"&caller_number="+figure(row["number"]))
		answered := f.ask(t, "/v1/reports/journeys?"+march10+"&answered=true&caller_number="+figure(row["number"]))
		wantFigures(t, figure(row["number"]), row, "contacts="+figure(len(contacts.Data))+" answered="+figure(len(answered.Data)))
	}
}

// unnamedCallers are callers of q22: six without a number, and two calls of one number, spelled in two ways.
const unnamedCallers = `
08:00:00|z1|q22|NONE|ENTERQUEUE|||1
08:00:30|z1|q22|NONE|ABANDON|1|1|30
08:01:00|z2|q22|NONE|ENTERQUEUE|| |1
08:01:30|z2|q22|NONE|ABANDON|1|1|30
08:02:00|z3|q22|NONE|ENTERQUEUE||anonymous|1
08:02:30|z3|q22|NONE|ABANDON|1|1|30
08:03:00|z4|q22|NONE|ENTERQUEUE||anonymous|1
08:03:30|z4|q22|NONE|ABANDON|1|1|30
08:04:00|z5|q22|NONE|ENTERQUEUE||Unknown|1
08:04:30|z5|q22|NONE|ABANDON|1|1|30
08:05:00|z6|q22|NONE|ENTERQUEUE||099123999|1
08:05:30|z6|q22|NONE|ABANDON|1|1|30
08:06:00|z7|q22|NONE|ENTERQUEUE||+59899123999|1
08:06:05|z7|q22|ana|CONNECT|5|z7b|3
08:07:05|z7|q22|ana|COMPLETECALLER|5|60|1
08:08:00|z8|q22|NONE|ENTERQUEUE||Restricted|1
08:08:30|z8|q22|NONE|ABANDON|1|1|30
08:09:00|z9|q22|NONE|ENTERQUEUE||+59899123998|1
08:09:30|z9|q22|NONE|ABANDON|1|1|30
08:20:00|o1|q22|ana|OUTCALL|ANSWER|30|40|099123998|g1
`

func TestCallersWithoutNumberAndOfOneNumber(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, unnamedCallers)
	compute := func() {
		t.Helper()
		if err := ingest.ComputeCallers(t.Context(), f.db); err != nil {
			t.Fatal(err)
		}
	}
	want := func(when, path, list string) {
		t.Helper()
		a := f.ask(t, path)
		if got := a.list("number"); got != list {
			t.Errorf("%s: %s has %q, want %q", when, path, got, list)
		}
		if left := string(f.member(t, path, "left_out")); left != "6" {
			t.Errorf("%s: %s leaves out %s, want 6", when, path, left)
		}
	}
	const recall, repeat = "/v1/reports/recall-list?" + march10, "/v1/reports/repeat-callers?" + march10
	compute()
	want("without a country", recall, "099123999 +59899123998")
	want("without a country", repeat, "")
	f.exec(t, `INSERT INTO app.campaign_setting (campaign, country) VALUES ('q22', 'UY')`)
	compute()
	want("in Uruguay", recall, "")
	want("in Uruguay", repeat, "+59899123999")
	want("in Uruguay", recall+"&all=true", "+59899123999 +59899123998")
	if got := f.ask(t, "/v1/reports/calls?"+march10+"&caller_number=%2B59899123999").list("callid"); got != "z6 z7" {
		t.Errorf("calls of the number are %s", got)
	}
	if got := f.ask(t, "/v1/reports/journeys?"+march10+"&caller_number=%2B59899123999").list("callid"); got != "z6 z7" {
		t.Errorf("journeys of the number are %s", got)
	}
	f.exec(t, `UPDATE app.campaign_setting SET country = 'AR' WHERE campaign = 'q22'`)
	compute()
	want("in Argentina", repeat, "")
}

// member returns a member of an answer's frame.
func (f *fixture) member(t testing.TB, path, name string) json.RawMessage {
	t.Helper()
	_, _, body := f.get(t, path)
	var members map[string]json.RawMessage
	decode(t, body, &members)
	return members[name]
}
