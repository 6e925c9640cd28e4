// Package route defines the routes of the HTTP API. A route is one annotated SQL query with its parameters, its
// columns and their properties.
//
// Routes are plain data. The sqlc plugin writes those of sql/ into package db; a program may also build routes at run
// time. This package depends neither on generated code nor on a database nor on HTTP; package api/query answers
// routes.
package route

import (
	"time"
)

// Route is one annotated query as the API, the command line and the reference offer it.
type Route struct {
	// Name is the name of the query, and of its method on db.Queries where it was generated.
	Name string
	// Path is the URL path. Each {placeholder} in it is a Param with Path set.
	Path string
	// Summary is one line; Description may be empty. Fields that end in ES are the Spanish of those without, empty if
	// the texts were built without; Language.Of selects one.
	Summary, SummaryES         string
	Description, DescriptionES string
	// Scopes are the scopes that give access; an API key needs one of them.
	Scopes []string
	// Group is the list of the index that the route is in, one of Groups.
	Group string
	// Topic is the heading under which the page of all reports has a report, one of Topics; empty is the last of them.
	Topic string
	// SQL is one SELECT (or WITH … SELECT) that can be the FROM of another. Its parameters are $1, $2, …
	SQL string
	// Aggregates is whether rows of the answer are computed from several rows (GROUP BY, DISTINCT, UNION or a window
	// function), so that no index has their order.
	Aggregates bool
	// One is whether the answer is a single row: 404 without one, 409 with two.
	One bool
	// Item is the column by which a route with One selects its row from those of SQL: the row whose value equals the
	// path parameter of the same name, which SQL does not have. Empty where SQL selects the row.
	Item string
	// Interval is whether the route is a report over slots of time, with a total.
	Interval bool
	// SlotsInTotal is whether the total is computed from the slots rather than from the facts.
	SlotsInTotal bool
	// TotalBesideRows is whether the query, when asked for the total, returns it in addition to the rows.
	TotalBesideRows bool
	// Time is the column that from and to limit; empty if there is none.
	Time string
	// TimeRequired is whether the range is always limited: by default, to the last 24 hours.
	TimeRequired bool
	// Timeout limits the database's work on one answer; zero is the server's default.
	Timeout time.Duration
	// AsOf is the derived relation whose watermark limits the answer; empty where tables are read directly.
	AsOf string
	// Sources are the tables of history that the answer is computed from.
	Sources []string
	// Chart says how to draw the answer; nil if it is not drawn.
	Chart *Chart
	// Key is the columns that identify a row; for an interval report, its dimensions.
	Key []string
	// Order is the default order, in the form of the parameter order; empty is the order of Key.
	Order string
	// Examples are URLs whose answers have rows.
	Examples []string
	Params   []Param
	Columns  []Column
	// Main is the columns that a terminal shows if not all fit, the most important first.
	Main []string
	// Agents is whether the tokens of agents, which have the campaigns of their key, are accepted as well.
	Agents bool
	// Whole is whether the route is closed to campaign-limited keys.
	Whole bool
	// Limited answers campaign-limited keys instead of SQL; nil where SQL answers them too.
	Limited *LimitedQuery
	// LeftOut counts what the rows exclude; nil if nothing is counted.
	LeftOut *LeftOutQuery
	// Site is whether the query is not the product's but of the site that runs it: its connections are its own, and its
	// cost is limited.
	Site bool
}

// Now is the default of a parameter of kind Time that is the moment of an answer.
const Now = "now"

// Scopes returns the scopes that a route may need.
func Scopes() []string { return []string{"read", "act", "dial", "admin"} }

// Groups returns the lists of the index that a route may be in.
func Groups() []string {
	return []string{"tables", "events", "reports", "actions", "dialer", "settings"}
}

// Topics returns the headings of the page of all reports, in their order.
func Topics() []string {
	return []string{"telephony", "agents", "channels", "dialer", "quality", "own"}
}

// SlotColumns returns the columns that the engine puts before those of an interval report.
func SlotColumns() []Column {
	return []Column{
		{
			Name: "interval_start", Kind: Time, Label: "From", LabelES: "Desde",
			Description: "Beginning of the slot.", DescriptionES: "Inicio del tramo.",
		},
		{
			Name: "interval_end", Kind: Time, Label: "To", LabelES: "Hasta",
			Description: "End of the slot, exclusive.", DescriptionES: "Fin del tramo, no incluido.",
		},
		{
			Name: "partial", Kind: Bool, Label: "Partial", LabelES: "Parcial",
			Description: "Whether the range or as_of cuts the slot.", DescriptionES: "Si el período o as_of corta el tramo.",
		},
	}
}

// Column returns the column of that name, or nil.
func (r *Route) Column(name string) *Column {
	for i := range r.Columns {
		if r.Columns[i].Name == name {
			return &r.Columns[i]
		}
	}
	return nil
}

// Param returns the parameter of that name, or nil.
func (r *Route) Param(name string) *Param {
	for i := range r.Params {
		if r.Params[i].Name == name {
			return &r.Params[i]
		}
	}
	return nil
}

// LimitedQuery is a query with the columns of its route and some of the route's parameters.
type LimitedQuery struct {
	SQL string
	// Aggregates has the same meaning as in Route.
	Aggregates bool
	// Numbers are the $ numbers of the parameters in SQL, by name.
	Numbers map[string]int
}

// LeftOutQuery counts what the rows of a route exclude, for the member left_out of its answer.
type LeftOutQuery struct {
	SQL                        string
	Description, DescriptionES string
	// Numbers are the $ numbers of the route's parameters in SQL, by name.
	Numbers map[string]int
}

// Param is a parameter of a query.
type Param struct {
	Name string
	// Number is the n of $n in the SQL of the route; 0 if the SQL does not have the parameter.
	Number int
	Kind   Kind
	// Array is whether the parameter takes several values.
	Array bool
	// Path is whether the value is part of the path.
	Path bool
	// System is whether the engine sets the value rather than the caller.
	System bool
	// Required is whether the caller must give the value.
	Required bool
	// Default is the value if none is given, written as in a URL; for an Array, separated by commas.
	Default string
	// Min and Max are the least and the greatest number allowed; empty is no limit.
	Min, Max string
	// Enum is the allowed values; empty is all.
	Enum                       []string
	Description, DescriptionES string
	// Label is the heading that people read for the parameter; empty if the labels were built without.
	Label, LabelES string
	// Values are the labels of the values that have one.
	Values []Value
	// Personal is the kind of personal data that the value is.
	Personal Personal
}

// Column is a column of an answer. Every column is also a filter, with the operators of its kind.
type Column struct {
	Name     string
	Kind     Kind
	Nullable bool
	// Additive is whether the values of the slots add up to the total.
	Additive bool
	// Withheld is whether the column is null for campaign-limited keys.
	Withheld                   bool
	Description, DescriptionES string
	// Label is the heading that people read for the column, without its unit, which is the suffix of the name; empty if
	// the labels were built without. No two columns of a route have the same.
	Label, LabelES string
	// Values are the labels of the values that have one.
	Values []Value
	// Personal is the kind of personal data in the column.
	Personal Personal
	// Opens is the URL template (RFC 6570) of the rows behind a count, filled from the row and the parameters; empty
	// if there is none.
	Opens string
	// Rates are the columns that a rate is computed from; the first one whose conditions are met applies.
	Rates []Rate
}

// Rate explains a rate as a quotient of columns.
type Rate struct {
	// Numerator and Denominator are names of columns with + and - between them.
	Numerator, Denominator string
	// When is the values that parameters must have for this rate to apply, by parameter.
	When map[string]string
}
