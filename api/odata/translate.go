// The translation of $filter to the filters and the range of the API.

package odata

import (
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// filters collects the conditions of $filter.
type filters struct {
	set    *Set
	loc    *time.Location
	span   bool // conditions on the time of the route are the range
	api    url.Values
	bounds []bound
}

// bound is a condition on the time of the route.
type bound struct {
	from bool // else it is the end, which is exclusive
	at   time.Time
}

// add adds a condition.
func (f *filters) add(n *node) *problem.Problem {
	if n.op == "and" {
		for _, part := range n.parts {
			if wrong := f.add(part); wrong != nil {
				return wrong
			}
		}
		return nil
	}
	column, wrong := f.set.property("$filter", n.property)
	if wrong != nil {
		return wrong
	}
	if len(n.values) == 1 && n.values[0].kind == "null" {
		return f.addNull(column, n.op)
	}
	isText := slices.Contains(textFunctions(), n.op)
	switch {
	case isText && column.Kind != route.Text:
		return problem.Param("invalid_value", "$filter", "%s is not a text, which %s needs", column.Name, n.op)
	case column.Kind == route.Bool && slices.Contains([]string{"gt", "ge", "lt", "le"}, n.op):
		return problem.Param("invalid_value", "$filter", "%s is true or false, which %s cannot compare", column.Name, n.op)
	}
	values := make([]string, len(n.values))
	for i, v := range n.values {
		if values[i], wrong = f.value(column, v); wrong != nil {
			return wrong
		}
	}
	if f.span && column.Name == f.set.timeColumn() && f.addBound(n.op, values) {
		return nil
	}
	operator := map[string]string{"eq": "", "in": "", "ne": ".ne", "gt": ".gt", "ge": ".gte", "lt": ".lt", "le": ".lte"}[n.op]
	if isText {
		if operator, values[0], wrong = likeOf(n.op, values[0]); wrong != nil {
			return wrong
		}
	}
	if f.api.Has(column.Name+operator) && operator != ".ne" {
		return notImplemented("$filter", "two conditions by %s for %s are not supported", n.op, column.Name)
	}
	f.api[column.Name+operator] = append(f.api[column.Name+operator], values...)
	return nil
}

func (f *filters) addNull(column *route.Column, op string) *problem.Problem {
	is := map[string]string{"eq": "true", "in": "true", "ne": "false"}[op]
	if is == "" {
		return lacks(op + " null")
	}
	if f.api.Has(column.Name + ".null") {
		return notImplemented("$filter", "two conditions by %s for %s are not supported", "null", column.Name)
	}
	f.api.Set(column.Name+".null", is)
	return nil
}

// likeOf returns the operator and the pattern of a function.
func likeOf(function, text string) (operator, pattern string, wrong *problem.Problem) {
	if strings.HasSuffix(text, `\`) && function != "endswith" {
		return "", "", notImplemented("$filter", "%s with a text that ends with a backslash is not supported", function)
	}
	pattern = strings.ReplaceAll(text, "*", `\*`)
	if function != "startswith" {
		pattern = "*" + pattern
	}
	if function != "endswith" {
		pattern += "*"
	}
	return ".like", pattern, nil
}

// addBound adds a condition on the time of the route to its range. It reports whether it is one.
func (f *filters) addBound(op string, values []string) bool {
	at, err := time.Parse(time.RFC3339Nano, values[0])
	if err != nil || len(values) > 1 {
		return false
	}
	const next = time.Microsecond // the database has no times between
	switch op {
	case "ge":
		f.bounds = append(f.bounds, bound{true, at})
	case "gt":
		f.bounds = append(f.bounds, bound{true, at.Add(next)})
	case "lt":
		f.bounds = append(f.bounds, bound{false, at})
	case "le":
		f.bounds = append(f.bounds, bound{false, at.Add(next)})
	case "eq":
		f.bounds = append(f.bounds, bound{true, at}, bound{false, at.Add(next)})
	default:
		return false
	}
	return true
}

// finish adds the range. Bounds between which there is nothing are a filter, because the API refuses them as a range.
func (f *filters) finish() {
	var from, to *time.Time
	for _, b := range f.bounds {
		switch {
		case b.from && (from == nil || b.at.After(*from)):
			from = &b.at
		case !b.from && (to == nil || b.at.Before(*to)):
			to = &b.at
		}
	}
	names := [2]string{"from", "to"}
	if from != nil && to != nil && !from.Before(*to) && !f.set.Route.Interval {
		names = [2]string{f.set.timeColumn() + ".gte", f.set.timeColumn() + ".lt"}
	}
	for i, at := range []*time.Time{from, to} {
		if at != nil {
			f.api.Set(names[i], at.UTC().Format(time.RFC3339Nano))
		}
	}
}

// value returns a value in the form of the API.
func (f *filters) value(c *route.Column, v literal) (string, *problem.Problem) {
	wrong := func(form string) *problem.Problem {
		return problem.Param("invalid_value", "$filter", "%s is compared with %s, but its type is %s: write %s", c.Name, problem.Clip(v.text), edmType(c.Kind), form)
	}
	switch c.Kind {
	case route.Int, route.Number, route.Money:
		if v.kind != "number" {
			return "", wrong("5")
		}
		return plainNumber(v.text)
	case route.Bool:
		if v.kind != "bool" {
			return "", wrong("true")
		}
	case route.Time:
		if v.kind != "time" {
			return "", wrong("2026-01-31T08:00:00Z")
		}
		return f.time(v.text)
	default:
		if v.kind != "text" {
			return "", wrong("'…'")
		}
	}
	return v.text, nil
}

// time returns a time in UTC. OData lets seconds be left out.
func (f *filters) time(text string) (string, *problem.Problem) {
	if i := strings.IndexByte(text, 'T'); i > 0 && (len(text) < i+7 || text[i+6] != ':') {
		text = text[:i+6] + ":00" + text[i+6:]
	}
	t, err := query.ParseTime(text, f.loc)
	if err != nil {
		return "", problem.Param("invalid_time", "$filter", "%s", err)
	}
	return t.UTC().Format(time.RFC3339Nano), nil
}

// plainNumber returns a number without exponent.
func plainNumber(text string) (string, *problem.Problem) {
	text = strings.TrimPrefix(text, "+")
	if !strings.ContainsAny(text, "eE") {
		return text, nil
	}
	const most = 20 // the exponent, and the decimals
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	if n, err := strconv.Atoi(exponent); err != nil || n < -most || n > most || len(mantissa) > most {
		return "", problem.Param("invalid_number", "$filter", "%q is out of range", problem.Clip(text))
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return "", problem.Param("invalid_number", "$filter", "%q is not a number", problem.Clip(text))
	}
	plain := n.FloatString(2 * most)
	return strings.TrimSuffix(strings.TrimRight(plain, "0"), "."), nil
}

// property returns the column of a property.
func (s *Set) property(option, name string) (*route.Column, *problem.Problem) {
	if c := s.Route.Column(name); c != nil {
		return c, nil
	}
	return nil, problem.Param("unknown_column", option, "%s has no property %q%s", s.Name, problem.Clip(name), problem.Nearest(name, s.Route.ColumnNames()))
}

// timeColumn returns the property whose bounds are the range of the answer; empty: there is none.
func (s *Set) timeColumn() string {
	switch {
	case s.Route.Interval:
		return "interval_start"
	case s.Route.Column(s.Route.Time) != nil:
		return s.Route.Time
	}
	return ""
}

// readsFacts reports whether rows are rows of the data, rather than computed from those of a range.
func (s *Set) readsFacts() bool {
	r := s.Route
	return !r.TimeRequired || !r.Interval && !r.Aggregates && slices.Contains(r.ColumnNames(), r.Time)
}
