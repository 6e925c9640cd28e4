// Package query is the engine that answers every generated route: it checks the parameters of a request, writes the SQL,
// reads the rows and sends them in the requested format. It uses routes, values, zones, masks and a database, and does
// not know HTTP routing or the server.
package query

import (
	"database/sql"
	"math"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// bindOwn binds the query's own parameters, whose numbers are in its text.
func (q *Request) bindOwn(b *builder) {
	for number := 1; number <= len(q.route.Params); number++ {
		for _, p := range q.route.Params {
			if p.Number == number {
				b.bind(q.own(p.Name))
			}
		}
	}
}

func (q *Request) own(name string) any {
	switch name {
	case "range_from":
		if q.span.openFrom {
			return "-infinity"
		}
		return sqlTime(q.span.from)
	case "range_to":
		if q.span.openTo {
			return "infinity"
		}
		return sqlTime(q.span.to)
	}
	value, set := q.args[name]
	if !set && (name == "rollup_from" || name == "rollup_to") {
		return q.own("range_from") // nothing is read from the rollup
	}
	return value
}

// page returns the statement of a plain route: the checked query as a subquery, with filters, order and limit around it.
// PostgreSQL flattens it, so that indexes are used and partitions pruned.
func (q *Request) page() statement {
	if q.route.group != nil {
		return q.groups()
	}
	st := q.pageColumns()
	if q.limit == 0 && !q.route.One && len(st.columns) <= maxLineColumns {
		st.sql = "SELECT " + lineOf(st.columns) + st.sql
		st.rest = func(last []sql.RawBytes, _ int) statement {
			after := *q
			if last != nil {
				after.cursor = &cursor{Last: q.orderValues(last)}
			}
			rest := after.pageColumns()
			rest.sql = "SELECT " + selectList(rest.columns) + rest.sql
			return rest
		}
		return st
	}
	st.sql = "SELECT " + selectList(st.columns) + st.sql
	return st
}

// pageColumns returns the statement of a plain route without its list of columns: it begins with FROM.
func (q *Request) pageColumns() statement {
	b := &builder{}
	q.bindOwn(b)
	st := statement{columns: append([]*route.Column{}, q.fields...), shown: len(q.fields)}
	if !q.route.One {
		for _, t := range q.order {
			if !slices.Contains(q.fields, t.column) {
				st.columns = append(st.columns, t.column)
			}
		}
	}
	st.sql = " FROM (" + q.route.SQL + "\n) AS q" + q.where(b)
	if q.route.One {
		st.sql += " LIMIT 2"
	} else {
		st.sql += orderBy(q.order, b)
		if q.limit > 0 {
			// One more row shows whether there is a next page.
			st.sql += " LIMIT " + b.bind(min(q.limit, math.MaxInt-1)+1) + "::bigint"
		}
	}
	st.args = b.args
	return st
}

// orderValues returns the values of a row in the order's columns, for the cursor after it. They are among the columns
// shown or after them.
func (q *Request) orderValues(values []sql.RawBytes) []*string {
	var out []*string
	behind := len(q.fields)
	for _, t := range q.order {
		at := slices.Index(q.fields, t.column)
		if at < 0 {
			at = behind
			behind++
		}
		var text *string
		if values[at] != nil && (!t.shown || isExpressible(t.column.Kind, values[at])) {
			copied := string(values[at])
			text = &copied
		}
		out = append(out, text)
	}
	return out
}

// counting returns the statement whose rows a count counts.
func (q *Request) counting() statement {
	b := &builder{}
	q.bindOwn(b)
	uncut := *q
	uncut.cursor = nil
	return statement{sql: "FROM (" + q.route.SQL + "\n) AS q" + uncut.where(b), args: b.args}
}

func (q *Request) where(b *builder) string {
	var conditions []string
	for _, f := range q.filters {
		conditions = append(conditions, f.condition("q.", b))
	}
	if q.cursor != nil {
		conditions = append(conditions, q.cursor.condition(q.order, b))
	}
	if len(conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(conditions, " AND ")
}
