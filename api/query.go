package api

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/db"
)

// builder numbers the values that a statement binds.
type builder struct {
	args []any
}

func (b *builder) bind(value any) string {
	b.args = append(b.args, value)
	return "$" + strconv.Itoa(len(b.args))
}

// statement is SQL with its values and the columns that it answers: first those to show, then those
// that only the cursor needs.
type statement struct {
	sql     string
	args    []any
	columns []*db.Column
	shown   int
}

// bindOwn binds the query's own parameters, whose numbers stand in its text.
func (q *request) bindOwn(b *builder) {
	for number := 1; number <= len(q.route.Params); number++ {
		for _, p := range q.route.Params {
			if p.Number == number {
				b.bind(q.own(p.Name))
			}
		}
	}
}

func (q *request) own(name string) any {
	bound := func(t time.Time, open string) any {
		if t.IsZero() {
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
func (q *request) page() statement {
	b := &builder{}
	q.bindOwn(b)
	st := statement{columns: q.fields, shown: len(q.fields)}
	if q.limit > 0 {
		st.columns = append([]*db.Column{}, q.fields...)
		for _, t := range q.order {
			st.columns = append(st.columns, t.column)
		}
	}
	st.sql = "SELECT " + selectList(st.columns) + " FROM (" + q.route.SQL + "\n) AS q" + q.where(b)
	if q.route.One {
		st.sql += " LIMIT 2"
	} else {
		st.sql += orderBy(q.order)
		if q.limit > 0 {
			// One row more tells whether there is a next page.
			st.sql += " LIMIT " + b.bind(min(q.limit, math.MaxInt-1)+1) + "::bigint"
		}
	}
	st.args = b.args
	return st
}

// counting is the statement whose rows a count counts.
func (q *request) counting() statement {
	b := &builder{}
	q.bindOwn(b)
	uncut := *q
	uncut.cursor = nil
	return statement{sql: "FROM (" + q.route.SQL + "\n) AS q" + uncut.where(b), args: b.args}
}

func (q *request) where(b *builder) string {
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

// selectList asks for each column in the form that costs least on the way to the client: the driver
// hands numerics and texts through and reads integers fast, but would parse a time only for it to be
// printed again.
func selectList(columns []*db.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = "q." + quoteIdent(c.Name)
		switch c.Kind {
		case db.Time:
			names[i] += "::text"
		case db.Number:
			names[i] += "::numeric" // for those that are floats
		}
	}
	return strings.Join(names, ", ")
}

// slotArgs hands the plan to the query.
func (q *request) slotArgs(p *plan, total bool) {
	q.args["slot_bounds"] = timeArray(p.bounds)
	q.args["slot_numbers"] = p.slotNumbers()
	q.args["total"] = strconv.FormatBool(total)
	q.args["dimensions"] = "true"
}

// splitFilters parts the filters on dimensions, which count the aggregation, from those about
// finished rows.
func (q *request) splitFilters() (dimensions, measures []filter) {
	for _, f := range q.filters {
		if isDimension(q.route, f.column) {
			dimensions = append(dimensions, f)
		} else {
			measures = append(measures, f)
		}
	}
	return dimensions, measures
}

func isDimension(r *route, c *db.Column) bool {
	for _, k := range r.Key {
		if k == c.Name {
			return true
		}
	}
	return false
}

// aggregate writes the report's own query, with the filters on its dimensions put where the query
// asks for them.
func (q *request) aggregate(b *builder, extra string, dimensions []filter) string {
	conditions := []string{}
	for _, f := range dimensions {
		conditions = append(conditions, f.condition("", b))
	}
	if extra != "" {
		conditions = append(conditions, extra)
	}
	text := q.route.SQL
	if len(conditions) == 0 {
		return text
	}
	for _, p := range q.route.Params {
		if p.Name == "dimensions" {
			slot := fmt.Sprintf("$%d::boolean", p.Number)
			text = strings.ReplaceAll(text, slot, "("+slot+" AND "+strings.Join(conditions, " AND ")+")")
		}
	}
	return text
}

// reportRows joins the aggregated rows to the grid of every dimension and every slot; an additive
// column of an empty cell is 0, any other NULL.
func (q *request) reportRows(p *plan) statement {
	b := &builder{}
	q.slotArgs(p, false)
	q.bindOwn(b)
	dimensions, measures := q.splitFilters()
	aggregate := q.aggregate(b, "", dimensions)
	names := make([]string, len(q.route.Key))
	joins := "a.slot = s.slot"
	for i, k := range q.route.Key {
		names[i] = quoteIdent(k)
		joins += " AND a." + names[i] + " = d." + names[i]
	}
	list := strings.Join(names, ", ")
	cells := []string{"s.interval_start", "s.interval_end", "s.partial"}
	for _, c := range q.route.Columns[3:] {
		name := quoteIdent(c.Name)
		switch {
		case isDimension(q.route, &c):
			cells = append(cells, "d."+name)
		case c.Additive:
			cells = append(cells, "coalesce(a."+name+", 0) AS "+name)
		default:
			cells = append(cells, "a."+name)
		}
	}
	named := namedDimensions(q.route, dimensions, b)
	if named != "" {
		named = " UNION SELECT " + named
	}
	grid := "SELECT " + strings.Join(cells, ", ") +
		" FROM (SELECT DISTINCT " + list + " FROM aggregated" + named + ") AS d (" + list + ")" +
		" CROSS JOIN unnest(" +
		b.bind(p.column(func(s slot) string { return `"` + sqlTime(s.start) + `"` })) + "::timestamptz[], " +
		b.bind(p.column(func(s slot) string { return `"` + sqlTime(s.end) + `"` })) + "::timestamptz[], " +
		b.bind(p.column(func(s slot) string { return strconv.FormatBool(s.partial) })) + "::boolean[])" +
		" WITH ORDINALITY AS s (interval_start, interval_end, partial, slot)" +
		" LEFT JOIN aggregated AS a ON " + joins
	where := ""
	if len(measures) > 0 {
		filtered := *q
		filtered.filters = measures
		where = filtered.where(b)
	}
	st := statement{columns: append([]*db.Column{}, q.fields...), shown: len(q.fields)}
	// The slot and the dimensions of a row tell which rows a total is of.
	for _, k := range q.route.rowKey {
		st.columns = append(st.columns, q.route.column(k))
	}
	// One row more than allowed is enough to refuse the report, before a huge grid is sorted.
	st.sql = "WITH aggregated AS MATERIALIZED (" + aggregate + "\n) SELECT " + selectList(st.columns) +
		", (count(*) OVER ())::text FROM (SELECT * FROM (" + grid + ") AS q" + where +
		" LIMIT " + strconv.Itoa(maxReportRows+1) + ") AS q" + orderBy(q.order)
	st.args = b.args
	return st
}

// namedDimensions are the rows that filters name: those of equality on every dimension.
func namedDimensions(r *route, filters []filter, b *builder) string {
	// Values are bound only once it is clear that they are used: PostgreSQL refuses others.
	named := make([]filter, len(r.Key))
	for i, k := range r.Key {
		n := slices.IndexFunc(filters, func(f filter) bool { return f.column.Name == k && f.operator == "eq" })
		if n < 0 {
			return ""
		}
		named[i] = filters[n]
	}
	lists := make([]string, len(r.Key))
	for i, k := range r.Key {
		lists[i] = "unnest(" + b.bind(textArray(named[i].values)) + "::" + sqlType(named[i].column.Kind) + "[]) AS " + quoteIdent("n_"+k) + " (" + quoteIdent(k) + ")"
	}
	columns := make([]string, len(r.Key))
	for i, k := range r.Key {
		columns[i] = quoteIdent("n_"+k) + "." + quoteIdent(k)
	}
	where := ""
	var conditions []string
	for _, f := range filters {
		conditions = append(conditions, f.condition(quoteIdent("n_"+f.column.Name)+".", b))
	}
	if len(conditions) > 0 {
		where = " WHERE " + strings.Join(conditions, " AND ")
	}
	return strings.Join(columns, ", ") + " FROM " + strings.Join(lists, " CROSS JOIN ") + where
}

// shownRows remembers the rows that passed filters on measures: their slots and, column by column,
// their dimensions. It is nil where no such filter hides rows.
type shownRows struct {
	numbers    map[int64]int // of the slots, by their beginning
	behind     int           // where the row key stands in a row's values
	slots      []string
	dimensions [][]string
}

func (q *request) newShownRows(p *plan) *shownRows {
	if _, measures := q.splitFilters(); len(measures) == 0 {
		return nil
	}
	s := &shownRows{numbers: map[int64]int{}, behind: len(q.fields), dimensions: make([][]string, len(q.route.Key))}
	for i, slot := range p.slots {
		s.numbers[slot.start.UnixMicro()] = i + 1
	}
	return s
}

// add takes a row in: behind the columns shown stand its dimensions and the beginning of its slot.
func (s *shownRows) add(values []sql.RawBytes) {
	if s == nil {
		return
	}
	key := values[s.behind:]
	start, _ := parseSQLTime(key[len(s.dimensions)]) // the grid's own time
	s.slots = append(s.slots, strconv.Itoa(s.numbers[start.UnixMicro()]))
	for i := range s.dimensions {
		s.dimensions[i] = append(s.dimensions[i], string(key[i]))
	}
}

// reportTotal is the report over the whole range at once. Where filters on measures hid rows, only the
// facts of those shown count; shown is nil where nothing was hidden.
func (q *request) reportTotal(p *plan, shown *shownRows) statement {
	b := &builder{}
	q.slotArgs(p, true)
	q.bindOwn(b)
	dimensions, _ := q.splitFilters()
	extra := ""
	if shown != nil {
		names, lists := []string{"slot"}, []string{b.bind("{"+strings.Join(shown.slots, ",")+"}") + "::integer[]"}
		for i, k := range q.route.Key {
			names = append(names, quoteIdent(k))
			lists = append(lists, b.bind(textArray(shown.dimensions[i]))+"::"+sqlType(q.route.column(k).Kind)+"[]")
		}
		extra = "(" + strings.Join(names, ", ") + ") IN (SELECT * FROM unnest(" + strings.Join(lists, ", ") + "))"
	}
	aggregate := q.aggregate(b, extra, dimensions)
	st := statement{columns: q.fields, shown: len(q.fields)}
	cells := []string{
		b.bind(sqlTime(q.span.from)) + "::timestamptz AS interval_start",
		b.bind(sqlTime(q.span.to)) + "::timestamptz AS interval_end",
		b.bind(strconv.FormatBool(p.partial())) + "::boolean AS partial",
	}
	for _, c := range q.route.Columns[3:] {
		name := quoteIdent(c.Name)
		if c.Additive {
			cells = append(cells, "coalesce(a."+name+", 0) AS "+name)
		} else {
			cells = append(cells, "a."+name)
		}
	}
	st.sql = "WITH aggregated AS (" + aggregate + "\n) SELECT " + selectList(st.columns) + " FROM (SELECT " + strings.Join(cells, ", ") +
		" FROM (VALUES (1)) AS one LEFT JOIN aggregated AS a ON true) AS q"
	st.args = b.args
	return st
}

// partial tells whether any slot of the plan is.
func (p *plan) partial() bool {
	for _, s := range p.slots {
		if s.partial {
			return true
		}
	}
	return false
}
