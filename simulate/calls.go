package simulate

// Calls: their arrival, their wait and the phones that ring for them.

import "slices"

// arrivals lets callers call.
func (c *centre) arrivals() {
	hour := c.local.Hour()
	for _, q := range c.queues {
		rate := q.calls * c.o.Busy
		switch night := hour < 7 || hour >= 22; {
		case night && !q.night:
			rate *= .08
		case night:
			rate *= .5
		case hour == 10 || hour == 11 || hour == 17:
			rate *= 1.6
		}
		if c.dice.chance(rate / 3600) {
			c.arrive(q)
		}
	}
	if c.mayDrop() && c.dice.chance(c.o.Drop*40*c.o.Busy/3600) {
		c.unlogged()
	}
	if c.o.DB != nil {
		c.chatArrivals(hour)
	}
}

// arrive is a new call.
func (c *centre) arrive(q *queue) {
	x := &call{id: c.newID(), guid: c.newGUID(), number: c.dice.number(), begun: c.now, noRecord: c.mayDrop() && c.dice.chance(c.o.Drop)}
	if x.noRecord {
		c.lost.CDR = append(c.lost.CDR, x.id)
	}
	c.live = append(c.live, x)
	if a := c.idle(q); a != nil && c.dice.chance(.03) {
		c.answerUnseen(x, q, a)
		return
	}
	c.enter(x, q)
}

// mayDrop reports whether a log may lack a call: not at the beginning and the end, where reports know of no other rows
// before or after it.
func (c *centre) mayDrop() bool {
	return c.o.Drop > 0 && c.now-c.o.From.Unix() > 3600 && c.o.To.Unix()-c.now > 7200
}

// unlogged is a call of which only the CDR tells.
func (c *centre) unlogged() {
	id, length := c.newID(), c.dice.between(5, 60)
	c.lost.QueueLog = append(c.lost.QueueLog, id)
	begun, r := c.now, record{id: id, guid: c.newGUID(), src: c.dice.number(), dst: "600", app: "Queue", campaign: c.queues[0].name}
	c.in(length, func() {
		r.begun, r.ended = begun, c.now
		c.out.record(r)
	})
}

// answerUnseen is a call that an agent takes at once and whose entry has no line, or one of a clock that is fast.
func (c *centre) answerUnseen(x *call, q *queue, a *agent) {
	v := &visit{queue: q, entered: c.now, slot: c.ledger.slot, rangAt: c.now}
	x.visit, x.queue = v, q.name
	if c.dice.chance(.5) {
		c.happens("no line of the entry")
		v.unseen = true
		c.connect(x, a, 40)
		return
	}
	c.happens("entry after the answer")
	v.early = true
	c.connect(x, a, 40)
	c.in(1, func() {
		if x.visit != v {
			return // a restart has cut the call
		}
		v.entered, v.slot, v.position = c.now, c.ledger.slot, 1
		c.log(x.id, q.name, nil, "ENTERQUEUE", "", x.number, "1")
	})
}

// enter lets a call enter a queue, where no agent has answered yet.
func (c *centre) enter(x *call, q *queue) {
	v := &visit{queue: q, entered: c.now, slot: c.ledger.slot, position: len(q.waiting) + 1}
	first := x.queue == ""
	x.visit, x.queue = v, q.name
	q.waiting = append(q.waiting, x)
	var late, soonest int64
	if c.dice.chance(.02) {
		late = c.dice.between(1, 30)
		if !first {
			// An ending that is written before the entry, in the same second, could also be a second one of an earlier visit.
			soonest = 1
		}
	}
	c.logLate(late, x.id, q.name, nil, "ENTERQUEUE", "", x.number, text(int64(v.position)))
	if late == 0 {
		c.phone(x, nil, "PHONECALL")
	}
	if !slices.ContainsFunc(q.members, func(a *agent) bool { return a.in }) && c.dice.chance(.7) {
		c.whileWaiting(x, max(soonest, c.dice.between(0, 6)), func() { c.leave(x, "EXITEMPTY") })
		return
	}
	wait, event := int64(c.dice.ExpFloat64()*90)+1, "ABANDON"
	switch {
	case c.dice.chance(.02):
		wait, event = c.dice.between(5, 40), "EXITWITHKEY"
	case c.dice.chance(.01):
		wait, event = c.dice.between(5, 40), "WITHDRAW"
	case c.dice.chance(.03):
		wait, event = c.dice.between(5, 40), "ENTERQUEUE"
	case wait >= q.timeout:
		wait, event = q.timeout, "EXITWITHTIMEOUT"
	}
	c.whileWaiting(x, wait, func() { c.leave(x, event) })
}

// whileWaiting plans something for a call that still waits then.
func (c *centre) whileWaiting(x *call, seconds int64, do func()) {
	v := x.visit
	c.in(seconds, func() {
		if x.visit == v && v.agent == nil {
			do()
		}
	})
}

// leave ends the wait of a call without an answer.
func (c *centre) leave(x *call, event string) {
	v := x.visit
	if event == "ABANDON" && v.lastRing == c.now {
		// A ring that ends in the second of the hang-up was ended by it. This one was not.
		c.whileWaiting(x, 1, func() { c.leave(x, event) })
		return
	}
	wait, position := text(c.now-v.entered), text(int64(v.position))
	place := text(int64(slices.Index(v.queue.waiting, x) + 1))
	if v.ringing != nil && event != "ENTERQUEUE" {
		if event == "ABANDON" {
			c.happens("hang-up while it rings")
			c.log(x.id, v.queue.name, v.ringing, "RINGNOANSWER", text(1000*(c.now-v.rangAt)))
		} else {
			c.missed(x, v.ringing)
		}
	}
	c.unqueue(x)
	outcome := map[string]string{"ABANDON": "abandoned", "EXITWITHTIMEOUT": "timed_out", "EXITEMPTY": "exited_empty", "EXITWITHKEY": "exited_key",
		"WITHDRAW": "withdrawn", "ENTERQUEUE": "lost"}[event]
	switch event {
	case "ENTERQUEUE":
		if v.dumps > 0 {
			outcome = "dumped"
		}
		c.happens("entry while waiting")
	case "EXITWITHKEY":
		c.log(x.id, v.queue.name, nil, event, "1", place, position, wait)
	case "ABANDON":
		var by *agent
		if c.dice.chance(.05) {
			by = v.queue.members[0]
		}
		c.log(x.id, v.queue.name, by, event, place, position, wait)
	default:
		c.log(x.id, v.queue.name, nil, event, place, position, wait)
	}
	c.ledger.call(v, outcome, c.now-v.entered, unknown, 0)
	x.visit = nil
	again := func(q *queue) {
		if c.o.To.Unix()-c.now < 3 {
			c.hangUp(x)
			return
		}
		c.enter(x, q)
	}
	switch {
	case event == "ENTERQUEUE":
		again(v.queue)
	case event == "EXITWITHTIMEOUT" && c.dice.chance(.3):
		c.happens("entry again in the same second")
		again(v.queue)
	case event == "EXITWITHTIMEOUT" && c.dice.chance(.4):
		c.happens("overflow to another queue")
		other := c.queues[c.dice.IntN(len(c.queues))]
		c.in(c.dice.between(0, 2), func() {
			if c.lives(x) {
				again(other)
			}
		})
	default:
		c.hangUp(x)
	}
}

func (c *centre) lives(x *call) bool { return slices.Contains(c.live, x) }

// unqueue takes a call out of its queue, and from the phone that rings for it.
func (c *centre) unqueue(x *call) {
	q := x.visit.queue
	if i := slices.Index(q.waiting, x); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	if a := x.visit.ringing; a != nil {
		a.ringing, a.rest = false, c.now+c.dice.between(2, 20)
		x.visit.ringing = nil
	}
}

// hangUp ends a call, whose record is written.
func (c *centre) hangUp(x *call) {
	if i := slices.Index(c.live, x); i >= 0 {
		c.live = slices.Delete(c.live, i, i+1)
	}
	x.visit = nil
	if x.noRecord {
		return
	}
	c.out.record(record{begun: x.begun, answered: x.answered, ended: c.now, id: x.id, guid: x.guid, src: x.number, dst: "600", app: "Queue",
		campaign: x.queue, by: x.agent, billed: x.billed})
}

// cut ends a call without a line: Asterisk is gone.
func (c *centre) cut(x *call) {
	switch v := x.visit; {
	case v == nil:
	case v.agent != nil:
		c.happens("call cut by a restart")
		if v.unseen {
			v.position = 0
		}
		c.endTalk(x)
		c.ledger.call(v, "connected", v.wait, unknown, 0)
	default:
		c.happens("wait cut by a restart")
		outcome := "lost"
		if v.dumps > 0 {
			outcome = "dumped"
		}
		c.unqueue(x)
		c.ledger.call(v, outcome, c.now-v.entered, unknown, 0)
	}
	c.hangUp(x)
}

// dispatch lets phones ring for the calls that wait.
func (c *centre) dispatch() {
	for _, q := range c.queues {
		for _, x := range slices.Clone(q.waiting) {
			if x.visit == nil || x.visit.queue != q || x.visit.ringing != nil {
				continue
			}
			a := c.idle(q)
			if a == nil {
				break
			}
			c.ring(x, a)
		}
	}
}

// idle returns the agent of a queue who can take a call and has taken none for the longest time, or nil.
func (c *centre) idle(q *queue) (best *agent) {
	for _, a := range q.members {
		if a.in && !a.away() && !a.leaving && !a.engaged() && a.rest <= c.now && (best == nil || a.lastCall < best.lastCall) {
			best = a
		}
	}
	return best
}

// ring lets a phone ring, and decides what its agent does.
func (c *centre) ring(x *call, a *agent) {
	v := x.visit
	v.ringing, v.rangAt, a.ringing = a, c.now, true
	ringing := func(seconds int64, do func()) {
		began := c.now
		c.whileWaiting(x, seconds, func() {
			if v.ringing == a && v.rangAt == began {
				do()
			}
		})
	}
	unanswered := func() {
		c.missed(x, a)
		v.ringing, a.ringing, a.rest = nil, false, c.now+c.dice.between(8, 30)
	}
	switch p := c.dice.Float64(); {
	case p < .03: // the phone is busy
		c.happens("ring of no length")
		ringing(0, unanswered)
	case p < .05:
		c.happens("ring of one second")
		ringing(1, unanswered)
	case p < .13:
		ringing(15, unanswered)
	case p < .16:
		ringing(3, func() {
			c.happens("agent hangs up on the announcement")
			c.log(x.id, v.queue.name, a, "AGENTDUMP")
			v.dumps++
			v.ringing, a.ringing, a.rest = nil, false, c.now+60
		})
	case p < .18:
		ringing(4, func() {
			c.happens("channels that cannot be joined")
			c.log(x.id, v.queue.name, a, "SYSCOMPAT")
			c.unqueue(x)
			c.ledger.call(v, "failed", c.now-v.entered, unknown, 0)
			c.hangUp(x)
		})
	default:
		ringing(c.dice.between(0, 9), func() {
			if c.now == v.entered {
				c.happens("answer in the second of the entry")
			}
			c.connect(x, a, 0)
		})
	}
}

// missed is the end of a ring that was not answered.
func (c *centre) missed(x *call, a *agent) {
	rang := c.now - x.visit.rangAt
	c.log(x.id, x.visit.queue.name, a, "RINGNOANSWER", text(1000*rang))
	x.visit.lastRing = c.now
	if rang > 1 {
		c.ledger.queue(x.visit.queue.name).n["rings_missed"]++
		c.ledger.agent(a.name).n["rings_missed"]++
	}
}

// phone is a line of uContact's telephone. It tells the guid of the call.
func (c *centre) phone(x *call, a *agent, name string) {
	c.log(x.id, x.visit.queue.name, a, name, x.number, x.guid, x.visit.queue.name)
}
