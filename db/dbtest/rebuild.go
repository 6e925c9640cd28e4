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

// maxDifferences is the number of rows of a relation that a failure shows.
const maxDifferences = 20

// RebuildChangesNothing refreshes the derived relations and compares their rows, and their as_of, with those of a
// complete rebuild. The database keeps the result of the refresh. It returns the number of rows of each relation;
// the relations are all tables of schema report. No other session may write meanwhile.
func RebuildChangesNothing(t testing.TB, db *sql.DB) map[string]int {
	t.Helper()
	ctx := context.Background() // also valid during cleanup
	if _, err := db.ExecContext(ctx, "SELECT report.refresh()"); err != nil {
		t.Fatalf("refresh: %v", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatalf("begin the rebuild: %v", err)
	}
	defer func() { _ = tx.Rollback() }()
	// The test server has no autovacuum, which would analyze the tables: without statistics a rebuild of 100,000
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

// asOf is the name of app.refresh among the derived relations.
const asOf = "as_of"

// derived returns the rows of the derived relations as text, by relation.
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
		// caller_number is not compared: the program computes it after a refresh.
		all[name] = column(t, tx, "SELECT (to_jsonb(r) - 'caller_number')::text FROM "+name+" AS r")
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

// rowDifference lists the rows that one of two multisets contains more often than the other.
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
