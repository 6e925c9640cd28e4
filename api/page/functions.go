// The functions of the templates.

package page

import (
	"errors"
	"html/template"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
)

// part is what a template within a page gets: the page, what it shows, and perhaps something more.
type part struct {
	View     *view
	It, More any
}

func functions() template.FuncMap {
	return template.FuncMap{
		"join": func(texts []string) string { return strings.Join(texts, ",") },
		"args": func(v *view, it any, more ...any) part {
			p := part{View: v, It: it}
			if len(more) > 0 {
				p.More = more[0]
			}
			return p
		},
	}
}

// problemOf returns the problem that an error is.
func problemOf(err error) (*problem.Problem, bool) {
	var refused *problem.Problem
	return refused, errors.As(err, &refused)
}
