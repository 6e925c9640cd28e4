package sample

import (
	"context"
	"slices"
	"time"
)

// world is the state of the simulated centre.
type world struct {
	agenda     agenda
	clock, end int64
	dice       *dice
	book       book
	origIDs    [eventLogs]int64

	days, weekdays []*day
	today          *day
	queues         []*queue
	channels       []*channel
	agents         []*agent
	customers      []*customer

	waiting      []*call // in the order of their entry
	live         []*call // waiting and talking
	openChats    []*chat
	channelsMade int
	textsSent    int
	garble       bool // write the next talk time as unreadable text
}

// simulate simulates the month and returns the final state.
func simulate(ctx context.Context, o Options) (*world, error) {
	w := &world{end: o.Now.Unix(), dice: newDice(o.Seed), queues: queues(), channels: channels()}
	w.days, w.weekdays = calendar(o.Now, o.Location)
	w.clock = w.days[0].date.Unix()
	for i := range w.origIDs {
		w.origIDs[i] = 100_000 * int64(i+1)
	}
	w.customers = crowd(w.dice)
	byName := map[string]*queue{}
	for _, q := range w.queues {
		byName[q.name] = q
	}
	w.agents = staff(byName)
	w.planOccasions()
	w.uploadLists()
	for _, d := range w.days {
		w.at(d.date.Unix(), func() { w.beginDay(d) })
	}
	if err := w.run(ctx); err != nil {
		return nil, err
	}
	w.writeLists()
	return w, nil
}

func (w *world) queue(name string) *queue {
	return w.queues[slices.IndexFunc(w.queues, func(q *queue) bool { return q.name == name })]
}

// beginDay schedules the events of a day; it runs at its midnight.
func (w *world) beginDay(d *day) {
	w.today = d
	for _, ch := range w.channels {
		volume := ch.volume
		if d.holiday {
			volume *= .3
		}
		w.scatter(d, volume, writeCurve(), func() { w.writeIn(ch, w.someone()) })
	}
	if d.open == d.close || d.holiday {
		return
	}
	for _, q := range w.queues {
		if q.outbound {
			if !d.weekend() {
				w.scatter(d, q.volume, dialCurve(), func() { w.dial(q) })
			}
			continue
		}
		volume := q.volume
		if q.name == "Billing<-" && d.date.Day() <= 6 {
			volume *= 1.4 // invoices are sent
		}
		w.scatter(d, volume, callCurve(), func() { w.callIn(q, w.someone()) })
	}
	for _, ch := range w.channels {
		w.scatter(d, ch.started, dialCurve(), func() { w.startChat(ch) })
	}
	w.planStaff(d)
	w.planOffice(d)
}

// planStaff schedules the agents who work on a day: on weekdays all but the ill, on Saturdays every third.
func (w *world) planStaff(d *day) {
	week := int(d.date.Unix() / (7 * 24 * int64(time.Hour/time.Second)))
	for i, a := range w.agents {
		begin, end := d.clock(a.begin[0], a.begin[1]), d.clock(a.end[0], a.end[1])
		if d.weekend() {
			if (i+week)%3 != 0 {
				continue
			}
			begin, end = d.clock(9, 0)-600, d.close
		} else if w.dice.chance(.03) {
			continue
		}
		w.planShift(a, begin, end)
	}
}
