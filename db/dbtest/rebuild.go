package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// maxDifferences is how many rows of a relation a failure shows.
const maxDifferences = 20

// RebuildChangesNothing refreshes the derived relations and holds what they have, and their as_of, to
// what building all of them from nothing gives. The database keeps what the refresh made. It returns
// the number of rows of each relation: all tables of schema report, whichever there are. Nobody else
// may write meanwhile.
func RebuildChangesNothing(t testing.TB, db *sql.DB) map[string]int {
	t.Helper()
	ctx := context.Background() // also for cleaning up
	if _, err := db.ExecContext(ctx, "SELECT report.refresh()"); err != nil {
		t.Fatalf("refresh: %v", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatalf("begin the rebuild: %v", err)
	}
	defer func() { _ = tx.Rollback() }()
	// As autovacuum, which the test server lacks, would have: without statistics a rebuild of 100,000
	// rows takes minutes.
	logs := column(t, tx, "SELECT relation::text FROM app.growing_table")
	if _, err := tx.ExecContext(ctx, "ANALYZE "+strings.Join(logs, ", ")); err != nil {
		t.Fatalf("analyse the logs: %v", err)
	}
	kept := derived(t, tx)
	relations := slices.Sorted(maps.Keys(kept))
	tables := slices.DeleteFunc(slices.Clone(relations), func(name string) bool { return name == asOf })
	if _, err := tx.ExecContext(ctx, "TRUNCATE app.refresh, "+strings.Join(tables, ", ")); err != nil {
		t.Fatalf("empty the derived relations: %v", err)
	}
	if _, err := tx.ExecContext(ctx, "SELECT report.refresh()"); err != nil {
		t.Fatalf("rebuild: %v", err)
	}
	built := derived(t, tx)
	counts := map[string]int{}
	for _, name := range relations {
		counts[name] = len(kept[name])
		if d := rowDifference(kept[name], built[name]); d != "" {
			t.Errorf("%s: %d rows by refreshes, %d by a rebuild\n%s", name, len(kept[name]), len(built[name]), d)
		}
	}
	return counts
}

// asOf stands for app.refresh among the derived relations.
const asOf = "as_of"

// derived reads the derived relations, each row as text.
func derived(t testing.TB, tx *sql.Tx) map[string][]string {
	t.Helper()
	all := map[string][]string{asOf: column(t, tx, "SELECT concat(relation, ' ', as_of) FROM app.refresh")}
	for _, name := range column(t, tx, `
		SELECT format('%I.%I', n.nspname, c.relname)
		FROM pg_class AS c
		JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE n.nspname = 'report'
		  AND c.relkind IN ('r', 'p')
		  AND NOT c.relispartition`) {
		all[name] = column(t, tx, "SELECT r::text FROM "+name+" AS r")
	}
	return all
}

func column(t testing.TB, tx *sql.Tx, query string) []string {
	t.Helper()
	rows, err := tx.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return all
}

// rowDifference lists what one of two bags of rows has more often than the other.
func rowDifference(kept, built []string) string {
	surplus := map[string]int{}
	for _, row := range kept {
		surplus[row]++
	}
	for _, row := range built {
		surplus[row]--
	}
	var b strings.Builder
	shown := 0
	for _, row := range slices.Sorted(maps.Keys(surplus)) {
		n := surplus[row]
		if n == 0 {
			continue
		}
		if shown++; shown > maxDifferences {
			b.WriteString("…\n")
			break
		}
		who := "refreshed"
		if n < 0 {
			who, n = "rebuilt  ", -n
		}
		fmt.Fprintf(&b, "only %s (%d times) %s\n", who, n, row)
	}
	return b.String()
}
