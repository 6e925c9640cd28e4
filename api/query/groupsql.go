// The statement of a question by group, and the URLs of the rows of each group.

package query

import (
	"context"
	"database/sql"
	"math"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// groups returns the statement of a page of groups. The route's own query is a subquery, as in that of its rows, so that
// indexes are used and partitions pruned. The total is computed in the same pass, and is the last row; the last column but
// one of each row is the number of groups, with the total.
func (q *Request) groups() statement {
	b := &builder{}
	q.bindOwn(b)
	g := q.route.group
	before, after := *q, *q
	before.cursor, before.filters, after.filters = nil, nil, nil
	for _, f := range q.filters {
		if g.owns(f.column) {
			before.filters = append(before.filters, f)
		} else {
			after.filters = append(after.filters, f)
		}
	}
	var inner, keys, outer []string
	for i, d := range g.by {
		key := quoteIdent("key " + strconv.Itoa(i))
		inner, keys = append(inner, d.expression(q.loc, b)+" AS "+key), append(keys, key)
		outer = append(outer, key+" AS "+quoteIdent(q.route.Key[i]))
	}
	for i, f := range g.figures {
		value := quoteIdent("value " + strconv.Itoa(i))
		if f.column != nil {
			inner = append(inner, shownValue(f.column)+" AS "+value)
		}
		outer = append(outer, f.expression(value)+" AS "+quoteIdent(q.route.Columns[len(g.by)+i].Name))
	}
	list := strings.Join(keys, ", ")
	with := "WITH groups AS MATERIALIZED (SELECT " + strings.Join(outer, ", ") + ", NULL::text AS " + quoteIdent(rowsColumn) +
		", grouping(" + keys[0] + `) = 1 AS "is total", count(*) OVER () AS "in all"` +
		" FROM (SELECT " + strings.Join(inner, ", ") + " FROM (" + q.route.SQL + "\n) AS q" + before.where(b) + ") AS q" +
		// One group more than allowed is enough to refuse the answer.
		" GROUP BY GROUPING SETS ((" + list + "), ()) LIMIT " + strconv.Itoa(MaxGroups+2) + ")"
	st := statement{columns: slices.Clone(q.fields), shown: len(q.fields), total: true}
	for _, t := range q.order {
		if !slices.Contains(q.fields, t.column) {
			st.columns = append(st.columns, t.column)
		}
	}
	st.columns = append(st.columns, &route.Column{Name: "in all", Kind: route.Int}, &route.Column{Name: "mark", Kind: route.Int})
	page := `SELECT q.*, 0 AS "mark" FROM (SELECT * FROM groups WHERE NOT "is total") AS q` + after.where(b) + orderBy(q.order, b)
	if q.limit > 0 {
		page += " LIMIT " + b.bind(min(q.limit, math.MaxInt-1)+1) + "::bigint"
	}
	st.sql = with + " SELECT " + selectList(st.columns) + " FROM ((" + page + ") UNION ALL SELECT *, " + totalMark + ` FROM groups WHERE "is total") AS q` +
		` ORDER BY q."mark" DESC, ` + orderTerms(q.order, b)
	st.args = b.args
	return st
}

// shownValue returns the value of a column as it is shown: what no format can express is null.
func shownValue(c *route.Column) string {
	name := "q." + quoteIdent(c.Name)
	if lower, upper := expressible(c.Kind, name); lower != "" {
		name = "CASE WHEN " + lower + " AND " + upper + " THEN " + name + " END"
	}
	if c.Kind == route.Number || c.Kind == route.Money {
		name = "(" + name + ")::numeric"
	}
	return name
}

// expression returns the value of a row in the dimension.
func (d dimension) expression(loc *time.Location, b *builder) string {
	value := shownValue(d.column)
	if d.band != "" {
		width := b.bind(d.band) + "::numeric"
		band := "floor((" + value + ")::numeric / " + width + ") * " + width
		if d.column.Kind == route.Int {
			return "(" + band + ")::bigint"
		}
		return band
	}
	if d.window == "" {
		return value
	}
	return windowOf(d.window, "("+value+")", loc, b)
}

// expression returns the figure of the rows of a group.
func (f figure) expression(value string) string {
	switch f.function {
	case "share":
		// The total, which is one of the rows, has the greatest count.
		return "round(100.0 * count(*) / nullif(max(count(*)) OVER (), 0), 2)"
	case "count":
		if f.column == nil {
			return "count(*)"
		}
		return "count(" + value + ")"
	case "distinct":
		return "count(DISTINCT " + value + ")"
	case "avg":
		return "trim_scale(round(avg(" + value + "), 4))"
	case "p50", "p90", "p95":
		return "trim_scale(round((percentile_cont(0." + f.function[1:] + ") WITHIN GROUP (ORDER BY " + value + "::double precision))::numeric, 4))"
	}
	return f.function + "(" + value + ")"
}

// checkGroups refuses what only a question by group can have wrong.
func (q *Request) checkGroups(values url.Values, path map[string]string, wrong *problem.List) {
	if q.route.group == nil {
		return
	}
	for _, f := range q.filters {
		if f.column.Name == rowsColumn && !q.route.group.owns(f.column) {
			wrong.Add(problem.Param("invalid_value", f.param, "%s is an address, by which groups are neither filtered nor ordered", rowsColumn))
		}
	}
	if slices.ContainsFunc(q.order, func(t orderTerm) bool { return t.column.Name == rowsColumn }) {
		wrong.Add(problem.Param("invalid_value", "order", "%s is an address, by which groups are neither filtered nor ordered", rowsColumn))
	}
	q.keepRows(values, path)
}

// keepRows keeps what the URLs of the rows of groups have in common.
func (q *Request) keepRows(values url.Values, path map[string]string) {
	q.rowsPath, q.rowsKept = q.route.Path, url.Values{"tz": {q.loc.String()}}
	for name, value := range path {
		q.rowsPath = strings.ReplaceAll(q.rowsPath, "{"+name+"}", url.PathEscape(value))
	}
	for _, name := range append(q.route.ownParams(), "hours", "weekdays") {
		if given, is := values[name]; is {
			q.rowsKept[name] = given
		}
	}
	for _, f := range q.filters {
		if q.route.group.owns(f.column) && f.param != "" {
			q.rowsKept[f.param] = values[f.param]
		}
	}
}

// rowsOf returns the URL of the rows of a group with the values of its dimensions; nil: it would need a masked value.
func (q *Request) rowsOf(dimensions []sql.RawBytes) []byte {
	out, span := url.Values{}, q.span
	for name, values := range q.rowsKept {
		out[name] = values
	}
	for i, value := range dimensions {
		d := q.route.group.by[i]
		if q.mask != mask.None && d.column.Personal != "" && (d.column.Personal != route.PersonalMixed || mask.LooksPersonal(value)) {
			return nil
		}
		name := d.column.Name
		switch {
		case value == nil:
			out.Set(name+".null", "true")
		case slices.Contains(cyclic(), d.window):
			out.Set(name+"."+d.window, string(value))
		case d.window != "":
			start, _ := parseSQLTime(value)
			end := nextStart(start, d.window, q.loc)
			if name == q.route.Time {
				span = within(span, start, end)
				continue
			}
			narrow(out, name+".gte", start.In(q.loc).Format(time.RFC3339Nano), func(a, b string) bool { return compareTimes(a, b, q.loc) > 0 })
			narrow(out, name+".lt", end.In(q.loc).Format(time.RFC3339Nano), func(a, b string) bool { return compareTimes(a, b, q.loc) < 0 })
		case d.band != "":
			least, _ := new(big.Rat).SetString(string(value))
			width, _ := new(big.Rat).SetString(d.band)
			narrow(out, name+".gte", decimalText(least), func(a, b string) bool { return compareNumbers(a, b) > 0 })
			narrow(out, name+".lt", decimalText(new(big.Rat).Add(least, width)), func(a, b string) bool { return compareNumbers(a, b) < 0 })
		case d.column.Kind == route.Time:
			out.Set(name, string(appendTime(nil, value, q.loc)))
		default:
			out.Set(name, string(value))
		}
	}
	if !span.openFrom {
		out.Set("from", span.from.In(q.loc).Format(time.RFC3339Nano))
	}
	if !span.openTo {
		out.Set("to", span.to.In(q.loc).Format(time.RFC3339Nano))
	}
	return []byte(q.rowsPath + "?" + out.Encode())
}

// within returns the part of a range from one time to another.
func within(r Range, from, to time.Time) Range {
	if r.openFrom || from.After(r.from) {
		r.from, r.openFrom = from, false
	}
	if r.openTo || to.Before(r.to) {
		r.to, r.openTo = to, false
	}
	return r
}

// narrow sets a bound, unless the one that is there is narrower.
func narrow(values url.Values, name, bound string, narrower func(a, b string) bool) {
	if !values.Has(name) || narrower(bound, values.Get(name)) {
		values.Set(name, bound)
	}
}

func compareTimes(a, b string, loc *time.Location) int {
	ta, _ := ParseTime(a, loc) // both were parsed before
	tb, _ := ParseTime(b, loc)
	return ta.Compare(tb)
}

func compareNumbers(a, b string) int {
	ra, _ := new(big.Rat).SetString(a) // both are numbers
	rb, _ := new(big.Rat).SetString(b)
	return ra.Cmp(rb)
}

// decimalText writes a number without needless zeros.
func decimalText(r *big.Rat) string {
	text := r.FloatString(6)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// groupEncoder adds the URLs of their rows to groups.
type groupEncoder struct {
	encoder
	rows   *Request
	at     int   // the index of the column of the URLs
	keys   []int // the indexes of the dimensions
	total  bool  // the row that comes is the total
	values []sql.RawBytes
}

func (e *groupEncoder) row(buf []byte, first bool, values []sql.RawBytes) []byte {
	var key []sql.RawBytes
	if !e.total {
		for _, i := range e.keys {
			key = append(key, values[i])
		}
	}
	e.values = append(e.values[:0], values...)
	e.values[e.at] = e.rows.rowsOf(key)
	return e.encoder.row(buf, first, e.values)
}

// beginGroups refuses an answer of too many groups, and lets the encoder add the URLs of their rows.
func (a *answer) beginGroups(st statement, r *rows) error {
	if n, err := strconv.Atoi(string(r.values[len(r.values)-2])); err != nil || n > MaxGroups+1 {
		return problem.New("too_many_rows", "There would be more than %d groups; request a shorter range, filter, or group by fewer or longer parts.", MaxGroups).WithCause(err)
	}
	index := func(name string) int {
		return slices.IndexFunc(st.columns, func(c *route.Column) bool { return c.Name == name })
	}
	e := &groupEncoder{encoder: a.encoder, rows: a.Request, at: index(rowsColumn)}
	for _, name := range a.route.Key {
		e.keys = append(e.keys, index(name))
	}
	if a.grouped = e; e.at >= 0 && e.at < len(a.fields) {
		a.encoder = e
	}
	return nil
}

// endGroups writes the total, which comes after the row that shows whether there is a next page.
func (a *answer) endGroups(ctx context.Context, r *rows) error {
	for r.more {
		if err := r.next(ctx); err != nil {
			return err
		}
	}
	if !a.total {
		return nil
	}
	a.grouped.total = true
	return a.writeTotal(ctx, nil, r, nil, nil)
}
