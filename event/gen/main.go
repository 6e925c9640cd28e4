// Command gen generates files from the catalogue of events: the views (as a new migration if they have changed),
// their queries, and the page "Event reference". `make gen` runs it.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ccrepo/ccrepo/event"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "event/gen:", err)
		os.Exit(1)
	}
}

// run writes the outdated generated files below the module's root.
func run(root string) error {
	files, err := outputs(root)
	if err != nil {
		return err
	}
	for name, text := range files {
		path := filepath.Join(root, name)
		if before, err := os.ReadFile(path); err == nil && string(before) == text {
			continue
		}
		//nolint:gosec // every user may read source files
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			return fmt.Errorf("write generated file: %w", err)
		}
		fmt.Println("wrote", name)
	}
	return nil
}

// outputs returns the generated files by name. They include a migration only if the views of the present
// migrations differ from the catalogue.
func outputs(root string) (map[string]string, error) {
	catalogue, err := event.Load()
	if err != nil {
		return nil, err
	}
	quality, err := qualityQuery(catalogue)
	if err != nil {
		return nil, err
	}
	files := map[string]string{
		"docs/events.md":                  page(catalogue),
		"sql/gen/event_counts.sql":        countsQuery(catalogue),
		"sql/gen/report_data_quality.sql": quality,
	}
	for _, table := range event.Tables() {
		files["sql/gen/event_"+table+".sql"] = tableQueries(catalogue, table)
	}
	var wanted objects
	if err := errors.Join(addFunctions(&wanted, os.DirFS(filepath.Join(root, "migrations", "functions"))), addViews(&wanted, catalogue)); err != nil {
		return nil, err
	}
	name, text, err := nextMigration(os.DirFS(filepath.Join(root, "migrations")), wanted, released)
	if err != nil {
		return nil, err
	}
	if text != "" {
		files["migrations/"+name] = text
	}
	return files, nil
}
