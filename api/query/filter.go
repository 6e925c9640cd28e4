package query

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// filter is one condition on a column.
type filter struct {
	param    string // its name in the request
	column   *route.Column
	operator string // eq, ne, gt, gte, lt, lte, like, ilike, null, weekday, hour-of-day; within, of hours and weekdays
	values   []string
	zone     string // of a weekday or an hour of the day
}

// bracketed matches filter[column] and filter[column.operator], also with the numbers that some clients give the
// values of a list.
var bracketed = regexp.MustCompile(`^filter\[([^\[\]]+)\](?:\[[0-9]*\])?$`)

// filtersByName names parameters such as filter[queue], in which generated clients send the members of an object, as
// the columns are named: queue.
func filtersByName(values url.Values) url.Values {
	out := url.Values{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		column := name
		if match := bracketed.FindStringSubmatch(name); match != nil {
			column = match[1]
		}
		out[column] = append(out[column], values[name]...)
	}
	return out
}

// parseFilter parses a parameter that names a column, with or without an operator after a dot.
func (r *Route) parseFilter(name string, given []string, loc *time.Location) (filter, *problem.Problem) {
	columnName, operator, dotted := strings.Cut(name, ".")
	column := r.Column(columnName)
	if column == nil && r.Interval && (name == "limit" || name == "cursor" || name == "count") {
		return filter{}, problem.Param("unknown_parameter", name, "an interval report is not divided into pages: the answer has all rows")
	}
	if column == nil && (r.Interval || r.One) && (name == "by" || name == "agg") {
		return filter{}, problem.Param("unknown_parameter", name, "only lists of rows are grouped; an interval report has a row for each of its dimensions and slots")
	}
	if column == nil {
		valid := append(append(r.ReadingParams(), r.ownParams()...), r.ColumnNames()...)
		if r.group != nil {
			valid = append(valid, r.group.rows.ColumnNames()...)
		}
		return filter{}, problem.Param("unknown_parameter", problem.Clip(name), "there is no parameter or column %q%s", problem.Clip(columnName), problem.Nearest(columnName, valid))
	}
	if !dotted {
		operator = "eq"
	} else if column.Kind == route.Time && slices.Contains(cyclic(), operator) {
		return parseCyclic(filter{param: name, column: column, operator: operator, zone: loc.String()}, given)
	} else if !slices.Contains(column.Kind.Operators(), operator) {
		return filter{}, problem.Param("unknown_operator", problem.Clip(name), "a column of kind %s has no operator %q, but %s%s", column.Kind, problem.Clip(operator),
			strings.Join(column.Kind.Operators(), ", "), problem.Nearest(operator, column.Kind.Operators()))
	}
	if len(given) > 1 && operator != "eq" && operator != "ne" {
		return filter{}, problem.Param("invalid_value", name, "only = and .ne may be repeated")
	}
	f := filter{param: name, column: column, operator: operator}
	for _, value := range given {
		var invalid *problem.Problem
		switch operator {
		case "null":
			if value != "true" && value != "false" {
				invalid = problem.Param("invalid_value", name, "%q is neither true nor false", problem.Clip(value))
			}
		case "like", "ilike":
			value = likePattern(value)
		default:
			value, invalid = parseValue(name, column.Kind, value, loc)
		}
		if invalid != nil {
			return f, invalid
		}
		f.values = append(f.values, value)
	}
	return f, nil
}

// parseCyclic parses the values of a filter on the weekday or the hour of a time.
func parseCyclic(f filter, given []string) (filter, *problem.Problem) {
	least, most := 0, 23
	if f.operator == "weekday" {
		least, most = 1, 7
	}
	for _, value := range given {
		if n, err := strconv.Atoi(value); err != nil || n < least || n > most {
			return f, problem.Param("invalid_number", f.param, "%q is not a whole number from %d to %d", problem.Clip(value), least, most)
		}
		f.values = append(f.values, value)
	}
	return f, nil
}

// likePattern converts a pattern of the grammar (* is any text, \* a star, nothing else is special) to one of LIKE.
func likePattern(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern) && pattern[i+1] == '*':
			b.WriteByte('*')
			i++
		case c == '*':
			b.WriteByte('%')
		case c == '%' || c == '_' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// condition returns the SQL of the filter on columns with a prefix such as "q."; the values are bound.
func (f filter) condition(prefix string, b *builder) string {
	name := prefix + quoteIdent(f.column.Name)
	kind := sqlType(f.column.Kind)
	lower, upper := expressible(f.column.Kind, name)
	switch f.operator {
	case "null":
		is, not := name+" IS NULL", name+" IS NOT NULL"
		if lower != "" {
			is, not = fmt.Sprintf("(%s AND %s) IS NOT TRUE", lower, upper), lower+" AND "+upper
		}
		if f.values[0] == "true" {
			return is
		}
		return not
	case "eq":
		if len(f.values) == 1 {
			return fmt.Sprintf("%s = %s::%s", name, b.bind(f.values[0]), kind)
		}
		return fmt.Sprintf("%s = ANY (%s::%s[])", name, b.bind(textArray(f.values)), kind)
	case "ne":
		different := fmt.Sprintf("%s <> ALL (%s::%s[])", name, b.bind(textArray(f.values)), kind)
		if f.column.Nullable {
			return fmt.Sprintf("(%s IS NULL OR %s)", name, different)
		}
		return different
	}
	if slices.Contains(cyclic(), f.operator) {
		return fmt.Sprintf("%s = ANY (%s::bigint[])", placeOf(f.operator, name, b.bind(f.zone)+"::text"), b.bind(textArray(f.values)))
	}
	if f.operator == "within" {
		return fmt.Sprintf("(%s::integer[])[width_bucket(%s, %s::timestamptz[])] IS NOT NULL", b.bind(f.values[1]), name, b.bind(f.values[0]))
	}
	symbol := map[string]string{"gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "like": "LIKE", "ilike": "ILIKE"}[f.operator]
	compared := fmt.Sprintf("%s %s %s::%s", name, symbol, b.bind(f.values[0]), kind)
	// A value that is shown as null is neither greater nor less than another.
	switch {
	case lower != "" && strings.HasPrefix(f.operator, "gt"):
		return compared + " AND " + upper
	case lower != "" && strings.HasPrefix(f.operator, "lt"):
		return compared + " AND " + lower
	}
	return compared
}
