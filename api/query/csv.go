// CSV, and its forms for the spreadsheets of a country.

package query

import (
	"bytes"
	"database/sql"
	"net/url"
	"slices"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// csvDialect is a form of CSV. RFC 4180 with RFC 3339 times is that of programs; spreadsheets expect what is usual where
// they are.
type csvDialect struct {
	separator byte // between fields
	decimal   byte // before the decimals of numbers
	bom       bool // begin with a byte order mark, which tells spreadsheets that the text is UTF-8
	local     bool // times as the clock of the zone shows them, without offset
}

func plainCSV() csvDialect { return csvDialect{separator: ',', decimal: '.'} }

// csvParams returns the parameters that select a dialect.
func csvParams() []string { return []string{"dialect", "separator", "decimal", "bom", "dates"} }

// separators returns the separators by the names that they have in a request. A semicolon must be escaped in a URL.
func separators() map[string]byte {
	return map[string]byte{",": ',', "comma": ',', ";": ';', "semicolon": ';', "tab": '\t'}
}

// parseCSV parses the parameters of the dialect.
func (q *Request) parseCSV(values url.Values, wrong *problem.List) {
	q.dialect = plainCSV()
	if values.Has("dialect") {
		if values.Get("dialect") != "excel-es" {
			wrong.Add(problem.Param("invalid_value", "dialect", "%q is not excel-es", problem.Clip(values.Get("dialect"))))
		}
		q.dialect = csvDialect{separator: ';', decimal: ',', bom: true, local: true}
	}
	if name := values.Get("separator"); values.Has("separator") {
		separator, known := separators()[name]
		if !known {
			wrong.Add(problem.Param("invalid_value", "separator", "%q is none of comma, semicolon, tab", problem.Clip(name)))
		}
		q.dialect.separator = separator
	}
	if name := values.Get("decimal"); values.Has("decimal") {
		if name != "." && name != "," {
			wrong.Add(problem.Param("invalid_value", "decimal", "%q is neither a point nor a comma", problem.Clip(name)))
		} else {
			q.dialect.decimal = name[0]
		}
	}
	q.dialect.bom = boolParam(values, "bom", q.dialect.bom, wrong)
	if name := values.Get("dates"); values.Has("dates") {
		if name != "local" && name != "rfc3339" {
			wrong.Add(problem.Param("invalid_value", "dates", "%q is neither local nor rfc3339", problem.Clip(name)))
		}
		q.dialect.local = name == "local"
	}
	if q.dialect.decimal == q.dialect.separator {
		wrong.Add(problem.Param("invalid_value", "decimal", "a comma cannot be both in numbers and between fields; add separator=semicolon"))
	}
	if q.format == "csv" {
		return
	}
	for _, name := range csvParams() {
		if values.Has(name) {
			wrong.Add(problem.Param("invalid_value", name, "only csv answers have it; add format=csv"))
		}
	}
}

// csvEncoder writes RFC 4180: NULL is an empty field, the empty text is "".
type csvEncoder struct {
	columns  []*route.Column
	loc      *time.Location
	headings []string // of the columns; nil: their names
	dialect  csvDialect
}

func (e *csvEncoder) head(buf []byte) []byte {
	if e.dialect.bom {
		buf = append(buf, "\ufeff"...)
	}
	for i, c := range e.columns {
		if i > 0 {
			buf = append(buf, e.dialect.separator)
		}
		if e.headings == nil {
			buf = append(buf, c.Name...)
		} else {
			buf = e.dialect.appendText(buf, []byte(e.headings[i]))
		}
	}
	return append(buf, '\r', '\n')
}

func (e *csvEncoder) row(buf []byte, _ bool, values []sql.RawBytes) []byte {
	for i, c := range e.columns {
		if i > 0 {
			buf = append(buf, e.dialect.separator)
		}
		switch value := values[i]; {
		case value == nil || !isExpressible(c.Kind, value):
		case c.Kind == route.Time:
			buf = e.dialect.appendTime(buf, value, e.loc)
		case c.Kind == route.Text:
			buf = e.dialect.appendText(buf, value)
		default:
			at := len(buf)
			buf = append(buf, value...)
			if e.dialect.decimal != '.' {
				if point := bytes.IndexByte(buf[at:], '.'); point >= 0 {
					buf[at+point] = e.dialect.decimal
				}
			}
		}
	}
	return append(buf, '\r', '\n')
}

// appendTime appends a time of PostgreSQL. Spreadsheets of every country read 2026-01-31 08:00:00 as a time, with at most
// milliseconds behind it.
func (d csvDialect) appendTime(buf, value []byte, loc *time.Location) []byte {
	if !d.local {
		return appendTime(buf, value, loc)
	}
	t, _ := parseSQLTime(value)
	if local := t.In(loc); local.Year() >= 0 && local.Year() <= 9999 {
		t = local
	}
	buf = t.AppendFormat(buf, "2006-01-02 15:04:05")
	if t.Nanosecond() >= int(time.Millisecond) {
		at := len(buf)
		buf = t.AppendFormat(buf, ".999")
		buf[at] = d.decimal
	}
	return buf
}

func (d csvDialect) appendText(buf, text []byte) []byte {
	quotes, parts := d.scan(text)
	runs := runsAsFormula(text)
	if len(text) > 0 && !runs && !quotes && (!parts || !d.hidesFormula(text)) {
		return append(buf, text...)
	}
	buf = append(buf, '"')
	if runs {
		buf = append(buf, '\'')
	}
	for i, c := range text {
		if parts && d.beginsFormula(text, i) {
			buf = append(buf, '\'')
		}
		if c == '"' {
			buf = append(buf, '"')
		}
		buf = append(buf, c)
	}
	return append(buf, '"')
}

// scan reports whether RFC 4180 requires quotes around the text, and whether a spreadsheet that separates fields by
// another character may take it for several cells. A loop is faster than a search for a set of characters, because most
// texts are short.
func (d csvDialect) scan(text []byte) (quotes, parts bool) {
	for _, c := range text {
		switch c {
		case '"':
			quotes = true
		case '\n', '\r':
			quotes, parts = true, true
		case ',', ';', '\t':
			if c == d.separator {
				quotes = true
			} else {
				parts = true
			}
		}
	}
	return quotes, parts
}

// endsCell reports whether a cell may end at the character: at the end of a line, or where a spreadsheet separates
// fields by another character.
func (d csvDialect) endsCell(c byte) bool {
	return c == '\r' || c == '\n' || c != d.separator && (c == ',' || c == ';' || c == '\t')
}

// beginsFormula reports whether the text from i on, behind the end of another cell, runs as a formula.
func (d csvDialect) beginsFormula(text []byte, i int) bool {
	if i == 0 || !d.endsCell(text[i-1]) || d.endsCell(text[i]) {
		return false
	}
	rest := text[i:]
	if end := slices.IndexFunc(rest, d.endsCell); end >= 0 {
		rest = rest[:end]
	}
	// A quote is written twice, which is a quoted empty text before what follows if the cell begins with it.
	return runsAsFormula(bytes.TrimLeft(rest, `"`))
}

func (d csvDialect) hidesFormula(text []byte) bool {
	for i := range text {
		if d.beginsFormula(text, i) {
			return true
		}
	}
	return false
}

// runsAsFormula reports whether a spreadsheet would read the text as a formula. A number with a sign, such as
// +59825550100, is not one.
func runsAsFormula(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	switch text[0] {
	case '=', '@', '\t', '\r', '\n':
		return true
	case '+', '-':
		digits := false
		for _, c := range text[1:] {
			if c >= '0' && c <= '9' {
				digits = true
			} else if c != '.' && c != ' ' {
				return true
			}
		}
		return !digits && len(text) > 1
	}
	if text[0] != "＝"[0] {
		return false
	}
	// The full-width forms of = + - @.
	for _, wide := range []string{"＝", "＋", "－", "＠"} {
		if bytes.HasPrefix(text, []byte(wide)) {
			return true
		}
	}
	return false
}

// AppendCSVText appends a text cell in the form of CSV answers: quoted if needed, and made harmless if a spreadsheet
// would read it as a formula.
func AppendCSVText(buf []byte, text string) []byte { return plainCSV().appendText(buf, []byte(text)) }
