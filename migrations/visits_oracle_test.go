package migrations_test

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A second implementation of the visits of calls to queues, written from their definition and not
// from the SQL, over plain lists of events. It is slow and direct on purpose: where the two differ,
// one of them misreads the definition.

// event is one row of queue_log_repo; its time is in microseconds since 1970.
type event struct {
	id, at                     int64
	callid, queue, agent, name string
	data                       [5]string
}

// cdr is what a row of cdr_repo says about which calls belong to a guid.
type cdr struct {
	guid, uniqueid, linkedid string
}

// maybe is a number that may be missing.
type maybe struct {
	value int64
	known bool
}

// visit is one row of report.queue_call; times and durations are in microseconds.
type visit struct {
	entered                    int64
	callid, queue              string
	number                     int
	inferred                   bool
	outcome                    string
	connected, ended           maybe
	endedBy, agent             string
	wait, talk                 maybe
	ringSeconds, position      maybe
	hold, wrapup               int64
	callerid, exitKey, movedTo string
}

// ring is one row of report.queue_ring.
type ring struct {
	at, id               int64
	callid, queue, agent string
	milliseconds         maybe
	missed               bool
}

const (
	second = int64(1_000_000)
	day    = 24 * 60 * 60 * second
)

var (
	completes = []string{"COMPLETEAGENT", "COMPLETECALLER"}
	transfers = []string{"TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"}
	endings   = slices.Concat(completes, transfers,
		[]string{"ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY", "AGENTDUMP"})
	wholeNumber = regexp.MustCompile(`^\s*[0-9]{1,9}\s*$`)
)

// expected works out every visit and ring of a log. asOf is the time of the newest row of the whole
// database, which may hold other logs as well.
func expected(log []event, cdrs []cdr, asOf int64) ([]visit, []ring) {
	log = slices.Clone(log)
	slices.SortStableFunc(log, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id))
	})
	type place struct{ callid, queue string }
	var places []place
	byPlace := map[place][]event{}
	var restarts []int64
	for _, e := range log {
		if e.name == "QUEUESTART" {
			restarts = append(restarts, e.at)
		}
		if e.name != "ENTERQUEUE" && e.name != "CONNECT" && !slices.Contains(endings, e.name) {
			continue
		}
		p := place{e.callid, nameOrEmpty(e.queue)}
		if byPlace[p] == nil {
			places = append(places, p)
		}
		byPlace[p] = append(byPlace[p], e)
	}
	var visits []*visit
	for _, p := range places {
		walks := walkPlace(byPlace[p])
		for i, w := range walks {
			reentry := maybe{}
			if i+1 < len(walks) {
				reentry = maybe{walks[i+1].entry.at, true}
			}
			v := w.visit(reentry, restarts, asOf)
			v.callid, v.queue, v.number = p.callid, p.queue, i+1
			visits = append(visits, &v)
		}
	}
	addHoldAndWrapup(visits, log, cdrs)
	rings := ringsOf(visits, log)
	result := make([]visit, len(visits))
	for i, v := range visits {
		result[i] = *v
	}
	return result, rings
}

// walk is one visit while its events are gathered. entry is nil until an ENTERQUEUE is met, as a
// CONNECT or ending may be stamped before it or be all that the log has.
type walk struct {
	entry, connect, ending *event
	// lateConnect is the first CONNECT after an ending that tells of an answer, where none came before.
	lateConnect *event
	// began is the entry, or the first event where there is none.
	began int64
}

// walkPlace divides the events of one call in one queue, in order of time and id, into visits.
func walkPlace(log []event) []*walk {
	var walks []*walk
	current := func(at int64) *walk {
		if len(walks) == 0 {
			walks = append(walks, &walk{began: at})
		}
		return walks[len(walks)-1]
	}
	for len(log) > 0 {
		n := 1
		for n < len(log) && log[n].at == log[0].at {
			n++
		}
		var enters, connects, ends []*event
		for i := range log[:n] {
			switch e := &log[i]; e.name {
			case "ENTERQUEUE":
				enters = append(enters, e)
			case "CONNECT":
				connects = append(connects, e)
			default:
				ends = append(ends, e)
			}
		}
		at := log[0].at
		log = log[n:]
		if len(enters) > 0 && len(walks) > 0 && current(at).entry != nil && current(at).open(at) {
			for _, e := range ends {
				current(at).end(e)
			}
			ends = nil
		}
		for _, e := range enters {
			if first := current(at); first.entry == nil {
				first.entry, first.began = e, at
			} else {
				walks = append(walks, &walk{entry: e, began: at})
			}
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

func (w *walk) open(at int64) bool {
	return w.ending == nil && at <= w.began+day
}

func (w *walk) answer(e *event) {
	switch {
	case e.at > w.began+day:
	case w.ending == nil:
		if w.connect == nil {
			w.connect = e
		}
	case w.ending.name == "AGENTDUMP":
		w.connect, w.ending = e, nil
	case w.connect == nil && w.lateConnect == nil && w.ending.tellsOfAnswer():
		w.lateConnect = e
	}
}

func (w *walk) end(e *event) {
	if w.open(e.at) {
		w.ending = e
	}
}

// visit works out the figures of one visit. reentry is the moment of the next one to the same queue.
func (w *walk) visit(reentry maybe, restarts []int64, asOf int64) visit {
	var v visit
	connect := w.connect
	if connect == nil {
		connect = w.lateConnect
	}
	var hold maybe
	if w.ending != nil {
		hold, v.talk = w.ending.holdTime(), w.ending.talkTime()
	}
	logged := hold
	if connect != nil && number(connect.data[0]).known {
		logged = number(connect.data[0]).times(second)
	}

	switch {
	case w.entry != nil:
		v.entered = w.entry.at
		v.callerid = w.entry.data[1]
	case connect != nil:
		v.inferred, v.entered = true, connect.at-number(connect.data[0]).times(second).value
	default:
		v.inferred, v.entered = true, w.ending.at-hold.value-v.talk.value
	}

	if w.ending != nil {
		v.ended, v.endedBy = maybe{max(w.ending.at, v.entered), true}, w.ending.name
	} else {
		after := v.entered
		if w.connect != nil {
			after = max(after, w.connect.at)
		}
		v.ended, v.endedBy = cut(v.entered, after, reentry, restarts, asOf)
	}
	v.outcome = w.outcome(v.ended.known)

	if v.answered() {
		switch {
		case w.connect != nil:
			v.connected = maybe{max(w.connect.at, v.entered), true}
		default:
			v.connected = maybe{max(v.ended.value-v.talk.value, v.entered), true}
		}
		if connect != nil {
			v.agent = nameOrEmpty(connect.agent)
			v.ringSeconds = number(connect.data[2])
		}
		if v.agent == "" && w.ending != nil {
			v.agent = nameOrEmpty(w.ending.agent)
		}
	}

	switch {
	case v.outcome == "waiting":
	case logged.known:
		v.wait = logged
	case w.connect != nil:
		v.wait = maybe{max(w.connect.at-v.entered, 0), true}
	default:
		v.wait = maybe{max(v.ended.value-v.talk.value-v.entered, 0), true}
	}

	if w.entry != nil {
		v.position = number(w.entry.data[2])
	}
	if w.ending != nil {
		if !v.position.known {
			v.position = w.ending.originalPosition()
		}
		v.exitKey, v.movedTo = w.ending.exitKey(), w.ending.extension()
	}
	return v
}

// cut tells when and by what a visit without ending ended.
func cut(entered, after int64, reentry maybe, restarts []int64, asOf int64) (maybe, string) {
	var ended maybe
	var by string
	if asOf >= entered+day {
		ended, by = maybe{entered + day, true}, "LIMIT"
	}
	for _, at := range restarts {
		if at > after && (!ended.known || at <= ended.value) && (by != "QUEUESTART" || at < ended.value) {
			ended, by = maybe{at, true}, "QUEUESTART"
		}
	}
	if reentry.known && (!ended.known || reentry.value <= ended.value) {
		ended, by = reentry, "ENTERQUEUE"
	}
	return ended, by
}

func (w *walk) outcome(over bool) string {
	if w.ending == nil {
		switch {
		case w.connect != nil:
			return "connected"
		case over:
			return "lost"
		}
		return "waiting"
	}
	switch w.ending.name {
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
	case "AGENTDUMP":
		return "dumped"
	}
	return "transferred"
}

func (v *visit) answered() bool {
	return slices.Contains([]string{"agent_ended", "caller_ended", "transferred", "connected"}, v.outcome)
}

func (e *event) tellsOfAnswer() bool {
	return slices.Contains(completes, e.name) || slices.Contains(transfers, e.name)
}

// shifted tells whether the event is Asterisk's ATTENDEDTRANSFER of the form LINK, which names two
// channels first and so pushes talk time and position together into data5.
func (e *event) shifted() bool {
	return e.name == "ATTENDEDTRANSFER" && e.data[0] == "LINK"
}

func (e *event) holdTime() maybe {
	switch {
	case slices.Contains(completes, e.name):
		return number(e.data[0]).times(second)
	case e.shifted(), e.name == "EXITWITHKEY":
		return number(e.data[3]).times(second)
	case e.name == "AGENTDUMP":
		return maybe{}
	}
	return number(e.data[2]).times(second)
}

func (e *event) talkTime() maybe {
	switch {
	case slices.Contains(completes, e.name):
		return number(e.data[1]).times(second)
	case e.shifted():
		talk, _, _ := strings.Cut(e.data[4], "|")
		return number(talk).times(second)
	case slices.Contains(transfers, e.name):
		return number(e.data[3]).times(second)
	}
	return maybe{}
}

func (e *event) originalPosition() maybe {
	switch {
	case slices.Contains(completes, e.name), e.name == "EXITWITHKEY":
		return number(e.data[2])
	case e.shifted():
		_, position, _ := strings.Cut(e.data[4], "|")
		return number(position)
	case slices.Contains(transfers, e.name):
		return number(e.data[4])
	case e.name == "AGENTDUMP":
		return maybe{}
	}
	return number(e.data[1])
}

func (e *event) exitKey() string {
	if e.name == "EXITWITHKEY" {
		return e.data[0]
	}
	return ""
}

func (e *event) extension() string {
	if slices.Contains(transfers, e.name) && !e.shifted() {
		return e.data[0]
	}
	return ""
}

func ringsOf(visits []*visit, log []event) []ring {
	var rings []ring
	for _, e := range log {
		if e.name != "RINGNOANSWER" {
			continue
		}
		r := ring{
			at: e.at, id: e.id, callid: e.callid, queue: nameOrEmpty(e.queue), agent: nameOrEmpty(e.agent),
			milliseconds: number(e.data[0]),
		}
		r.missed = r.milliseconds.value > 1000 && !slices.ContainsFunc(visits, func(v *visit) bool {
			return v.callid == r.callid && v.queue == r.queue && v.outcome == "abandoned" && v.ended.value/second == r.at/second
		})
		rings = append(rings, r)
	}
	return rings
}

func nameOrEmpty(name string) string {
	if name == "NONE" {
		return ""
	}
	return name
}

// number reads a figure of the log; a negative or unreadable one counts as missing.
func number(text string) maybe {
	if !wholeNumber.MatchString(text) {
		return maybe{}
	}
	value, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return maybe{value, err == nil}
}

func (m maybe) times(factor int64) maybe {
	return maybe{m.value * factor, m.known}
}
