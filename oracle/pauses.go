package oracle

// Pauses and breaks of agents.

import (
	"cmp"
	"slices"
)

// Pause is one row of report.agent_pause. Times are in microseconds.
type Pause struct {
	Agent           string
	Kind            string
	Started         int64
	Ended           Maybe
	ClosedBy        string
	Reason, Comment string
	Telephony       bool
}

func (p Pause) stretch() stretch { return stretchOf(p.Started, p.Ended) }

// Pauses computes the rows of report.agent_pause.
func Pauses(log Log) []Pause {
	events, latest := log.telephony(), log.Latest()
	var all []Pause
	for _, agent := range agentsOf(events) {
		mine := of(agent, events)
		breaks := plainPauses(agent, "break", mine, latest)
		pauses := plainPauses(agent, "pause", mine, latest)
		all = append(all, breaks...)
		for _, p := range pauses {
			all = append(all, withoutBreaks(p, breaks)...)
		}
		all = append(all, telephonyPauses(agent, mine, append(pauses, breaks...), latest)...)
	}
	return slices.DeleteFunc(all, func(p Pause) bool { return p.stretch().empty() })
}

// pauseEvents are the events that begin and end each kind of pause.
var pauseEvents = map[string][2]string{"pause": {"REALPAUSE", "REALUNPAUSE"}, "break": {"BREAK", "UNBREAK"}}

// plainPauses returns the REALPAUSE..REALUNPAUSE or the BREAK..UNBREAK of an agent, including those of zero
// length.
func plainPauses(agent, kind string, events []Event, latest int64) []Pause {
	begin, end := pauseEvents[kind][0], pauseEvents[kind][1]
	var all []Pause
	var open *Pause
	closeAt := func(at int64, by string) {
		open.Ended, open.ClosedBy = Maybe{at, true}, by
		all = append(all, *open)
		open = nil
	}
	for _, e := range events {
		if open != nil && (e.At > open.Started+week || e.At == open.Started+week && e.Name == begin) {
			closeAt(open.Started+week, "limit") // the next start after the limit begins a new pause
		}
		switch {
		case e.Name == begin && open == nil: // a second start has no effect
			open = &Pause{Agent: agent, Kind: kind, Started: e.At}
			open.Reason, open.Comment = e.pauseReason()
		case open == nil: // an end without a start is ignored
		case e.Name == end:
			closeAt(e.At, "un"+kind)
		case e.logoff():
			closeAt(e.At, e.logoffKind())
		case e.Name == "QUEUESTART":
			closeAt(e.At, "restart")
		}
	}
	if open != nil && latest >= open.Started+week {
		closeAt(open.Started+week, "limit")
	}
	if open != nil {
		all = append(all, *open)
	}
	return all
}

// pauseReason returns the reason and the comment of an event that begins a pause.
func (e *Event) pauseReason() (reason, comment string) {
	switch e.Name {
	case "BREAK":
		return e.Data[0], e.Data[1]
	case "REALPAUSE":
		if number(e.Data[0]).Known {
			return "", ""
		}
	}
	return e.Data[0], ""
}

// withoutBreaks returns the parts of a pause outside breaks, because time inside a break is break time.
func withoutBreaks(p Pause, breaks []Pause) []Pause {
	left := []Pause{p}
	for _, b := range breaks {
		var next []Pause
		for _, piece := range left {
			if !piece.stretch().overlaps(b.stretch()) {
				next = append(next, piece)
				continue
			}
			if piece.Started < b.Started {
				before := piece
				before.Ended, before.ClosedBy = Maybe{b.Started, true}, "break"
				next = append(next, before)
			}
			if b.stretch().to < piece.stretch().to {
				after := piece
				after.Started = b.Ended.Value
				next = append(next, after)
			}
		}
		left = next
	}
	return left
}

// telephonyPauses returns the union of PAUSE and PAUSEALL spans on days without pauses or breaks of the other
// kind.
func telephonyPauses(agent string, events []Event, others []Pause, latest int64) []Pause {
	closes := func(e Event) string {
		switch {
		case e.Name == "UNPAUSEALL":
			return "unpause"
		case e.logoff():
			return e.logoffKind()
		case e.Name == "QUEUESTART":
			return "restart"
		}
		return ""
	}
	// An agent who is added to a queue as a paused member is paused in it, without a reason.
	events = slices.Clone(events)
	for i := range events {
		if e := &events[i]; e.Name == "ADDMEMBER" && e.Data[0] == "PAUSED" {
			e.Name, e.Data[0] = "PAUSE", ""
		}
	}
	// pausedBy returns the span during which a queue is paused by its PAUSE.
	pausedBy := func(i int) claim {
		return spanOf(events[i], events[i+1:], latest, func(later Event) string {
			if later.Name == "UNPAUSE" && later.Queue == events[i].Queue {
				return "unpause"
			}
			return closes(later)
		})
	}
	// lastUnpause reports whether an UNPAUSE belongs to a paused queue and leaves no queue paused.
	lastUnpause := func(at int) bool {
		unpause, was := events[at], false
		for i, e := range events[:at] {
			if e.Name != "PAUSE" || slices.ContainsFunc(events[i+1:at], func(between Event) bool {
				return closes(between) != "" || between.Name == "UNPAUSE" && between.Queue == e.Queue
			}) {
				continue
			}
			switch {
			case e.Queue == unpause.Queue:
				was = was || unpause.At <= e.At+week
			case unpause.At < e.At+week:
				return false
			}
		}
		return was
	}
	var claims []claim
	for i, e := range events {
		switch e.Name {
		case "PAUSE":
			claims = append(claims, pausedBy(i))
		case "PAUSEALL":
			position := i
			claims = append(claims, spanOf(e, events[i+1:], latest, func(later Event) string {
				position++
				if later.Name == "UNPAUSE" && lastUnpause(position) {
					return "unpause"
				}
				return closes(later)
			}))
		}
	}
	qualifies := func(m int64) bool {
		return !slices.ContainsFunc(events, func(e Event) bool {
			return slices.Contains([]string{"REALPAUSE", "REALUNPAUSE", "BREAK", "UNBREAK"}, e.Name) && midnight(e.At) == m
		}) && !slices.ContainsFunc(others, func(p Pause) bool { return p.stretch().overlaps(dayOf(m)) })
	}
	precedence := []string{"unpause", "logoff", "automatic", "restart", "limit"}
	changes := reasonChanges(claims, precedence)
	var all []Pause
	for _, s := range stays(claims, qualifies, latest, "realpause", precedence) {
		p := Pause{Agent: agent, Kind: "pause", Started: s.from, Ended: s.ended(), ClosedBy: s.by, Telephony: true}
		p.Reason, p.Comment = s.began.pauseReason()
		for _, c := range changes {
			if c.at <= p.Started || p.Ended.Known && c.at >= p.Ended.Value {
				continue
			}
			before := p
			before.Ended, before.ClosedBy = Maybe{c.at, true}, c.by
			all = append(all, before)
			p.Started, p.Reason = c.at, c.reason
		}
		all = append(all, p)
	}
	return all
}

// reasonChange is a moment at which the reason of a pause changes, with the new reason and the event that ended
// the pause before it.
type reasonChange struct {
	at         int64
	reason, by string
}

// reasonChanges returns the moments at which a span of a queue ends and another of the same queue begins within
// the same second with another reason. Of several such spans the one written last counts. The same change in other
// queues within a minute is one change.
func reasonChanges(claims []claim, precedence []string) []reasonChange {
	claims = byStart(slices.DeleteFunc(slices.Clone(claims), func(c claim) bool { return c.empty() }))
	// PAUSEALL counts as a queue of its own.
	key := func(c claim) string {
		if c.began.Name == "PAUSEALL" {
			return "all"
		}
		return "queue " + c.began.Queue
	}
	var found []reasonChange
	for _, next := range claims {
		var ended []string
		for _, c := range claims {
			if c.to <= next.from && floorSecond(c.to) == floorSecond(next.from) && key(c) == key(next) && c.began.Data[0] != next.began.Data[0] {
				ended = append(ended, c.by)
			}
		}
		if len(ended) == 0 {
			continue
		}
		by := slices.MinFunc(ended, func(a, b string) int { return cmp.Compare(slices.Index(precedence, a), slices.Index(precedence, b)) })
		if n := len(found); n > 0 && found[n-1].at == next.from {
			found = found[:n-1]
		}
		found = append(found, reasonChange{next.from, next.began.Data[0], by})
	}
	var kept []reasonChange
	for i, c := range found {
		if i == 0 || found[i-1].at <= c.at-60*Second || found[i-1].reason != c.reason {
			kept = append(kept, c)
		}
	}
	return kept
}

// floorSecond rounds a moment down to a whole second.
func floorSecond(at int64) int64 {
	if rest := at % Second; rest < 0 {
		return at - rest - Second
	}
	return at - at%Second
}

// String returns `pause agent kind from..to`, followed by the other known values.
func (p Pause) String() string {
	var b line
	b.WriteString("pause " + p.Agent + " " + p.Kind + " " + p.stretch().String())
	b.put("by", p.ClosedBy)
	b.put("reason", p.Reason)
	b.put("comment", p.Comment)
	b.flag("telephony", p.Telephony)
	return b.String()
}
