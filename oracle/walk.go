package oracle

// Walks: the events of each visit of a call to a queue, or of an interaction to a campaign.

import "slices"

// starts are the events by which an agent starts an interaction.
var starts = []string{"OUTSMS", "OUTEMAIL", "OUTTWEET", "OUTMESSENGER", "OUTFACEBOOK"}

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
