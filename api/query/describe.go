package query

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// Param describes a parameter of a route, for the reference and the command line.
type Param struct {
	Name        string
	Description string
	// General is the description without what only this route has. The parameters of the common grammar have it, and
	// those with the same Component have the same.
	General, Component string
	Kind               route.Kind
	Path               bool // is in the path
	Required           bool
	Repeatable         bool // may be given several times
	Operator           bool // a filter with an operator after a dot
	Default            string
	Min, Max           string
	Enum               []string
	Personal           route.Personal // the kind of personal data of a value
}

// Parameters returns the parameters that a request may give: those of the query, in its order, those of the common
// grammar, and a filter for each column and operator.
func (r *Route) Parameters() []Param {
	out := append(r.OwnParameters(), r.Grammar()...)
	for _, c := range r.Columns {
		out = append(out, Param{Name: c.Name, Description: fmt.Sprintf("Rows whose %s is this value; repeated: any of them. Also with .%s. %s", c.Name, strings.Join(c.Kind.Operators(), " ."), c.Description), Kind: c.Kind, Repeatable: true, Personal: c.Personal})
		for _, op := range c.Kind.Operators() {
			info := Param{Name: c.Name + "." + op, Kind: c.Kind, Operator: true, Personal: c.Personal, Description: OperatorMeaning(op, c.Name)}
			switch op {
			case "ne":
				info.Repeatable = true
			case "null":
				info.Kind = route.Bool
			}
			out = append(out, info)
		}
	}
	return out
}

// OwnParameters returns the parameters of the query itself.
func (r *Route) OwnParameters() []Param {
	var out []Param
	for _, p := range r.Params {
		if !p.System {
			out = append(out, Param{Name: p.Name, Description: p.Description, Kind: p.Kind, Path: p.Path, Required: p.Required,
				Repeatable: p.Array, Default: p.Default, Min: p.Min, Max: p.Max, Enum: p.Enum, Personal: p.Personal})
		}
	}
	return out
}

// OperatorMeaning returns the description of the filter on a column with an operator.
func OperatorMeaning(op, column string) string {
	return fmt.Sprintf(map[string]string{
		"ne":    "Rows whose %s is not this value, or is null; repeated: none of the values.",
		"gt":    "Rows whose %s is greater.",
		"gte":   "Rows whose %s is greater or equal.",
		"lt":    "Rows whose %s is less.",
		"lte":   "Rows whose %s is less or equal.",
		"like":  `Rows whose %s matches the pattern: * is any text, \* a star.`,
		"ilike": `Rows whose %s matches the pattern in any case: * is any text, \* a star.`,
		"null":  "true: rows whose %s is null; false: the others.",
	}[op], column)
}

// Grammar returns the descriptions of the parameters of the common grammar that the route takes.
func (r *Route) Grammar() []Param {
	const (
		beginning = "Beginning of the range, inclusive: RFC 3339, or a date, which is midnight in tz."
		ordering  = "Columns to order by, with - before a descending one; nulls last. "
	)
	text := map[string]Param{
		"tz":       {Description: "IANA time zone of dates, intervals and the answer; the default is the server's."},
		"fields":   {General: "Columns of the answer, in this order, with commas between them. Default: all.", Description: "Columns of the answer, in this order: " + strings.Join(r.ColumnNames(), ",") + ". Default: all."},
		"format":   {Description: "Format of the answer; without it Accept decides. ndjson: one JSON object per line, with the members of a row of data. csv: RFC 4180 with a header line of the columns' names; null is an empty field, the empty text is \"\".", Enum: formatNames(), Default: "json"},
		"from":     {General: beginning + r.rangeDefault(), Component: r.rangeComponent(), Description: "Beginning of the range of " + r.Time + ", inclusive: RFC 3339, or a date, which is midnight in tz." + r.rangeDefault()},
		"to":       {Description: "End of the range, exclusive: RFC 3339, or a date."},
		"range":    {Description: "Instead of from and to: " + strings.Join(RangeNames(), ", ") + " or last-N-days, -hours, -weeks, -months. Past ranges are whole days, weeks from Monday, months or years in tz; present ones end now."},
		"order":    {General: ordering + "The remaining columns of x-key and, in a report with slots, interval_start are appended.", Description: ordering + "The remaining columns of the key (" + strings.Join(r.rowKey, ", ") + ") are appended." + r.orderDefault()},
		"limit":    {Description: fmt.Sprintf("Maximum number of rows; JSON: %d by default, at most %d; ndjson and csv: all by default.", defaultLimit, maxJSONLimit), Kind: route.Int, Min: "1"},
		"cursor":   {Description: "next_cursor (JSON) or X-Next-Cursor (others) of the previous answer to the same request: the next page."},
		"count":    {Description: "Adds the number of rows that match, counted or estimated (JSON only).", Enum: []string{"exact", "estimated"}},
		"interval": {Description: "Length of the slots; without it the whole range is one slot.", Enum: intervals()},
		"hours":    {Description: "Hours of the day to include, such as 08:30-17:15, or 22:00-06:00, which includes midnight."},
		"weekdays": {Description: "ISO weekdays to include, such as 1-5 or 1,3; 1 is Monday. If hours include midnight, the weekday is that of their beginning."},
		"compare":  {Description: "previous: adds to each column its value in the preceding range, as column" + previousSuffix + ": as many slots before the first, or without interval a range of equal length.", Enum: []string{"previous"}},
		"explain":  {Description: "Adds the formula of each column, the columns of which a rate is computed, and the URL template of the rows that a count counts (JSON only).", Kind: route.Bool},
		"total":    {Description: "Whether the total follows the rows; the default is true in JSON, false in ndjson and csv.", Kind: route.Bool},
	}
	var out []Param
	for _, name := range r.ReadingParams() {
		info := text[name]
		info.Name = name
		info.General, info.Component = cmp.Or(info.General, info.Description), cmp.Or(info.Component, name)
		if info.Kind == "" {
			info.Kind = route.Text
		}
		out = append(out, info)
	}
	return out
}

func (r *Route) orderDefault() string {
	if r.Order == "" {
		return ""
	}
	return " Default: " + r.Order + "."
}

func (r *Route) rangeDefault() string {
	if r.TimeRequired && !r.One {
		return " Default: the last 24 hours."
	}
	return " Default: all history."
}

// rangeComponent is the name of the parameter from with the default of this route.
func (r *Route) rangeComponent() string {
	if r.TimeRequired && !r.One {
		return "from"
	}
	return "from.any"
}

// RangeParams returns the parameters of an endpoint that takes only a range.
func RangeParams() []Param { return rangeRoute().Grammar() }

// AnswerHeaders returns the headers and trailers of the answers of generated routes, with their descriptions.
func AnswerHeaders() map[string]string {
	return map[string]string{
		"ETag":          "Weak tag of a JSON answer whose range has ended.",
		"X-Row-Count":   "Of ndjson and csv: rows sent; a trailer of answers of more than 1 MiB. An answer without it is not complete.",
		"X-Next-Cursor": "Of ndjson and csv with a limit, beside X-Row-Count: cursor of the next page.",
		"X-Range-From":  "Of ndjson and csv: beginning of the range; absent if it is open.",
		"X-Range-To":    "Of ndjson and csv: end of the range, exclusive; absent if it is open.",
		"X-Time-Zone":   "Of ndjson and csv: time zone of the answer.",
	}
}
