package query

import (
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// totalMark marks the row of the total, in the place of the number of rows.
const totalMark = "-1"

// splitFilters separates the filters on dimensions, which apply before the aggregation, from those on finished rows.
func (q *Request) splitFilters() (dimensions, measures []filter) {
	for _, f := range q.filters {
		if isDimension(q.route, f.column) {
			dimensions = append(dimensions, f)
		} else {
			measures = append(measures, f)
		}
	}
	return dimensions, measures
}

// OfPrevious reports whether a column is of the preceding range, and returns the name of its column.
func OfPrevious(c *route.Column) (string, bool) { return strings.CutSuffix(c.Name, previousSuffix) }

// measures returns the columns of the report's query that are not in its key and are needed: shown, or used by the order
// or a filter.
func (q *Request) measures() []route.Column {
	wanted := map[string]bool{}
	for _, c := range q.fields {
		wanted[strings.TrimSuffix(c.Name, previousSuffix)] = true
	}
	for _, t := range q.order {
		wanted[strings.TrimSuffix(t.column.Name, previousSuffix)] = true
	}
	for _, f := range q.filters {
		wanted[strings.TrimSuffix(f.column.Name, previousSuffix)] = true
	}
	var out []route.Column
	for _, c := range q.route.Columns {
		if _, previous := OfPrevious(&c); !previous && wanted[c.Name] && !isDimension(q.route, &c) && !slotColumn(c.Name) {
			out = append(out, c)
		}
	}
	return out
}

// aggregated returns the report's own query with the needed measures. PostgreSQL does not compute the others.
func (q *Request) aggregated(text string) string {
	names := []string{"slot"}
	for _, k := range q.route.Key {
		names = append(names, quoteIdent(k))
	}
	for _, c := range q.measures() {
		names = append(names, quoteIdent(c.Name))
	}
	return "SELECT " + strings.Join(names, ", ") + " FROM (" + text + "\n) AS q"
}

// placeholders matches the numbers of a query's own parameters.
var placeholders = regexp.MustCompile(`\$[0-9]+`)

// aggregate returns the report's own query over the slots of a plan. The filters on its dimensions replace the mark for
// them in the query.
func (q *Request) aggregate(b *builder, span Range, p *plan, total bool, dimensions []filter, only func() string) string {
	over := *q
	over.span = span
	over.args = map[string]any{
		"slot_bounds":  timeArray(p.bounds),
		"slot_numbers": p.slotNumbers(),
		"total":        strconv.FormatBool(total),
		"dimensions":   "true",
	}
	p.rolled.args(over.args)
	for name, value := range q.args {
		if _, own := over.args[name]; !own {
			over.args[name] = value
		}
	}
	first := len(b.args)
	over.bindOwn(b)
	text := q.route.SQL
	if first > 0 { // other parameters come before them
		text = placeholders.ReplaceAllStringFunc(text, func(p string) string {
			number, _ := strconv.Atoi(p[1:]) // digits
			return "$" + strconv.Itoa(first+number)
		})
	}
	conditions := []string{}
	for _, f := range dimensions {
		conditions = append(conditions, f.condition("", b))
	}
	if only != nil {
		conditions = append(conditions, only())
	}
	for _, p := range q.route.Params {
		if p.Name == "dimensions" && len(conditions) > 0 {
			slot := fmt.Sprintf("$%d::boolean", first+p.Number)
			text = strings.ReplaceAll(text, slot, "("+slot+" AND "+strings.Join(conditions, " AND ")+")")
		}
	}
	return q.aggregated(text)
}

// cells returns the columns of the measures of a and, with compare, of the preceding range b. In an empty cell an
// additive column is 0, any other NULL.
func (q *Request) cells(compared bool) []string {
	var out []string
	for _, c := range q.measures() {
		for _, from := range []struct{ alias, suffix string }{{"a", ""}, {"b", previousSuffix}} {
			if from.alias == "b" && !compared {
				continue
			}
			value := from.alias + "." + quoteIdent(c.Name)
			if c.Additive {
				value = "coalesce(" + value + ", 0)"
			}
			out = append(out, value+" AS "+quoteIdent(c.Name+from.suffix))
		}
	}
	return out
}

// reportRows returns the statement of the rows: the aggregated rows, joined to the grid of all dimensions and slots.
func (q *Request) reportRows(p *plan) statement {
	b := &builder{}
	dimensions, measures := q.splitFilters()
	beside := q.totalBesideRows()
	with := "WITH aggregated AS MATERIALIZED (" + q.aggregate(b, q.span, p, beside, dimensions, nil) + "\n)"
	names := make([]string, len(q.route.Key))
	joins := ""
	for i, k := range q.route.Key {
		names[i] = quoteIdent(k)
		joins += " AND %[1]s." + names[i] + " = d." + names[i]
	}
	list := strings.Join(names, ", ")
	facts := "SELECT " + list + " FROM aggregated WHERE slot IS NOT NULL"
	tables := " LEFT JOIN aggregated AS a ON a.slot = s.slot" + fmt.Sprintf(joins, "a")
	cells := []string{"s.interval_start", "s.interval_end", "s.partial"}
	for _, n := range names {
		cells = append(cells, "d."+n)
	}
	slots, columns := q.slotRows(b, p), "interval_start, interval_end, partial"
	if q.previous != nil {
		with += ", preceding AS MATERIALIZED (" + q.aggregate(b, q.previousSpan, q.previous, beside, dimensions, nil) + "\n)"
		facts += " UNION SELECT " + list + " FROM preceding WHERE slot IS NOT NULL"
		tables += " LEFT JOIN preceding AS b ON b.slot = s.slot" + fmt.Sprintf(joins, "b")
		slots += ", " + q.slotRows(b, q.previous)
		columns += ", interval_start_previous, interval_end_previous, partial_previous"
		cells = append(cells, "s.interval_start_previous", "s.interval_end_previous")
	}
	named := namedDimensions(q.route, dimensions, b)
	if named != "" {
		named = " UNION SELECT " + named
	}
	grid := "SELECT " + strings.Join(append(cells, q.cells(q.previous != nil)...), ", ") +
		" FROM (SELECT DISTINCT * FROM (" + facts + named + ") AS f) AS d (" + list + ")" +
		" CROSS JOIN unnest(" + slots + ") WITH ORDINALITY AS s (" + columns + ", slot)" + tables
	where := ""
	if len(measures) > 0 {
		filtered := *q
		filtered.filters = measures
		where = filtered.where(b)
	}
	st := statement{columns: append([]*route.Column{}, q.fields...), shown: len(q.fields)}
	if len(measures) > 0 { // the dimensions and the slot identify the rows for the total
		for _, k := range q.route.rowKey {
			st.columns = append(st.columns, q.route.Column(k))
		}
	}
	st.columns = append(st.columns, &route.Column{Name: "rows in all", Kind: route.Int})
	// One row more than allowed is enough to refuse the report; this avoids sorting a huge grid.
	from := ` FROM (SELECT *, count(*) OVER () AS "rows in all" FROM (SELECT * FROM (` + grid + ") AS q" + where +
		" LIMIT " + strconv.Itoa(MaxReportRows+1) + ") AS q"
	if beside {
		st.total = true
		from += " UNION ALL SELECT *, " + totalMark + " FROM (" + q.totalRow(b, p) + ") AS q) AS q" +
			` ORDER BY q."rows in all" < 0, ` + orderTerms(q.order, b)
	} else {
		from += ") AS q" + orderBy(q.order, b)
	}
	st.args = b.args
	st.sql = with + " SELECT " + selectList(st.columns) + from
	if len(st.columns) <= maxLineColumns {
		byColumn := st
		st.sql = with + " SELECT " + lineOf(q.lineColumns(st)) + from
		st.rest = func(_ []sql.RawBytes, done int) statement {
			byColumn.sql += " OFFSET " + strconv.Itoa(done)
			return byColumn
		}
	}
	return st
}

// slotRows returns the arguments of unnest for the slots of a plan: beginnings, ends, and whether each is partial.
func (q *Request) slotRows(b *builder, p *plan) string {
	return b.bind(p.column(func(s slot) string { return `"` + sqlTime(s.start) + `"` })) + "::timestamptz[], " +
		b.bind(p.column(func(s slot) string { return `"` + sqlTime(s.end) + `"` })) + "::timestamptz[], " +
		b.bind(p.column(func(s slot) string { return strconv.FormatBool(s.partial) })) + "::boolean[]"
}

// namedDimensions returns the dimensions that the filters name, if there is a filter of equality on each of them.
func namedDimensions(r *Route, filters []filter, b *builder) string {
	// Values are bound only if they are used: PostgreSQL refuses unused ones.
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

// shownRows records the rows that passed filters on measures: their slots and, column by column, their dimensions. It
// is nil if no such filter hides rows.
type shownRows struct {
	numbers    map[int64]int // of the slots, by their beginning
	behind     int           // index of the row key in a row's values
	slots      []string
	dimensions [][]string
}

func (q *Request) newShownRows(p *plan) *shownRows {
	if _, measures := q.splitFilters(); len(measures) == 0 {
		return nil
	}
	s := &shownRows{numbers: map[int64]int{}, behind: len(q.fields), dimensions: make([][]string, len(q.route.Key))}
	for i, slot := range p.slots {
		s.numbers[slot.start.UnixMicro()] = i + 1
	}
	return s
}

// add records a row: after the columns shown come its dimensions and the beginning of its slot.
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

// reportTotal returns the statement of the total: the report over the whole range. If filters on measures hid rows, only
// the facts of those shown count; shown is nil if nothing was hidden.
func (q *Request) reportTotal(p *plan, shown *shownRows) statement {
	b := &builder{}
	dimensions, _ := q.splitFilters()
	slots := (*plan).whole // facts need not be cut if the slots do not matter
	if q.route.SlotsInTotal || shown != nil {
		slots = func(p *plan) *plan { return p }
	}
	var only func() string
	if shown != nil {
		only = func() string { return shown.condition(q.route, b) }
	}
	with := "WITH aggregated AS (" + q.aggregate(b, q.span, slots(p), true, dimensions, only) + "\n)"
	if q.previous != nil {
		with += ", preceding AS (" + q.aggregate(b, q.previousSpan, slots(q.previous), true, dimensions, only) + "\n)"
	}
	st := statement{columns: q.fields, shown: len(q.fields)}
	st.sql = with + " SELECT " + selectList(st.columns) + " FROM (" + q.totalRow(b, p) + ") AS q"
	st.args = b.args
	return st
}

// totalRow returns the query of the total in the columns of the grid: the rows that were aggregated without a slot.
func (q *Request) totalRow(b *builder, p *plan) string {
	tables := " LEFT JOIN aggregated AS a ON a.slot IS NULL"
	cells := []string{
		b.bind(sqlTime(q.span.from)) + "::timestamptz AS interval_start",
		b.bind(sqlTime(q.span.to)) + "::timestamptz AS interval_end",
		b.bind(strconv.FormatBool(p.partial())) + "::boolean AS partial",
	}
	for _, k := range q.route.Key {
		cells = append(cells, "NULL::"+sqlType(q.route.Column(k).Kind)+" AS "+quoteIdent(k))
	}
	if q.previous != nil {
		tables += " LEFT JOIN preceding AS b ON b.slot IS NULL"
		cells = append(cells,
			b.bind(sqlTime(q.previousSpan.from))+"::timestamptz AS interval_start_previous",
			b.bind(sqlTime(q.previousSpan.to))+"::timestamptz AS interval_end_previous")
	}
	return "SELECT " + strings.Join(append(cells, q.cells(q.previous != nil)...), ", ") + " FROM (VALUES (1)) AS one" + tables
}

// totalBesideRows reports whether one statement returns rows and total. If filters on measures hide rows, the total
// needs a second statement, because it is of the rows shown.
func (q *Request) totalBesideRows() bool {
	_, measures := q.splitFilters()
	return q.total && q.route.TotalBesideRows && len(measures) == 0
}

// lineColumns returns the columns of a statement as they are in a line. The total has no dimensions.
func (q *Request) lineColumns(st statement) []*route.Column {
	columns := slices.Clone(st.columns)
	for i, c := range columns {
		if st.total && isDimension(q.route, c) {
			nullable := *c
			nullable.Nullable = true
			columns[i] = &nullable
		}
	}
	return columns
}

// condition returns the SQL condition for the facts of the rows shown.
func (s *shownRows) condition(r *Route, b *builder) string {
	names, lists := []string{"slot"}, []string{b.bind("{"+strings.Join(s.slots, ",")+"}") + "::integer[]"}
	for i, k := range r.Key {
		names = append(names, quoteIdent(k))
		lists = append(lists, b.bind(textArray(s.dimensions[i]))+"::"+sqlType(r.Column(k).Kind)+"[]")
	}
	return "(" + strings.Join(names, ", ") + ") IN (SELECT * FROM unnest(" + strings.Join(lists, ", ") + "))"
}

// partial reports whether any slot of the plan is partial.
func (p *plan) partial() bool {
	for _, s := range p.slots {
		if s.partial {
			return true
		}
	}
	return false
}
