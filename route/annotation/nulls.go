// Which result columns can be NULL although they are described as NOT NULL. A cast hides NULL from sqlc: it takes
// nullif(a, b)::integer for a number. The rules know no types: they read the text of the query.

package annotation

import (
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// checkNulls refuses result columns whose type excludes NULL but whose expression can be NULL: a method would fail when it
// reads such a row, and the OpenAPI document would be wrong.
func (q *Query) checkNulls(schema Schema) (wrong problems) {
	hidden := make([]string, len(q.Columns))
	for _, s := range parseQuery(tokenTree(q.Text), &selection{nullable: schema.Nullable}) {
		if len(s.columns) != len(q.Columns) {
			continue // a list that is written otherwise, such as VALUES
		}
		for i := range s.columns {
			if hidden[i] == "" {
				hidden[i] = s.nullOfResult(i)
			}
		}
	}
	for i, reason := range hidden {
		c := &q.Columns[i]
		if reason == "" || c.nullable() {
			continue
		}
		advice := "replace NULL by coalesce"
		if domain := c.Type.orNull(); domain != "" {
			advice = "cast it to " + domain + ", or " + advice
		}
		wrong.addf("column %s can be NULL (%s), but its type %s excludes it; %s", c.Name, reason, c.Type.Name, advice)
	}
	return wrong
}

// nullable reports whether the type of a column allows NULL.
func (c *Column) nullable() bool {
	return !c.NotNull || strings.HasSuffix(c.Type.Name, "_or_null") || c.Type.Name == "money_amount"
}

// orNull returns the domain that allows NULL besides the values of the type; empty: there is none.
func (t Type) orNull() string {
	kind, err := t.kind()
	if err != nil {
		return ""
	}
	return map[route.Kind]string{route.Int: "int_or_null", route.Text: "text_or_null", route.Number: "numeric_or_null", route.Time: "timestamptz_or_null"}[kind]
}

// nullOf returns why an expression can be NULL; empty: it cannot, as far as its text shows.
func (s *selection) nullOf(expression []token) string {
	for len(expression) > 0 {
		operand := expression
		if at := slices.IndexFunc(expression, func(t token) bool { return t.is("and", "or") }); at >= 0 {
			operand, expression = expression[:at], expression[at+1:]
		} else {
			expression = nil
		}
		if slices.ContainsFunc(operand, func(t token) bool { return t.is("is") }) {
			continue // IS NULL, IS DISTINCT FROM and the like are true or false
		}
		for len(operand) > 0 {
			rest, reason := s.firstNull(operand)
			if reason != "" {
				return reason
			}
			operand = rest
		}
	}
	return ""
}

// firstNull looks at what an expression begins with, and returns the rest.
func (s *selection) firstNull(e []token) (rest []token, reason string) {
	first := e[0]
	switch {
	case first.text == "::":
		return e[1+lengthOfType(e[1:]):], ""
	case first.is("null"):
		return e[1:], "NULL"
	case first.group == 'C':
		return e[1:], s.nullOfCase(first.inner)
	case first.is("filter", "over", "within"):
		return e[1:], ""
	case first.is("array") && len(e) > 1 && e[1].group != 0:
		return e[2:], ""
	case first.group == '[':
		if len(first.inner) > 0 {
			return e[1:], "an element of an array"
		}
		return e[1:], ""
	case first.group == '(':
		return e[1:], s.nullOfGroup(first.inner)
	case slices.Contains([]string{"->", "->>", "#>", "#>>"}, first.text):
		return e[1:], first.text
	case first.word:
		return s.nullOfName(e)
	}
	return e[1:], ""
}

// nullOfGroup looks at what is in parentheses: an expression, a row, or a query for one value.
func (s *selection) nullOfGroup(inner []token) string {
	if !isQuery(inner) {
		return s.nullOfAny(split(inner))
	}
	for _, sub := range parseQuery(inner, s) {
		// Only an aggregate without GROUP BY always has a row.
		if len(sub.columns) != 1 || sub.grouped || !isCount(sub.columns[0].expression) {
			return "a query for one value"
		}
	}
	return ""
}

func (s *selection) nullOfAny(list [][]token) string {
	for _, e := range list {
		if reason := s.nullOf(e); reason != "" {
			return reason
		}
	}
	return ""
}

// nullOfCase looks at what is between CASE and END.
func (s *selection) nullOfCase(inner []token) string {
	otherwise := slices.IndexFunc(inner, func(t token) bool { return t.is("else") })
	if otherwise < 0 {
		return "CASE without ELSE"
	}
	branches := [][]token{inner[otherwise+1:]}
	for i, t := range inner {
		if t.is("then") {
			end := slices.IndexFunc(inner[i:], func(t token) bool { return t.is("when", "else") })
			branches = append(branches, inner[i+1:i+end])
		}
	}
	return s.nullOfAny(branches)
}

// nullOfName looks at a column or a call of a function, whose name may have a schema.
func (s *selection) nullOfName(e []token) (rest []token, reason string) {
	n := 1
	for n+1 < len(e) && e[n].text == "." && e[n+1].word {
		n += 2
	}
	name := e[n-1].text
	if n == len(e) || e[n].group != '(' || !e[n-1].quoted && isKeyword(name) {
		qualifier := ""
		if n >= 3 {
			qualifier = e[n-3].text
		}
		return e[n:], s.nullOfColumn(reference{qualifier, name})
	}
	rest = e[n+1:]
	if !slices.Contains(nullOverNothing(), name) {
		_, rest = clausesOf(rest)
	}
	arguments := split(e[n].inner)
	switch {
	case slices.Contains([]string{"any", "all", "some", "in", "exists"}, name) && isQuery(e[n].inner):
		return rest, ""
	case slices.Contains(neverNull(), name):
		return rest, ""
	case name == "coalesce" || name == "greatest" || name == "least":
		for _, a := range arguments {
			if reason = s.nullOf(a); reason == "" {
				return rest, ""
			}
		}
		return rest, reason
	case slices.Contains(alwaysNull(), name):
		return rest, name
	case slices.Contains(nullOverNothing(), name):
		clauses, rest := clausesOf(rest)
		hasRow := s.grouped || slices.Contains(clauses, "over") // a window has the row itself
		if reason = s.nullOfAny(arguments); reason == "" && (!hasRow || slices.Contains(clauses, "filter")) {
			reason = name + " over no rows"
		}
		return rest, reason
	}
	return rest, s.nullOfAny(arguments)
}

// nullOfColumn looks at a column of an item of FROM, here or around.
func (s *selection) nullOfColumn(c reference) string {
	if slices.ContainsFunc(s.present, c.matches) {
		return ""
	}
	for of := s; of != nil; of = of.outer {
		for i := range of.sources {
			from := &of.sources[i]
			if c.qualifier != "" && c.qualifier != from.alias {
				continue
			}
			reason, found := of.nullOfSource(from, c.name)
			if found && reason == "" && from.optional {
				reason = "a column of an outer join"
			}
			if found || c.qualifier != "" {
				return reason
			}
		}
	}
	return ""
}

// nullOfSource looks at a column of an item of FROM. found reports whether the item has the column.
func (s *selection) nullOfSource(from *source, name string) (reason string, found bool) {
	if from.table != "" {
		nullable, found := s.nullable[from.table+"."+name]
		if nullable {
			reason = "as " + from.table + "." + name
		}
		return reason, found
	}
	for _, sub := range from.from {
		at := slices.IndexFunc(sub.columns, func(c column) bool { return c.name == name })
		if at < 0 {
			continue
		}
		found = true
		if reason = sub.nullOfResult(at); reason != "" {
			break
		}
	}
	return reason, found
}

// nullOfResult looks at a result column.
func (s *selection) nullOfResult(at int) string {
	c := &s.columns[at]
	if !c.looked {
		c.looked = true
		c.null = s.nullOf(c.expression)
	}
	return c.null
}

// isCount reports whether an expression is a count, which is 0 over no rows.
func isCount(e []token) bool { return len(e) > 1 && e[0].is("count") && e[1].group == '(' }

// neverNull returns the functions whose result is not NULL even if an argument is.
func neverNull() []string {
	return []string{"count", "exists", "concat", "concat_ws", "row", "grouping", "num_nulls", "num_nonnulls", "row_number", "rank", "dense_rank",
		"percent_rank", "cume_dist", "ntile", "json_build_object", "jsonb_build_object", "json_build_array", "jsonb_build_array"}
}

// alwaysNull returns the functions whose result may be NULL for any arguments.
func alwaysNull() []string {
	return []string{"nullif", "lag", "lead", "first_value", "last_value", "nth_value", "array_position", "array_length", "regexp_match", "regexp_substr", "to_regclass"}
}

// nullOverNothing returns the aggregates that are NULL if no row counts.
func nullOverNothing() []string {
	return []string{"sum", "min", "max", "avg", "array_agg", "string_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "bool_and", "bool_or", "every",
		"any_value", "bit_and", "bit_or", "bit_xor", "percentile_cont", "percentile_disc", "mode", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp", "corr"}
}
