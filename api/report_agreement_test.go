package api_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
)

// ever is a range that contains all events of a random log.
const ever = "from=1900-01-01&to=2200-01-01"

// TestReportsAgreeWithEachOther compares the totals of reports that count the same things, over random logs: by queue
// and by agent, by hour, by wait and by need of agents.
func TestReportsAgreeWithEachOther(t *testing.T) {
	t.Parallel()
	onRandomLogs(t, 1, 6, func(t *testing.T, l randomLog) string {
		return l.telephonyAgrees(t) + l.channelsAgree(t)
	})
}

// telephonyAgrees compares reports about calls and outbound calls.
func (l *randomLog) telephonyAgrees(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	queues := l.asked(t, "/v1/reports/queue-summary?"+ever)
	agents := l.asked(t, "/v1/reports/agent-summary?"+ever)
	staffing := l.asked(t, "/v1/reports/staffing?"+ever)
	outbound := l.asked(t, "/v1/reports/outbound-summary?"+ever)
	levels := l.asked(t, "/v1/reports/service-level?limit=1000&"+ever)
	traffic := l.asked(t, "/v1/reports/traffic?limit=1000&"+ever+"&tz="+l.loc.String())
	waits := l.asked(t, "/v1/reports/wait-distribution?limit=1000&"+ever)
	for _, name := range []string{"answered", "transferred", "rings_missed", "aht_seconds"} {
		same(&b, name+" by agent", figure(agents.Total[name]), figure(queues.Total[name]))
	}
	for _, name := range []string{"offered", "abandoned", "aht_seconds"} {
		same(&b, name+" of staffing", figure(staffing.Total[name]), figure(queues.Total[name]))
	}
	same(&b, "outbound calls by campaign", figure(outbound.Total["attempts"]), figure(agents.Total["outbound_calls"]))
	for _, name := range []string{"offered", "answered", "abandoned", "within_threshold", "short_abandoned"} {
		of := map[string]string{"within_threshold": "answered_within_threshold"}[name]
		if of == "" {
			of = name
		}
		same(&b, of+" of service-level", levels.sum(t, of), figure(queues.Total[name]))
	}
	for _, name := range []string{"offered", "answered", "abandoned"} {
		same(&b, name+" of traffic", traffic.sum(t, name), figure(queues.Total[name]))
	}
	same(&b, "answered by wait", waits.sum(t, "answered"), figure(queues.Total["answered"]))
	same(&b, "abandoned by wait", waits.sum(t, "abandoned"), figure(queues.Total["abandoned"]))
	// Where a number is missing, is more than a day or the call goes on, talk is the time since the answer.
	same(&b, "talk_seconds by agent", figure(agents.Total["talk_seconds"]), plus(t, queues.Total["talk_seconds"], l.one(t, `
		SELECT coalesce(sum(greatest(extract(epoch FROM least(c.ended_at, r.as_of) - c.began), 0) - coalesce(c.talk_seconds, 0)), 0)
		FROM (
			SELECT *, CASE WHEN talk_seconds IS NULL OR ended_at IS NULL THEN connected_at
				ELSE ended_at - interval '1 second' * least(talk_seconds, 86400)::float END AS began
			FROM report.queue_call
			WHERE answered
		) AS c, app.refresh AS r
		WHERE r.relation = 'agent_time' AND (c.talk_seconds IS NULL OR c.talk_seconds > 86400 OR c.ended_at IS NULL OR c.ended_at > r.as_of)`)))
	return b.String()
}

// channelsAgree compares what was handled by campaign and by agent, channel by channel: each answered or
// started interaction has one part that no transfer began, none if that took no time, and one more each time that it was
// recovered and then answered by another agent.
func (l *randomLog) channelsAgree(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, channel := range []string{"webchat", "sms", "email", "twitter", "messenger", "facebook"} {
		campaigns := l.asked(t, "/v1/reports/channel-summary?channel="+channel+"&"+ever).Total
		agents := l.asked(t, "/v1/reports/channel-agents?channel="+channel+"&"+ever).Total
		count := func(having string) string {
			return l.one(t, `
				SELECT coalesce(sum(abs(n.parts - 1)), 0)
				FROM (
					SELECT count(p.started_at) AS parts
					FROM report.interaction AS i
					LEFT JOIN report.interaction_part AS p ON NOT p.transferred_in
						AND (p.channel, p.callid, p.campaign, p.visit) = (i.channel, i.callid, i.campaign, i.visit)
					WHERE (i.answered OR i.agent_started AND i.outcome <> 'refused') AND i.channel = $1
					GROUP BY i.callid, i.campaign, i.visit, i.entered_at, i.reentries
					HAVING `+having+`
				) AS n`, channel)
		}
		momentary, recovered := count("count(p.started_at) = 0"), count("count(p.started_at) BETWEEN 2 AND 1 + i.reentries")
		same(&b, channel+" handled", plus(t, agents["handled"], momentary),
			plus(t, campaigns["answered"], figure(campaigns["agent_started"]), figure(agents["transferred_in"]), recovered))
	}
	return b.String()
}

// TestComparedIsThePrecedingReport requests every interval report with compare=previous, and then for each of the two
// ranges alone.
func TestComparedIsThePrecedingReport(t *testing.T) {
	t.Parallel()
	onRandomLogs(t, 1, 6, func(t *testing.T, l randomLog) string {
		for _, r := range intervalRoutes() {
			q := l.question(r.Key...)
			if l.IntN(2) == 0 {
				q.hours, q.weekdays = "", ""
			}
			path := r.Path + "?" + q.values().Encode()
			both := l.asked(t, path+"&compare=previous")
			if pieces, _ := q.slots(); len(pieces) == 0 { // hours and weekdays leave nothing
				if len(both.Data) > 0 {
					return "GET " + path + "&compare=previous\nthere are rows"
				}
				continue
			}
			before := q.values()
			before.Set("from", figure(both.Total["interval_start_previous"]))
			before.Set("to", figure(both.Total["interval_end_previous"]))
			if failure := q.precededBy(both); failure != "" {
				return "GET " + path + "\n" + failure
			}
			failure := beside(both, l.asked(t, path), additiveColumns(r), r.Key, "")
			failure += beside(both, l.asked(t, r.Path+"?"+before.Encode()), additiveColumns(r), r.Key, "_previous")
			if failure != "" {
				return "GET " + path + "&compare=previous\n" + failure
			}
		}
		return ""
	})
}

// precededBy reports whether the preceding range ends where the first slot begins and, without an interval, is as
// long as the range: in days of the calendar where it consists of such.
func (q question) precededBy(both answer) string {
	moment := func(name string) time.Time {
		at, _ := time.Parse(time.RFC3339Nano, figure(both.Total[name]))
		return at
	}
	from, to := moment("interval_start_previous"), moment("interval_end_previous")
	first := q.from
	for q.interval != "" && q.label(first.Add(-time.Microsecond).In(q.loc)) == q.label(q.from.In(q.loc)) {
		first = first.Add(-time.Microsecond).Truncate(time.Minute)
	}
	wholeDays := func(a, b time.Time) bool {
		date := func(at time.Time) string { return at.In(q.loc).Format(time.DateOnly) }
		return date(a) != date(a.Add(-time.Microsecond)) && date(b) != date(b.Add(-time.Microsecond))
	}
	days := func(a, b time.Time) int {
		n := 0
		for at := a; at.Before(b); at = at.Add(12 * time.Hour) {
			if at.In(q.loc).Format(time.DateOnly) != at.Add(-12*time.Hour).In(q.loc).Format(time.DateOnly) {
				n++
			}
		}
		return n
	}
	switch {
	case !to.Equal(first):
		return fmt.Sprintf("the preceding range ends at %s, want %s", to, first)
	case q.interval != "":
		return ""
	case wholeDays(q.from, q.to) && (!wholeDays(from, to) || days(from, to) != days(q.from, q.to)):
		return fmt.Sprintf("the preceding range from %s to %s has not as many days", from, to)
	case !wholeDays(q.from, q.to) && to.Sub(from) != q.to.Sub(q.from):
		return fmt.Sprintf("the preceding range from %s to %s is not as long", from, to)
	}
	return ""
}

// beside compares the columns of one of the two ranges with the report of that range alone. A row that the
// latter does not have is empty: 0 where figures add up, else null.
func beside(both, alone answer, additive, key []string, suffix string) string {
	var b strings.Builder
	place := func(row map[string]any, suffix string) string {
		names := []string{figure(row["interval_start"+suffix]), figure(row["interval_end"+suffix])}
		for _, k := range key {
			names = append(names, figure(row[k]))
		}
		return strings.Join(names, "|")
	}
	rows := map[string]map[string]any{}
	for _, row := range alone.Data {
		rows[place(row, "")] = row
	}
	columns := alone.Total
	empty := map[string]any{}
	for _, name := range additive {
		empty[name] = 0
	}
	compare := func(what string, row, want map[string]any) {
		for name := range columns {
			if strings.HasPrefix(name, "interval_") || name == "partial" || slices.Contains(key, name) {
				continue
			}
			same(&b, what+": "+name+suffix, plainNumber(figure(row[name+suffix])), plainNumber(figure(want[name])))
		}
	}
	found := 0
	for _, row := range both.Data {
		want, there := rows[place(row, suffix)]
		if there {
			found++
		} else {
			want = empty
		}
		compare(place(row, suffix), row, want)
	}
	if found != len(rows) {
		fmt.Fprintf(&b, "%d of %d rows are compared with another\n", found, len(rows))
	}
	compare("total", both.Total, alone.Total)
	return b.String()
}

func same(b *strings.Builder, what, got, want string) {
	if got != want {
		fmt.Fprintf(b, "%s: %s, want %s\n", what, got, want)
	}
}

// sum returns the sum of a column over all rows.
func (a answer) sum(t *testing.T, name string) string {
	t.Helper()
	return plus(t, a.column(name)...)
}

// plus returns the sum of figures.
func plus(t *testing.T, figures ...any) string {
	t.Helper()
	total := new(big.Rat)
	for _, f := range figures {
		total.Add(total, rat(t, f))
	}
	return plainNumber(total.FloatString(12))
}

// one returns the single figure of a query.
func (f *fixture) one(t *testing.T, text string, args ...any) string {
	t.Helper()
	var value string
	if err := f.db.QueryRowContext(t.Context(), text, args...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}
