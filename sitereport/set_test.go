package sitereport_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/sitereport"
)

// site is a directory of reports over a database.
type site struct {
	dir string
	db  *sql.DB // as its owner
	set *sitereport.Set
}

func newSite(t *testing.T) *site {
	t.Helper()
	url := dbtest.URL(t)
	checker, err := sitereport.NewChecker(url, url)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{dir: t.TempDir(), db: dbtest.Open(t, url)}
	s.set = sitereport.NewSet(s.dir, checker)
	t.Cleanup(func() { _ = s.set.Close() })
	return s
}

func (s *site) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// load reads the files twice: what has changed is read when it is found the same.
func (s *site) load(t *testing.T) {
	t.Helper()
	for range 2 {
		if _, err := s.set.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// report is a file with a report that is right.
func report(name string) string {
	return strings.ReplaceAll(`-- name: LongWaits§ :many
-- Calls that waited long.
-- api:route GET /v1/reports/long-waits§
-- api:time entered_at required
-- api:as-of queue_call
-- api:key entered_at, callid, queue, visit
-- api:personal queue none
-- api:personal callid none
-- api:param at_least Seconds that a call must have waited. default=60 min=0 max=86400
-- api:example /v1/reports/long-waits§?range=today
SELECT
    c.entered_at,
    c.callid,
    c.queue,
    c.visit,
    c.wait_seconds,
    c.callerid
FROM report.queue_call AS c
WHERE c.entered_at >= @range_from::timestamptz
  AND c.entered_at < @range_to::timestamptz
  AND c.wait_seconds >= @at_least::integer;
`, "§", name)
}

// asked is a file whose query is a text.
func asked(query string) string {
	return `-- name: Asked :many
-- What is asked.
-- api:route GET /v1/reports/asked
-- api:key a
-- api:column a A value.
-- api:example /v1/reports/asked
` + query
}

// TestMistakes has what is usually wrong in a file, and what is said about it.
func TestMistakes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	right := report("")
	cases := []struct{ wrong, by, want string }{
		{"-- name: LongWaits :many\n", "", "10: the file does not begin with the name of its query; write -- name: LongestWaits :many in the first line"},
		{"api:example", "api:exampel", "10: unknown annotation api:exampel; did you mean api:example?"},
		{"c.wait_seconds,", "c.wait_second,", `16: column c.wait_second does not exist; Perhaps you meant to reference the column "c.wait_seconds"`},
		{"report.queue_call AS", "report.queue_cal AS", `18: relation "report.queue_cal" does not exist; did you mean report.queue_call?`},
		{"-- api:param at_least", "-- api:param at_lest", "9: api:param at_lest: the query has no parameter @at_lest; remove it or correct the name; did you mean at_least?"},
		{"-- api:key entered_at", "-- api:key enteredat", "6: api:key enteredat: the query has no such column; correct the name; did you mean entered_at?"},
		{"-- api:as-of queue_call", "-- api:as-of queue_cals", "5: api:as-of queue_cals: there is no relation report.queue_cals; correct the name; did you mean queue_call?"},
		{"@at_least::integer;", "@at_least::integer; SELECT 1", "21: there is more than one statement; a query is one SELECT"},
		{"GET /v1/reports/long-waits", "GET /v1/reports/calls", "3: the route /v1/reports/calls is already that of Calls; give one of them another path"},
		{"c.visit,", "c.visit, sum(c.wait_seconds) AS wait,", `12: column "c.entered_at" must appear in the GROUP BY clause or be used in an aggregate function`},
		{"c.callerid\n", "c.callerid,\n    c.wait_seconds * 2 AS twice\n", "18: column twice has no description; add -- api:column twice … or a COMMENT on the table's column"},
		{"@at_least::integer", "$1::integer", "21: a parameter is written by its name, as in @at_least::integer, and not by a number"},
		{"-- api:personal queue none", "-- api:personal callerid none", "7: api:personal callerid: the column of this name in the tables is personal data, of kind phone; give the kind, or rename the column"},
		{"long-waits?range=today", "long-waits?range=todai", `10: api:example /v1/reports/long-waits?range=todai: range: "todai" is none of today, yesterday`},
	}
	for i, c := range cases {
		text := strings.Replace(right, c.wrong, c.by, 1)
		if text == right {
			t.Errorf("the report has no %q", c.wrong)
		}
		if strings.HasSuffix(c.by, "/calls") {
			text = strings.ReplaceAll(text, "/v1/reports/long-waits", "/v1/reports/calls")
		}
		s.write(t, fmt.Sprintf("%02d.sql", i), text)
	}
	s.load(t)
	for i, f := range s.set.Files() {
		if f.State != sitereport.Refused || len(f.Problems) == 0 {
			t.Errorf("%q is %s, with the problems %v", cases[i].by, f.State, f.Problems)
			continue
		}
		last := f.Problems[len(f.Problems)-1]
		got := fmt.Sprintf("%d: %s", last.Line, last.Message)
		if !strings.HasPrefix(got, cases[i].want) {
			t.Errorf("%q: %s\nwant %s", cases[i].by, got, cases[i].want)
		}
	}
}

// TestHostileQueries has queries that would read or do more than a report may. None of them runs.
func TestHostileQueries(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, text := range []string{
		`CREATE TABLE public.touched (a int)`, `GRANT ALL ON public.touched TO PUBLIC`,
		`CREATE FUNCTION public.touch() RETURNS int LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.touched VALUES (1); RETURN 1; END'`,
		`CREATE FUNCTION public.calm() RETURNS int LANGUAGE plpgsql STABLE SECURITY DEFINER AS 'BEGIN RETURN (SELECT count(*) FROM app.api_key); END'`,
		`CREATE FUNCTION public.less(int, int) RETURNS bool LANGUAGE sql AS 'SELECT public.touch() = 1'`,
		`CREATE OPERATOR public.<<< (LEFTARG = int, RIGHTARG = int, FUNCTION = public.less)`,
		`CREATE VIEW public.innocent AS SELECT public.touch() AS a`, `GRANT SELECT ON public.innocent TO ccrepo_reader`,
		`CREATE DOMAIN public.odd AS int CHECK (VALUE > 0 OR public.touch() = 1)`,
		`CREATE AGGREGATE public.worst (int) (SFUNC = int4larger, STYPE = int)`,
	} {
		if _, err := s.db.ExecContext(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	const volatile, more, reads, one = "which is volatile", "could read more than the rows", "which reports may not", "more than one statement"
	cases := []struct{ query, want string }{
		{`SELECT public.touch() AS a`, volatile},
		{`SELECT 1 AS a WHERE 1 OPERATOR(public.<<<) 2`, volatile},
		{`SELECT a FROM public.innocent`, volatile},
		{`SELECT 1::public.odd::int AS a`, volatile},
		{`SELECT public.worst(1) AS a`, more},
		{`SELECT public.calm() AS a`, more},
		{`SELECT check_name AS a FROM app.missing_access()`, more},
		{`SELECT pg_read_file('/etc/passwd') AS a`, volatile},
		{`SELECT a FROM pg_ls_dir('/') AS a`, volatile},
		{`SELECT set_config('app.campaigns', '{Sales}', false) AS a`, volatile},
		{`SELECT 1 AS a ORDER BY set_config('role', 'none', false)`, volatile},
		{`SELECT 1 AS a LIMIT (SELECT length(set_config('role', 'none', false)))`, volatile},
		{`SELECT current_setting('app.campaigns') AS a`, more},
		{`SELECT count(*) AS a FROM xmltable('/row' PASSING query_to_xml('SELECT 1', true, true, '') COLUMNS a text)`, volatile},
		{`SELECT table_to_xml('app.api_key', true, true, '')::text AS a`, more},
		{`SELECT database_to_xml(true, true, '')::text AS a`, more},
		{`SELECT ts_rewrite('a'::tsquery, 'SELECT a, b FROM x')::text AS a`, volatile},
		{`SELECT pg_sleep(100)::text AS a`, volatile},
		{`SELECT pg_advisory_lock(1)::text AS a`, volatile},
		{`SELECT pg_terminate_backend(1)::text AS a`, volatile},
		{`SELECT lo_import('/etc/passwd')::text AS a`, volatile},
		{`SELECT nextval('app.x') AS a`, `relation "app.x" does not exist`},
		{`SELECT dblink('dbname=postgres', 'SELECT 1')::text AS a`, "does not exist"},
		{`SELECT name AS a FROM app.api_key`, reads},
		{`SELECT rolname::text AS a FROM pg_authid`, reads},
		{`SELECT query AS a FROM pg_stat_activity`, reads},
		{`SELECT table_name::text AS a FROM information_schema.tables`, reads},
		{`SELECT 1 AS a; DROP TABLE public.touched`, one},
		{`SELECT 1 AS a) AS q; DROP TABLE public.touched; --`, "syntax error"},
		{`WITH gone AS (DELETE FROM public.touched RETURNING a) SELECT a FROM gone`, "data-modifying"},
		{`DELETE FROM public.touched`, "syntax error"},
		{`SELECT 1 AS a INTO public.taken`, "SELECT INTO"},
		{`SELECT callid AS a FROM report.queue_call FOR UPDATE`, "locks rows"},
		{`COPY public.touched TO PROGRAM 'touch /tmp/x'`, "syntax error"},
		{`DO 'BEGIN NULL; END'`, "syntax error"},
		{"SELECT 1 AS a\n-- api:scope act", "is not read inside the query"},
		{`SELECT 1 AS a; -- and nothing more`, ""},
		{`SELECT ';--' AS a`, ""},
		{"SELECT 1 AS a;\n-- api:agents", "is not read inside the query"},
		{`SELECT 1 AS a /* api:agents */`, ""},
		{`SELECT 'x'' ; DROP TABLE public.touched; --' AS a`, ""},
		{`SELECT count(*) AS a FROM generate_series(1, 100000000) AS x (a), generate_series(1, 100000000) AS y (b)`, "PostgreSQL expects a cost of"},
		{`WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r) SELECT max(a) AS a FROM r`, ""},
	}
	for i, c := range cases {
		text := strings.NewReplacer("Asked ", fmt.Sprintf("Asked%02d ", i), "/asked", fmt.Sprintf("/asked-%02d", i)).Replace(asked(c.query))
		s.write(t, fmt.Sprintf("%02d.sql", i), text)
	}
	s.load(t)
	for i, f := range s.set.Files() {
		switch {
		case (f.State == sitereport.Served) != (cases[i].want == ""):
			t.Errorf("%s is %s: %v", cases[i].query, f.State, f.Problems)
		case cases[i].want != "" && !strings.Contains(fmt.Sprint(f.Problems), cases[i].want):
			t.Errorf("%s: %v\nwant %s", cases[i].query, f.Problems, cases[i].want)
		}
	}
	var rows int
	if err := s.db.QueryRowContext(t.Context(), "SELECT count(*) FROM public.touched").Scan(&rows); err != nil || rows != 0 {
		t.Errorf("a query that was checked has run: %d rows, %v", rows, err)
	}
}
