// The structs that take rows: which columns their fields name, and whether they can hold every value of them.

package reports

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// fieldsOf returns the columns that the fields of a struct name.
func fieldsOf(t reflect.Type) ([]string, error) {
	if t.Kind() != reflect.Struct {
		return nil, problem.New("invalid_value", "rows cannot be of type %s: use reports.Row, or a struct whose fields name columns in json tags", t)
	}
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if name := columnOf(f); name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, problem.New("invalid_value", "%s has no exported field: name columns in json tags", t)
	}
	return names, nil
}

// columnOf returns the column of a field; empty: it has none.
func columnOf(f reflect.StructField) string {
	if !f.IsExported() || f.Anonymous {
		return ""
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	switch name {
	case "-":
		return ""
	case "":
		return strings.ToLower(f.Name)
	}
	return name
}

// checkFields refuses fields that cannot hold every value of their columns: NULL would look like zero.
func checkFields(t reflect.Type, columns []route.Column) error {
	var wrong problem.List
	for _, f := range reflect.VisibleFields(t) {
		at := slices.IndexFunc(columns, func(c route.Column) bool { return c.Name == columnOf(f) })
		if at < 0 {
			continue
		}
		c, holds := columns[at], f.Type
		if holds.Kind() == reflect.Pointer {
			holds = holds.Elem()
		}
		if holds.Kind() == reflect.Interface || reflect.PointerTo(holds).Implements(reflect.TypeFor[json.Unmarshaler]()) && holds != reflect.TypeFor[time.Time]() {
			continue
		}
		if !takes(holds, c.Kind) {
			wrong.Add(problem.Param("invalid_value", c.Name, "the field %s of type %s cannot hold it; use %s", f.Name, f.Type, goType(c)))
		} else if c.Nullable && holds == f.Type {
			wrong.Add(problem.Param("invalid_value", c.Name, "it can be NULL, which the field %s cannot hold; use %s", f.Name, goType(c)))
		}
	}
	if p := wrong.Problem(); p != nil {
		return p
	}
	return nil
}

// takes reports whether a Go type can hold the values of a kind.
func takes(t reflect.Type, kind route.Kind) bool {
	switch kind {
	case route.Int:
		return t.Kind() == reflect.Int || t.Kind() == reflect.Int64
	case route.Number:
		return t.Kind() == reflect.Float64 || t == reflect.TypeFor[json.Number]()
	case route.Bool:
		return t.Kind() == reflect.Bool
	case route.Time:
		return t == reflect.TypeFor[time.Time]()
	}
	return t.Kind() == reflect.String && t != reflect.TypeFor[json.Number]()
}

// goType returns the type of a field for a column.
func goType(c route.Column) string {
	name := map[route.Kind]string{route.Int: "int64", route.Number: "float64", route.Bool: "bool", route.Time: "time.Time"}[c.Kind]
	if name == "" {
		name = "string"
	}
	if c.Nullable {
		name = "*" + name
	}
	return fmt.Sprintf("%s `json:%q`", name, c.Name)
}
