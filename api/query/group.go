// Questions by group: by=queue,entered_at.hour&agg=count,wait_seconds.avg puts the rows of a route together. The groups are
// the rows of a route made for the question, with columns, filters, order, pages and formats like those of any other.

package query

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

const (
	// MaxGroups is the maximum number of groups of an answer.
	MaxGroups     = MaxReportRows
	maxDimensions = 6
	maxFigures    = 30
	// rowsColumn is the column of the URL that opens the rows of a group.
	rowsColumn = "rows"
)

// functions are those of a column.
func functions() []string {
	return []string{"count", "distinct", "sum", "avg", "min", "max", "p50", "p90", "p95"}
}

// Grouped returns the route of the groups that by and agg ask for; the route itself if they are not given.
func (r *Route) Grouped(values url.Values) (*Route, *problem.Problem) {
	if !r.TakesGroups() || !values.Has("by") && !values.Has("agg") {
		return r, nil
	}
	var wrong problem.List
	g := &group{rows: r}
	if !values.Has("by") {
		wrong.Add(problem.Param("missing_parameter", "by", "name the columns to group by, as in by=%s; the member total is of all rows", r.Columns[0].Name))
	} else {
		for item := range strings.SplitSeq(values.Get("by"), ",") {
			d, invalid := r.parseDimension(item)
			wrong.Add(invalid)
			g.by = append(g.by, d)
		}
	}
	given := "count"
	if values.Has("agg") {
		given = values.Get("agg")
	}
	for item := range strings.SplitSeq(given, ",") {
		f, invalid := r.parseFigure(item)
		wrong.Add(invalid)
		g.figures = append(g.figures, f)
	}
	if len(g.by) > maxDimensions {
		wrong.Add(problem.Param("invalid_value", "by", "rows are grouped by at most %d columns", maxDimensions))
	}
	if len(g.figures) > maxFigures {
		wrong.Add(problem.Param("invalid_value", "agg", "an answer has at most %d figures", maxFigures))
	}
	if len(wrong) > 0 {
		return r, wrong.Problem()
	}
	out := g.route()
	for i, c := range out.Columns {
		if slices.ContainsFunc(out.Columns[:i], func(other route.Column) bool { return other.Name == c.Name }) {
			at := "agg"
			if i < len(g.by) {
				at = "by"
			}
			return r, problem.Param("invalid_value", at, "two columns of the answer would be named %s", c.Name)
		}
	}
	return out, nil
}

// bandWidth matches the width of a band.
var bandWidth = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,6})?$`)

// parseDimension parses an item of by: column, column.window or column.band:width.
func (r *Route) parseDimension(item string) (dimension, *problem.Problem) {
	name, window, divided := strings.Cut(item, ".")
	d := dimension{column: r.Column(name)}
	if item == "" {
		return d, problem.Param("invalid_value", "by", "it is empty")
	}
	if d.column == nil {
		return d, problem.Param("unknown_column", "by", "there is no column %q%s", problem.Clip(name), problem.Nearest(name, r.ColumnNames()))
	}
	if !divided {
		return d, nil
	}
	band, isBand := strings.CutPrefix(window, "band:")
	switch kind := d.column.Kind; {
	case kind == route.Time:
		if !slices.Contains(windows(), window) {
			near := problem.Nearest(window, windows())
			if same := sameInterval(window); same != "" {
				near = problem.Nearest(same, windows())
			}
			return d, problem.Param("unknown_operator", "by", "a time is grouped by %s, not by %q%s", strings.Join(windows(), ", "), problem.Clip(window), near)
		}
		d.window = window
	case kind != route.Int && kind != route.Number && kind != route.Money:
		return d, problem.Param("unknown_operator", "by", "%s is of kind %s, which has neither windows nor bands; group by its values: by=%s", name, kind, name)
	case !isBand:
		return d, problem.Param("unknown_operator", "by", "a number is grouped by bands, as in %s.band:30, not by %q", name, problem.Clip(window))
	case !bandWidth.MatchString(band) || strings.Trim(band, "0.") == "" || kind == route.Int && strings.Contains(band, "."):
		return d, problem.Param("invalid_number", "by", "%q is not the width of a band of %s, such as 30", problem.Clip(band), name)
	default:
		d.band = band
	}
	return d, nil
}

// parseFigure parses an item of agg: count, share or column.function.
func (r *Route) parseFigure(item string) (figure, *problem.Problem) {
	name, function, divided := strings.Cut(item, ".")
	if !divided && (name == "count" || name == "share") {
		return figure{function: name}, nil
	}
	f := figure{column: r.Column(name), function: function}
	if item == "" {
		return f, problem.Param("invalid_value", "agg", "it is empty")
	}
	switch {
	case f.column == nil && !divided:
		return f, problem.Param("unknown_column", "agg", "%q is neither count, share nor a function of a column such as %s.distinct%s", problem.Clip(name), r.Columns[0].Name, problem.Nearest(name, append([]string{"count", "share"}, r.ColumnNames()...)))
	case f.column == nil:
		return f, problem.Param("unknown_column", "agg", "there is no column %q%s", problem.Clip(name), problem.Nearest(name, r.ColumnNames()))
	case !divided:
		return f, problem.Param("unknown_operator", "agg", "%s needs a function, as in %s.distinct; there are %s", name, name, strings.Join(functions(), ", "))
	case !slices.Contains(functions(), function):
		near := problem.Nearest(function, functions())
		if same := sameFunction(function); same != "" {
			near = problem.Nearest(same, functions())
		}
		return f, problem.Param("unknown_operator", "agg", "there is no function %q, but %s%s", problem.Clip(function), strings.Join(functions(), ", "), near)
	case function == "count" || function == "distinct":
		return f, nil
	case function == "min" || function == "max":
		if f.column.Kind == route.Bool {
			return f, problem.Param("unknown_operator", "agg", "%s is true or false, which has no %s; group by it", name, function)
		}
		return f, nil
	case f.column.Kind != route.Int && f.column.Kind != route.Number && f.column.Kind != route.Money:
		return f, problem.Param("unknown_operator", "agg", "%s is of kind %s, and %s is of numbers; there are count, distinct, min and max", name, f.column.Kind, function)
	}
	return f, r.checkAdded(f)
}

// sameFunction returns the function that other programs call so; empty: there is none.
func sameFunction(name string) string {
	return map[string]string{"average": "avg", "mean": "avg", "median": "p50", "total": "sum", "minimum": "min", "maximum": "max", "unique": "distinct", "countdistinct": "distinct",
		"count_distinct": "distinct"}[strings.ToLower(name)]
}

// averages matches the description of a column that is a mean already.
var averages = regexp.MustCompile(`(?i)\b(mean|average|median|percentile)\b`)

// checkAdded refuses a figure of a column whose values cannot be added up.
func (r *Route) checkAdded(f figure) *problem.Problem {
	switch c := f.column; {
	case c.Unit() == route.Percent || len(c.Rates) > 0:
		return problem.Param("invalid_value", "agg", "%s cannot be added up, so it has no %s: it is a quotient, and that of several rows is the quotient of their sums; ask for the sums of its parts, or for min and max", c.Name, f.function)
	case r.Aggregates && averages.MatchString(c.Description):
		return problem.Param("invalid_value", "agg", "%s cannot be added up, so it has no %s: it is an average, which counts as much for few calls as for many; ask for min and max", c.Name, f.function)
	case slices.Contains(r.Key, c.Name):
		return problem.Param("invalid_value", "agg", "%s identifies rows, so it has no %s; ask for count, distinct, min and max", c.Name, f.function)
	}
	return nil
}

// route returns the route whose rows are the groups.
func (g *group) route() *Route {
	out := *g.rows
	out.group, out.limited, out.Columns, out.Key, out.Main = g, nil, nil, nil, nil
	out.Aggregates, out.Order, out.Examples = true, "", nil
	heads := [2][]string{}
	for _, d := range g.by {
		c := d.named()
		out.Columns = append(out.Columns, c)
		out.Key = append(out.Key, c.Name)
		heads[0], heads[1] = append(heads[0], c.Heading(route.English)), append(heads[1], c.Heading(route.Spanish))
	}
	for _, f := range g.figures {
		out.Columns = append(out.Columns, f.named())
	}
	out.Columns = append(out.Columns, route.Column{
		Name: rowsColumn, Kind: route.Text, Nullable: true, Label: "Address of the rows", LabelES: "Dirección de las filas",
		Description:   "URL of the rows of the group; null: it would need a masked value.",
		DescriptionES: "URL de las filas del grupo; nulo: necesitaría un valor enmascarado.",
	})
	out.rowKey = out.Key
	out.Summary = "By " + strings.Join(heads[0], "; ") + ": " + out.Summary
	out.SummaryES = "Por " + strings.Join(heads[1], "; ") + ": " + out.SummaryES
	out.Chart = g.chart(&out)
	return &out
}

// chart returns how the groups are drawn: one slot of time as a line, another dimension as bars, two dimensions as a heat
// map; nil: not at all.
func (g *group) chart(r *Route) *route.Chart {
	var figures []string
	unit := route.Unit("")
	for i := range g.figures {
		c := &r.Columns[len(g.by)+i]
		if c.Kind == route.Text || c.Kind == route.Time || c.Kind == route.Bool {
			continue
		}
		if len(figures) == 0 {
			unit = c.Unit()
		}
		if c.Unit() == unit {
			figures = append(figures, c.Name)
		}
	}
	switch {
	case len(figures) == 0 || len(g.by) > 2:
		return nil
	case len(g.by) == 2:
		return &route.Chart{Kind: "heatmap", X: r.Key[0], Y: []string{r.Key[1], figures[0]}}
	case slices.Contains(intervals(), g.by[0].window):
		return &route.Chart{Kind: "line", X: r.Key[0], Y: figures}
	}
	return &route.Chart{Kind: "bar", X: r.Key[0], Y: figures}
}

// named returns the column of the answer.
func (d dimension) named() route.Column {
	c := *d.column
	c.Opens, c.Rates, c.Additive = "", nil, false
	switch {
	case d.band != "":
		c.Name += "_band"
		c.Label, c.LabelES = c.Label+", bands", c.LabelES+", por bandas"
		c.Description = fmt.Sprintf("Beginning of the band of %s of %s: %s", d.band, d.column.Name, inItsUnit(d.column))
		c.DescriptionES = fmt.Sprintf("Comienzo de la banda de %s de %s: %s", d.band, d.column.Name, c.DescriptionES)
		c.Values = nil
	case d.window != "":
		text := windowTexts()[d.window]
		c.Name += "_" + strings.ReplaceAll(d.window, "-", "_")
		c.Label, c.LabelES = c.Label+", "+text[0], c.LabelES+", "+text[1]
		c.Description, c.DescriptionES = fmt.Sprintf(text[2], d.column.Name), fmt.Sprintf(text[3], d.column.Name)
		if slices.Contains(cyclic(), d.window) {
			c.Kind = route.Int
		}
		if d.window == "weekday" {
			c.Values = weekdays()
		}
	}
	if d.column.Label == "" {
		c.Label, c.LabelES = "", ""
	}
	return c
}

// inItsUnit returns the description of a column, which says its unit.
func inItsUnit(c *route.Column) string {
	same := route.Column{Name: "value", Kind: c.Kind, Description: ": " + c.Description}
	if c.Unit() == route.Seconds && same.Unit() == "" {
		return strings.TrimSuffix(c.Description, ".") + ", in seconds."
	}
	return c.Description
}

// windowTexts are the label of each window, and its description, in English and Spanish.
func windowTexts() map[string][4]string {
	slot := func(en, es string) [4]string {
		return [4]string{"by " + en, "por " + es, "Beginning of the slot (" + en + ") of %s in tz.", "Inicio del tramo (" + es + ") de %s en tz."}
	}
	return map[string][4]string{
		"15m": slot("15 minutes", "15 minutos"), "30m": slot("30 minutes", "30 minutos"), "hour": slot("hour", "hora"),
		"day": slot("day", "día"), "week": slot("week", "semana"), "month": slot("month", "mes"),
		"weekday":     {"weekday", "día de la semana", "ISO weekday of %s in tz: 1 is Monday.", "Día de la semana ISO de %s en tz: 1 es lunes."},
		"hour-of-day": {"hour of the day", "hora del día", "Hour of the day of %s in tz, from 0 to 23.", "Hora del día de %s en tz, de 0 a 23."},
	}
}

func weekdays() (out []route.Value) {
	for i, day := range [][2]string{{"Monday", "lunes"}, {"Tuesday", "martes"}, {"Wednesday", "miércoles"}, {"Thursday", "jueves"}, {"Friday", "viernes"}, {"Saturday", "sábado"}, {"Sunday", "domingo"}} {
		out = append(out, route.Value{Value: fmt.Sprint(i + 1), Label: day[0], LabelES: day[1]})
	}
	return out
}

// named returns the column of the answer.
func (f figure) named() route.Column {
	switch {
	case f.column == nil && f.function == "count":
		return route.Column{Name: "count", Kind: route.Int, Additive: true, Label: "Rows", LabelES: "Filas",
			Description: "Number of rows of the group.", DescriptionES: "Cantidad de filas del grupo."}
	case f.column == nil:
		return route.Column{Name: "share", Kind: route.Number, Nullable: true, Label: "Share of the rows", LabelES: "Parte de las filas",
			Description: "Rows of the group divided by all rows of the range with the filters, in percent.", DescriptionES: "Filas del grupo divididas por todas las filas del período con los filtros, en porcentaje."}
	}
	c := route.Column{Name: f.column.Name + "_" + f.function, Kind: f.column.Kind, Nullable: true}
	text := map[string][4]string{
		"count":    {"number of values", "cantidad de valores", "Number of rows whose %s is not null.", "Cantidad de filas cuyo %s no es nulo."},
		"distinct": {"different values", "valores distintos", "Number of different values of %s, without null.", "Cantidad de valores distintos de %s, sin nulo."},
		"sum":      {"sum", "suma", "Sum of %s: ", "Suma de %s: "},
		"avg":      {"average", "promedio", "Average of %s: ", "Promedio de %s: "},
		"min":      {"least", "mínimo", "Least %s: ", "Menor %s: "},
		"max":      {"greatest", "máximo", "Greatest %s: ", "Mayor %s: "},
		"p50":      {"median", "mediana", "Median of %s: ", "Mediana de %s: "},
		"p90":      {"percentile 90", "percentil 90", "Percentile 90 of %s: ", "Percentil 90 de %s: "},
		"p95":      {"percentile 95", "percentil 95", "Percentile 95 of %s: ", "Percentil 95 de %s: "},
	}[f.function]
	if f.column.Label != "" {
		c.Label, c.LabelES = f.column.Label+", "+text[0], f.column.LabelES+", "+text[1]
	}
	c.Description, c.DescriptionES = fmt.Sprintf(text[2], f.column.Name), fmt.Sprintf(text[3], f.column.Name)
	switch f.function {
	case "count", "distinct":
		c.Kind, c.Nullable, c.Additive = route.Int, false, f.function == "count"
		return c
	case "min", "max":
		c.Personal, c.Values = f.column.Personal, f.column.Values
	case "avg", "p50", "p90", "p95":
		if c.Kind == route.Int {
			c.Kind = route.Number
		}
	}
	c.Additive = f.function == "sum"
	c.Description, c.DescriptionES = c.Description+inItsUnit(f.column), c.DescriptionES+f.column.DescriptionES
	return c
}
