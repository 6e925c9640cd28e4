package query

import (
	"slices"
	"sync"

	"github.com/ccrepo/ccrepo/route"
)

// Route is a generated route, prepared for the engine.
type Route struct {
	route.Route
	rowKey  []string   // columns that identify a row of the answer and end every order
	group   *group     // of a question by group; nil: the rows themselves
	limited *Route     // the same for campaign-limited keys; nil: they have no access
	buffers *sync.Pool // of answers that have ended, *[]byte
}

// Compile prepares a generated route. An interval report gets the columns of its slots.
func Compile(r route.Route) *Route {
	out := withSlots(r)
	switch {
	case r.Limited != nil:
		out.limited = withSlots(limitedRoute(r))
	case !r.Whole:
		out.limited = out
	}
	return out
}

// limitedRoute returns the route with the query for campaign-limited keys.
func limitedRoute(r route.Route) route.Route {
	r.SQL, r.Aggregates = r.Limited.SQL, r.Limited.Aggregates
	r.Params = slices.Clone(r.Params)
	for i, p := range r.Params {
		r.Params[i].Number = r.Limited.Numbers[p.Name] // 0: the query does not contain it
	}
	r.Columns = slices.Clone(r.Columns)
	for i := range r.Columns {
		if c := &r.Columns[i]; c.Withheld {
			c.Nullable, c.Additive = true, false
		}
	}
	return r
}

func withSlots(r route.Route) *Route {
	out := &Route{Route: r, rowKey: r.Key, buffers: new(sync.Pool)}
	if !r.Interval {
		return out
	}
	out.rowKey = append(slices.Clone(r.Key), "interval_start")
	out.Columns = route.SlotColumns()
	for _, c := range r.Columns {
		if slices.Contains(r.Key, c.Name) {
			c.Nullable = false // only in the total are the dimensions null
		} else if !c.Additive {
			c.Nullable = true // in an empty slot
		}
		out.Columns = append(out.Columns, c)
	}
	return out
}

// RowKey returns the columns that identify a row.
func (r *Route) RowKey() []string { return slices.Clone(r.rowKey) }

// ColumnNames returns the names of the columns.
func (r *Route) ColumnNames() []string {
	names := make([]string, len(r.Columns))
	for i, c := range r.Columns {
		names[i] = c.Name
	}
	return names
}

// ownParams returns the parameters of the query itself that are in the query string.
func (r *Route) ownParams() []string {
	var names []string
	for _, p := range r.Params {
		if !p.System && !p.Path {
			names = append(names, p.Name)
		}
	}
	return names
}

func isDimension(r *Route, c *route.Column) bool { return slices.Contains(r.Key, c.Name) }

// slotColumn reports whether a column describes the slot.
func slotColumn(name string) bool {
	return name == "interval_start" || name == "interval_end" || name == "partial"
}

// previousSuffix is the suffix of the columns that compare=previous adds to those of an interval report.
const previousSuffix = "_previous"

// rangeRoute is a route that has only a range.
func rangeRoute() *Route {
	return &Route{Route: route.Route{Time: "datetime", TimeRequired: true}, buffers: new(sync.Pool)}
}

const (
	defaultLimit = 100
	maxJSONLimit = 1000
)

// group is how the rows of a route are put together.
type group struct {
	rows    *Route // whose rows they are
	by      []dimension
	figures []figure
}

// dimension is what rows have in common in a group: the value of a column, a window of a time or a band of a number.
type dimension struct {
	column *route.Column // of the rows
	window string        // of a time; empty: none
	band   string        // the width of a band; empty: none
}

// figure is a function of the rows of a group.
type figure struct {
	column   *route.Column // of the rows; nil: it is of the rows themselves
	function string
}

// TakesGroups reports whether the route answers questions by group: a list of rows does. An interval report is divided by
// its own dimensions.
func (r *Route) TakesGroups() bool { return !r.One && !r.Interval && r.group == nil }

// ungrouped returns the route whose rows are read.
func (r *Route) ungrouped() *Route {
	if r.group != nil {
		return r.group.rows
	}
	return r
}

// owns reports whether a column is of the rows rather than of the groups.
func (g *group) owns(c *route.Column) bool {
	for i := range g.rows.Columns {
		if c == &g.rows.Columns[i] {
			return true
		}
	}
	return false
}
