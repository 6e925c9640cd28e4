// The rules about more than one part of a route.

package annotation

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// intervalColumns returns the columns that the engine adds to every interval report.
func intervalColumns() (names []string) {
	for _, c := range route.SlotColumns() {
		names = append(names, c.Name)
	}
	return names
}

// grammarParams returns the parameters of the common grammar. No column or parameter may have one of their names.
func grammarParams() []string {
	return []string{"from", "to", "range", "tz", "fields", "order", "limit", "cursor", "count", "by", "agg", "format",
		"interval", "hours", "weekdays", "total", "compare", "explain", "wait", "lang", "labels", "dialect", "separator", "decimal", "bom", "dates"}
}

var (
	// The engine uses a query as the FROM of its own SELECT.
	reading = regexp.MustCompile(`^(?i:SELECT|WITH)\s`)
	// names matches the identifiers in a query or in a sum of columns.
	names = regexp.MustCompile(`[a-z_][a-z0-9_]*`)
)

// check applies the rules about more than one part of the route.
func (r *builder) check(schema Schema) (wrong problems) {
	if r.Summary == "" {
		wrong.addf("the summary is missing; say in the first comment line what the query answers")
	}
	if !reading.MatchString(r.query.Text) {
		wrong.addf("a route only reads; begin the query with SELECT or WITH")
	}
	if _, exists := schema.Comments["report."+r.AsOf]; r.AsOf != "" && !exists {
		wrong.addf("api:as-of %s: there is no relation report.%s; correct the name", r.AsOf, r.AsOf)
	}
	for _, rule := range []func() problems{r.checkTime, r.checkNames, r.checkKey, r.checkChart, r.checkExamples, r.checkInterval, r.checkItem} {
		wrong = append(wrong, rule()...)
	}
	return wrong
}

// checkNames checks that the names in a query string are unique: those of the grammar, of parameters and of columns.
func (r *builder) checkNames() (wrong problems) {
	check := func(what, name string) {
		if slices.Contains(grammarParams(), name) || name == "source" && r.readsRollup() {
			wrong.addf("%s %s: the name belongs to the common grammar; rename it", what, name)
		} else if !identifier.MatchString(name) {
			wrong.addf("%s %q: a name consists of a-z, 0-9 and _; rename it", what, name)
		}
	}
	seen := map[string]bool{}
	for _, c := range r.Columns {
		check("column", c.Name)
		if seen[c.Name] {
			wrong.addf("there are two columns %s; rename one with AS", c.Name)
		}
		seen[c.Name] = true
	}
	for _, p := range r.Params {
		if !p.System {
			check("parameter", p.Name)
		}
		// A path parameter is never in the query string, so a column of the same name can be a filter there.
		if seen[p.Name] && !p.Path {
			wrong.addf("%s is both a parameter and a column; rename one", p.Name)
		}
	}
	return wrong
}

func (r *builder) checkTime() (wrong problems) {
	from, to := r.Param("range_from"), r.Param("range_to")
	if r.Time == "" {
		if from != nil || to != nil {
			wrong.addf("api:time is missing; name the column that @range_from and @range_to bound")
		}
		return wrong
	}
	if r.readsRollup() != (r.Param("rollup_to") != nil) || r.readsRollup() && r.AsOf == "" {
		wrong.addf("a query that reads a rollup needs both parameters @rollup_from and @rollup_to, and api:as-of")
	}
	if from == nil || to == nil {
		wrong.addf("api:time %s needs the parameters @range_from and @range_to; use both in the query", r.Time)
	}
	// A query that aggregates does not return the column, but its text contains the name, unless it reads a rollup of it.
	if c := r.Column(r.Time); c != nil && c.Kind != route.Time || c == nil && !r.readsRollup() && !slices.Contains(names.FindAllString(r.query.Text, -1), r.Time) {
		wrong.addf("api:time %s: the query has no such column of type timestamptz; correct the name", r.Time)
	}
	return wrong
}

// readsRollup reports whether the query can read sums of quarters of an hour instead of single rows.
func (r *builder) readsRollup() bool { return r.Param("rollup_from") != nil }

func (r *builder) checkKey() (wrong problems) {
	if len(r.Key) == 0 {
		wrong.addf("api:key is missing; name the columns that identify a row")
	}
	for i, name := range r.Key {
		if r.Column(name) == nil {
			wrong.addf("api:key %s: the query has no such column; correct the name", name)
		}
		if slices.Contains(r.Key[:i], name) {
			wrong.addf("api:key %s: the column is given twice; remove one", name)
		}
	}
	for i, name := range r.Main {
		if r.Column(name) == nil || slices.Contains(r.Main[:i], name) {
			wrong.addf("api:main %s: the query has no such column, or it is given twice; correct the name", name)
		}
	}
	for name := range strings.SplitSeq(r.Order, ",") {
		if r.Order != "" && r.Column(strings.TrimPrefix(name, "-")) == nil {
			wrong.addf("api:order %s: the query has no such column; correct the name", name)
		}
	}
	return wrong
}

// checkInterval checks an interval report against what the engine inserts into its query and expects in its rows.
func (r *builder) checkInterval() (wrong problems) {
	for _, name := range []string{"slot_bounds", "slot_numbers", "total", "dimensions"} {
		if given := r.Param(name) != nil; given && !r.Interval {
			wrong.addf("parameter @%s is for interval reports; add -- api:interval or rename it", name)
		} else if !given && r.Interval {
			wrong.addf("api:interval needs the parameter @%s; use it in the query", name)
		}
	}
	for _, c := range r.Columns {
		switch {
		case c.Additive && !r.Interval:
			wrong.addf("column %s: additive is for interval reports; remove it or add -- api:interval", c.Name)
		case c.Additive && (slices.Contains(r.Key, c.Name) || !numeric(c.Kind)):
			wrong.addf("column %s: additive is for numbers outside api:key; remove it", c.Name)
		case r.Interval && slices.Contains(intervalColumns(), c.Name):
			wrong.addf("column %s is added by api:interval; remove it from the query", c.Name)
		}
	}
	if !r.Interval {
		return wrong
	}
	// The total has no slot. Only the domain shows that the column may be NULL.
	if r.slot == nil || r.slot.Type.Dimensions > 0 || r.slot.Type.Name != "int_or_null" {
		wrong.addf("api:interval needs a result column slot of type int_or_null; select the slot of each row")
	}
	if r.One {
		wrong.addf("api:interval needs :many, not :one")
	}
	if !r.TimeRequired {
		wrong.addf("api:interval needs api:time COLUMN required")
	}
	if p := r.Param("dimensions"); p != nil && !r.query.hasDimensions(p.Number) {
		wrong.addf("parameter dimensions has to be written as @dimensions::boolean")
	}
	return wrong
}

// hasDimensions reports whether the query contains the text that the engine replaces by the filters on dimensions.
func (q *Query) hasDimensions(number int) bool {
	return strings.Contains(q.Text, fmt.Sprintf("$%d::boolean", number))
}

func (r *builder) checkChart() (wrong problems) {
	if r.Chart == nil {
		return nil
	}
	if !slices.Contains(route.ChartKinds(), r.Chart.Kind) {
		wrong.addf("api:chart: %s is none of %s", r.Chart.Kind, strings.Join(route.ChartKinds(), ", "))
	}
	for _, name := range append([]string{r.Chart.X}, r.Chart.Y...) {
		if r.Column(name) == nil && (!r.Interval || !slices.Contains(intervalColumns(), name)) {
			wrong.addf("api:chart: the query has no column %s; correct the name", name)
		}
	}
	return wrong
}

// checkExamples rejects URLs that the API would reject. A test checks that their answers have rows.
func (r *builder) checkExamples() (wrong problems) {
	if !slices.ContainsFunc(r.Examples, func(e string) bool { return fits(r.Path, examplePath(e)) }) {
		wrong.addf("api:example is missing; give a URL of %s that answers rows", r.Path)
	}
	known := grammarParams()
	if r.Interval {
		known = append(known, intervalColumns()...)
	}
	for _, c := range r.Columns {
		known = append(known, c.Name)
	}
	for _, p := range r.Params {
		if !p.System && !p.Path {
			known = append(known, p.Name)
		}
	}
	for _, e := range r.Examples {
		path, rawQuery, _ := strings.Cut(e, "?")
		query, err := url.ParseQuery(rawQuery)
		if err != nil || !slices.ContainsFunc(r.paths(), func(own string) bool { return fits(own, path) }) {
			wrong.addf("api:example %s does not fit %s; correct it", e, strings.Join(r.paths(), " or "))
			continue
		}
		for _, given := range slices.Sorted(maps.Keys(query)) {
			if name, _, _ := strings.Cut(given, "."); !slices.Contains(known, name) {
				wrong.addf("api:example %s: there is no parameter or column %s; correct it", e, name)
			}
		}
		for _, p := range r.Params {
			if p.Required && !p.Path && !query.Has(p.Name) {
				wrong.addf("api:example %s lacks the parameter %s; add it, or give it a default=", e, p.Name)
			}
		}
	}
	return wrong
}

func examplePath(example string) string {
	path, _, _ := strings.Cut(example, "?")
	return path
}

// fits reports whether the path of a URL matches the route path.
func fits(routePath, path string) bool {
	return slices.EqualFunc(strings.Split(routePath, "/"), strings.Split(path, "/"), func(own, given string) bool {
		return own == given || placeholder.MatchString(own) && given != ""
	})
}
