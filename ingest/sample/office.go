package sample

import "fmt"

const adminHost = "192.0.2.11"

// planOffice schedules a day's activity other than interactions with customers.
func (w *world) planOffice(d *day) {
	w.at(d.clock(8, 0)+w.dice.between(0, 1200), func() { w.audit(supervisor, supervisorHost, "Logged in") })
	w.at(d.close-w.dice.between(0, 1800), func() { w.audit(supervisor, supervisorHost, "Logged out") })
	if w.dice.chance(.5) {
		w.at(d.clock(9, 0)+w.dice.between(0, 14000), func() {
			w.audit("admin", adminHost, pick(w.dice, []string{"Exported report of agents", "Changed greeting of Support<-", "Changed shift of an agent",
				"Added a number to the do-not-call list", "Changed disposition tree of Sales<-", "Reset password of an agent"}))
		})
	}
	w.scatter(d, 14, dialCurve(), w.gossip)
}

// gossip is a short exchange of messages between two agents, or with the supervisor.
func (w *world) gossip() {
	var here []*agent
	for _, a := range w.agents {
		if a.present {
			here = append(here, a)
		}
	}
	if len(here) == 0 {
		return
	}
	one := pick(w.dice, here)
	other, otherExtension := supervisor, supervisorExtension
	reached := true
	if w.dice.chance(.6) {
		a := pick(w.dice, w.agents)
		if a == one {
			return
		}
		other, otherExtension, reached = a.id, a.extension, a.present
	}
	lines := []string{"¿Puedes tomar una llamada de facturación?", "Customer 10234 asks for you", "Voy al almuerzo en cinco", "Is the CRM slow for you too?",
		"Sí, dame un minuto", "OK", "Gracias!", "The new tariffs are in the wiki", "No, aquí funciona bien", "Ask Laura"}
	say := func(src, dest, from, to, line string, ok bool) {
		status := "SUCCESS"
		if !ok {
			status = "FAILURE"
		}
		w.book.chats = append(w.book.chats, sipchatRow{at: w.clock, src: src, dest: dest, message: line, srcAgent: from, dstAgent: to, status: status})
	}
	ok := reached && !w.dice.rarely("chat failed", .02)
	say(one.extension, otherExtension, one.id, other, pick(w.dice, lines), ok)
	if !ok {
		return
	}
	seconds := int64(0)
	for turn := range w.dice.between(1, 4) {
		seconds += w.dice.between(6, 45)
		line := pick(w.dice, lines)
		w.in(seconds, func() {
			if turn%2 == 0 {
				say(otherExtension, one.extension, other, one.id, line, true)
			} else {
				say(one.extension, otherExtension, one.id, other, line, true)
			}
		})
	}
	if w.dice.rarely("gossip audited", .05) {
		w.audit(supervisor, supervisorHost, fmt.Sprintf("Read internal chat of %s", one.id))
	}
}
