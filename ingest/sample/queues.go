package sample

func queues() []*queue {
	return []*queue{
		{name: "Support<-", extension: "6001", number: "+59825550101", volume: 156, talk: 262, wrapup: 90, patience: 360, timeout: 480,
			leaveWhenEmpty: true, strategy: "leastrecent",
			marks: []string{"Resolved / By phone", "Resolved / By phone / Router", "Resolved / Technician sent", "Escalated / Second level", "Call back", "No solution"}},
		{name: "Sales<-", extension: "6002", number: "+59825550102", volume: 86, talk: 220, wrapup: 60, patience: 250, timeout: 240,
			strategy: "fewestcalls",
			marks:    []string{"Sale", "Quote", "Quote", "Not interested", "Call back"}},
		{name: "Billing<-", extension: "6003", number: "+59825550103", volume: 90, talk: 192, wrapup: 60, patience: 300, timeout: 360,
			leaveWhenEmpty: true, key: "1", strategy: "rrmemory",
			marks: []string{"Explained", "Explained", "Credit note", "Payment plan", "Escalated"}},
		{name: "Renewals->", extension: "6004", number: "+59825550104", outbound: true, volume: 62, talk: 165, wrapup: 45, rate: .034,
			marks: []string{"Renewed", "Renewed", "Thinking about it", "Not interested", "Call back"}},
		{name: "Collections->", extension: "6005", number: "+59825550105", outbound: true, volume: 52, talk: 130, wrapup: 45, rate: .034,
			marks: []string{"Promise to pay / All", "Promise to pay / In parts", "Paid already", "Refused", "Wrong person"}},
	}
}

// free reports whether the agent can take a call.
func (a *agent) free() bool {
	return a.present && a.away == nil && a.pending == nil && !a.leaving && !a.engaged
}

// choose returns the free agent whose phone rings next by the strategy of the queue, or nil.
func (q *queue) choose() *agent {
	var best *agent
	bestRank := int64(0)
	for i, a := range q.members {
		if !a.free() {
			continue
		}
		rank := a.lastCall
		switch q.strategy {
		case "fewestcalls":
			rank = int64(a.calls)
		case "rrmemory":
			rank = int64((i - q.turn + len(q.members)) % len(q.members))
		}
		if best == nil || rank < bestRank {
			best, bestRank = a, rank
		}
	}
	for i, a := range q.members {
		if a == best {
			q.turn = (i + 1) % len(q.members)
		}
	}
	return best
}

// staffed reports whether an agent is logged in to the queue. Agents who forgot to log off do not count.
func (q *queue) staffed() bool {
	for _, a := range q.members {
		if a.present && !a.leaving && (a.away == nil || !a.away.forgotten) {
			return true
		}
	}
	return false
}
