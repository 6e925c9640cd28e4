package query

import (
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// Compared returns the interval report with the figures of the preceding range beside its own.
func (r *Route) Compared() *Route {
	out := *r
	out.Columns = nil
	for _, c := range r.Columns {
		out.Columns = append(out.Columns, c)
		if isDimension(r, &c) || c.Name == "partial" {
			continue
		}
		of, ofES := "Of the preceding range: ", "Del período anterior: "
		if slotColumn(c.Name) {
			of, ofES = "Of the slot of the preceding range with which this one is compared: ", "Del tramo del período anterior con el que se compara este: "
		}
		out.Columns = append(out.Columns, route.Column{
			Name: c.Name + previousSuffix, Kind: c.Kind, Additive: c.Additive, Nullable: c.Nullable, Withheld: c.Withheld, Personal: c.Personal,
			Description: of + c.Description, DescriptionES: ofES + c.DescriptionES,
			Label: c.Label + ", previous", LabelES: c.LabelES + ", anterior", Values: c.Values,
		})
	}
	return &out
}

// previousPlan cuts the preceding range into as many slots as a plan has: with an interval, those before the first slot;
// without one, a range of equal length, counted in calendar days if both bounds are midnight.
func previousPlan(p *plan, r Range, interval string, loc *time.Location, w *window, asOf time.Time) (*plan, Range, *problem.Problem) {
	before := Range{from: r.from.Add(-r.to.Sub(r.from)), to: r.from}
	if interval == "" {
		from, to := r.from.In(loc), r.to.In(loc)
		if startOfDay(from.Year(), from.Month(), from.Day(), loc).Equal(from) && startOfDay(to.Year(), to.Month(), to.Day(), loc).Equal(to) {
			before.from = startOfDay(from.Year(), from.Month(), from.Day()-daysBetween(from, to), loc)
		}
	} else {
		before.to = firstStart(r.from, interval, loc)
		before.from = before.to
		// Slots outside the window do not count: Monday is compared with the Monday before.
		for kept, tried := 0, 0; kept < len(p.slots); tried++ {
			start := firstStart(before.from.Add(-time.Nanosecond), interval, loc)
			if w == nil || w.keepsAnyOf(start, before.from, loc) {
				kept++
			}
			before.from = start
			if tried > maxPieces {
				return nil, before, problem.New("too_many_rows", "Hours and weekdays leave too little to compare with; request a shorter range.")
			}
		}
	}
	if !isWritable(before.from, loc) {
		return nil, before, problem.Param("invalid_range", "compare", "the range before this one begins before the year 1")
	}
	if len(p.slots) == 0 {
		return &plan{bounds: []time.Time{before.from, before.to}, pieces: []int{0}}, before, nil // there is nothing to compare with
	}
	out, invalid := newPlan(before, interval, loc, w, asOf)
	return out, before, invalid
}

// daysBetween returns the number of calendar days from one midnight to another.
func daysBetween(from, to time.Time) int {
	date := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(date(to).Sub(date(from)) / (24 * time.Hour))
}

// keepsAnyOf reports whether the window keeps a part of a span.
func (w *window) keepsAnyOf(from, to time.Time, loc *time.Location) bool {
	for t := from; t.Before(to); t = w.nextChange(t.In(loc)) {
		local := t.In(loc)
		if w.keeps(local.Weekday(), clockOf(local)) {
			return true
		}
	}
	return false
}
