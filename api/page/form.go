// The form of a route, made of its parameters, columns and the common grammar.

package page

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

type form struct {
	Range              *rangeFields // nil: the route has no time
	Interval           []option     // empty: it has no intervals
	Compares, Compared bool         // with the range before: whether it can, and does
	Dimensions, Params []field
	Filters            []filterChip
	Columns            []option // for a further filter
	Operators          []option
	// Kept are the parameters that the form does not show.
	Kept []pair
	// Lists are the names that fields propose, by the id of the list.
	Lists map[string][]string
	More  bool // whether one of the fields below "more" is set
}

type rangeFields struct {
	Names    []option
	From, To string
	Zone     string
}

type option struct {
	Value, Text string
	Selected    bool
}

// field is one parameter.
type field struct {
	Name, Label, Meaning, Value, Default string
	Options                              []option // a choice
	Type                                 string   // of the input: text or number
	Min, Max, List                       string
	Required                             bool
}

type filterChip struct{ Text, Remove string }

type pair struct{ Name, Value string }

// newForm makes the form of a route with the values of a request.
func (p *Pages) newForm(r *http.Request, v *view, rt *route.Route, values url.Values) (*form, error) {
	f := &form{Lists: map[string][]string{}}
	shown := map[string]bool{"cursor": true, "explain": true}
	if rt.Time != "" {
		f.Range = rangeOf(v, values)
		for _, name := range []string{"range", "from", "to", "tz"} {
			shown[name] = true
		}
	}
	if rt.Interval {
		f.Interval = options(append([]string{""}, "15m", "30m", "hour", "day", "week", "month"), values.Get("interval"), v.intervalName)
		f.Compares, f.Compared = true, values.Get("compare") == "previous"
		shown["interval"], shown["compare"] = true, true
	}
	for i := range rt.Params {
		q := &rt.Params[i]
		if q.System || q.Path {
			continue
		}
		shown[q.Name] = true
		f.Params = append(f.Params, v.paramField(q, values))
		f.More = f.More || values.Has(q.Name)
	}
	for _, name := range dimensions(rt) {
		if len(values[name]) > 1 || shown[name] {
			continue // several values are chips
		}
		shown[name] = true
		d := field{Name: name, Label: v.ColumnLabel(rt.Column(name)), Meaning: v.Meaning(rt.Column(name)), Value: values.Get(name), Type: "text"}
		switch name {
		case "queue", "campaign", "queuename":
			d.List = "campaigns"
		case "agent":
			d.List = "agents"
		}
		f.Dimensions = append(f.Dimensions, d)
	}
	if !rt.One {
		f.Columns = columnOptions(v, rt)
		f.Operators = options([]string{"", "ne", "gte", "lte", "gt", "lt", "ilike", "null"}, "", v.operatorName)
	}
	f.keep(v, rt, values, shown)
	if err := p.fillLists(r, f); err != nil {
		return nil, err
	}
	return f, nil
}

// dimensions returns the columns that the form has a field of its own for.
func dimensions(rt *route.Route) []string {
	var out []string
	for _, c := range rt.Columns {
		if slices.Contains([]string{"queue", "campaign", "queuename", "agent", "channel"}, c.Name) || rt.Interval && slices.Contains(rt.Key, c.Name) {
			out = append(out, c.Name)
		}
	}
	return out
}

// keep sorts the other parameters: filters become chips, and everything stays in the form.
func (f *form) keep(v *view, rt *route.Route, values url.Values, shown map[string]bool) {
	for _, name := range slices.Sorted(mapsKeys(values)) {
		if shown[name] {
			continue
		}
		column, op, _ := strings.Cut(name, ".")
		for i, value := range values[name] {
			f.Kept = append(f.Kept, pair{name, value})
			c := rt.Column(column)
			if c == nil {
				continue
			}
			rest := clone(values)
			rest[name] = slices.Delete(rest[name], i, i+1)
			rest.Del("cursor")
			f.Filters = append(f.Filters, filterChip{Text: v.ColumnLabel(c) + " " + v.operatorName(op) + " " + v.valueLabel(c.Values, value), Remove: "?" + rest.Encode()})
		}
	}
}

func (p *Pages) fillLists(r *http.Request, f *form) error {
	needed := slices.ContainsFunc(slices.Concat(f.Dimensions, f.Params), func(d field) bool { return d.List != "" })
	if !needed {
		return nil
	}
	campaigns, agents, err := p.Names(r.Context())
	if err != nil {
		return err
	}
	f.Lists["campaigns"], f.Lists["agents"] = campaigns, agents
	return nil
}

func rangeOf(v *view, values url.Values) *rangeFields {
	names := append([]string{""}, query.RangeNames()...)
	if given := values.Get("range"); !slices.Contains(names, given) {
		names = append(names, given)
	}
	return &rangeFields{Names: options(names, values.Get("range"), v.rangeName), From: values.Get("from"), To: values.Get("to"), Zone: values.Get("tz")}
}

func options(values []string, selected string, text func(string) string) []option {
	var out []option
	for _, value := range values {
		out = append(out, option{value, text(value), value == selected})
	}
	return out
}

func columnOptions(v *view, rt *route.Route) []option {
	var out []option
	for _, c := range rt.Columns {
		out = append(out, option{Value: c.Name, Text: v.ColumnLabel(&c)})
	}
	return out
}

// paramField returns the field of a parameter of the report.
func (v *view) paramField(q *route.Param, values url.Values) field {
	f := field{Name: q.Name, Label: v.ParamLabel(q), Meaning: v.ParamMeaning(q), Value: values.Get(q.Name), Default: q.Default, Min: q.Min, Max: q.Max, Required: q.Required, Type: "text"}
	switch {
	case len(q.Enum) > 0 && !q.Array:
		f.Options = options(append([]string{""}, q.Enum...), f.Value, func(value string) string { return v.choice(q, value, q.Default) })
	case q.Kind == route.Bool:
		f.Options = options([]string{"", "true", "false"}, f.Value, func(value string) string { return v.choice(q, value, q.Default) })
	case (q.Kind == route.Int || q.Kind == route.Number) && !q.Array:
		f.Type = "number"
	}
	switch q.Name {
	case "queues", "campaign", "queue":
		f.List = "campaigns"
	case "agent":
		f.List = "agents"
	}
	return f
}

// choice returns the text of a value of a parameter; the empty value is the default.
func (v *view) choice(q *route.Param, value, standard string) string {
	switch value {
	case "":
		if standard == "" {
			return "–"
		}
		return v.choice(q, standard, "") + " (" + v.T("default") + ")"
	case "true":
		return v.T("yes")
	case "false":
		return v.T("no")
	}
	return v.valueLabel(q.Values, value)
}

func (l *locale) intervalName(value string) string {
	switch value {
	case "":
		return l.T("whole range")
	case "15m":
		return l.T("quarter of an hour")
	case "30m":
		return l.T("half an hour")
	case "hour":
		return l.T("hour")
	case "day":
		return l.T("day")
	case "week":
		return l.T("week")
	}
	return l.T("month")
}

func (l *locale) rangeName(value string) string {
	switch value {
	case "":
		return l.T("between two times")
	case "today":
		return l.T("today")
	case "yesterday":
		return l.T("yesterday")
	case "this-week":
		return l.T("this week")
	case "last-week":
		return l.T("last week")
	case "this-month":
		return l.T("this month")
	case "last-month":
		return l.T("last month")
	case "this-year":
		return l.T("this year")
	case "last-year":
		return l.T("last year")
	case "last-24-hours":
		return l.T("last 24 hours")
	case "last-7-days":
		return l.T("last 7 days")
	case "last-30-days":
		return l.T("last 30 days")
	}
	return value
}

func (l *locale) operatorName(op string) string {
	switch op {
	case "":
		return l.T("is")
	case "ne":
		return l.T("is not")
	case "gt":
		return ">"
	case "gte":
		return "≥"
	case "lt":
		return "<"
	case "lte":
		return "≤"
	case "like", "ilike":
		return l.T("is like")
	case "null":
		return l.T("is null:")
	}
	return op
}
