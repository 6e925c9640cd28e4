package simulate

// The bookkeeping: what happened in each slot, counted when it happens.

import (
	"slices"
	"strings"
	"time"
)

// The thresholds of the reports, in seconds.
const (
	threshold = 20
	short     = 5
)

// ledger has a page for each report.
type ledger struct {
	o      Options
	slots  []time.Time // their beginnings
	slot   int         // the present one
	offset int
	queues, agents,
	channels map[key]*tally
}

// key is a row of a report: its dimensions, and the slot.
type key struct {
	name, second string // queue; agent; channel and campaign
	slot         int
}

// tally is what is counted for a row.
type tally struct {
	n     map[string]int64 // sums and counts
	waits []int64          // of answered calls
}

func newLedger(o Options) *ledger {
	return &ledger{o: o, slot: -1, queues: map[key]*tally{}, agents: map[key]*tally{}, channels: map[key]*tally{}}
}

// begin begins a second, and perhaps a slot: at a whole reading of the clock, and when the clock is changed.
func (l *ledger) begin(local time.Time) {
	_, offset := local.Zone()
	if l.slot < 0 || begins(local, l.o.Interval) || offset != l.offset {
		l.slots = append(l.slots, local)
		l.slot++
		l.offset = offset
	}
}

func at(page map[key]*tally, k key) *tally {
	t := page[k]
	if t == nil {
		t = &tally{n: map[string]int64{}}
		page[k] = t
	}
	return t
}

func (l *ledger) queue(name string) *tally { return at(l.queues, key{name: name, slot: l.slot}) }

func (l *ledger) agent(name string) *tally { return at(l.agents, key{name: name, slot: l.slot}) }

// call counts a visit that is over, in the slot in which it entered.
func (l *ledger) call(v *visit, outcome string, wait, talk, wrapUp int64) {
	pages := []*tally{at(l.queues, key{name: v.queue.name, slot: v.slot})}
	answered := v.agent != nil
	if answered {
		pages = append(pages, at(l.agents, key{name: v.agent.name, slot: v.slot}))
	}
	for i, t := range pages {
		t.n["calls"]++
		t.n[outcome]++
		t.n["dumps"] += v.dumps
		if answered {
			t.n["answered"]++
			t.n["waited"] += wait
			t.waits = append(t.waits, wait)
			if wait <= threshold {
				t.n["within_threshold"]++
			}
		}
		if outcome == "abandoned" {
			t.n["abandon_waited"] += wait
			if wait <= threshold {
				t.n["abandoned_within_threshold"]++
			}
			if wait <= short {
				t.n["short_abandoned"]++
			}
		}
		t.n["longest"] = max(t.n["longest"], wait)
		if talk != unknown {
			t.n["known"]++
			t.n["known_talk"] += talk
			t.n["handled"] += talk + wrapUp
		}
		if v.position > 0 {
			t.n["positions"] += int64(v.position)
			t.n["positioned"]++
		}
		if i == 0 { // an agent's seconds are counted when they pass
			if talk != unknown {
				t.n["talk_seconds"] += talk
			}
			t.n["hold_seconds"] += v.hold
			t.n["wrapup_seconds"] += wrapUp
		}
	}
}

// agentSecond counts the second that begins now for an agent.
func (l *ledger) agentSecond(a *agent) {
	busy := a.talking+a.wrapping+a.outbound > 0
	if !a.in && !busy && !a.away() {
		return
	}
	n := l.agent(a.name).n
	n["talk_seconds"] += a.talking
	n["hold_seconds"] += a.holding
	n["wrapup_seconds"] += a.wrapping
	n["outbound_seconds"] += a.outbound
	if busy {
		n["busy_seconds"]++
	}
	switch {
	case a.onBreak:
		n["break_seconds"]++
	case a.away():
		n["pause_seconds"]++
	case a.in && !busy:
		n["available_seconds"]++
	}
	if a.in {
		n["session_seconds"]++
	}
}

// add adds another tally.
func (t *tally) add(other *tally) {
	for name, n := range other.n {
		if name == "longest" {
			t.n[name] = max(t.n[name], n)
			continue
		}
		t.n[name] += n
	}
	t.waits = append(t.waits, other.waits...)
}

// names returns the dimensions that a page has facts for, in order.
func names(page map[key]*tally) (all []key) {
	for k := range page {
		k.slot = -1
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b key) int {
		if a.name != b.name {
			return strings.Compare(a.name, b.name)
		}
		return strings.Compare(a.second, b.second)
	})
	return slices.Compact(all)
}
