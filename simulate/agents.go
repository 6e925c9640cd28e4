package simulate

// The agents: shifts, sessions, pauses and breaks, outbound calls.

import "fmt"

func (c *centre) staff() (all []*agent) {
	support, sales, care, night := c.queues[0], c.queues[1], c.queues[2], c.queues[3]
	add := func(name string, kind kind, shift int, queues ...*queue) {
		all = append(all, &agent{name: name, kind: kind, shift: shift, queues: queues})
	}
	add("ana", uContact, 7, support, sales)
	add("bruno", uContact, 8, support, sales)
	add("carla", asterisk, 8, support, care)
	add("diego", member, 9, support, sales)
	add("elena", uContact, 10, sales, care)
	add("fabián", uContact, 14, support, sales, care)
	add("gloria", asterisk, 15, support, sales)
	add("hugo", member, 15, care, sales)
	add("inés", uContact, 22, support, night)
	add("juan", asterisk, 23, support, night)
	if c.o.DB != nil {
		add("web-kai", uContact, 8)
		add("web-lía", uContact, 15)
	}
	return all
}

// inSession plans something for the agent's present session.
func (c *centre) inSession(a *agent, seconds int64, do func()) {
	session := a.session
	c.in(seconds, func() {
		if a.in && a.session == session {
			do()
		}
	})
}

// whenIdle does something as soon as the agent is not in a call, in the present session.
func (c *centre) whenIdle(a *agent, seconds int64, do func()) {
	c.inSession(a, seconds, func() {
		if a.engaged() {
			c.whenIdle(a, 7, do)
			return
		}
		do()
	})
}

func (c *centre) beginShift(a *agent, until int64) {
	if a.in {
		return
	}
	a.until = until
	c.login(a)
}

func (c *centre) login(a *agent) {
	if a.in || c.now >= a.until {
		return
	}
	a.forget()
	a.in, a.since, a.paused = true, c.now, map[string]bool{}
	switch a.kind {
	case member:
		for _, q := range a.queues {
			if q == a.queues[0] && c.dice.chance(.5) {
				c.happens("paused at the beginning")
				c.log("", q.name, a, "ADDMEMBER", "PAUSED")
				a.paused[q.name] = true
				c.inSession(a, 50, func() { c.unpauseQueue(a, q.name) })
				continue
			}
			c.log("", q.name, a, "ADDMEMBER", "")
		}
	default:
		a.unlogged = c.dice.chance(.12)
		if a.unlogged {
			c.happens("login without a line")
		} else {
			var late int64
			if c.dice.chance(.1) {
				late = c.dice.between(2, 25)
			}
			c.logLate(late, "", "", a, "AGENTLOGIN", "SIP/"+a.name)
			if c.dice.chance(.2) {
				c.inSession(a, c.dice.between(60, 4000), func() {
					c.happens("second login")
					c.log("", "", a, "AGENTLOGIN", "SIP/"+a.name)
				})
			}
		}
	}
	c.inSession(a, a.until-c.now, func() {
		a.leaving = true
		c.whenIdle(a, 0, func() { c.logoff(a) })
	})
	c.planPause(a)
	c.planOutbound(a)
	if a.kind != member && c.dice.chance(.3) {
		c.whenIdle(a, c.dice.between(1800, 12000), func() { c.restartAgent(a) })
	}
}

// logoff ends the session, with a line. It ends pauses and breaks.
func (c *centre) logoff(a *agent) {
	length := text(c.now - a.since)
	switch a.kind {
	case uContact:
		automatic := ""
		if a.away() {
			c.happens("logoff in a pause")
			automatic = "automatic"
		}
		c.log("", "", a, "AGENTLOGOFF", length, "", "", automatic)
		if c.dice.chance(.2) {
			c.happens("second logoff")
			c.log("", "", a, "AGENTLOGOFF", length)
		}
	case asterisk:
		c.log("", "", a, "AGENTLOGOFF", "SIP/"+a.name, length)
	case member:
		if len(a.paused) > 0 {
			c.log("", "", a, "UNPAUSEALL")
		}
		for _, q := range a.queues {
			c.log("", q.name, a, "REMOVEMEMBER", "")
		}
	}
	a.forget()
}

// restartAgent lets an agent's program restart: logoff and login in the same second.
func (c *centre) restartAgent(a *agent) {
	if a.leaving || a.until-c.now < 600 {
		return
	}
	c.happens("restart of an agent")
	c.logoff(a)
	c.login(a)
}

func (c *centre) planPause(a *agent) {
	c.whenIdle(a, c.dice.between(1200, 4800), func() {
		if !a.leaving && !a.away() && a.until-c.now > 2400 {
			c.pause(a)
		}
		c.planPause(a)
	})
}

func (c *centre) pause(a *agent) {
	length := c.dice.between(40, 900)
	switch {
	case a.kind == uContact && c.dice.chance(.35):
		c.takeBreak(a, length)
	case a.kind == uContact:
		c.takePause(a, length)
	default:
		c.pauseQueues(a, length)
	}
}

// takePause is a pause of uContact, which telephony logs too.
func (c *centre) takePause(a *agent, length int64) {
	a.real = true
	c.log("", "", a, "REALPAUSE")
	c.log("", "", a, "PAUSEALL")
	for _, q := range a.queues {
		c.log("", q.name, a, "PAUSE")
	}
	if c.dice.chance(.25) {
		c.happens("double pause")
		c.inSession(a, length/2, func() { c.log("", "", a, "REALPAUSE") })
	}
	if c.dice.chance(.2) {
		c.happens("break in a pause")
		c.inSession(a, length/3, func() { c.takeBreak(a, length/3) })
	}
	if c.dice.chance(.04) {
		return // until the agent leaves, or is logged off
	}
	c.inSession(a, length, func() {
		a.real = false
		c.log("", "", a, "REALUNPAUSE", text(length))
		c.log("", "", a, "UNPAUSEALL")
		if c.dice.chance(.2) {
			c.happens("double end of a pause")
			c.inSession(a, 3, func() { c.log("", "", a, "REALUNPAUSE", text(length+3)) })
		}
	})
}

func (c *centre) takeBreak(a *agent, length int64) {
	reason := []string{"LUNCH", "BATHROOM", "TRAINING", "OTHER"}[c.dice.IntN(4)]
	a.onBreak = true
	c.log("", "", a, "BREAK", reason, "ya vuelvo")
	c.log("", "", a, "PAUSEALL")
	if !a.real && c.dice.chance(.4) {
		c.happens("pause in a break")
		c.inSession(a, length/4, func() {
			a.real = true
			c.log("", "", a, "REALPAUSE")
		})
		c.inSession(a, length/2, func() {
			a.real = false
			c.log("", "", a, "REALUNPAUSE", text(length/2-length/4))
		})
	}
	c.inSession(a, length, func() {
		a.onBreak = false
		c.log("", "", a, "UNBREAK", reason, "ya vuelvo", text(length))
		c.log("", "", a, "UNPAUSEALL")
	})
}

// pauseQueues is a pause of plain Asterisk, in the ways in which it is logged.
func (c *centre) pauseQueues(a *agent, length int64) {
	reason := []string{"Coffee", "Meeting"}[c.dice.IntN(2)]
	first, last := a.queues[0].name, a.queues[len(a.queues)-1].name
	switch c.dice.IntN(4) {
	case 0:
		a.paused[""] = true
		c.log("", "", a, "PAUSEALL", reason)
		c.inSession(a, length, func() {
			clear(a.paused)
			c.log("", "", a, "UNPAUSEALL", reason)
		})
	case 1:
		c.happens("pauses of two queues that overlap")
		c.pauseQueue(a, first, reason)
		c.inSession(a, length/4, func() { c.pauseQueue(a, last, reason) })
		c.inSession(a, length/2, func() { c.unpauseQueue(a, first) })
		c.inSession(a, length, func() { c.unpauseQueue(a, last) })
	case 2:
		c.happens("change of the reason")
		c.pauseQueue(a, first, reason)
		c.inSession(a, length/2, func() {
			c.unpauseQueue(a, first)
			c.pauseQueue(a, first, "Lunch")
		})
		c.inSession(a, length, func() { c.unpauseQueue(a, first) })
	default:
		c.happens("queues and all paused at once")
		for _, q := range a.queues {
			c.pauseQueue(a, q.name, reason)
		}
		a.paused[""] = true
		c.log("", "", a, "PAUSEALL", reason)
		for i, q := range a.queues {
			c.inSession(a, length+int64(i), func() { c.unpauseQueue(a, q.name) })
		}
	}
}

func (c *centre) pauseQueue(a *agent, queue, reason string) {
	a.paused[queue] = true
	c.log("", queue, a, "PAUSE", reason)
}

// unpauseQueue ends the pause of a queue, and that of all queues if it is the last one.
func (c *centre) unpauseQueue(a *agent, queue string) {
	if !a.paused[queue] {
		return
	}
	if delete(a.paused, queue); len(a.paused) == 1 {
		delete(a.paused, "")
	}
	c.log("", queue, a, "UNPAUSE")
}

func (c *centre) planOutbound(a *agent) {
	if a.kind != uContact || len(a.queues) == 0 {
		return
	}
	c.whenIdle(a, c.dice.between(900, 3600), func() {
		if !a.leaving && !a.away() {
			c.dial(a)
		}
		c.planOutbound(a)
	})
}

// dial is an outbound call. It may be made while the agent wraps up.
func (c *centre) dial(a *agent) {
	id, begun, rang := c.newID(), c.now, c.dice.between(3, 20)
	status, talk := "ANSWER", c.dice.about(60, 1, 600)
	if c.dice.chance(.4) {
		status, talk = "NOANSWER", 0
	}
	a.outbound++
	over := false
	end := func() {
		if over {
			return
		}
		over = true
		a.outbound--
		a.endOutbound = nil
		total := c.now - begun
		talk = min(talk, max(0, total-rang))
		number, guid := c.dice.number(), c.newGUID()
		c.log(id, "Collections->", a, "OUTCALL", status, text(talk), text(total), number, guid)
		c.ledger.agent(a.name).n["outbound_calls"]++
		r := record{begun: begun, ended: c.now, id: id, guid: guid, src: a.name, dst: number, app: "Dial", campaign: "Collections->", by: a.name, billed: talk}
		if talk > 0 {
			r.answered = c.now - talk
		}
		c.out.record(r)
	}
	a.endOutbound = end
	c.in(rang+talk, end)
}

// endWork ends an outbound call and a wrap-up at once.
func (c *centre) endWork(a *agent) {
	if a.endOutbound != nil {
		a.endOutbound()
	}
	if a.endWrapUp != nil {
		a.endWrapUp()
	}
}

func (c *centre) newGUID() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", c.dice.Uint32(), c.dice.Uint32()&0xffff, c.dice.Uint32()&0xfff, c.dice.Uint32()&0xfff, c.dice.Uint64()&0xffffffffffff)
}
