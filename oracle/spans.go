package oracle

// Spans of time and their unions.

import (
	"cmp"
	"math"
	"slices"
)

// stretch is a half-open span of time; an open one ends at forever.
type stretch struct{ from, to int64 }

const forever = math.MaxInt64

const week = 7 * Day

func (s stretch) empty() bool { return s.to <= s.from }

func (s stretch) overlaps(o stretch) bool {
	return !s.empty() && !o.empty() && s.from < o.to && o.from < s.to
}

// ended returns the end of a stretch if it has one.
func (s stretch) ended() Maybe {
	if s.to == forever {
		return Maybe{}
	}
	return Maybe{s.to, true}
}

// stretchOf returns the stretch from a moment to an end that may be missing.
func stretchOf(from int64, to Maybe) stretch {
	if to.Known {
		return stretch{from, to.Value}
	}
	return stretch{from, forever}
}

// midnight returns the beginning of the UTC day that contains a moment.
func midnight(at int64) int64 {
	of := at % Day
	if of < 0 {
		of += Day
	}
	return at - of
}

// dayOf returns the UTC day that begins at a midnight.
func dayOf(midnight int64) stretch { return stretch{midnight, midnight + Day} }

// claim is one of several spans that may overlap, with the event that began it and the cause of its end.
type claim struct {
	stretch
	by    string
	began Event
}

// stay is a stretch of the union of claims, with the event that began its first claim and the cause of its end.
type stay struct {
	stretch
	by    string
	began Event
}

// stays returns the union of claims on the days that qualify; adjacent days are joined. The cause of a stay's end
// is `cut` if a day that does not qualify ends it, otherwise the cause of its last claim; of several causes at the
// same instant, the first one in `precedence`. An open stay must qualify on the day of latest.
func stays(claims []claim, qualifies func(midnight int64) bool, latest int64, cut string, precedence []string) []stay {
	claims = byStart(slices.DeleteFunc(slices.Clone(claims), func(c claim) bool { return c.empty() }))
	var found []stay
	for _, whole := range union(claims) {
		end := whole.to
		if end == forever {
			end = midnight(latest) + Day
		}
		var days []stretch
		for m := midnight(whole.from); m < end; m += Day {
			if !qualifies(m) {
				continue
			}
			part := stretch{max(m, whole.from), min(m+Day, end)}
			if n := len(days); n > 0 && days[n-1].to == part.from {
				days[n-1].to = part.to
			} else {
				days = append(days, part)
			}
		}
		for _, d := range days {
			s := stay{stretch: d, by: cut}
			if d.to == end && whole.to == forever {
				s.to, s.by = forever, ""
			} else if d.to == whole.to {
				s.by = lastEnd(claims, d.to, precedence)
			}
			for _, c := range claims {
				if c.overlaps(s.stretch) {
					s.began = c.began
					break
				}
			}
			found = append(found, s)
		}
	}
	return found
}

// byStart sorts claims by their beginning and, at one instant, by the order of their events.
func byStart(claims []claim) []claim {
	slices.SortStableFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.from, b.from), compareWritten(a.began, b.began))
	})
	return claims
}

// union joins sorted claims that overlap or touch.
func union(claims []claim) []stretch {
	var all []stretch
	for _, c := range claims {
		if n := len(all); n > 0 && c.from <= all[n-1].to {
			all[n-1].to = max(all[n-1].to, c.to)
		} else {
			all = append(all, c.stretch)
		}
	}
	return all
}

// lastEnd returns the cause of the end of the claims that end at a moment.
func lastEnd(claims []claim, at int64, precedence []string) string {
	for _, by := range precedence {
		if slices.ContainsFunc(claims, func(c claim) bool { return c.to == at && c.by == by }) {
			return by
		}
	}
	return ""
}

// String returns `from..to`, in seconds since Zero; an open stretch has no end.
func (s stretch) String() string { return stamp(s.from) + ".." + s.ended().stamp() }
