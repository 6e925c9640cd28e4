package oracle

// Visits of calls to queues, and the rings of agents' phones.

import (
	"math"
	"slices"
	"strings"
)

// Ring is one row of report.queue_ring.
type Ring struct {
	At, ID               int64
	Callid, Queue, Agent string
	Milliseconds         Maybe
	Missed               bool
}

var (
	completes = []string{"COMPLETEAGENT", "COMPLETECALLER"}
	transfers = []string{"TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"}
	endings   = slices.Concat(completes, transfers,
		[]string{"ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY", "WITHDRAW", "SYSCOMPAT"})
)

// Visits computes every visit and ring of a log. asOf is the time of the newest row of the whole database, which
// may also hold other logs.
func Visits(log []Event, cdrs []CDR, asOf int64) ([]Visit, []Ring) {
	log = inOrder(log)
	type place struct{ Callid, Queue string }
	var places []place
	byPlace := map[place][]Event{}
	var restarts []Event
	for _, e := range log {
		if e.Name == "QUEUESTART" {
			restarts = append(restarts, e)
		}
		if e.Name != "ENTERQUEUE" && e.Name != "CONNECT" && e.Name != "AGENTDUMP" && !slices.Contains(endings, e.Name) {
			continue
		}
		p := place{e.Callid, nameOrEmpty(e.Queue)}
		if byPlace[p] == nil {
			places = append(places, p)
		}
		byPlace[p] = append(byPlace[p], e)
	}
	var visits []*Visit
	for _, p := range places {
		walks := walkPlace(byPlace[p], Day)
		for i, w := range walks {
			reentry := Maybe{}
			if i+1 < len(walks) {
				reentry = Maybe{walks[i+1].entry.At, true}
			}
			v := w.visit(reentry, restarts, asOf)
			v.Callid, v.Queue, v.Number = p.Callid, p.Queue, i+1
			visits = append(visits, &v)
		}
	}
	addHoldAndWrapup(visits, log, cdrs)
	rings := ringsOf(visits, log)
	result := make([]Visit, len(visits))
	for i, v := range visits {
		result[i] = *v
	}
	return result, rings
}

// walk collects the events of one visit. entry is nil until an ENTERQUEUE is found, because a CONNECT or an ending
// may have an earlier time or be the only event of the log.
type walk struct {
	entry, connect, ending *Event
	// lateConnect is the first CONNECT after an ending that implies an answer, if none came before.
	lateConnect *Event
	// dumps counts how often an agent hung up during the announcement; lastDump is the last time before the
	// ending.
	dumps    int
	lastDump *Event
	// began is the time of the entry or, without one, of the first event; limit is the maximum duration.
	began, limit int64
	// For interactions: each recovery, and each CONNECT after the first.
	reentries, laterConnects []*Event
}

// walkPlace divides the events of one call in one queue, or of one interaction in one campaign, in written order,
// into visits. Every event that is not an entry, CONNECT or AGENTDUMP is an ending.
func walkPlace(log []Event, limit int64) []*walk {
	var walks []*walk
	current := func(at int64) *walk {
		if len(walks) == 0 {
			walks = append(walks, &walk{began: at, limit: limit})
		}
		return walks[len(walks)-1]
	}
	enter := func(e *Event) {
		switch first := len(walks) == 0; {
		case !first && e.Name == "REENTERQUEUE" && current(e.At).open(e.At):
			current(e.At).reentries = append(current(e.At).reentries, e)
		case first || current(e.At).entry == nil:
			current(e.At).entry, current(e.At).began = e, e.At
		default:
			walks = append(walks, &walk{entry: e, began: e.At, limit: limit})
		}
	}
	for len(log) > 0 {
		n := 1
		for n < len(log) && log[n].At == log[0].At {
			n++
		}
		instant, at := log[:n], log[0].At
		log = log[n:]
		entered := len(walks) > 0 && current(at).entry != nil
		if orderHolds(instant, entered) {
			for i := range instant {
				switch e := &instant[i]; {
				case e.enters():
					enter(e)
				case e.Name == "CONNECT":
					current(at).answer(e)
				case e.Name == "AGENTDUMP":
					current(at).dump(e)
				default:
					current(at).end(e)
				}
			}
			continue
		}
		var enters, dumps, connects, ends []*Event
		for i := range instant {
			switch e := &instant[i]; {
			case e.enters():
				enters = append(enters, e)
			case e.Name == "AGENTDUMP":
				dumps = append(dumps, e)
			case e.Name == "CONNECT":
				connects = append(connects, e)
			default:
				ends = append(ends, e)
			}
		}
		// A REENTERQUEUE is not an entry if a visit was open before it.
		for len(enters) > 0 && enters[0].Name == "REENTERQUEUE" && len(walks) > 0 && current(at).open(at) {
			current(at).reentries = append(current(at).reentries, enters[0])
			enters = enters[1:]
		}
		if len(enters) > 0 && len(walks) > 0 && current(at).entry != nil && current(at).open(at) {
			for _, e := range ends {
				current(at).end(e)
			}
			ends = nil
		}
		for _, e := range enters {
			enter(e)
		}
		for _, e := range dumps {
			current(at).dump(e)
		}
		for _, e := range connects {
			current(at).answer(e)
		}
		for _, e := range ends {
			current(at).end(e)
		}
	}
	return walks
}

// orderHolds reports whether the events of one instant happened in the order in which they were written: one
// source wrote them all, and no CONNECT or ending comes before the first entry to which it belongs.
func orderHolds(instant []Event, entered bool) bool {
	early := false
	for _, e := range instant {
		if e.writtenSource() != instant[0].writtenSource() {
			return false
		}
		if e.enters() && !entered {
			if early {
				return false
			}
			entered = true
		}
		early = early || !e.enters() && e.Name != "AGENTDUMP"
	}
	return true
}

func (w *walk) open(at int64) bool {
	return w.ending == nil && at <= w.began+w.limit
}

func (w *walk) answer(e *Event) {
	switch {
	case e.At > w.began+w.limit:
	case w.ending == nil:
		if w.connect == nil {
			w.connect = e
		} else {
			w.laterConnects = append(w.laterConnects, e)
		}
	case w.connect == nil && w.lateConnect == nil && w.ending.tellsOfAnswer():
		w.lateConnect = e
	}
}

// dump records that an agent hung up during the announcement. An earlier answer no longer counts, and the caller
// continues to wait.
func (w *walk) dump(e *Event) {
	if e.At > w.began+w.limit {
		return
	}
	w.dumps++
	if w.ending == nil {
		w.connect, w.lastDump = nil, e
	}
}

func (w *walk) end(e *Event) {
	if w.open(e.At) {
		w.ending = e
	}
}

// visit computes the figures of one visit. reentry is the moment of the next visit to the same queue.
func (w *walk) visit(reentry Maybe, restarts []Event, asOf int64) Visit {
	v := Visit{Dumps: w.dumps}
	connect := w.connect
	if connect == nil {
		connect = w.lateConnect
	}
	var hold Maybe
	if w.ending != nil {
		hold, v.Talk = w.ending.holdTime(), w.ending.talkTime()
	}
	logged := hold
	if connect != nil && seconds(connect.Data[0]).Known {
		logged = seconds(connect.Data[0])
	}

	switch {
	case w.entry != nil:
		v.Entered = w.entry.At
		v.Callerid = w.entry.Data[1]
	case connect != nil:
		v.Inferred, v.Entered = true, connect.At-seconds(connect.Data[0]).Value
	case w.ending != nil:
		v.Inferred, v.Entered = true, w.ending.At-hold.Value-v.Talk.Value
	default:
		v.Inferred, v.Entered = true, w.began
	}

	if w.ending != nil {
		v.Ended, v.EndedBy = Maybe{max(w.ending.At, v.Entered), true}, w.ending.Name
	} else {
		after := Event{At: v.Entered, ID: math.MaxInt64} // a restart at the moment of an inferred entry comes before it
		for _, e := range []*Event{w.entry, w.connect, w.lastDump} {
			if e != nil && (e.At > after.At || e.At == after.At && (after.ID == math.MaxInt64 || compareWritten(*e, after) > 0)) {
				after = *e
			}
		}
		v.Ended, v.EndedBy = cut(v.Entered, after, Day, reentry, restarts, asOf)
	}
	v.Outcome = w.outcome(v.Ended.Known)

	if v.Answered() {
		switch {
		case w.connect != nil:
			v.Connected = Maybe{max(w.connect.At, v.Entered), true}
		default:
			v.Connected = Maybe{max(v.Ended.Value-v.Talk.Value, v.Entered), true}
		}
		if connect != nil {
			v.Agent = nameOrEmpty(connect.Agent)
			v.RingSeconds = number(connect.Data[2])
		}
		if v.Agent == "" && w.ending != nil {
			v.Agent = nameOrEmpty(w.ending.Agent)
		}
	}

	switch {
	case v.Outcome == "waiting":
	case logged.Known:
		v.Wait = logged
	case w.connect != nil:
		v.Wait = Maybe{max(w.connect.At-v.Entered, 0), true}
	default:
		v.Wait = Maybe{max(v.Ended.Value-v.Talk.Value-v.Entered, 0), true}
	}

	if w.entry != nil {
		v.Position = number(w.entry.Data[2])
	}
	if w.ending != nil {
		if !v.Position.Known {
			v.Position = w.ending.originalPosition()
		}
		v.ExitKey, v.MovedTo = w.ending.exitKey(), w.ending.extension()
	}
	return v
}

// enters reports whether the event begins a visit of a call or an interaction.
func (e *Event) enters() bool {
	return e.Name == "ENTERQUEUE" || e.Channel != "" && (e.Name == "REENTERQUEUE" || slices.Contains(starts, e.Name))
}

// cut returns when a visit without ending ended, and the cause. A restart after the limit does not end it, even if
// both are in the future. A restart at the moment of the visit's last event ends it if it was written after that
// event.
func cut(entered int64, last Event, limit int64, reentry Maybe, restarts []Event, asOf int64) (Maybe, string) {
	var ended Maybe
	var by string
	if asOf >= entered+limit {
		ended, by = Maybe{entered + limit, true}, "LIMIT"
	}
	for _, r := range restarts {
		at, after := r.At, r.At > last.At || r.At == last.At && r.writtenSource() == last.writtenSource() && compareWritten(r, last) > 0
		if after && at <= entered+limit && (!ended.Known || at <= ended.Value) && (by != "QUEUESTART" || at < ended.Value) {
			ended, by = Maybe{at, true}, "QUEUESTART"
		}
	}
	if reentry.Known && (!ended.Known || reentry.Value <= ended.Value) {
		ended, by = reentry, "ENTERQUEUE"
	}
	return ended, by
}

func (w *walk) outcome(over bool) string {
	if w.ending == nil {
		switch {
		case w.connect != nil:
			return "connected"
		case over && w.dumps > 0:
			return "dumped"
		case over:
			return "lost"
		}
		return "waiting"
	}
	switch w.ending.Name {
	case "COMPLETEAGENT":
		return "agent_ended"
	case "COMPLETECALLER":
		return "caller_ended"
	case "ABANDON":
		if w.connect != nil {
			return "caller_ended"
		}
		return "abandoned"
	case "EXITWITHTIMEOUT":
		return "timed_out"
	case "EXITEMPTY":
		return "exited_empty"
	case "EXITWITHKEY":
		return "exited_key"
	case "WITHDRAW":
		return "withdrawn"
	case "SYSCOMPAT":
		return "failed"
	}
	return "transferred"
}

// Answered reports whether an agent took the call.
func (v *Visit) Answered() bool {
	return slices.Contains([]string{"agent_ended", "caller_ended", "transferred", "connected"}, v.Outcome)
}

func (e *Event) tellsOfAnswer() bool {
	return slices.Contains(completes, e.Name) || slices.Contains(transfers, e.Name)
}

// shifted reports whether the event is Asterisk's ATTENDEDTRANSFER of the form LINK, which begins with two channel
// names and therefore has talk time and position together in data5.
func (e *Event) shifted() bool {
	return e.Name == "ATTENDEDTRANSFER" && e.Data[0] == "LINK"
}

func (e *Event) holdTime() Maybe {
	switch {
	case slices.Contains(completes, e.Name):
		return seconds(e.Data[0])
	case e.shifted(), e.Name == "EXITWITHKEY":
		return seconds(e.Data[3])
	case e.Name == "SYSCOMPAT":
		return Maybe{}
	}
	return seconds(e.Data[2])
}

func (e *Event) talkTime() Maybe {
	switch {
	case slices.Contains(completes, e.Name):
		return seconds(e.Data[1])
	case e.shifted():
		talk, _, _ := strings.Cut(e.Data[4], "|")
		return seconds(talk)
	case slices.Contains(transfers, e.Name):
		return seconds(e.Data[3])
	}
	return Maybe{}
}

func (e *Event) originalPosition() Maybe {
	switch {
	case slices.Contains(completes, e.Name), e.Name == "EXITWITHKEY":
		return number(e.Data[2])
	case e.shifted():
		_, position, _ := strings.Cut(e.Data[4], "|")
		return number(position)
	case slices.Contains(transfers, e.Name):
		return number(e.Data[4])
	case e.Name == "SYSCOMPAT":
		return Maybe{}
	}
	return number(e.Data[1])
}

func (e *Event) exitKey() string {
	if e.Name == "EXITWITHKEY" {
		return e.Data[0]
	}
	return ""
}

func (e *Event) extension() string {
	if slices.Contains(transfers, e.Name) && !e.shifted() {
		return e.Data[0]
	}
	return ""
}

func ringsOf(visits []*Visit, log []Event) []Ring {
	var rings []Ring
	for _, e := range log {
		if e.Name != "RINGNOANSWER" {
			continue
		}
		r := Ring{
			At: e.At, ID: e.ID, Callid: e.Callid, Queue: nameOrEmpty(e.Queue), Agent: nameOrEmpty(e.Agent),
			Milliseconds: number(e.Data[0]),
		}
		r.Missed = r.Milliseconds.Value > 1000 && !slices.ContainsFunc(visits, func(v *Visit) bool {
			return v.Callid == r.Callid && v.Queue == r.Queue && v.Outcome == "abandoned" && v.Ended.Value/Second == r.At/Second
		})
		rings = append(rings, r)
	}
	return rings
}
