package sample

import (
	"fmt"
	"strconv"
)

// dial makes the dialer of a campaign call the next contact of its list if an agent is free.
func (w *world) dial(q *queue) {
	if !w.isOpen() || w.clock < q.since {
		return
	}
	list := q.activeList()
	if list == nil {
		return
	}
	a := q.choose()
	if a == nil {
		return
	}
	contact := list.next(w.clock)
	if contact == nil {
		return
	}
	if contact.refuses {
		contact.status = spoolBlocked
		w.book.refuse = append(w.book.refuse, refusalRow{at: w.clock, src: a.id, dst: contact.customer.number})
		return
	}
	contact.attempts++
	contact.status = spoolInProcess
	contact.claimed = w.clock
	w.place(q, a, contact.customer, contact, list.name)
}

// callBack is a call of an agent to a customer who abandoned a call.
func (w *world) callBack(c *customer) {
	q := w.queue("Renewals->")
	if a := q.choose(); a != nil && w.isOpen() {
		w.place(q, a, c, nil, "")
	}
}

// place calls a customer for an agent, who is engaged until the outcome.
func (w *world) place(q *queue, a *agent, c *customer, contact *dialContact, list string) {
	x := &call{id: w.nextID(), guid: w.dice.uuid(), customer: c, start: w.clock, queue: q, agent: a, visit: 1}
	w.live = append(w.live, x)
	a.engaged = true
	outcomes := []struct {
		status, disposition, cause string
		weight                     float64
		low, high                  int64
	}{
		{"ANSWER", "ANSWERED", "16", .45, 5, 26},
		{"NOANSWER", "NO ANSWER", "19", .33, 28, 40},
		{"BUSY", "BUSY", "17", .09, 2, 6},
		{"CANCEL", "NO ANSWER", "16", .05, 6, 25},
		{"CONGESTION", "FAILED", "34", .04, 1, 4},
		{"CHANUNAVAIL", "FAILED", "1", .04, 1, 3},
	}
	weights := make([]float64, len(outcomes))
	for i, o := range outcomes {
		weights[i] = o.weight
	}
	o := outcomes[w.dice.weighed(weights)]
	ring, talk := w.dice.between(o.low, o.high), int64(0)
	if o.status == "ANSWER" {
		talk = w.dice.about(q.talk*a.pace, .7, 4, 1800)
		if talk > 60 && w.dice.chance(.12) {
			w.hold(x, a, "OUT", ring+w.dice.between(10, talk-30), w.dice.between(8, 90), ring+talk)
		}
		w.whileTalking(x, ring, func() { x.connected = w.clock })
	}
	w.whileTalking(x, ring+talk, func() {
		w.log(queueLog, x.id, q.name, a.id, "OUTCALL", o.status, strconv.FormatInt(talk, 10), strconv.FormatInt(ring+talk, 10), c.number, x.guid)
		r := w.outboundRecord(x, contact, list)
		r.disposition, r.cause, r.billsec = o.disposition, o.cause, talk
		w.hangUp(x)
		if contact != nil {
			contact.dialled(w.clock, talk > 0)
		}
		if talk == 0 {
			w.book.calls = append(w.book.calls, r)
			a.engaged, a.lastCall = false, w.clock
			w.settle(a)
			return
		}
		a.calls++
		w.phone(x, q, a.id, pick(w.dice, []string{"PHONECOMPLETEAGENT", "PHONECOMPLETECALLER"}))
		r.charged = fmt.Sprintf("%.4f", q.rate*float64(talk)/60)
		r.cost = fmt.Sprintf("%.4f", q.rate*.7*float64(talk)/60)
		w.keep(r, q, w.wrapUp(x, a, q))
	})
}

func (w *world) outboundRecord(x *call, contact *dialContact, list string) cdrRow {
	r := w.newRecord(x)
	r.clid, r.src, r.dst = fmt.Sprintf("%q <%s>", x.agent.name, x.agent.extension), x.agent.extension, x.customer.number
	r.context, r.lastApp, r.lastData = "outbound", "Dial", "PJSIP/"+x.customer.number+"@carrier,40"
	r.channel, r.dstchan = fmt.Sprintf("PJSIP/%s-%08x", x.agent.extension, w.channelsMade), fmt.Sprintf("PJSIP/carrier-%08x", w.channelsMade+1)
	r.agent = x.agent.id
	if contact != nil {
		r.contact, r.dialerBase = contact.customer.contact, list
	}
	return r
}
