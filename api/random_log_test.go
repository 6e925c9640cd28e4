// Random event logs, and random requests for their reports.

package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/oracle"
	"github.com/ccrepo/ccrepo/route"
)

// randomLog is a random log in a database, and the same log for package oracle.
type randomLog struct {
	*fixture
	*rand.Rand
	loc  *time.Location // in which a clock changes while the log goes on
	rows []oracle.Row
}

// onSeeds runs a test with several seeds. CCREPO_SOAK=n takes n times as many, and CCREPO_SEED=n the one
// that a failure named.
func onSeeds(t *testing.T, seeds int, test func(t *testing.T, seed uint64, random *rand.Rand)) {
	t.Helper()
	dbtest.Slow(t)
	first := uint64(1)
	if n, err := strconv.Atoi(os.Getenv("CCREPO_SOAK")); err == nil {
		seeds *= n
	}
	if n, err := strconv.ParseUint(os.Getenv("CCREPO_SEED"), 10, 64); err == nil {
		seeds, first = 1, n
	}
	for seed := first; seed < first+uint64(seeds); seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			test(t, seed, rand.New(rand.NewPCG(seed, 3)))
		})
	}
}

// onRandomLogs tries a property on one log at random after the other, some of each seed. The property
// returns what fails.
func onRandomLogs(t *testing.T, seeds, logs int, property func(*testing.T, randomLog) string) {
	t.Helper()
	onSeeds(t, seeds, func(t *testing.T, seed uint64, random *rand.Rand) {
		l := randomLog{fixture: setup(t), Rand: random}
		failed := 0
		for n := range logs {
			l.write(t, fmt.Sprintf("s%dl%d-", seed, n))
			if failure := property(t, l); failure != "" {
				t.Errorf("CCREPO_SEED=%d, log %d\n%s\n%s", seed, n, failure, l.listing())
				if failed++; failed == 3 {
					return
				}
			}
			l.forget(t)
		}
	})
}

// write writes a random log around a change of a clock, or one that reaches into the future.
func (l *randomLog) write(t *testing.T, prefix string) {
	t.Helper()
	l.loc = mustZone(t, l.oneOf(changingZones()...))
	change := time.Date(2024, 1, 1, 0, 0, 0, 0, l.loc)
	for range 1 + l.IntN(2) {
		_, change = change.ZoneBounds()
	}
	base := change.Add(-time.Duration(l.IntN(30)) * time.Hour).UnixMicro()
	if l.IntN(6) == 0 {
		base = time.Now().Add(-6 * time.Hour).Truncate(time.Hour).UnixMicro() // so a seed does not repeat it for ever
	}
	l.rows = oracle.RandomAgents(l.Rand, prefix+"a", base)
	for n := range 3 {
		l.rows = append(l.rows, oracle.RandomCalls(l.Rand, fmt.Sprintf("%sc%d-", prefix, n), base+int64(l.IntN(24))*3600*oracle.Second)...)
		l.rows = append(l.rows, oracle.RandomChannels(l.Rand, fmt.Sprintf("%si%d-", prefix, n), base+int64(l.IntN(24))*3600*oracle.Second)...)
	}
	for i := range l.rows {
		l.rows[i].Event.ID = int64(i + 1)
	}
	if err := oracle.Write(t.Context(), l.db, l.rows); err != nil {
		t.Fatal(err)
	}
	l.refresh(t)
}

// log returns the log that was written, as of the refresh.
func (l *randomLog) log(t *testing.T) oracle.Log {
	t.Helper()
	log := oracle.LogOf(l.rows)
	var at time.Time
	if err := l.db.QueryRowContext(t.Context(), "SELECT coalesce(max(as_of), '2000-01-01') FROM app.refresh").Scan(&at); err != nil {
		t.Fatal(err)
	}
	log.Now = at.UnixMicro()
	return log
}

// forget deletes the rows of logs and derived relations; with few rows this is faster than TRUNCATE.
func (l *randomLog) forget(t *testing.T) {
	t.Helper()
	for table := range strings.FieldsSeq(`cdr_repo sms_repo sipchat queue_log_repo webchat_log_repo sms_log_repo email_log_repo twitter_log_repo
		messenger_log_repo facebook_log_repo app.agent_alias app.applied_alias app.refresh report.queue_call report.queue_ring report.queue_slot report.agent_session
		report.agent_pause report.agent_time app.agent_hold report.interaction report.interaction_part`) {
		l.exec(t, "DELETE FROM "+table)
	}
}

func (l *randomLog) oneOf(values ...string) string { return values[l.IntN(len(values))] }

// listing is the log as text, in order.
func (l *randomLog) listing() string {
	var b strings.Builder
	b.WriteString("the log:\n")
	for _, r := range slices.SortedStableFunc(slices.Values(l.rows), func(a, b oracle.Row) int { return int((a.Event.At - b.Event.At) / oracle.Second) }) {
		fmt.Fprintf(&b, "%s  id=%d %s\n", r, r.Event.ID, time.UnixMicro(r.Event.At).UTC().Format(time.RFC3339Nano))
	}
	return b.String()
}

// asked gets an answer as ask does, but does not compare it with the OpenAPI document, which takes long.
func (f *fixture) asked(t *testing.T, path string) answer {
	t.Helper()
	res := f.open(t, path, nil)
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(res.Body)
		t.Fatalf("GET %s: status %d: %s", path, res.StatusCode, body)
	}
	d := json.NewDecoder(res.Body)
	d.UseNumber()
	var a answer
	if err := d.Decode(&a); err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return a
}

// changingZones have clocks that are set forward and back in 2024: by an hour at night, by an hour at
// midnight, and by half an hour.
func changingZones() []string {
	return []string{"Europe/Madrid", "America/Santiago", "Australia/Lord_Howe"}
}

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// intervalRoutes are all interval reports that there are.
func intervalRoutes() []route.Route {
	return slices.DeleteFunc(db.Routes(), func(r route.Route) bool { return !r.Interval })
}

// question is a request for an interval report: a range cut into slots, and filters on its dimensions.
type question struct {
	loc                       *time.Location
	from, to                  time.Time
	interval, hours, weekdays string
	filters                   url.Values
}

// question draws one about a range that begins and ends anywhere near the events of the log.
func (l *randomLog) question(dimensions ...string) question {
	q := question{loc: l.loc, filters: url.Values{}}
	q.interval = l.oneOf("", "15m", "hour", "day")
	longest := map[string]int{"15m": 1, "hour": 4}[q.interval]
	if longest == 0 {
		longest = 30
	}
	events := slices.DeleteFunc(slices.Clone(l.rows), func(r oracle.Row) bool { return r.CDR != nil || r.Alias != nil })
	near := func() time.Time {
		at := time.UnixMicro(l.rowsAt(events))
		switch l.IntN(3) {
		case 0:
			return at
		case 1:
			return at.Add(time.Duration(l.IntN(7200)-3600) * time.Second / 4)
		}
		y, m, d := at.In(q.loc).Date()
		return time.Date(y, m, d+l.IntN(2), 0, 0, 0, 0, q.loc)
	}
	q.from = near()
	q.to = near()
	if q.to.Before(q.from) {
		q.from, q.to = q.to, q.from
	}
	if most := q.from.Add(time.Duration(1+l.IntN(longest*24*4)) * 15 * time.Minute); q.to.After(most) || !q.to.After(q.from) {
		q.to = most
	}
	q.hours = l.oneOf("", "", "08:30-17:15", "22:00-06:00", "01:30-02:15", "23:15-00:45")
	q.weekdays = l.oneOf("", "", "1-5", "6,7", "1,3,7")
	for _, d := range dimensions {
		names := []string{"ana", "eva", "", "Local/1@a", "nobody"}
		switch d {
		case "queue", "campaign":
			names = []string{"q1", "q2", "", "ghost"}
		case "channel":
			names = []string{"webchat", "sms", "email", "facebook"}
		}
		switch l.IntN(6) {
		case 0, 1:
			q.filters[d] = slices.Compact(slices.Sorted(slices.Values([]string{l.oneOf(names...), l.oneOf(names...)})))
		case 2:
			q.filters.Set(d+".ne", l.oneOf(names...))
		}
	}
	return q
}

func (l *randomLog) rowsAt(events []oracle.Row) int64 {
	if len(events) == 0 {
		return oracle.Zero
	}
	return events[l.IntN(len(events))].Event.At
}

// values are the question as parameters.
func (q question) values() url.Values {
	v := url.Values{"tz": {q.loc.String()}, "from": {q.from.UTC().Format(time.RFC3339Nano)}, "to": {q.to.UTC().Format(time.RFC3339Nano)}}
	for name, value := range map[string]string{"interval": q.interval, "hours": q.hours, "weekdays": q.weekdays} {
		if value != "" {
			v.Set(name, value)
		}
	}
	maps.Copy(v, q.filters)
	return v
}

// filter are the question's filters as the second implementation takes them.
func (q question) filter(dimensions ...string) oracle.Filter {
	f := oracle.Filter{Keep: func(names [2]string) bool {
		for i, d := range dimensions {
			if wanted, given := q.filters[d]; given && !slices.Contains(wanted, names[i]) {
				return false
			}
			if unwanted, given := q.filters[d+".ne"]; given && names[i] == unwanted[0] {
				return false
			}
		}
		return true
	}}
	// Filters of equality on every dimension name rows, also those without a fact.
	f.Named = [][2]string{{}}
	for i, d := range dimensions {
		var more [][2]string
		for _, names := range f.Named {
			for _, name := range q.filters[d] {
				names[i] = name
				more = append(more, names)
			}
		}
		f.Named = more
	}
	return f
}

// slots cuts the range minute by minute, by nothing but what the clock shows: into the slices that hours
// and weekdays leave, and the moments at which their slots begin.
func (q question) slots() (pieces []oracle.Slice, starts []int64) {
	label, began, used := "", q.from, false
	for at := q.from; at.Before(q.to); {
		next := at.Truncate(time.Minute).Add(time.Minute)
		if next.After(q.to) {
			next = q.to
		}
		local := at.In(q.loc)
		if l := q.label(local); l != label {
			label, began, used = l, at, false
		}
		if q.keeps(local) {
			if !used {
				starts, used = append(starts, began.UnixMicro()), true
			}
			slot := len(starts) - 1
			if last := len(pieces) - 1; last >= 0 && pieces[last].Slot == slot && pieces[last].To == at.UnixMicro() {
				pieces[last].To = next.UnixMicro()
			} else {
				pieces = append(pieces, oracle.Slice{From: at.UnixMicro(), To: next.UnixMicro(), Slot: slot})
			}
		}
		at = next
	}
	return pieces, starts
}

// label returns the name of a slot. It includes the offset for hours, because a clock that is set back shows some twice.
func (q question) label(local time.Time) string {
	switch q.interval {
	case "15m":
		return local.Format("2006-01-02 15 -0700 ") + strconv.Itoa(local.Minute()/15)
	case "hour":
		return local.Format("2006-01-02 15 -0700")
	case "day":
		return local.Format(time.DateOnly)
	}
	return "the range"
}

// keeps reports whether hours and weekdays keep a time of day. If the hours include midnight, the day
// is that on which they begin.
func (q question) keeps(local time.Time) bool {
	open, end, _ := strings.Cut(q.hours, "-")
	reading := local.Format("15:04")
	days := map[string]string{"": "1234567", "1-5": "12345", "6,7": "67", "1,3,7": "137"}[q.weekdays]
	on := func(day time.Weekday) bool { return strings.Contains(days, strconv.Itoa((int(day)+6)%7+1)) }
	switch {
	case q.hours == "":
		return on(local.Weekday())
	case open < end:
		return reading >= open && reading < end && on(local.Weekday())
	}
	return reading >= open && on(local.Weekday()) || reading < end && on((local.Weekday()+6)%7)
}
