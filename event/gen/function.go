package main

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// functionHead is the beginning of a function or aggregate in a file of migrations/functions.
var functionHead = regexp.MustCompile(`(?s)^CREATE OR REPLACE (FUNCTION|AGGREGATE) ([a-z_]+\.[a-z_]+)\((.*?)\)\s`)

// addFunctions reads migrations/functions/*.sql, which have the current text of every function of the
// schema. A file has functions one after the other, each with its COMMENT, REVOKE and GRANT statements
// below it; comment lines directly above a function belong to it.
func addFunctions(to *objects, files fs.FS) error {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return fmt.Errorf("list functions: %w", err)
	}
	if len(names) == 0 {
		return errors.New("there are no functions in migrations/functions")
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("read functions: %w", err)
		}
		for _, piece := range split(string(text)) {
			key, o, err := newFunction(piece)
			if err == nil {
				err = to.add(key, o)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

// split cuts a file into pieces of one function each, which begin at the CREATE.
func split(text string) []string {
	var pieces []string
	quoted, comments := false, ""
	for line := range strings.Lines(text) {
		switch {
		case !quoted && strings.HasPrefix(line, "CREATE OR REPLACE "):
			pieces = append(pieces, comments+line)
			comments = ""
		case !quoted && (strings.HasPrefix(line, "--") || line == "\n"):
			// Above a function it belongs to that; what is at the top of the file is separated by a blank line.
			if comments += line; line == "\n" {
				comments = ""
			}
		case len(pieces) > 0:
			pieces[len(pieces)-1] += line
		}
		if strings.Count(line, "$$")%2 == 1 {
			quoted = !quoted
		}
	}
	return pieces
}

// newFunction takes the text of a function apart.
func newFunction(text string) (string, object, error) {
	begin := strings.Index(text, "CREATE OR REPLACE ")
	m := functionHead.FindStringSubmatch(text[begin:])
	if m == nil {
		return "", object{}, fmt.Errorf("%.60q is not CREATE OR REPLACE FUNCTION schema.name(parameters)", text[begin:])
	}
	end := strings.LastIndex(text, "$$;\n") + len("$$;\n")
	if end < len("$$;\n") {
		end = strings.Index(text, ";\n") + len(";\n")
	}
	return fmt.Sprintf("%s(%s)", m[2], strings.Join(types(m[3]), ", ")), object{create: text[:end], notes: text[end:]}, nil
}

// types are the types of parameters, without their names and defaults.
func types(parameters string) []string {
	var list []string
	for p := range strings.SplitSeq(parameters, ",") {
		p, _, _ = strings.Cut(strings.TrimSpace(p), " DEFAULT ")
		if p == "" {
			continue
		}
		if name, rest, named := strings.Cut(p, " "); named && name != "double" {
			p = rest
		}
		list = append(list, p)
	}
	return list
}

// declaration is a function's name, parameters and result.
func declaration(create string) string {
	before, _, _ := strings.Cut(create[strings.Index(create, "CREATE OR REPLACE "):], "LANGUAGE")
	return before
}
