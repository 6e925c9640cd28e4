package sample

// The lists of the dialers and their records.

import (
	"fmt"
	"slices"
	"strings"
)

// States of a record of a dialer list, as in calls_spool.status.
const (
	spoolInProcess = 0
	spoolReady     = 1
	spoolBlocked   = 3
)

// maxAttempts is the number of times that a dialer calls a contact who does not answer.
const maxAttempts = 3

func (q *queue) activeList() *dialList {
	for _, l := range q.lists {
		if l.active {
			return l
		}
	}
	return nil
}

// next returns the next contact to call, or nil. The dialer goes through its list in a circle.
func (l *dialList) next(now int64) *dialContact {
	for range l.contacts {
		c := l.contacts[l.cursor]
		l.cursor = (l.cursor + 1) % len(l.contacts)
		if c.done || c.status == spoolBlocked || c.notBefore > now {
			continue
		}
		// A contact in process whose call was lost in a restart becomes available again after an hour.
		if c.status == spoolInProcess && now-c.claimed < 3600 {
			continue
		}
		return c
	}
	return nil
}

// dialled returns a contact to the list, or removes it for good.
func (c *dialContact) dialled(now int64, answered bool) {
	c.status = spoolReady
	c.done = answered || c.attempts >= maxAttempts
	c.notBefore = now + 4*3600
}

// uploadLists creates three lists for each dialer: one active first, one active later, and one that is never
// active.
func (w *world) uploadLists() {
	month := w.days[0].date
	sizes := map[string][3]int{"Renewals->": {360, 520, 90}, "Collections->": {280, 430, 120}}
	for _, q := range w.queues {
		if !q.outbound {
			continue
		}
		order := w.dice.Perm(len(w.customers))
		base := strings.ToLower(strings.TrimSuffix(q.name, "->"))
		names := [3]string{
			base + "-" + month.Format("2006-01"), base + "-" + month.AddDate(0, 1, 0).Format("2006-01"), base + "-reserve",
		}
		for i, size := range sizes[q.name] {
			l := &dialList{name: names[i], percentage: []int{100, 100, 50}[i], active: i == 0}
			for _, n := range order[:size] {
				l.contacts = append(l.contacts, w.newContact(w.customers[n]))
			}
			order = order[size:]
			slices.SortStableFunc(l.contacts, func(a, b *dialContact) int { return a.priority - b.priority })
			q.lists = append(q.lists, l)
		}
	}
}

func (w *world) newContact(c *customer) *dialContact {
	d := &dialContact{customer: c, status: spoolReady, priority: 9999, refuses: w.dice.chance(.02)}
	for range w.dice.between(0, 2) {
		d.alternatives = append(d.alternatives, fmt.Sprintf("+59825550%03d", w.dice.between(120, 199)))
	}
	d.data = fmt.Sprintf("name=%s:plan=%s:amount=%d.%02d", c.name, pick(w.dice, []string{"basic", "plus", "gold"}),
		w.dice.between(12, 240), w.dice.between(0, 99))
	if w.dice.chance(.1) {
		d.data += `:best_time=18\:30`
	}
	if w.dice.chance(.06) {
		d.priority = int(w.dice.between(2, 50))
	}
	if w.dice.chance(.15) {
		d.agentPhone = pick(w.dice, w.agents).extension
	}
	return d
}

// switchLists activates the second list of each dialer.
func (w *world) switchLists() {
	for _, q := range w.queues {
		if q.outbound {
			q.lists[0].active, q.lists[1].active = false, true
			w.audit(supervisor, supervisorHost, "Activated list "+q.lists[1].name+" of "+q.name)
		}
	}
}

// writeLists records the lists in their final state. The dialer has fetched the next few contacts of its active
// list and set them in process.
func (w *world) writeLists() {
	for _, q := range w.queues {
		for _, l := range q.lists {
			if l.active {
				for range 3 {
					if c := l.next(w.end); c != nil {
						c.status, c.claimed = spoolInProcess, w.end
					}
				}
				l.blockOne()
			}
			for _, c := range l.contacts {
				if !c.done {
					w.book.spool = append(w.book.spool, spoolRow{
						campaign: q.name, destination: c.customer.number, status: c.status, data: c.data,
						alternatives: strings.Join(c.alternatives, ":"), contact: c.customer.contact, dialerBase: l.name,
						priority: c.priority, agentPhone: c.agentPhone,
					})
				}
			}
			w.book.lists = append(w.book.lists, listRow{
				campaign: q.name, name: l.name, records: len(l.contacts), active: l.active, percentage: l.percentage,
			})
		}
	}
}

// blockOne ensures that a list has a record that the do-not-call list blocks.
func (l *dialList) blockOne() {
	for _, c := range l.contacts {
		if c.status == spoolBlocked {
			return
		}
	}
	for i := len(l.contacts) - 1; i >= 0; i-- {
		if c := l.contacts[i]; !c.done && c.attempts == 0 && c.status == spoolReady {
			c.status = spoolBlocked
			return
		}
	}
}
