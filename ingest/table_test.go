package ingest_test

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/ingest"
)

func loadTable(t *testing.T, db *sql.DB, name string) *ingest.Table {
	t.Helper()
	table, err := ingest.LoadTable(t.Context(), db, name)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// texts returns what a query shows, one text for each row.
func texts(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEveryTableIsImportedOnceAndTakenBack(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	for _, name := range ingest.Tables() {
		table := loadTable(t, im.DB, name)
		var names, values []string
		for _, c := range table.Columns {
			names = append(names, strings.ToUpper(c.Name))
			value := map[string]string{"text": "x", "bigint": "7", "integer": "3", "numeric": "1.50", "boolean": "1", "timestamptz": "2026-03-01 10:00:00"}[c.Type]
			if value == "" {
				t.Errorf("%s.%s is of the type %s", name, c.Name, c.Type)
			}
			values = append(values, value)
		}
		file := strings.Join(names, ",") + ",extra\n" + strings.Join(values, ",") + ",y\n"
		for n, want := range []int64{1, 0} {
			summary, err := im.Table(ctx, table, nil, name, strings.NewReader(file))
			if err != nil || summary.Rows != want || summary.Bad != 0 || !slices.Equal(summary.NotStored, []string{"extra"}) {
				t.Fatalf("%s, import %d: %+v, %v", name, n+1, summary, err)
			}
		}
		if n := texts(t, im.DB, "SELECT count(*) FROM "+name); n[0] != "1" {
			t.Errorf("%s has %s rows", name, n[0])
		}
		imports, err := ingest.Imports(ctx, im.DB)
		if err != nil {
			t.Fatal(err)
		}
		last := imports[len(imports)-1]
		if _, rows, err := ingest.Undo(ctx, im.DB, last.ID, false); err != nil || rows != 1 {
			t.Errorf("%s: undo deletes %d rows: %v", name, rows, err)
		}
		if n := texts(t, im.DB, "SELECT count(*) FROM "+name); n[0] != "0" {
			t.Errorf("%s has %s rows after the undo", name, n[0])
		}
	}
}

func TestTableForms(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	zone, err := time.LoadLocation("America/Montevideo")
	if err != nil {
		t.Fatal(err)
	}
	im.Options.Location = zone
	log := loadTable(t, im.DB, "webchat_log_repo")
	const query = "SELECT concat_ws('|', origid, to_char(datetime AT TIME ZONE 'UTC', 'HH24:MI'), callid, coalesce(queuename, '-'), event, coalesce(data1, '-'), coalesce(data2, '-')) FROM webchat_log_repo ORDER BY id"
	for name, c := range map[string]struct {
		columns    []string
		text, want string
	}{
		"mysql --batch":   {nil, "id\tdatetime\tcallid\tqueuename\tagent\tevent\tdata\tdata2\n5\t2026-03-01 10:00:00\tc1\tweb\tana\tCONNECT\ta\\tb\\\\\tNULL\n", "5|13:00|c1|web|CONNECT|a\tb\\|-"},
		"mysqldump --tab": {[]string{"id", "datetime", "callid", "queuename", "event", "data1"}, "6\t2026-03-01 10:00:00\tc2\t\\N\tENTERQUEUE\t\\N\n", "6|13:00|c2|-|ENTERQUEUE|-|-"},
		"NDJSON":          {nil, `{"datetime":"2026-03-01T10:00:00Z","event":"ABANDON","data1":3,"data2":null,"origid":7,"id":1}` + "\n", "7|10:00||-|ABANDON|3|-"},
		"semicolons":      {nil, "DateTime;Event;Data1;Queue Name\n2026-03-01 10:00:00;EXITEMPTY;\"a;\"\"b\";\n", "13:00|||EXITEMPTY|a;\"b|-"},
		"both ids":        {nil, "id,origid,datetime,event\n1,9,2026-03-01 10:00:00,X\n", "9|13:00||-|X|-|-"},
		"lines in quotes": {nil, "datetime,event,data1\n2026-03-01 10:00:00,X,\"one\ntwo\"\n", "13:00||-|X|one\ntwo|-"},
	} {
		if _, err := im.DB.ExecContext(ctx, "DELETE FROM webchat_log_repo"); err != nil {
			t.Fatal(err)
		}
		summary, err := im.Table(ctx, log, c.columns, name, strings.NewReader(c.text))
		if err != nil || summary.Rows != 1 || summary.Bad != 0 {
			t.Errorf("%s: %+v, %v", name, summary, err)
		}
		if got := texts(t, im.DB, query); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %q instead of %q", name, got, c.want)
		}
	}
}

func TestTableRefusesFilesOfOtherTables(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	if _, err := ingest.LoadTable(ctx, im.DB, "goose_db_version"); err == nil || !strings.Contains(err.Error(), "tags") {
		t.Errorf("a table that is none of history: %v", err)
	}
	tags := loadTable(t, im.DB, "tags")
	for text, want := range map[string]string{
		"a,b\n1,2\n":                      "names no column of tags",
		"guid,comment\n1,2\n":             "does not name datetime",
		"datetime,guid,GUID\n1,2,3\n":     "names guid twice",
		"\xff\xfe\xfd,\x80\n1,2\n":        "cannot be read",
		"datetime,\"guid\n2026-01-01,2\n": "a quote is not closed",
	} {
		var wrong *ingest.ColumnsError
		if _, err := im.Table(ctx, tags, nil, "file", strings.NewReader(text)); !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v instead of %s", text, err, want)
		}
	}
}

// Rows that break a rule of their table are bad lines, wherever they are; all others come.
func TestRowsThatTheDatabaseRefusesAreBadLines(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	im.BatchSize = 40
	spool := loadTable(t, im.DB, "calls_spool")
	var file strings.Builder
	file.WriteString("campaign,destination,priority,status\n")
	refused := []int{1, 2, 17, 63, 64, 99}
	for n := range 100 {
		priority := "10"
		if slices.Contains(refused, n+1) {
			priority = "0"
		}
		if n == 30 {
			priority = "high"
		}
		fmt.Fprintf(&file, "sales,%d,%s,\n", n+1, priority)
	}
	var told []string
	im.OnBadLine = func(_ string, bad *ingest.LineError, _ bool) {
		told = append(told, fmt.Sprintf("%d %v", bad.Number, bad.Err))
	}
	summary, err := im.Table(ctx, spool, nil, "spool", strings.NewReader(file.String()))
	if err != nil || summary.Rows != 93 || summary.Bad != 7 || len(told) != 7 || !strings.Contains(strings.Join(told, "\n"), "100 the database refuses it: rule calls_spool_priority_check") {
		t.Fatalf("%+v, %v\n%s", summary, err, strings.Join(told, "\n"))
	}
	if got := texts(t, im.DB, "SELECT string_agg(n::text, ' ' ORDER BY n) FROM generate_series(1, 100) AS n WHERE NOT EXISTS (SELECT FROM calls_spool WHERE destination = n::text)"); got[0] != "1 2 17 31 63 64 99" {
		t.Errorf("missing: %s", got[0])
	}
	again, err := im.Table(ctx, spool, nil, "spool", strings.NewReader(file.String()))
	if err != nil || again.Rows != 0 || again.Bad != 7 {
		t.Errorf("the second import: %+v, %v", again, err)
	}
	if _, err := im.DB.ExecContext(ctx, "ALTER TABLE calls_spool DROP CONSTRAINT calls_spool_priority_check"); err != nil {
		t.Fatal(err)
	}
	again, err = im.Table(ctx, spool, nil, "spool", strings.NewReader(file.String()))
	if err != nil || again.Rows != 6 || again.Bad != 1 {
		t.Errorf("the import without the rule: %+v, %v", again, err)
	}
}
