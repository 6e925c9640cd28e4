// Builds routes from queries and their annotations.

package annotation

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// Routes returns the routes of the queries that have annotations, in the order of the queries. The error lists every
// problem, with its file and query.
func Routes(queries []Query, schema Schema) ([]route.Route, error) {
	var built []*builder
	var limited []*limitedQuery
	var counting []*leftOutQuery
	var all []error
	for i := range queries {
		q := &queries[i]
		notes, wrong := parse(q.Comments)
		if notes.has("limited") {
			limited = append(limited, newLimitedQuery(q, notes, wrong))
			continue
		}
		if notes.has("left-out") {
			counting = append(counting, newLeftOutQuery(q, notes, wrong))
			continue
		}
		r, more := newBuilder(q, notes, schema, len(wrong) > 0)
		if r != nil {
			built = append(built, r)
		}
		all = append(all, append(wrong, more...).of(q)...)
	}
	all = append(all, checkPaths(built, schema.Known)...)
	if len(all) == 0 {
		all = append(assignLimited(built, limited), assignLeftOut(built, counting, schema)...)
		all = append(all, checkOpenings(built, schema.Known)...)
	}
	if len(all) == 0 && !schema.Site {
		for i := range queries {
			all = append(all, queries[i].checkNulls(schema).of(&queries[i])...)
		}
		all = append(all, schema.Spanish.unused()...)
		all = append(all, schema.Labels.unused()...)
	}
	if len(all) > 0 {
		return nil, fmt.Errorf("annotated queries are wrong:\n%w", errors.Join(all...))
	}
	var routes []route.Route
	for _, r := range built {
		routes = append(routes, r.routes()...)
	}
	return routes, nil
}

func (p *problems) addf(format string, args ...any) {
	*p = append(*p, fmt.Errorf(format, args...))
}

// of prefixes each problem with the file and the query.
func (p problems) of(q *Query) []error {
	var out []error
	for _, err := range p {
		out = append(out, fmt.Errorf("%s: %s: %w", q.File, q.Name, err))
	}
	return out
}

var (
	// sqlc passes on only comments that begin at the left margin and end on their line.
	strayNote   = regexp.MustCompile(`(?m)^\s*(?:--|/?\*)?\s*(api:[a-z-]+)`)
	aggregation = regexp.MustCompile(`(?i)\b(GROUP\s+BY|UNION|DISTINCT|OVER)\b`)
	comment     = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/`)
)

// aggregates reports whether rows of the query's answer are computed from several rows.
func (q *Query) aggregates() bool {
	return aggregation.MatchString(comment.ReplaceAllString(q.Text, " "))
}

// newBuilder checks an annotated query and builds its route. It returns nil for a query without api:route. If the
// annotations could not be parsed, it checks nothing else.
func newBuilder(q *Query, a *annotations, schema Schema, unparsed bool) (*builder, problems) {
	var wrong problems
	for _, m := range strayNote.FindAllStringSubmatch(q.Text, -1) {
		wrong.addf("%s is not read inside the query; begin its line with -- at the left margin, before the query", m[1])
	}
	if a.Path == "" && len(a.seen) > 0 && len(wrong) == 0 && !unparsed {
		wrong.addf("there are annotations without api:route; add -- api:route GET /v1/… or remove them")
	}
	if a.Path == "" || len(wrong) > 0 || unparsed {
		return nil, wrong
	}
	r := &builder{Route: a.Route, query: q, item: a.item}
	r.Name, r.SQL, r.One, r.Aggregates, r.Site = q.Name, q.Text, q.Command == ":one", q.aggregates(), schema.Site
	r.Sources = q.sources(schema)
	if len(r.Scopes) == 0 {
		r.Scopes = []string{"read"}
	}
	if first := strings.Split(r.Path, "/")[2]; r.Group == "" && slices.Contains(route.Groups(), first) {
		r.Group = first
	} else if r.Group == "" {
		wrong.addf("api:group is missing; write api:group %s", usages()["group"])
	}
	if q.Command != ":one" && q.Command != ":many" {
		wrong.addf("a route needs :one or :many, not %s", q.Command)
		return r, wrong
	}
	wrong = append(wrong, r.addParams(a)...)
	wrong = append(wrong, r.addColumns(a, schema)...)
	wrong = append(wrong, r.mark(a, schema.Site)...)
	wrong = append(wrong, r.explain(a)...)
	wrong = append(wrong, r.translate(a, schema)...)
	wrong = append(wrong, r.label(schema)...)
	if len(wrong) == 0 { // after an earlier problem, most of the following ones would only be consequences
		wrong = r.check(schema)
	}
	return r, wrong
}

// addColumns combines the query's result columns with their annotations.
func (r *builder) addColumns(a *annotations, schema Schema) (wrong problems) {
	for i := range r.query.Columns {
		c := &r.query.Columns[i]
		if c.Name == "" {
			wrong.addf("result column %d has no name; give it one with AS", i+1)
			continue
		}
		if r.Interval && c.Name == "slot" {
			r.slot = c
			continue
		}
		note := a.columns[c.Name]
		delete(a.columns, c.Name)
		kind, err := c.Type.kind()
		if err != nil {
			wrong.addf("column %s: %w", c.Name, err)
			continue
		}
		if c.Type.Dimensions > 0 {
			wrong.addf("column %s is an array, which the API cannot answer; make columns or rows of its values", c.Name)
		}
		spanish := ""
		if note.description == "" {
			note.description = schema.Comments[c.Origin]
			spanish = schema.Spanish.of(note.description)
		}
		if note.description == "" {
			wrong.addf("column %s has no description; add -- api:column %s … or a COMMENT on the table's column", c.Name, c.Name)
		}
		r.Columns = append(r.Columns, route.Column{
			Name: c.Name, Kind: kind, Description: note.description, DescriptionES: spanish, Additive: note.additive, Personal: schema.Personal[c.Origin],
			Nullable: c.nullable(),
		})
	}
	for _, name := range slices.Sorted(maps.Keys(a.columns)) {
		wrong.addf("api:column %s: the query has no such column; remove it or correct the name", name)
	}
	return wrong
}

// checkPaths rejects two routes that match the same URLs, and names of known routes.
func checkPaths(built []*builder, known []route.Route) (all []error) {
	taken, names := map[string]string{}, map[string]bool{}
	for _, r := range known {
		taken[placeholder.ReplaceAllString(r.Path, "{}")], names[r.Name] = r.Name, true
	}
	for _, r := range built {
		var wrong problems
		for _, name := range r.names() {
			if names[name] {
				wrong.addf("there is a route of the name %s already; choose another name", name)
			}
		}
		for _, path := range r.paths() {
			shape := placeholder.ReplaceAllString(path, "{}") // placeholders with other names match the same URLs
			if other, twice := taken[shape]; twice {
				wrong.addf("the route %s is already that of %s; give one of them another path", path, other)
			} else {
				taken[shape] = r.query.File + ": " + r.Name
			}
		}
		all = append(all, wrong.of(r.query)...)
	}
	return all
}
