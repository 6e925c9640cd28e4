package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"

	_ "embed"
)

// personal.csv lists the columns of tables that hold personal data. Wherever a query answers one as it
// is, its column is marked; what a query makes of them is for the annotation api:personal.
//
//go:embed personal.csv
var personalFile []byte

// personalKinds are the kinds of personal data; those of the generated type Personal.
func personalKinds() []string {
	return []string{"phone", "email", "contact", "name", "text", "mixed"}
}

// readPersonal reads the list. A relation that the catalogue does not have is not looked at: the cases of
// the tests have but few. One that it has must have the column.
func readPersonal(text []byte, comments map[string]string) (map[string]string, error) {
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read personal.csv: %w", err)
	}
	out := map[string]string{}
	for i, record := range records {
		relation, column, kind := record[0], record[1], record[len(record)-1]
		if i == 0 {
			continue // relation,column,personal
		}
		_, relationKnown := comments[relation]
		_, columnKnown := comments[relation+"."+column]
		_, twice := out[relation+"."+column]
		switch {
		case !slices.Contains(personalKinds(), kind):
			return nil, fmt.Errorf("personal.csv:%d: %q is no kind of personal data; write one of %s", i+1, kind, strings.Join(personalKinds(), ", "))
		case relationKnown && !columnKnown:
			return nil, fmt.Errorf("personal.csv:%d: %s has no column %s; correct the name", i+1, relation, column)
		case twice:
			return nil, fmt.Errorf("personal.csv:%d: %s.%s stands twice; take one out", i+1, relation, column)
		}
		out[relation+"."+column] = kind
	}
	return out, nil
}

// mark hands the annotation api:personal to its columns and parameters.
func (r *compiled) mark(a *annotations) (wrong problems) {
	for _, name := range slices.Sorted(maps.Keys(a.personal)) {
		c, p := r.column(name), r.param(name)
		switch {
		case c == nil && (p == nil || p.System):
			wrong.addf("api:personal %s: the query has no such column or parameter; take it out or correct the name", name)
		case c != nil && c.Kind != "text" || c == nil && p.Kind != "text":
			wrong.addf("api:personal %s: only texts can be masked; cast it to text", name)
		case c != nil:
			c.Personal = a.personal[name]
		default:
			p.Personal = a.personal[name]
		}
	}
	for _, c := range r.Columns {
		if c.Personal != "" && c.Kind != "text" {
			wrong.addf("column %s is personal data, and only texts can be masked; cast it to text", c.Name)
		}
	}
	return wrong
}
