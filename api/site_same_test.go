package api_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/sitereport"
)

// asSiteReport matches what names a report in its file.
var asSiteReport = regexp.MustCompile(`(?m)^(-- name: |-- api:item |-- api:(?:route|limited|left-out) GET /v1/reports/|-- api:example /v1/reports/)`)

// writeAsSite writes the product's reports into a directory, as reports of the site under other names.
func writeAsSite(t *testing.T, dir string) {
	t.Helper()
	paths, err := filepath.Glob("../sql/*.sql")
	generated, generatedErr := filepath.Glob("../sql/gen/*.sql")
	if err := errors.Join(err, generatedErr); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, path := range append(paths, generated...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for query := range strings.SplitSeq("\n"+string(text), "\n-- name: ") {
			if !strings.Contains(query, " GET /v1/reports/") {
				continue
			}
			query = "-- name: " + query
			if m := regexp.MustCompile(`(?m)^-- api:item (\w+)`).FindStringSubmatch(query); m != nil {
				query = strings.ReplaceAll(query, "-- api:es "+m[1], "-- api:es Own"+m[1])
			}
			// The query for campaign-limited keys belongs to the file of its report.
			files[strings.Replace(filepath.Base(path), "_own.sql", ".sql", 1)] += asSiteReport.ReplaceAllStringFunc(query, func(head string) string {
				return head + map[bool]string{true: "own-", false: "Own"}[strings.HasSuffix(head, "/")]
			}) + "\n"
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// sealed matches a cursor, which is another one each time.
var sealed = regexp.MustCompile(`"next_cursor":"[^"]*"`)

// testSameAsSite asks for each report of the product and for the same one as a report of the site: the answers are the
// same, byte for byte, but for cursors and the name.
func (f *fixture) testSameAsSite(t *testing.T, queryOf func(path string) string) {
	dir := t.TempDir()
	writeAsSite(t, dir)
	site := siteFixture{f.over(t, func(o *api.Options) { o.Reports = dir }), dir}
	if err := site.server.LoadSite(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, file := range site.server.SiteFiles() {
		if file.State != sitereport.Served {
			t.Errorf("%s is %s: %v", file.Name, file.State, file.Problems)
		}
	}
	compared := 0
	for _, r := range db.Routes() {
		name, report := strings.CutPrefix(r.Path, "/v1/reports/")
		if !report {
			continue
		}
		path, more := r.Path, queryOf(r.Path)
		if strings.Contains(path, "{") {
			path, more, _ = strings.Cut(r.Examples[0], "?")
		}
		for _, form := range []string{"", "&format=csv&lang=es", "&format=ndjson"} {
			if form != "" && r.One {
				continue
			}
			wantStatus, want := site.fetch(t, path+"?"+more+form, "")
			status, got := site.fetch(t, strings.Replace(path, "/v1/reports/", "/v1/reports/own-", 1)+"?"+more+form, "")
			want, got = sealed.ReplaceAllString(want, ""), sealed.ReplaceAllString(got, "")
			if status != wantStatus || got != want || !r.One && status != http.StatusOK {
				t.Errorf("%s%s: status %d, as a report of the site %d; %s", name, form, wantStatus, status, firstDifference(want, got))
			}
			compared++
		}
	}
	if compared < 100 {
		t.Errorf("only %d answers were compared", compared)
	}
}

// firstDifference returns what two texts have where they begin to differ.
func firstDifference(want, got string) string {
	at := 0
	for at < min(len(want), len(got)) && want[at] == got[at] {
		at++
	}
	return "…" + want[max(0, at-40):min(len(want), at+60)] + "… and …" + got[max(0, at-40):min(len(got), at+60)] + "…"
}
