// The text of a file: its queries, their comments and their parameters.

package sitereport

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route/annotation"
)

// source is one query of a file, before PostgreSQL has seen it.
type source struct {
	annotation.Query
	line     int      // of -- name:
	textLine int      // of the first line of its text
	names    []string // of its parameters, in the order of their numbers
	pieces   []string // of the text, between which the parameters are
	between  []int    // their numbers
}

var (
	heading = regexp.MustCompile(`^--\s*name:\s*(\S+)\s+(:\S+)\s*$`)
	named   = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	// lexemes are what a parameter is not looked for in, and parameters themselves: comments, texts, quoted names.
	lexemes   = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$\$.*?\$\$|"(?:[^"]|"")*"|[-+*/<>=~!#%^&|?]+@[a-z_][a-z0-9_]*|@[a-z_][a-z0-9_]*|sqlc\.n?arg\('?([a-z_][a-z0-9_]*)'?\)`)
	ownNumber = regexp.MustCompile(`\$[0-9]`)
)

// parse splits a file into its queries. Its errors have the lines that they are about.
func parse(file, text string) (out []*source, wrong []Problem) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	var now *source
	var body []string
	finish := func() {
		if now != nil {
			wrong = append(wrong, now.finish(body)...)
			out = append(out, now)
		}
		body = nil
	}
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		if m := heading.FindStringSubmatch(line); m != nil {
			finish()
			now = &source{Query: annotation.Query{Name: m[1], File: file, Command: m[2]}, line: i + 1}
			if !named.MatchString(m[1]) {
				wrong = append(wrong, Problem{i + 1, fmt.Sprintf("the name %s is not valid; write letters and digits that begin with a capital, as in LongestWaits", m[1])})
			}
			continue
		}
		switch {
		case now == nil && trimmed != "" && !strings.HasPrefix(trimmed, "--"):
			return nil, []Problem{{i + 1, "the file does not begin with the name of its query; write -- name: LongestWaits :many in the first line"}}
		case now == nil:
		case len(body) == 0 && strings.HasPrefix(line, "--"):
			now.Comments = append(now.Comments, strings.TrimPrefix(line, "--"))
		case len(body) == 0 && trimmed == "":
		default:
			if len(body) == 0 {
				now.textLine = i + 1
			}
			body = append(body, line)
		}
	}
	finish()
	if len(out) == 0 {
		wrong = append(wrong, Problem{1, "the file has no query; write -- name: LongestWaits :many, the annotations, and a SELECT"})
	}
	return out, wrong
}

// finish reads the text of a query: it numbers the parameters.
func (s *source) finish(body []string) []Problem {
	text := withoutEnd(strings.TrimSpace(strings.Join(body, "\n")))
	if text == "" {
		return []Problem{{s.line, "the query has no SELECT; write it beneath the comments"}}
	}
	if at := ownNumber.FindStringIndex(text); at != nil {
		return []Problem{{s.lineAt(text, at[0]), "a parameter is written by its name, as in @at_least::integer, and not by a number"}}
	}
	last := 0
	for _, at := range lexemes.FindAllStringSubmatchIndex(text, -1) {
		var name string
		switch {
		case at[2] >= 0: // as sqlc also has it
			name = text[at[2]:at[3]]
		case text[at[0]] == '@':
			name = text[at[0]+1 : at[1]]
		default:
			continue
		}
		number := slices.Index(s.names, name) + 1
		if number == 0 {
			s.names = append(s.names, name)
			number = len(s.names)
		}
		s.pieces, s.between = append(s.pieces, text[last:at[0]]), append(s.between, number)
		last = at[1]
	}
	s.pieces = append(s.pieces, text[last:])
	s.Text = s.textWith(func(number int) string { return fmt.Sprintf("$%d", number) })
	return nil
}

// withoutEnd returns a query without the semicolon at its end, which comments may follow.
func withoutEnd(text string) string {
	marks := lexemes.FindAllStringIndex(text, -1)
	for end := len(text); end > 0; {
		last := len(marks) - 1
		switch {
		case strings.ContainsRune(" \t\n", rune(text[end-1])):
			end--
		case text[end-1] == ';' && (last < 0 || marks[last][1] < end):
			return strings.TrimSpace(text[:end-1] + text[end:])
		case last >= 0 && marks[last][1] == end && (strings.HasPrefix(text[marks[last][0]:], "--") || strings.HasPrefix(text[marks[last][0]:], "/*")):
			end, marks = marks[last][0], marks[:last]
		default:
			return text
		}
	}
	return text
}

// textWith returns the text with something in the places of the parameters.
func (s *source) textWith(parameter func(number int) string) string {
	var b strings.Builder
	for i, piece := range s.pieces {
		b.WriteString(piece)
		if i < len(s.between) {
			b.WriteString(parameter(s.between[i]))
		}
	}
	return b.String()
}

// lineAt returns the line of the file at an offset of the text.
func (s *source) lineAt(text string, offset int) int {
	return s.textLine + strings.Count(text[:min(offset, len(text))], "\n")
}
