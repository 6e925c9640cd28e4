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

// statement is SQL with its values and the columns that it answers: first those to show, then those
// that only the cursor needs.
type statement struct {
	sql     string
	args    []any
	columns []*route.Column
	shown   int
	// rest is set where each row comes as one line: it is the statement, column by column, of the rows
	// after the last that was read, of so many; nil and 0 are all of them.
	rest func(last []sql.RawBytes, done int) statement
	// total tells that the last row is a report's total, marked in the last column by totalMark.
	total bool
}

// selectList asks for each column in the form that costs least on the way to the client: the driver
// hands numerics and texts through and reads integers fast, but would parse a time only for it to be
// printed again.
func selectList(columns []*route.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = "q." + quoteIdent(c.Name)
		switch c.Kind {
		case route.Time:
			names[i] += "::text"
		case route.Number:
			names[i] += "::numeric" // for those that are floats
		}
	}
	return strings.Join(names, ", ")
}
