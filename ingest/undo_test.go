package ingest_test

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/ingest"
)

// derived returns the content of the derived relations as text.
func derived(t *testing.T, db *sql.DB) string {
	t.Helper()
	var all string
	if err := db.QueryRowContext(t.Context(), `
		SELECT concat_ws(E'\n',
			(SELECT string_agg((to_jsonb(v) - 'id')::text, E'\n' ORDER BY (to_jsonb(v) - 'id')::text) FROM report.queue_call AS v),
			(SELECT string_agg(to_jsonb(v)::text, E'\n' ORDER BY to_jsonb(v)::text) FROM report.queue_ring AS v),
			(SELECT string_agg(to_jsonb(v)::text, E'\n' ORDER BY to_jsonb(v)::text) FROM report.agent_time AS v),
			(SELECT string_agg(to_jsonb(v)::text, E'\n' ORDER BY to_jsonb(v)::text) FROM report.agent_session AS v))`).Scan(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestUndoLeavesWhatWasThereBefore imports the two halves of a log as two files and undoes the second import.
func TestUndoLeavesWhatWasThereBefore(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	log, err := os.ReadFile("testdata/undo.queue_log")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(log), "\n")
	half := len(lines) / 2
	first, second := strings.Join(lines[:half], ""), strings.Join(lines[half:], "")
	load := func(text string) {
		t.Helper()
		if _, err := im.QueueLog(ctx, "f", strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		if _, err := im.DB.ExecContext(ctx, "SELECT report.refresh()"); err != nil {
			t.Fatal(err)
		}
	}
	load(first)
	before := derived(t, im.DB)
	load(second)
	both := derived(t, im.DB)
	imports, err := ingest.ImportsOf(ctx, im.DB, strings.NewReader(second))
	if err != nil || len(imports) != 1 {
		t.Fatalf("%v, %v", imports, err)
	}
	want := int64(strings.Count(second, "\n"))
	if _, rows, err := ingest.Undo(ctx, im.DB, imports[0].ID, true); err != nil || rows != want {
		t.Errorf("dry run: %d rows, %v, want %d", rows, err, want)
	}
	if derived(t, im.DB) != both {
		t.Error("the dry run has changed something")
	}
	if _, rows, err := ingest.Undo(ctx, im.DB, imports[0].ID, false); err != nil || rows != want {
		t.Errorf("%d rows, %v, want %d", rows, err, want)
	}
	if after := derived(t, im.DB); after != before || before == both {
		t.Errorf("derived before\n%s\nand after\n%s", before, after)
	}
	load(second)
	if derived(t, im.DB) != both {
		t.Error("imported anew it gives something else")
	}
}
