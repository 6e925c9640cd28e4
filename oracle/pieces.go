package oracle

// The time of agents, cut into pieces in which their state does not change.

import (
	"cmp"
	"slices"
)

// Piece is one row of report.agent_time. Times are in microseconds; Talking to Outbound are numbers of calls.
type Piece struct {
	Agent                                  string
	Started                                int64
	Ended                                  Maybe
	Session, Paused, Break                 bool
	Talking, Holding, WrappingUp, Outbound int
}

// States and activities of an agent, in the order of the columns.
const (
	inSession = iota
	paused
	onBreak
	talking
	holding
	wrappingUp
	outbound
	kinds
)

// doing is a stretch of time of an agent in one state or activity.
type doing struct {
	stretch
	agent string
	what  int
}

// Pieces computes the rows of report.agent_time.
func Pieces(log Log) []Piece {
	doings := slices.Concat(logged(log), talks(log), holds(log), wrapups(log), outcalls(log))
	byAgent := map[string][]doing{}
	for _, d := range doings {
		if !d.empty() {
			byAgent[d.agent] = append(byAgent[d.agent], d)
		}
	}
	var all []Piece
	for agent, mine := range byAgent {
		all = append(all, piecesOf(agent, mine)...)
	}
	slices.SortFunc(all, func(a, b Piece) int { return cmp.Or(cmp.Compare(a.Agent, b.Agent), cmp.Compare(a.Started, b.Started)) })
	return all
}

// logged returns the time in sessions, pauses and breaks.
func logged(log Log) []doing {
	var all []doing
	for _, s := range Sessions(log) {
		all = append(all, doing{s.stretch(), s.Agent, inSession})
	}
	for _, p := range Pauses(log) {
		what := paused
		if p.Kind == "break" {
			what = onBreak
		}
		all = append(all, doing{p.stretch(), p.Agent, what})
	}
	return all
}

// talks returns the time of conversations from queues: the logged talk time up to the end of the visit, at most 24
// hours. If there is no talk time or the visit is open, it begins with the answer.
func talks(log Log) []doing {
	var all []doing
	visits, _ := log.calls()
	for _, v := range visits {
		switch {
		case !v.Answered():
		case v.Talk.Known && v.Ended.Known:
			all = append(all, doing{stretch{v.Ended.Value - min(v.Talk.Value, Day), v.Ended.Value}, v.Agent, talking})
		default:
			all = append(all, doing{stretchOf(v.Connected.Value, v.Ended), v.Agent, talking})
		}
	}
	return all
}

// calls computes the rows of report.queue_call and report.queue_ring, with the agents that reports show.
func (l Log) calls() ([]Visit, []Ring) { return Visits(l.telephony(), l.CDRs, l.Latest()) }

// holds returns the time on hold: for one agent, call and family of events from a begin to the next end. The spans
// of several families are united, so that each call counts once.
func holds(log Log) []doing {
	type call struct{ agent, callid, guid string }
	rows := map[call][]Event{}
	for _, e := range log.telephony() {
		family, _ := e.holdFamily()
		c := call{agent: e.Agent, callid: nameOrEmpty(e.Callid)}
		if c.callid == "" && family != "hold" {
			c.guid = e.GUID()
		}
		if family != "" && (c.callid != "" || c.guid != "") {
			rows[c] = append(rows[c], e)
		}
	}
	visits, _ := log.calls()
	var all []doing
	for c, mine := range rows {
		var spans []claim
		for _, family := range []string{"hold", "in", "out"} {
			for _, s := range holdSpans(mine, family) {
				callids := []string{c.callid}
				if c.callid == "" {
					callids = callidsOf(log.CDRs, c.guid)
				}
				if s = cutByVisit(s, visitOnHold(visits, callids, s.from)); !s.empty() {
					spans = append(spans, claim{stretch: s})
				}
			}
		}
		for _, s := range union(byStart(spans)) {
			all = append(all, doing{s, c.agent, holding})
		}
	}
	return all
}

// holdSpans returns the time from each begin of a family to the next end. A begin during an open hold makes a span
// within that of the hold, unless the hold is cut by the end of its visit before.
func holdSpans(rows []Event, family string) []stretch {
	var all []stretch
	ended := 0
	for _, e := range rows {
		f, starts := e.holdFamily()
		switch {
		case f != family:
		case starts:
			all = append(all, stretch{e.At, forever})
		default:
			for ; ended < len(all); ended++ {
				all[ended].to = e.At
			}
		}
	}
	return all
}

// callidsOf returns the callids that belong to a guid.
func callidsOf(cdrs []CDR, guid string) []string {
	var callids []string
	for _, c := range cdrs {
		if c.GUID != guid {
			continue
		}
		for _, id := range []string{c.Uniqueid, c.Linkedid} {
			if id != "" {
				callids = append(callids, id)
			}
		}
	}
	return callids
}

// visitOnHold returns the visit entered last at or before a moment, preferring answered ones, or nil.
func visitOnHold(visits []Visit, callids []string, at int64) *Visit {
	var found *Visit
	for i := range visits {
		v := &visits[i]
		if !slices.Contains(callids, v.Callid) || v.Entered > at {
			continue
		}
		if found == nil || cmp.Or(
			compareBools(v.Answered(), found.Answered()),
			cmp.Compare(v.Entered, found.Entered),
			// The rest only makes the order well defined.
			cmp.Compare(found.Queue, v.Queue),
			cmp.Compare(v.Number, found.Number),
			cmp.Compare(found.Callid, v.Callid)) > 0 {
			found = v
		}
	}
	return found
}

// cutByVisit limits a hold to the end of its visit. A hold without an end ends with the visit, is open while the
// visit is open, and is empty without a visit.
func cutByVisit(hold stretch, v *Visit) stretch {
	switch {
	case v == nil && hold.to == forever:
		return stretch{}
	case v != nil && v.Ended.Known:
		hold.to = min(hold.to, v.Ended.Value)
	}
	return hold
}

// wrapups returns the used part of wrap-ups, up to the event, at most 24 hours.
func wrapups(log Log) []doing {
	var all []doing
	for _, e := range log.telephony() {
		left, total := number(e.Data[0]), number(e.Data[1])
		if e.Name == "FINISHWRAPUP" && left.Known && total.Known {
			all = append(all, doing{stretch{e.At - min(max(total.Value-left.Value, 0)*Second, Day), e.At}, e.Agent, wrappingUp})
		}
	}
	return all
}

// outcalls returns the time of outbound calls, up to the event, at most 24 hours: totaltime, otherwise the
// duration.
func outcalls(log Log) []doing {
	var all []doing
	for _, e := range log.telephony() {
		if e.Name == "OUTCALL" {
			all = append(all, doing{stretch{e.At - e.outboundTime(), e.At}, e.Agent, outbound})
		}
	}
	return all
}

func (e *Event) outboundTime() int64 {
	total := number(e.Data[2])
	if !total.Known {
		total = number(e.Data[1])
	}
	return min(total.Value*Second, Day)
}

// piecesOf cuts an agent's time where any of the values changes, and at midnight unless the piece is open.
func piecesOf(agent string, doings []doing) []Piece {
	var moments []int64
	for _, d := range doings {
		moments = append(moments, d.from, d.to)
	}
	slices.Sort(moments)
	moments = slices.Compact(moments)
	type run struct {
		stretch
		values [kinds]int
	}
	var runs []run
	for i := range len(moments) - 1 {
		r := run{stretch: stretch{moments[i], moments[i+1]}}
		for _, d := range doings {
			if d.overlaps(r.stretch) {
				r.values[d.what]++
			}
		}
		if n := len(runs); n > 0 && runs[n-1].values == r.values {
			runs[n-1].to = r.to
		} else {
			runs = append(runs, r)
		}
	}
	var all []Piece
	for _, r := range runs {
		if r.values == [kinds]int{} {
			continue
		}
		for from := r.from; from < r.to; {
			s := r.stretch
			if s.from = from; s.to != forever {
				s.to = min(s.to, midnight(from)+Day)
			}
			from = s.to
			all = append(all, Piece{
				Agent: agent, Started: s.from, Ended: s.ended(),
				Session: r.values[inSession] > 0, Paused: r.values[paused] > 0, Break: r.values[onBreak] > 0,
				Talking: r.values[talking], Holding: r.values[holding], WrappingUp: r.values[wrappingUp], Outbound: r.values[outbound],
			})
		}
	}
	return all
}

// String returns `time agent from..to`, followed by the values that are not zero.
func (p Piece) String() string {
	var b line
	b.WriteString("time " + p.Agent + " " + stretchOf(p.Started, p.Ended).String())
	b.flag("session", p.Session)
	b.flag("paused", p.Paused)
	b.flag("break", p.Break)
	b.count("talking", p.Talking)
	b.count("holding", p.Holding)
	b.count("wrapup", p.WrappingUp)
	b.count("outbound", p.Outbound)
	return b.String()
}
