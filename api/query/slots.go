// The slots of an interval report, and the window that hours and weekdays leave of them.

package query

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
)

// slot is one interval of a report.
type slot struct {
	start, end time.Time
	partial    bool // cut by the range or by as_of
}

// window is the part of each week that hours and weekdays select.
type window struct {
	open, close time.Duration // times of day; close <= open includes midnight
	weekdays    [8]bool       // ISO: 1 Monday to 7 Sunday, of the day on which the window opens
	text        url.Values    // hours and weekdays as they were given
}

// query returns the window as parameters of a query string, each with an ampersand before it.
func (w *window) query() string { return "&" + w.text.Encode() }

// intervals are the values of the parameter interval, with the length of those shorter than a day.
func intervals() []string { return []string{"15m", "30m", "hour", "day", "week", "month"} }

var (
	hoursShape   = regexp.MustCompile(`^([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])$`)
	lengthShape  = regexp.MustCompile(`^([0-9]{0,5}) ?(m|mi|min|mins|minutes?|h|hr|hrs|hours?|hourly|d|days?|daily|w|weeks?|weekly|mo|months?|monthly)$`)
	weekdayShape = regexp.MustCompile(`^[1-7](-[1-7])?$`)
)

// parseWindow parses hours=08:30-17:15 and weekdays=1-5,7; if both are empty, there is no window (nil).
func parseWindow(hours, weekdays string) (*window, *problem.Problem) {
	if hours == "" && weekdays == "" {
		return nil, nil
	}
	w := &window{close: 24 * time.Hour, text: url.Values{}}
	for name, value := range map[string]string{"hours": hours, "weekdays": weekdays} {
		if value != "" {
			w.text.Set(name, value)
		}
	}
	if hours != "" {
		m := hoursShape.FindStringSubmatch(hours)
		clock := func(h, m string) time.Duration {
			hour, _ := strconv.Atoi(h) // digits by hoursShape
			minute, _ := strconv.Atoi(m)
			return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
		}
		if m != nil {
			w.open, w.close = clock(m[1], m[2]), clock(m[3], m[4])
		}
		if m == nil || w.open >= 24*time.Hour || w.close > 24*time.Hour || w.open == w.close {
			return nil, problem.Param("invalid_value", "hours", "%q is not a pair of times such as 08:30-17:15 or 22:00-06:00", problem.Clip(hours))
		}
	}
	if weekdays == "" {
		weekdays = "1-7"
	}
	for part := range strings.SplitSeq(weekdays, ",") {
		if !weekdayShape.MatchString(part) || len(part) == 3 && part[0] > part[2] {
			return nil, problem.Param("invalid_value", "weekdays", "%q is not a list of ISO weekdays such as 1-5 or 1,3,6 (1 is Monday)", problem.Clip(weekdays))
		}
		for d := part[0]; d <= part[len(part)-1]; d++ {
			w.weekdays[d-'0'] = true
		}
	}
	return w, nil
}

// keeps reports whether a time of day on a date is in the window.
func (w *window) keeps(weekday time.Weekday, clock time.Duration) bool {
	iso := (int(weekday)+6)%7 + 1
	if w.open < w.close {
		return w.weekdays[iso] && clock >= w.open && clock < w.close
	}
	yesterday := (iso+5)%7 + 1
	return clock >= w.open && w.weekdays[iso] || clock < w.close && w.weekdays[yesterday]
}

// plan is the division of the range of an interval report: the piece from bounds[i] to bounds[i+1] belongs to the slot
// with the number pieces[i] (from 1), or to none (0).
type plan struct {
	slots  []slot
	bounds []time.Time
	pieces []int
	rolled rolled // the part that is read from the rollup
}

// rolled is the part of a range that is read from the rollup; without it, both times are the beginning of the range.
type rolled struct{ from, to time.Time }

const (
	// MaxReportRows is the maximum number of rows of an interval report.
	MaxReportRows = 100_000
	// maxPieces is the maximum number of pieces into which hours and weekdays may cut a range.
	maxPieces = 3 * MaxReportRows
)

// newPlan cuts a range into slots. Slots shorter than a day begin at multiples of their length by the clock, and at
// every change of its offset; longer ones at the first instant of a day, week or month. Slots outside the window are
// left out.
func newPlan(r Range, interval string, loc *time.Location, w *window, asOf time.Time) (*plan, *problem.Problem) {
	p := &plan{}
	starts, err := slotStarts(r, interval, loc)
	if err != nil {
		return nil, err
	}
	p.bounds = append(p.bounds, r.from)
	for i, natural := range starts {
		naturalEnd := r.to
		if i+1 < len(starts) {
			naturalEnd = starts[i+1]
		} else if interval != "" {
			naturalEnd = nextStart(natural, interval, loc)
		}
		s := slot{start: later(natural, r.from), end: earlier(naturalEnd, r.to)}
		s.partial = natural.Before(r.from) || naturalEnd.After(r.to) || s.end.After(asOf)
		if !p.add(s, w, loc) {
			return nil, problem.New("too_many_rows", "Hours and weekdays cut the range into more than %d pieces; request a shorter range.", maxPieces)
		}
	}
	return p, nil
}

// add adds the pieces of a slot that are in the window. It fails if there are too many pieces.
func (p *plan) add(s slot, w *window, loc *time.Location) bool {
	number := len(p.slots) + 1
	used := false
	piece := func(end time.Time, kept bool) {
		n := 0
		if kept {
			n, used = number, true
		}
		if last := len(p.pieces) - 1; last >= 0 && p.pieces[last] == n {
			p.bounds[len(p.bounds)-1] = end
			return
		}
		p.pieces, p.bounds = append(p.pieces, n), append(p.bounds, end)
	}
	if w == nil {
		piece(s.end, true)
	} else {
		for t := s.start; t.Before(s.end); {
			if len(p.pieces) > maxPieces {
				return false
			}
			end := earlier(w.nextChange(t.In(loc)), s.end)
			local := t.In(loc)
			piece(end, w.keeps(local.Weekday(), clockOf(local)))
			t = end
		}
	}
	if used {
		p.slots = append(p.slots, s)
	}
	return true
}

// nextChange returns the next instant at which the window may open or close, or the offset of the clock changes.
func (w *window) nextChange(t time.Time) time.Time {
	clock := clockOf(t)
	next := 24 * time.Hour
	for _, reading := range []time.Duration{w.open, w.close} {
		if reading > clock && reading < next {
			next = reading
		}
	}
	change := t.Add(next - clock)
	if end := offsetEnd(t); !end.IsZero() && end.Before(change) {
		return end
	}
	return change
}

// offsetStart returns the instant since which the clock has had the offset that it has at t, offsetEnd the instant until
// which it has it; zero: always. Zones also have bounds at which only their name changes.
func offsetStart(t time.Time) time.Time {
	_, offset := t.Zone()
	for {
		start, _ := t.ZoneBounds()
		if start.IsZero() {
			return start
		}
		t = start.Add(-time.Nanosecond)
		if _, before := t.Zone(); before != offset {
			return start
		}
	}
}

func offsetEnd(t time.Time) time.Time {
	_, offset := t.Zone()
	for {
		_, end := t.ZoneBounds()
		if end.IsZero() {
			return end
		}
		if !end.After(t) { // where a rule goes on for ever, Go ends leap years a day early
			end = t.Add(24 * time.Hour)
		}
		if _, after := end.Zone(); after != offset {
			return end
		}
		t = end
	}
}

// slotStarts returns the beginnings of the slots that overlap the range; the first may be before it.
func slotStarts(r Range, interval string, loc *time.Location) ([]time.Time, *problem.Problem) {
	if interval == "" {
		return []time.Time{r.from}, nil
	}
	var starts []time.Time
	for t := firstStart(r.from, interval, loc); t.Before(r.to); t = nextStart(t, interval, loc) {
		if len(starts) >= MaxReportRows {
			return nil, problem.New("too_many_rows", "%s by %s is more than %d rows; request a shorter range or a longer interval",
				"The range", interval, MaxReportRows)
		}
		starts = append(starts, t)
	}
	return starts, nil
}

func step(interval string) time.Duration {
	switch interval {
	case "15m":
		return 15 * time.Minute
	case "30m":
		return 30 * time.Minute
	case "hour":
		return time.Hour
	}
	return 0
}

// firstStart returns the beginning of the slot of an instant.
func firstStart(t time.Time, interval string, loc *time.Location) time.Time {
	t = t.In(loc)
	if step(interval) > 0 {
		return later(t.Add(-clockOf(t)%step(interval)), offsetStart(t))
	}
	y, m, d := t.Date()
	switch interval {
	case "week":
		d -= (int(t.Weekday()) + 6) % 7
	case "month":
		d = 1
	}
	start := startOfDay(y, m, d, loc)
	// A clock that is set back over midnight shows the old date again after the new one has begun.
	if next := nextStart(start, interval, loc); !next.After(t) {
		return next
	}
	return start
}

// nextStart returns the beginning of the slot after the one that begins at t.
func nextStart(t time.Time, interval string, loc *time.Location) time.Time {
	t = t.In(loc)
	y, m, d := t.Date()
	var days time.Time
	// More than one attempt is needed only if the calendar skips a whole day, as Samoa's did.
	for n := 1; step(interval) == 0; n++ {
		switch interval {
		case "day":
			days = startOfDay(y, m, d+n, loc)
		case "week":
			days = startOfDay(y, m, d+6+n, loc)
		default:
			days = startOfDay(y, m+time.Month(n), 1, loc)
		}
		if days.After(t) {
			return days
		}
	}
	next := t.Add(step(interval) - clockOf(t)%step(interval))
	if change := offsetEnd(t); !change.IsZero() && change.Before(next) {
		return change
	}
	return next
}

// whole returns the plan of one slot of everything that p keeps, with as few pieces as possible.
func (p *plan) whole() *plan {
	out := &plan{slots: p.slots, bounds: p.bounds[:1:1], rolled: p.rolled}
	for i, n := range p.pieces {
		n = min(n, 1)
		if last := len(out.pieces) - 1; last >= 0 && out.pieces[last] == n {
			out.bounds[len(out.bounds)-1] = p.bounds[i+1]
			continue
		}
		out.pieces, out.bounds = append(out.pieces, n), append(out.bounds, p.bounds[i+1])
	}
	return out
}

// slotNumbers returns the slots of the pieces as an array of PostgreSQL, NULL for a piece that belongs to none.
func (p *plan) slotNumbers() string {
	var b strings.Builder
	b.WriteByte('{')
	for i, n := range p.pieces {
		if i > 0 {
			b.WriteByte(',')
		}
		if n == 0 {
			b.WriteString("NULL")
		} else {
			b.WriteString(strconv.Itoa(n))
		}
	}
	b.WriteByte('}')
	return b.String()
}

// column returns one property of the slots as an array of PostgreSQL.
func (p *plan) column(value func(slot) string) string {
	values := make([]string, len(p.slots))
	for i, s := range p.slots {
		values[i] = value(s)
	}
	return "{" + strings.Join(values, ",") + "}"
}

func (s slot) String() string {
	return fmt.Sprintf("[%s, %s)", s.start.Format(time.RFC3339), s.end.Format(time.RFC3339))
}

// checkInterval refuses an interval that does not exist.
func checkInterval(value string) *problem.Problem {
	if slices.Contains(intervals(), value) {
		return nil
	}
	near := problem.Nearest(value, intervals())
	if same := sameInterval(value); same != "" {
		near = "; the nearest is " + same
	}
	return problem.Param("invalid_value", "interval", "%q is none of %s%s", problem.Clip(value), strings.Join(intervals(), ", "), near)
}

// sameInterval returns the interval that has the length that a value names in another form, such as 1h or 7d; empty if
// there is none.
func sameInterval(value string) string {
	m := lengthShape.FindStringSubmatch(strings.ToLower(value))
	if m == nil {
		return ""
	}
	n := 1
	if m[1] != "" {
		var err error
		if n, err = strconv.Atoi(m[1]); err != nil {
			return ""
		}
	}
	minutes := map[byte]int{'m': 1, 'h': 60, 'd': 24 * 60, 'w': 7 * 24 * 60}[m[2][0]]
	if strings.HasPrefix(m[2], "mo") {
		minutes = 30 * 24 * 60
	}
	lengths := map[int]string{15: "15m", 30: "30m", 60: "hour", 24 * 60: "day", 7 * 24 * 60: "week", 30 * 24 * 60: "month", 31 * 24 * 60: "month"}
	return lengths[n*minutes]
}

// windows are what a time may be grouped by: a slot of time, or its place in a week or a day.
func windows() []string { return append(intervals(), cyclic()...) }

func cyclic() []string { return []string{"weekday", "hour-of-day"} }

// windowOf returns the window of a time: the beginning of its slot, or a number of its place in the week or the day.
// Slots are those of interval reports.
func windowOf(window, value string, loc *time.Location, b *builder) string {
	zone := b.bind(loc.String()) + "::text"
	switch window {
	case "weekday", "hour-of-day":
		return placeOf(window, value, zone)
	case "day", "week", "month":
		start := "date_trunc('" + window + "', " + value + ", " + zone + ")"
		// Of a midnight that the clock shows twice, PostgreSQL takes the second.
		return fmt.Sprintf("CASE WHEN (%[1]s - interval '1 hour') AT TIME ZONE %[2]s = %[1]s AT TIME ZONE %[2]s THEN %[1]s - interval '1 hour' ELSE %[1]s END", start, zone)
	}
	start := "date_trunc('hour', " + value + ", " + zone + ")"
	if minutes := int(step(window) / time.Minute); minutes < 60 {
		start += fmt.Sprintf(" + floor(extract(minute FROM %s AT TIME ZONE %s) / %d) * interval '%d minutes'", value, zone, minutes, minutes)
	}
	changes := changesWithinSlots(loc, step(window))
	if len(changes) == 0 {
		return start
	}
	list := b.bind(timeArray(changes)) + "::timestamptz[]"
	return "greatest(" + start + ", (" + list + ")[width_bucket(" + value + ", " + list + ")])"
}

// placeOf returns the weekday or the hour of the day of a time.
func placeOf(window, value, zone string) string {
	field := map[string]string{"weekday": "isodow", "hour-of-day": "hour"}[window]
	return "extract(" + field + " FROM " + value + " AT TIME ZONE " + zone + ")::bigint"
}

// changesWithinSlots returns the changes of the clock's offset at which a slot begins, though the clock does not show a
// multiple of its length: by half an hour, or away from the local mean time of before there were zones.
func changesWithinSlots(loc *time.Location, step time.Duration) (out []time.Time) {
	last := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	for t := offsetEnd(time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC).In(loc)); !t.IsZero() && t.Before(last); t = offsetEnd(t.In(loc)) {
		if clockOf(t.In(loc))%step != 0 {
			out = append(out, t)
		}
	}
	return out
}
