package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestDispositionLists(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	ccrepo := commands(t, url)
	file := func(text string) string {
		name := filepath.Join(t.TempDir(), "list.csv")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	// ok runs a command, checks its exit status and returns its output.
	ok := func(want int, args ...string) (stdout, stderr string) {
		t.Helper()
		code, stdout, stderr := ccrepo(append([]string{"disposition"}, args...)...)
		if code != want {
			t.Fatalf("%q: status %d, want %d\n%s%s", args, code, want, stdout, stderr)
		}
		return stdout, stderr
	}
	same := func(want, got string) {
		t.Helper()
		if want != got {
			t.Errorf("want\n%sgot\n%s", want, got)
		}
	}

	list := file("TestCampaign->;Sale;Big;\nTestCampaign->;Sale;\"with; semicolon\";now\nOther, <-;No interest\nTestCampaign->;Sale;Big\n")
	out, log := ok(0, "import", list)
	same("3 dispositions added, 0 taken away, 2 campaigns.\n", out)
	for _, want := range []string{"1 line that another says as well", `No table names the campaign "Other, <-" yet`, `"TestCampaign->"`} {
		if !strings.Contains(log, want) {
			t.Errorf("stderr lacks %s:\n%s", want, log)
		}
	}
	whole := "campaign,l1,l2,l3\n\"Other, <-\",No interest,,\nTestCampaign->,Sale,Big,\nTestCampaign->,Sale,with; semicolon,now\n"
	out, _ = ok(0, "list", "--format", "csv")
	same(whole, out)
	out, _ = ok(0, "diff", list)
	same("The lists of 2 campaigns are the same.\n", out)
	for _, form := range []string{"\ufeff" + whole, gzipped(whole), gzipped("\ufeff" + whole), strings.ReplaceAll(whole, "\n", "\r"), utf16Of(t, whole)} {
		out, _ = ok(0, "diff", file(form))
		same("The lists of 2 campaigns are the same.\n", out)
	}
	if _, log = ok(1, "diff", file("\x89PNG\r\n\x1a\n\x00")); !strings.Contains(log, "list.csv is not a text file, but image/png") {
		t.Error(log)
	}

	// Columns may be named, in any order. A campaign that the file does not name is not changed.
	other := file("L3\tcampaign\tl2\tL1\n\tTestCampaign->\tSmall\tSale\n\tTestCampaign->\tBig\tSale\n")
	out, log = ok(1, "diff", other)
	same("+ TestCampaign->: Sale / Small\n- TestCampaign->: Sale / with; semicolon / now\n", out)
	if !strings.Contains(log, "2 differences") {
		t.Error(log)
	}
	out, _ = ok(0, "import", other)
	same("1 disposition added, 1 taken away, 1 campaign.\n", out)
	out, _ = ok(0, "list", "--campaign", "TestCampaign->", "--format", "csv")
	same("campaign,l1,l2,l3\nTestCampaign->,Sale,Big,\nTestCampaign->,Sale,Small,\n", out)
	if out, _ = ok(0, "list"); !strings.Contains(out, "No interest") {
		t.Errorf("the campaign that the file did not name has gone:\n%s", out)
	}

	// --campaign changes only this campaign. An empty list removes its dispositions.
	out, _ = ok(0, "import", "--campaign", "Other, <-", file("No interest\nCall back,later\n"))
	same("1 disposition added, 0 taken away, 1 campaign.\n", out)
	out, _ = ok(0, "import", "--campaign", "Other, <-", file(""))
	same("0 dispositions added, 2 taken away, 1 campaign.\n", out)

	for text, want := range map[string]string{
		"Sales<-,Sale\nSales<-,,Big\n":         "line 2: the first level is empty",
		",Sale\n":                              "line 1: the campaign is empty",
		"Sales<-,Sale,,Big\n":                  "a third level without a second",
		"Sales<-,Sale,a,b,c\n":                 "there are 5 fields, not campaign, l1, l2, l3",
		"Sales<-,\"Sa\nle\"\n":                 "l1 is no text of one line",
		"Sales<-," + strings.Repeat("x", 256):  "l1 is longer than 255 characters",
		"campaign,l1,level2\nSales<-,Sale,x\n": `the column "level2" is none of`,
		"l1,l2\nSale,Big\n":                    "give --campaign NAME",
		"campaign,l1,l1\n":                     "the column l1 occurs twice",
		"":                                     "the list is empty",
		"Sales<-,\"Sale\n":                     "read list",
		"Sales<-,S\xffle\n":                    "l1 is no text of one line in UTF-8",
	} {
		if _, log := ok(1, "import", file(text)); !strings.Contains(log, want) {
			t.Errorf("%q: %s, want %s", text, log, want)
		}
	}
	if _, log := ok(1, "import", "--campaign", "Sales<-", file("campaign,l1\nSupport<-,Sale\n")); !strings.Contains(log, `"Support<-", not the "Sales<-"`) {
		t.Error(log)
	}
	ok(2, "import", "--campaign", "", list)
	ok(2, "import")
	ok(2, "list", "--format", "xml")
	ok(2)

	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var audits string
	if err := db.QueryRowContext(t.Context(), "SELECT string_agg(action, E'\n' ORDER BY id) FROM auditory").Scan(&audits); err != nil {
		t.Fatal(err)
	}
	same("3 dispositions added, 0 taken away, 2 campaigns\n1 disposition added, 1 taken away, 1 campaign\n1 disposition added, 0 taken away, 1 campaign\n0 dispositions added, 2 taken away, 1 campaign\n",
		strings.ReplaceAll(audits, "ccrepo disposition import: ", "")+"\n")
}

// TestImportMarksDispositions checks that a disposition older than its call's record is marked when the record is
// imported.
func TestImportMarksDispositions(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	ccrepo := commands(t, url)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `INSERT INTO app.disposition (disposed_at, agent, campaign, guid, l1, l2, comment) VALUES ('2026-03-10 12:00Z', 'ana', 'Sales<-', 'g', 'Sale', 'Big', 'wants two')`); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cdr.csv")
	if err := os.WriteFile(file, []byte("calldate,guid,campaign,disposition,billsec,uniqueid\n2026-03-10T11:50:00Z,g,Sales<-,ANSWERED,10,1\n2026-03-10T11:55:00Z,g,Sales<-,ANSWERED,300,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, log := ccrepo("import", "cdr", file); code != 0 {
		t.Fatalf("import: %d %s%s", code, out, log)
	}
	var marked string
	if err := db.QueryRowContext(t.Context(), `SELECT string_agg(concat_ws('|', billsec, userfield, note, finishtime AT TIME ZONE 'UTC'), E'\n') FROM cdr_repo WHERE userfield <> ''`).Scan(&marked); err != nil {
		t.Fatal(err)
	}
	if want := "300|Sale / Big|wants two|2026-03-10 12:00:00"; marked != want {
		t.Errorf("marked %q, want %q", marked, want)
	}
}
