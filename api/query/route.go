package query

import (
	"mime"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// Route is a generated route, prepared for the engine.
type Route struct {
	route.Route
	rowKey  []string // columns that identify a row of the answer and end every order
	limited *Route   // the same for campaign-limited keys; nil: they have no access
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
	out := &Route{Route: r, rowKey: r.Key}
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

// Formats returns the formats of an answer with their media types, the default first.
func Formats() [][2]string {
	return [][2]string{
		{"json", "application/json"},
		{"ndjson", "application/x-ndjson"},
		{"csv", "text/csv; charset=utf-8"},
	}
}

func formatNames() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f[0])
	}
	return names
}

func mediaType(format string) string {
	for _, f := range Formats() {
		if f[0] == format {
			return f[1]
		}
	}
	return ""
}

// chooseFormat returns the format that the parameter names, else the one that Accept prefers.
func (r *Route) chooseFormat(value string, given bool, accept string) (string, error) {
	if given {
		if !slices.Contains(formatNames(), value) {
			return "json", problem.Param("invalid_value", "format", "%q is none of %s%s", problem.Clip(value), strings.Join(formatNames(), ", "), problem.Nearest(value, formatNames()))
		}
		return value, nil
	}
	if strings.TrimSpace(accept) == "" {
		return "json", nil
	}
	best, bestQuality := "", 0.0
	for _, f := range Formats() {
		if q := acceptQuality(accept, f); q > bestQuality {
			best, bestQuality = f[0], q
		}
	}
	if best == "" {
		return "json", problem.New("not_acceptable", "The formats are %s; choose one by Accept or format=", strings.Join(formatNames(), ", "))
	}
	return best, nil
}

// acceptQuality returns the quality of a format in an Accept header: that of the most specific match (RFC 9110).
func acceptQuality(accept string, format [2]string) float64 {
	own, _, _ := strings.Cut(format[1], ";")
	major, _, _ := strings.Cut(own, "/")
	names := []string{"*/*", major + "/*", own}
	if format[0] == "ndjson" {
		names = append(names, "application/jsonl")
	}
	quality, closest := 0.0, -1
	for part := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil {
			continue
		}
		if i := slices.Index(names, kind); i > closest {
			quality, closest = Quality(params["q"]), i
		}
	}
	return quality
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
	return &Route{Route: route.Route{Time: "datetime", TimeRequired: true}}
}

const (
	defaultLimit = 100
	maxJSONLimit = 1000
)
