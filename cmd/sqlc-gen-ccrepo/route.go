package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
)

// route is what the template writes for one query. Its fields are those of the generated type Route.
type route struct {
	Name, Const, Path, Summary, Description string
	One, Interval                           bool
	Time, TimeUse, AsOf, Chart              string
	Key, Examples                           []string
	Params                                  []param
	Columns                                 []column
}

type param struct {
	Name, Kind, Description string
	Number                  int
	Array, Path, System     bool
	Required                bool
	Default, Min, Max       string
	Enum                    []string
}

type column struct {
	Name, Kind, Description   string
	Array, Nullable, Additive bool
}

// systemParams are the parameters that the engine gives rather than the caller, with their types.
var systemParams = map[string]string{
	"range_from":   "time",
	"range_to":     "time",
	"slot_bounds":  "time[]",
	"slot_numbers": "int[]",
	"total":        "bool",
	"dimensions":   "bool",
}

// intervalColumns come with every interval report.
var intervalColumns = []string{"interval_start", "interval_end", "partial"}

// grammarParams are the names of the common grammar; no column or parameter may take them.
var grammarParams = []string{"from", "to", "range", "tz", "fields", "order", "limit", "cursor", "count", "format",
	"interval", "hours", "weekdays", "total", "compare", "explain", "wait"}

var (
	placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)
	identifier  = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
)

// newRoute checks one annotated query and says what its route is. It returns nil for a query without api:route.
func newRoute(q *plugin.Query, comments comments) (*route, error) {
	a, err := parseAnnotations(q)
	if err != nil {
		return nil, err
	}
	if a.path == "" {
		if len(a.params)+len(a.columns)+len(a.key)+len(a.examples) > 0 || a.time != "" || a.interval || a.chart != "" || a.asOf != "" {
			return nil, errors.New("annotations without api:route")
		}
		return nil, nil
	}
	r := &route{
		Name: q.Name, Const: strings.ToLower(q.Name[:1]) + q.Name[1:], Path: a.path,
		Summary: a.summary, Description: a.description,
		One: q.Cmd == ":one", Interval: a.interval, Time: a.time, TimeUse: a.timeUse, AsOf: a.asOf, Chart: a.chart,
		Key: a.key, Examples: a.examples,
	}
	if r.Summary == "" {
		return nil, errors.New("the first comment line must say what the query answers")
	}
	if q.Cmd != ":one" && q.Cmd != ":many" {
		return nil, fmt.Errorf("a route needs :one or :many, not %s", q.Cmd)
	}
	if r.Params, err = params(q, a); err != nil {
		return nil, err
	}
	if r.Columns, err = columns(q, a, comments); err != nil {
		return nil, err
	}
	return r, r.check(a)
}

func params(q *plugin.Query, a *annotations) ([]param, error) {
	inPath := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(a.path, -1) {
		inPath[m[1]] = true
	}
	var out []param
	for _, p := range q.Params {
		kind, err := kindOf(p.Column)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", p.Column.Name, err)
		}
		made := param{Name: p.Column.Name, Number: int(p.Number), Kind: kind, Array: p.Column.IsArray}
		if want, system := systemParams[made.Name]; system {
			if got := made.Kind + map[bool]string{true: "[]"}[made.Array]; got != want {
				return nil, fmt.Errorf("parameter %s is of type %s, want %s", made.Name, got, want)
			}
			made.System = true
			out = append(out, made)
			continue
		}
		note, ok := a.params[made.Name]
		if !ok || note.description == "" {
			return nil, fmt.Errorf("parameter %s has no description: add -- api:param %s …", made.Name, made.Name)
		}
		made.Description, made.Min, made.Max, made.Enum = note.description, note.min, note.max, note.enum
		if made.Required = note.def == nil; !made.Required {
			made.Default = *note.def
		}
		made.Path = inPath[made.Name]
		delete(inPath, made.Name)
		delete(a.params, made.Name)
		out = append(out, made)
	}
	for name := range inPath {
		return nil, fmt.Errorf("path placeholder {%s} has no parameter @%s", name, name)
	}
	for name := range a.params {
		return nil, fmt.Errorf("api:param %s: the query has no parameter @%s", name, name)
	}
	return out, nil
}

func columns(q *plugin.Query, a *annotations, comments comments) ([]column, error) {
	var out []column
	for _, c := range q.Columns {
		if a.interval && c.Name == "slot" {
			continue
		}
		kind, err := kindOf(c)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
		note, noted := a.columns[c.Name]
		delete(a.columns, c.Name)
		if !noted {
			note.description = comments.of(c)
		}
		if note.description == "" {
			return nil, fmt.Errorf("column %s has no description: add -- api:column %s …", c.Name, c.Name)
		}
		out = append(out, column{
			Name: c.Name, Kind: kind, Description: note.description, Array: c.IsArray,
			Nullable: !c.NotNull || strings.HasSuffix(c.Type.Name, "_or_null") || c.Type.Name == "money_amount",
			Additive: note.additive,
		})
	}
	for name := range a.columns {
		return nil, fmt.Errorf("api:column %s: the query has no such column", name)
	}
	return out, nil
}

// check holds the query against the rules that concern more than one part of it.
func (r *route) check(a *annotations) error {
	has := func(name string) bool {
		return slices.ContainsFunc(r.Columns, func(c column) bool { return c.Name == name })
	}
	bound := map[string]bool{}
	for _, p := range r.Params {
		bound[p.Name] = true
		if has(p.Name) && !p.Path {
			return fmt.Errorf("%s is both a parameter and a column; rename one", p.Name)
		}
	}
	seen := map[string]bool{}
	for _, name := range append(r.names(), r.callerParams()...) {
		switch {
		case slices.Contains(grammarParams, name):
			return fmt.Errorf("the name %s belongs to the common grammar; rename it", name)
		case !identifier.MatchString(name):
			return fmt.Errorf("the name %q is no lower-case identifier", name)
		case seen[name] && has(name) && slices.Index(r.names(), name) >= 0 && count(r.names(), name) > 1:
			return fmt.Errorf("column %s stands twice", name)
		}
		seen[name] = true
	}
	if (r.Time != "") != (bound["range_from"] && bound["range_to"]) {
		return errors.New("api:time goes with the parameters @range_from and @range_to, both or none")
	}
	if r.Time != "" && !r.Interval && !has(r.Time) {
		return fmt.Errorf("api:time %s: the query has no such column", r.Time)
	}
	if len(r.Key) == 0 {
		return errors.New("api:key is missing: name the columns that identify a row")
	}
	for _, k := range r.Key {
		if !has(k) {
			return fmt.Errorf("api:key %s: the query has no such column", k)
		}
	}
	for _, c := range r.Columns {
		if c.Additive && !r.Interval {
			return fmt.Errorf("api:column %s: additive is for interval reports", c.Name)
		}
		if r.Interval && slices.Contains(intervalColumns, c.Name) {
			return fmt.Errorf("column %s comes by itself with api:interval; leave it out", c.Name)
		}
	}
	if r.Interval {
		for _, p := range []string{"slot_bounds", "slot_numbers", "total", "dimensions"} {
			if !bound[p] {
				return fmt.Errorf("api:interval needs the parameter @%s", p)
			}
		}
		if r.TimeUse != "required" {
			return errors.New("api:interval needs api:time … required")
		}
	}
	if len(r.Examples) == 0 {
		return errors.New("api:example is missing")
	}
	shape := regexp.MustCompile("^" + placeholder.ReplaceAllString(r.Path, `[^/?]+`) + `(\?|$)`)
	for _, e := range r.Examples {
		if !shape.MatchString(e) {
			return fmt.Errorf("api:example %s does not fit %s", e, r.Path)
		}
	}
	return r.checkChart(has)
}

func (r *route) checkChart(has func(string) bool) error {
	if r.Chart == "" {
		return nil
	}
	for _, axis := range strings.Fields(r.Chart)[1:] {
		_, names, _ := strings.Cut(axis, "=")
		for _, name := range strings.Split(names, ",") {
			if !has(name) && !(r.Interval && slices.Contains(intervalColumns, name)) {
				return fmt.Errorf("api:chart: the query has no column %s", name)
			}
		}
	}
	return nil
}

func (r *route) names() []string {
	var out []string
	for _, c := range r.Columns {
		out = append(out, c.Name)
	}
	return out
}

func (r *route) callerParams() []string {
	var out []string
	for _, p := range r.Params {
		if !p.System {
			out = append(out, p.Name)
		}
	}
	return out
}

func count(names []string, name string) int {
	n := 0
	for _, m := range names {
		if m == name {
			n++
		}
	}
	return n
}
