package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestDialerCommands(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	ccrepo := commands(t, url)
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	july := file("july.csv", "c;099123456;;;;\nc;099123457;;;;\nc;099123456;;;;\nc;x;;;;\n")
	august := file("august.ndjson.gz", gzipped(`{"destination":"099123456"}`+"\n"))
	cut := file("cut.csv.gz", gzipped(strings.Repeat("c;099123458;;;;\n", 100))[:30])
	for _, step := range []struct {
		status int
		args   string
		says   []string
	}{
		{2, "dialer", []string{"say what to do"}},
		{2, "dialer load " + july, []string{"--campaign"}},
		{2, "dialer load nowhere.csv --campaign c", []string{"nowhere.csv"}},
		{2, "dialer load " + july + " --campaign c --format xlsx", []string{"none of csv"}},
		{2, "dialer load " + july + " --campaign c --activate=false", []string{"first list"}},
		{2, "dialer load " + july + " --campaign c --refuse-invalid", []string{"1 records are invalid"}},
		{0, "dialer load " + july + " --campaign c --dry-run", []string{"july of c (nothing was written; it would be active): 2 records, 0 of them blocked; skipped: 1 duplicates, 1 invalid", "july.csv:4: destination:"}},
		{0, "dialer load " + july + " --campaign c", []string{"july of c (list 1, active): 2 records"}},
		{2, "dialer load " + july + " --campaign c", []string{"has a list of this name"}},
		{0, "dialer load " + august + " --campaign c", []string{"august of c (list 2): 1 records"}},
		{2, "dialer load " + cut + " --campaign c", []string{"cut short"}},
		{2, "dialer activate august", []string{"--campaign"}},
		{2, "dialer activate september --campaign c", []string{"no list"}},
		{0, "dialer activate august --campaign c", []string{"list 2 is active"}},
		{0, "dialer activate 1", []string{"list 1 is active"}},
		{0, "dialer list --campaign c", []string{"remaining", "july", "august"}},
		{0, "dialer list --campaign other", []string{"remaining"}},
		{2, "dialer remove july --campaign c", []string{"name the one to activate"}},
		{0, "dialer remove july --campaign c --successor august", []string{"list 1 is removed with 2 records"}},
		{0, "dialer remove 2", []string{"list 2 is removed with 1 records"}},
	} {
		code, stdout, stderr := ccrepo(strings.Fields(step.args)...)
		if code != step.status {
			t.Fatalf("%s: status %d, want %d\n%s%s", step.args, code, step.status, stdout, stderr)
		}
		for _, want := range step.says {
			if !strings.Contains(stdout+stderr, want) {
				t.Errorf("%s does not say %q:\n%s%s", step.args, want, stdout, stderr)
			}
		}
	}
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var left int
	if err := db.QueryRowContext(t.Context(), "SELECT (SELECT count(*) FROM calls_spool) + (SELECT count(*) FROM dialer_base)").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d rows are left (%v)", left, err)
	}
}
