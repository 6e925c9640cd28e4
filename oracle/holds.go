package oracle

import (
	"cmp"
	"slices"
)

// The assignment of hold and wrap-up rows to visits. These rows do not always contain the callid of their call.

// addHoldAndWrapup assigns every hold and wrap-up row of a log, in order of time and id, to its visit.
func addHoldAndWrapup(visits []*Visit, log []Event, cdrs []CDR) {
	holds := map[*Visit][]Event{}
	for _, e := range log {
		family, _ := e.holdFamily()
		if family == "" && e.Name != "FINISHWRAPUP" {
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
		left, total := number(e.Data[0]), number(e.Data[1])
		if left.Known && total.Known {
			v.Wrapup += max(total.Value-left.Value, 0) * Second
		}
	}
	for v, rows := range holds {
		v.Hold = heldFor(v, rows)
	}
}

// holdFamily returns the family of a hold event and whether it begins a hold. An end ends only holds of its
// family.
func (e *Event) holdFamily() (family string, starts bool) {
	switch e.Name {
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

// GUID returns the id by which a row refers to its call if its callid does not.
func (e *Event) GUID() string {
	switch family, _ := e.holdFamily(); {
	case e.Name == "FINISHWRAPUP":
		return e.Data[2]
	case family == "in" || family == "out":
		return e.Data[1]
	}
	return ""
}

// pickVisit returns the visit that a hold or wrap-up row belongs to, or nil.
func pickVisit(visits []*Visit, e Event, cdrs []CDR) *Visit {
	of := func(callids ...string) []*Visit {
		var found []*Visit
		for _, v := range visits {
			if slices.Contains(callids, v.Callid) {
				found = append(found, v)
			}
		}
		return found
	}
	var candidates []*Visit
	if e.Callid != "" && e.Callid != "NONE" { // these two identify no call
		candidates = of(e.Callid)
	}
	if guid := e.GUID(); len(candidates) == 0 && guid != "" {
		var callids []string
		for _, c := range cdrs {
			if c.GUID == guid {
				for _, id := range []string{c.Uniqueid, c.Linkedid} {
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
	queue := nameOrEmpty(e.Queue)
	return slices.MaxFunc(candidates, func(a, b *Visit) int {
		return cmp.Or(
			compareBools(a.Queue == queue, b.Queue == queue),
			compareBools(a.Answered() && a.Agent == e.Agent, b.Answered() && b.Agent == e.Agent),
			compareBools(a.answeredBefore(e), b.answeredBefore(e)),
			compareBools(a.Entered <= e.At, b.Entered <= e.At),
			compareBools(a.Answered(), b.Answered()),
			cmp.Compare(a.Entered, b.Entered),
			// The rest only makes the order well defined.
			cmp.Compare(b.Queue, a.Queue),
			cmp.Compare(a.Number, b.Number),
			cmp.Compare(b.Callid, a.Callid),
		)
	})
}

// answeredBefore reports whether a visit was answered before a row of hold or wrap-up. In the second of the answer no
// wrap-up of it can end.
func (v *Visit) answeredBefore(e Event) bool {
	if !v.Answered() || !v.Connected.Known {
		return false
	}
	return v.Connected.Value < e.At || v.Connected.Value == e.At && e.Name != "FINISHWRAPUP"
}

// heldFor returns the time that the holds of a visit cover, in microseconds. Each moment counts once.
func heldFor(v *Visit, rows []Event) int64 {
	var spans []stretch
	for i, e := range rows {
		family, starts := e.holdFamily()
		if !starts {
			continue
		}
		to := v.Ended
		for _, later := range rows[i+1:] {
			if f, start := later.holdFamily(); f == family && !start {
				if to = (Maybe{later.At, true}); v.Ended.Known {
					to.Value = min(to.Value, v.Ended.Value)
				}
				break
			}
		}
		if to.Known && to.Value > e.At {
			spans = append(spans, stretch{e.At, to.Value})
		}
	}
	slices.SortFunc(spans, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
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
