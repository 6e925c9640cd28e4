package query

import (
	"bytes"
	"database/sql"
	"strings"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// An export and an interval report read each row as one line, because the driver spends more time on separate columns than
// on everything else. A line is the number of NULLs, then the text of each column, with a mark for NULL:
//
//	2 US 4711 US Sales US RS US RS
//
// A text that contains the separator, or equals the mark, gives a line with too many separators or marks. So every line
// with the correct numbers is correct. From the first other line on, the rows are read column by column.
const (
	lineSeparator = 0x1f // US
	lineNull      = 0x1e // RS
	// maxLineColumns is the maximum number of columns in a line: PostgreSQL's functions take 100 arguments.
	maxLineColumns = 98
)

// lineOf returns the SQL expression of the line. A column that is declared not null, and is NULL, gives a wrong line: it
// counts as a NULL and has no mark. textout returns a type that the driver does not copy.
func lineOf(columns []*route.Column) string {
	names, texts := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i] = "q." + quoteIdent(c.Name)
		texts[i] = names[i]
		switch c.Kind {
		case route.Number:
			texts[i] += "::numeric" // for floats
		case route.Bool:
			texts[i] += "::text" // concat_ws makes t and f of them
		}
		if c.Nullable {
			texts[i] = "coalesce(" + texts[i] + "::text, E'\\x1e')"
		}
	}
	return "textout(concat_ws(E'\\x1f', num_nulls(" + strings.Join(names, ", ") + "), " + strings.Join(texts, ", ") + "))"
}

// lines reads rows of one line each.
type lines struct {
	on   db.DBTX
	rest func(last []sql.RawBytes, done int) statement
	done int             // number of rows that were read
	read [1]sql.RawBytes // the current line
	last []byte          // the line before it
}

// split splits the current line into values. It reports whether they are certainly those of the row.
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
