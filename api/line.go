package api

import (
	"bytes"
	"context"
	"database/sql"
	"strings"

	"github.com/ccrepo/ccrepo/db"
)

// An export reads each row as one line, as handing over each column by itself costs the driver more than
// all else. A line is the number of NULLs, then each column's text, NULL as a mark of its own:
//
//	2 US 4711 US Sales US RS US RS
//
// A text that contains the separator, or is the mark, makes a line whose separators or marks are too
// many. So each line that reads right is right, and from the first that does not, the export goes on
// column by column.
const (
	lineSeparator = 0x1f // US
	lineNull      = 0x1e // RS
	// maxLineColumns is how many columns fit in a line: PostgreSQL's functions take 100 arguments.
	maxLineColumns = 98
)

// lineOf makes one value of the columns. textout hands it over as a type that the driver does not copy.
func lineOf(columns []*db.Column) string {
	names, texts := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i] = "q." + quoteIdent(c.Name)
		texts[i] = names[i]
		if c.Kind == db.Number {
			texts[i] += "::numeric" // for those that are floats
		}
		texts[i] = "coalesce(" + texts[i] + "::text, E'\\x1e')"
	}
	return "textout(concat_ws(E'\\x1f', num_nulls(" + strings.Join(names, ", ") + "), " + strings.Join(texts, ", ") + "))"
}

// lines reads rows that come as one line each.
type lines struct {
	on   db.DBTX
	rest func(last []sql.RawBytes) statement
	read [1]sql.RawBytes // the line in hand
	last []byte          // the line before, once there is one
}

// split parts the line in hand into values. It tells whether they are the row's for sure.
func (l *lines) split(values []sql.RawBytes) bool {
	if !splitLine(l.read[0], values) {
		return false
	}
	l.last = append(l.last[:0], l.read[0]...)
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

// byColumn goes on after the last line that could be read, column by column.
func (r *rows) byColumn(ctx context.Context) error {
	var last []sql.RawBytes
	if r.lines.last != nil {
		last = make([]sql.RawBytes, len(r.values))
		splitLine(r.lines.last, last)
	}
	r.forget() // closing would else read to the end
	_ = r.Close()
	rest, err := query(ctx, r.lines.on, r.lines.rest(last), 0)
	if err != nil {
		return err
	}
	*r = *rest
	return nil
}
