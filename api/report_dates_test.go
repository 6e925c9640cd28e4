package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db"
)

// TestRowsAtInfinityAreInDataQuality writes two rows at infinity into each table with a time of its own. No range has
// them, and data-quality counts them.
func TestRowsAtInfinityAreInDataQuality(t *testing.T) {
	t.Parallel()
	f := setup(t)
	var tables []string
	for _, r := range db.Routes() {
		table, ok := strings.CutPrefix(r.Path, "/v1/tables/")
		if !ok || r.Time == "" || strings.Contains(table, "{") {
			continue
		}
		tables = append(tables, table)
		f.exec(t, fmt.Sprintf("INSERT INTO %[1]s (id, %[2]s) VALUES (9001, '-infinity'), (9002, 'infinity')", table, r.Time))
		for _, span := range []string{"from=1900-01-01&to=9999-12-31", "from=2026-03-10&to=2026-03-11"} {
			if got := f.ask(t, r.Path+"?"+span).list("id"); got != "" {
				t.Errorf("%s of %s has the rows %s", table, span, got)
			}
		}
		if got := f.ask(t, quality+"&defect=date_beyond_reason&table="+table).list("rows", "example_id", "example"); got != "2/9001/-infinity" {
			t.Errorf("data-quality of %s has %q", table, got)
		}
	}
	var others string
	if err := f.db.QueryRowContext(t.Context(), `SELECT coalesce(string_agg(DISTINCT c.table_name, ' '), '')
		FROM information_schema.columns AS c JOIN pg_class AS r ON r.oid = c.table_name::regclass
		WHERE c.table_schema = 'public' AND c.data_type LIKE 'timestamp%' AND NOT r.relispartition AND c.table_name <> 'goose_db_version'
		  AND c.table_name <> ALL ($1)`, pq.Array(tables)).Scan(&others); err != nil || others != "" {
		t.Errorf("tables with times that are not looked at: %s (%v)", others, err)
	}
	// In CSV a text that begins with a minus sign is not a formula of a spreadsheet, whatever its column.
	if csv := string(f.body(t, quality+"&defect=date_beyond_reason&table=tags&fields=example&format=csv")); !strings.Contains(csv, "'-infinity") {
		t.Errorf("in CSV it is %s", csv)
	}
}
