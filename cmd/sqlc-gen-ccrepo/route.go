package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
	"github.com/sqlc-dev/plugin-sdk-go/sdk"

	"github.com/ccrepo/ccrepo/route"
)

// compiled is what the template writes for one query. Its fields are those of the generated type Route.
type compiled struct {
	Name, Const, Path, Summary, Description string
	One, Interval                           bool
	SlotsInTotal, TotalBesideRows           bool
	Time, AsOf                              string
	TimeRequired, Aggregates                bool
	Order                                   string
	Timeout                                 time.Duration
	Chart                                   *route.Chart
	Key, Examples                           []string
	Params                                  []*param
	Columns                                 []*column
	Whole                                   bool
	Limited                                 *limitedQuery
	slot                                    *plugin.Column // of an interval report; the engine makes times of it
	file                                    string
}

type column struct {
	Name, Kind, Description string
	Nullable, Additive      bool
	Personal                string
	Withheld                bool
	Opens                   string
	Rates                   []*rate
}

var (
	aggregation = regexp.MustCompile(`(?i)\b(GROUP\s+BY|UNION|DISTINCT|OVER)\b`)
	comment     = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/`)
)

// aggregates is whether the rows of a query are computed from several rows.
func aggregates(text string) bool {
	return aggregation.MatchString(comment.ReplaceAllString(text, " "))
}

// sqlc hands over only the comments that begin at the left margin and end on their line.
var strayNote = regexp.MustCompile(`(?m)^\s*(?:--|/?\*)?\s*(api:[a-z-]+)`)

// newRoute checks one annotated query and says what its route is; it is nil for a query without api:route.
func newRoute(q *plugin.Query, known catalogue) (*compiled, problems) {
	a, wrong := parseAnnotations(q.Comments)
	for _, m := range strayNote.FindAllStringSubmatch(q.Text, -1) {
		wrong.addf("%s is not read where it stands; begin its line with -- at the left margin", m[1])
	}
	if a.path == "" && len(a.seen) > 0 && len(wrong) == 0 {
		wrong.addf("there are annotations without api:route; add -- api:route GET /v1/… or take them out")
	}
	if a.path == "" || len(wrong) > 0 {
		return nil, wrong
	}
	r := &compiled{
		Name: q.Name, Const: sdk.LowerTitle(q.Name), Path: a.path, Summary: a.summary, Description: a.description,
		One: q.Cmd == ":one", Interval: a.interval, SlotsInTotal: a.slotsInTotal, TotalBesideRows: a.totalBesideRows, Aggregates: aggregates(q.Text), Time: a.time, TimeRequired: a.timeRequired, AsOf: a.asOf, Chart: a.chart,
		Key: a.key, Order: a.order, Timeout: a.timeout, Examples: a.examples, file: q.Filename, Whole: a.whole,
	}
	if q.Cmd != ":one" && q.Cmd != ":many" {
		wrong.addf("a route needs :one or :many, not %s", q.Cmd)
		return r, wrong
	}
	wrong = append(r.addParams(q, a), r.addColumns(q, a, known)...)
	wrong = append(wrong, r.mark(a)...)
	wrong = append(wrong, r.explain(a)...)
	if len(wrong) == 0 { // else much of what follows would only be its consequence
		wrong = r.check(q, known)
	}
	return r, wrong
}

// addColumns takes the query's result columns and their annotations together.
func (r *compiled) addColumns(q *plugin.Query, a *annotations, known catalogue) (wrong problems) {
	for i, c := range q.Columns {
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
		kind, err := kindOf(c)
		if err != nil {
			wrong.addf("column %s: %w", c.Name, err)
			continue
		}
		if c.IsArray {
			wrong.addf("column %s is an array, which has no form in the API; give its values columns or rows of their own", c.Name)
		}
		if note.description == "" {
			note.description = known.comment(c)
		}
		if note.description == "" {
			wrong.addf("column %s has no description; add -- api:column %s … or a COMMENT on the table's column", c.Name, c.Name)
		}
		r.Columns = append(r.Columns, &column{
			Name: c.Name, Kind: kind, Description: note.description, Additive: note.additive, Personal: known.personalOf(c),
			Nullable: !c.NotNull || strings.HasSuffix(typeName(c), "_or_null") || kind == "money",
		})
	}
	for _, name := range slices.Sorted(maps.Keys(a.columns)) {
		wrong.addf("api:column %s: the query has no such column; take it out or correct the name", name)
	}
	return wrong
}

func (r *compiled) column(name string) *column {
	for _, c := range r.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func (r *compiled) param(name string) *param {
	for _, p := range r.Params {
		if p.Name == name {
			return p
		}
	}
	return nil
}
