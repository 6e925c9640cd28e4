package query

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the figures below are of the zones, not of the machine that tests
)

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func mustTime(t *testing.T, value string, loc *time.Location) time.Time {
	t.Helper()
	at, err := ParseTime(value, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// cutting is a range to cut into slots; from and to are as a request gives them.
type cutting struct {
	zone, from, to, interval string
	hours, weekdays          string
	asOf                     string // empty: far in the future
}

func (c cutting) plan(t *testing.T) *plan {
	t.Helper()
	loc := mustZone(t, c.zone)
	w, invalid := parseWindow(c.hours, c.weekdays)
	if invalid != nil {
		t.Fatal(invalid)
	}
	asOf := time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)
	if c.asOf != "" {
		asOf = mustTime(t, c.asOf, loc)
	}
	p, invalid := newPlan(Range{from: mustTime(t, c.from, loc), to: mustTime(t, c.to, loc)}, c.interval, loc, w, asOf)
	if invalid != nil {
		t.Fatal(invalid)
	}
	return p
}

// readings writes the slots as the clock of the zone shows them: beginning, end, * where partial.
func (c cutting) readings(t *testing.T, layout string) string {
	t.Helper()
	loc := mustZone(t, c.zone)
	var out []string
	for _, s := range c.plan(t).slots {
		mark := ""
		if s.partial {
			mark = "*"
		}
		out = append(out, s.start.In(loc).Format(layout)+"/"+s.end.In(loc).Format(layout)+mark)
	}
	return strings.Join(out, " ")
}

// kept writes the pieces that the window leaves of the range.
func (c cutting) kept(t *testing.T, layout string) string {
	t.Helper()
	loc, p := mustZone(t, c.zone), c.plan(t)
	var out []string
	for i, n := range p.pieces {
		if n > 0 {
			out = append(out, p.bounds[i].In(loc).Format(layout)+"/"+p.bounds[i+1].In(loc).Format(layout))
		}
	}
	return strings.Join(out, " ")
}

func TestSlots(t *testing.T) {
	t.Parallel()
	const clock, date = "15:04-07", "Jan2T15:04-07"
	for _, test := range []struct {
		name   string
		cut    cutting
		layout string
		want   string
	}{
		{
			"hours skip the hour that spring skips",
			cutting{zone: "America/Montreal", from: "2026-03-08T00:00:00-05:00", to: "2026-03-08T05:00:00-04:00", interval: "hour"}, clock,
			"00:00-05/01:00-05 01:00-05/03:00-04 03:00-04/04:00-04 04:00-04/05:00-04",
		},
		{
			"hours have two rows for the hour that autumn repeats",
			cutting{zone: "America/Montreal", from: "2026-11-01T00:00:00-04:00", to: "2026-11-01T03:00:00-05:00", interval: "hour"}, clock,
			"00:00-04/01:00-04 01:00-04/01:00-05 01:00-05/02:00-05 02:00-05/03:00-05",
		},
		{
			"half hours in spring",
			cutting{zone: "America/Montreal", from: "2026-03-08T01:00:00-05:00", to: "2026-03-08T04:00:00-04:00", interval: "30m"}, clock,
			"01:00-05/01:30-05 01:30-05/03:00-04 03:00-04/03:30-04 03:30-04/04:00-04",
		},
		{
			"half hours in autumn",
			cutting{zone: "America/Montreal", from: "2026-11-01T01:00:00-04:00", to: "2026-11-01T02:00:00-05:00", interval: "30m"}, clock,
			"01:00-04/01:30-04 01:30-04/01:00-05 01:00-05/01:30-05 01:30-05/02:00-05",
		},
		{
			"quarters in spring",
			cutting{zone: "America/Montreal", from: "2026-03-08T01:30:00-05:00", to: "2026-03-08T03:30:00-04:00", interval: "15m"}, clock,
			"01:30-05/01:45-05 01:45-05/03:00-04 03:00-04/03:15-04 03:15-04/03:30-04",
		},
		{
			"quarters in autumn",
			cutting{zone: "America/Montreal", from: "2026-11-01T01:30:00-04:00", to: "2026-11-01T01:30:00-05:00", interval: "15m"}, clock,
			"01:30-04/01:45-04 01:45-04/01:00-05 01:00-05/01:15-05 01:15-05/01:30-05",
		},
		{
			"days do not split at a change: one has 23 hours",
			cutting{zone: "America/Montreal", from: "2026-03-07", to: "2026-03-10", interval: "day"}, date,
			"Mar7T00:00-05/Mar8T00:00-05 Mar8T00:00-05/Mar9T00:00-04 Mar9T00:00-04/Mar10T00:00-04",
		},
		{
			"days do not split at a change: one has 25 hours",
			cutting{zone: "America/Montreal", from: "2026-10-31", to: "2026-11-03", interval: "day"}, date,
			"Oct31T00:00-04/Nov1T00:00-04 Nov1T00:00-04/Nov2T00:00-05 Nov2T00:00-05/Nov3T00:00-05",
		},
		{
			"weeks begin on Monday on both sides of a change",
			cutting{zone: "America/Montreal", from: "2026-03-02", to: "2026-03-16", interval: "week"}, date,
			"Mar2T00:00-05/Mar9T00:00-04 Mar9T00:00-04/Mar16T00:00-04",
		},
		{
			"months begin in the offset of their first day",
			cutting{zone: "America/Montreal", from: "2026-03-01", to: "2026-05-01", interval: "month"}, date,
			"Mar1T00:00-05/Apr1T00:00-04 Apr1T00:00-04/May1T00:00-04",
		},
		{
			"Lord Howe's spring skips half an hour",
			cutting{zone: "Australia/Lord_Howe", from: "2026-10-04T01:00:00+10:30", to: "2026-10-04T04:00:00+11:00", interval: "hour"}, "15:04Z07:00",
			"01:00+10:30/02:30+11:00 02:30+11:00/03:00+11:00 03:00+11:00/04:00+11:00",
		},
		{
			"Lord Howe's autumn repeats half an hour, in a row of its own",
			cutting{zone: "Australia/Lord_Howe", from: "2026-04-05T01:00:00+11:00", to: "2026-04-05T03:00:00+10:30", interval: "hour"}, "15:04Z07:00",
			"01:00+11:00/01:30+10:30 01:30+10:30/02:00+10:30 02:00+10:30/03:00+10:30",
		},
		{
			"Santiago's spring day begins at 01:00, as there is no midnight",
			cutting{zone: "America/Santiago", from: "2026-09-05", to: "2026-09-08", interval: "day"}, date,
			"Sep5T00:00-04/Sep6T01:00-03 Sep6T01:00-03/Sep7T00:00-03 Sep7T00:00-03/Sep8T00:00-03",
		},
		{
			"Santiago's spring has no row for the hour from midnight",
			cutting{zone: "America/Santiago", from: "2026-09-05T23:00:00-04:00", to: "2026-09-06T02:00:00-03:00", interval: "hour"}, clock,
			"23:00-04/01:00-03 01:00-03/02:00-03",
		},
		{
			"Santiago's autumn repeats the last hour of Saturday, which stays one day",
			cutting{zone: "America/Santiago", from: "2026-04-04", to: "2026-04-06", interval: "day"}, date,
			"Apr4T00:00-03/Apr5T00:00-04 Apr5T00:00-04/Apr6T00:00-04",
		},
		{
			"Santiago's autumn has two rows from 23:00",
			cutting{zone: "America/Santiago", from: "2026-04-04T22:00:00-03:00", to: "2026-04-05T01:00:00-04:00", interval: "hour"}, clock,
			"22:00-03/23:00-03 23:00-03/23:00-04 23:00-04/00:00-04 00:00-04/01:00-04",
		},
		{
			"Kathmandu's hours are whole on its own clock",
			cutting{zone: "Asia/Kathmandu", from: "2026-01-01", to: "2025-12-31T20:15:00Z", interval: "hour"}, "Jan2T15:04Z07:00",
			"Jan1T00:00+05:45/Jan1T01:00+05:45 Jan1T01:00+05:45/Jan1T02:00+05:45",
		},
		{
			// Some machines' zone files have a change there, at 00:14:07, at which nothing changes.
			"hours do not split where only the zone's files do",
			cutting{zone: "America/Montevideo", from: "2038-01-18T23:00:00-03:00", to: "2038-01-19T02:00:00-03:00", interval: "hour"}, clock,
			"23:00-03/00:00-03 00:00-03/01:00-03 01:00-03/02:00-03",
		},
		{
			"Apia's calendar skips 30 December 2011",
			cutting{zone: "Pacific/Apia", from: "2011-12-29", to: "2012-01-01", interval: "day"}, date,
			"Dec29T00:00-10/Dec31T00:00+14 Dec31T00:00+14/Jan1T00:00+14",
		},
		{
			"Apia's week is a day shorter",
			cutting{zone: "Pacific/Apia", from: "2011-12-26", to: "2012-01-09", interval: "week"}, date,
			"Dec26T00:00-10/Jan2T00:00+14 Jan2T00:00+14/Jan9T00:00+14",
		},
		{
			"Havana repeats midnight: the day begins at the first",
			cutting{zone: "America/Havana", from: "2026-10-31", to: "2026-11-03", interval: "day"}, date,
			"Oct31T00:00-04/Nov1T00:00-04 Nov1T00:00-04/Nov2T00:00-05 Nov2T00:00-05/Nov3T00:00-05",
		},
		{
			"Havana has two rows from midnight",
			cutting{zone: "America/Havana", from: "2026-10-31T23:00:00-04:00", to: "2026-11-01T02:00:00-05:00", interval: "hour"}, clock,
			"23:00-04/00:00-04 00:00-04/00:00-05 00:00-05/01:00-05 01:00-05/02:00-05",
		},
		{
			"St. John's went back a minute past midnight: the day begins once, at the first",
			cutting{zone: "America/St_Johns", from: "2010-11-06", to: "2010-11-09", interval: "day"}, "Jan2T15:04-0700",
			"Nov6T00:00-0230/Nov7T00:00-0230 Nov7T00:00-0230/Nov8T00:00-0330 Nov8T00:00-0330/Nov9T00:00-0330",
		},
		{
			"a range within St. John's repeated hour lies in the later day",
			cutting{zone: "America/St_Johns", from: "2010-11-06T23:10:00-03:30", to: "2010-11-07T01:00:00-03:30", interval: "day"}, "Jan2T15:04-0700",
			"Nov6T23:10-0330/Nov7T01:00-0330*",
		},
		{
			"weeks over New Year begin on Monday",
			cutting{zone: "Europe/Madrid", from: "2026-12-28", to: "2027-01-11", interval: "week"}, date,
			"Dec28T00:00+01/Jan4T00:00+01 Jan4T00:00+01/Jan11T00:00+01",
		},
		{
			"months of a leap year",
			cutting{zone: "UTC", from: "2028-01-01", to: "2028-04-01", interval: "month"}, date,
			"Jan1T00:00+00/Feb1T00:00+00 Feb1T00:00+00/Mar1T00:00+00 Mar1T00:00+00/Apr1T00:00+00",
		},
		{
			"the range cuts the first and the last slot",
			cutting{zone: "UTC", from: "2026-01-01T08:20:00Z", to: "2026-01-01T10:01:00Z", interval: "hour"}, clock,
			"08:20+00/09:00+00* 09:00+00/10:00+00 10:00+00/10:01+00*",
		},
		{
			"the range cuts weeks and months",
			cutting{zone: "UTC", from: "2026-01-15", to: "2026-02-15", interval: "month"}, date,
			"Jan15T00:00+00/Feb1T00:00+00* Feb1T00:00+00/Feb15T00:00+00*",
		},
		{
			"as_of cuts the slot that it lies in and those after it",
			cutting{zone: "UTC", from: "2026-01-01T08:00:00Z", to: "2026-01-01T12:00:00Z", interval: "hour", asOf: "2026-01-01T09:30:00Z"}, clock,
			"08:00+00/09:00+00 09:00+00/10:00+00* 10:00+00/11:00+00* 11:00+00/12:00+00*",
		},
		{
			"a slot that ends at as_of is complete",
			cutting{zone: "UTC", from: "2026-01-01T08:00:00Z", to: "2026-01-01T10:00:00Z", interval: "hour", asOf: "2026-01-01T09:00:00Z"}, clock,
			"08:00+00/09:00+00 09:00+00/10:00+00*",
		},
		{
			"without interval there is one slot, which the range does not cut",
			cutting{zone: "UTC", from: "2026-01-01T08:20:00Z", to: "2026-01-01T10:01:00Z"}, clock,
			"08:20+00/10:01+00",
		},
		{
			"without interval as_of cuts the one slot",
			cutting{zone: "UTC", from: "2026-01-01T08:20:00Z", to: "2026-01-01T10:01:00Z", asOf: "2026-01-01T10:00:00Z"}, clock,
			"08:20+00/10:01+00*",
		},
		{
			"slots wholly outside the hours are left out",
			cutting{zone: "UTC", from: "2026-01-01T06:00:00Z", to: "2026-01-01T12:00:00Z", interval: "hour", hours: "07:30-09:15"}, clock,
			"07:00+00/08:00+00 08:00+00/09:00+00 09:00+00/10:00+00",
		},
		{
			"days wholly outside the weekdays are left out", // 1 January 2026 is a Thursday
			cutting{zone: "UTC", from: "2026-01-01", to: "2026-01-08", interval: "day", weekdays: "1-2,6"}, "Mon2",
			"Sat3/Sun4 Mon5/Tue6 Tue6/Wed7",
		},
		{
			"a slot whose own part of the window is outside the range is left out",
			cutting{zone: "UTC", from: "2026-01-01T09:00:00Z", to: "2026-01-03", interval: "day", hours: "08:00-09:00"}, date,
			"Jan2T00:00+00/Jan3T00:00+00",
		},
		{
			"a window that leaves nothing leaves no slot",
			cutting{zone: "UTC", from: "2026-01-01", to: "2026-01-02", interval: "hour", weekdays: "5"}, clock,
			"",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.cut.readings(t, test.layout); got != test.want {
				t.Errorf("slots\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	const layout = "Mon15:04-07"
	for _, test := range []struct {
		name string
		cut  cutting
		want string
	}{
		{
			"hours within a day on weekdays", // Friday 2 to Monday 5 January 2026
			cutting{zone: "UTC", from: "2026-01-02", to: "2026-01-06", hours: "08:30-17:15", weekdays: "1-5"},
			"Fri08:30+00/Fri17:15+00 Mon08:30+00/Mon17:15+00",
		},
		{
			"hours over midnight belong to the day on which they open",
			cutting{zone: "UTC", from: "2026-01-01", to: "2026-01-06", hours: "22:00-06:00", weekdays: "5"},
			"Fri22:00+00/Sat06:00+00",
		},
		{
			"hours over midnight of a window that opened before the range",
			cutting{zone: "UTC", from: "2026-01-03", to: "2026-01-04", hours: "22:00-06:00", weekdays: "5,6"},
			"Sat00:00+00/Sat06:00+00 Sat22:00+00/Sun00:00+00",
		},
		{
			"hours to 24:00",
			cutting{zone: "UTC", from: "2026-01-02", to: "2026-01-04", hours: "20:00-24:00"},
			"Fri20:00+00/Sat00:00+00 Sat20:00+00/Sun00:00+00",
		},
		{
			"hours to 00:00 are hours to 24:00",
			cutting{zone: "UTC", from: "2026-01-02", to: "2026-01-04", hours: "20:00-00:00", weekdays: "5"},
			"Fri20:00+00/Sat00:00+00",
		},
		{
			"weekdays alone, their days joined",
			cutting{zone: "UTC", from: "2026-01-01", to: "2026-01-15", weekdays: "6-7"},
			"Sat00:00+00/Mon00:00+00 Sat00:00+00/Mon00:00+00",
		},
		{
			"a repeated reading counts both times",
			cutting{zone: "America/Montreal", from: "2026-11-01", to: "2026-11-02", hours: "01:15-01:45"},
			"Sun01:15-04/Sun01:45-04 Sun01:15-05/Sun01:45-05",
		},
		{
			"hours around a repeated hour hold it twice",
			cutting{zone: "America/Montreal", from: "2026-11-01", to: "2026-11-02", hours: "00:30-02:30"},
			"Sun00:30-04/Sun02:30-05",
		},
		{
			"hours that end within a repeated hour stop and go on",
			cutting{zone: "America/Montreal", from: "2026-11-01", to: "2026-11-02", hours: "00:30-01:30"},
			"Sun00:30-04/Sun01:30-04 Sun01:00-05/Sun01:30-05",
		},
		{
			"skipped hours are empty",
			cutting{zone: "America/Montreal", from: "2026-03-08", to: "2026-03-09", hours: "02:00-03:00"},
			"",
		},
		{
			"hours that open in a skipped hour begin where the clock goes on",
			cutting{zone: "America/Montreal", from: "2026-03-08", to: "2026-03-09", hours: "02:30-04:00"},
			"Sun03:00-04/Sun04:00-04",
		},
		{
			"hours over Santiago's missing midnight",
			cutting{zone: "America/Santiago", from: "2026-09-05T12:00:00-04:00", to: "2026-09-06T12:00:00-03:00", hours: "22:00-02:00", weekdays: "6"},
			"Sat22:00-04/Sun02:00-03",
		},
		{
			"a window passes over the day that Apia's calendar skips",
			cutting{zone: "Pacific/Apia", from: "2011-12-29", to: "2011-12-31T12:00:00+14:00", hours: "22:00-06:00"},
			"Thu00:00-10/Thu06:00-10 Thu22:00-10/Sat06:00+14",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.cut.kept(t, layout); got != test.want {
				t.Errorf("kept\n got %s\nwant %s", got, test.want)
			}
		})
	}
}
