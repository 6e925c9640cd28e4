// The encoder of pictures: it collects the values of a report's chart, which is drawn at the end.

package query

import (
	"database/sql"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"github.com/ccrepo/ccrepo/api/chart"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// parsePicture parses the size of a picture, and selects the columns that it is drawn from.
func (q *Request) parsePicture(values url.Values, wrong *problem.List) {
	if !isPicture(q.format) {
		for _, name := range pictureParams() {
			if values.Has(name) && q.route.Chart != nil {
				wrong.Add(problem.Param("invalid_value", name, "only svg and png answers have it; add format=svg"))
			}
		}
		return
	}
	q.picture = chart.Options{PNG: q.format == "png"}
	for _, side := range []struct {
		name                  string
		into                  *int
		standard, least, most int
	}{
		{"width", &q.picture.Width, chart.DefaultWidth, chart.MinWidth, chart.MaxWidth},
		{"height", &q.picture.Height, chart.DefaultHeight, chart.MinHeight, chart.MaxHeight},
	} {
		*side.into = side.standard
		if !values.Has(side.name) {
			continue
		}
		n, err := strconv.Atoi(values.Get(side.name))
		if err != nil || n < side.least || n > side.most {
			wrong.Add(problem.Param("invalid_number", side.name, "%q is not a whole number of pixels from %d to %d", problem.Clip(values.Get(side.name)), side.least, side.most))
			continue
		}
		*side.into = n
	}
	if values.Get("total") == "true" {
		wrong.Add(problem.Param("invalid_value", "total", "a chart has no total; leave it out"))
	}
	q.total = false
	q.drawn = q.route.Drawing(q.interval != "", func(name string) bool {
		return q.route.Column(name) != nil && (!values.Has("fields") || !slices.Contains(q.route.Chart.Y, name) ||
			slices.ContainsFunc(q.fields, func(c *route.Column) bool { return c.Name == name }))
	})
	if q.drawn == nil {
		if values.Has("fields") && len(*wrong) == 0 {
			wrong.Add(problem.Param("invalid_value", "fields", "the chart draws none of these columns; it draws %s", strings.Join(q.route.Chart.Y, ", ")))
		}
		return
	}
	q.fields = nil
	for _, name := range slices.Concat([]string{q.drawn.X, q.drawn.Key}, q.drawn.Y) {
		if c := q.route.Column(name); c != nil && !slices.Contains(q.fields, c) {
			q.fields = append(q.fields, c)
		}
		if c := q.route.Column(name + previousSuffix); c != nil && q.compare && slices.Contains(q.drawn.Y, name) {
			q.fields = append(q.fields, c)
		}
	}
}

// picture collects the rows of a chart.
type picture struct {
	*Request
	printer *message.Printer
	marks   []mark
	at      map[string]int // the index of a mark by the value of x
	series  []*pictureSeries
	tooMany bool // values or series
}

// mark is one place on the axis of x.
type mark struct {
	text   string
	number float64 // for the order; times in seconds
	time   time.Time
}

// pictureSeries are the values of one colour, by the index of the mark.
type pictureSeries struct {
	column *route.Column
	key    string // if the column is drawn once for each key
	row    mark   // of a heat map
	values map[int]float64
}

func (q *Request) newPicture() *picture {
	return &picture{Request: q, printer: message.NewPrinter(language.Make(string(q.lang))), at: map[string]int{}}
}

func (e *picture) head(buf []byte) []byte { return buf }

func (e *picture) row(buf []byte, _ bool, values []sql.RawBytes) []byte {
	if e.tooMany {
		return buf
	}
	value := func(name string) []byte {
		return values[slices.IndexFunc(e.fields, func(c *route.Column) bool { return c.Name == name })]
	}
	i := e.markOf(e.drawn.X, value(e.drawn.X))
	if e.drawn.Kind == "heatmap" {
		row := e.newMark(e.route.Column(e.drawn.Y[0]), value(e.drawn.Y[0]))
		e.add(e.route.Column(e.drawn.Y[1]), row.text, row, i, value(e.drawn.Y[1]))
		return buf
	}
	for _, c := range e.fields {
		if name, _ := OfPrevious(c); !slices.Contains(e.drawn.Y, c.Name) && !slices.Contains(e.drawn.Y, name) {
			continue
		}
		key := ""
		if e.drawn.Key != "" && !c.Additive {
			key = string(value(e.drawn.Key)) // what does not add up is a series for each key
		}
		e.add(c, key, mark{}, i, value(c.Name))
	}
	return buf
}

// markOf returns the index of the place of a value on the axis of x.
func (e *picture) markOf(name string, value []byte) int {
	i, known := e.at[string(value)]
	if !known {
		i = len(e.marks)
		e.at[string(value)] = i
		e.marks = append(e.marks, e.newMark(e.route.Column(name), value))
		if len(e.marks) > chart.MaxLabels {
			e.tooMany = true
		}
	}
	return i
}

func (e *picture) newMark(c *route.Column, value []byte) mark {
	if value == nil {
		return mark{text: "–"}
	}
	m := mark{text: route.LabelOf(c.Values, string(value), e.lang)}
	if n, err := strconv.ParseFloat(string(value), 64); err == nil && c.Kind != route.Text {
		m.number = n
		if m.text == string(value) {
			m.text = e.number(c.Unit(), n)
		}
	}
	if t, ok := parseSQLTime(value); ok && c.Kind == route.Time {
		m.time, m.number = t.In(e.loc), float64(t.Unix())
	}
	return m
}

// add adds a value: several of one place add up, which only columns that may be added have.
func (e *picture) add(c *route.Column, key string, row mark, i int, value []byte) {
	at := slices.IndexFunc(e.series, func(s *pictureSeries) bool { return s.column == c && s.key == key })
	if at < 0 {
		if at = len(e.series); e.drawn.Kind != "heatmap" && at == chart.MaxSeries || at == chart.MaxLabels {
			e.tooMany = true
			return
		}
		e.series = append(e.series, &pictureSeries{column: c, key: key, row: row, values: map[int]float64{}})
	}
	if value == nil || !isExpressible(c.Kind, value) {
		return
	}
	if n, err := strconv.ParseFloat(string(value), 64); err == nil {
		e.series[at].values[i] += n
	}
}

// end draws the chart. It has the first rows only if there is a next cursor.
func (e *picture) end(buf []byte, subtitle string) ([]byte, error) {
	if e.tooMany {
		return buf, problem.Param("invalid_value", "format", "the chart would have more than %d values on an axis or %d entries in its legend; request a shorter range, a longer interval, or filter by %s",
			chart.MaxLabels, chart.MaxSeries, strings.Join(e.route.Key, ", "))
	}
	c := &chart.Chart{Kind: e.drawn.Kind, Title: strings.TrimSuffix(e.lang.Of(e.route.Summary, e.route.SummaryES), "."), Subtitle: subtitle}
	order := make([]int, len(e.marks))
	for i := range order {
		order[i] = i
	}
	x := e.route.Column(e.drawn.X)
	if x.Kind == route.Time || e.drawn.Kind == "heatmap" {
		slices.SortStableFunc(order, func(a, b int) int { return compareFloats(e.marks[a].number, e.marks[b].number) })
		slices.SortStableFunc(e.series, func(a, b *pictureSeries) int { return compareFloats(a.row.number, b.row.number) })
	}
	texts := e.texts(x)
	for _, i := range order {
		c.Labels = append(c.Labels, texts[i])
	}
	unit := route.Unit("")
	known := false
	for _, s := range e.series {
		out := chart.Series{Name: s.name(e.lang)}
		for _, i := range order {
			v, ok := s.values[i]
			if !ok {
				v = math.NaN()
			}
			known = known || ok
			out.Values = append(out.Values, v)
		}
		unit = e.series[0].column.Unit()
		c.Series = append(c.Series, out)
	}
	c.Clock = unit == route.Seconds
	c.Write = func(v float64) string { return e.number(unit, v) }
	if x.Kind != route.Time {
		c.XTitle = e.lang.Of(x.Label, x.LabelES)
	}
	switch {
	case e.drawn.Kind == "heatmap" && len(e.series) > 0:
		rows := e.route.Column(e.drawn.Y[0])
		c.YTitle = e.lang.Of(rows.Label, rows.LabelES)
	case len(c.Series) == 1:
		c.YTitle = c.Series[0].Name
	}
	c.Empty = e.lang.Of("No rows in this range with these filters.", "No hay filas en este período con estos filtros.")
	if len(c.Labels) > 0 && !known {
		c.Labels = nil
		c.Empty = e.lang.Of("No value of this chart is known, or this key may see none.", "No se conoce ningún valor de este gráfico, o esta clave no puede ver ninguno.")
	}
	out, err := chart.Draw(c, e.picture)
	if err != nil {
		return buf, problem.Param("invalid_value", "height", "the chart does not fit into %d by %d pixels; give a greater width and height, or a shorter range", e.picture.Width, e.picture.Height)
	}
	return append(buf, out...), nil
}

func compareFloats(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (s *pictureSeries) name(in route.Language) string {
	if s.row.text != "" {
		return s.row.text
	}
	label := in.Of(s.column.Label, s.column.LabelES)
	if label == "" {
		label = s.column.Name
	}
	if s.key != "" {
		label += ", " + s.key
	}
	return label
}

// texts returns the texts of the marks. Times leave out what all of them have in common.
func (e *picture) texts(x *route.Column) []string {
	out := make([]string, len(e.marks))
	dates, midnights := map[string]bool{}, true
	for i, m := range e.marks {
		out[i] = m.text
		if !m.time.IsZero() {
			dates[m.time.Format(time.DateOnly)] = true
			midnights = midnights && m.time.Hour() == 0 && m.time.Minute() == 0 && m.time.Second() == 0
		}
	}
	if x.Kind != route.Time {
		return out
	}
	layout := e.lang.Of("2006-01-02", "02/01/2006")
	switch {
	case midnights:
	case len(dates) == 1:
		layout = "15:04"
	default:
		layout = e.lang.Of("01-02 15:04", "02/01 15:04")
	}
	for i, m := range e.marks {
		if !m.time.IsZero() {
			out[i] = m.time.Format(layout)
		}
	}
	return out
}

// number writes a number in the language of the answer.
func (e *picture) number(unit route.Unit, v float64) string {
	if unit == route.Seconds {
		return route.Duration(v)
	}
	text := e.printer.Sprint(number.Decimal(v, number.MaxFractionDigits(2)))
	if unit != "" {
		text += " " + string(unit)
	}
	return text
}

// subtitle says of what range and zone a picture is, up to when, and what it lacks.
func (a *answer) subtitle(next string) string {
	of := a.lang.Of
	layout := of("2006-01-02 15:04", "02/01/2006 15:04")
	var parts []string
	if a.route.Time != "" {
		from, to := of("the beginning", "el comienzo"), of("now", "ahora")
		if !a.span.openFrom {
			from = a.span.from.In(a.loc).Format(layout)
		}
		if !a.span.openTo {
			to = a.span.to.In(a.loc).Format(layout)
		}
		parts = append(parts, of("from ", "de ")+from+of(" to ", " a ")+to)
	}
	parts = append(parts, of("zone ", "zona ")+a.loc.String())
	if a.asOf.IsZero() {
		parts = append(parts, of("there is no data yet", "todavía no hay datos"))
	} else {
		parts = append(parts, of("as of ", "datos hasta ")+a.asOf.In(a.loc).Format(layout))
	}
	if c := a.Coverage(a.feeds); c != nil && !c.Complete {
		parts = append(parts, of("INCOMPLETE: feeds have gaps", "INCOMPLETO: a las fuentes les faltan datos"))
	}
	for _, u := range a.unknown {
		parts = append(parts, u.param+" = "+problem.Clip(u.Name)+of(": no row has ever had this name", ": ninguna fila ha tenido nunca este nombre"))
	}
	if next != "" {
		parts = append(parts, of("only the first ", "solo las primeras ")+strconv.Itoa(a.out.rows)+of(" rows", " filas"))
	}
	return strings.Join(parts, " · ")
}
