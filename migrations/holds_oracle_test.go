package migrations_test

import (
	"cmp"
	"slices"
)

// The half of the second implementation that finds the visit of hold and wrap-up rows, which name
// their call only loosely.

// addHoldAndWrapup gives every hold and wrap-up row of a log, in order of time and id, to its visit.
func addHoldAndWrapup(visits []*visit, log []event, cdrs []cdr) {
	holds := map[*visit][]event{}
	for _, e := range log {
		family, _ := e.holdFamily()
		if family == "" && e.name != "FINISHWRAPUP" {
			continue
		}
		v := pickVisit(visits, e, cdrs)
		if v == nil {
			continue
		}
		if family != "" {
			holds[v] = append(holds[v], e)
			continue
		}
		left, total := number(e.data[0]), number(e.data[1])
		if left.known && total.known {
			v.wrapup += max(total.value-left.value, 0) * second
		}
	}
	for v, rows := range holds {
		v.hold = heldFor(v, rows)
	}
}

// holdFamily tells which kind of hold an event begins or ends; an end ends only holds of its kind.
func (e *event) holdFamily() (family string, starts bool) {
	switch e.name {
	case "HOLD":
		return "hold", true
	case "UNHOLD":
		return "hold", false
	case "PHONESTARHOLDIN", "PHONESTARTHOLDIN":
		return "in", true
	case "PHONEENDHOLDIN":
		return "in", false
	case "PHONESTARHOLDOUT", "PHONESTARTHOLDOUT":
		return "out", true
	case "PHONEENDHOLDOUT":
		return "out", false
	}
	return "", false
}

// guid is the id by which a row may name its call where its callid does not.
func (e *event) guid() string {
	switch family, _ := e.holdFamily(); {
	case e.name == "FINISHWRAPUP":
		return e.data[2]
	case family == "in" || family == "out":
		return e.data[1]
	}
	return ""
}

// pickVisit finds the visit that a hold or wrap-up row belongs to, or nil.
func pickVisit(visits []*visit, e event, cdrs []cdr) *visit {
	of := func(callids ...string) []*visit {
		var found []*visit
		for _, v := range visits {
			if slices.Contains(callids, v.callid) {
				found = append(found, v)
			}
		}
		return found
	}
	var candidates []*visit
	if e.callid != "" && e.callid != "NONE" { // these two name no call
		candidates = of(e.callid)
	}
	if guid := e.guid(); len(candidates) == 0 && guid != "" {
		var callids []string
		for _, c := range cdrs {
			if c.guid == guid {
				for _, id := range []string{c.uniqueid, c.linkedid} {
					if id != "" {
						callids = append(callids, id)
					}
				}
			}
		}
		candidates = of(callids...)
	}
	if len(candidates) == 0 {
		return nil
	}
	queue := nameOrEmpty(e.queue)
	return slices.MaxFunc(candidates, func(a, b *visit) int {
		return cmp.Or(
			compareBools(a.queue == queue, b.queue == queue),
			compareBools(a.entered <= e.at, b.entered <= e.at),
			compareBools(a.answered(), b.answered()),
			cmp.Compare(a.entered, b.entered),
			// Any order would do, but it must be one.
			cmp.Compare(b.queue, a.queue),
			cmp.Compare(a.number, b.number),
			cmp.Compare(b.callid, a.callid),
		)
	})
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// heldFor is how long the spans of hold of a visit cover, each moment counted once.
func heldFor(v *visit, rows []event) int64 {
	type span struct{ from, to int64 }
	var spans []span
	for i, e := range rows {
		family, starts := e.holdFamily()
		if !starts {
			continue
		}
		to := v.ended
		for _, later := range rows[i+1:] {
			if f, start := later.holdFamily(); f == family && !start {
				if to = (maybe{later.at, true}); v.ended.known {
					to.value = min(to.value, v.ended.value)
				}
				break
			}
		}
		if to.known && to.value > e.at {
			spans = append(spans, span{e.at, to.value})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var held, until int64
	for _, s := range spans {
		from := s.from
		if held > 0 {
			from = max(from, until)
		}
		if s.to > from {
			held += s.to - from
			until = s.to
		}
	}
	return held
}
