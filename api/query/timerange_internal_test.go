package query

import (
	"testing"
	"time"
)

func TestRangeKeywords(t *testing.T) {
	t.Parallel()
	const layout = "2006-01-02T15:04:05Z07:00"
	for _, test := range []struct {
		name, zone, now, keyword string
		from, to                 string // to empty: now
	}{
		{"today", "UTC", "2026-03-10T12:00:00Z", "today", "2026-03-10T00:00:00Z", ""},
		{"today on a day of 23 hours", "America/Montreal", "2026-03-08T12:00:00-04:00", "today", "2026-03-08T00:00:00-05:00", ""},
		{"today where midnight is skipped", "America/Santiago", "2026-09-06T12:00:00-03:00", "today", "2026-09-06T01:00:00-03:00", ""},
		{"today, its last second", "UTC", "2026-03-11T00:00:00Z", "today", "2026-03-10T00:00:00Z", ""}, // now is the end, itself left out
		{"yesterday, in today's last second", "UTC", "2026-03-11T00:00:00Z", "yesterday", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z"},
		{"yesterday, in today's first second", "UTC", "2026-03-11T00:00:01Z", "yesterday", "2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"},
		{"yesterday of 23 hours", "America/Montreal", "2026-03-09T08:00:00-04:00", "yesterday", "2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00"},
		{"yesterday of 25 hours", "America/Montreal", "2026-11-02T08:00:00-05:00", "yesterday", "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"},
		{"yesterday of New Year", "UTC", "2027-01-01T08:00:00Z", "yesterday", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"this week on a Monday", "UTC", "2026-03-09T00:00:01Z", "this-week", "2026-03-09T00:00:00Z", ""},
		{"this week on a Sunday", "UTC", "2026-03-15T23:59:59Z", "this-week", "2026-03-09T00:00:00Z", ""},
		{"this week over New Year", "UTC", "2027-01-02T12:00:00Z", "this-week", "2026-12-28T00:00:00Z", ""},
		{"last week with a change", "America/Montreal", "2026-03-10T12:00:00-04:00", "last-week", "2026-03-02T00:00:00-05:00", "2026-03-09T00:00:00-04:00"},
		{"last week over New Year", "UTC", "2027-01-05T12:00:00Z", "last-week", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z"},
		{"this month", "UTC", "2026-03-31T12:00:00Z", "this-month", "2026-03-01T00:00:00Z", ""},
		{"this month in its last second", "UTC", "2026-04-01T00:00:00Z", "this-month", "2026-03-01T00:00:00Z", ""},
		{"last month from the 31st", "UTC", "2026-03-31T12:00:00Z", "last-month", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"},
		{"last month with a change", "America/Montreal", "2026-04-02T12:00:00-04:00", "last-month", "2026-03-01T00:00:00-05:00", "2026-04-01T00:00:00-04:00"},
		{"last month of January", "UTC", "2027-01-31T12:00:00Z", "last-month", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"this year", "America/Montreal", "2026-07-01T12:00:00-04:00", "this-year", "2026-01-01T00:00:00-05:00", ""},
		{"this year in its last second", "UTC", "2027-01-01T00:00:00Z", "this-year", "2026-01-01T00:00:00Z", ""},
		{"last year", "UTC", "2027-01-01T00:00:01Z", "last-year", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"last 1 days is yesterday", "UTC", "2026-03-10T12:00:00Z", "last-1-days", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z"},
		{"last 7 days are whole days before today", "America/Montreal", "2026-03-10T12:00:00-04:00", "last-7-days", "2026-03-03T00:00:00-05:00", "2026-03-10T00:00:00-04:00"},
		{"last 30 days over New Year", "UTC", "2027-01-10T12:00:00Z", "last-30-days", "2026-12-11T00:00:00Z", "2027-01-10T00:00:00Z"},
		{"last 24 hours are hours that passed", "America/Montreal", "2026-03-08T12:00:00-04:00", "last-24-hours", "2026-03-07T11:00:00-05:00", ""},
		{"last 2 hours over a repeated hour", "America/Montreal", "2026-11-01T01:30:00-05:00", "last-2-hours", "2026-11-01T00:30:00-04:00", ""},
		{"last 2 weeks", "UTC", "2027-01-05T12:00:00Z", "last-2-weeks", "2026-12-21T00:00:00Z", "2027-01-04T00:00:00Z"},
		{"last 13 months", "UTC", "2026-03-31T12:00:00Z", "last-13-months", "2025-02-01T00:00:00Z", "2026-03-01T00:00:00Z"},
		{"last 2 months with a change", "America/Montreal", "2026-04-15T12:00:00-04:00", "last-2-months", "2026-02-01T00:00:00-05:00", "2026-04-01T00:00:00-04:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(layout, test.now)
			if err != nil {
				t.Fatal(err)
			}
			loc := mustZone(t, test.zone)
			got, ok := keywordRange(test.keyword, now.In(loc))
			if !ok {
				t.Fatalf("%s is not known", test.keyword)
			}
			want := test.to
			if want == "" {
				want = test.now
			}
			if from, to := got.from.In(loc).Format(layout), got.to.In(loc).Format(layout); from != test.from || to != want {
				t.Errorf("%s at %s\n got %s to %s\nwant %s to %s", test.keyword, test.now, from, to, test.from, want)
			}
		})
	}
	t.Run("what is no keyword is refused", func(t *testing.T) {
		t.Parallel()
		for _, keyword := range []string{"", "Today", "tomorrow", "last-0-days", "last--1-days", "last-10000-days", "last-7-day", "last-7-years", "last-days", "7-days"} {
			if r, ok := keywordRange(keyword, time.Now()); ok {
				t.Errorf("%q is %v to %v", keyword, r.from, r.to)
			}
		}
	})
	t.Run("every keyword that is listed is known and in order", func(t *testing.T) {
		t.Parallel()
		for _, keyword := range RangeNames() {
			if r, ok := keywordRange(keyword, time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)); !ok || !r.from.Before(r.to) {
				t.Errorf("%s: %t, %s to %s", keyword, ok, r.from, r.to)
			}
		}
	})
}

func TestParseTime(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, zone, value, want string }{
		{"a date is its first instant", "America/Montreal", "2026-03-08", "2026-03-08T05:00:00Z"},
		{"a date without midnight begins where the clock goes on", "America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z"},
		{"a date with two midnights begins at the first", "America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"},
		{"a date that the calendar skips is the end of the one before", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
		{"an offset counts, not the zone", "America/Montreal", "2026-03-08T10:00:00+05:45", "2026-03-08T04:15:00Z"},
		{"a plus sign that became a space", "UTC", "2026-03-08T10:00:00 01:00", "2026-03-08T09:00:00Z"},
		{"fractions of a second", "UTC", "2026-03-08T10:00:00.125Z", "2026-03-08T10:00:00.125Z"},
		{"fractions finer than the database's", "UTC", "2026-03-08T10:00:00.0000001Z", "2026-03-08T10:00:00.000001Z"},
		{"the first year", "UTC", "0001-01-02", "0001-01-02T00:00:00Z"},
		{"the last year", "UTC", "9999-12-31", "9999-12-31T00:00:00Z"},
		{"no time", "UTC", "yesterday", ""},
		{"no such date", "UTC", "2026-02-30", ""},
		{"no such hour", "UTC", "2026-02-28T24:30:00Z", ""},
		{"a time without offset", "UTC", "2026-02-28T10:00:00", ""},
		{"year 0", "UTC", "0000-06-01", ""},
		{"year 0 in UTC", "UTC", "0001-01-01T00:00:00+05:00", ""},
		{"year 10000 in UTC", "UTC", "9999-12-31T23:00:00-05:00", ""},
		{"a date of year 0 in UTC", "Asia/Kathmandu", "0001-01-01", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseTime(test.value, mustZone(t, test.zone))
			if test.want == "" {
				if err == nil {
					t.Fatalf("%q is %s, want it refused", test.value, got)
				}
				return
			}
			if err != nil || got.UTC().Format(time.RFC3339Nano) != test.want {
				t.Errorf("%q is %s (%v), want %s", test.value, got.UTC().Format(time.RFC3339Nano), err, test.want)
			}
		})
	}
}

func TestPlanIsRefused(t *testing.T) {
	t.Parallel()
	from := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	hours, invalid := parseWindow("08:00-09:00", "")
	if invalid != nil {
		t.Fatal(invalid)
	}
	for _, test := range []struct {
		name     string
		to       time.Time
		interval string
		window   *window
		refused  bool
	}{
		{"not with 100,000 slots", from.Add(100_000 * time.Hour), "hour", nil, false},
		{"with one slot more", from.Add(100_000*time.Hour + 1), "hour", nil, true},
		{"not with a century of days and hours", from.AddDate(100, 0, 0), "day", hours, false},
		{"with a window that opens each day of seven thousand years", from.AddDate(7000, 0, 0), "", hours, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, invalid := newPlan(Range{from: from, to: test.to}, test.interval, time.UTC, test.window, from)
			if (invalid != nil) != test.refused {
				t.Fatalf("problem is %v, want one: %t", invalid, test.refused)
			}
			if test.refused && invalid.Code != "too_many_rows" {
				t.Errorf("code is %s, want too_many_rows", invalid.Code)
			}
		})
	}
}
