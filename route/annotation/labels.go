package annotation

import (
	"fmt"
	"io"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// Labels are the labels of columns, of parameters and of their values, by name, or by QUERY.NAME where one query needs
// another label than the rest.
type Labels struct {
	file   string
	names  map[string]*route.Value // by name; Value is empty
	values map[string][]route.Value
	lines  map[string]int
	unread map[string]bool
}

// ReadLabels reads labels: CSV with the columns name, value, en and es. A row with a value is the label of that value
// of the column or parameter. name is the file's name, for errors.
func ReadLabels(name string, from io.Reader) (*Labels, error) {
	out := &Labels{file: name, names: map[string]*route.Value{}, values: map[string][]route.Value{}, lines: map[string]int{}, unread: map[string]bool{}}
	seen := map[string]bool{}
	return out, readCSV(name, from, "name,value,en,es", func(line int, record []string) error {
		of := record[0]
		identity := strings.TrimSuffix(of+" "+record[1], " ")
		if seen[identity] || record[2] == "" || record[3] == "" {
			return fmt.Errorf("%s is listed twice or lacks a language; give one row with both", identity)
		}
		seen[identity] = true
		made := route.Value{Value: record[1], Label: record[2], LabelES: record[3]}
		if _, known := out.lines[of]; !known {
			out.lines[of], out.unread[of] = line, true
		}
		if made.Value == "" {
			out.names[of] = &made
		} else {
			out.values[of] = append(out.values[of], made)
		}
		return nil
	})
}

// unused returns an error for each name that no route has.
func (l *Labels) unused() (wrong []error) {
	if l == nil {
		return nil
	}
	for _, name := range inOrder(l.unread, l.lines) {
		wrong = append(wrong, fmt.Errorf("%s:%d: no route has a column or parameter %s; remove it or correct it", l.file, l.lines[name], name))
	}
	return wrong
}

// of returns the labels of a column or parameter of a query.
func (l *Labels) of(query, name string) (label route.Value, values []route.Value) {
	for _, key := range []string{name, query + "." + name} {
		delete(l.unread, key)
		if own := l.names[key]; own != nil {
			label = *own
		}
		if own := l.values[key]; own != nil {
			values = own
		}
	}
	return label, values
}
