// Package query is the engine that answers every generated route: it checks what is asked of a route, writes the SQL
// for it, reads the rows and sends them in the format asked for. It knows routes, values, zones, masks and a database.
package query

import (
	"database/sql"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/route"
)

// bindOwn binds the query's own parameters, whose numbers stand in its text.
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
	bound := func(t time.Time, open string) any {
		// A range that is required has both ends: its zero time is the beginning of the year 1.
		if t.IsZero() && !q.route.TimeRequired {
			return open
		}
		return sqlTime(t)
	}
	switch name {
	case "range_from":
		return bound(q.span.from, "-infinity")
	case "range_to":
		return bound(q.span.to, "infinity")
	}
	return q.args[name]
}

// page is the statement of a plain route: the checked query, wrapped in filters, order and limit.
// PostgreSQL flattens it, so that indexes and the pruning of partitions serve.
func (q *Request) page() statement {
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

// pageColumns is the statement of a plain route from its FROM on.
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
			// One row more tells whether there is a next page.
			st.sql += " LIMIT " + b.bind(min(q.limit, math.MaxInt-1)+1) + "::bigint"
		}
	}
	st.args = b.args
	return st
}

// orderValues picks a row's values of the order's columns, which the cursor after it needs: they stand
// among those shown or behind them.
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

// counting is the statement whose rows a count counts.
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
