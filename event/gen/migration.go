package main

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// released is the number of the newest migration of a release. Generated migrations up to it are never
// changed; a later one is written again until it is released.
const released = 0

// migrationName is the end of the names of the migrations that this generator writes, and reads again.
const migrationName = "_functions_and_event_views.sql"

func (o *objects) add(name string, one object) error {
	if _, twice := o.byName[name]; twice {
		return fmt.Errorf("%s is defined twice", name)
	}
	if o.byName == nil {
		o.byName = map[string]object{}
	}
	o.byName[name] = one
	o.order = append(o.order, name)
	return nil
}

// marker is the first line of a piece of a generated migration: an object created, its notes, or an object dropped.
var (
	marker   = regexp.MustCompile(`^-- (create|notes|drop) (.+)$`)
	creation = regexp.MustCompile(`(?m)^CREATE (?:OR REPLACE )?(VIEW|FUNCTION|AGGREGATE) `)
)

const pieceEnd = "-- end\n"

// nextMigration compares what the migrations up to the released one define with what is wanted, and
// returns the migration that leads from the former to the latter; its text is empty if nothing
// changed. It takes the place of a generated migration that is not released yet, else the first free number.
func nextMigration(migrations fs.FS, wanted objects, released int) (name, text string, err error) {
	names, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return "", "", fmt.Errorf("list migrations: %w", err)
	}
	present := map[string]object{}
	number := 0
	for _, file := range names {
		if _, err := fmt.Sscanf(file, "%d_", &number); err != nil {
			return "", "", fmt.Errorf("read number of migration %s: %w", file, err)
		}
		switch {
		case !strings.HasSuffix(file, migrationName):
		case number <= released:
			content, err := fs.ReadFile(migrations, file)
			if err != nil {
				return "", "", fmt.Errorf("read migration: %w", err)
			}
			replay(string(content), present)
		case name == "":
			name = file
		default:
			return "", "", fmt.Errorf("neither %s nor %s is released: delete the later one", name, file)
		}
	}
	if name == "" {
		name = fmt.Sprintf("%05d%s", number+1, migrationName)
	}
	order := slices.Clone(wanted.order)
	for _, gone := range slices.Sorted(maps.Keys(present)) {
		if _, stays := wanted.byName[gone]; !stays {
			order = append(order, gone)
		}
	}
	up := change(order, present, wanted.byName)
	if up == "" {
		return name, "", nil
	}
	slices.Reverse(order)
	return name, `-- Code generated from migrations/functions and event/catalogue.csv. DO NOT EDIT.
-- The functions and the views of the event decoders, as far as they changed. After a further change,
-- make gen writes this file again, or, once it is released, the next one.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;
-- A function may name what is created after it.
SET LOCAL check_function_bodies = off;

` + up + `RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
SET LOCAL check_function_bodies = off;

` + change(order, wanted.byName, present) + "RESET ROLE;\n", nil
}

// change returns the statements that lead from some objects to others.
func change(order []string, from, to map[string]object) string {
	var b strings.Builder
	for _, name := range order {
		before, was := from[name]
		after, is := to[name]
		switch {
		case was && !is:
			fmt.Fprintf(&b, "-- drop %s\n%s%s\n", name, before.drop(name), pieceEnd)
		case !was || before.create != after.create:
			drop := ""
			if was && !after.replaces(before) {
				drop = before.drop(name)
			}
			fmt.Fprintf(&b, "-- create %s\n%s%s%s%s\n", name, drop, statement(after.create), after.notes, pieceEnd)
		case before.notes != after.notes:
			fmt.Fprintf(&b, "-- notes %s\n%s%s\n", name, after.notes, pieceEnd)
		}
	}
	return b.String()
}

// kind is VIEW, FUNCTION or AGGREGATE.
func (o object) kind() string { return creation.FindStringSubmatch(o.create)[1] }

func (o object) drop(name string) string { return fmt.Sprintf("DROP %s %s;\n", o.kind(), name) }

// replaces tells whether o can take the place of before without a DROP: PostgreSQL replaces neither the
// columns of a view nor the names of a function's parameters and its result.
func (o object) replaces(before object) bool {
	return o.kind() != "VIEW" && declaration(o.create) == declaration(before.create)
}

const (
	statementBegin = "-- +goose StatementBegin\n"
	statementEnd   = "-- +goose StatementEnd\n"
)

// statement marks a statement that has semicolons inside for goose.
func statement(text string) string {
	if strings.Count(text, ";") == 1 {
		return text
	}
	return statementBegin + text + statementEnd
}

// replay applies a generated migration to objects.
func replay(text string, objects map[string]object) {
	up, _, _ := strings.Cut(text, "\n-- +goose Down\n")
	kind, name, piece := "", "", ""
	for line := range strings.Lines(up) {
		m := marker.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		switch {
		case kind == "" && m != nil:
			kind, name, piece = m[1], m[2], ""
		case kind != "" && line == pieceEnd:
			objects[name] = apply(kind, piece, objects[name])
			if kind == "drop" {
				delete(objects, name)
			}
			kind = ""
		case kind != "":
			piece += line
		}
	}
}

// apply returns what a piece of a migration makes of an object.
func apply(kind, piece string, o object) object {
	if kind == "notes" {
		o.notes = piece
		return o
	}
	if begin := strings.Index(piece, statementBegin); begin >= 0 {
		body, notes, _ := strings.Cut(piece[begin+len(statementBegin):], statementEnd)
		return object{create: body, notes: notes}
	}
	if begin := strings.Index(piece, "CREATE "); begin >= 0 {
		create, notes, _ := strings.Cut(piece[begin:], ";\n")
		return object{create: create + ";\n", notes: notes}
	}
	return o
}
