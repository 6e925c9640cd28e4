package sample

import "slices"

// restart restarts the queue system: calls are cut, agents have to log in again, and chats continue.
func (w *world) restart() {
	w.log(queueLog, "", "", "", "QUEUESTART")
	for _, x := range slices.Clone(w.live) {
		x.ringing = nil
		switch {
		case x.queue.outbound: // it has no record yet, and the dialer calls the contact again
		case x.connected > 0:
			w.recordAnswered(x, 0)
		default:
			w.recordLost(x)
		}
		w.hangUp(x)
	}
	w.waiting = nil
	for _, a := range w.agents {
		if !a.present {
			continue
		}
		a.present, a.engaged, a.away, a.pending = false, false, nil, nil
		a.session++
		if !a.leaving {
			w.in(w.dice.between(40, 200), func() { w.login(a) })
		}
	}
	w.recoverChats()
}
