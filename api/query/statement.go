// Statements and the values that they bind.

package query

import (
	"database/sql"
	"strconv"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// builder numbers the values that a statement binds.
type builder struct {
	args []any
}

func (b *builder) bind(value any) string {
	b.args = append(b.args, value)
	return "$" + strconv.Itoa(len(b.args))
}

// statement is SQL with its values and the columns that it returns: first those to show, then those that only the
// cursor needs.
type statement struct {
	sql     string
	args    []any
	columns []*route.Column
	shown   int
	// rest is set if each row is one line. It returns the statement, column by column, of the rows after the last that was
	// read (after so many rows); nil and 0: all rows.
	rest func(last []sql.RawBytes, done int) statement
	// total: the last row is a report's total, marked in the last column by totalMark.
	total bool
}

// selectList returns the list of columns, each in the form that is fastest to read: the driver passes numerics and texts
// through and reads integers fast, but would parse a time, which then had to be formatted again.
func selectList(columns []*route.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = "q." + quoteIdent(c.Name)
		switch c.Kind {
		case route.Time:
			names[i] += "::text"
		case route.Number:
			names[i] += "::numeric" // for floats
		}
	}
	return strings.Join(names, ", ")
}
