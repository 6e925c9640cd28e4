// The paths of events, and what follows from them.

package api

import (
	"strings"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/event"
)

const eventPrefix = "/v1/events/"

// eventPath splits /v1/events/TABLE/EVENT; event is empty if the path has only the table.
func eventPath(path string) (table, name string, ok bool) {
	rest, ok := strings.CutPrefix(path, eventPrefix)
	table, name, _ = strings.Cut(rest, "/")
	return table, name, ok && table != "" && !strings.Contains(name, "/")
}

// isAlias reports whether a generated route is that of an alias of an event.
func isAlias(catalogue *event.Catalogue, path string) bool {
	table, name, ok := eventPath(path)
	if !ok {
		return false
	}
	e, known := catalogue.Lookup(table, name)
	return known && e.Kind != event.Documented
}

// unitOf returns the unit of a column of a generated route; empty: none.
func unitOf(catalogue *event.Catalogue, r *query.Route, column string) string {
	table, name, ok := eventPath(r.Path)
	if !ok {
		return ""
	}
	e, _ := catalogue.Lookup(table, name)
	for _, f := range e.Fields {
		if f.Name == column {
			return f.Type.Unit()
		}
	}
	return ""
}
