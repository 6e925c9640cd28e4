// The grammar of $filter (OData URL conventions, 5.1.1). It is own code: no library for it in Go is kept up.

package odata

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
)

// maxDepth is how often parentheses and not may be nested.
const maxDepth = 50

// node is an expression of $filter.
type node struct {
	op       string  // and, or, not; a comparison: eq, ne, gt, ge, lt, le, in, contains, startswith, endswith
	parts    []*node // of and, or, not
	property string
	values   []literal // of a comparison; several: of in
}

// textFunctions are the functions that there are.
func textFunctions() []string { return []string{"contains", "startswith", "endswith"} }

// literal is a value in the URL.
type literal struct {
	kind string // text, number, time, bool, null
	text string
}

// token matches the beginning of an expression. A time may have a space for its plus sign, which means one in a URL that
// was not escaped.
var token = regexp.MustCompile(`^(?:'(?:[^']|'')*'` +
	`|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[-+ ][0-9]{2}:[0-9]{2}))?` +
	`|[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?` +
	`|[$@]?[A-Za-z_][A-Za-z0-9_]*|[(),/])`)

// parser reads an expression of $filter.
type parser struct {
	rest  string
	whole string
	next  string // the token that comes; empty: the end
	depth int
}

// parseFilter parses $filter.
func parseFilter(text string) (*node, *problem.Problem) {
	p := &parser{rest: text, whole: text}
	if wrong := p.advance(); wrong != nil {
		return nil, wrong
	}
	n, wrong := p.or()
	if wrong == nil && p.next != "" {
		wrong = p.expected("and")
	}
	return n, wrong
}

func (p *parser) advance() *problem.Problem {
	p.rest = strings.TrimLeft(p.rest, " \t")
	p.next = token.FindString(p.rest)
	if p.next == "" && p.rest != "" {
		return p.expected(problem.Translated{English: "a property, a value or an operator", Spanish: "una propiedad, un valor o un operador"})
	}
	p.rest = p.rest[len(p.next):]
	return nil
}

// expected returns the problem of an expression that has something else.
func (p *parser) expected(what any) *problem.Problem {
	at := len(p.whole) - len(p.rest) - len(p.next)
	if p.next == "" && p.rest == "" {
		return problem.Param("invalid_value", "$filter", "it ends where %s is expected", what)
	}
	return problem.Param("invalid_value", "$filter", "%s is expected at %q", what, problem.Clip(p.whole[at:]))
}

// take reads a token that must come.
func (p *parser) take(want string) *problem.Problem {
	if p.next != want {
		return p.expected(want)
	}
	return p.advance()
}

func lacks(what string) *problem.Problem {
	return notImplemented("$filter", "%s is not supported; there is eq, ne, gt, ge, lt, le, in, contains, startswith and endswith, combined by and", what)
}

// or parses alternatives. Those of one property that are all equalities are the same as in, which spreadsheets write so.
func (p *parser) or() (*node, *problem.Problem) {
	first, wrong := p.and()
	if wrong != nil || p.next != "or" {
		return first, wrong
	}
	out := &node{op: "or", parts: []*node{first}}
	for p.next == "or" {
		if wrong := p.advance(); wrong != nil {
			return nil, wrong
		}
		n, wrong := p.and()
		if wrong != nil {
			return nil, wrong
		}
		out.parts = append(out.parts, n)
	}
	in := &node{op: "in", property: first.property}
	for _, n := range out.parts {
		if n.op != "eq" && n.op != "in" || n.property != first.property {
			return nil, notImplemented("$filter", "or is supported only between equalities of one property")
		}
		in.values = append(in.values, n.values...)
	}
	return in, nil
}

func (p *parser) and() (*node, *problem.Problem) {
	first, wrong := p.unary()
	if wrong != nil || p.next != "and" {
		return first, wrong
	}
	out := &node{op: "and", parts: []*node{first}}
	for p.next == "and" {
		if wrong := p.advance(); wrong != nil {
			return nil, wrong
		}
		n, wrong := p.unary()
		if wrong != nil {
			return nil, wrong
		}
		out.parts = append(out.parts, n)
	}
	return out, nil
}

func (p *parser) unary() (*node, *problem.Problem) {
	if p.depth++; p.depth > maxDepth {
		return nil, problem.Param("invalid_value", "$filter", "it is nested more than %d times", maxDepth)
	}
	defer func() { p.depth-- }()
	switch p.next {
	case "not":
		if wrong := p.advance(); wrong != nil {
			return nil, wrong
		}
		n, wrong := p.unary()
		if wrong != nil {
			return nil, wrong
		}
		return negated(n)
	case "(":
		if wrong := p.advance(); wrong != nil {
			return nil, wrong
		}
		n, wrong := p.or()
		if wrong != nil {
			return nil, wrong
		}
		return n, p.take(")")
	}
	return p.comparison()
}

// negated returns the opposite of a condition. The opposites of others than these also contain null.
func negated(n *node) (*node, *problem.Problem) {
	opposite := map[string]string{"eq": "ne", "ne": "eq", "in": "ne"}[n.op]
	if opposite == "" || opposite == "eq" && len(n.values) > 1 {
		return nil, notImplemented("$filter", "not is supported only before eq, ne and in")
	}
	return &node{op: opposite, property: n.property, values: n.values}, nil
}

// operand is one side of a comparison: a property or a value.
type operand struct {
	property string
	value    literal
}

func (p *parser) operand() (operand, *problem.Problem) {
	text := p.next
	if isName(text) {
		if wrong := p.advance(); wrong != nil {
			return operand{}, wrong
		}
		switch {
		case p.next == "(" || strings.HasPrefix(text, "$") || strings.HasPrefix(text, "@"):
			return operand{}, lacks(problem.Clip(text))
		case p.next == "/":
			return operand{}, lacks(problem.Clip(text) + "/")
		case text == "null":
			return operand{value: literal{kind: "null"}}, nil
		case text == "true" || text == "false":
			return operand{value: literal{"bool", text}}, nil
		}
		return operand{property: text}, nil
	}
	v, wrong := p.value()
	return operand{value: v}, wrong
}

func isName(text string) bool {
	return text != "" && (text[0] >= 'A' && text[0] <= 'Z' || text[0] >= 'a' && text[0] <= 'z' || strings.ContainsRune("_$@", rune(text[0])))
}

// value reads a value.
func (p *parser) value() (literal, *problem.Problem) {
	text := p.next
	var v literal
	switch {
	case strings.HasPrefix(text, "'"):
		v = literal{"text", strings.ReplaceAll(text[1:len(text)-1], "''", "'")}
	case text == "null":
		v = literal{kind: "null"}
	case text == "true" || text == "false":
		v = literal{"bool", text}
	case len(text) >= 10 && text[4] == '-' && text[7] == '-':
		v = literal{"time", text}
	case text != "" && strings.ContainsAny(text[:1], "+-0123456789"):
		v = literal{"number", text}
	default:
		return v, p.expected(problem.Translated{English: "a property or a value", Spanish: "una propiedad o un valor"})
	}
	return v, p.advance()
}

// comparison parses a comparison, a function that is one, or a property that is true or false.
func (p *parser) comparison() (*node, *problem.Problem) {
	if function := p.next; slices.Contains(textFunctions(), function) && strings.HasPrefix(strings.TrimLeft(p.rest, " "), "(") {
		return p.function(function)
	}
	left, wrong := p.operand()
	if wrong != nil {
		return nil, wrong
	}
	op := p.next
	switch op {
	case "in":
		if left.property == "" {
			return nil, p.expected(problem.Translated{English: "a property before in", Spanish: "una propiedad antes de in"})
		}
		return p.in(left.property)
	case "eq", "ne", "gt", "ge", "lt", "le":
	case "add", "sub", "mul", "div", "divby", "mod", "has":
		return nil, lacks(op)
	default:
		if left.property != "" {
			return &node{op: "eq", property: left.property, values: []literal{{"bool", "true"}}}, nil
		}
		return nil, p.expected(problem.Translated{English: "a comparison", Spanish: "una comparación"})
	}
	if wrong := p.advance(); wrong != nil {
		return nil, wrong
	}
	right, wrong := p.operand()
	if wrong != nil {
		return nil, wrong
	}
	if slices.Contains([]string{"add", "sub", "mul", "div", "divby", "mod"}, p.next) {
		return nil, lacks(p.next)
	}
	switch {
	case left.property != "" && right.property != "":
		return nil, notImplemented("$filter", "a condition must compare a property with a value")
	case left.property != "":
		return &node{op: op, property: left.property, values: []literal{right.value}}, nil
	case right.property != "":
		if turned := map[string]string{"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}[op]; turned != "" {
			op = turned
		}
		return &node{op: op, property: right.property, values: []literal{left.value}}, nil
	}
	return nil, notImplemented("$filter", "a condition must compare a property with a value")
}

// in parses the values of in.
func (p *parser) in(property string) (*node, *problem.Problem) {
	n := &node{op: "in", property: property}
	if wrong := p.advance(); wrong != nil {
		return nil, wrong
	}
	if wrong := p.take("("); wrong != nil {
		return nil, wrong
	}
	for {
		v, wrong := p.value()
		if wrong != nil {
			return nil, wrong
		}
		n.values = append(n.values, v)
		if p.next != "," {
			return n, p.take(")")
		}
		if wrong := p.advance(); wrong != nil {
			return nil, wrong
		}
	}
}

// function parses contains(property,'text') and the like, also if they are compared with true.
func (p *parser) function(name string) (*node, *problem.Problem) {
	n := &node{op: name}
	if wrong := p.advance(); wrong != nil {
		return nil, wrong
	}
	if wrong := p.take("("); wrong != nil {
		return nil, wrong
	}
	of, wrong := p.operand()
	if wrong != nil {
		return nil, wrong
	}
	if of.property == "" {
		return nil, notImplemented("$filter", "a condition must compare a property with a value")
	}
	n.property = of.property
	if wrong := p.take(","); wrong != nil {
		return nil, wrong
	}
	v, wrong := p.value()
	if wrong != nil {
		return nil, wrong
	}
	if v.kind != "text" {
		return nil, problem.Param("invalid_value", "$filter", "%s compares with a text: write it in single quotes", name)
	}
	n.values = []literal{v}
	if wrong := p.take(")"); wrong != nil {
		return nil, wrong
	}
	if p.next != "eq" {
		return n, nil
	}
	if wrong := p.advance(); wrong != nil {
		return nil, wrong
	}
	if p.next == "false" {
		return nil, notImplemented("$filter", "not is supported only before eq, ne and in")
	}
	return n, p.take("true")
}
