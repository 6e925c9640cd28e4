package simulate

// The centre: its queues and agents, its clock and its plans.

import (
	"fmt"
	"slices"
	"time"
)

// centre is the state of the simulated centre in one second.
type centre struct {
	o      Options
	now    int64
	local  time.Time
	dice   *dice
	plans  map[int64][]func()
	out    *outputs
	ledger *ledger
	cases  map[string]int // how often each hard case happened
	lost   Dropped

	queues   []*queue
	agents   []*agent
	live     []*call
	chatDice *dice
	channels []channel
	ids      int64
}

func newCentre(o Options, out *outputs) *centre {
	c := &centre{
		o: o, now: o.From.Unix(), dice: newDice(o.Seed, 1), chatDice: newDice(o.Seed, 2), channels: channels(), plans: map[int64][]func(){}, out: out,
		ledger: newLedger(o), cases: map[string]int{}, ids: 1000,
		queues: []*queue{
			{name: "Support<-", extension: "600", calls: 14, night: true, timeout: 120, talk: 170, wrapup: 60},
			{name: "Sales<-", extension: "601", calls: 9, timeout: 90, talk: 140, wrapup: 45},
			{name: "Atención al cliente<-", extension: "602", calls: 7, timeout: 60, talk: 100, wrapup: 30},
			{name: "Night line<-", extension: "603", calls: 1.5, night: true, timeout: 45, talk: 80, wrapup: 30},
		},
	}
	c.agents = c.staff()
	for _, a := range c.agents {
		for _, q := range a.queues {
			q.members = append(q.members, a)
		}
	}
	return c
}

// second lets happen what happens in the present second, and counts it. In the last one all ends.
func (c *centre) second(last bool) {
	before := c.local
	c.local = time.Unix(c.now, 0).In(c.o.Location)
	c.ledger.begin(c.local)
	if before.IsZero() {
		c.planDay(c.local.AddDate(0, 0, -1))
	}
	if before.Day() != c.local.Day() {
		c.planDay(c.local)
	}
	c.runPlans()
	if closing := c.o.To.Unix() - c.now; closing > 1200 || closing > 300 && c.o.To.Sub(c.o.From) <= time.Hour {
		c.arrivals()
	}
	c.dispatch()
	c.runPlans() // those of rings that have no length
	if last {
		c.close()
	}
	for _, a := range c.agents {
		c.ledger.agentSecond(a)
	}
}

// runPlans lets happen what is planned for now. A plan may add others for now.
func (c *centre) runPlans() {
	for i := 0; i < len(c.plans[c.now]); i++ {
		c.plans[c.now][i]()
	}
	delete(c.plans, c.now)
}

// at plans something for a moment, but not for one that has passed.
func (c *centre) at(moment int64, do func()) {
	moment = max(moment, c.now)
	c.plans[moment] = append(c.plans[moment], do)
}

func (c *centre) in(seconds int64, do func()) { c.at(c.now+seconds, do) }

// happens counts a hard case.
func (c *centre) happens(what string) { c.cases[what]++ }

// log writes a line of the queue_log.
func (c *centre) log(callID, queue string, a *agent, name string, data ...string) {
	c.logLate(0, callID, queue, a, name, data...)
}

// logLate writes a line of the queue_log some seconds after its time.
func (c *centre) logLate(late int64, callID, queue string, a *agent, name string, data ...string) {
	e := event{at: c.now, callID: callID, queue: queue, name: name, data: data}
	if a != nil {
		e.agent = a.name
	}
	if late = min(late, c.o.To.Unix()-2-c.now); late > 0 {
		c.happens("late row")
		c.in(late, func() { c.out.event(queueLog, e) })
		return
	}
	c.out.event(queueLog, e)
}

// newID returns a unique id as Asterisk makes them.
func (c *centre) newID() string {
	c.ids++
	return fmt.Sprintf("%d.%d", c.now, c.ids)
}

// planDay plans the shifts and the restarts of a day of the calendar.
func (c *centre) planDay(day time.Time) {
	clock := func(hour, minute int) int64 {
		return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, c.o.Location).Unix()
	}
	for _, a := range c.agents {
		late := c.dice.between(-240, 240)
		begin, end := clock(a.shift, 0)+late, clock(a.shift+8, 0)+c.dice.between(0, 300)
		if end > c.now+600 {
			c.at(begin, func() { c.beginShift(a, end) })
		}
	}
	if day.Before(c.local) {
		return
	}
	// At night and in the middle of the morning; in the second case calls are cut.
	for _, at := range []int64{clock(3, 12) + c.dice.between(0, 600), clock(11, 20) + c.dice.between(0, 600)} {
		if at > c.now {
			c.at(at, c.restart)
		}
	}
}

// restart restarts Asterisk: it forgets calls, sessions and pauses.
func (c *centre) restart() {
	c.happens("restart")
	for _, a := range c.agents {
		c.endWork(a) // the agents' program runs on
		if a.in && a.unlogged {
			c.logoff(a)
			c.in(c.dice.between(40, 200), func() { c.login(a) })
		}
	}
	for _, x := range slices.Clone(c.live) {
		if x.visit != nil && x.visit.early { // whose clock is right? Without a talk time it is not known how long it lasted
			c.finish(x, "COMPLETECALLER")
			c.hangUp(x)
		}
	}
	c.log("", "", nil, "QUEUESTART")
	for len(c.live) > 0 {
		c.cut(c.live[0])
	}
	for _, a := range c.agents {
		if !a.in {
			continue
		}
		a.forget()
		c.in(c.dice.between(40, 200), func() {
			if !a.in && a.until > c.now {
				c.login(a)
			}
		})
	}
}

// close ends everything in the last second.
func (c *centre) close() {
	for len(c.live) > 0 {
		x := c.live[0]
		switch v := x.visit; {
		case v == nil:
			c.hangUp(x)
		case v.agent != nil:
			c.finish(x, "COMPLETEAGENT")
			c.hangUp(x)
		default:
			c.leave(x, "WITHDRAW")
			c.hangUp(x)
		}
	}
	for _, a := range c.agents {
		c.endWork(a)
		if a.in {
			c.logoff(a)
		}
	}
}
