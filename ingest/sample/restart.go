package sample

import "slices"

// restart is the queue system that starts anew: calls are cut, agents have to log in again, chats
// are taken up where they were.
func (w *world) restart() {
	w.log(queueLog, "", "", "", "QUEUESTART")
	for _, x := range slices.Clone(w.live) {
		x.ringing = nil
		switch {
		case x.queue.outbound: // nobody has written of it yet, and the dialer dials it anew
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
