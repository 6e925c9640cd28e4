// The input of the package, and what its files share while they build a route.

package annotation

import "github.com/ccrepo/ccrepo/route"

// Query is a query with its comments, as described by the program that checked it: sqlc when code is generated,
// PostgreSQL when a file is loaded.
type Query struct {
	Name string
	File string
	// Command is sqlc's command; only ":many" and ":one" queries can be routes.
	Command string
	// Text is the SQL, with $1, $2, … for its parameters.
	Text string
	// Comments are the comment lines before the query, without their dashes.
	Comments []string
	Params   []Param
	Columns  []Column
}

// Schema describes the relations of the database.
type Schema struct {
	// Comments are the comments of all relations, by schema.relation, and of all columns, by schema.relation.column. A
	// relation or column without a key here does not exist; without a comment, its value is empty.
	Comments map[string]string
	// Nullable is the columns that can be NULL, by schema.relation.column.
	Nullable map[string]bool
	// Personal is the kind of personal data of columns, by schema.relation.column.
	Personal map[string]route.Personal
	// Spanish is the Spanish of comments; nil if no text needs Spanish.
	Spanish *Spanish
	// Labels are the labels of columns and parameters; nil if they need none.
	Labels *Labels
	// Known are routes that exist beside those of the queries: no query may have the name or the path of one, and
	// api:opens may lead to them.
	Known []route.Route
	// Site is whether the queries are those of a site: Spanish and labels are used where there are some, and a text that
	// is not declared by api:personal is masked.
	Site bool
}

// problems are all errors in a query, so that one run reports all of them.
type problems []error

// builder is a route under construction.
type builder struct {
	route.Route
	query *Query
	item  *item
	slot  *Column // of an interval report; the engine converts it to times
}

// Column is a result column of a Query.
type Column struct {
	Name    string
	Type    Type
	NotNull bool
	// Origin is the column whose value the query returns unchanged, as schema.relation.column; empty if the value is
	// computed.
	Origin string
}

// Param is a parameter of a Query. Name is empty if the query does not name it.
type Param struct {
	Name   string
	Number int
	Type   Type
}

// item is the annotation api:item: the route that answers one row of a list.
type item struct {
	name, column, summary, summaryES string
}

// Type is the type of a parameter or a result column.
type Type struct {
	// Name is the bare name of the PostgreSQL type; for an array, of its elements' type.
	Name string
	// Dimensions is 0 for a single value.
	Dimensions int
	// Unsupported is why a route cannot have the type, if the name alone does not show it.
	Unsupported error
}
