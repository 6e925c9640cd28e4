package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ccrepo/ccrepo/event"
)

// TestGeneratedFilesAreFresh fails if the catalogue was changed without make gen, or a generated file was changed
// by hand: a view, a query or the reference then differs from the catalogue.
func TestGeneratedFilesAreFresh(t *testing.T) {
	t.Parallel()
	files, err := outputs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if got, err := os.ReadFile(filepath.Join("../..", name)); err != nil || string(got) != want {
			t.Errorf("%s is not what the catalogue says (%v): run make gen", name, err)
		}
	}
}

func load(t *testing.T) *event.Catalogue {
	t.Helper()
	catalogue, err := event.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}

func TestNextMigration(t *testing.T) {
	t.Parallel()
	var wanted objects
	if err := addViews(&wanted, load(t)); err != nil {
		t.Fatal(err)
	}
	next := func(t *testing.T, released int, files fstest.MapFS) (string, string) {
		t.Helper()
		name, text, err := nextMigration(files, wanted, released)
		if err != nil {
			t.Fatal(err)
		}
		return name, text
	}
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	name, first := next(t, 0, fstest.MapFS{"00041_other.sql": file("")})
	if name != "00042_functions_and_event_views.sql" || strings.Count(first, "\nCREATE VIEW ") != len(wanted.order) || strings.Count(first, "\nDROP VIEW ") != len(wanted.order) {
		t.Fatalf("%s:\n%.2000s", name, first)
	}
	t.Run("a second run finds nothing to do", func(t *testing.T) {
		t.Parallel()
		if name, text := next(t, 42, fstest.MapFS{"00042_functions_and_event_views.sql": file(first), "00043_other.sql": file("")}); text != "" {
			t.Errorf("%s:\n%s", name, text)
		}
	})
	t.Run("what is not released is written again", func(t *testing.T) {
		t.Parallel()
		if name, text := next(t, 41, fstest.MapFS{"00042_functions_and_event_views.sql": file("outdated"), "00043_other.sql": file("")}); name != "00042_functions_and_event_views.sql" || text != first {
			t.Errorf("%s:\n%.2000s", name, text)
		}
	})
	t.Run("a new event, a changed one and one that is gone make a migration of their own", func(t *testing.T) {
		t.Parallel()
		before := strings.ReplaceAll(first, "queue_log_abandon", "queue_log_gone")
		before = strings.ReplaceAll(before, "app.whole_number(data1) AS ringtime", "data1::text_or_null AS ringtime")
		name, text := next(t, 42, fstest.MapFS{"00042_functions_and_event_views.sql": file(before)})
		up, down, _ := strings.Cut(text, "-- +goose Down")
		for _, want := range []string{
			"-- create event.queue_log_abandon\nCREATE VIEW event.queue_log_abandon ",
			"-- create event.queue_log_ringnoanswer\nDROP VIEW event.queue_log_ringnoanswer;\nCREATE VIEW event.queue_log_ringnoanswer ",
			"-- drop event.queue_log_gone\nDROP VIEW event.queue_log_gone;\n",
		} {
			if !strings.Contains(up, want) {
				t.Errorf("up lacks %q:\n%s", want, up)
			}
		}
		for _, want := range []string{"data1::text_or_null AS ringtime", "-- drop event.queue_log_abandon\n", "CREATE VIEW event.queue_log_gone "} {
			if !strings.Contains(down, want) {
				t.Errorf("down lacks %q:\n%s", want, down)
			}
		}
		if name != "00043_functions_and_event_views.sql" || strings.Contains(text, "completecaller") {
			t.Errorf("%s touches what did not change:\n%s", name, text)
		}
		if name, text := next(t, 43, fstest.MapFS{"00042_functions_and_event_views.sql": file(before), "00043_functions_and_event_views.sql": file(text)}); text != "" {
			t.Errorf("after it there is still %s:\n%s", name, text)
		}
	})
	t.Run("another comment leaves the view alone", func(t *testing.T) {
		t.Parallel()
		before := strings.ReplaceAll(first, "How long the caller waited in the queue, in seconds (data3).", "How long it was.")
		_, text := next(t, 42, fstest.MapFS{"00042_functions_and_event_views.sql": file(before)})
		if strings.Contains(text, "CREATE VIEW") || !strings.Contains(text, "-- notes event.queue_log_abandon\nCOMMENT ON VIEW event.queue_log_abandon ") {
			t.Errorf("it is:\n%s", text)
		}
		if name, text := next(t, 43, fstest.MapFS{"00042_functions_and_event_views.sql": file(before), "00043_functions_and_event_views.sql": file(text)}); text != "" {
			t.Errorf("after it there is still %s:\n%s", name, text)
		}
	})
}

func TestPageHasEveryEvent(t *testing.T) {
	t.Parallel()
	catalogue := load(t)
	text := page(catalogue)
	for _, e := range append(catalogue.Events(), catalogue.Aliases()...) {
		for _, want := range []string{fmt.Sprintf("\n### %s\n\n%s", e.Name, e.English), "*" + e.Spanish} {
			if !strings.Contains(text, want) {
				t.Errorf("%s %s: the page lacks %q", e.Table, e.Name, want)
			}
		}
		for _, f := range e.Fields {
			if !strings.Contains(text, f.Describe()) || !strings.Contains(text, f.Describir()) {
				t.Errorf("%s %s: the page lacks %q", e.Table, e.Name, f.Describe())
			}
		}
	}
}
