package event_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/event"
)

// loadMonths writes rows into an event log: count rows in each month from January 2026 on, evenly distributed over
// time, 20 queues and the given events.
func loadMonths(t testing.TB, conn *sql.DB, table string, months, count int, events []string) {
	t.Helper()
	for month := 1; month <= months; month++ {
		from := fmt.Sprintf("2026-%02d-01 00:00Z", month)
		for _, step := range []string{
			"SELECT app.ensure_partitions($1::text::regclass, ARRAY[$2::timestamptz])",
			`INSERT INTO ` + table + ` (datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5)
			SELECT $1::timestamptz + interval '28 days' * i / $2, '17672256' || i, 'queue ' || (i / cardinality($3::text[])) % 20, 'agent ' || i % 100, ($3::text[])[1 + i % cardinality($3::text[])],
			       i % 50, i % 9, i % 300, NULL, NULL
			FROM generate_series(1, $2::bigint) AS i`,
		} {
			args := []any{table, from}
			if strings.HasPrefix(step, "INSERT") {
				args = []any{from, count, pq.Array(events)}
			}
			if _, err := conn.ExecContext(t.Context(), step, args...); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := conn.ExecContext(t.Context(), "ANALYZE "+table); err != nil {
		t.Fatal(err)
	}
}

// TestOneDayOfOneQueueUsesTheIndex checks the plan of every view: it must use the index on event, queue and time,
// of only the month that is requested.
func TestOneDayOfOneQueueUsesTheIndex(t *testing.T) {
	t.Parallel()
	conn := dbtest.New(t)
	catalogue := load(t)
	for _, table := range event.Tables() {
		var names []string
		for _, e := range catalogue.WithViews() {
			if e.Table == table {
				names = append(names, e.Rows...)
			}
		}
		loadMonths(t, conn, table, 2, 6_000, names)
	}
	for _, e := range catalogue.WithViews() {
		rows, err := conn.QueryContext(t.Context(), "EXPLAIN SELECT * FROM event."+e.View()+
			" WHERE queuename = $1 AND datetime >= '2026-02-10Z' AND datetime < '2026-02-11Z'", "queue 3")
		if err != nil {
			t.Fatal(err)
		}
		var plan strings.Builder
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(line + "\n")
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		index := e.Table + "_2026_02_event_queuename_datetime_idx"
		if e.Name == "QUEUESTART" {
			index = "queue_log_repo_2026_02_datetime_idx" // QUEUESTART has an index of its own
		}
		if text := plan.String(); !strings.Contains(text, index) || strings.Contains(text, "Seq Scan") || strings.Contains(text, "2026_01") {
			t.Errorf("%s %s:\n%s", e.Table, e.Name, text)
		}
	}
}
