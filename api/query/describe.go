package query

import (
	"fmt"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// Param describes a parameter of a route, for the reference and the command line.
type Param struct {
	Name        string
	Description string
	Kind        route.Kind
	Path        bool // stands in the path
	Required    bool
	Repeatable  bool // may stand several times
	Operator    bool // a filter with an operator after a dot
	Default     string
	Min, Max    string
	Enum        []string
	Personal    route.Personal // what personal data a value is
}

// ParamsOf returns every parameter that a generated route takes: its own, the common grammar's, and
// a filter for each column and operator.
func ParamsOf(r route.Route) []Param { return Compile(r).Parameters() }

// Parameters returns the parameters that a request may give, in the order of the query.
func (r *Route) Parameters() []Param {
	var out []Param
	for _, p := range r.Params {
		if !p.System {
			out = append(out, Param{Name: p.Name, Description: p.Description, Kind: p.Kind, Path: p.Path, Required: p.Required,
				Repeatable: p.Array, Default: p.Default, Min: p.Min, Max: p.Max, Enum: p.Enum, Personal: p.Personal})
		}
	}
	out = append(out, r.Grammar()...)
	for _, c := range r.Columns {
		out = append(out, Param{Name: c.Name, Description: fmt.Sprintf("Rows whose %s is this value; repeated: any of them. Also with .%s. %s", c.Name, strings.Join(c.Kind.Operators(), " ."), c.Description), Kind: c.Kind, Repeatable: true, Personal: c.Personal})
		for _, op := range c.Kind.Operators() {
			info := Param{Name: c.Name + "." + op, Kind: c.Kind, Operator: true, Personal: c.Personal, Description: fmt.Sprintf(operatorMeaning(op), c.Name)}
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

func operatorMeaning(op string) string {
	return map[string]string{
		"ne":    "Rows whose %s is not this value; nulls stay; repeated: none of them.",
		"gt":    "Rows whose %s is greater.",
		"gte":   "Rows whose %s is greater or equal.",
		"lt":    "Rows whose %s is less.",
		"lte":   "Rows whose %s is less or equal.",
		"like":  `Rows whose %s matches the pattern: * is any text, \* a star.`,
		"ilike": `Rows whose %s matches the pattern in any case: * is any text, \* a star.`,
		"null":  "true: rows without %s; false: rows with it.",
	}[op]
}

// Grammar describes the parameters of the common grammar that the route takes.
func (r *Route) Grammar() []Param {
	text := map[string]Param{
		"tz":       {Description: "IANA time zone of dates, intervals and the answer; the default is the server's."},
		"fields":   {Description: "Columns to answer, in this order: " + strings.Join(r.columnNames(), ",") + ". Default: all."},
		"format":   {Description: "Form of the answer; else Accept decides.", Enum: formatNames(), Default: "json"},
		"from":     {Description: "Beginning of the range of " + r.Time + ", itself included: RFC 3339, or a date, which is midnight in tz." + r.rangeDefault()},
		"to":       {Description: "End of the range, itself not included: RFC 3339, or a date."},
		"range":    {Description: "Instead of from and to: " + strings.Join(rangeKeywords(), ", ") + " or last-N-days, -hours, -weeks, -months. The past ones are whole days, weeks from Monday or months of tz; the present ones end now."},
		"order":    {Description: "Columns to order by, with - before a descending one; nulls last. What is left of the key (" + strings.Join(r.rowKey, ", ") + ") is appended." + r.orderDefault()},
		"limit":    {Description: fmt.Sprintf("Rows to answer; JSON: %d unless told, at most %d; ndjson and csv: all unless told.", defaultLimit, maxJSONLimit), Kind: route.Int, Min: "1"},
		"cursor":   {Description: "next_cursor (JSON) or X-Next-Cursor (others) of the previous answer to the same question: the next page."},
		"count":    {Description: "Adds the number of rows that match, counted or estimated (JSON only).", Enum: []string{"exact", "estimated"}},
		"interval": {Description: "Length of the slots; without it the range is one.", Enum: intervals()},
		"hours":    {Description: "Hours of the day that count, such as 08:30-17:15, or 22:00-06:00 over midnight."},
		"weekdays": {Description: "ISO weekdays that count, such as 1-5 or 1,3; 1 is Monday. Where hours pass midnight, the day on which they begin."},
		"compare":  {Description: "previous: beside each column the same of the preceding range, as column" + previousSuffix + ": as many slots before the first, or without interval a range of equal length.", Enum: []string{"previous"}},
		"explain":  {Description: "Adds the formula of each column, the columns that a rate is of, and the URL template of the rows behind a count (JSON only).", Kind: route.Bool},
		"total":    {Description: "Whether the total follows the rows; in JSON it does unless told, in ndjson and csv only when told.", Kind: route.Bool},
	}
	var out []Param
	for _, name := range r.ReadingParams() {
		info := text[name]
		info.Name = name
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

// RangeParams describes the parameters of what is only about a range.
func RangeParams() []Param { return rangeRoute().Grammar() }
