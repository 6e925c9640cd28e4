package query

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/route"
)

// TestReasonsOfGapsHaveTheirSpanish finds the reasons where they are written: in the view and in package feed.
func TestReasonsOfGapsHaveTheirSpanish(t *testing.T) {
	t.Parallel()
	var known, found []string
	for _, r := range spanishReasons() {
		known = append(known, r[0])
	}
	schema, err := os.ReadFile("../../db/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, view, _ := strings.Cut(string(schema), "CREATE VIEW app.unseen")
	view, _, _ = strings.Cut(view, ";")
	for _, m := range regexp.MustCompile(`(?:THEN|ELSE) '([a-z ]+)'::text|'([a-z ]+)'::text AS reason`).FindAllStringSubmatch(view, -1) {
		found = append(found, m[1]+m[2])
	}
	files, err := filepath.Glob("../../feed/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`Reason(?:, gap\.Settles)?(?::| =) "([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
			found = append(found, m[1])
		}
	}
	slices.Sort(known)
	slices.Sort(found)
	if !slices.Equal(known, found) {
		t.Errorf("the reasons are\n%q, and Spanish have\n%q", found, known)
	}
	if got := reasonIn(route.Spanish, unreadable+"queue_log.1: x"); got != "no se puede leer un archivo rotado: queue_log.1: x" {
		t.Error(got)
	}
}
