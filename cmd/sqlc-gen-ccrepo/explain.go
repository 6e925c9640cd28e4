package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// opening is the URL template that leads from a count to the rows behind it.
type opening struct {
	column, Template string
}

// rate is what a rate is of: sums of columns, where the parameters named have the values given.
type rate struct {
	column, Numerator, Denominator string
	When                           map[string]string
}

// parseRate reads "COLUMN a + b / c - d PARAM=VALUE"; it returns nil for anything else.
func parseRate(words []string) *rate {
	if len(words) < 4 {
		return nil
	}
	r := &rate{column: words[0], When: map[string]string{}}
	words = words[1:]
	for {
		param, value, found := strings.Cut(words[len(words)-1], "=")
		if !found {
			break
		}
		if _, twice := r.When[param]; twice || value == "" {
			return nil
		}
		r.When[param] = value
		words = words[:len(words)-1]
		if len(words) == 0 {
			return nil
		}
	}
	numerator, denominator, found := strings.Cut(strings.Join(words, " "), " / ")
	if !found || !sum.MatchString(numerator) || !sum.MatchString(denominator) {
		return nil
	}
	r.Numerator, r.Denominator = numerator, denominator
	return r
}

var (
	sum         = regexp.MustCompile(`^[a-z_][a-z0-9_]*( [+-] [a-z_][a-z0-9_]*)*$`)
	expressions = regexp.MustCompile(`\{[^}]*\}`)
	expression  = regexp.MustCompile(`^\{([&?]?)([a-z_][a-z0-9_]*(?:,[a-z_][a-z0-9_]*)*)\}$`)
)

// explain hands the annotations api:opens and api:rate to their columns.
func (r *compiled) explain(a *annotations) (wrong problems) {
	for _, o := range a.opens {
		c := r.column(o.column)
		switch {
		case c == nil || c.Kind != "int":
			wrong.addf("api:opens %s: the query has no such column of whole numbers; correct the name", o.column)
			continue
		case r.Time == "":
			wrong.addf("api:opens %s: the rows are those of a range; add api:time", o.column)
		}
		c.Opens = o.Template
		for _, e := range expressions.FindAllString(o.Template, -1) {
			m := expression.FindStringSubmatch(e)
			if m == nil {
				wrong.addf("api:opens %s: %s is not understood; write {name}, {?name,name} or {&name,name}", o.column, e)
				continue
			}
			for name := range strings.SplitSeq(m[2], ",") {
				// Parameters are put in as values, so that they need their own name before them.
				if p := r.param(name); r.column(name) == nil && (p == nil || p.System || m[1] != "") {
					wrong.addf("api:opens %s: there is no column or parameter %s to fill in; correct the name", o.column, name)
				}
			}
		}
	}
	for _, rate := range a.rates {
		c := r.column(rate.column)
		if c == nil {
			wrong.addf("api:rate %s: the query has no such column; correct the name", rate.column)
			continue
		}
		c.Rates = append(c.Rates, rate)
		for _, name := range words.FindAllString(rate.Numerator+" "+rate.Denominator, -1) {
			if r.column(name) == nil {
				wrong.addf("api:rate %s: the query has no column %s; correct the name", rate.column, name)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(rate.When)) {
			if p := r.param(name); p == nil || p.System {
				wrong.addf("api:rate %s: the query has no parameter %s; correct the name", rate.column, name)
			} else if err := p.checkValue(rate.When[name]); err != nil || len(p.Enum) > 0 && !slices.Contains(p.Enum, rate.When[name]) {
				wrong.addf("api:rate %s: the parameter %s is never %s; correct it", rate.column, name, rate.When[name])
			}
		}
	}
	return wrong
}

// checkOpenings holds the templates of all routes against the routes that they lead to.
func checkOpenings(routes []*compiled) (wrong []error) {
	for _, r := range routes {
		for _, c := range r.Columns {
			if c.Opens == "" {
				continue
			}
			path, query, _ := strings.Cut(c.Opens, "?")
			path = strings.TrimSuffix(path, "{") // of {?name}
			at := slices.IndexFunc(routes, func(other *compiled) bool { return other.fits(path) })
			if at < 0 || routes[at].Time == "" || query == "" {
				wrong = append(wrong, fmt.Errorf("%s: %s: api:opens %s: %s leads to no route with a time and a condition; correct it", r.file, r.Name, c.Name, c.Opens))
			}
		}
	}
	return wrong
}
