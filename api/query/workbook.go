// The encoder of workbooks for spreadsheets. Their last sheet is in definitions.go.

package query

import (
	"cmp"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ccrepo/ccrepo/api/xlsx"
	"github.com/ccrepo/ccrepo/route"
)

// workbookHold is the size up to which a workbook is held back until its end. It is packed: this is more than a thousand
// rows.
const workbookHold = 64 << 10

// exactDigits is the number of decimal digits that a number of a spreadsheet holds.
const exactDigits = 15

// workbook writes a workbook. Its writer packs the rows and appends them to buf.
type workbook struct {
	columns []column
	loc     *time.Location
	out     tail
	writer  *xlsx.Writer
	sheet   xlsx.Sheet
	// total: the row that comes is the total.
	total bool
	// The cells that are not what the column is: texts that were cut, and texts in columns of numbers or times.
	cut, asText int
}

// column is a column with what all of its cells have in common.
type column struct {
	*route.Column
	style xlsx.Style // of numbers
	ratio float64    // by which numbers are divided; zero: their digits are written as they are
}

func newColumn(c *route.Column) column {
	switch unit := c.Unit(); {
	case unit == route.Seconds:
		return column{c, xlsx.Duration, 24 * 60 * 60}
	case unit == route.Percent:
		return column{c, xlsx.Percent, 100}
	case c.Kind == route.Int:
		return column{c, xlsx.Whole, 0}
	case c.Kind == route.Money:
		return column{c, xlsx.Amount, 0}
	}
	return column{c, xlsx.Plain, 0}
}

// tail appends what is written to a buffer.
type tail struct{ buf []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.buf = append(t.buf, p...)
	return len(p), nil
}

func (q *Request) newWorkbook() *workbook {
	e := &workbook{loc: q.loc, sheet: xlsx.Sheet{Name: q.lang.Of("Data", "Datos"), Table: true}}
	for _, c := range q.fields {
		e.columns = append(e.columns, newColumn(c))
		heading := q.heading(c)
		e.sheet.Columns = append(e.sheet.Columns, xlsx.Column{Heading: heading, Width: widthOf(c, heading)})
	}
	return e
}

// widthOf returns the width of a column in characters, with room for the button of the filter.
func widthOf(c *route.Column, heading string) int {
	width := 12
	switch c.Kind {
	case route.Time:
		width = 20
	case route.Text:
		width = 18
	}
	return max(width, min(utf8.RuneCountInString(heading)+4, 40))
}

func (e *workbook) head(buf []byte) []byte {
	e.out.buf = buf
	e.writer = xlsx.NewWriter(&e.out)
	e.writer.Begin(e.sheet)
	return e.out.buf
}

func (e *workbook) row(buf []byte, _ bool, values []sql.RawBytes) []byte {
	e.out.buf = buf
	e.writer.Row(e.total)
	if e.total {
		e.writer.Outside()
	}
	for i := range e.columns {
		e.cell(&e.columns[i], values[i])
	}
	e.writer.EndRow()
	return e.out.buf
}

func (e *workbook) cell(c *column, value []byte) {
	switch {
	case value == nil:
		e.writer.Empty()
	case c.Kind == route.Text:
		e.text(value)
	case c.Kind == route.Bool:
		e.writer.Bool(value[0] == 't')
	case c.Kind == route.Time:
		t, ok := parseSQLTime(value)
		if !ok {
			e.writer.Empty()
		} else if !e.writer.Time(t.In(e.loc)) {
			e.asText++
			e.text(appendTime(nil, value, e.loc))
		}
	case !isExpressible(c.Kind, value):
		e.writer.Empty()
	default:
		e.figure(c, value)
	}
}

func (e *workbook) text(value []byte) {
	style := xlsx.Plain
	if runsAsFormula(value) {
		style = xlsx.Quoted
	}
	if e.writer.Text(style, value) {
		e.cut++
	}
}

// figure writes a number, or a text of its digits if a spreadsheet would round it.
func (e *workbook) figure(c *column, value []byte) {
	switch {
	case !isExact(c.Kind, value):
		e.asText++
		e.writer.Text(xlsx.Plain, value)
	case c.ratio == 0:
		e.writer.Decimal(c.style, value)
	default:
		v, _ := strconv.ParseFloat(string(value), 64) // a number of the database
		e.writer.Number(c.style, v/c.ratio)
	}
}

// isExact reports whether a spreadsheet shows a number as it is: all digits of whole numbers and of amounts of money,
// and those before the point of other numbers, which are measured or computed.
func isExact(kind route.Kind, value []byte) bool {
	digits := 0
	for _, c := range value {
		switch {
		case c >= '1' && c <= '9' || c == '0' && digits > 0:
			digits++
		case c == '.' && kind == route.Number, c == 'e':
			return digits <= exactDigits
		}
	}
	return digits <= exactDigits
}

// end writes the sheet of definitions and the end of the workbook.
func (e *workbook) end(buf []byte, definitions func(*xlsx.Writer)) ([]byte, error) {
	e.out.buf = buf
	definitions(e.writer)
	err := e.writer.Close()
	return e.out.buf, err
}

// heading returns the heading of a column: without the units that the formats of the cells show.
func (q *Request) heading(c *route.Column) string {
	switch unit := c.Unit(); {
	case !q.labels:
		return c.Name
	case unit == route.Seconds || unit == route.Percent:
		return cmp.Or(q.lang.Of(c.Label, c.LabelES), c.Name)
	}
	return c.Heading(q.lang)
}

// rateShown returns the columns that a rate is computed from, also for a rate of the preceding range; nil: it is none.
func (q *Request) rateShown(c *route.Column) *rateColumns {
	name, previous := OfPrevious(c)
	if previous {
		c = q.route.Column(name)
	}
	rate := q.rateOf(c)
	if rate == nil {
		return nil
	}
	out := &rateColumns{numerator: strings.Fields(rate.Numerator), denominator: strings.Fields(rate.Denominator)}
	if previous {
		for _, side := range [][]string{out.numerator, out.denominator} {
			for i := 0; i < len(side); i += 2 {
				side[i] += previousSuffix
			}
		}
	}
	return out
}

// rateColumns are the columns of a rate, with + or - between each two.
type rateColumns struct{ numerator, denominator []string }

func (r *rateColumns) names() []string {
	var out []string
	for _, side := range [][]string{r.numerator, r.denominator} {
		for i := 0; i < len(side); i += 2 {
			out = append(out, side[i])
		}
	}
	return out
}

// withRateColumns returns the columns with those that rates are computed from: a rate of several rows is not the average
// of their rates, but the quotient of their sums.
func (q *Request) withRateColumns(fields []*route.Column) []*route.Column {
	var out []*route.Column
	add := func(c *route.Column) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, c := range fields {
		add(c)
		rate := q.rateShown(c)
		if rate == nil {
			continue
		}
		for _, name := range rate.names() {
			if operand := q.route.Column(name); !slices.Contains(fields, operand) {
				add(operand)
			}
		}
	}
	return out
}
