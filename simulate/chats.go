package simulate

// Interactions on the text channels.

import "fmt"

func channels() []channel {
	return []channel{
		{"webchat", "webchat_log_repo", "Web<-", 9, "", "", []string{"NOAGENTS", "MAXQUEUE", "OUTOFTIME"}},
		{"sms", "sms_log_repo", "SMS<-", 4, "OUTSMS", "COMPLETEAGENTOUT", []string{"HOLIDAYMESSAGE", "OUTOFTIME"}},
		{"email", "email_log_repo", "Correo<-", 4, "OUTEMAIL", "COMPLETEAGENTOUT", []string{"HOLIDAYMESSAGE", "BLACKLIST"}},
		{"twitter", "twitter_log_repo", "Social<-", 2, "OUTTWEET", "COMPLETEAGENT", []string{"HOLIDAYMESSAGE"}},
		{"messenger", "messenger_log_repo", "Social<-", 2, "OUTMESSENGER", "COMPLETEAGENT", []string{"HOLIDAYMESSAGE"}},
		{"facebook", "facebook_log_repo", "Social<-", 2, "OUTFACEBOOK", "COMPLETEAGENT", []string{"HOLIDAYMESSAGE"}},
	}
}

// turnedAway returns the outcomes of the events that turn a contact away.
func turnedAway() map[string]string {
	return map[string]string{"NOAGENTS": "no_agents", "MAXQUEUE": "max_queue", "OUTOFTIME": "out_of_time", "HOLIDAYMESSAGE": "holiday", "BLACKLIST": "blacklisted"}
}

// longestChat is how long an interaction lasts at most. None begins that would not end.
const longestChat = 900

func (c *centre) chatArrivals(hour int) {
	if c.o.To.Unix()-c.now <= longestChat+60 {
		return
	}
	factor := c.o.Busy
	if hour < 7 || hour >= 23 {
		factor *= .2
	}
	for i := range c.channels {
		ch := &c.channels[i]
		if c.chatDice.chance(ch.perHour * factor / 3600) {
			c.ids++
			c.chat(&chat{channel: ch, id: fmt.Sprintf("%s-%d-%d", ch.name, c.now, c.ids), client: fmt.Sprintf("cliente%d@example.com", c.chatDice.IntN(500))})
		}
	}
}

func (c *centre) chatLog(x *chat, agent, name string, data ...string) {
	c.out.event(x.table, event{at: c.now, callID: x.id, queue: x.campaign, agent: agent, name: name, data: data})
}

// count counts something of an interaction, in the slot in which it began.
func (c *centre) count(x *chat, what string, n int64) {
	at(c.ledger.channels, key{name: x.name, second: x.campaign, slot: x.slot}).n[what] += n
}

func (c *centre) chatAgent() string { return []string{"web-kai", "web-lía"}[c.chatDice.IntN(2)] }

// chat plans an interaction.
func (c *centre) chat(x *chat) {
	d := c.chatDice
	x.slot = c.ledger.slot
	switch p := d.Float64(); {
	case p < .10:
		event := x.away[d.IntN(len(x.away))]
		c.chatLog(x, "", event, x.client, "hola")
		if d.chance(.25) {
			c.happens("turned away, then entered")
			c.in(d.between(1, 20), func() { c.enterChat(x) })
			return
		}
		if d.chance(.2) {
			c.happens("turned away twice")
			c.in(5, func() { c.chatLog(x, "", event, x.client, "hola?") })
		}
		c.count(x, turnedAway()[event], 1)
	case p < .12 && x.name == "email":
		c.happens("start that was refused")
		c.chatLog(x, c.chatAgent(), "BLACKLIST", x.client, "asunto", "1")
	case p < .22 && x.started != "":
		c.startChat(x)
	default:
		c.enterChat(x)
	}
}

// startChat is an interaction that an agent starts.
func (c *centre) startChat(x *chat) {
	agent, length, messages := c.chatAgent(), c.chatDice.between(5, 400), c.chatDice.between(1, 9)
	c.chatLog(x, agent, x.started, x.client)
	c.in(length, func() {
		if x.startedEnd == "COMPLETEAGENTOUT" {
			c.chatLog(x, agent, x.startedEnd, text(length), text(messages), x.client)
		} else {
			c.chatLog(x, agent, x.startedEnd, "0", text(length), "1", text(messages))
		}
		c.count(x, "agent_started", 1)
		c.countHandling(x, length, messages)
	})
}

func (c *centre) countHandling(x *chat, length, messages int64) {
	c.count(x, "handle", length)
	c.count(x, "handled", 1)
	c.count(x, "messages", messages)
	c.count(x, "messaged", 1)
}

func (c *centre) enterChat(x *chat) {
	d := c.chatDice
	x.slot, x.entered = c.ledger.slot, c.now
	c.chatLog(x, "", "ENTERQUEUE", x.client, "Rosa")
	c.count(x, "offered", 1)
	wait := d.between(0, 150)
	if d.chance(.06) && wait > 10 {
		c.happens("recovered while waiting")
		c.in(wait/2, func() { c.chatLog(x, "", "REENTERQUEUE", x.client, "Rosa") })
	}
	switch p := d.Float64(); {
	case x.name == "webchat" && p < .12:
		c.in(wait, func() {
			c.chatLog(x, "", "ABANDON", "1", "1", text(wait), x.client)
			c.count(x, "abandoned", 1)
		})
	case x.name == "webchat" && p < .17:
		c.in(wait, func() {
			c.chatLog(x, "", "EXITWITHTIMEOUT")
			c.count(x, "timed_out", 1)
		})
	case p < .21 && wait > 10:
		c.happens("entry of a chat while waiting")
		c.in(wait, func() { // the first visit is lost
			again := *x
			again.slot, again.entered = c.ledger.slot, c.now
			c.chatLog(&again, "", "ENTERQUEUE", x.client, "Rosa")
			c.count(&again, "offered", 1)
			c.in(5, func() { c.takeChat(&again) })
		})
	default:
		c.in(wait, func() { c.takeChat(x) })
	}
}

// takeChat lets an agent answer, and plans the rest.
func (c *centre) takeChat(x *chat) {
	d := c.chatDice
	x.agent, x.connected, x.wait = c.chatAgent(), c.now, c.now-x.entered
	c.chatLog(x, x.agent, "CONNECT", text(x.wait), x.agent, x.client)
	length := d.between(2, 550)
	switch p := d.Float64(); {
	case p < .15 && length > 30:
		c.happens("transfer of a chat")
		to := c.chatAgent()
		from := x.agent
		x.transfers++
		c.in(length/2, func() { c.chatLog(x, from, "TRANSFERRED", from, to) })
		c.in(length/2+9, func() { c.chatLog(x, to, "ATTENDED", from, to) })
		x.agent = to
	case p < .22 && length > 30:
		c.happens("recovered while an agent has it")
		c.in(length/3, func() { c.chatLog(x, "", "REENTERQUEUE", x.client, "Rosa") })
		c.in(length/3+8, func() {
			x.agent = c.chatAgent()
			c.chatLog(x, x.agent, "CONNECT", text(c.now-x.entered), x.agent, x.client)
		})
	}
	c.in(length, func() { c.endChat(x, length) })
}

func (c *centre) endChat(x *chat, length int64) {
	event, messages := "COMPLETEAGENT", c.chatDice.between(2, 30)
	if x.name == "webchat" && c.chatDice.chance(.5) {
		event = "COMPLETECALLER"
	}
	c.count(x, "answered", 1)
	c.count(x, "waited", x.wait)
	if x.transfers > 0 {
		c.count(x, "transferred", 1)
	}
	if c.chatDice.chance(.03) {
		c.happens("handling time that cannot be read")
		c.chatLog(x, x.agent, event, text(x.wait), "", "1", text(messages))
		c.count(x, "messages", messages)
		c.count(x, "messaged", 1)
		return
	}
	c.chatLog(x, x.agent, event, text(x.wait), text(length), "1", text(messages))
	c.countHandling(x, length, messages)
	if c.chatDice.chance(.05) {
		c.happens("second end of a chat")
		c.chatLog(x, x.agent, "COMPLETEAGENT", text(x.wait), text(length), "1", text(messages+1))
	}
}
