package annotation

import (
	"maps"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// limitedQuery answers a route for campaign-limited keys. A route needs one if its own query reads rows without a
// campaign.
type limitedQuery struct {
	query *Query
	notes *annotations
	wrong problems
}

func newLimitedQuery(q *Query, notes *annotations, wrong problems) *limitedQuery {
	l := &limitedQuery{query: q, notes: notes, wrong: wrong}
	for _, key := range slices.Sorted(maps.Keys(notes.seen)) {
		if key != "api:limited" && key != "api:withheld" {
			l.wrong.addf("%s belongs to the route; beside api:limited there is only api:withheld", key)
		}
	}
	return l
}

// assignLimited assigns each query for campaign-limited keys to its route.
func assignLimited(built []*builder, limited []*limitedQuery) (all []error) {
	for _, l := range limited {
		if len(l.wrong) == 0 {
			n := slices.IndexFunc(built, func(r *builder) bool { return r.Path == l.notes.limited })
			switch {
			case n < 0:
				l.wrong.addf("api:limited GET %s: there is no such route; correct the path", l.notes.limited)
			case built[n].Limited != nil || built[n].Whole:
				l.wrong.addf("api:limited GET %s: the route already has such a query, or is closed by api:whole; remove one", l.notes.limited)
			default:
				l.wrong = built[n].takeLimited(l)
			}
		}
		all = append(all, l.wrong.of(l.query)...)
	}
	return all
}

// takeLimited checks that the query can replace the route's own.
func (r *builder) takeLimited(l *limitedQuery) (wrong problems) {
	var own, given []string
	for _, c := range r.Columns {
		own = append(own, c.Name+" "+string(c.Kind))
	}
	for _, c := range l.query.Columns {
		if r.Interval && c.Name == "slot" {
			continue
		}
		kind, err := c.Type.kind()
		if err != nil {
			wrong.addf("column %s: %w", c.Name, err)
		}
		given = append(given, c.Name+" "+string(kind))
	}
	if !slices.Equal(own, given) {
		wrong.addf("the columns are %s; give those of %s: %s", strings.Join(given, ", "), r.Path, strings.Join(own, ", "))
	}
	numbers := r.numbersIn(l.query, &wrong)
	if r.Interval && !l.query.hasDimensions(numbers["dimensions"]) {
		wrong.addf("parameter dimensions has to be used, and written as @dimensions::boolean")
	}
	for _, name := range l.notes.withheld {
		if c := r.Column(name); c == nil || slices.Contains(r.Key, name) {
			wrong.addf("api:withheld %s: there is no such column outside the key; correct the name", name)
		} else {
			c.Withheld = true
		}
	}
	r.Limited = &route.LimitedQuery{SQL: l.query.Text, Aggregates: l.query.aggregates(), Numbers: numbers}
	return wrong
}

// numbersIn returns the numbers of the route's parameters in another query, and refuses parameters of its own.
func (r *builder) numbersIn(q *Query, wrong *problems) map[string]int {
	numbers := map[string]int{}
	for _, p := range q.Params {
		kind, err := p.Type.kind()
		of := r.Param(p.Name)
		if err != nil || of == nil || of.Kind != kind || of.Array != (p.Type.Dimensions > 0) {
			wrong.addf("parameter %s of kind %s: %s has no such; use only those of the route, with their types", p.Name, kind, r.Path)
		}
		numbers[p.Name] = p.Number
	}
	return numbers
}
