package api

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

// TestErrorsAreDocumented compares the table of codes in docs/reading.md with the codes.
func TestErrorsAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/reading.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, c := range problem.Codes() {
		want = append(want, fmt.Sprintf("| `%s` | %d | %s |", c.Name, c.Status, c.Title))
	}
	got := regexp.MustCompile("(?m)^\\| `[a-z_]+` \\| [0-9]{3} \\| .* \\|$").FindAllString(string(text), -1)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the table in docs/reading.md is not that of the codes; it should be\n%s", strings.Join(want, "\n"))
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
