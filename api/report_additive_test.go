package api_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/oracle"
	"github.com/ccrepo/ccrepo/route"
)

// TestSlotsAddUpToTheTotal asks every interval report there is for random ranges, zones, intervals, hours,
// weekdays and filters over random rows of every table, more of them around changes of the clock.
func TestSlotsAddUpToTheTotal(t *testing.T) {
	t.Parallel()
	onSeeds(t, 1, func(t *testing.T, seed uint64, random *rand.Rand) {
		f := setup(t)
		f.randomFacts(t, random)
		for _, r := range intervalRoutes() {
			additive := additiveColumns(r)
			if len(additive) == 0 {
				t.Fatalf("no column of %s is additive", r.Name)
			}
			nonzero := 0
			for range 30 {
				q := randomQuestion(random, r, additive)
				path := r.Path + "?" + q.Encode()
				a := f.asked(t, path)
				for name := range strings.SplitSeq(q.Get("fields"), ",") {
					sum := new(big.Rat)
					for _, row := range a.Data {
						sum.Add(sum, rat(t, row[name]))
					}
					if total := rat(t, a.Total[name]); sum.Cmp(total) != 0 {
						t.Errorf("CCREPO_SEED=%d: GET %s: the slots of %s add up to %s, total is %s", seed, path, name, sum.RatString(), total.RatString())
					} else if total.Sign() > 0 {
						nonzero++
					}
				}
			}
			if nonzero == 0 {
				t.Errorf("CCREPO_SEED=%d: no sum of %s was of anything", seed, r.Name)
			}
		}
		// Days of the whole range hold every call once.
		var calls, talk string
		if err := f.db.QueryRowContext(t.Context(), "SELECT count(*), sum(talk_seconds) FILTER (WHERE answered) FROM report.queue_call").Scan(&calls, &talk); err != nil {
			t.Fatal(err)
		}
		for _, zone := range randomZones() {
			a := f.asked(t, "/v1/reports/queue-summary?interval=month&from=1990-01-01&to=2027-01-01&tz="+zone)
			wantFigures(t, zone, a.Total, "offered="+calls+" talk_seconds="+talk)
		}
	})
}

func additiveColumns(r route.Route) []string {
	var names []string
	for _, c := range r.Columns {
		if c.Additive {
			names = append(names, c.Name)
		}
	}
	return names
}

func randomZones() []string {
	return []string{"UTC", "America/Montreal", "Europe/Madrid", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Africa/Casablanca"}
}

// rat reads a number, or money, without losing a digit.
func rat(t *testing.T, v any) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(fmt.Sprint(v))
	if !ok {
		t.Fatalf("%v is no number", v)
	}
	return r
}

// randomQuestion draws a question to an interval report over what randomFacts wrote. Its fields are the
// additive columns, sometimes with those of the preceding range.
func randomQuestion(random *rand.Rand, r route.Route, additive []string) url.Values {
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	q := url.Values{"fields": {strings.Join(additive, ",")}, "tz": {pick(randomZones()...)}}
	from := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(30*24*3600)) * time.Second)
	q.Set("from", from.Format(time.RFC3339))
	q.Set("to", from.Add(time.Duration(1+random.IntN(8*24*3600))*time.Second).Format(time.RFC3339))
	give := func(name string, values ...string) {
		if v := pick(values...); v != "" {
			q.Set(name, v)
		}
	}
	give("interval", "", "15m", "30m", "hour", "day", "week", "month")
	give("hours", "", "", "08:30-17:15", "22:00-06:00", "01:30-02:15", "00:00-24:00")
	give("weekdays", "", "", "1-5", "6-7", "1,3,7")
	if random.IntN(4) == 0 && q.Get("interval") != "15m" {
		q.Set("compare", "previous")
		q.Set("fields", q.Get("fields")+","+strings.Join(additive, "_previous,")+"_previous")
	}
	for _, key := range r.Key {
		switch random.IntN(5) {
		case 0:
			q.Set(key+".ne", pick("a", "b", "ana", "webchat", ""))
		case 1:
			q.Set(key+".like", pick("*", "*a*", "*"))
		case 2:
			q[key] = []string{pick("a", "q1", "sms"), "", pick("ghost", "ana", "webchat")}
		}
	}
	// Filters on measures: one that is shown, and any column with a number.
	if random.IntN(2) == 0 {
		q.Set(pick(additive...)+pick(".gte", ".lt", "", ".ne"), pick("1", "2", "60"))
	}
	if c := r.Columns[random.IntN(len(r.Columns))]; random.IntN(3) == 0 && (c.Kind == route.Number || c.Kind == route.Int) {
		q.Set(c.Name+pick(".gt", ".lte"), pick("0", "1", "50"))
	}
	return q
}

// randomFacts writes rows of March and April 2026 into every table, more of them around the changes of the
// clock: plain calls and CDRs, what the generators of the second implementation make, and every event.
func (f *fixture) randomFacts(t *testing.T, random *rand.Rand) {
	t.Helper()
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	var lines strings.Builder
	var dates, campaigns, dispositions, amounts []string
	changes := []time.Time{ // Montreal, Casablanca, Madrid, Lord Howe, Santiago
		time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC), time.Date(2026, 3, 22, 2, 0, 0, 0, time.UTC), time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC),
		time.Date(2026, 4, 4, 15, 0, 0, 0, time.UTC), time.Date(2026, 4, 5, 3, 0, 0, 0, time.UTC),
	}
	moment := func() time.Time {
		if random.IntN(2) == 0 {
			return changes[random.IntN(len(changes))].Add(time.Duration(random.IntN(4*3600*1000)-2*3600*1000) * time.Millisecond)
		}
		return time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(35*24*3600*1000)) * time.Millisecond)
	}
	for i := range 600 {
		at := moment()
		line := func(after time.Duration, queue, agent, event string) {
			fmt.Fprintf(&lines, "%s|x%d|%s|%s|%s\n", at.Add(after).Format(time.RFC3339Nano), i, queue, agent, event)
		}
		queue := pick("a", "a", "b", "NONE")
		wait := time.Duration(random.IntN(60)) * time.Second
		line(0, queue, "NONE", fmt.Sprintf("ENTERQUEUE||55|%d", 1+random.IntN(4)))
		if random.IntN(3) == 0 {
			line(wait/2, queue, "ana", fmt.Sprintf("RINGNOANSWER|%d", random.IntN(4000)))
		}
		if random.IntN(3) == 0 {
			line(wait, queue, "NONE", fmt.Sprintf("%s|1|1|%d", pick("ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY"), int(wait.Seconds())))
		} else {
			talk := random.IntN(300)
			line(wait, queue, "ana", fmt.Sprintf("CONNECT|%d|y|3", int(wait.Seconds())))
			line(wait+time.Second, queue, "ana", "HOLD")
			line(wait+time.Duration(1000+random.IntN(9000))*time.Millisecond, queue, "ana", "UNHOLD")
			line(wait+time.Duration(talk+10)*time.Second, queue, "ana", fmt.Sprintf("%s|%d|%d|1", pick("COMPLETEAGENT", "COMPLETECALLER"), int(wait.Seconds()), talk))
		}
		if i%3 == 0 {
			line(0, pick("a", "b", "NONE"), pick("a", "NONE"), fmt.Sprintf("OUTCALL|%s|%d|%d", pick("ANSWER", "a", ""), random.IntN(90), random.IntN(90)))
		}
		dates, campaigns = append(dates, at.Format(time.RFC3339Nano)), append(campaigns, pick("a", "b", ""))
		dispositions = append(dispositions, pick("ANSWERED", "a", ""))
		amounts = append(amounts, fmt.Sprintf("%d.%06d", random.IntN(9), random.IntN(1000000)))
	}
	var rows []oracle.Row
	for n, change := range changes {
		base := change.Add(-time.Duration(random.IntN(20)) * time.Hour).UnixMicro()
		for _, generate := range []func(*rand.Rand, string, int64) []oracle.Row{oracle.RandomCalls, oracle.RandomAgents, oracle.RandomChannels, oracle.RandomChannels} {
			rows = append(rows, generate(random, fmt.Sprintf("g%d-%d-", n, len(rows)), base)...)
		}
	}
	rows = append(rows, randomEvents(t, random, moment)...)
	for i := range rows {
		rows[i].Event.ID = int64(1_000_000 + i)
	}
	if err := oracle.Write(t.Context(), f.db, rows); err != nil {
		t.Fatal(err)
	}
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, campaign, disposition, duration, billsec, rating, charged_balance, real_balance)
		SELECT at::timestamptz, n, nullif(campaign, ''), nullif(disposition, ''), n, nullif(n % 70, 0), nullif(n % 6, 0), amount::numeric, nullif(amount::numeric / 3, 1)
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS c (at, campaign, disposition, amount, n)`,
		pq.Array(dates), pq.Array(campaigns), pq.Array(dispositions), pq.Array(amounts))
	f.randomMessages(t, random)
	f.queueLog(t, lines.String())
}

// randomEvents are some rows of each event of the catalogue, most of them like its example.
func randomEvents(t *testing.T, random *rand.Rand, moment func() time.Time) []oracle.Row {
	t.Helper()
	catalogue, err := event.Load()
	if err != nil {
		t.Fatal(err)
	}
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	var rows []oracle.Row
	for _, e := range catalogue.Events() {
		for range 4 {
			channel, _ := strings.CutSuffix(e.Table, "_log_repo")
			if channel == "queue" {
				channel = ""
			}
			r := oracle.Row{Event: oracle.Event{
				Channel: channel, At: moment().UnixMicro(), Callid: fmt.Sprintf("e%d", random.IntN(40)),
				Queue: pick("a", "b", "q1", ""), Agent: pick("ana", "eva", "a", "NONE"), Name: pick(append(e.Rows, e.Name)...),
			}}
			copy(r.Event.Data[:], e.Example)
			if random.IntN(3) == 0 {
				r.Event.Data[random.IntN(5)] = pick("", "a", "1", "60")
			}
			rows = append(rows, r)
		}
	}
	return rows
}
