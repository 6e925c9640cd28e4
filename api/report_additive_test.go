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

	"github.com/ccrepo/ccrepo/db"
)

// TestSlotsAddUpToTheTotal asks every interval report there is for random ranges, zones, intervals,
// hours, weekdays and filters over a random log around changes of the clock.
func TestSlotsAddUpToTheTotal(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.randomFacts(t, rand.New(rand.NewPCG(7, 7)))
	routes := 0
	for _, r := range db.Routes() {
		if !r.Interval {
			continue
		}
		routes++
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(11, uint64(len(r.Path))))
			additive := []string{}
			for _, c := range r.Columns {
				if c.Additive {
					additive = append(additive, c.Name)
				}
			}
			if len(additive) == 0 {
				t.Fatal("no column is additive")
			}
			nonzero := 0
			for range 40 {
				path := r.Path + "?" + randomQuestion(random, r, additive).Encode()
				a := f.ask(t, path)
				for _, name := range additive {
					sum := new(big.Rat)
					for _, row := range a.Data {
						sum.Add(sum, rat(t, row[name]))
					}
					if total := rat(t, a.Total[name]); sum.Cmp(total) != 0 {
						t.Errorf("GET %s: the slots of %s add up to %s, total is %s", path, name, sum.RatString(), total.RatString())
					} else if total.Sign() > 0 {
						nonzero++
					}
				}
			}
			if nonzero < min(40, 15*len(additive)) {
				t.Errorf("only %d sums were of anything", nonzero)
			}
		})
	}
	if routes == 0 {
		t.Fatal("there is no interval report")
	}
	t.Run("days of the whole range hold every call once", func(t *testing.T) {
		t.Parallel()
		var calls, talk string
		if err := f.db.QueryRowContext(t.Context(), "SELECT count(*), sum(talk_seconds) FROM report.queue_call").Scan(&calls, &talk); err != nil {
			t.Fatal(err)
		}
		for _, zone := range randomZones() {
			a := f.ask(t, "/v1/reports/queue-summary?interval=day&from=2026-03-01T00:00:00Z&to=2026-04-10T00:00:00Z&tz="+zone)
			wantFigures(t, zone, a.Total, "offered="+calls+" talk_seconds="+talk)
		}
	})
}

func randomZones() []string {
	return []string{"UTC", "America/Montreal", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Africa/Casablanca"}
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

// randomQuestion draws a question to an interval report over what randomFacts wrote.
func randomQuestion(random *rand.Rand, r db.Route, fields []string) url.Values {
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	q := url.Values{"fields": {strings.Join(fields, ",")}, "tz": {pick(randomZones()...)}}
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
	for _, key := range r.Key {
		switch random.IntN(5) {
		case 0:
			q.Set(key+".ne", pick("a", "b", ""))
		case 1:
			q.Set(key+".like", "*")
		case 2:
			q[key] = []string{"a", "", "ghost"}
		}
	}
	if random.IntN(2) == 0 {
		q.Set(pick(fields...)+pick(".gte", ".lt", "", ".ne"), pick("1", "2", "60"))
	}
	return q
}

// randomFacts writes calls of March and April 2026, more of them around the changes of the clock.
func (f *fixture) randomFacts(t *testing.T, random *rand.Rand) {
	t.Helper()
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	var lines strings.Builder
	var dates, campaigns, dispositions, amounts []string
	changes := []time.Time{ // Montreal, Casablanca's two, Lord Howe, Santiago
		time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC), time.Date(2026, 3, 22, 2, 0, 0, 0, time.UTC), time.Date(2026, 2, 15, 2, 0, 0, 0, time.UTC),
		time.Date(2026, 4, 4, 15, 0, 0, 0, time.UTC), time.Date(2026, 4, 5, 3, 0, 0, 0, time.UTC),
	}
	for i := range 900 {
		at := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(35*24*3600*1000)) * time.Millisecond)
		if change := changes[random.IntN(len(changes))]; i%2 == 0 && change.Month() > 2 {
			at = change.Add(time.Duration(random.IntN(4*3600*1000)-2*3600*1000) * time.Millisecond)
		}
		line := func(after time.Duration, queue, agent, event string) {
			fmt.Fprintf(&lines, "%s|x%d|%s|%s|%s\n", at.Add(after).Format(time.RFC3339Nano), i, queue, agent, event)
		}
		queue := pick("a", "a", "b", "NONE")
		wait := time.Duration(random.IntN(60)) * time.Second
		line(0, queue, "NONE", fmt.Sprintf("ENTERQUEUE||55|%d", 1+random.IntN(4)))
		if random.IntN(3) == 0 {
			line(wait/2, queue, "ann", fmt.Sprintf("RINGNOANSWER|%d", random.IntN(4000)))
		}
		if random.IntN(3) == 0 {
			line(wait, queue, "NONE", fmt.Sprintf("%s|1|1|%d", pick("ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY"), int(wait.Seconds())))
		} else {
			talk := random.IntN(300)
			line(wait, queue, "ann", fmt.Sprintf("CONNECT|%d|y|3", int(wait.Seconds())))
			line(wait+time.Second, queue, "ann", "HOLD")
			line(wait+time.Duration(1000+random.IntN(9000))*time.Millisecond, queue, "ann", "UNHOLD")
			line(wait+time.Duration(talk+10)*time.Second, queue, "ann", fmt.Sprintf("%s|%d|%d|1", pick("COMPLETEAGENT", "COMPLETECALLER"), int(wait.Seconds()), talk))
		}
		if i%3 == 0 {
			line(0, pick("a", "b", "NONE"), pick("a", "NONE"), fmt.Sprintf("OUTCALL|%s|%d|%d", pick("ANSWER", "a", ""), random.IntN(90), random.IntN(90)))
		}
		dates, campaigns = append(dates, at.Format(time.RFC3339Nano)), append(campaigns, pick("a", "b", ""))
		dispositions = append(dispositions, pick("ANSWERED", "a", ""))
		amounts = append(amounts, fmt.Sprintf("%d.%06d", random.IntN(9), random.IntN(1000000)))
	}
	f.queueLog(t, lines.String())
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, campaign, disposition, duration, billsec, rating, charged_balance, real_balance)
		SELECT at::timestamptz, n, nullif(campaign, ''), nullif(disposition, ''), n, nullif(n % 70, 0), nullif(n % 6, 0), amount::numeric, nullif(amount::numeric / 3, 1)
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS c (at, campaign, disposition, amount, n)`,
		pq.Array(dates), pq.Array(campaigns), pq.Array(dispositions), pq.Array(amounts))
	f.randomMessages(t, random)
}
