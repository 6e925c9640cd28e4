package sample

import "strconv"

// text records a message at the present moment. A message belongs to an interaction only if it has a session.
func (w *world) text(campaign, direction, number, message, agent, list, session string) {
	w.textsSent++
	r := smsRow{
		at: w.clock, idm: "wamid." + strconv.Itoa(500000+w.textsSent), campaign: campaign, direction: direction, number: number,
		text: message, agent: agent, smsBase: list, session: session,
	}
	if direction == "O" {
		r.result = []string{"DELIVRD", "UNDELIV", "EXPIRED"}[w.dice.weighed([]float64{.94, .04, .02})]
		if r.read = "0"; r.result == "DELIVRD" && w.dice.chance(.8) {
			r.read = "1"
		}
	} else {
		r.result, r.read = "RECEIVED", "1"
	}
	w.book.texts = append(w.book.texts, r)
}

// textIn and textOut record a message of an interaction on the SMS channel.
func (w *world) textIn(x *chat, message string) {
	if x.channel.table == smsLog {
		x.messages++
		w.text(x.campaign, "I", x.customer.number, message, "", "", x.guid)
	}
}

func (w *world) textOut(x *chat, message string) {
	if x.channel.table == smsLog {
		x.messages++
		w.text(x.campaign, "O", x.customer.number, message, x.agent.id, "", x.guid)
	}
}

// textTurnedAway records the message of a customer who was rejected, and the reply.
func (w *world) textTurnedAway(x *chat, told string) {
	if x.channel.table == smsLog {
		w.text(x.campaign, "I", x.customer.number, x.subject, "", "", "")
		w.text(x.campaign, "O", x.customer.number, told, "", "", "")
	}
}

// planTexts spreads the messages of a conversation over its length.
func (w *world) planTexts(x *chat, length int64, turns int) {
	for i := range int64(turns) {
		step, answer := length/int64(turns), pick(w.dice, answers())
		if i == 0 {
			answer = greeting
		}
		w.whileChatting(x, i*step+w.dice.between(1, step/2-1), func() { w.textOut(x, answer) })
		if i+1 < int64(turns) || w.dice.chance(.5) {
			w.whileChatting(x, i*step+w.dice.between(step/2, step-1), func() { w.textIn(x, pick(w.dice, replies())) })
		}
	}
}

// textList sends a reminder to contacts of a dialer list. Some of them answer, which starts an interaction.
func (w *world) textList(q *queue, n int) {
	list := q.activeList()
	for i, c := range list.contacts[:min(n, len(list.contacts))] {
		who := c.customer
		w.in(int64(2*i), func() {
			w.text(q.name, "O", who.number, "Your contract ends soon. Answer to this message or call +59825550104.", "", list.name, "")
		})
		if w.dice.chance(.07) {
			w.in(int64(2*i)+w.dice.between(120, 7200), func() { w.writeIn(w.channels[smsLog-1], who) })
		}
	}
}
