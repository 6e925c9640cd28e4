package event_test

import (
	"database/sql"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/event"
)

// TestSchemaIsThatOfTheCatalogue compares the views of the migrations with the catalogue: their names, columns and
// types, and their comments with the units.
func TestSchemaIsThatOfTheCatalogue(t *testing.T) {
	t.Parallel()
	conn := dbtest.New(t)
	catalogue := load(t)
	views := lookUp(t, conn, `
		SELECT c.relname, obj_description(c.oid, 'pg_class') || ' ' || coalesce(array_to_string(c.reloptions, ','), '') FROM pg_class AS c
		WHERE c.relnamespace = 'event'::regnamespace`)
	columns := lookUp(t, conn, `
		SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || ': ' || col_description(c.oid, a.attnum)
		FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
		WHERE c.relnamespace = 'event'::regnamespace`)
	for _, e := range catalogue.WithViews() {
		text, there := views[e.View()]
		if !there {
			t.Errorf("there is no view event.%s", e.View())
			continue
		}
		delete(views, e.View())
		if !strings.Contains(text, e.English) || !strings.Contains(text, e.Name) || !strings.HasSuffix(text, "security_invoker=true") {
			t.Errorf("event.%s is described as %q", e.View(), text)
		}
		for _, name := range e.Columns() {
			column := columns[e.View()+"."+name]
			delete(columns, e.View()+"."+name)
			want := ": "
			for _, f := range e.Fields {
				if f.Name == name {
					want = map[bool]string{true: "text_or_null: ", false: "int_or_null: "}[f.Type == event.Text] + f.Describe()
					if unit := f.Type.Unit(); !strings.Contains(column, unit) || !strings.Contains(text, unit) {
						t.Errorf("event.%s.%s does not tell its unit, %s", e.View(), name, unit)
					}
				}
			}
			if !strings.Contains(column, want) || strings.HasSuffix(column, ": ") {
				t.Errorf("event.%s.%s is %q, want %q", e.View(), name, column, want)
			}
		}
	}
	for _, stray := range append(slices.Sorted(maps.Keys(views)), slices.Sorted(maps.Keys(columns))...) {
		t.Errorf("event.%s is in no catalogue", stray)
	}
}

// TestGoTypesTellUnits finds the description of each field, with its unit, on the types of the Go API.
func TestGoTypesTellUnits(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../db/models.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]int{}
	ast.Inspect(file, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok {
			documented[strings.TrimSpace(field.Doc.Text())]++
		}
		return true
	})
	for _, e := range load(t).WithViews() {
		for _, f := range e.Fields {
			if documented[f.Describe()] == 0 {
				t.Errorf("%s %s: no field is documented as %q", e.Table, e.Name, f.Describe())
			}
		}
	}
}

// lookUp returns the rows of a query with two text columns as a map.
func lookUp(t *testing.T, conn *sql.DB, query string) map[string]string {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var key string
		var value sql.NullString
		if err := rows.Scan(&key, &value); err != nil {
			t.Fatal(err)
		}
		out[key] = value.String
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
