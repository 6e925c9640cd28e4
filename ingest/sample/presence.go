package sample

import "strconv"

// planShift schedules the day of an agent: login, logoff and breaks.
func (w *world) planShift(a *agent, begin, end int64) {
	w.at(begin+w.dice.between(-150, 240), func() { w.login(a) })
	w.at(end+w.dice.between(-30, 300), func() { w.endShift(a) })
	length := end - begin
	plan := func(share float64, reason, comment string, low, high int64) {
		at := begin + int64(share*float64(length))
		seconds := w.dice.between(low, high)
		w.at(at, func() { w.stepAway(a, &absence{reason: reason, comment: comment, seconds: seconds}) })
	}
	if length > 6*3600 {
		plan(.42+.16*w.dice.Float64(), "LUNCH", "", 1500, 2700)
	}
	for range w.dice.between(1, 2) {
		plan(.1+.85*w.dice.Float64(), "BATHROOM", "", 180, 540)
	}
	for range w.dice.between(0, 3) {
		plan(.05+.9*w.dice.Float64(), "", "", 90, 600)
	}
	for _, rare := range []struct {
		p               float64
		reason, comment string
		low, high       int64
	}{
		{.05, "TRAINING", pick(w.dice, []string{"New tariffs", "Handling complaints", "CRM update"}), 1800, 3600},
		{.07, "PERSONAL", pick(w.dice, []string{"", "Doctor", "School called"}), 300, 1800},
		{.05, "OTHER", pick(w.dice, []string{"Headset broken", "Team meeting", "Talk with supervisor"}), 300, 1500},
	} {
		if w.dice.rarely(rare.reason, rare.p) {
			plan(.1+.8*w.dice.Float64(), rare.reason, rare.comment, rare.low, rare.high)
		}
	}
}

func (w *world) login(a *agent) {
	if a.present {
		return
	}
	a.present, a.since, a.engaged, a.away, a.pending, a.leaving, a.misses = true, w.clock, false, nil, nil, false, 0
	a.session++
	w.log(queueLog, "", "", a.id, "AGENTLOGIN")
	w.perQueue(a, "ADDMEMBER")
	w.dispatch()
	w.route()
}

func (w *world) logoff(a *agent, automatic bool) {
	w.perQueue(a, "REMOVEDMEMBER")
	seconds := strconv.FormatInt(w.clock-a.since, 10)
	if automatic {
		w.log(queueLog, "", "", a.id, "AGENTLOGOFF", seconds, "", "", "automatic")
	} else {
		w.log(queueLog, "", "", a.id, "AGENTLOGOFF", seconds)
	}
	a.present, a.away, a.pending, a.leaving = false, nil, nil, false
	a.session++
	w.emptyQueues()
}

// endShift logs an agent off, or marks them to leave once their call and chats are over. Some agents forget to log
// off.
func (w *world) endShift(a *agent) {
	if !a.present {
		return
	}
	if a.free() && a.chats == 0 && w.dice.rarely("forgotten logoff", .05) {
		session := a.session
		w.goAway(a, &absence{forgotten: true})
		w.in(w.dice.between(2700, 5400), func() {
			if a.session == session {
				w.logoff(a, true)
			}
		})
		return
	}
	a.leaving, a.pending = true, nil
	if a.away != nil {
		w.comeBack(a)
		return
	}
	w.settle(a)
}

// stepAway begins a pause or break, after the current call if there is one.
func (w *world) stepAway(a *agent, why *absence) {
	if !a.present || a.leaving || a.away != nil || a.pending != nil {
		return
	}
	if a.engaged {
		a.pending = why
		return
	}
	w.goAway(a, why)
}

func (w *world) goAway(a *agent, why *absence) {
	why.since = w.clock
	a.away, a.pending = why, nil
	if why.reason != "" {
		w.log(queueLog, "", "", a.id, "BREAK", why.reason, why.comment)
	}
	w.log(queueLog, "", "", a.id, "REALPAUSE")
	w.log(queueLog, "", "", a.id, "PAUSEALL")
	w.perQueue(a, "PAUSE")
	if why.forgotten {
		w.emptyQueues()
		return
	}
	session := a.session
	w.in(why.seconds, func() {
		if a.session == session && a.away == why {
			w.comeBack(a)
		}
	})
}

func (w *world) comeBack(a *agent) {
	why := a.away
	seconds := strconv.FormatInt(w.clock-why.since, 10)
	w.log(queueLog, "", "", a.id, "UNPAUSEALL")
	w.perQueue(a, "UNPAUSE")
	w.log(queueLog, "", "", a.id, "REALUNPAUSE", seconds)
	if why.reason != "" {
		w.log(queueLog, "", "", a.id, "UNBREAK", why.reason, why.comment, seconds)
	}
	a.away = nil
	w.settle(a)
}

// settle starts the next step of an agent who has just become free: they log off, begin a pending break, or take
// the next call.
func (w *world) settle(a *agent) {
	switch {
	case !a.present || a.engaged || a.away != nil:
	case a.leaving && a.chats == 0:
		w.logoff(a, false)
	case a.leaving:
	case a.pending != nil:
		w.goAway(a, a.pending)
	default:
		w.dispatch()
		w.route()
	}
}

// perQueue logs an event for each queue of the agent.
func (w *world) perQueue(a *agent, event string) {
	for _, q := range a.queues {
		if q.since <= w.clock {
			w.log(queueLog, "", q.name, a.id, event)
		}
	}
}
