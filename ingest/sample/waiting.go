package sample

import (
	"fmt"
	"slices"
	"strconv"
)

// call visits one queue or, if transferred, several.
type call struct {
	id, guid string
	customer *customer
	start    int64 // of the call or, after a transfer, of its present record
	record   int   // number of records written

	queue     *queue
	visit     int
	entered   int64
	position  int // on entry
	ringing   *agent
	rangAt    int64
	retryAt   int64 // moment before which no phone rings
	agent     *agent
	peer      string // id of the agent's channel
	connected int64
	ignored   bool // no phone rings for it, and its caller does not hang up
	over      bool
}

// nextID returns an id in the form of the telephony system's channel ids.
func (w *world) nextID() string {
	w.channelsMade++
	return fmt.Sprintf("%d.%d", w.clock, w.channelsMade)
}

// callIn is a call of a customer to a queue, who listens to the greeting and then waits.
func (w *world) callIn(q *queue, c *customer) {
	if !w.isOpen() {
		return // the carrier plays an announcement; the call does not reach the centre
	}
	if w.dice.rarely("refused caller", .0015) {
		w.book.refuse = append(w.book.refuse, refusalRow{at: w.clock, dst: c.number})
		return
	}
	w.callInAs(w.dice.uuid(), q, c)
}

// callInAs is callIn with a given guid.
func (w *world) callInAs(guid string, q *queue, c *customer) {
	x := &call{id: w.nextID(), guid: guid, customer: c, start: w.clock, queue: q}
	w.live = append(w.live, x)
	w.phone(x, q, "", "PHONECALL")
	w.in(w.dice.between(4, 22), func() {
		if !x.over {
			w.enter(x, q)
		}
	})
}

// phone logs an event of the agents' phones.
func (w *world) phone(x *call, q *queue, agent, event string) {
	w.log(queueLog, x.id, q.name, agent, event, x.customer.number, x.guid, q.name)
}

// enter adds a call to a queue, where it waits until an agent answers or it leaves.
func (w *world) enter(x *call, q *queue) {
	x.queue, x.entered, x.connected, x.agent, x.retryAt = q, w.clock, 0, nil, 0
	x.visit++
	x.position = 1
	for _, other := range w.waiting {
		if other.queue == q {
			x.position++
		}
	}
	w.log(queueLog, x.id, q.name, "", "ENTERQUEUE", "", x.customer.number)
	w.waiting = append(w.waiting, x)

	patience := 25 + w.dice.exponential(q.patience)
	if w.dice.chance(.06) {
		patience = w.dice.between(1, 10)
	}
	if w.dice.chance(.1) {
		patience = 1 << 20
	}
	if !x.ignored {
		w.whileWaiting(x, patience, func() { w.abandon(x) })
	}
	w.whileWaiting(x, q.timeout, func() { w.leave(x, "EXITWITHTIMEOUT", w.position(x), strconv.Itoa(x.position), w.waited(x)) })
	if q.key != "" && w.dice.rarely("key", .12) {
		w.whileWaiting(x, w.dice.between(40, 100), func() {
			w.leave(x, "EXITWITHKEY", q.key, w.position(x), strconv.Itoa(x.position), w.waited(x))
		})
	}
	if q.leaveWhenEmpty && !q.staffed() {
		w.whileWaiting(x, w.dice.between(1, 3), w.emptyQueues)
	}
	w.dispatch()
}

// whileWaiting calls do after some seconds if the call still waits in the same visit.
func (w *world) whileWaiting(x *call, seconds int64, do func()) {
	visit := x.visit
	w.in(seconds, func() {
		if !x.over && x.visit == visit && x.connected == 0 {
			do()
		}
	})
}

func (w *world) waited(x *call) string { return strconv.FormatInt(w.clock-x.entered, 10) }

// position returns the present position of a waiting call.
func (w *world) position(x *call) string {
	n := 1
	for _, other := range w.waiting {
		if other == x {
			break
		}
		if other.queue == x.queue {
			n++
		}
	}
	return strconv.Itoa(n)
}

// abandon ends a call whose caller hangs up, and perhaps calls again later or is called back.
func (w *world) abandon(x *call) {
	q, c := x.queue, x.customer
	w.leave(x, "ABANDON", w.position(x), strconv.Itoa(x.position), w.waited(x))
	switch p := w.dice.Float64(); {
	case p < .35:
		w.in(w.dice.between(120, 2400), func() { w.callIn(q, c) })
	case p < .6 && q.name != "Support<-":
		w.in(w.dice.between(600, 5400), func() { w.callBack(c) })
	}
}

// leave ends the waiting of a call without an answer.
func (w *world) leave(x *call, event string, data ...string) {
	rang := x.ringing
	if rang != nil {
		w.log(queueLog, x.id, x.queue.name, rang.id, "RINGNOANSWER", strconv.FormatInt((w.clock-x.rangAt)*1000, 10))
		x.ringing, rang.engaged = nil, false
	}
	w.log(queueLog, x.id, x.queue.name, "", event, data...)
	w.recordLost(x)
	w.unqueue(x)
	w.hangUp(x)
	if rang != nil {
		w.settle(rang)
	}
}

func (w *world) unqueue(x *call) {
	if i := slices.Index(w.waiting, x); i >= 0 {
		w.waiting = slices.Delete(w.waiting, i, i+1)
	}
}

func (w *world) hangUp(x *call) {
	x.over = true
	if i := slices.Index(w.live, x); i >= 0 {
		w.live = slices.Delete(w.live, i, i+1)
	}
}

// emptyQueues removes the calls from queues that have no agents.
func (w *world) emptyQueues() {
	for _, x := range slices.Clone(w.waiting) {
		if x.queue.leaveWhenEmpty && !x.queue.staffed() && x.ringing == nil {
			w.leave(x, "EXITEMPTY", w.position(x), strconv.Itoa(x.position), w.waited(x))
		}
	}
}

// dispatch makes phones ring for the waiting calls, in the order of their entry.
func (w *world) dispatch() {
	for _, x := range slices.Clone(w.waiting) {
		if x.ringing != nil || x.ignored || w.clock < x.retryAt {
			continue
		}
		if a := x.queue.choose(); a != nil {
			w.ring(x, a)
		}
	}
}

const ringSeconds = 15

// ring makes the phone of an agent ring until they answer or the ring time is over.
func (w *world) ring(x *call, a *agent) {
	x.ringing, x.rangAt, a.engaged = a, w.clock, true
	w.phone(x, x.queue, a.id, "PHONECALLAGENT")
	seconds, answers := 2+min(w.dice.exponential(3.5), ringSeconds-3), !w.dice.chance(a.slack)
	if !answers {
		seconds = ringSeconds
	}
	rangAt := x.rangAt
	w.in(seconds, func() {
		switch {
		case x.over || x.ringing != a || x.rangAt != rangAt:
		case !answers:
			w.miss(x, a)
		case w.dice.rarely("AGENTDUMP", .0008):
			w.log(queueLog, x.id, x.queue.name, a.id, "AGENTDUMP")
			w.stopRinging(x, a)
		default:
			w.connect(x, a)
		}
	})
}

// miss ends a ring that was not answered. Agents who miss two in a row are paused.
func (w *world) miss(x *call, a *agent) {
	w.log(queueLog, x.id, x.queue.name, a.id, "RINGNOANSWER", strconv.Itoa(ringSeconds*1000))
	if a.misses++; a.misses >= 2 && a.pending == nil {
		a.misses, a.pending = 0, &absence{seconds: w.dice.between(120, 600)}
	}
	w.stopRinging(x, a)
}

func (w *world) stopRinging(x *call, a *agent) {
	x.ringing, a.engaged, a.lastCall = nil, false, w.clock
	x.retryAt = w.clock + 5
	w.whileWaiting(x, 5, w.dispatch)
	w.settle(a)
}
