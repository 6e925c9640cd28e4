package annotation

import (
	"maps"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// leftOutQuery counts what the rows of a route exclude, such as callers without a number.
type leftOutQuery struct {
	query *Query
	notes *annotations
	wrong problems
}

func newLeftOutQuery(q *Query, notes *annotations, wrong problems) *leftOutQuery {
	l := &leftOutQuery{query: q, notes: notes, wrong: wrong}
	for _, key := range slices.Sorted(maps.Keys(notes.seen)) {
		if key != "api:left-out" && key != "api:es" {
			l.wrong.addf("%s belongs to the route; beside api:left-out there is no other annotation", key)
		}
	}
	if notes.Summary == "" {
		l.wrong.addf("the first comment line is missing; say in it what the query counts")
	}
	return l
}

// assignLeftOut assigns each counting query to its route.
func assignLeftOut(built []*builder, counting []*leftOutQuery, schema Schema) (all []error) {
	for _, l := range counting {
		if len(l.wrong) == 0 {
			n := slices.IndexFunc(built, func(r *builder) bool { return r.Path == l.notes.leftOut })
			switch {
			case n < 0:
				l.wrong.addf("api:left-out GET %s: there is no such route; correct the path", l.notes.leftOut)
			case built[n].LeftOut != nil:
				l.wrong.addf("api:left-out GET %s: the route already has such a query; remove one", l.notes.leftOut)
			case built[n].One || built[n].Interval:
				l.wrong.addf("api:left-out GET %s: only lists have left_out; remove the annotation", l.notes.leftOut)
			default:
				l.wrong = built[n].takeLeftOut(l, schema)
			}
		}
		all = append(all, l.wrong.of(l.query)...)
	}
	return all
}

// takeLeftOut checks that the query returns one number and needs only parameters of the route.
func (r *builder) takeLeftOut(l *leftOutQuery, schema Schema) (wrong problems) {
	columns := l.query.Columns
	if l.query.Command != ":one" || len(columns) != 1 {
		wrong.addf("a query with api:left-out needs :one and a single column")
	} else if kind, err := columns[0].Type.kind(); err != nil || kind != route.Int || !columns[0].NotNull && !schema.Site {
		wrong.addf("column %s has to be a whole number that is never null, such as count(*)", columns[0].Name)
	}
	numbers := r.numbersIn(l.query, &wrong)
	text := strings.Join(l.notes.spanish, " ")
	if text == "" && schema.Spanish != nil && !schema.Site {
		wrong.addf("the first comment line has no Spanish; add -- api:es … beneath it")
	}
	r.LeftOut = &route.LeftOutQuery{SQL: l.query.Text, Description: l.notes.Summary, DescriptionES: text, Numbers: numbers}
	return wrong
}
