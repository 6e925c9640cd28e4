package ingest

// The count of events that the catalogue does not contain.

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ccrepo/ccrepo/event"
)

// maxUnknown is the number of unknown names that are counted, so that a file of garbage does not fill the memory.
const maxUnknown = 1000

// UnknownEvents counts the rows whose event is not in the catalogue. They are imported like all others, but no
// event view shows them.
type UnknownEvents struct {
	catalogue *event.Catalogue
	table     string
	rows      map[string]int64
}

// NewUnknownEvents returns a counter for the rows of one event log.
func NewUnknownEvents(catalogue *event.Catalogue, table string) *UnknownEvents {
	return &UnknownEvents{catalogue, table, map[string]int64{}}
}

// Add counts a row with this event.
func (u *UnknownEvents) Add(name string) {
	if u.catalogue.Knows(u.table, name) {
		return
	}
	if _, seen := u.rows[name]; seen || len(u.rows) < maxUnknown {
		u.rows[name]++
	}
}

// UnknownEvent is an event that is not in the catalogue.
type UnknownEvent struct {
	Name string
	Rows int64
}

// List returns the unknown events, the most frequent first.
func (u *UnknownEvents) List() []UnknownEvent {
	var list []UnknownEvent
	for _, name := range slices.Sorted(maps.Keys(u.rows)) {
		list = append(list, UnknownEvent{name, u.rows[name]})
	}
	slices.SortStableFunc(list, func(a, b UnknownEvent) int { return cmp.Compare(b.Rows, a.Rows) })
	return list
}
