package simulate

// Conversations: from the answer to the end of the wrap-up.

// connect lets an agent answer. The conversation lasts at least some seconds.
func (c *centre) connect(x *call, a *agent, least int64) {
	v := x.visit
	rang := c.now - v.rangAt
	c.unqueue(x)
	v.agent, v.connected, v.wait = a, c.now, c.now-v.entered
	a.talking++
	a.lastCall = c.now
	x.agent = a.name
	if x.answered == 0 {
		x.answered = c.now
	}
	c.log(x.id, v.queue.name, a, "CONNECT", text(v.wait), c.newID(), text(rang))
	if a.kind == uContact {
		c.phone(x, a, "PHONEANSWER")
	}
	talk := max(least, c.dice.about(v.queue.talk, 5, 1500))
	if least == 0 && c.dice.chance(.03) {
		talk = 0
	}
	if talk > 60 && c.dice.chance(.25) {
		c.holds(x, talk)
	}
	c.whileTalking(x, talk, func() {
		if talk == 0 {
			c.happens("end in the second of the answer")
		}
		c.endCall(x)
	})
}

// whileTalking plans something for a conversation that still lasts then.
func (c *centre) whileTalking(x *call, seconds int64, do func()) {
	v := x.visit
	c.in(seconds, func() {
		if x.visit == v {
			do()
		}
	})
}

// holds puts a caller on hold once or twice; the last hold may have no end.
func (c *centre) holds(x *call, talk int64) {
	v, at := x.visit, int64(10)
	for range c.dice.between(1, 2) {
		begin, length := at+c.dice.between(0, 10), c.dice.between(3, 40)
		if begin+length >= talk {
			return
		}
		c.whileTalking(x, begin, func() { c.hold(x) })
		at = begin + length + 1
		if c.dice.chance(.1) {
			c.happens("hold without an end")
			return
		}
		c.whileTalking(x, begin+length, func() {
			c.endHold(v)
			c.log(x.id, v.queue.name, v.agent, "UNHOLD", "SIP/"+v.agent.name)
			if v.agent.kind == uContact {
				c.phone(x, v.agent, "PHONEENDHOLDIN")
			}
		})
	}
}

func (c *centre) hold(x *call) {
	v := x.visit
	v.holdBegan = c.now
	v.agent.holding++
	c.log(x.id, v.queue.name, v.agent, "HOLD", "SIP/"+v.agent.name)
	if v.agent.kind == uContact {
		c.happens("hold that is logged twice")
		c.phone(x, v.agent, "PHONESTARHOLDIN")
	}
}

func (c *centre) endHold(v *visit) {
	if v.holdBegan == 0 {
		return
	}
	v.hold += c.now - v.holdBegan
	v.holdBegan = 0
	v.agent.holding--
}

// endTalk ends the conversation for the agent.
func (c *centre) endTalk(x *call) {
	v := x.visit
	c.endHold(v)
	v.agent.talking--
	x.billed += c.now - v.connected
}

// endCall ends a conversation in one of the ways in which they end.
func (c *centre) endCall(x *call) {
	v := x.visit
	switch p := c.dice.Float64(); {
	case v.unseen || v.early || p < .45:
		c.finish(x, "COMPLETECALLER")
		c.hangUp(x)
	case p < .80:
		c.finish(x, "COMPLETEAGENT")
		c.hangUp(x)
	case p < .82:
		c.happens("hang-up after the answer")
		c.finish(x, "ABANDON")
		c.hangUp(x)
	case p < .84:
		c.happens("talk time that cannot be read")
		c.finish(x, "unreadable")
		c.hangUp(x)
	default:
		c.transfer(x)
	}
}

// finish ends the visit of a conversation: its line, the wrap-up, and the count.
func (c *centre) finish(x *call, event string) {
	v := x.visit
	talk, wait, position := c.now-v.connected, text(v.wait), text(int64(max(1, v.position)))
	outcome := "caller_ended"
	if v.unseen {
		v.position = 1 // the end tells it
	}
	switch a := v.agent; event {
	case "COMPLETEAGENT":
		outcome = "agent_ended"
		c.log(x.id, v.queue.name, a, event, wait, text(talk), position)
	case "ABANDON":
		c.log(x.id, v.queue.name, a, event, "1", position, wait)
		talk = unknown
	case "unreadable":
		c.log(x.id, v.queue.name, a, "COMPLETECALLER", wait, "n/a", position)
		talk = unknown
	case "COMPLETECALLER":
		var late int64
		if talk > 1 && c.dice.chance(.03) {
			late = c.dice.between(1, 30)
		}
		c.logLate(late, x.id, v.queue.name, a, event, wait, text(talk), position)
	case "LINK":
		outcome = "transferred"
		c.log(x.id, v.queue.name, a, "ATTENDEDTRANSFER", "LINK", "SIP/"+a.name, "SIP/200", wait, text(talk), position)
	default:
		outcome = "transferred"
		c.log(x.id, v.queue.name, a, event, x.destination(c), "internal", wait, text(talk), position)
	}
	c.endTalk(x)
	c.wrapUp(x, outcome, talk)
	x.visit = nil
}

// destination returns the extension that a call is transferred to.
func (x *call) destination(c *centre) string {
	for _, q := range c.queues {
		if q.name == x.queue {
			return q.extension
		}
	}
	return "200"
}

// transfer hands a caller on: to a person, or to a queue, which is another visit.
func (c *centre) transfer(x *call) {
	v := x.visit
	switch p := c.dice.Float64(); {
	case p < .2:
		c.happens("attended transfer by link")
		c.finish(x, "LINK")
		c.hangUp(x)
	case p < .35:
		c.finish(x, "TRANSFER")
		c.hangUp(x)
	case p < .5:
		c.finish(x, "ATTENDEDTRANSFER")
		c.hangUp(x)
	default:
		c.happens("transfer to a queue")
		to := c.queues[c.dice.IntN(len(c.queues))]
		agent, wait, talk := v.agent, v.wait, c.now-v.connected
		c.finish(x, "BLINDTRANSFER")
		second := c.dice.chance(.4)
		c.in(c.dice.between(0, 3), func() {
			if second {
				c.happens("second end")
				c.log(x.id, v.queue.name, agent, "COMPLETECALLER", text(wait), text(talk+1), text(int64(v.position)))
			}
			switch {
			case !c.lives(x):
			case c.o.To.Unix()-c.now < 3:
				c.hangUp(x)
			default:
				if to == v.queue {
					c.happens("transfer to the same queue")
				}
				c.enter(x, to)
			}
		})
	}
}

// wrapUp lets the agent work on a call that is over, and then counts the call.
func (c *centre) wrapUp(x *call, outcome string, talk int64) {
	v, a, begun := x.visit, x.visit.agent, c.now
	if a.kind != uContact || c.dice.chance(.1) {
		c.ledger.call(v, outcome, v.wait, talk, 0)
		return
	}
	a.wrapping++
	over := false
	end := func() {
		if over {
			return
		}
		over = true
		a.wrapping--
		a.endWrapUp = nil
		callID, guid, used := x.id, x.guid, c.now-begun
		counted := used
		switch p := c.dice.Float64(); {
		case p < .05:
			c.happens("wrap-up of an unknown call")
			callID, guid, counted = "", c.newGUID(), 0
		case p < .3 && c.o.DB != nil && !x.noRecord: // only uContact's CDRs have the guid
			c.happens("wrap-up found by the guid")
			callID = ""
		}
		c.log(callID, v.queue.name, a, "FINISHWRAPUP", text(v.queue.wrapup-used), text(v.queue.wrapup), guid)
		c.ledger.call(v, outcome, v.wait, talk, counted)
	}
	a.endWrapUp = end
	c.in(c.dice.between(3, v.queue.wrapup), end)
	if c.dice.chance(.1) && !a.leaving && a.outbound == 0 {
		c.happens("outbound call in the wrap-up")
		c.in(1, func() {
			if !over && a.in {
				c.dial(a)
			}
		})
	}
}
