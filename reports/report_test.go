// The tests that every report has. Tests of the figures of one report are in files of their own.

package reports_test

import (
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/reports"
)

// clientOf returns a client of a database, whose clock is at noon.
func clientOf(t *testing.T, at string) *reports.Client {
	t.Helper()
	client, err := reports.Open(reports.Options{DatabaseURL: at, Now: dbtest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	})
	return client
}

// logged returns a client of a database with the lines of a queue log, as dbtest.QueueLog reads them.
func logged(t *testing.T, lines string) *reports.Client {
	t.Helper()
	at := dbtest.URL(t)
	dbtest.QueueLog(t, dbtest.Open(t, at), lines)
	return clientOf(t, at)
}

// figures returns some columns of each row of a report: values joined by /, NULL as null, rows by blanks.
func figures(t *testing.T, client *reports.Client, name, columns string, options ...reports.Option) string {
	t.Helper()
	names := strings.Fields(columns)
	answer, err := reports.Ask[reports.Row](t.Context(), client, name, append(options, reports.Fields(names...))...)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, row := range answer.Rows {
		var values []string
		for _, n := range names {
			if row[n] == nil {
				row[n] = "null"
			}
			values = append(values, fmt.Sprint(row[n]))
		}
		rows = append(rows, strings.Join(values, "/"))
	}
	return strings.Join(rows, " ")
}

// TestExamples asks the examples of each report: they have rows.
func TestExamples(t *testing.T) {
	t.Parallel()
	at := dbtest.URL(t)
	conn := dbtest.Open(t, at)
	dbtest.Fill(t, conn)
	dbtest.FillEvents(t, conn)
	client := clientOf(t, at)
	for _, r := range db.Routes() {
		name, isReport := strings.CutPrefix(r.Path, "/v1/reports/")
		if !isReport {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, example := range r.Examples {
				_, query, _ := strings.Cut(example, "?")
				values, err := url.ParseQuery(query)
				if err != nil {
					t.Fatal(err)
				}
				var options []reports.Option
				for param, list := range values {
					for _, value := range list {
						options = append(options, reports.Set(param, value))
					}
				}
				if answer, err := reports.Ask[reports.Row](t.Context(), client, name, options...); err != nil || len(answer.Rows) == 0 {
					t.Errorf("the example %s has no rows (%v): write what it needs in dbtest.Fill", example, err)
				}
			}
		})
	}
}

// TestReportsAreDocumented compares the table of reports in docs/metrics.md with the reports.
func TestReportsAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "\n## Which report answers what\n")
	if !found {
		t.Fatal("docs/metrics.md has no table of reports")
	}
	table, _, _ = strings.Cut(table, "\n## ")
	got := regexp.MustCompile("(?m)^\\| `.* \\|$").FindAllString(table, -1)
	var want []string
	for _, r := range db.Routes() {
		name, report := strings.CutPrefix(r.Path, "/v1/reports/")
		if !report {
			continue
		}
		interval := ""
		if r.Interval {
			interval = " *i*"
		}
		line := fmt.Sprintf("| `%s`%s | %s |", name, interval, r.Summary)
		if want = append(want, line); !slices.Contains(got, line) {
			t.Errorf("it lacks\n%s", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("no report is as it says\n%s", line)
		}
	}
}
