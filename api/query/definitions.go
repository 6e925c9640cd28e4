// The last sheet of a workbook: what the answer is about, and what each column means.

package query

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/xlsx"
	"github.com/ccrepo/ccrepo/route"
)

// definitions writes the sheet; next is the cursor of the rows after those of the answer.
func (a *answer) definitions(w *xlsx.Writer, next string) {
	d := &definitions{a, w}
	w.Begin(xlsx.Sheet{Name: a.lang.Of("Definitions", "Definiciones"),
		Columns: []xlsx.Column{{Width: 28}, {Width: 28}, {Width: 70}, {Width: 22}, {Width: 50}}})
	of := a.lang.Of
	d.line(of("Title", "Título"), of(a.route.Summary, a.route.SummaryES))
	if a.route.Description != "" {
		d.line(of("Description", "Descripción"), of(a.route.Description, a.route.DescriptionES))
	}
	d.line(of("Address", "Dirección"), a.route.Path)
	if a.route.Time != "" {
		d.time(of("From", "Desde"), a.span.from, a.span.openFrom, of("the beginning of the data", "el comienzo de los datos"))
		d.time(of("To, exclusive", "Hasta, sin incluirlo"), a.span.to, a.span.openTo, of("the end of the data", "el final de los datos"))
	}
	d.line(of("Time zone", "Zona horaria"), a.loc.String()+of(": all times are those of its clock. In the hour that is repeated when the clock is set back, two different times look the same.",
		": todas las horas son las de su reloj. En la hora que se repite al atrasar el reloj, dos horas distintas se ven iguales."))
	d.time(of("As of", "Datos al"), a.asOf, a.asOf.IsZero(), of("there is no data yet", "todavía no hay datos"))
	d.coverage()
	rows := strconv.Itoa(a.out.rows)
	if next != "" {
		rows += of(": only the first ones, as the parameter limit says. More follow.", ": solo las primeras, como dice el parámetro limit. Hay más.")
	}
	d.line(of("Rows", "Filas"), rows)
	for _, u := range a.unknown {
		text := u.param + " = " + u.Name + of(": no row has ever had this name.", ": ninguna fila ha tenido nunca este nombre.")
		if u.Nearest != "" {
			text += of(" The nearest is ", " El más parecido es ") + u.Nearest + "."
		}
		d.line(of("Warning", "Advertencia"), text)
	}
	d.deviations()
	d.parameters()
	d.columns()
}

// definitions writes the sheet of an answer.
type definitions struct {
	*answer
	w *xlsx.Writer
}

func (d *definitions) row(bold bool, texts ...string) {
	d.w.Row(bold)
	for _, text := range texts {
		style := xlsx.Wrapped
		if runsAsFormula([]byte(text)) {
			style = xlsx.Quoted
		}
		d.w.Text(style, []byte(text))
	}
	d.w.EndRow()
}

// line writes a line: a word and what there is to say.
func (d *definitions) line(word, text string) {
	d.w.Row(false)
	d.w.Text(xlsx.Plain, []byte(word))
	style := xlsx.Plain
	if runsAsFormula([]byte(text)) {
		style = xlsx.Quoted
	}
	d.w.Text(style, []byte(text))
	d.w.EndRow()
}

func (d *definitions) time(word string, t time.Time, open bool, otherwise string) {
	if open {
		d.line(word, otherwise)
		return
	}
	d.w.Row(false)
	d.w.Text(xlsx.Plain, []byte(word))
	if !d.w.Time(t.In(d.loc)) {
		d.w.Text(xlsx.Plain, []byte(t.In(d.loc).Format(time.RFC3339Nano)))
	}
	d.w.EndRow()
}

// coverage says what the feeds have not read.
func (d *definitions) coverage() {
	c := d.Coverage(d.feeds)
	if c == nil {
		return
	}
	word := d.lang.Of("Coverage", "Cobertura")
	if c.Complete {
		d.line(word, d.lang.Of("complete", "completa"))
		return
	}
	at := func(t time.Time, otherwise string) string {
		if t.IsZero() {
			return otherwise
		}
		return t.In(d.loc).Format(time.RFC3339)
	}
	for _, gap := range c.Gaps[:min(len(c.Gaps), maxGaps)] {
		d.line(word, fmt.Sprintf(d.lang.Of("incomplete: %s from %s to %s: %s", "incompleta: %s desde %s hasta %s: %s"), gap.Feed,
			at(gap.From, d.lang.Of("ever", "siempre")), at(gap.To, d.lang.Of("now", "ahora")), reasonIn(d.lang, gap.Reason)))
	}
	if len(c.Gaps) > maxGaps {
		d.line(word, fmt.Sprintf(d.lang.Of("and %d more gaps: the report coverage lists all", "y %d huecos más: el reporte coverage los muestra todos"), len(c.Gaps)-maxGaps))
	}
}

// deviations says which cells are not what their column is.
func (d *definitions) deviations() {
	word := d.lang.Of("Note", "Nota")
	if n := d.book.cut; n > 0 {
		d.line(word, fmt.Sprintf(d.lang.Of("%d texts of more than %d characters are cut; they end with %q. The other formats have all of them.",
			"%d textos de más de %d caracteres están cortados; terminan en %q. Los otros formatos los tienen enteros."), n, xlsx.MaxText, xlsx.CutMark[1:]))
	}
	if n := d.book.asText; n > 0 {
		d.line(word, fmt.Sprintf(d.lang.Of("%d cells are texts, because a spreadsheet would round numbers of more than %d digits and has no times before March of 1900 or after 9999.",
			"%d celdas son textos, porque una planilla redondearía los números de más de %d dígitos y no tiene horas antes de marzo de 1900 ni después de 9999."), n, exactDigits))
	}
}

// parameters lists the filters and the other parameters of the request, and those that it left at their default.
func (d *definitions) parameters() {
	given := maps.Clone(d.given)
	for _, name := range []string{"from", "to", "range", "tz", "format", "lang", "labels", "cursor"} {
		delete(given, name)
	}
	for _, p := range d.route.Params {
		if _, is := given[p.Name]; !is && !p.System && p.Default != "" {
			given[p.Name] = []string{p.Default + d.lang.Of(" (default)", " (por defecto)")}
		}
	}
	if len(given) == 0 {
		return
	}
	d.row(false)
	d.row(true, d.lang.Of("Filter or parameter", "Filtro o parámetro"), d.lang.Of("Value", "Valor"))
	for _, name := range slices.Sorted(maps.Keys(given)) {
		d.line(name, strings.Join(given[name], d.lang.Of(" or ", " o ")))
	}
}

// columns explains each column.
func (d *definitions) columns() {
	of := d.lang.Of
	d.row(false)
	d.row(true, of("Column", "Columna"), of("Name", "Nombre"), of("Meaning", "Significado"), of("Unit", "Unidad"),
		of("Calculated field of a pivot table", "Campo calculado de una tabla dinámica"))
	for _, c := range d.fields {
		formula := ""
		if rate := d.rateShown(c); rate != nil {
			formula = "= " + d.formula(rate.numerator) + " / " + d.formula(rate.denominator)
		}
		d.row(false, d.heading(c), c.Name, of(c.Description, c.DescriptionES), unitText(c, d.lang), formula)
	}
}

// formula writes a side of a rate with the headings of its columns.
func (d *definitions) formula(side []string) string {
	out := ""
	for i, part := range side {
		if i%2 == 1 {
			out += " " + part + " "
			continue
		}
		out += "'" + strings.ReplaceAll(d.heading(d.route.Column(part)), "'", "''") + "'"
	}
	if len(side) > 1 {
		return "(" + out + ")"
	}
	return out
}

func unitText(c *route.Column, in route.Language) string {
	switch {
	case c.Unit() == route.Seconds:
		return in.Of("hours:minutes:seconds", "horas:minutos:segundos")
	case c.Unit() == route.Percent:
		return in.Of("percent", "por ciento")
	case c.Unit() == route.Milliseconds:
		return in.Of("milliseconds", "milisegundos")
	}
	switch c.Kind {
	case route.Int:
		return in.Of("whole number", "número entero")
	case route.Number:
		return in.Of("number", "número")
	case route.Money:
		return in.Of("amount", "importe")
	case route.Bool:
		return in.Of("true or false", "verdadero o falso")
	case route.Time:
		return in.Of("date and time", "fecha y hora")
	}
	return in.Of("text", "texto")
}
