// Ranges of time: the parameters from, to and range.

package query

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
)

// Range is a half-open range of time.
type Range struct {
	from, to time.Time
	// openFrom and openTo mean that the bound was not given. No time can mean that, because every time can be given.
	openFrom, openTo bool
	keyword          string // how it was given, if not by from and to: a value of range, or "default"
}

// Bounds returns the two bounds of a range.
func (r Range) Bounds() (from, to time.Time) { return r.from, r.to }

var rollingRange = regexp.MustCompile(`^last-([0-9]{1,4})-(days|hours|weeks|months)$`)

// RangeNames returns the fixed values of the parameter range; last-N-days and similar ones are allowed as well.
func RangeNames() []string {
	return []string{"today", "yesterday", "this-week", "last-week", "this-month", "last-month", "this-year", "last-year",
		"last-24-hours", "last-7-days", "last-30-days"}
}

// keywordRange returns the range of a value at a moment. Present ranges end now; past ones are whole days, weeks (from
// Monday), months or years in the zone of now.
func keywordRange(keyword string, now time.Time) (Range, bool) {
	// The end is exclusive, so at midnight "today" is the day before.
	present := now.Add(-time.Nanosecond)
	y, m, d := present.Date()
	loc := now.Location()
	day := func(y int, m time.Month, d int) time.Time { return startOfDay(y, m, d, loc) }
	monday := d - (int(present.Weekday())+6)%7
	r := Range{keyword: keyword, to: now}
	switch keyword {
	case "today":
		r.from = day(y, m, d)
	case "yesterday":
		r.from, r.to = day(y, m, d-1), day(y, m, d)
	case "this-week":
		r.from = day(y, m, monday)
	case "last-week":
		r.from, r.to = day(y, m, monday-7), day(y, m, monday)
	case "this-month":
		r.from = day(y, m, 1)
	case "last-month":
		r.from, r.to = day(y, m-1, 1), day(y, m, 1)
	case "this-year":
		r.from = day(y, 1, 1)
	case "last-year":
		r.from, r.to = day(y-1, 1, 1), day(y, 1, 1)
	default:
		match := rollingRange.FindStringSubmatch(keyword)
		if match == nil {
			return r, false
		}
		n, err := strconv.Atoi(match[1])
		if err != nil || n == 0 {
			return r, false
		}
		switch match[2] {
		case "hours":
			r.from = now.Add(-time.Duration(n) * time.Hour)
		case "days":
			r.from, r.to = day(y, m, d-n), day(y, m, d)
		case "weeks":
			r.from, r.to = day(y, m, monday-7*n), day(y, m, monday)
		case "months":
			r.from, r.to = day(y, m-time.Month(n), 1), day(y, m, 1)
		}
	}
	return r, true
}

// startOfDay returns the first instant of a date: midnight; if the clock skips midnight, the instant at which it jumps;
// if it repeats midnight, the first of the two.
func startOfDay(y int, m time.Month, d int, loc *time.Location) time.Time {
	// Noon exists once on every date that exists; normalise the date with it.
	noon := time.Date(y, m, d, 12, 0, 0, 0, loc)
	y, m, d = noon.Date()
	onDate := func(t time.Time) bool {
		ty, tm, td := t.Date()
		return ty == y && tm == m && td == d
	}
	for t := noon; ; {
		zoneStart, _ := t.ZoneBounds()
		// The date may have begun before the clock was changed on this date, or was set back over its midnight.
		if before := zoneStart.Add(-time.Second); !zoneStart.IsZero() && onDate(before) {
			t = before
			continue
		}
		if midnight := t.Add(-clockOf(t)); zoneStart.IsZero() || midnight.After(zoneStart) {
			return midnight
		}
		return zoneStart
	}
}

// ParseTime parses an RFC 3339 time, or a date, which is its first instant in loc.
func ParseTime(value string, loc *time.Location) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, value)
	if err == nil {
		y, m, d := t.Date()
		t = startOfDay(y, m, d, loc)
	} else if t, err = time.Parse(time.RFC3339Nano, strings.Replace(value, " ", "+", 1)); err != nil { // an unescaped plus sign is decoded as a space
		return t, problem.Textf("%q is neither a date (2026-01-31) nor an RFC 3339 time (2026-01-31T08:00:00Z)", problem.Clip(value))
	}
	// The database stores microseconds; rounding up to the next one keeps the same times before the bound.
	if whole := t.Truncate(time.Microsecond); whole.Before(t) {
		t = whole.Add(time.Microsecond)
	}
	if !isWritable(t, loc) {
		return t, problem.Textf("%q is not within the years 1 to 9999, of UTC and of the time zone", problem.Clip(value))
	}
	return t, nil
}

// isWritable reports whether RFC 3339, which has four digits for the year, can write a time in UTC and in a zone.
func isWritable(t time.Time, loc *time.Location) bool {
	for _, year := range []int{t.UTC().Year(), t.In(loc).Year()} {
		if year < 1 || year > 9999 {
			return false
		}
	}
	return true
}

// clockOf returns the time of day, since 00:00 by the clock.
func clockOf(t time.Time) time.Duration {
	h, m, s := t.Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(t.Nanosecond())
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// rangeParams returns the parameters of an endpoint that takes only a range.
func rangeParams() []string { return []string{"from", "to", "range", "tz"} }
