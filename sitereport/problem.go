// Problems, their lines, and the names that are compared.

package sitereport

import (
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Problem is what is wrong in a file, and what to do about it.
type Problem struct {
	Line    int    `json:"line" description:"Line of the file."`
	Message string `json:"message"`
}

// nearest suggests the name that was probably meant; empty: none is similar.
func nearest(word string, names []string) string {
	slices.Sort(names)
	best, distance := "", 2+len(word)/3
	for _, name := range names {
		if d := levenshtein.ComputeDistance(word, name); d < distance {
			best, distance = name, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// lineWith returns the first line of a text with one of the words; 0: there is none.
func lineWith(text string, words ...string) int {
	for _, word := range words {
		for i, line := range strings.Split(text, "\n") {
			if word != "" && strings.Contains(line, word) {
				return i + 1
			}
		}
	}
	return 0
}

var placeholder = regexp.MustCompile(`^\{(.+)\}$`)

// shape returns a path without the names of its placeholders.
func shape(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if placeholder.MatchString(part) {
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}

// nameInOData returns the path in characters that names of OData can have.
func nameInOData(path string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '{' || r == '}' || r == '/' {
			return r
		}
		return '_'
	}, path)
}
