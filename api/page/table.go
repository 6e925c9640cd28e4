// The table of an answer: headings that sort, cells that open the rows behind them.

package page

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	uritemplate "github.com/std-uritemplate/std-uritemplate/go/v2"

	"github.com/ccrepo/ccrepo/route"
)

type table struct {
	Headings []heading
	Total    []cell // nil: there is none
	Rows     [][]cell
	// Hidden is the number of columns that are shown on demand only.
	Hidden int
}

type heading struct {
	Name, Label, Unit, Meaning string
	Numeric, Main, Additive    bool
	// Sort is the URL that orders by the column; empty: it cannot.
	Sort string
	// Sorted is ascending, descending or empty.
	Sorted    string
	Numerator string // of a rate
	Divisor   string
}

type cell struct {
	Text string
	// Value is the plain value, for charts and scripts; empty is null.
	Value string
	Href  string
	Null  bool
	Long  bool // so long that it may be broken anywhere
	// Change is the comparison with the range before; empty: there is none.
	Change, Before string
}

func (t *table) has(name string) bool {
	return slices.ContainsFunc(t.Headings, func(h heading) bool { return h.Name == name })
}

// longText is the length from which on a text may be broken within a word, in bytes.
const longText = 32

// newTable makes the table of an answer.
func newTable(v *view, r *route.Route, a *answer, values url.Values) *table {
	t := &table{}
	var columns []*route.Column
	for _, name := range columnsOf(r, a, values) {
		c := r.Column(name)
		if c == nil {
			continue // the value of the range before, which is in the cell of the present one
		}
		if r.Interval && values.Get("interval") == "" && !values.Has("fields") && (name == "interval_start" || name == "interval_end" || name == "partial") {
			continue // the range itself, which the page states
		}
		columns = append(columns, c)
		h := heading{Name: name, Label: v.ColumnLabel(c), Unit: string(c.Unit()), Additive: c.Additive, Meaning: v.Meaning(c), Numeric: numeric(c), Sort: sortURL(r, values, name), Sorted: sortedBy(r, values, name)}
		h.Main = len(r.Main) == 0 || slices.Contains(r.Main, name) || values.Has("fields") || name == "interval_start"
		if e, ok := a.Explain[name]; ok {
			h.Numerator, h.Divisor = e.Numerator, e.Denominator
		}
		if !h.Main {
			t.Hidden++
		}
		t.Headings = append(t.Headings, h)
	}
	for _, row := range a.Rows {
		t.Rows = append(t.Rows, v.cells(columns, a, row))
	}
	if a.Total != nil {
		t.Total = v.cells(columns, a, a.Total)
		for i, c := range columns {
			if c.Name == "interval_start" || t.Total[i].Null && slices.Contains(r.Key, c.Name) {
				t.Total[i] = cell{} // it is of all slots and of all queues
			}
		}
		if len(t.Total) > 0 && t.Total[0].Text == "" {
			t.Total[0].Text = v.T("Total")
		}
	}
	return t
}

// columnsOf returns the columns that are shown: those of the answer, or without rows those that were asked for.
func columnsOf(r *route.Route, a *answer, values url.Values) []string {
	if len(a.Names) > 0 {
		return a.Names
	}
	if fields := values.Get("fields"); fields != "" {
		return strings.Split(fields, ",")
	}
	var out []string
	for _, c := range r.Columns {
		out = append(out, c.Name)
	}
	return out
}

func (v *view) cells(columns []*route.Column, a *answer, row map[string]any) []cell {
	out := make([]cell, len(columns))
	for i, c := range columns {
		value := row[c.Name]
		text, ok := v.Value(c, value)
		out[i] = cell{Text: text, Null: !ok, Long: len(text) > longText, Href: v.rowsBehind(c, a, row)}
		if ok {
			out[i].Value = fmt.Sprint(value)
		}
		if before, is := row[c.Name+"_previous"]; is && ok {
			out[i].Before, _ = v.Value(c, before)
			out[i].Change = v.change(c, value, before)
		}
	}
	return out
}

// rowsBehind returns the URL of the page with the rows that a count counts, or of the way of a call.
func (v *view) rowsBehind(c *route.Column, a *answer, row map[string]any) string {
	value := row[c.Name]
	// The id is among the columns that are shown on demand only; the time of the call is there at once.
	if id := textOf(row, "callid"); id != "" && (c.Name == "callid" || c.Name == "entered_at") {
		at := cmp.Or(textOf(row, "entered_at"), textOf(row, "datetime"), textOf(row, "at"))
		return v.Root + "calls/" + url.PathEscape(id) + "?at=" + url.QueryEscape(at)
	}
	template := a.Explain[c.Name].Rows
	if template == "" || value == nil || value == json.Number("0") {
		return ""
	}
	filled := map[string]any{}
	for name, v := range row {
		if v != nil {
			filled[name] = fmt.Sprint(v)
		}
	}
	api, err := uritemplate.Expand(template, filled)
	if err != nil || strings.Contains(api, "from=&") {
		return ""
	}
	return v.Root + "reports/" + strings.TrimPrefix(strings.TrimPrefix(api, "/v1/"), "reports/")
}

// change compares a figure with that of the range before: in percent of it, or for a percentage in points.
func (v *view) change(c *route.Column, value, before any) string {
	now, isNumber := number64(value)
	then, wasNumber := number64(before)
	if !isNumber || !wasNumber || !numeric(c) {
		return ""
	}
	difference, unit := now-then, "%"
	switch {
	case c.Unit() == route.Percent:
		unit = v.T("points")
	case then == 0:
		return "·"
	default:
		difference = 100 * difference / then
	}
	sign := "▲"
	switch {
	case difference < 0:
		sign, difference = "▼", -difference
	case difference == 0:
		sign = "="
	}
	return sign + " " + v.Number(difference, 1) + " " + unit
}

func number64(value any) (float64, bool) {
	n, is := value.(json.Number)
	if !is {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

func numeric(c *route.Column) bool {
	return c.Kind == route.Int || c.Kind == route.Number || c.Kind == route.Money
}

// sortedBy returns whether and how the answer is ordered by a column first.
func sortedBy(r *route.Route, values url.Values, name string) string {
	order := values.Get("order")
	if order == "" {
		order = r.Order
	}
	first, _, _ := strings.Cut(order, ",")
	switch first {
	case name:
		return "ascending"
	case "-" + name:
		return "descending"
	}
	return ""
}

// sortURL returns the URL that orders by a column: the greatest number first, texts and times from the first on, and
// the other way round at the second time.
func sortURL(r *route.Route, values url.Values, name string) string {
	if r.One {
		return ""
	}
	order := name
	sorted := sortedBy(r, values, name)
	if sorted == "ascending" || sorted == "" && numeric(r.Column(name)) {
		order = "-" + name
	}
	out := clone(values)
	out.Del("cursor")
	return "?" + with(out, "order", order)
}
