package sample

import (
	"fmt"
	"strconv"
)

// connect connects caller and agent and chooses the length of the conversation.
func (w *world) connect(x *call, a *agent) {
	rang := w.clock - x.rangAt
	w.unqueue(x)
	x.ringing, x.agent, x.connected, x.peer = nil, a, w.clock, w.nextID()
	a.misses = 0
	a.calls++
	w.log(queueLog, x.id, x.queue.name, a.id, "CONNECT", w.waited(x), x.peer, strconv.FormatInt(rang, 10))
	w.phone(x, x.queue, a.id, "PHONEANSWER")
	talk := w.dice.about(x.queue.talk*a.pace, .62, 8, 3000)
	if talk > 60 && w.dice.chance(.17) {
		begin := w.dice.between(15, talk-20)
		w.hold(x, a, "IN", begin, w.dice.between(10, 150), talk)
	}
	w.whileTalking(x, talk, func() { w.finish(x) })
}

// whileTalking calls do after some seconds if the same conversation is still in progress.
func (w *world) whileTalking(x *call, seconds int64, do func()) {
	visit := x.visit
	w.in(seconds, func() {
		if !x.over && x.visit == visit {
			do()
		}
	})
}

// hold puts the other side on hold. A call that ends on hold has no event for the end of the hold.
func (w *world) hold(x *call, a *agent, direction string, begin, length, talk int64) {
	channel := fmt.Sprintf("PJSIP/%s-%08x", a.extension, w.channelsMade)
	log := func(event, phoneEvent string) {
		w.log(queueLog, x.id, x.queue.name, a.id, event, channel, x.customer.name, x.customer.number, a.name, a.extension)
		w.phone(x, x.queue, a.id, phoneEvent+direction)
	}
	w.whileTalking(x, begin, func() { log("HOLD", "PHONESTARHOLD") })
	if begin+length < talk {
		w.whileTalking(x, begin+length, func() { log("UNHOLD", "PHONEENDHOLD") })
	}
}

// finish ends a conversation: one side hangs up, or the agent transfers the caller.
func (w *world) finish(x *call) {
	a, q := x.agent, x.queue
	hold, talk, position := x.connected-x.entered, w.clock-x.connected, strconv.Itoa(x.position)
	talkText := strconv.FormatInt(talk, 10)
	if w.dice.rarely("transfer", .05) {
		w.transfer(x, strconv.FormatInt(hold, 10), talkText, position)
		return
	}
	event := "COMPLETECALLER"
	if w.dice.chance(.42) {
		event = "COMPLETEAGENT"
	}
	if w.garble {
		w.garble, talkText = false, "n/a"
	}
	w.log(queueLog, x.id, q.name, a.id, event, strconv.FormatInt(hold, 10), talkText, position)
	w.phone(x, q, a.id, "PHONE"+event)
	w.recordAnswered(x, w.wrapUp(x, a, q))
	w.hangUp(x)
}

// transfer transfers a caller to another queue, which is another visit of the same call, to the supervisor, or to
// an external number.
func (w *world) transfer(x *call, hold, talk, position string) {
	a, q := x.agent, x.queue
	switch {
	case w.dice.rarely("transfer to queue", .5):
		var others []*queue
		for _, other := range w.queues {
			if !other.outbound && other != q {
				others = append(others, other)
			}
		}
		to := pick(w.dice, others)
		w.log(queueLog, x.id, q.name, a.id, "BLINDTRANSFER", to.extension, "queues", hold, talk, position)
		w.recordAnswered(x, w.wrapUp(x, a, q))
		x.start, x.connected, x.agent = w.clock, 0, nil
		x.visit++ // events planned for the visit that ends do not happen
		w.in(w.dice.between(1, 3), func() {
			if !x.over {
				w.enter(x, to)
			}
		})
		return
	case w.dice.rarely("transfer to supervisor", .6):
		w.log(queueLog, x.id, q.name, a.id, "ATTENDEDTRANSFER", supervisorExtension, "internal", hold, talk, position)
		w.recordAnswered(x, w.wrapUp(x, a, q))
		w.recordSupervisor(x)
	default:
		w.log(queueLog, x.id, q.name, a.id, "TRANSFER", "2555019"+strconv.FormatInt(w.dice.between(0, 9), 10), "outside", hold, talk, position)
		w.recordAnswered(x, w.wrapUp(x, a, q))
	}
	w.hangUp(x)
}

// wrapUp starts the wrap-up time of the agent and returns its last moment, in seconds since 1970.
func (w *world) wrapUp(x *call, a *agent, q *queue) int64 {
	used := w.dice.about(24*a.pace, .7, 3, q.wrapup)
	session := a.session
	w.in(used, func() {
		if a.session != session {
			return // a restart came in between
		}
		// The agent's phone has only the guid of the call by now.
		w.log(queueLog, "", q.name, a.id, "FINISHWRAPUP",
			strconv.FormatInt(q.wrapup-used, 10), strconv.FormatInt(q.wrapup, 10), x.guid)
		a.engaged, a.lastCall = false, w.clock
		w.settle(a)
	})
	return w.clock + used
}
