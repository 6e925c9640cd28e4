package sample

import (
	"fmt"
	"strconv"
)

// startChat starts an interaction in which an agent writes to a customer first.
func (w *world) startChat(ch *channel) {
	a := w.writer(nil)
	if a == nil || !w.isOpen() || ch.startEvent == "" {
		return
	}
	x := w.newChat(ch, w.someone(), ch.outbound)
	if ch.table == emailLog && w.dice.rarely("mail of agent refused", .02) {
		w.logChat(x, a, "BLACKLIST", x.customer.email, x.subject, w.mailID())
		return
	}
	x.started, x.agent, x.connected = true, a, w.clock
	a.chats++
	w.openChats = append(w.openChats, x)
	w.logChat(x, a, ch.startEvent, x.begin()...)
	w.textOut(x, pick(w.dice, reminders()))
	w.converse(x)
}

// converse plans a conversation that an agent has just taken: its length and its events.
func (w *world) converse(x *chat) {
	ch := x.channel
	length := w.dice.about(ch.handle*x.agent.pace, .55, 150, 5400)
	turns := 1 + w.dice.poisson(float64(length)/ch.pace/2)
	if ch.table == smsLog {
		w.planTexts(x, length, min(turns, 12))
	} else {
		x.messages += 2 * turns
	}
	w.whileChatting(x, length*3/10, func() { w.during(x, length) })
	w.whileChatting(x, length*6/10, func() { w.passOn(x) })
	w.whileChatting(x, length, func() { w.completeChat(x) })
}

// whileChatting calls do after some seconds if the same conversation is still in progress.
func (w *world) whileChatting(x *chat, seconds int64, do func()) {
	leg := x.leg
	w.in(seconds, func() {
		if !x.over && x.leg == leg {
			do()
		}
	})
}

// during plans events within a conversation that only some channels have.
func (w *world) during(x *chat, length int64) {
	switch x.channel.table {
	case webchatLog:
		switch {
		case w.dice.rarely("audio call", .035):
			w.chatCall(x, "audio", "STARTCALL", "ENDCALL", w.dice.between(40, length/2))
		case w.dice.rarely("video call", .02):
			w.chatCall(x, "video", "STARTVIDEOCALL", "ENDVIDEOCALL", w.dice.between(40, length/2))
		}
	case emailLog:
		if w.dice.rarely("mail of customer", .12) {
			w.logChat(x, nil, "NEWEMAILCLIENT", x.customer.email)
			x.messages++
		}
		if w.dice.rarely("mail of agent", .12) {
			w.logChat(x, x.agent, "NEWEMAILAGENT", x.customer.email)
			x.messages++
		}
		if w.dice.rarely("mail forwarded", .06) {
			w.logChat(x, x.agent, "FORWARDED", "backoffice@example.com", "FW: "+x.subject, w.mailID())
		}
	}
}

// chatCall is an audio or video call within a webchat. Both logs record its beginning and its end.
func (w *world) chatCall(x *chat, media, begin, end string, seconds int64) {
	both := func(event string) {
		w.logChat(x, x.agent, event)
		w.log(queueLog, x.guid, x.campaign, x.agent.id, event, x.customer.email)
	}
	both(begin)
	w.whileChatting(x, seconds, func() {
		both(end)
		w.logChat(x, x.agent, "OUTCALL", media, strconv.FormatInt(seconds, 10), "", x.customer.number, x.guid)
	})
}

// passOn transfers some conversations to another agent.
func (w *world) passOn(x *chat) {
	from, to := x.agent, w.writer(x.agent)
	if to == nil || x.started || !w.dice.rarely(fmt.Sprint("pass on ", x.channel.table), .06) {
		return
	}
	if x.channel.table == webchatLog && w.dice.rarely("webchat transfer", .3) {
		w.logChat(x, from, "TRANSFER")
	} else {
		w.logChat(x, from, "TRANSFERRED", from.id, to.id)
	}
	w.whileChatting(x, w.dice.between(4, 30), func() {
		if !to.present {
			return
		}
		w.logChat(x, to, "ATTENDED", from.id, to.id)
		x.agent = to
		to.chats++
		from.chats--
		w.settle(from)
	})
}

func (w *world) completeChat(x *chat) {
	a, talk, messages := x.agent, strconv.FormatInt(w.clock-x.connected, 10), strconv.Itoa(x.messages)
	switch {
	case x.started && x.channel.table == smsLog:
		w.logChat(x, a, x.channel.startedEnd, talk, messages, x.customer.number)
	case x.started && x.channel.table == emailLog:
		w.logChat(x, a, x.channel.startedEnd, talk, messages, "", "", x.customer.email)
	case x.started:
		w.logChat(x, a, x.channel.startedEnd, "0", talk, "0", messages)
	default:
		event := "COMPLETEAGENT"
		if x.channel.table == webchatLog && w.dice.chance(.45) {
			event = "COMPLETECALLER"
		}
		w.logChat(x, a, event, strconv.FormatInt(x.hold, 10), talk, strconv.Itoa(x.position), messages)
	}
	w.endChat(x)
	a.chats--
	w.settle(a)
}

// mailID returns the id of a stored mail.
func (w *world) mailID() string { return strconv.FormatInt(w.dice.between(10000, 99999), 10) }

// runMailing sends a newsletter with the mail dialer: completely or, if stopped, a part, the rest of which is sent
// the next day.
func (w *world) runMailing(length int64, stopped bool) {
	id := w.dice.uuid()
	log := func(event string, left int64) {
		w.log(emailLog, id, "Newsletter->", "", event, strconv.FormatInt(left, 10))
	}
	log("STARTEMAILDIALER", length)
	if !stopped {
		w.in(length, func() { log("FINISHEMAILDIALER", 0) })
		return
	}
	left := length * 2 / 5
	w.in(length-left, func() {
		log("STOPEMAILDIALER", left)
		w.audit(supervisor, supervisorHost, "Stopped mailing Newsletter->")
	})
	w.in(86400, func() { w.runMailing(left, false) })
}
