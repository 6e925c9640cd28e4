package sample

import "strconv"

// planOccasions schedules the events that happen once or twice in a month. Their days are weekdays of the month by
// index; the month has at least twenty.
func (w *world) planOccasions() {
	on := func(weekday, hour, minute int, do func()) { w.at(w.weekdays[weekday].clock(hour, minute), do) }
	support, sales, collections := w.queue("Support<-"), w.queue("Sales<-"), w.queue("Collections->")
	webchat, sms := w.channels[webchatLog-1], w.channels[smsLog-1]

	on(1, 22, 10, func() { w.writeIn(webchat, w.someone()); w.writeIn(sms, w.someone()) })

	// A new campaign.
	collections.since = w.weekdays[2].clock(7, 30)
	on(2, 7, 30, func() {
		w.log(queueLog, "", collections.name, "", "CREATEDQUEUE")
		w.audit("admin", adminHost, "Created campaign "+collections.name)
	})

	// Restarts of the queue system: at night, when no call is in progress, and in the middle of a morning.
	on(3, 3, 12, w.restart)
	on(14, 11, 20, w.restart)
	w.at(w.weekdays[14].clock(11, 20)-35, func() {
		for _, ch := range w.channels {
			w.enterChat(w.newChat(ch, w.someone(), ch.inbound))
		}
	})

	// Customers who come before the agents.
	on(5, 7, 46, func() {
		w.enterUnseen(support)
		w.enterUnseen(sales)
		w.writeIn(webchat, w.someone())
	})

	// An outage, during which many customers call and write.
	for range 45 {
		w.at(w.weekdays[6].clock(15, 0)+w.dice.between(0, 2700), func() { w.callIn(support, w.someone()) })
	}
	for range 16 {
		w.at(w.weekdays[6].clock(15, 5)+w.dice.between(0, 30), func() { w.writeIn(webchat, w.someone()) })
	}

	// A holiday.
	w.weekdays[9].holiday = true
	for i, ch := range w.channels {
		on(9, 10, 7*i, func() { w.writeIn(ch, w.someone()) })
	}

	on(4, 10, 30, func() { w.textList(w.queue("Renewals->"), 140) })
	on(10, 8, 5, w.switchLists)
	on(12, 10, 30, func() { w.textList(w.queue("Renewals->"), 160) })
	for _, day := range []int{1, 6, 11, 16} {
		on(day, 10, 0, func() { w.runMailing(w.dice.between(900, 1500), day == 6) })
	}
	w.planKnown()
	w.planDefects()
}

// planDefects schedules the kinds of faulty data that every real system has:
//
//   - an event that is not in the catalogue,
//   - a talk time that is not a number,
//   - a call whose log ends with its entry, and which has no record (the restart ends it),
//   - two events with one origid,
//   - a pause of an agent who is not logged in,
//   - a call that still waits at the end and is never answered.
//
// The restart in the morning may add lost calls and conversations without an end.
func (w *world) planDefects() {
	on := func(weekday, hour, minute int, do func()) { w.at(w.weekdays[weekday].clock(hour, minute), do) }
	sales := w.queue("Sales<-")
	on(7, 12, 0, func() { w.log(queueLog, "", "Support<-", "", "QUEUEMINUTE", "3") })
	on(8, 12, 0, func() { w.garble = true })
	w.at(w.weekdays[14].clock(11, 20)-95, func() {
		w.log(queueLog, w.nextID(), sales.name, "", "ENTERQUEUE", "", w.someone().number)
	})
	on(13, 9, 30, func() { w.origIDs[queueLog]-- })
	on(15, 6, 30, func() { w.log(queueLog, "", "", w.agents[0].id, "REALPAUSE") })
	on(15, 6, 32, func() { w.log(queueLog, "", "", w.agents[0].id, "REALUNPAUSE", strconv.Itoa(120)) })
	w.at(w.end-40, func() { w.enterUnseen(sales) })
}

// enterUnseen adds a call to a queue. No phone rings for it and its caller does not hang up.
func (w *world) enterUnseen(q *queue) {
	x := &call{id: w.nextID(), guid: w.dice.uuid(), customer: w.someone(), start: w.clock, queue: q, ignored: true}
	w.live = append(w.live, x)
	w.phone(x, q, "", "PHONECALL")
	w.enter(x, q)
}
