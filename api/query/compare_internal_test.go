package query

import (
	"testing"
	"time"
)

func TestPreviousPlan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, from, to, interval, zone, weekdays string
		wantFrom, wantTo                         string
		slots                                    int
	}{
		{"an hour", "2026-03-10T08:20:00Z", "2026-03-10T09:20:00Z", "", "UTC", "", "2026-03-10T07:20:00Z", "2026-03-10T08:20:00Z", 1},
		{"a day after the clock went forward", "2026-03-30T00:00:00+02:00", "2026-03-31T00:00:00+02:00", "", "Europe/Madrid", "", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", 1},
		{"hours of a cut range", "2026-03-10T08:20:00Z", "2026-03-10T10:20:00Z", "hour", "UTC", "", "2026-03-10T05:00:00Z", "2026-03-10T08:00:00Z", 3},
		{"months of several lengths", "2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z", "month", "UTC", "", "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", 2},
		{"working days against those of the week before", "2026-03-09T00:00:00Z", "2026-03-16T00:00:00Z", "day", "UTC", "1-5", "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", 5},
		{"a Monday against the Friday before", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z", "day", "UTC", "1-5", "2026-03-06T00:00:00Z", "2026-03-09T00:00:00Z", 1},
		{"the hours of a day of 23 hours", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", "hour", "Europe/Madrid", "", "2026-03-28T01:00:00+01:00", "2026-03-29T00:00:00+01:00", 23},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := func(text string) time.Time {
				v, err := time.Parse(time.RFC3339, text)
				if err != nil {
					t.Fatal(err)
				}
				return v
			}
			loc, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			w, invalid := parseWindow("", c.weekdays)
			if invalid != nil {
				t.Fatal(invalid)
			}
			span := Range{from: at(c.from), to: at(c.to)}
			p, invalid := newPlan(span, c.interval, loc, w, span.to)
			if invalid != nil {
				t.Fatal(invalid)
			}
			previous, before, invalid := previousPlan(p, span, c.interval, loc, w, span.to)
			if invalid != nil {
				t.Fatal(invalid)
			}
			if !before.from.Equal(at(c.wantFrom)) || !before.to.Equal(at(c.wantTo)) || len(previous.slots) != c.slots || len(p.slots) != c.slots {
				t.Errorf("from %s to %s in %d slots against %d, want from %s to %s in %d", before.from, before.to, len(previous.slots), len(p.slots), c.wantFrom, c.wantTo, c.slots)
			}
		})
	}
}
