// The annotations that explain a figure: api:opens and api:rate.

package annotation

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

var (
	expressions = regexp.MustCompile(`\{[^}]*\}`)
	expression  = regexp.MustCompile(`^\{([&?]?)([a-z_][a-z0-9_]*(?:,[a-z_][a-z0-9_]*)*)\}$`)
)

// explain adds the annotations api:opens and api:rate to the columns.
func (r *builder) explain(a *annotations) (wrong problems) {
	for _, o := range a.opens {
		c := r.Column(o.column)
		switch {
		case c == nil || c.Kind != route.Int:
			wrong.addf("api:opens %s: the query has no such column of whole numbers; correct the name", o.column)
			continue
		case r.Time == "":
			wrong.addf("api:opens %s: the rows are those of a range; add api:time", o.column)
		}
		c.Opens = o.template
		for _, e := range expressions.FindAllString(o.template, -1) {
			m := expression.FindStringSubmatch(e)
			if m == nil {
				wrong.addf("api:opens %s: %s is not valid; write {name}, {?name,name} or {&name,name}", o.column, e)
				continue
			}
			for name := range strings.SplitSeq(m[2], ",") {
				// A parameter is filled in as a value only, so the template must contain its name before the placeholder.
				if p := r.Param(name); r.Column(name) == nil && (p == nil || p.System || m[1] != "") {
					wrong.addf("api:opens %s: there is no column or parameter %s to fill in; correct the name", o.column, name)
				}
			}
		}
	}
	for _, rate := range a.rates {
		c := r.Column(rate.column)
		if c == nil {
			wrong.addf("api:rate %s: the query has no such column; correct the name", rate.column)
			continue
		}
		c.Rates = append(c.Rates, rate.Rate)
		for _, name := range names.FindAllString(rate.Numerator+" "+rate.Denominator, -1) {
			if r.Column(name) == nil {
				wrong.addf("api:rate %s: the query has no column %s; correct the name", rate.column, name)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(rate.When)) {
			if p := r.Param(name); p == nil || p.System {
				wrong.addf("api:rate %s: the query has no parameter %s; correct the name", rate.column, name)
			} else if err := checkValue(p, rate.When[name]); err != nil {
				wrong.addf("api:rate %s: the parameter %s is never %s; correct it", rate.column, name, rate.When[name])
			}
		}
	}
	return wrong
}

// checkOpenings checks that the templates point to routes with a time.
func checkOpenings(built []*builder, known []route.Route) (all []error) {
	routes := slices.Clone(known)
	for _, r := range built {
		routes = append(routes, r.Route)
	}
	for _, r := range built {
		var wrong problems
		for _, c := range r.Columns {
			if c.Opens == "" {
				continue
			}
			path, query, _ := strings.Cut(c.Opens, "?")
			path = strings.TrimSuffix(path, "{") // the rest of {?name}
			at := slices.IndexFunc(routes, func(other route.Route) bool { return fits(other.Path, path) })
			if at < 0 || routes[at].Time == "" || query == "" {
				wrong.addf("api:opens %s: %s leads to no route with a time and a condition; correct it", c.Name, c.Opens)
			}
		}
		all = append(all, wrong.of(r.query)...)
	}
	return all
}
