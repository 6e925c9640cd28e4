package sample

import (
	"fmt"
	"strconv"
)

// newRecord returns the values that all records of a call share. The record covers the time since the call began
// or, after a transfer, since it came to its present queue.
func (w *world) newRecord(x *call) cdrRow {
	x.record++
	return cdrRow{
		at: x.start, clid: fmt.Sprintf("%q <%s>", x.customer.name, x.customer.number),
		src: x.customer.number, dst: x.queue.number, context: "inbound",
		channel: fmt.Sprintf("PJSIP/carrier-%08x", w.channelsMade), lastApp: "Queue",
		lastData: fmt.Sprintf("%s,t,,,%d", x.queue.name, x.queue.timeout),
		duration: w.clock - x.start, uniqueID: x.id, guid: x.guid, campaign: x.queue.name, linkedID: x.id, sequence: x.record,
	}
}

// recordLost writes the record of a call that was not answered.
func (w *world) recordLost(x *call) {
	r := w.newRecord(x)
	r.disposition, r.cause = "NO ANSWER", "16"
	w.book.calls = append(w.book.calls, r)
}

// recordAnswered writes the record of a conversation that ends now. Its agent sets its mark at the moment marked,
// in seconds since 1970; the record has no mark if marked is 0 or after the end of the month.
func (w *world) recordAnswered(x *call, marked int64) {
	r := w.newRecord(x)
	r.billsec, r.disposition, r.cause = w.clock-x.connected, "ANSWERED", "16"
	r.dstchan = fmt.Sprintf("PJSIP/%s-%08x", x.agent.extension, w.channelsMade+1)
	r.agent = x.agent.id
	if w.dice.chance(.16) {
		r.rating = strconv.FormatFloat(float64(w.dice.between(2, 5)+w.dice.between(3, 5)+w.dice.between(1, 5))/3, 'f', 2, 64)
	}
	w.keep(r, x.queue, marked)
}

// keep writes the record of a conversation, with its recording and the agent's mark.
func (w *world) keep(r cdrRow, q *queue, marked int64) {
	if w.dice.chance(.94) {
		r.kind = "recorded"
		if r.billsec > 20 && (w.dice.chance(.02) || r.guid == knownCall) {
			w.tagLater(r)
		}
	}
	if marked > 0 && w.dice.chance(.96) {
		// The dice are thrown at any end, so that a simulation in steps is the same as one in a single step.
		if mark := pick(w.dice, q.marks); marked <= w.end {
			r.mark, r.finish = mark, marked
		}
	}
	if w.dice.chance(.01) {
		r.note = pick(w.dice, []string{"Bad line", "Customer was angry", "Speaks Portuguese", "Number belongs to a neighbour"})
	}
	w.book.calls = append(w.book.calls, r)
}

// recordSupervisor writes the record of the call to the supervisor after a transfer: another channel with a
// recording of its own, whose linked id is that of the call.
func (w *world) recordSupervisor(x *call) {
	r := cdrRow{
		at: w.clock, clid: fmt.Sprintf("%q <%s>", x.customer.name, x.customer.number), src: x.customer.number, dst: supervisorExtension,
		context: "internal", channel: "PJSIP/carrier-" + fmt.Sprintf("%08x", w.channelsMade),
		dstchan: fmt.Sprintf("PJSIP/%s-%08x", supervisorExtension, w.channelsMade+1), lastApp: "Dial", lastData: "PJSIP/" + supervisorExtension,
		disposition: "ANSWERED", agent: supervisor, uniqueID: w.nextID(), guid: w.dice.uuid(), cause: "16", linkedID: x.id,
		sequence: x.record + 1,
	}
	r.billsec = w.dice.about(140, .6, 10, 1200)
	r.duration = r.billsec + w.dice.between(1, 6)
	w.in(r.duration, func() { w.book.calls = append(w.book.calls, r) })
}

// tagLater schedules the supervisor to tag a recording some hours or days later.
func (w *world) tagLater(r cdrRow) {
	w.in(w.dice.between(3600, 2*86400), func() { w.tag(r) })
}

func (w *world) tag(r cdrRow) {
	if !w.isOpen() {
		w.in(w.dice.between(4, 9)*3600, func() { w.tag(r) })
		return
	}
	w.audit(supervisor, supervisorHost, "Listened to recording "+r.guid)
	for range w.dice.between(1, 3) {
		w.book.tags = append(w.book.tags, tagRow{
			at: w.clock, user: supervisor, guid: r.guid, time: w.dice.between(1, r.billsec-1),
			comment: pick(w.dice, []string{"Good greeting", "Did not ask for the account", "Interrupts the customer", "Well explained",
				"Promised a call back", "Long silence", "Offer was clear", "Wrong tariff named"}),
		})
	}
}
