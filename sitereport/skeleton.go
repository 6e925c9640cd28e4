// What ccrepo report new and ccrepo report promote write.

package sitereport

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

var reportName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// CheckName refuses a name that no report of a site can have.
func CheckName(name string) error {
	if !reportName.MatchString(name) {
		return fmt.Errorf("%q is not the name of a report; write a-z, 0-9 and -, as in long-waits", name)
	}
	if wrong := checkPaths([]route.Route{{Path: "/v1/reports/" + name}}, ""); len(wrong) > 0 {
		return errors.New(wrong[0].Message)
	}
	return nil
}

// queryName returns the name of the query of a report: LongWaits of long-waits.
func queryName(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "-") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// Skeleton returns the file of a new report, which works: calls that waited long.
func Skeleton(name string) string {
	return strings.NewReplacer("{name}", name, "{query}", queryName(name)).Replace(`-- name: {query} :many
-- Calls that waited long.
-- api:es Llamadas que esperaron mucho.
-- api:route GET /v1/reports/{name}
-- api:time entered_at required
-- api:as-of queue_call
-- api:key entered_at, callid, queue, visit
-- api:personal queue none
-- api:personal callid none
-- api:param at_least Seconds that a call must have waited. default=60 min=0 max=86400
-- api:es at_least Segundos que la llamada tiene que haber esperado.
-- api:example /v1/reports/{name}?range=yesterday
SELECT
    c.entered_at,
    c.callid,
    c.queue,
    c.visit,
    c.wait_seconds
FROM report.queue_call AS c
WHERE c.entered_at >= @range_from::timestamptz
  AND c.entered_at < @range_to::timestamptz
  AND c.wait_seconds >= @at_least::integer;
`)
}

// New writes the file of a new report into a directory, and returns its path.
func New(dir, name string) (string, error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	path := filepath.Join(dir, name+".sql")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // the server may run as another user
	if errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("%s exists already; choose another name, or edit it", path)
	}
	if err != nil {
		return "", fmt.Errorf("write the report: %w", err)
	}
	_, err = file.WriteString(Skeleton(name))
	if err := errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("write the report: %w", err)
	}
	return path, nil
}

// Check checks a file. Notes are about plans that the query of the product would not have.
func (c *Checker) Check(ctx context.Context, path string) (routes []route.Route, wrong, notes []Problem, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("read the report: %w", err)
	}
	if _, err := c.look(ctx); err != nil {
		return nil, nil, nil, err
	}
	if routes, wrong, err = c.check(ctx, filepath.Base(path), string(text)); err != nil || len(wrong) > 0 {
		return nil, wrong, nil, err
	}
	for i := range routes {
		more, err := c.notes(ctx, &routes[i], string(text))
		if err != nil {
			return nil, nil, nil, err
		}
		notes = append(notes, more...)
	}
	return routes, nil, notes, nil
}

// Promotion is what a contributor needs to bring a report into the product.
type Promotion struct {
	Files  map[string]string // by their paths in the sources
	Labels []string          // rows for sql/labels.csv
	Metric string            // row for the table of docs/metrics.md
	Todo   []string
}

// noneLine matches what only reports of a site have.
var noneLine = regexp.MustCompile(`(?m)^-- api:personal (\S+) none\n`)

// Promote converts a checked file.
func Promote(text string, routes []route.Route) Promotion {
	r := routes[0]
	name := strings.TrimPrefix(r.Path, "/v1/reports/")
	file := strings.ReplaceAll(name, "-", "_")
	p := Promotion{Files: map[string]string{
		"sql/report_" + file + ".sql":  noneLine.ReplaceAllString(text, ""),
		"reports/" + file + "_test.go": promotedTest(r, name),
	}, Metric: fmt.Sprintf("| `%s` | %s |", name, r.Summary)}
	if r.Interval {
		p.Metric = fmt.Sprintf("| `%s` *i* | %s |", name, r.Summary)
	}
	if r.SummaryES == "" || r.SummaryES == r.Summary {
		p.Todo = append(p.Todo, "Add the Spanish of the summary: -- api:es … beneath it.")
	}
	label := func(of, text, spanish string) {
		if row := fmt.Sprintf("%s,,%s,", of, humanized(of)); text == "" && !slices.Contains(p.Labels, row) {
			p.Labels = append(p.Labels, row)
		}
		if spanish == "" {
			p.Todo = append(p.Todo, fmt.Sprintf("Add the Spanish of %s: -- api:es %s … beneath its text.", of, of))
		}
	}
	for _, r := range routes {
		for _, c := range r.Columns {
			label(c.Name, c.Label, c.DescriptionES)
		}
		for _, q := range r.Params {
			if !q.System {
				label(q.Name, q.Label, q.DescriptionES)
			}
		}
	}
	for _, m := range noneLine.FindAllStringSubmatch(text, -1) {
		p.Todo = append(p.Todo, fmt.Sprintf("If %s is no column of a table and its name is new, add it to the list of db/personal_test.go.", m[1]))
	}
	if len(p.Labels) > 0 {
		p.Todo = append(p.Todo, "Add the Spanish to the rows of sql/labels.csv.")
	}
	p.Todo = append(p.Todo, "Compute figures by hand for lines of a log, and compare the report with them in its test.",
		"Cast computed columns that can be null: nullif(a, b)::int_or_null.", "make test-report NAME="+name)
	slices.Sort(p.Labels)
	return p
}

// humanized returns a name as a label: Wait seconds of wait_seconds.
func humanized(name string) string {
	text := strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(text[:1]) + text[1:]
}

// promotedTest returns the skeleton of the test of a report.
func promotedTest(r route.Route, name string) string {
	return strings.NewReplacer("{query}", r.Name, "{name}", name, "{columns}", strings.Join(r.Key, " ")).Replace(`package reports_test

import (
	"testing"

	"github.com/ccrepo/ccrepo/reports"
)

// Test{query} compares the report with figures computed by hand.
func Test{query}(t *testing.T) {
	t.Parallel()
	client := logged(t, ` + "`" + `
08:00:00|c1|sales|NONE|ENTERQUEUE||099123456|1
08:00:30|c1|sales|ana|CONNECT|30||5
08:02:30|c1|sales|ana|COMPLETECALLER|30|120|1
` + "`" + `)
	got := figures(t, client, "{name}", "{columns}", reports.Range("today"))
	if want := "the figures, computed by hand"; got != want {
		t.Errorf("the rows are %s, want %s", got, want)
	}
}
`)
}

// Write writes the files of a promotion into the sources in a directory, adds the rows to sql/labels.csv and
// docs/metrics.md, and returns the paths.
func (p Promotion) Write(dir string) (paths []string, err error) {
	for _, needed := range []string{"sql/labels.csv", "docs/metrics.md", "reports"} {
		if _, err := os.Stat(filepath.Join(dir, needed)); err != nil {
			return nil, fmt.Errorf("%s has no %s: name a clone of the sources", dir, needed)
		}
	}
	for path := range p.Files {
		if _, err := os.Stat(filepath.Join(dir, path)); err == nil {
			return nil, fmt.Errorf("%s exists already; remove it, or rename the report", path)
		}
	}
	for path, text := range p.Files {
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil { //nolint:gosec // it is of the sources
			return nil, fmt.Errorf("write the report: %w", err)
		}
		paths = append(paths, path)
	}
	if len(p.Labels) > 0 {
		if err := edit(filepath.Join(dir, "sql/labels.csv"), func(text string) string { return text + strings.Join(p.Labels, "\n") + "\n" }); err != nil {
			return nil, err
		}
		paths = append(paths, "sql/labels.csv")
	}
	err = edit(filepath.Join(dir, "docs/metrics.md"), func(text string) string {
		lines := strings.Split(text, "\n")
		inside, last := false, len(lines)
		for i, line := range lines {
			switch {
			case strings.HasPrefix(line, "## "):
				inside = strings.HasPrefix(line, "## Which report answers what")
			case inside && strings.HasPrefix(line, "| `"):
				last = i + 1
			}
		}
		return strings.Join(slices.Insert(lines, last, p.Metric), "\n")
	})
	slices.Sort(paths)
	return append(paths, "docs/metrics.md"), err
}

// edit changes the text of a file.
func edit(path string, change func(string) string) error {
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, []byte(change(string(text))), 0o644) //nolint:gosec // it is of the sources
	}
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
