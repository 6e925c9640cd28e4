package ingest_test

import (
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest"
)

// TestWriterImportsAsTheOwnerDoes compares the rows that the role ccrepo_writer imports, which may not COPY into
// tables with policies, with those that the owner imports.
func TestWriterImportsAsTheOwnerDoes(t *testing.T) {
	t.Parallel()
	log := queueLog(0, 150) + "1543527289|x|IT|Agent/201|CONNECT|a \"quoted\" \\ text|\n" +
		"1543527289.123456|y||NONE|ABANDON\n" + "253402300799|far|IT|NONE|ABANDON|1|2|3|4|5\n"
	cdrs, err := os.ReadFile("testdata/header.csv")
	if err != nil {
		t.Fatal(err)
	}
	imported := func(role string) [2]string {
		at, err := url.Parse(dbtest.URL(t))
		if err != nil {
			t.Fatal(err)
		}
		query := at.Query()
		query.Set("role", role)
		query.Set("timezone", "UTC")
		at.RawQuery = query.Encode()
		db, err := sql.Open("postgres", at.String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		im := &ingest.Importer{DB: db, BatchSize: 100, Options: ingest.Options{Location: time.UTC}}
		if s, err := im.QueueLog(t.Context(), "queue_log", strings.NewReader(log)); err != nil || s.Rows != 153 {
			t.Fatalf("as %s: %v, %v", role, s, err)
		}
		if s, err := im.CDR(t.Context(), "header.csv", strings.NewReader(string(cdrs))); err != nil || s.Rows == 0 {
			t.Fatalf("as %s: %v, %v", role, s, err)
		}
		var out [2]string
		for i, table := range []string{"queue_log_repo", "cdr_repo"} {
			if err := db.QueryRowContext(t.Context(), `SELECT string_agg((to_jsonb(r) - 'written_by')::text, E'\n' ORDER BY id) FROM `+table+` AS r`).Scan(&out[i]); err != nil {
				t.Fatal(err)
			}
		}
		return out
	}
	if owner, writer := imported("ccrepo_owner"), imported("ccrepo_writer"); owner != writer {
		t.Errorf("the owner imports\n%s\nand the writer\n%s", owner, writer)
	}
}
