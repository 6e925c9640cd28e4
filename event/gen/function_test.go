package main

import (
	"strings"
	"testing"
	"testing/fstest"
)

const twoFunctions = `-- Says one.
CREATE OR REPLACE FUNCTION app.one(value text, more integer DEFAULT 1) RETURNS integer
    LANGUAGE plpgsql
    AS $$
BEGIN
    -- A comment; with a semicolon.
    RETURN 1;
END
$$;
COMMENT ON FUNCTION app.one(text, integer) IS 'One.';
REVOKE EXECUTE ON FUNCTION app.one(text, integer) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.two() RETURNS integer
    LANGUAGE sql
    AS $$ SELECT 2 $$;
`

// migrationOf returns the migration that leads from migrations to the functions of a text.
func migrationOf(t *testing.T, text string, released int, migrations fstest.MapFS) (name, migration string) {
	t.Helper()
	var wanted objects
	if err := addFunctions(&wanted, fstest.MapFS{"all.sql": {Data: []byte(text)}}); err != nil {
		t.Fatal(err)
	}
	name, migration, err := nextMigration(migrations, wanted, released)
	if err != nil {
		t.Fatal(err)
	}
	return name, migration
}

func TestMigrationOfChangedFunctions(t *testing.T) {
	t.Parallel()
	first := "00001" + migrationName
	_, initial := migrationOf(t, twoFunctions, 0, fstest.MapFS{first: {}})
	for _, want := range []string{"-- create app.one(text, integer)\n-- +goose StatementBegin\n-- Says one.\nCREATE OR REPLACE FUNCTION app.one(", "-- drop app.two()\nDROP FUNCTION app.two();\n"} {
		if !strings.Contains(initial, want) {
			t.Errorf("the first migration lacks %q:\n%s", want, initial)
		}
	}
	released := fstest.MapFS{first: {Data: []byte(initial)}}
	if name, text := migrationOf(t, twoFunctions, 1, released); text != "" {
		t.Errorf("nothing changed, but there is %s:\n%s", name, text)
	}
	for _, c := range []struct {
		name, from, to string
		has, lacks     []string
	}{
		{"another body replaces the function", "RETURN 1;", "RETURN 11;", []string{"RETURN 11;", "RETURN 1;"}, []string{"DROP FUNCTION", "app.two"}},
		{"another result needs a DROP", "app.two() RETURNS integer", "app.two() RETURNS bigint", []string{"DROP FUNCTION app.two();\n-- +goose StatementBegin\nCREATE OR REPLACE FUNCTION app.two() RETURNS bigint"}, []string{"app.one"}},
		{"another comment leaves the function alone", "'One.'", "'The number one.'", []string{"-- notes app.one(text, integer)\nCOMMENT ON FUNCTION app.one(text, integer) IS 'The number one.'"}, []string{"CREATE OR REPLACE"}},
		{"a function that is gone is dropped", twoFunctions[strings.Index(twoFunctions, "\nCREATE OR REPLACE FUNCTION app.two"):], "", []string{"-- drop app.two()\nDROP FUNCTION app.two();\n"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			name, text := migrationOf(t, strings.Replace(twoFunctions, c.from, c.to, 1), 1, released)
			if name != "00002"+migrationName {
				t.Errorf("it is %s", name)
			}
			for _, want := range c.has {
				// A DROP with one statement needs no StatementBegin.
				if !strings.Contains(strings.ReplaceAll(text, statementBegin, ""), strings.ReplaceAll(want, statementBegin, "")) {
					t.Errorf("it lacks %q:\n%s", want, text)
				}
			}
			for _, not := range c.lacks {
				if strings.Contains(text, not) {
					t.Errorf("it has %q:\n%s", not, text)
				}
			}
		})
	}
}

func TestFunctionsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;\n", twoFunctions + twoFunctions} {
		var wanted objects
		if err := addFunctions(&wanted, fstest.MapFS{"all.sql": {Data: []byte(text)}}); err == nil {
			t.Errorf("it is read:\n%s", text)
		}
	}
	if err := addFunctions(new(objects), fstest.MapFS{}); err == nil {
		t.Error("no function at all is fine")
	}
}
