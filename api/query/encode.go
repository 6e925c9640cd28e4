// The encoders of the formats: JSON and NDJSON; those of the others are in csv.go, workbook.go and picture.go.

package query

import (
	"database/sql"
	"time"

	"github.com/ccrepo/ccrepo/route"
)

// encoder writes rows in one format. It appends to buf and returns it; nil is NULL.
type encoder interface {
	head(buf []byte) []byte
	row(buf []byte, first bool, values []sql.RawBytes) []byte
}

// jsonEncoder writes objects: separated by commas, or for NDJSON each on its line.
type jsonEncoder struct {
	names   [][]byte // "name": of each column
	columns []*route.Column
	loc     *time.Location
	lines   bool
}

func newJSONEncoder(columns []*route.Column, loc *time.Location, lines bool) *jsonEncoder {
	e := &jsonEncoder{columns: columns, loc: loc, lines: lines}
	for i, c := range columns {
		name := append(appendJSONString(nil, []byte(c.Name)), ':')
		if i > 0 {
			name = append([]byte{','}, name...)
		}
		e.names = append(e.names, name)
	}
	return e
}

func (e *jsonEncoder) head(buf []byte) []byte { return buf }

func (e *jsonEncoder) row(buf []byte, first bool, values []sql.RawBytes) []byte {
	if !first && !e.lines {
		buf = append(buf, ',')
	}
	buf = append(buf, '{')
	for i, c := range e.columns {
		buf = append(buf, e.names[i]...)
		buf = appendJSONValue(buf, c.Kind, values[i], e.loc)
	}
	buf = append(buf, '}')
	if e.lines {
		buf = append(buf, '\n')
	}
	return buf
}

func appendJSONValue(buf []byte, kind route.Kind, value []byte, loc *time.Location) []byte {
	if value == nil || !isExpressible(kind, value) {
		return append(buf, "null"...)
	}
	switch kind {
	case route.Int, route.Bool, route.Number:
		return append(buf, value...)
	case route.Time:
		buf = append(buf, '"')
		buf = appendTime(buf, value, loc)
		return append(buf, '"')
	}
	return appendJSONString(buf, value)
}

// isExpressible reports whether every format has a form for the value: NaN and the infinities are no numbers, and
// RFC 3339 has no time at infinity, before the year 1 or after 9999. Such values are shown as null; filters and orders
// treat them as null too (see expressible).
func isExpressible(kind route.Kind, value []byte) bool {
	switch kind {
	case route.Number, route.Money:
		last := value[len(value)-1]
		return last >= '0' && last <= '9'
	case route.Time:
		_, ok := parseSQLTime(value)
		return ok
	}
	return true
}

// expressible returns the two conditions under which isExpressible holds for an expression of SQL, the lower
// bound and the upper one; they are empty for kinds of which every value can be expressed.
func expressible(kind route.Kind, expression string) (lower, upper string) {
	switch kind {
	case route.Number, route.Money:
		return expression + " > '-Infinity'::numeric", expression + " < 'Infinity'::numeric" // NaN is above it
	case route.Time:
		return expression + " >= '0001-01-01 00:00:00+00'::timestamptz", expression + " < '10000-01-01 00:00:00+00'::timestamptz"
	}
	return "", ""
}

// appendJSONString quotes UTF-8 text, which the database guarantees, as a JSON string.
func appendJSONString(buf, text []byte) []byte {
	const hex = "0123456789abcdef"
	buf = append(buf, '"')
	start := 0
	for i, c := range text {
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		buf = append(buf, text[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			buf = append(buf, '\\', c)
		case '\n':
			buf = append(buf, '\\', 'n')
		case '\r':
			buf = append(buf, '\\', 'r')
		case '\t':
			buf = append(buf, '\\', 't')
		default:
			buf = append(buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	buf = append(buf, text[start:]...)
	return append(buf, '"')
}

// appendTime appends a time of PostgreSQL (ISO style, zone UTC) as RFC 3339 in loc, or in UTC if its year in loc does not
// have four digits.
func appendTime(buf, value []byte, loc *time.Location) []byte {
	t, _ := parseSQLTime(value)
	if local := t.In(loc); local.Year() >= 0 && local.Year() <= 9999 {
		t = local
	}
	return t.AppendFormat(buf, time.RFC3339Nano)
}

// parseSQLTime parses 2026-01-31 08:00:00.123456+00, the only form that a session in UTC writes.
func parseSQLTime(v []byte) (time.Time, bool) {
	const shape = "2006-01-02 15:04:05+00"
	if len(v) < len(shape) || v[4] != '-' || v[7] != '-' || v[10] != ' ' || v[13] != ':' || v[16] != ':' {
		return time.Time{}, false
	}
	zone := v[len(v)-3:]
	fraction := v[19 : len(v)-3]
	if string(zone) != "+00" || len(fraction) == 1 || len(fraction) > 7 || len(fraction) > 0 && fraction[0] != '.' {
		return time.Time{}, false
	}
	ok := true
	number := func(digits []byte) int {
		n := 0
		for _, c := range digits {
			if c < '0' || c > '9' {
				ok = false
				return 0
			}
			n = n*10 + int(c-'0')
		}
		return n
	}
	nanos := 0
	if len(fraction) > 0 {
		nanos = number(fraction[1:])
		for range 10 - len(fraction) {
			nanos *= 10
		}
	}
	y, m, d := number(v[0:4]), number(v[5:7]), number(v[8:10])
	h, mi, s := number(v[11:13]), number(v[14:16]), number(v[17:19])
	if !ok || m < 1 || m > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 59 {
		return time.Time{}, false
	}
	return time.Date(y, time.Month(m), d, h, mi, s, nanos, time.UTC), true
}
