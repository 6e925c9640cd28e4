package main

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"net/http/httptest"
	neturl "net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

const (
	undoneLog = "testdata/undo.queue_log"
	undoneCSV = "testdata/undo.csv"
)

// rightCDR are the options with which undoneCSV is read correctly.
func rightCDR() []string {
	return []string{"--tz", "America/Montevideo", "--date-format", "%d/%m/%Y %H:%M:%S"}
}

// TestUndoOfAWrongCDRImport imports a file of CDRs with wrong options, undoes that, and imports it correctly. The reports
// and the marked calls must be those of a database that never had the wrong import.
func TestUndoOfAWrongCDRImport(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	for name, wrong := range map[string][]string{
		"zone":        {"--tz", "Asia/Tokyo", "--date-format", "%d/%m/%Y %H:%M:%S"},
		"date format": {"--tz", "America/Montevideo", "--date-format", "%m/%d/%Y %H:%M:%S"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, none := afterCDRImport(t, nil), afterCDRImport(t, wrong)
			if !slices.Equal(want, none) {
				t.Errorf("after an undone import\n%s\nwithout it\n%s", onlyIn(none, want), onlyIn(want, none))
			}
		})
	}
}

// afterCDRImport imports undoneCSV, before that perhaps with wrong options, which it undoes, and returns what is visible
// then. Dispositions come before, between and after the imports.
func afterCDRImport(t *testing.T, wrong []string) []string {
	t.Helper()
	url := dbtest.URL(t)
	conn := openDB(t, url)
	ccrepo := commands(t, url)
	must := func(want string, args ...string) {
		t.Helper()
		code, out, log := ccrepo(args...)
		if code != 0 || !strings.Contains(out, want) {
			t.Fatalf("%v: status %d, %s%s", args, code, out, log)
		}
	}
	dispose := func(guid, l1 string) {
		t.Helper()
		if _, err := conn.ExecContext(t.Context(), `INSERT INTO app.disposition (disposed_at, agent, campaign, guid, l1, comment)
			VALUES ('2018-12-04 12:00Z', 'ana', 'IT', $1, $2, 'comment on ' || $1)`, guid, l1); err != nil {
			t.Fatal(err)
		}
		must("", "refresh")
	}
	must("17 rows imported", "import", "queue-log", undoneLog)
	// Another program wrote a record of a call that the file has too. Both are the same in either history.
	if _, err := conn.ExecContext(t.Context(), `INSERT INTO cdr_repo (id, calldate, uniqueid, guid, campaign, disposition, duration, billsec)
		VALUES (900001, '2018-12-03 15:11Z', '1543849860.9', 'g3', 'IT', 'BUSY', 1, 0)`); err != nil {
		t.Fatal(err)
	}
	dispose("g1", "Sale")
	if wrong != nil {
		must("7 rows imported", append([]string{"import", "cdr", undoneCSV}, wrong...)...)
	}
	if wrong == nil {
		// Reports show ids: the next record gets that which it has after seven others.
		if _, err := conn.ExecContext(t.Context(), "SELECT setval(pg_get_serial_sequence('cdr_repo', 'id'), 7)"); err != nil {
			t.Fatal(err)
		}
	}
	dispose("g2", "Lost")
	dispose("g3", "Complaint")
	if wrong != nil {
		before := stored(t, conn)
		must("import 2 (cdr, testdata/undo.csv) would be undone: 7 rows", "import", "undo", "--dry-run", undoneCSV)
		if after := stored(t, conn); !slices.Equal(before, after) {
			t.Errorf("the dry run changed\n%s\nto\n%s", onlyIn(before, after), onlyIn(after, before))
		}
		must("import 2 (cdr, testdata/undo.csv) undone: 7 rows", "import", "undo", undoneCSV)
		if waiting := list(t, conn, `SELECT d.guid FROM app.disposition AS d WHERE d.marked_at IS NULL ORDER BY 1`); !slices.Equal(waiting, []string{"g1", "g2"}) {
			t.Errorf("after the undo the dispositions of %v wait for their records, want g1 and g2", waiting)
		}
	}
	must("7 rows imported", append([]string{"import", "cdr", undoneCSV}, rightCDR()...)...)
	dispose("g4", "Sale")
	dbtest.RebuildChangesNothing(t, conn)
	return append(stored(t, conn), reported(t, url)...)
}

// stored returns the records of calls, the dispositions and the visits, except for ids and times of writing.
func stored(t *testing.T, conn *sql.DB) []string {
	t.Helper()
	return list(t, conn, `
		SELECT concat('record ', calldate, ' ', to_jsonb(r) - '{id,import_id,written_by,calldate}'::text[]) FROM cdr_repo AS r
		UNION ALL
		SELECT concat('disposition ', d.guid, ' ', d.l1, ' ', r.calldate, ' ', r.billsec) FROM app.disposition AS d LEFT JOIN cdr_repo AS r ON r.id = d.cdr_id
		UNION ALL
		SELECT concat('visit ', to_jsonb(v) - 'id') FROM report.queue_call AS v
		UNION ALL
		SELECT concat('time of an agent ', to_jsonb(v) - 'id') FROM report.agent_time AS v
		ORDER BY 1`)
}

// reported returns every report of the year of the files.
func reported(t *testing.T, url string) (all []string) {
	t.Helper()
	p := newProgram(nil, io.Discard, io.Discard)
	p.DatabaseURL = url
	printed := 0
	err := p.withServer(t.Context(), func(ctx context.Context, a *inProcess) error {
		for _, r := range db.Routes() {
			name, isReport := strings.CutPrefix(r.Path, reportPrefix)
			if !isReport {
				continue
			}
			answer := httptest.NewRecorder()
			query := neturl.Values{"from": {"2018-01-01"}, "to": {"2019-01-01"}, "format": {"csv"}}
			a.server.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, r.Path+"?"+query.Encode(), nil))
			text := answer.Body.String()
			if answer.Code == http.StatusOK && strings.Count(text, "\n") > 1 {
				printed++
			}
			for line := range strings.Lines(text) {
				all = append(all, name+" "+line)
			}
		}
		return nil
	})
	if err != nil || printed < 15 {
		t.Errorf("%d reports have rows (%v)", printed, err)
	}
	return all
}

// onlyIn returns the lines of a that b does not have.
func onlyIn(a, b []string) string {
	var only []string
	for _, line := range a {
		if !slices.Contains(b, line) {
			only = append(only, strings.TrimSpace(line))
		}
	}
	return strings.Join(only, "\n")
}
