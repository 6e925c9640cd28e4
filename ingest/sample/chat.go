package sample

import (
	"slices"
	"strconv"
)

// maxChats is the number of interactions that an agent handles at once, maxWebchats the number that the site
// accepts.
const (
	maxChats    = 3
	maxWebchats = 9
)

const webchatTimeout = 300

func (w *world) newChat(ch *channel, c *customer, campaign string) *chat {
	x := &chat{channel: ch, campaign: campaign, guid: w.dice.uuid(), customer: c, subject: pick(w.dice, subjects(ch.table))}
	if ch.table == facebookLog {
		x.post = strconv.FormatInt(w.dice.between(1e11, 9e11), 10) + "_" + strconv.FormatInt(w.dice.between(1e5, 9e5), 10)
	}
	return x
}

// logChat logs an event of an interaction, with the agent's id if a is not nil.
func (w *world) logChat(x *chat, a *agent, event string, data ...string) {
	id := ""
	if a != nil {
		id = a.id
	}
	w.log(x.channel.table, x.guid, x.campaign, id, event, data...)
}

// writeIn starts an interaction of a customer, who is rejected or enters the queue.
func (w *world) writeIn(ch *channel, c *customer) {
	x := w.newChat(ch, c, ch.inbound)
	known := []string{c.email, c.name}
	if w.dice.chance(.4) {
		known = []string{"", ""}
	}
	switch {
	case w.today.holiday && ch.holidayMessage:
		w.logChat(x, nil, "HOLIDAYMESSAGE", x.turnedAway(holidayText)...)
		w.textTurnedAway(x, holidayText)
	case !w.isOpen() && ch.atHours:
		w.logChat(x, nil, "OUTOFTIME", x.turnedAway(closedText)...)
		w.textTurnedAway(x, closedText)
	case ch.table == webchatLog && !w.chatStaffed():
		w.logChat(x, nil, "NOAGENTS", known...)
	case ch.table == webchatLog && ch.open >= maxWebchats:
		w.logChat(x, nil, "MAXQUEUE", known...)
	case ch.table == emailLog && w.dice.rarely("mail refused", .015):
		w.logChat(x, nil, "BLACKLIST", c.email, x.subject, w.mailID())
	default:
		w.enterChat(x)
	}
}

func (w *world) chatStaffed() bool {
	return slices.ContainsFunc(w.agents, func(a *agent) bool { return a.channels && a.present && (a.away == nil || !a.away.forgotten) })
}

// enterChat adds an interaction to the queue of its channel.
func (w *world) enterChat(x *chat) {
	ch := x.channel
	x.entered, x.position = w.clock, len(ch.waiting)+1
	w.openChats = append(w.openChats, x)
	ch.waiting = append(ch.waiting, x)
	ch.open++
	w.logChat(x, nil, "ENTERQUEUE", x.entry()...)
	w.textIn(x, x.subject)
	if ch.table == webchatLog {
		if w.dice.rarely("webchat ignored", .02) {
			x.ignored = true // a question that no agent can answer
		} else {
			w.whileChatWaits(x, 40+w.dice.exponential(220), func() {
				w.leaveChat(x, "ABANDON", w.chatPosition(x), strconv.Itoa(x.position), strconv.FormatInt(w.clock-x.entered, 10), x.customer.email)
			})
		}
		w.whileChatWaits(x, webchatTimeout, func() { w.leaveChat(x, "EXITWITHTIMEOUT") })
	}
	w.route()
}

func (w *world) whileChatWaits(x *chat, seconds int64, do func()) {
	leg := x.leg
	w.in(seconds, func() {
		if !x.over && x.leg == leg && x.connected == 0 {
			do()
		}
	})
}

func (w *world) chatPosition(x *chat) string {
	return strconv.Itoa(slices.Index(x.channel.waiting, x) + 1)
}

func (w *world) leaveChat(x *chat, event string, data ...string) {
	w.logChat(x, nil, event, data...)
	w.endChat(x)
}

// endChat removes an interaction from every list that holds it.
func (w *world) endChat(x *chat) {
	x.over = true
	if !x.started {
		x.channel.open--
	}
	if i := slices.Index(x.channel.waiting, x); i >= 0 {
		x.channel.waiting = slices.Delete(x.channel.waiting, i, i+1)
	}
	if i := slices.Index(w.openChats, x); i >= 0 {
		w.openChats = slices.Delete(w.openChats, i, i+1)
	}
}

// writer returns the agent with the fewest chats who can take another one, excluding but; or nil.
func (w *world) writer(but *agent) *agent {
	var best *agent
	for _, a := range w.agents {
		if a.channels && a != but && a.present && a.away == nil && !a.leaving && a.chats < maxChats && (best == nil || a.chats < best.chats) {
			best = a
		}
	}
	return best
}

// route assigns waiting interactions to agents, in the order of the channels: webchats come before mails.
func (w *world) route() {
	for _, ch := range w.channels {
		for _, x := range slices.Clone(ch.waiting) {
			if x.ignored {
				continue
			}
			a := w.writer(nil)
			if a == nil {
				return
			}
			w.connectChat(x, a)
		}
	}
}

func (w *world) connectChat(x *chat, a *agent) {
	ch := x.channel
	ch.waiting = slices.DeleteFunc(ch.waiting, func(other *chat) bool { return other == x })
	x.agent, x.connected, x.hold = a, w.clock, w.clock-x.entered
	a.chats++
	w.logChat(x, a, "CONNECT", x.answer(x.hold)...)
	w.converse(x)
}

// recoverChats enters the open interactions again after a restart.
func (w *world) recoverChats() {
	for _, x := range slices.Clone(w.openChats) {
		if x.started {
			continue // exists in the agent's client, which a restart does not affect
		}
		x.leg++
		if x.agent != nil {
			x.agent.chats--
			x.agent, x.connected = nil, 0
		}
		x.channel.waiting = slices.DeleteFunc(x.channel.waiting, func(other *chat) bool { return other == x })
		leg := x.leg
		w.in(w.dice.between(20, 35), func() {
			if x.leg != leg {
				return
			}
			x.entered, x.position = w.clock, len(x.channel.waiting)+1
			x.channel.waiting = append(x.channel.waiting, x)
			w.logChat(x, nil, "REENTERQUEUE", x.entry()...)
			if x.channel.table == webchatLog {
				w.whileChatWaits(x, webchatTimeout, func() { w.leaveChat(x, "EXITWITHTIMEOUT") })
			}
			w.route()
		})
	}
}
