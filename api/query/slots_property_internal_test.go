package query

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// oddZones are zones with every kind of change that there has been since 1970, and some without any.
func oddZones() []string {
	return []string{
		"UTC", "America/Montreal", "America/New_York", "America/Montevideo", "America/Santiago", "America/Havana",
		"America/St_Johns", "America/Goose_Bay", "America/Sao_Paulo", "America/Asuncion", "America/Caracas", "America/Nuuk",
		"America/Argentina/San_Luis", "Europe/Madrid", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Moscow",
		"Europe/Istanbul", "Africa/Casablanca", "Africa/Cairo", "Africa/Monrovia", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tehran",
		"Asia/Beirut", "Asia/Gaza", "Asia/Amman", "Asia/Pyongyang", "Australia/Lord_Howe", "Australia/Eucla", "Pacific/Apia",
		"Pacific/Chatham", "Pacific/Kwajalein", "Pacific/Kiritimati", "Antarctica/Troll", "Antarctica/Casey",
	}
}

// TestSlotsAgreeWithEveryMinute divides random ranges into slots, and compares them with a walk over the same ranges,
// minute by minute, that uses only the local time of each minute.
func TestSlotsAgreeWithEveryMinute(t *testing.T) {
	t.Parallel()
	for number, zone := range oddZones() {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(20, uint64(number)))
			loc := mustZone(t, zone)
			for range 12 {
				c := randomCut(random, loc)
				p, invalid := newPlan(Range{from: c.from, to: c.to}, c.interval, loc, c.window, c.asOf)
				if invalid != nil {
					t.Fatalf("%s: %v", c, invalid)
				}
				checkPlan(t, c, p)
				want := c.walk()
				if got := describePlan(p, c.from); !slices.Equal(got, want) {
					t.Fatalf("%s:\n got %s\nwant %s", c, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
				}
			}
		})
	}
}

// cut is a range, an interval and a window to be walked.
type cut struct {
	loc             *time.Location
	from, to, asOf  time.Time
	interval        string
	hours, weekdays string
	window          *window
}

func (c cut) String() string {
	return fmt.Sprintf("%s from %s to %s by %q hours=%s weekdays=%s as of %s", c.loc, c.from.UTC().Format(time.RFC3339),
		c.to.UTC().Format(time.RFC3339), c.interval, c.hours, c.weekdays, c.asOf.UTC().Format(time.RFC3339))
}

func randomCut(random *rand.Rand, loc *time.Location) cut {
	c := cut{loc: loc, interval: append(intervals(), "")[random.IntN(7)]}
	minutes := 1 + random.IntN(4*24*60)
	if step(c.interval) == 0 {
		minutes = 1 + random.IntN(45*24*60)
	}
	middle := time.Unix(int64(random.IntN(68*365*24*60)+1)*60, 0).In(loc)
	// Most ranges lie around a change of the clock, if there is one after the random moment.
	if _, change := middle.ZoneBounds(); !change.IsZero() && change.Year() < 2038 && random.IntN(4) > 0 {
		middle = change
	}
	middle = middle.Truncate(time.Minute)
	c.from = middle.Add(-time.Duration(random.IntN(minutes+1)) * time.Minute)
	c.to = c.from.Add(time.Duration(minutes) * time.Minute)
	c.asOf = c.to.Add(time.Duration(random.IntN(minutes+1)-minutes/2) * time.Minute)
	if random.IntN(3) > 0 {
		reading := func() string { return fmt.Sprintf("%02d:%02d", random.IntN(24), 15*random.IntN(4)) }
		open, end := reading(), reading()
		if open != end {
			c.hours = open + "-" + end
		}
	}
	if random.IntN(3) == 0 {
		c.weekdays = []string{"1-5", "6,7", "1,3-4", "7", "5"}[random.IntN(5)]
	}
	window, invalid := parseWindow(c.hours, c.weekdays)
	if invalid != nil {
		panic(invalid)
	}
	c.window = window
	return c
}

// walk counts, minute by minute, what the window leaves of each slot. The label of a minute's slot is
// what its clock shows, cut to the interval.
func (c cut) walk() []string {
	type run struct {
		start, end time.Time
		kept       int
		partial    bool
	}
	var runs []run
	label, since := "", time.Time{}
	for at := c.from.Add(-24 * time.Hour); ; at = at.Add(time.Minute) {
		local := at.In(c.loc)
		// Where the clock goes back over midnight, the day that has begun goes on.
		if l := c.label(local); l > label || l != label && step(c.interval) > 0 {
			label, since = l, at
		}
		if !at.Before(c.to) {
			break
		}
		if at.Before(c.from) {
			continue
		}
		if len(runs) == 0 || since.Equal(at) {
			runs = append(runs, run{start: at, partial: since.Before(at) && c.interval != ""})
		}
		last := &runs[len(runs)-1]
		last.end = at.Add(time.Minute)
		if c.window == nil || c.keeps(local) {
			last.kept++
		}
	}
	if since.Before(c.to) && c.interval != "" {
		runs[len(runs)-1].partial = true
	}
	var out []string
	for _, r := range runs {
		if r.kept > 0 {
			out = append(out, fmt.Sprintf("[%v,%v) %v %t", minutesFrom(c.from, r.start), minutesFrom(c.from, r.end), r.kept, r.partial || r.end.After(c.asOf)))
		}
	}
	return out
}

func (c cut) label(local time.Time) string {
	switch c.interval {
	case "":
		return "all"
	case "month":
		return local.Format("2006-01")
	case "week":
		y, w := local.ISOWeek()
		return fmt.Sprintf("%04d-%02d", y, w)
	case "day":
		return local.Format("2006-01-02")
	case "hour":
		return local.Format("2006-01-02 15 Z07:00:00")
	case "30m":
		return local.Format("2006-01-02 15 ") + fmt.Sprint(local.Minute()/30) + local.Format("Z07:00:00")
	}
	return local.Format("2006-01-02 15 ") + fmt.Sprint(local.Minute()/15) + local.Format("Z07:00:00")
}

// keeps compares the clock's reading as text with the parameters as they were given.
func (c cut) keeps(local time.Time) bool {
	open, end := "00:00", "24:00"
	if c.hours != "" {
		open, end, _ = strings.Cut(c.hours, "-")
	}
	reading, opened := local.Format("15:04"), local.Weekday()
	switch {
	case open < end && (reading < open || reading >= end):
		return false
	case open > end && reading < end:
		opened = (opened + 6) % 7
	case open > end && reading < open:
		return false
	}
	days := map[string]string{"": "1234567", "1-5": "12345", "6,7": "67", "1,3-4": "134", "7": "7", "5": "5"}[c.weekdays]
	return strings.ContainsRune(days, rune("7123456"[opened]))
}

func minutesFrom(from, to time.Time) float64 { return to.Sub(from).Minutes() }

// describePlan writes a plan as walk writes what it counted.
func describePlan(p *plan, from time.Time) []string {
	kept := make([]float64, len(p.slots)+1)
	for i, n := range p.pieces {
		kept[n] += p.bounds[i+1].Sub(p.bounds[i]).Minutes()
	}
	var out []string
	for i, s := range p.slots {
		out = append(out, fmt.Sprintf("[%v,%v) %v %t", minutesFrom(from, s.start), minutesFrom(from, s.end), kept[i+1], s.partial))
	}
	return out
}

// checkPlan holds a plan against what makes width_bucket find the right slot.
func checkPlan(t *testing.T, c cut, p *plan) {
	t.Helper()
	if len(p.bounds) != len(p.pieces)+1 || !p.bounds[0].Equal(c.from) || !p.bounds[len(p.bounds)-1].Equal(c.to) {
		t.Fatalf("%s: %d bounds from %s to %s for %d pieces do not cover the range", c, len(p.bounds), p.bounds[0], p.bounds[len(p.bounds)-1], len(p.pieces))
	}
	last := 0
	for i, n := range p.pieces {
		if !p.bounds[i].Before(p.bounds[i+1]) {
			t.Fatalf("%s: bounds %s and %s do not increase", c, p.bounds[i], p.bounds[i+1])
		}
		if n == 0 {
			continue
		}
		if n < last || n > last+1 {
			t.Fatalf("%s: slot %d follows slot %d", c, n, last)
		}
		if s := p.slots[n-1]; p.bounds[i].Before(s.start) || p.bounds[i+1].After(s.end) {
			t.Fatalf("%s: piece [%s, %s) lies outside its slot %s", c, p.bounds[i], p.bounds[i+1], s)
		}
		last = n
	}
	if last != len(p.slots) {
		t.Fatalf("%s: %d slots, of which %d have pieces", c, len(p.slots), last)
	}
	for i := 1; i < len(p.slots); i++ {
		if p.slots[i].start.Before(p.slots[i-1].end) {
			t.Fatalf("%s: slots %s and %s overlap", c, p.slots[i-1], p.slots[i])
		}
	}
}

func TestStartOfDayIsTheFirstInstantOfEveryDate(t *testing.T) {
	t.Parallel()
	for _, zone := range oddZones() {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			loc := mustZone(t, zone)
			first := firstInstants(loc)
			for day := time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC); day.Year() < 2038; day = day.AddDate(0, 0, 1) {
				y, m, d := day.Date()
				want, exists := first[day]
				if !exists { // the calendar skips the date: the first instant of the next one replaces it
					want = first[day.AddDate(0, 0, 1)]
				}
				if got := startOfDay(y, m, d, loc); !got.Equal(want) {
					t.Fatalf("%s begins at %s, want %s", day.Format(time.DateOnly), got, want.In(loc))
				}
			}
		})
	}
}

// firstInstants finds the first instant of every date from the spans in which the clock went evenly.
func firstInstants(loc *time.Location) map[time.Time]time.Time {
	first := map[time.Time]time.Time{}
	end := time.Date(2038, 1, 2, 0, 0, 0, 0, time.UTC)
	for at := time.Date(1969, 12, 30, 0, 0, 0, 0, time.UTC); at.Before(end); {
		_, seconds := at.In(loc).Zone()
		offset := time.Duration(seconds) * time.Second
		_, until := at.In(loc).ZoneBounds()
		if until.IsZero() || until.After(end) {
			until = end
		}
		// The span as the clock shows it, written in UTC.
		for local := at.UTC().Add(offset); local.Before(until.UTC().Add(offset)); {
			day := local.Truncate(24 * time.Hour)
			if _, known := first[day]; !known {
				first[day] = local.Add(-offset)
			}
			local = day.Add(24 * time.Hour)
		}
		at = until.UTC()
	}
	return first
}
