// The tests of query plans: each query reads what it needs by an index.

package query

import (
	"database/sql"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// planException lets a route break a rule, with the reason why it must. Those of a relation let only
// it be read so.
type planException struct {
	path     string
	rule     planRule
	relation string
	reason   string
}

// planExceptions are all that there are; one that is not needed fails the test.
var planExceptions = []planException{
	{"/v1/reports/agent-summary", rulePrune, "report.agent_time", "what still goes on may have begun long before the range; of earlier partitions only the index of open rows is read"},
	{"/v1/reports/call", ruleOrder, "", "the rows of one call are few, though the planner expects some of each table and partition"},
	{"/v1/reports/call", rulePrune, "public.cdr_repo", "a disposition has its own time, which is later than that of its record"},
	{"/v1/reports/channel-agents", rulePrune, "report.interaction_part", "what was begun up to 30 days before the range may go on within it"},
	{"/v1/reports/data-quality", rulePrune, "", "a visit is looked up by its callid where it goes on after the range, and a session where it began before"},
	{"/v1/reports/email-dialers", rulePrune, "public.email_log_repo", "a run that began within the range may end at any time after it"},
	{"/v1/reports/email-responses", rulePrune, "public.email_log_repo", "what follows an e-mail may do so up to 30 days after the range"},
	{"/v1/feeds", ruleSeen, "", "a site has a few feeds"},
	{"/v1/reports/coverage", ruleSeen, "", "feeds have few gaps"},
	{"/v1/reports/live-agents", ruleFilter, "", "an agent's latest call is chosen before anything is asked of it"},
	{"/v1/reports/recall-list", ruleFilter, "", "a number's last loss is known once all of its losses have been read"},
	{"/v1/reports/recall-list", ruleIndex, "", "whether an agent has talked to a caller since depends on all events from the range on"},
	{"/v1/reports/recall-list", rulePrune, "", "whether an agent has talked to a caller since depends on all events from the range on"},
	{"/v1/reports/repeat-callers", ruleFilter, "", "each row has the share of the whole range, so all numbers are counted before one is selected"},
}

// limitedPlanExceptions are the routes that may read a whole index for campaign-limited keys.
var limitedPlanExceptions = map[string]string{
	"/v1/tables/calls_spool":      "a page goes through the key and leaves out what is not the campaigns'",
	"/v1/tables/dialer_base":      "a page goes through the key and leaves out what is not the campaigns'",
	"/v1/reports/call":            "in each month, the rows of one call are found by callid and by campaign; the planner cannot know in advance which index is better",
	"/v1/reports/contact-history": "the beginning of a number is compared only after the policy: left() is not leakproof",
}

// TestPlans checks the plans by which PostgreSQL answers every route from two years of partitions: it reads only those
// of the range, by an index, in the order of the page if the route has pages, and filters where it reads; for
// campaign-limited keys as well. See newPlanDatabase for the rows, planCheck for the rules.
func TestPlans(t *testing.T) {
	t.Parallel()
	at, database := newPlanDatabase(t)
	reader, err := pools.OpenPool(at, pools.ReaderSettings(0))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Close() })
	var routes []*Route
	for _, r := range db.Routes() {
		routes = append(routes, Compile(r))
	}
	limited, err := pools.OpenPool(at, pools.ReaderSettings(0, "role", pools.LimitedRole, "app.campaigns", textArray([]string{planValue, "value 3", "other"})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = limited.Close() })
	var looked, needed sync.Map // paths of routes; planExceptions by their number
	t.Run("routes", func(t *testing.T) {
		for _, r := range routes {
			t.Run(strings.TrimPrefix(r.Path, "/v1/"), func(t *testing.T) {
				t.Parallel()
				looked.Store(r.Path, true)
				for _, v := range planVariants(r, database) {
					for _, st := range v.statements(t, r) {
						var wrong []string
						for _, f := range v.check(r, database, st).findings(explain(t, reader, st)) {
							if n := exceptionFor(r, f, database); n >= 0 {
								needed.Store(n, true)
							} else {
								wrong = append(wrong, f.String())
							}
						}
						reportFindings(t, "GET "+r.Path+", "+v.name+st.name, wrong)
					}
				}
			})
		}
	})
	t.Run("limited", func(t *testing.T) {
		for _, r := range routes {
			if r.limited == nil || strings.HasPrefix(r.Path, "/v1/events/") { // those are all alike
				continue
			}
			t.Run(strings.TrimPrefix(r.Path, "/v1/"), func(t *testing.T) {
				t.Parallel()
				for _, v := range planVariants(r, database) {
					for _, st := range v.statements(t, r.limited) {
						var wrong []string
						for _, f := range v.check(r, database, st).findings(explain(t, limited, st)) {
							reason := limitedPlanExceptions[r.Path]
							if exceptionFor(r, f, database) < 0 && (reason == "" || f.rule != ruleIndex) {
								wrong = append(wrong, f.String())
							}
						}
						reportFindings(t, "GET "+r.Path+", limited, "+v.name+st.name, wrong)
					}
				}
			})
		}
	})
	for n, e := range planExceptions {
		_, wasLooked := looked.Load(e.path)
		_, wasNeeded := needed.Load(n)
		switch {
		case !slices.ContainsFunc(routes, func(r *Route) bool { return r.Path == e.path }):
			t.Errorf("there is no route %s to make an exception for", e.path)
		case wasLooked && !wasNeeded:
			t.Errorf("%s needs no exception from the rule %q any more: %s", e.path, e.rule, e.reason)
		}
	}
}

// reportFindings fails the test with the first findings about a statement.
func reportFindings(t *testing.T, statement string, wrong []string) {
	t.Helper()
	if more := len(wrong) - 3; more > 0 {
		wrong = append(wrong[:3], fmt.Sprintf("and %d more", more))
	}
	if len(wrong) > 0 {
		t.Errorf("%s:\n%s", statement, strings.Join(wrong, "\n"))
	}
}

// exceptionFor is the number of the exception that lets a finding be, or -1.
func exceptionFor(r *Route, f planFinding, database *planDatabase) int {
	for n, e := range planExceptions {
		if e.path == r.Path && e.rule == f.rule && (e.relation == "" || e.relation == database.tables[f.node.Schema+"."+f.node.Relation].name) {
			return n
		}
	}
	return -1
}

// planVariant is a question to a route.
type planVariant struct {
	name     string
	query    url.Values // beside the route's own parameters
	from, to time.Time  // zero if none is asked for
	deep     bool       // the page after a row of planDay's noon
	filter   bool
	count    bool
	group    bool
}

// planVariants are the questions that a route is looked at by.
func planVariants(r *Route, database *planDatabase) []planVariant {
	var out []planVariant
	add := func(v planVariant, pairs ...string) {
		v.query = url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.query.Set(pairs[i], pairs[i+1])
		}
		if !v.from.IsZero() {
			v.query.Set("from", v.from.Format(time.RFC3339))
			v.query.Set("to", v.to.Format(time.RFC3339))
		}
		if r.Interval {
			v.query.Set("interval", "hour")
		}
		out = append(out, v)
	}
	var day, later planVariant
	descending := "-" + r.rowKey[0]
	if r.Time != "" {
		day.from, day.to = planDay, planDay.AddDate(0, 0, 1)
		later.from, later.to = day.from, day.to
		if r.rowKey[0] == r.Time {
			later.from, later.to = planFirst.AddDate(0, 1, 15), planEnd.AddDate(0, 0, -15)
		}
		if r.Column(r.Time) != nil {
			descending = "-" + r.Time
		}
	}
	named := func(v planVariant, name string) planVariant {
		v.name = name
		return v
	}
	if r.Time != "" && !r.TimeRequired {
		add(planVariant{name: "all history"})
	}
	add(named(day, "one day"))
	if r.One {
		return out
	}
	add(named(day, "one day, descending"), "order", descending)
	if slices.Contains(r.ReadingParams(), "hours") {
		add(named(day, "one day, in its hours"), "hours", "08:00-17:00")
	}
	if r.HasRollup() {
		add(named(day, "one day, from visits"), "source", "visits")
		add(named(planVariant{from: day.from.Add(-time.Minute), to: day.to.Add(time.Minute)}, "one day and a minute"))
	}
	if !r.Interval {
		later.deep = true
		add(named(later, "a later page"))
		add(named(later, "a later page, descending"), "order", descending)
		if r.Time != "" {
			counted := named(day, "one day, counted")
			counted.count = true
			add(counted)
			if !strings.HasPrefix(r.Path, "/v1/events/") { // those are all alike
				grouped := named(day, "one day, by group")
				grouped.group = true
				add(grouped, "by", r.rowKey[0], "agg", "count,share,"+r.rowKey[0]+".distinct")
			}
		}
	}
	day.filter = true
	indexed := database.indexed()
	for _, c := range r.Columns {
		// In an interval report, filters on all but its key are about finished rows.
		if c.Kind == route.Text && indexed[c.Name] && (!r.Interval || isDimension(r, &c)) {
			add(named(day, "one day, "+c.Name+" filtered by"), c.Name, planValue)
		}
	}
	return out
}

// check returns the rules for the variant's plans.
func (v planVariant) check(r *Route, database *planDatabase, st planStatement) planCheck {
	c := planCheck{planDatabase: database, from: v.from, to: v.to, every: strings.HasPrefix(r.Path, "/v1/tables/"), filtered: v.filter}
	c.open = v.from.IsZero() && r.Time != ""
	switch {
	case v.filter:
		c.mark = markOf(st, planValue)
	case v.deep && r.rowKey[0] == r.Time:
		c.mark = markOf(st, planNoon)
		if c.cutFrom, c.cutTo = planDay, v.to; v.query.Has("order") || strings.HasPrefix(r.Order, "-") {
			c.cutFrom, c.cutTo = v.from, planDay
		}
	}
	// A report of another order than that of time makes its rows before it sorts them.
	c.paged = !r.One && !r.Interval && !v.count && !v.group && (c.every || r.Time != "" && r.rowKey[0] == r.Time)
	return c
}

// planStatement is a statement that the server would run.
type planStatement struct {
	statement
	name    string // what it is for, where a question needs several
	generic bool   // it is planned without its values, as PostgreSQL may plan one that is kept prepared
}

// statements are those that the server would run to answer the variant.
func (v planVariant) statements(t *testing.T, r *Route) []planStatement {
	t.Helper()
	own, pathParams := ownValues(t, r)
	keys := testSecrets(t, "a")
	options := Options{Location: time.UTC, Now: time.Now, Mask: mask.None, Keys: func() (*secret.Keys, error) { return keys, nil }}
	ask := func() *Request {
		for name := range v.query {
			own[name] = v.query[name]
		}
		q, invalid := r.Parse(Input{Path: pathParams, Query: own.Encode()}, options)
		if invalid != nil {
			t.Fatalf("GET %s?%s: %s", r.Path, own.Encode(), invalid.Detail)
		}
		q.args["as_of"] = sqlTime(planAsOf)
		if q.rolledUpTo = planAsOf; r.HasRollup() && !r.Interval {
			q.rollup(q.span, nil).args(q.args)
		}
		return q
	}
	q := ask()
	switch {
	case r.Interval:
		p, invalid := newPlan(q.span, q.interval, q.loc, q.window, planAsOf)
		if invalid != nil {
			t.Fatalf("GET %s?%s: %s", r.Path, own.Encode(), invalid.Detail)
		}
		if r.HasRollup() {
			q.rollPlans(p)
		}
		return []planStatement{{q.reportRows(p), ", rows", false}, {q.reportTotal(p, nil), ", total", false}}
	case v.count:
		st := q.counting()
		st.sql = "SELECT count(*) " + st.sql
		return []planStatement{{st, "", false}}
	case v.deep:
		own.Set("cursor", encodeCursor(keys, cursorAtNoon(q)))
		q = ask()
	}
	return []planStatement{{q.page(), "", false}, {q.page(), ", prepared", true}}
}

// ownValues takes what the route itself asks for from its first example.
func ownValues(t *testing.T, r *Route) (own url.Values, pathParams map[string]string) {
	t.Helper()
	if len(r.Examples) == 0 {
		t.Fatalf("GET %s has no example to take its parameters from", r.Path)
	}
	example, err := url.Parse(r.Examples[0])
	if err != nil {
		t.Fatal(err)
	}
	own, pathParams = url.Values{}, map[string]string{}
	for _, name := range r.ownParams() {
		if example.Query().Has(name) {
			own[name] = example.Query()[name]
		}
	}
	given := strings.Split(example.Path, "/")
	for i, part := range strings.Split(r.Path, "/") {
		if strings.HasPrefix(part, "{") {
			pathParams[strings.Trim(part, "{}")] = given[i]
		}
	}
	return own, pathParams
}

// cursorAtNoon is the cursor after a row of planDay.
func cursorAtNoon(q *Request) cursor {
	c := cursor{Identity: q.identity}
	for _, term := range q.order {
		value := map[route.Kind]string{
			route.Text: planValue, route.Int: "3000", route.Number: "3000", route.Money: "3000", route.Bool: "true",
			route.Time: planNoon,
		}[term.column.Kind]
		c.Last = append(c.Last, &value)
	}
	return c
}

// explain asks for the plan of a statement as a connection of the server would make it.
func explain(t *testing.T, pool *sql.DB, st planStatement) *planNode {
	t.Helper()
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	const explain = "EXPLAIN (FORMAT JSON, VERBOSE) "
	text, args := explain+st.sql, st.args
	if st.generic {
		values := ""
		for _, arg := range st.args {
			values += ", " + pq.QuoteLiteral(fmt.Sprint(arg))
		}
		for _, step := range []string{"SET plan_cache_mode = force_generic_plan", "PREPARE looked_at AS " + st.sql} {
			if _, err := conn.ExecContext(t.Context(), step); err != nil {
				t.Fatalf("%v\n%s", err, step)
			}
		}
		defer func() { _, _ = conn.ExecContext(t.Context(), "DEALLOCATE looked_at") }()
		text, args = explain+"EXECUTE looked_at ("+strings.TrimPrefix(values, ", ")+")", nil
		if values == "" {
			text = explain + "EXECUTE looked_at"
		}
	}
	var plan []byte
	if err := conn.QueryRowContext(t.Context(), text, args...).Scan(&plan); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	top, err := readPlan(plan)
	if err != nil {
		t.Fatal(err)
	}
	return top
}
