// What a query plan must not contain.

package query

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"
)

// planNode is a node of a plan as EXPLAIN (FORMAT JSON, VERBOSE) writes it.
type planNode struct {
	Kind      string   `json:"Node Type"`
	Role      string   `json:"Parent Relationship"`
	Schema    string   `json:"Schema"`
	Relation  string   `json:"Relation Name"`
	Function  string   `json:"Function Name"`
	Index     string   `json:"Index Name"`
	IndexCond string   `json:"Index Cond"`
	Recheck   string   `json:"Recheck Cond"`
	Filter    string   `json:"Filter"`
	OnJoin    string   `json:"Join Filter"`
	Hash      string   `json:"Hash Cond"`
	Merge     string   `json:"Merge Cond"`
	Once      string   `json:"One-Time Filter"`
	SortKey   []string `json:"Sort Key"`
	Presorted []string `json:"Presorted Key"`
	Rows      float64  `json:"Plan Rows"`
	Plans     []*planNode
	above     *planNode
}

// readPlan reads what EXPLAIN writes.
func readPlan(text []byte) (*planNode, error) {
	var plans []struct{ Plan *planNode }
	if err := json.Unmarshal(text, &plans); err != nil || len(plans) != 1 {
		return nil, fmt.Errorf("read plan %.200s: %w", text, err)
	}
	top := plans[0].Plan
	for n := range top.all {
		for _, below := range n.Plans {
			below.above = n
		}
	}
	return top, nil
}

// all goes through the node and those below it.
func (n *planNode) all(yield func(*planNode) bool) {
	n.walk(yield)
}

func (n *planNode) walk(yield func(*planNode) bool) bool {
	if !yield(n) {
		return false
	}
	for _, below := range n.Plans {
		if !below.walk(yield) {
			return false
		}
	}
	return true
}

// String is the node with its conditions and the kinds of those above it.
func (n *planNode) String() string {
	var b strings.Builder
	b.WriteString(n.Kind)
	if n.Relation != "" {
		fmt.Fprintf(&b, " on %s.%s", n.Schema, n.Relation)
	}
	if n.Function != "" {
		fmt.Fprintf(&b, " of %s.%s()", n.Schema, n.Function)
	}
	if n.Index != "" {
		fmt.Fprintf(&b, " using %s", n.Index)
	}
	fmt.Fprintf(&b, ", %.0f rows", n.Rows)
	for _, part := range [][2]string{
		{"index condition", n.IndexCond}, {"filter", n.Filter}, {"join filter", n.OnJoin}, {"hash condition", n.Hash}, {"merge condition", n.Merge},
		{"one-time filter", n.Once}, {"sort key", strings.Join(n.SortKey, ", ")}, {"presorted", strings.Join(n.Presorted, ", ")},
	} {
		if part[1] != "" {
			fmt.Fprintf(&b, "; %s: %.600s", part[0], part[1])
		}
	}
	above := "\n\t\tbelow"
	for up := n.above; up != nil; up = up.above {
		b.WriteString(above + " " + up.Kind)
		above = " <"
	}
	return b.String()
}

// planRule names what a finding is about; an exception is from one of them.
type planRule string

const (
	rulePrune  planRule = "partitions" // only those of the range are read
	ruleIndex  planRule = "index"      // no table that grows is read whole
	ruleOrder  planRule = "order"      // a page comes in its order
	ruleFilter planRule = "filter"     // filters work where rows are read
	ruleSeen   planRule = "seen"       // the plan shows everything that is read
)

// planFinding is an error at a node.
type planFinding struct {
	rule planRule
	node *planNode
	what string
}

func (f planFinding) String() string { return fmt.Sprintf("%s (%s)\n\t%s", f.what, f.rule, f.node) }

// planCheck holds the rules for a plan.
type planCheck struct {
	*planDatabase
	from, to time.Time // the range; zero if none is given
	open     bool      // a range could have been given
	every    bool      // tables that do not grow are looked at, too
	paged    bool      // rows come in the order of an index
	filtered bool      // a filter may have chosen the index, which then gives the order in part
	// mark is how conditions show the value of the filter or of the cursor; nil if there is none.
	mark *regexp.Regexp
	// What lies before the cursor is not of the range for the table whose rows it is about.
	cutFrom, cutTo time.Time
}

// findings are all that is wrong with a plan.
func (c planCheck) findings(top *planNode) []planFinding {
	var out []planFinding
	add := func(rule planRule, n *planNode, what string, args ...any) {
		out = append(out, planFinding{rule, n, fmt.Sprintf(what, args...)})
	}
	read, marked := false, false
	for n := range top.all {
		if table, known := c.tables[n.Schema+"."+n.Relation]; known {
			read = true
			if what := c.pruning(n, table); what != "" {
				add(rulePrune, n, "%s", what)
			}
			if what := c.scan(n, table); what != "" {
				add(ruleIndex, n, "%s", what)
			}
		}
		if n.Function != "" && n.Schema != "pg_catalog" {
			add(ruleSeen, n, "what a function reads is not seen by the planner: write it as part of the query")
		}
		if what := c.order(n); what != "" {
			add(ruleOrder, n, "%s", what)
		}
		if n.shows(c.mark) {
			switch {
			case n.Kind == "Function Scan": // of values that are bound
				continue
			case !n.readsRows():
				add(ruleFilter, n, "the filter (or cursor) works on rows that were read and worked on already, not where they are read")
			}
			marked = true
		}
	}
	if c.mark != nil && !marked {
		add(ruleFilter, top, "the filter (or cursor) works nowhere")
	}
	if !read {
		add(ruleSeen, top, "the plan reads no table, so there is nothing to check")
	}
	return out
}

// pruning says what is wrong with reading a table that grows.
func (c planCheck) pruning(n *planNode, table planTable) string {
	from, to, what := c.from, c.to, ""
	if !c.cutFrom.IsZero() && n.shows(c.mark) {
		from, to, what = c.cutFrom, c.cutTo, ", less what lies before the cursor"
	}
	switch {
	case !table.growing || from.IsZero() || n.isBound():
		return ""
	case table.from.IsZero():
		return fmt.Sprintf("the default partition is read, though %s has others for the range", table.name)
	case !table.from.Before(to) || !table.to.After(from):
		return fmt.Sprintf("this partition of %s is not of the range from %s to %s%s", table.name, from.Format(time.RFC3339), to.Format(time.RFC3339), what)
	}
	return ""
}

// fewPages are read at once as fast as by an index.
const fewPages = 4

// scan says what is wrong with how a table is read.
func (c planCheck) scan(n *planNode, table planTable) string {
	if !table.growing && !c.every || table.pages <= fewPages {
		return ""
	}
	if n.Kind == "Seq Scan" {
		return fmt.Sprintf("%s is read whole", n.Relation)
	}
	for used := range n.all {
		if used.Index == "" || used != n && used.Kind != "Bitmap Index Scan" {
			continue
		}
		index := c.indexes[used.Index]
		switch {
		case index.partial:
		case c.from.IsZero() && c.paged && (c.filtered || used.Filter == ""): // the page is full before the table is read whole
		case used.IndexCond == "":
			return fmt.Sprintf("the whole index %s is read, no condition narrows it", used.Index)
		case c.open && index.columns[0] == c.growing[table.name]:
			return fmt.Sprintf("the whole index %s is read, the bounds of %s are open", used.Index, index.columns[0])
		}
	}
	return ""
}

// fewRows are sorted as fast as an index walks past those that a filter leaves out.
const fewRows = 4 * defaultLimit

// order says what is wrong with a node that sorts.
func (c planCheck) order(n *planNode) string {
	switch {
	case !c.paged || n.Rows <= fewRows:
	case n.Kind == "Sort":
		return fmt.Sprintf("%.0f rows are sorted for a page of %d: its order comes from no index", n.Rows, defaultLimit)
	case n.Kind == "Incremental Sort" && !c.filtered:
		return "the order comes from an index in part only"
	}
	return ""
}

// shows reports whether a condition of the node contains a text.
func (n *planNode) shows(mark *regexp.Regexp) bool {
	conditions := []string{n.IndexCond, n.Recheck, n.Filter, n.OnJoin, n.Hash, n.Merge, n.Once}
	return mark != nil && slices.ContainsFunc(conditions, mark.MatchString)
}

// isBound reports whether the node finds the least or greatest value of a column, by one row of an index.
func (n *planNode) isBound() bool {
	up := n.above
	for up != nil && strings.HasSuffix(up.Kind, "Append") {
		up = up.above
	}
	return n.Index != "" && up != nil && up.Kind == "Limit" && up.Role == "InitPlan" && up.Rows <= 1
}

// readsRows reports whether the node reads a table, or joins rows as they are read, before anything is made of them.
func (n *planNode) readsRows() bool {
	if n.Relation != "" || n.Kind == "Bitmap Index Scan" {
		return true
	}
	for below := range n.all {
		if slices.Contains([]string{"Aggregate", "Group", "WindowAgg", "Unique", "SetOp", "Limit", "CTE Scan", "Subquery Scan", "Recursive Union"}, below.Kind) {
			return false
		}
	}
	return slices.Contains([]string{"Nested Loop", "Hash Join", "Merge Join"}, n.Kind)
}

// markOf is how the conditions of a statement's plan show a value that it binds.
func markOf(st planStatement, value string) *regexp.Regexp {
	if st.generic {
		return regexp.MustCompile(fmt.Sprintf(`\$%d\b`, 1+slices.Index(st.args, any(value))))
	}
	return regexp.MustCompile(regexp.QuoteMeta(pq.QuoteLiteral(value)))
}
