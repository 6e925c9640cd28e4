package sample

import "slices"

// The numbers and ids that the examples of the documentation use exist in every month: a customer who calls, and
// writes on another day.
const (
	knownNumber = "+12025550101"
	knownCall   = "5f1c2a3e-8d47-4b6a-9c10-2e7d4f8a6b31"
	knownChat   = "8a1f6c52-3d0e-4b79-a5c4-6e2b9d7f1038"
)

func (w *world) planKnown() {
	who := w.customers[slices.IndexFunc(w.customers, func(c *customer) bool { return c.number == knownNumber })]
	w.at(w.weekdays[15].clock(10, 15), func() { w.callInAs(knownCall, w.queue("Support<-"), who) })
	w.at(w.weekdays[16].clock(14, 40), func() {
		ch := w.channels[smsLog-1]
		x := w.newChat(ch, who, ch.inbound)
		x.guid = knownChat
		w.enterChat(x)
	})
}
