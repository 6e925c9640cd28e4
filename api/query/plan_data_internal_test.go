// The data on which query plans are tested.

package query

import (
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/event"
)

// The planner decides by what a table holds, so nothing of it is switched off here: the month that is
// asked about has enough rows, most of them in its last week, that reading it whole costs more than an
// index, and its day in question more than fit on a page. The rest of the two years has a few rows a day.
var (
	planFirst = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	planEnd   = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	planMonth = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	// planDay is far enough from both ends of its month, and from its last week, for a report that looks
	// some days back or ahead.
	planDay  = planMonth.AddDate(0, 0, 15)
	planNoon = planDay.Add(12 * time.Hour).Format("2006-01-02 15:04:05+00") // as PostgreSQL writes it
	planAsOf = planDay.AddDate(0, 0, 1)
)

// planValue is a value that every column of text holds now and then; plans show it where a filter works.
const planValue = "value 7"

// planValues are the columns that need other values than those of their type.
var planValues = map[string]string{
	"calls_spool.status":     "1",
	"calls_spool.priority":   "2 + i % 300",
	"dialer_base.name":       "'value ' || i",
	"dialer_base.active":     "i <= 40", // one of each campaign
	"dialer_base.percentage": "i % 100",
	"allowed_disposition.l1": "'value ' || i / 40",
	"action.action":          "'DISPOSITION_CALL'",
	"action.state":           "'done'",
	"action.destination":     "NULL",
	"action.did":             "NULL",
	"outcome":                oneOf([]string{"agent_ended", "caller_ended", "transferred", "abandoned", "timed_out", "lost", "waiting"}),
	"disposition":            oneOf([]string{"ANSWERED", "NO ANSWER", "BUSY", "FAILED"}),
	"direction":              oneOf([]string{"I", "O"}),
	"kind":                   oneOf([]string{"pause", "break"}),
	"channel":                oneOf([]string{"webchat", "sms", "email", "twitter", "messenger", "facebook"}),
}

// planRelations selects the tables that routes answer from, and their indexes, by the oid of the table.
const planRelations = ` IN (
	SELECT oid FROM pg_class
	WHERE relnamespace IN ('public'::regnamespace, 'report'::regnamespace)
	   OR oid IN ('app.action'::regclass, 'app.disposition'::regclass, 'app.allowed_disposition'::regclass, 'app.do_not_call'::regclass))`

// oneOf is SQL that takes the values in turn, by the number i of the row.
func oneOf(values []string) string {
	return "(" + pq.QuoteLiteral(textArray(values)) + "::text[])[1 + i % " + fmt.Sprint(len(values)) + "]"
}

// planTable is a table, or a partition of one, as the rules look at it.
type planTable struct {
	name     string // with its schema; of a partition: that of the table
	growing  bool
	from, to time.Time // bounds of a partition; zero of a default partition and of a plain table
	pages    int
}

// planIndex is an index: its columns, of which an expression is "", and whether it is of some rows only.
type planIndex struct {
	columns []string
	partial bool
}

// planDatabase knows what the plans speak of.
type planDatabase struct {
	tables  map[string]planTable // by the name in plans, with its schema; partitions, too
	indexes map[string]planIndex
	growing map[string]string // time column of each table that grows
}

// indexed are the columns of text that an index begins with.
func (d *planDatabase) indexed() map[string]bool {
	out := map[string]bool{}
	for _, index := range d.indexes {
		out[index.columns[0]] = true
	}
	return out
}

// newPlanDatabase returns the URL of a database with two years of rows, which is made once and kept.
func newPlanDatabase(t *testing.T) (string, *planDatabase) {
	t.Helper()
	source, err := os.ReadFile("plan_data_internal_test.go")
	if err != nil {
		t.Fatal(err)
	}
	at := dbtest.KeptURL(t, "plans", source, func(at string) {
		pool := dbtest.Open(t, at)
		d := newEmptyPlanDatabase(t, pool)
		for table := range d.growing {
			execute(t, pool, "SELECT app.ensure_partitions($1::regclass, ARRAY(SELECT generate_series($2::timestamptz, $3::timestamptz - interval '1 day', '1 month')))",
				table, sqlTime(planFirst), sqlTime(planEnd))
		}
		d.readIndexes(t, pool)
		d.fill(t, pool)
		if err := pool.Close(); err != nil {
			t.Fatal(err)
		}
	})
	pool := dbtest.Open(t, at)
	d := newEmptyPlanDatabase(t, pool)
	d.readIndexes(t, pool)
	d.readTables(t, pool)
	return at, d
}

func newEmptyPlanDatabase(t *testing.T, pool *sql.DB) *planDatabase {
	t.Helper()
	d := &planDatabase{tables: map[string]planTable{}, indexes: map[string]planIndex{}, growing: map[string]string{}}
	var table, column string
	each(t, pool, `SELECT format('%s.%s', relnamespace::regnamespace, relname), time_column
		FROM app.growing_table JOIN pg_class ON oid = relation`, []any{&table, &column}, func() { d.growing[table] = column })
	return d
}

func (d *planDatabase) readIndexes(t *testing.T, pool *sql.DB) {
	t.Helper()
	var name string
	var columns pq.StringArray
	var partial bool
	each(t, pool, `SELECT c.relname, i.indpred IS NOT NULL, ARRAY(SELECT coalesce(a.attname, '')
			FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (number, place)
			LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
			ORDER BY k.place)
		FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
		WHERE i.indrelid`+planRelations, []any{&name, &partial, &columns}, func() { d.indexes[name] = planIndex{columns, partial} })
}

func (d *planDatabase) readTables(t *testing.T, pool *sql.DB) {
	t.Helper()
	var name, of string
	var from, to sql.NullTime
	var pages int
	each(t, pool, `SELECT format('%s.%s', c.relnamespace::regnamespace, c.relname),
			format('%s.%s', p.relnamespace::regnamespace, p.relname), bound[1]::timestamptz, bound[2]::timestamptz, c.relpages
		FROM pg_class AS c
		LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid
		JOIN pg_class AS p ON p.oid = coalesce(i.inhparent, c.oid)
		LEFT JOIN regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\) TO \(''([^'']+)''\)') AS bound ON true
		WHERE c.relkind = 'r' AND c.oid`+planRelations,
		[]any{&name, &of, &from, &to, &pages}, func() {
			_, growing := d.growing[of]
			d.tables[name] = planTable{name: of, growing: growing, from: from.Time, to: to.Time, pages: pages}
		})
}

// fill writes rows into every table that grows and into the others that the routes answer from.
func (d *planDatabase) fill(t *testing.T, pool *sql.DB) {
	t.Helper()
	columns := map[string][]planColumn{}
	var table string
	var c planColumn
	each(t, pool, `SELECT format('%s.%s', r.relnamespace::regnamespace, r.relname), a.attname, format_type(coalesce(nullif(y.typbasetype, 0), y.oid), NULL)
		FROM pg_class AS r
		JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_type AS y ON y.oid = a.atttypid
		WHERE r.relkind IN ('r', 'p') AND NOT r.relispartition AND r.relname <> 'goose_db_version' AND a.attidentity = ''
			AND r.oid`+planRelations,
		[]any{&table, &c.name, &c.kind}, func() { columns[table] = append(columns[table], c) })
	events, err := event.Load()
	if err != nil {
		t.Fatal(err)
	}
	for table, columns := range columns {
		schema, bare, _ := strings.Cut(table, ".")
		if _, growing := d.growing[table]; schema == "report" && !growing {
			continue
		}
		// Most rows are of other events, as in a real log.
		logged := make([]string, 20)
		for _, e := range events.Events() {
			if e.Table == bare {
				logged = append(logged, e.Rows...)
			}
		}
		var names, values []string
		for _, c := range columns {
			value := d.value(table, c)
			if c.name == "event" {
				value = oneOf(logged)
			}
			if value != "" {
				names, values = append(names, quoteIdent(c.name)), append(values, value)
			}
		}
		execute(t, pool, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") SELECT "+strings.Join(values, ", ")+
			` FROM (
				SELECT at + i * interval '1 microsecond' AS at, i -- no two at one moment
				FROM (
					SELECT at, row_number() OVER (ORDER BY at) AS i
					FROM (
						SELECT generate_series($1::timestamptz, $2::timestamptz - interval '1 hour', '18 hours')
						UNION ALL SELECT generate_series($3::timestamptz + interval '23 days', $3::timestamptz + interval '1 month' - interval '1 hour', '2 minutes')
						UNION ALL SELECT generate_series($4::timestamptz, $4::timestamptz + interval '23 hours', '80 seconds')
					) AS moments (at)
				) AS numbered
				ORDER BY at
			) AS moments`, sqlTime(planFirst), sqlTime(planEnd), sqlTime(planMonth), sqlTime(planDay))
		execute(t, pool, "ANALYZE "+table)
	}
}

// planColumn is a column to be filled; kind is its type, of a domain the type beneath.
type planColumn struct{ name, kind string }

// value is SQL for the value of a column in row i of the moment at; "" leaves the column to its default.
func (d *planDatabase) value(table string, c planColumn) string {
	_, bare, _ := strings.Cut(table, ".")
	for _, name := range []string{bare + "." + c.name, c.name} {
		if value, special := planValues[name]; special {
			return value
		}
	}
	switch c.kind {
	case "text":
		// Columns with an index of their own, such as callid, have distinct values; others, such as agent, repeat.
		for _, index := range d.indexes {
			if !index.partial && slices.Equal(index.columns, []string{c.name}) {
				return "'value ' || i / 3"
			}
		}
		return "'value ' || i % 40"
	case "integer", "bigint":
		if c.name == "id" {
			return "i" // report.queue_ring has the id of another table
		}
		return "i % 300"
	case "numeric":
		return "i % 300"
	case "boolean":
		return "i % 4 = 0"
	case "timestamp with time zone":
		if column, growing := d.growing[table]; growing && c.name != column {
			return "at + interval '90 seconds'"
		}
		return "at"
	}
	return ""
}

func execute(t *testing.T, pool *sql.DB, text string, args ...any) {
	t.Helper()
	if _, err := pool.ExecContext(t.Context(), text, args...); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// each reads the rows of a query, one after the other, into dest.
func each(t *testing.T, pool *sql.DB, text string, dest []any, row func()) {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		row()
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}
