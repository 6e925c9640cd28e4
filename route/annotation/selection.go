// The parts of a query that determine whether its result columns can be NULL: their expressions, the queries in FROM,
// and the joins.

package annotation

import "slices"

// selection is one SELECT.
type selection struct {
	nullable map[string]bool         // of Schema
	outer    *selection              // the one around it
	with     map[string][]*selection // the queries of WITH, by name
	columns  []column
	sources  []source
	grouped  bool        // by GROUP BY or HAVING, so that each group has a row
	present  []reference // columns of which WHERE excludes NULL
}

// reference is the name of a column as an expression has it.
type reference struct{ qualifier, name string }

// matches reports whether two references may be of one column, of which one may lack the qualifier.
func (r reference) matches(other reference) bool {
	return r.name == other.name && (r.qualifier == other.qualifier || r.qualifier == "" || other.qualifier == "")
}

type column struct {
	name       string
	expression []token
	looked     bool   // null is known, or being determined
	null       string // why it can be NULL
}

// source is an item of FROM.
type source struct {
	alias    string
	optional bool         // its columns are NULL if an outer join finds no row
	table    string       // schema.relation; empty for queries and functions
	from     []*selection // of a query
}

// parseQuery returns each SELECT of a query: several if they are joined by UNION and the like.
func parseQuery(list []token, outer *selection) []*selection {
	s := &selection{nullable: outer.nullable, outer: outer, with: map[string][]*selection{}}
	list = s.parseWith(list)
	var out []*selection
	for len(list) > 0 {
		part := list
		if at := slices.IndexFunc(list, func(t token) bool { return t.is("union", "intersect", "except") }); at >= 0 {
			part, list = list[:at], list[at+1:]
			if len(list) > 0 && list[0].is("all", "distinct") {
				list = list[1:]
			}
		} else {
			list = nil
		}
		switch {
		case len(part) > 0 && part[0].group == '(':
			out = append(out, parseQuery(part[0].inner, s)...)
		case len(part) > 0 && part[0].is("select"):
			out = append(out, parseSelect(part[1:], s))
		}
	}
	for _, other := range out { // the first SELECT names the columns of all
		for i := range min(len(other.columns), len(out[0].columns)) {
			other.columns[i].name = out[0].columns[i].name
		}
	}
	return out
}

// parseWith records the queries of a WITH, and returns what follows them.
func (s *selection) parseWith(list []token) []token {
	if len(list) == 0 || !list[0].is("with") {
		return list
	}
	list = list[1:]
	if len(list) > 0 && list[0].is("recursive") {
		list = list[1:]
	}
	for len(list) > 0 && list[0].word {
		name, names := list[0].text, []string(nil)
		at := slices.IndexFunc(list, func(t token) bool { return t.is("as") })
		if at < 0 {
			return nil
		}
		if at == 2 {
			names = namesOf(list[1])
		}
		list = list[at+1:]
		for len(list) > 0 && list[0].is("not", "materialized") {
			list = list[1:]
		}
		if len(list) == 0 {
			return nil
		}
		s.with[name] = renamed(parseQuery(list[0].inner, s), names)
		if list = list[1:]; len(list) == 0 || list[0].text != "," {
			return list
		}
		list = list[1:]
	}
	return list
}

// parseSelect parses what follows the word SELECT.
func parseSelect(list []token, outer *selection) *selection {
	s := &selection{nullable: outer.nullable, outer: outer}
	if len(list) > 0 && list[0].is("all", "distinct") {
		if list = list[1:]; len(list) > 1 && list[0].is("on") {
			list = list[2:]
		}
	}
	clause, begin := "select", 0
	for i := range len(list) + 1 {
		next := ""
		if i < len(list) {
			if next = clauseAt(list, i); next == "" {
				continue
			}
		}
		part := list[begin:i]
		switch clause {
		case "select":
			for _, e := range split(part) {
				s.columns = append(s.columns, newColumn(e))
			}
		case "from":
			s.parseFrom(part)
		case "where":
			s.parseWhere(part)
		case "having": // such as HAVING count(*) > 0
			s.grouped = s.grouped || slices.ContainsFunc(part, func(t token) bool { return t.is("count") })
		case "group":
			s.grouped = !slices.ContainsFunc(part, func(t token) bool { return t.is("grouping", "rollup", "cube") })
		}
		clause, begin = next, i+1
	}
	return s
}

// clauseAt returns the clause that a token begins; empty: none.
func clauseAt(list []token, i int) string {
	if !list[i].is("from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "for") {
		return ""
	}
	// IS DISTINCT FROM, WITHIN GROUP.
	if i > 0 && (list[i].text == "from" && list[i-1].is("distinct") || list[i].text == "group" && list[i-1].is("within")) {
		return ""
	}
	return list[i].text
}

// parseWhere records the columns of which the conditions exclude NULL: each that IS NOT NULL, or is compared.
func (s *selection) parseWhere(list []token) {
	if slices.ContainsFunc(list, func(t token) bool { return t.is("or") }) {
		return
	}
	for len(list) > 0 {
		condition := list
		if at := slices.IndexFunc(list, func(t token) bool { return t.is("and") }); at >= 0 {
			condition, list = list[:at], list[at+1:]
		} else {
			list = nil
		}
		var of reference
		switch {
		case len(condition) > 3 && condition[0].word && condition[1].text == "." && condition[2].word:
			of, condition = reference{qualifier: condition[0].text, name: condition[2].text}, condition[3:]
		case len(condition) > 1 && condition[0].word:
			of, condition = reference{name: condition[0].text}, condition[1:]
		default:
			continue
		}
		isNotNull := len(condition) == 3 && condition[0].is("is") && condition[1].is("not") && condition[2].is("null")
		if isNotNull || slices.Contains([]string{"=", "<", ">", "!", "~"}, condition[0].text) {
			s.present = append(s.present, of)
		}
	}
}

// newColumn separates the name of a result column from its expression.
func newColumn(e []token) column {
	switch n := len(e); {
	case n > 2 && e[n-2].is("as"):
		return column{name: e[n-1].text, expression: e[:n-2]}
	case n > 0 && e[n-1].word:
		return column{name: e[n-1].text, expression: e}
	}
	return column{expression: e}
}

// parseFrom records the queries in a FROM, and which of them an outer join may leave without a row.
func (s *selection) parseFrom(list []token) {
	optional := false
	for len(list) > 0 {
		switch first := list[0]; {
		case first.is("left", "full"):
			optional = true
			if first.text == "full" {
				s.allOptional()
			}
		case first.is("right"):
			s.allOptional()
		case first.is("on", "using"):
			at := slices.IndexFunc(list, func(t token) bool {
				return t.text == "," || t.is("left", "right", "full", "inner", "cross", "join", "natural")
			})
			if at < 0 {
				return
			}
			list = list[at:]
			continue
		case first.text == "," || first.is("inner", "cross", "natural"):
			optional = false
		case first.is("join", "outer", "lateral", "only"):
		default:
			list = s.parseSource(list, optional)
			optional = false
			continue
		}
		list = list[1:]
	}
}

func (s *selection) allOptional() {
	for i := range s.sources {
		s.sources[i].optional = true
	}
}

// parseSource records what a FROM begins with, if it is a query, and returns the rest.
func (s *selection) parseSource(list []token, optional bool) []token {
	made := source{optional: optional}
	first := list[0]
	list = list[1:]
	switch {
	case first.group == '(' && isQuery(first.inner):
		made.from = parseQuery(first.inner, s)
	case first.group == '(':
		before := len(s.sources)
		s.parseFrom(first.inner)
		for i := before; optional && i < len(s.sources); i++ {
			s.sources[i].optional = true
		}
		return list
	case first.word:
		made.alias = first.text
		if made.from = s.named(first.text); made.from == nil {
			made.table = "public." + first.text
		}
		if len(list) > 1 && list[0].text == "." {
			made.table, made.alias, made.from = first.text+"."+list[1].text, list[1].text, nil
			list = list[2:]
		}
		if len(list) > 0 && list[0].group == '(' { // a function
			made.table, made.from, list = "", nil, list[1:]
		}
	}
	if len(list) > 1 && list[0].is("with") && list[1].is("ordinality") {
		list = list[2:]
	}
	if len(list) > 0 && list[0].is("as") {
		list = list[1:]
	}
	if len(list) > 0 && list[0].word && !list[0].is("on", "using", "left", "right", "full", "inner", "cross", "join", "natural") {
		made.alias, list = list[0].text, list[1:]
	}
	if len(list) > 0 && list[0].group == '(' {
		made.from, list = renamed(made.from, namesOf(list[0])), list[1:]
	}
	s.sources = append(s.sources, made)
	return list
}

// named returns the query of a WITH around a selection; nil: there is none of that name.
func (s *selection) named(name string) []*selection {
	for of := s; of != nil; of = of.outer {
		if found := of.with[name]; found != nil {
			return found
		}
	}
	return nil
}

// namesOf returns the names in a list of columns such as (a, b).
func namesOf(list token) []string {
	var names []string
	for _, e := range split(list.inner) {
		if len(e) > 0 {
			names = append(names, e[0].text)
		}
	}
	return names
}

// renamed returns selections whose first columns have other names.
func renamed(all []*selection, names []string) []*selection {
	var out []*selection
	for _, s := range all {
		other := *s
		other.columns = slices.Clone(s.columns)
		for i := range min(len(names), len(other.columns)) {
			other.columns[i].name = names[i]
		}
		out = append(out, &other)
	}
	return out
}
