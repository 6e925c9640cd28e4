// The text of a query as a tree of tokens, of which parentheses, brackets and CASE … END are the branches.

package annotation

import (
	"regexp"
	"slices"
	"strings"
)

// token is a word, operator or constant, or what is in parentheses or brackets, or from CASE to END.
type token struct {
	text   string // a word without quotes is in lower case
	word   bool   // a keyword or a name
	quoted bool   // a name in quotes
	group  byte   // '(', '[' or 'C', for CASE; 0: it is no group
	inner  []token
}

// is reports whether the token is one of the keywords.
func (t token) is(keywords ...string) bool {
	return t.word && !t.quoted && slices.Contains(keywords, t.text)
}

// tokens matches each token: comments, texts, names, parameters, numbers, words, and signs.
var tokens = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$\$.*?\$\$|"(?:[^"]|"")*"|\$[0-9]+|[0-9][0-9.]*|[\pL_][\pL0-9_$]*|::|->>?|#>>?|[^\s]`)

// tokenTree returns the tokens of a text without its comments.
func tokenTree(text string) []token {
	stack := []token{{}} // the open groups
	add := func(t token) {
		open := &stack[len(stack)-1]
		open.inner = append(open.inner, t)
	}
	closeGroup := func(group byte) {
		if last := len(stack) - 1; last > 0 && stack[last].group == group {
			made := stack[last]
			stack = stack[:last]
			add(made)
		}
	}
	for _, found := range tokens.FindAllString(text, -1) {
		lower := strings.ToLower(found)
		switch first := found[0]; {
		case strings.HasPrefix(found, "--"), strings.HasPrefix(found, "/*"):
		case found == "(", found == "[":
			stack = append(stack, token{group: first})
		case lower == "case":
			stack = append(stack, token{group: 'C'})
		case found == ")":
			closeGroup('(')
		case found == "]":
			closeGroup('[')
		case lower == "end":
			closeGroup('C')
		case first == '"':
			add(token{text: strings.ReplaceAll(strings.Trim(found, `"`), `""`, `"`), word: true, quoted: true})
		case isWord.MatchString(found) && !strings.HasSuffix(found, "'"):
			add(token{text: lower, word: true})
		default:
			add(token{text: found})
		}
	}
	for len(stack) > 1 { // the text is broken off
		closeGroup(stack[len(stack)-1].group)
	}
	return stack[0].inner
}

var isWord = regexp.MustCompile(`^[\pL_]`)

// split splits a list at its commas.
func split(list []token) [][]token {
	if len(list) == 0 {
		return nil
	}
	var out [][]token
	for {
		at := slices.IndexFunc(list, func(t token) bool { return t.text == "," && t.group == 0 })
		if at < 0 {
			return append(out, list)
		}
		out, list = append(out, list[:at]), list[at+1:]
	}
}

// isQuery reports whether tokens are a query and not an expression.
func isQuery(list []token) bool { return len(list) > 0 && list[0].is("select", "with", "values") }

// isKeyword reports whether parentheses behind a word are not the arguments of a function.
func isKeyword(word string) bool {
	return slices.Contains([]string{"and", "or", "not", "then", "else", "when", "between", "like", "ilike", "similar", "to", "is", "from", "by", "as", "distinct", "symmetric", "escape"}, word)
}

// lengthOfType returns how many tokens of a list, which follow a cast, are its type.
func lengthOfType(list []token) int {
	n := 1
	for n+1 < len(list) && list[n].text == "." {
		n += 2
	}
	for n < len(list) && (list[n].is("precision", "varying") || list[n].group == '(' || list[n].group == '[' && len(list[n].inner) == 0) {
		n++
	}
	if n+2 < len(list) && list[n].is("with", "without") && list[n+1].is("time") && list[n+2].is("zone") {
		n += 3
	}
	return min(n, len(list))
}

// clausesOf returns the clauses that follow a call of an aggregate or a window function, and what follows them.
func clausesOf(list []token) (clauses []string, rest []token) {
	for len(list) > 1 && list[0].is("filter", "over", "within") {
		clauses = append(clauses, list[0].text)
		if list = list[1:]; list[0].is("group") {
			list = list[1:]
		}
		if len(list) > 0 {
			list = list[1:] // what is in parentheses, or the name of a window
		}
	}
	return clauses, list
}
