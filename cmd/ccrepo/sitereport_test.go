package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestSiteReportCommands is the way of a report of the site from its first file to the product.
func TestSiteReportCommands(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	twoCalls(t, url)
	ccrepo := commands(t, url)
	dir := t.TempDir()
	file := filepath.Join(dir, "long-waits.sql")
	want := func(wantCode int, part string, args ...string) {
		t.Helper()
		code, out, log := ccrepo(append([]string{"report"}, args...)...)
		if code != wantCode || !strings.Contains(out+log, part) {
			t.Errorf("ccrepo report %q: status %d, %s%s; want %d and %q", args, code, out, log, wantCode, part)
		}
	}
	want(0, file, "new", "long-waits", "--reports", dir)
	want(1, "exists already", "new", "long-waits", "--reports", dir)
	want(2, "calls is a report of the product", "new", "calls", "--reports", dir)
	want(2, "is not the name of a report", "new", "Long_Waits", "--reports", dir)
	want(2, "--reports: ", "new", "long-waits", "--reports", dir+"/none")
	want(0, file+": /v1/reports/long-waits is right\n", "check", file)
	want(0, "1772449200.5,Sales,40\r\n", "try", file, "--from", "2026-03-02", "--to", "2026-03-03", "--at_least", "20", "--fields", "callid,queue,wait_seconds", "--format", "csv")
	want(2, "unknown flag: --at_lest", "try", file, "--at_lest", "20")
	want(0, "1772442000.1,7\r\n1772449200.5,40\r\n", "long-waits", "--reports", dir, "--from", "2026-03-02", "--to", "2026-03-03", "--at_least=0", "--fields", "callid,wait_seconds", "--format", "csv")
	want(0, "long-waits          Calls that waited long.", "--reports", dir)
	want(2, `there is no report "long-wait"; the nearest is long-waits`, "long-wait", "--reports", dir)
	want(2, "unknown flag: --bogus", "--bogus")

	sources := t.TempDir()
	want(2, "name a clone of the sources", "promote", file, "--into", sources)
	for name, text := range map[string]string{"sql/labels.csv": "name,value,en,es\n", "docs/metrics.md": "## Which report answers what\n\n| `calls` | Calls. |\n\n## More\n", "reports/doc.go": "package reports\n"} {
		if err := os.MkdirAll(filepath.Join(sources, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(sources, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want(0, "sql/report_long_waits.sql", "promote", file, "--into", sources)
	for name, part := range map[string]string{
		"sql/report_long_waits.sql": "-- name: LongWaits :many", "reports/long_waits_test.go": "func TestLongWaits(", "sql/labels.csv": "\nat_least,,At least,\n",
		"docs/metrics.md": "| `calls` | Calls. |\n| `long-waits` | Calls that waited long. |\n",
	} {
		if text, err := os.ReadFile(filepath.Join(sources, name)); err != nil || !strings.Contains(string(text), part) {
			t.Errorf("%s lacks %q: %s %v", name, part, text, err)
		}
	}
	want(2, "exists already", "promote", file, "--into", sources)

	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), "c.wait_seconds\n", "c.wait_second\n", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	want(1, file+":18: column c.wait_second does not exist; Perhaps you meant", "check", file)
	want(1, file+":18: ", "try", file)
	want(1, "open "+dir+"/none.sql", "check", dir+"/none.sql")
	if code, out, _ := ccrepo("doctor", "--reports", dir); code != 1 || !strings.Contains(out, "error    reports: "+file+":18: column c.wait_second does not exist") {
		t.Errorf("doctor: status %d: %s", code, out)
	}
}
