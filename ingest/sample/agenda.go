package sample

// The queue of future events that drives the simulation.

import (
	"container/heap"
	"context"
)

// agenda holds the future events, earliest first and, within one second, in the order in which they were added.
// Times are whole seconds since 1970, as in the logs of telephony systems.
type agenda struct {
	entries []agendaEntry
	entered int
}

type agendaEntry struct {
	at    int64
	order int
	do    func()
}

func (a *agenda) Len() int      { return len(a.entries) }
func (a *agenda) Swap(i, j int) { a.entries[i], a.entries[j] = a.entries[j], a.entries[i] }
func (a *agenda) Push(e any)    { a.entries = append(a.entries, e.(agendaEntry)) }

func (a *agenda) Less(i, j int) bool {
	if a.entries[i].at != a.entries[j].at {
		return a.entries[i].at < a.entries[j].at
	}
	return a.entries[i].order < a.entries[j].order
}

func (a *agenda) Pop() any {
	last := a.entries[len(a.entries)-1]
	a.entries = a.entries[:len(a.entries)-1]
	return last
}

// at schedules do for a moment, or for now if the moment has passed.
func (w *world) at(moment int64, do func()) {
	heap.Push(&w.agenda, agendaEntry{at: max(moment, w.clock), order: w.agenda.entered, do: do})
	w.agenda.entered++
}

// in schedules do for a number of seconds from now.
func (w *world) in(seconds int64, do func()) { w.at(w.clock+seconds, do) }

// run executes the events up to the end. Later events are not executed: their calls are still in progress.
func (w *world) run(ctx context.Context) error {
	for n := 0; w.agenda.Len() > 0; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if w.agenda.entries[0].at > w.end {
			return nil
		}
		next := heap.Pop(&w.agenda).(agendaEntry)
		w.clock = next.at
		next.do()
	}
	return nil
}
