package sample

// The calendar of the month, and how interactions spread over days and hours.

import "time"

// lookBack is the number of whole days before today.
const lookBack = 30

// day is one day in the centre's zone.
type day struct {
	date        time.Time // midnight of the day
	open, close int64     // business hours as moments; equal on days without
	holiday     bool
}

// clock returns the moment at which clocks show a time of the day.
func (d *day) clock(hour, minute int) int64 {
	y, m, n := d.date.Date()
	return time.Date(y, m, n, hour, minute, 0, 0, d.date.Location()).Unix()
}

func (d *day) weekend() bool {
	return d.date.Weekday() == time.Saturday || d.date.Weekday() == time.Sunday
}

// calendar returns the days up to that of now, and those of them that are whole weekdays. There are at least
// twenty of these.
func calendar(now time.Time, loc *time.Location) (days, weekdays []*day) {
	y, m, n := now.In(loc).Date()
	for back := lookBack; back >= 0; back-- {
		d := newDay(time.Date(y, m, n-back, 0, 0, 0, 0, loc))
		if back > 0 && !d.weekend() {
			weekdays = append(weekdays, d)
		}
		days = append(days, d)
	}
	return days, weekdays
}

// newDay returns the day that begins at a midnight, with its business hours.
func newDay(midnight time.Time) *day {
	d := &day{date: midnight}
	switch midnight.Weekday() {
	case time.Sunday:
	case time.Saturday:
		d.open, d.close = d.clock(8, 45), d.clock(14, 0)
	default:
		d.open, d.close = d.clock(7, 45), d.clock(20, 0)
	}
	return d
}

// next returns the day after.
func (d *day) next() *day {
	y, m, n := d.date.Date()
	return newDay(time.Date(y, m, n+1, 0, 0, 0, 0, d.date.Location()))
}

// curve is the distribution of interactions over the hours of a day.
type curve [24]float64

// callCurve returns the curve of calls, which arrive in business hours with the peak before noon.
func callCurve() curve {
	return curve{7: .02, 8: .6, 9: 1.1, 10: 1.4, 11: 1.45, 12: 1.1, 13: .8, 14: .95, 15: 1.15, 16: 1.1, 17: .95, 18: .7, 19: .4}
}

// dialCurve returns the curve of the dialers, which run in office hours.
func dialCurve() curve {
	return curve{9: 1, 10: 1.2, 11: 1.2, 12: .9, 13: .7, 14: 1, 15: 1.1, 16: 1.1, 17: 1, 18: .6}
}

// writeCurve returns the curve of messages, which arrive at any hour and more often in the evening.
func writeCurve() curve {
	return curve{0: .05, 1: .03, 6: .05, 7: .1, 8: .6, 9: 1, 10: 1.2, 11: 1.2, 12: 1.1, 13: 1, 14: 1, 15: 1.1, 16: 1.1, 17: 1,
		18: .9, 19: .7, 20: .15, 21: .15, 22: .1, 23: .06}
}

// weekdayFactor makes Mondays busy and weekends quiet.
func (d *day) weekdayFactor() float64 {
	switch d.date.Weekday() {
	case time.Monday:
		return 1.25
	case time.Tuesday:
		return 1.07
	case time.Thursday:
		return .96
	case time.Friday:
		return .9
	case time.Saturday:
		return .32
	case time.Sunday:
		return .12
	}
	return 1
}

// scatter schedules do perDay times on average, adjusted by the weekday, at random moments that follow the curve.
func (w *world) scatter(d *day, perDay float64, c curve, do func()) {
	for range w.dice.poisson(perDay * d.weekdayFactor()) {
		hour := w.dice.weighed(c[:])
		moment := d.clock(hour, 0) + w.dice.between(0, 3599)
		if moment >= w.clock {
			w.at(moment, do)
		}
	}
}

// isOpen reports whether the centre is open now.
func (w *world) isOpen() bool {
	return w.clock >= w.today.open && w.clock < w.today.close && !w.today.holiday
}

// OpenZone returns a zone in which now is a weekday between nine and three, so that a centre of this zone is at work.
// It is as near to UTC as possible.
func OpenZone(now time.Time) *time.Location {
	for hours := range 5 * 24 {
		for _, offset := range []int{hours, -hours} {
			zone := time.FixedZone("demo", offset*3600)
			local := now.In(zone)
			if hour := local.Hour(); hour >= 9 && hour < 15 && !newDay(local).weekend() {
				return zone
			}
		}
	}
	return time.UTC
}
