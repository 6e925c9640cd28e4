package query

import (
	"bytes"
	"database/sql"
	"strings"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// An export and an interval report read each row as one line, as handing over each column by itself costs the driver more than
// all else. A line is the number of NULLs, then each column's text, NULL as a mark of its own:
//
//	2 US 4711 US Sales US RS US RS
//
// A text that contains the separator, or is the mark, makes a line whose separators or marks are too
// many. So each line that reads right is right, and from the first that does not, they go on column by
// column.
const (
	lineSeparator = 0x1f // US
	lineNull      = 0x1e // RS
	// maxLineColumns is how many columns fit in a line: PostgreSQL's functions take 100 arguments.
	maxLineColumns = 98
)

// lineOf makes one value of the columns. A column that is said never to be NULL, and is, makes a line that does
// not read right: it counts as a NULL without a mark. textout hands it over as a type that the driver does not copy.
func lineOf(columns []*route.Column) string {
	names, texts := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i] = "q." + quoteIdent(c.Name)
		texts[i] = names[i]
		switch c.Kind {
		case route.Number:
			texts[i] += "::numeric" // for those that are floats
		case route.Bool:
			texts[i] += "::text" // concat_ws makes t and f of them
		}
		if c.Nullable {
			texts[i] = "coalesce(" + texts[i] + "::text, E'\\x1e')"
		}
	}
	return "textout(concat_ws(E'\\x1f', num_nulls(" + strings.Join(names, ", ") + "), " + strings.Join(texts, ", ") + "))"
}

// lines reads rows that come as one line each.
type lines struct {
	on   db.DBTX
	rest func(last []sql.RawBytes, done int) statement
	done int             // how many rows could be read
	read [1]sql.RawBytes // the line in hand
	last []byte          // the line before, once there is one
}

// split parts the line in hand into values. It tells whether they are the row's for sure.
func (l *lines) split(values []sql.RawBytes) bool {
	if !splitLine(l.read[0], values) {
		return false
	}
	l.last = append(l.last[:0], l.read[0]...)
	l.done++
	return true
}

func splitLine(line []byte, values []sql.RawBytes) bool {
	nulls := 0
	for len(line) > 0 && line[0] != lineSeparator {
		nulls = nulls*10 + int(line[0]-'0')
		line = line[1:]
	}
	for i := range values {
		if len(line) == 0 {
			return false
		}
		line = line[1:] // the separator
		end := bytes.IndexByte(line, lineSeparator)
		if end < 0 {
			end = len(line)
		}
		values[i], line = sql.RawBytes(line[:end]), line[end:]
		if end == 1 && values[i][0] == lineNull {
			values[i] = nil
			nulls--
		}
	}
	return len(line) == 0 && nulls == 0
}
