package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
	"github.com/sqlc-dev/plugin-sdk-go/sdk"
)

// limitedQuery answers a route for who is limited to campaigns, where the route's own query reads what
// belongs to none.
type limitedQuery struct {
	Const      string
	Aggregates bool
	Numbers    map[string]int // of the parameters
	query      *plugin.Query
	notes      *annotations
	wrong      problems
}

// newLimitedQuery is nil for a query without api:limited.
func newLimitedQuery(q *plugin.Query) *limitedQuery {
	a, wrong := parseAnnotations(q.Comments)
	if !a.seen["api:limited"] {
		return nil
	}
	l := &limitedQuery{Const: sdk.LowerTitle(q.Name), Aggregates: aggregates(q.Text), Numbers: map[string]int{}, query: q, notes: a, wrong: wrong}
	for _, key := range slices.Sorted(maps.Keys(a.seen)) {
		if key != "api:limited" && key != "api:withheld" {
			l.wrong.addf("%s belongs to the route; beside api:limited there is only api:withheld", key)
		}
	}
	return l
}

// answerLimited gives each query that is for limited principals to its route.
func answerLimited(routes []*compiled, limited []*limitedQuery) (all []error) {
	for _, l := range limited {
		if len(l.wrong) == 0 {
			n := slices.IndexFunc(routes, func(r *compiled) bool { return r.Path == l.notes.limited })
			switch {
			case n < 0:
				l.wrong.addf("api:limited GET %s: there is no such route; correct the path", l.notes.limited)
			case routes[n].Limited != nil || routes[n].Whole:
				l.wrong.addf("api:limited GET %s: the route has one already, or is closed by api:whole; take one out", l.notes.limited)
			default:
				l.wrong = routes[n].takeLimited(l)
			}
		}
		for _, err := range l.wrong {
			all = append(all, fmt.Errorf("%s: %s: %w", l.query.Filename, l.query.Name, err))
		}
	}
	return all
}

// takeLimited checks that the query can stand in for the route's own.
func (r *compiled) takeLimited(l *limitedQuery) (wrong problems) {
	var own, given []string
	for _, c := range r.Columns {
		own = append(own, c.Name+" "+c.Kind)
	}
	for _, c := range l.query.Columns {
		if r.Interval && c.Name == "slot" {
			continue
		}
		kind, err := kindOf(c)
		if err != nil {
			wrong.addf("column %s: %w", c.Name, err)
		}
		given = append(given, c.Name+" "+kind)
	}
	if !slices.Equal(own, given) {
		wrong.addf("the columns are %s; give those of %s: %s", strings.Join(given, ", "), r.Path, strings.Join(own, ", "))
	}
	for _, p := range l.query.Params {
		name := p.Column.GetName()
		kind, err := kindOf(p.Column)
		of := r.param(name)
		if err != nil || of == nil || of.Kind != kind || of.Array != p.Column.IsArray {
			wrong.addf("parameter %s of kind %s: %s has no such; use only those of the route, as they are", name, kind, r.Path)
		}
		l.Numbers[name] = int(p.Number)
	}
	if n := l.Numbers["dimensions"]; r.Interval && !strings.Contains(l.query.Text, fmt.Sprintf("$%d::boolean", n)) {
		wrong.addf("parameter dimensions has to be used, and written as @dimensions::boolean")
	}
	for _, name := range l.notes.withheld {
		if c := r.column(name); c == nil || slices.Contains(r.Key, name) {
			wrong.addf("api:withheld %s: there is no such column beside the key; correct the name", name)
		} else {
			c.Withheld = true
		}
	}
	r.Limited = l
	return wrong
}
