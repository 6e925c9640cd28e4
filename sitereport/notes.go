// Notes about plans: what the tests of the product's own reports refuse.

package sitereport

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// node is a node of a plan.
type node struct {
	Schema   string `json:"Schema"`
	Relation string `json:"Relation Name"`
	Index    string `json:"Index Cond"`
	Recheck  string `json:"Recheck Cond"`
	Filter   string `json:"Filter"`
	Join     string `json:"Join Filter"`
	Plans    []node
}

// all returns the node and those below it.
func (n node) all() []node {
	out := []node{n}
	for _, below := range n.Plans {
		out = append(out, below.all()...)
	}
	return out
}

const (
	// emptyRange is a range without rows, for which no partition of a month is read.
	emptyRange = "from=1970-01-01&to=1970-01-02"
	// filterMark is a value that no row has.
	filterMark = "no-such-value-of-ccrepo"
)

// notes says which partitions are read although they are not of the range, and which filters do not work where rows are
// read: both make a report slow when the tables have grown.
func (c *Checker) notes(ctx context.Context, r *route.Route, text string) (notes []Problem, err error) {
	compiled := query.Compile(*r)
	required := requiredOf(r)
	if r.Time != "" && !r.One {
		nodes, err := c.nodes(ctx, compiled, r.Examples[0], joined(required, emptyRange))
		if err != nil {
			return nil, err
		}
		partitions, err := c.partitions(ctx)
		if err != nil {
			return nil, err
		}
		for _, n := range nodes {
			if slices.Contains(partitions, n.Schema+"."+n.Relation) {
				notes = append(notes, Problem{max(1, lineWith(text, "range_from")), fmt.Sprintf("%s.%s is read for a range that has none of its rows; compare the time of its rows with @range_from and @range_to, without a function around it", n.Schema, n.Relation)})
				break
			}
		}
	}
	for _, key := range r.Key {
		if col := r.Column(key); r.One || col == nil || col.Kind != route.Text {
			continue
		}
		more := joined(required, key+"="+filterMark)
		if r.Time != "" {
			more += "&range=last-30-days"
		}
		nodes, err := c.nodes(ctx, compiled, r.Examples[0], more)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(nodes, func(n node) bool {
			return n.Relation != "" && strings.Contains(n.Index+n.Recheck+n.Filter+n.Join, filterMark)
		}) {
			notes = append(notes, Problem{max(1, lineWith(text, "api:key")), fmt.Sprintf("the filter by %s works on rows that were read already, not where they are read; return the column unchanged, or group by it", key)})
		}
	}
	return notes, nil
}

// requiredOf returns the part of the first example that gives required parameters.
func requiredOf(r *route.Route) string {
	_, given, _ := strings.Cut(r.Examples[0], "?")
	var out []string
	for part := range strings.SplitSeq(given, "&") {
		name, _, _ := strings.Cut(part, "=")
		if p := r.Param(name); p != nil && p.Required {
			out = append(out, part)
		}
	}
	return strings.Join(out, "&")
}

func joined(a, b string) string { return strings.TrimPrefix(a+"&"+b, "&") }

// nodes returns the nodes of the plan of a route.
func (c *Checker) nodes(ctx context.Context, r *query.Route, example, parameters string) ([]node, error) {
	path, _, _ := strings.Cut(example, "?")
	plan, err := c.planOf(ctx, r, path+"?"+parameters)
	if err != nil {
		return nil, err
	}
	var plans []struct{ Plan node }
	if err := json.Unmarshal(plan, &plans); err != nil || len(plans) != 1 {
		return nil, fmt.Errorf("read the plan of %s: %w", r.Path, err)
	}
	return plans[0].Plan.all(), nil
}

// partitions returns the partitions of months.
func (c *Checker) partitions(ctx context.Context) (names []string, err error) {
	rows, err := c.read.QueryContext(ctx, `SELECT n.nspname || '.' || r.relname FROM pg_class AS r JOIN pg_namespace AS n ON n.oid = r.relnamespace
		WHERE r.relispartition AND r.relkind = 'r' AND pg_get_expr(r.relpartbound, r.oid) <> 'DEFAULT'`)
	if err != nil {
		return nil, fmt.Errorf("read the partitions: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("read the partitions: %w", err)
		}
		names = append(names, name)
	}
	return names, rows.Err() //nolint:wrapcheck // it says what it is about
}
