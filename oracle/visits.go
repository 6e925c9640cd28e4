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
