package main

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
)

// intervalColumns come with every interval report.
func intervalColumns() []string { return []string{"interval_start", "interval_end", "partial"} }

// grammarParams are the names of the common grammar; no column or parameter may take them.
func grammarParams() []string {
	return []string{"from", "to", "range", "tz", "fields", "order", "limit", "cursor", "count", "format",
		"interval", "hours", "weekdays", "total", "compare", "explain", "wait"}
}

// The engine makes a query the FROM of its own SELECT.
var reading = regexp.MustCompile(`^(?i:SELECT|WITH)\s`)

// check holds the route against the rules that concern more than one part of it.
func (r *compiled) check(q *plugin.Query, known catalogue) (wrong problems) {
	if r.Summary == "" {
		wrong.addf("the summary is missing; let the first comment line say what the query answers")
	}
	if !reading.MatchString(q.Text) {
		wrong.addf("a route only reads; begin the query with SELECT or WITH")
	}
	if _, exists := known.comments["report."+r.AsOf]; r.AsOf != "" && !exists {
		wrong.addf("api:as-of %s: there is no relation report.%s; correct the name", r.AsOf, r.AsOf)
	}
	wrong = append(wrong, r.checkTime(q.Text)...)
	for _, rule := range []func() problems{r.checkNames, r.checkKey, r.checkChart, r.checkExamples} {
		wrong = append(wrong, rule()...)
	}
	return append(wrong, r.checkInterval(q)...)
}

// checkNames keeps what stands in a query string apart: the grammar, parameters and columns.
func (r *compiled) checkNames() (wrong problems) {
	check := func(what, name string) {
		if slices.Contains(grammarParams(), name) {
			wrong.addf("%s %s: the name belongs to the common grammar; rename it", what, name)
		} else if !identifier.MatchString(name) {
			wrong.addf("%s %q: the name is not of a-z, 0-9 and _; rename it", what, name)
		}
	}
	seen := map[string]bool{}
	for _, c := range r.Columns {
		check("column", c.Name)
		if seen[c.Name] {
			wrong.addf("column %s stands twice; rename one with AS", c.Name)
		}
		seen[c.Name] = true
	}
	for _, p := range r.Params {
		if !p.System {
			check("parameter", p.Name)
		}
		// One in the path never stands in the query string, where the column is a filter.
		if seen[p.Name] && !p.Path {
			wrong.addf("%s is both a parameter and a column; rename one", p.Name)
		}
	}
	return wrong
}

// words are the identifiers of a query.
var words = regexp.MustCompile(`[a-z_][a-z0-9_]*`)

func (r *compiled) checkTime(text string) (wrong problems) {
	from, to := r.param("range_from"), r.param("range_to")
	if r.Time == "" {
		if from != nil || to != nil {
			wrong.addf("api:time is missing; name the column that @range_from and @range_to are about")
		}
		return wrong
	}
	if from == nil || to == nil {
		wrong.addf("api:time %s needs the parameters @range_from and @range_to; use both in the query", r.Time)
	}
	// An aggregate has no moments left, but its text still speaks of them.
	if c := r.column(r.Time); c != nil && c.Kind != "time" || c == nil && !slices.Contains(words.FindAllString(text, -1), r.Time) {
		wrong.addf("api:time %s: the query has no such column of type timestamptz; correct the name", r.Time)
	}
	return wrong
}

func (r *compiled) checkKey() (wrong problems) {
	if len(r.Key) == 0 {
		wrong.addf("api:key is missing; name the columns that identify a row")
	}
	for i, name := range r.Key {
		if r.column(name) == nil {
			wrong.addf("api:key %s: the query has no such column; correct the name", name)
		}
		if slices.Contains(r.Key[:i], name) {
			wrong.addf("api:key %s: it stands twice; take one out", name)
		}
	}
	for name := range strings.SplitSeq(r.Order, ",") {
		if r.Order != "" && r.column(strings.TrimPrefix(name, "-")) == nil {
			wrong.addf("api:order %s: the query has no such column; correct the name", name)
		}
	}
	return wrong
}

// checkInterval holds an interval report against what the engine puts into its query and makes of its rows.
func (r *compiled) checkInterval(q *plugin.Query) (wrong problems) {
	for _, name := range []string{"slot_bounds", "slot_numbers", "total", "dimensions"} {
		if given := r.param(name) != nil; given && !r.Interval {
			wrong.addf("parameter @%s is for interval reports; add -- api:interval or rename it", name)
		} else if !given && r.Interval {
			wrong.addf("api:interval needs the parameter @%s; use it in the query", name)
		}
	}
	for _, c := range r.Columns {
		switch {
		case c.Additive && !r.Interval:
			wrong.addf("column %s: additive is for interval reports; take it out or add -- api:interval", c.Name)
		case c.Additive && (slices.Contains(r.Key, c.Name) || c.Kind != "int" && c.Kind != "number" && c.Kind != "money"):
			wrong.addf("column %s: additive is for numbers outside api:key; take it out", c.Name)
		case r.Interval && slices.Contains(intervalColumns(), c.Name):
			wrong.addf("column %s comes by itself with api:interval; leave it out", c.Name)
		}
	}
	if !r.Interval {
		return wrong
	}
	// The total has no slot, and only the domain tells sqlc so.
	if r.slot == nil || r.slot.IsArray || typeName(r.slot) != "int_or_null" {
		wrong.addf("api:interval needs a result column slot of type int_or_null; select the slot that a row is of")
	}
	if r.One {
		wrong.addf("api:interval needs :many, not :one")
	}
	if !r.TimeRequired {
		wrong.addf("api:interval needs api:time COLUMN required")
	}
	// The engine finds the place for filters on dimensions by this very text.
	if p := r.param("dimensions"); p != nil && !strings.Contains(q.Text, fmt.Sprintf("$%d::boolean", p.Number)) {
		wrong.addf("parameter dimensions has to be written as @dimensions::boolean")
	}
	return wrong
}

func (r *compiled) checkChart() (wrong problems) {
	if r.Chart == nil {
		return nil
	}
	has := func(name string) bool {
		return r.column(name) != nil || r.Interval && slices.Contains(intervalColumns(), name)
	}
	for _, name := range append([]string{r.Chart.X}, r.Chart.Y...) {
		if !has(name) {
			wrong.addf("api:chart: the query has no column %s; correct the name", name)
		}
	}
	return wrong
}

// checkExamples refuses what could not be asked. That the answers are good is for those who run them.
func (r *compiled) checkExamples() (wrong problems) {
	if len(r.Examples) == 0 {
		wrong.addf("api:example is missing; give a URL of %s that answers rows", r.Path)
	}
	names := grammarParams()
	if r.Interval {
		names = append(names, intervalColumns()...)
	}
	for _, c := range r.Columns {
		names = append(names, c.Name)
	}
	for _, p := range r.Params {
		if !p.System && !p.Path {
			names = append(names, p.Name)
		}
	}
	for _, e := range r.Examples {
		path, rawQuery, _ := strings.Cut(e, "?")
		query, err := url.ParseQuery(rawQuery)
		if err != nil || !r.fits(path) {
			wrong.addf("api:example %s does not fit %s; correct it", e, r.Path)
			continue
		}
		for _, given := range slices.Sorted(maps.Keys(query)) {
			if name, _, _ := strings.Cut(given, "."); !slices.Contains(names, name) {
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

// fits tells whether the path of a URL is one of the route's.
func (r *compiled) fits(path string) bool {
	return slices.EqualFunc(strings.Split(r.Path, "/"), strings.Split(path, "/"), func(own, given string) bool {
		return own == given || placeholder.MatchString(own) && given != ""
	})
}
