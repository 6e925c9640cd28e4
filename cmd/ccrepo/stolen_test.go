package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// openEmbedded starts an embedded server for the test, as every command does.
func openEmbedded(t *testing.T, dir string) *database {
	t.Helper()
	p := newProgram(nil, &bytes.Buffer{}, &bytes.Buffer{})
	p.log, p.DataDir = slog.New(slog.DiscardHandler), dir
	d, err := p.openMigrated(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// list returns the rows of a query with one text column.
func list(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
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

// everything returns the content of a database as lines: the rows, and the catalog's entries for relations,
// functions, rights, large objects and roles. Statistics and temporary objects are excluded.
func everything(t *testing.T, db *sql.DB) []string {
	t.Helper()
	var all []string
	for _, table := range list(t, db, `
		SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND n.nspname IN ('public', 'event', 'report', 'app')
		UNION ALL
		SELECT unnest(ARRAY['pg_namespace', 'pg_proc', 'pg_type', 'pg_policy', 'pg_trigger', 'pg_largeobject_metadata', 'pg_largeobject',
			'pg_default_acl', 'pg_description', 'pg_auth_members', 'pg_extension', 'pg_seclabel', 'pg_publication', 'pg_event_trigger'])`) {
		all = append(all, list(t, db, "SELECT concat('"+strings.ReplaceAll(table, "'", "''")+" ', r) FROM "+table+" AS r ORDER BY 1")...)
	}
	all = append(all, list(t, db, "SELECT concat('sequence ', schemaname, sequencename, last_value) FROM pg_sequences ORDER BY 1")...)
	all = append(all, list(t, db, "SELECT concat('relation ', oid, relname, relowner, relacl, relrowsecurity, reloptions, relfilenode) FROM pg_class ORDER BY 1")...)
	return append(all, list(t, db, `SELECT concat('role ', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls, rolreplication, rolconnlimit)
		FROM pg_roles UNION ALL SELECT concat('database ', datname, datacl, datdba) FROM pg_database ORDER BY 1`)...)
}

// TestStolenReader attempts every kind of write on a connection with the reader's login.
func TestStolenReader(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	dir := dbtest.ServerDir(t)
	d := openEmbedded(t, dir)
	for _, statement := range []string{
		"INSERT INTO tags (datetime, guid, comment) VALUES (now(), 'a', 'b')",
		"INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event) VALUES (now(), '1', 'q', 'a', 'ENTERQUEUE')",
		"INSERT INTO app.api_key (id, name, secret_sha256, scopes) VALUES ('abcdefghijkl', 'somebody', sha256('x'), '{read}')",
		"SELECT lo_create(4711)",
	} {
		if _, err := d.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	thief, err := sql.Open("postgres", d.readerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer thief.Close()
	// The server's own connections have more settings. A thief can reset these, so only the role's rights remain.
	steal := func(t *testing.T) *sql.Conn {
		t.Helper()
		conn, err := thief.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		for _, statement := range []string{"RESET ROLE", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "SET default_transaction_read_only = off"} {
			if _, err := conn.ExecContext(t.Context(), statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
		return conn
	}
	before := everything(t, d.DB)

	t.Run("it is only the reader", func(t *testing.T) {
		conn := steal(t)
		var who, tx string
		if err := conn.QueryRowContext(t.Context(), "SELECT concat(session_user, ' ', current_user), current_setting('transaction_read_only')").Scan(&who, &tx); err != nil ||
			who != "ccrepo_reader ccrepo_reader" || tx != "off" {
			t.Errorf("%s, read-only %s (%v)", who, tx, err)
		}
		if got := list(t, thief, "SELECT comment FROM tags"); !slices.Equal(got, []string{"b"}) {
			t.Errorf("it reads %q", got)
		}
	})
	t.Run("nothing that writes is allowed", func(t *testing.T) {
		conn := steal(t)
		attempts := []string{
			"SET ROLE ccrepo_writer", "SET ROLE ccrepo_owner", "SET ROLE ccrepo", "SET ROLE ccrepo_campaign_writer", "SET SESSION AUTHORIZATION ccrepo", "SET SESSION AUTHORIZATION ccrepo_writer",
			"CREATE TEMP TABLE x (a int)", "CREATE TABLE x (a int)", "CREATE TABLE app.x (a int)", "SELECT * INTO x FROM tags", "CREATE TEMP VIEW x AS SELECT 1", "CREATE TEMP SEQUENCE x",
			"CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE TYPE x AS (a int)", "CREATE SCHEMA x",
			"CREATE DATABASE x", "CREATE ROLE x", "CREATE EXTENSION lo", "CREATE PUBLICATION x", "CREATE TABLESPACE x LOCATION '/tmp'", "CREATE COLLATION x FROM \"C\"",
			"SELECT lo_create(0)", "SELECT lo_creat(-1)", "SELECT lo_from_bytea(0, 'x')", "SELECT lo_put(4711, 0, 'x')", "SELECT lo_unlink(4711)", "SELECT lowrite(lo_open(4711, 131072), 'x')",
			"SELECT lo_import('/etc/passwd')", "SELECT lo_export(4711, '/tmp/x')", "SELECT pg_logical_emit_message(true, 'a', 'b')", "SELECT pg_logical_emit_message(false, 'a', 'b'::bytea)",
			"COPY tags TO '/tmp/x'", "COPY tags TO PROGRAM 'id'", "COPY tags FROM '/etc/passwd'", "COPY tags FROM PROGRAM 'id'", "SELECT pg_read_file('/etc/passwd')", "SELECT pg_ls_dir('.')",
			"SELECT * FROM tags FOR UPDATE", "SELECT * FROM tags FOR KEY SHARE", "WITH x AS (DELETE FROM tags RETURNING 1) SELECT * FROM x", "DO $$ BEGIN DELETE FROM tags; END $$",
			"SELECT query_to_xml('DELETE FROM tags RETURNING 1', true, true, '')", "MERGE INTO tags USING tags AS t ON false WHEN NOT MATCHED THEN INSERT (guid) VALUES ('x')",
			"DO $$ BEGIN LOCK TABLE tags IN ROW EXCLUSIVE MODE; END $$", "SELECT setval('tags_id_seq', 9)", "SELECT nextval('tags_id_seq')",
			"ALTER TABLE tags ADD x int", "DROP TABLE tags", "DROP SCHEMA app CASCADE", "ALTER TABLE tags DISABLE ROW LEVEL SECURITY", "CREATE POLICY x ON tags", "CREATE INDEX ON tags (guid)",
			"ALTER ROLE ccrepo_reader SUPERUSER", "ALTER ROLE ccrepo_reader CREATEROLE", "ALTER ROLE ccrepo_reader INHERIT", "ALTER ROLE ccrepo_reader BYPASSRLS", "ALTER ROLE ccrepo_reader RENAME TO x",
			"ALTER ROLE ccrepo_writer PASSWORD 'x'", "ALTER ROLE ccrepo_writer SET work_mem = '1GB'", "ALTER ROLE ccrepo_reader SET temp_file_limit = -1", "SET temp_file_limit = -1",
			"ALTER ROLE ALL SET work_mem = '1GB'", "ALTER DATABASE ccrepo SET work_mem = '1GB'", "ALTER SYSTEM SET work_mem = '1GB'", "SET session_replication_role = replica", "SET lo_compat_privileges = on",
			"GRANT ccrepo_writer TO ccrepo_reader", "GRANT ccrepo_reader TO ccrepo_writer", "REASSIGN OWNED BY ccrepo_writer TO ccrepo_reader", "DROP OWNED BY ccrepo_writer",
			"DROP OWNED BY ccrepo_reader", "DROP OWNED BY CURRENT_USER", "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC",
			"COMMENT ON TABLE tags IS 'x'", "COMMENT ON ROLE ccrepo_reader IS 'x'", "COMMENT ON DATABASE ccrepo IS 'x'",
			"CLUSTER tags USING tags_pkey", "REINDEX TABLE tags", "CHECKPOINT", "SELECT pg_reload_conf()", "SELECT pg_switch_wal()", "SELECT pg_stat_reset()", "SELECT pg_create_restore_point('x')",
			"SELECT pg_replication_origin_create('x')", "SELECT pg_create_physical_replication_slot('x')", "SELECT pg_promote()", "SELECT pg_rotate_logfile()", "LOAD 'auto_explain'",
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ccrepo'",
			"SELECT * FROM app.api_key", "TABLE pg_authid", "SELECT app.owns_guid('a')",
		}
		for _, name := range list(t, d.DB, `
			SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
			WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname IN ('public', 'event', 'report', 'app')`) {
			column := list(t, d.DB, "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = '"+name+"'::regclass AND NOT attisdropped ORDER BY attnum DESC LIMIT 1")[0]
			attempts = append(attempts, "INSERT INTO "+name+" DEFAULT VALUES", "UPDATE "+name+" SET "+column+" = DEFAULT", "DELETE FROM "+name, "TRUNCATE "+name, "COPY "+name+" FROM STDIN")
		}
		for _, name := range list(t, d.DB, `
			SELECT format('%s(%s)', p.oid::regproc, array_to_string(array_fill('NULL'::text, ARRAY[p.pronargs::int]), ', '))
			FROM pg_proc AS p WHERE p.prosecdef AND p.pronamespace::regnamespace::text IN ('public', 'event', 'report', 'app')`) {
			attempts = append(attempts, "SELECT "+name)
		}
		for _, statement := range attempts {
			_, err := conn.ExecContext(t.Context(), statement)
			// PostgreSQL never writes to some views, and reports that before it checks rights.
			if pqErr := (*pq.Error)(nil); !errors.As(err, &pqErr) || !slices.Contains([]string{"42501", "42809", "55000", "0A000"}, string(pqErr.Code)) {
				t.Errorf("%s: %v, want it refused", statement, err)
			}
		}
	})
	t.Run("the limited reader, who it may become, cannot leave the policies", func(t *testing.T) {
		conn := steal(t)
		if _, err := conn.ExecContext(t.Context(), "SET ROLE ccrepo_campaign_reader"); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{"DROP OWNED BY ccrepo_campaign_reader", "DROP OWNED BY CURRENT_USER", "DROP POLICY own_campaigns ON tags", "SELECT lo_create(0)", "CREATE TEMP TABLE x (a int)"} {
			if _, err := conn.ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s is allowed", statement)
			}
		}
	})
	t.Run("what is allowed without rights changes nothing", func(t *testing.T) {
		conn := steal(t)
		for _, statement := range []string{
			"GRANT ALL ON tags TO PUBLIC", "REVOKE SELECT ON tags FROM ccrepo_reader", "VACUUM tags", "ANALYZE tags",
			"SET work_mem = '1GB'", "NOTIFY somebody", "SET ROLE ccrepo_campaign_reader",
		} {
			if _, err := conn.ExecContext(t.Context(), statement); err != nil {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
	t.Run("no row and nothing in the catalogue has changed", func(t *testing.T) {
		after := everything(t, d.DB)
		for i := range max(len(before), len(after)) {
			if i >= len(before) || i >= len(after) || before[i] != after[i] {
				t.Fatalf("line %d of %d before and %d after differs: %q, %q", i, len(before), len(after), before[min(i, len(before)-1)], after[min(i, len(after)-1)])
			}
		}
	})
	// PostgreSQL allows every role to change its own settings and password.
	t.Run("its own settings do not reach the server's connections", func(t *testing.T) {
		conn := steal(t)
		for _, statement := range []string{
			"ALTER ROLE ccrepo_reader SET default_transaction_read_only = off", "ALTER ROLE ccrepo_reader SET statement_timeout = 0", "ALTER ROLE ccrepo_reader SET search_path = app",
			"ALTER ROLE ccrepo_reader SET work_mem = '1GB'", "ALTER ROLE ccrepo_reader SET idle_in_transaction_session_timeout = 0",
		} {
			if _, err := conn.ExecContext(t.Context(), statement); err != nil {
				t.Errorf("%s: %v", statement, err)
			}
		}
		server, err := api.New(api.Options{DatabaseURL: d.url, ReaderURL: d.readerURL, WriterURL: d.writerURL, Log: slog.New(slog.DiscardHandler), Location: time.UTC, Quiet: true, Trusted: true})
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/v1/tables/tags", nil))
		if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), `"comment":"b"`) {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
		for _, who := range list(t, d.DB, "SELECT concat(usename, ' ', application_name) FROM pg_stat_activity WHERE application_name LIKE 'ccrepo %'") {
			if !slices.Contains([]string{"ccrepo_reader ccrepo reader", "ccrepo_writer ccrepo keys", "ccrepo_writer ccrepo writer"}, who) {
				t.Errorf("a connection for requests is logged in as %s", who)
			}
		}
	})
	t.Run("its own password is set back by the next start", func(t *testing.T) {
		conn := steal(t)
		if _, err := conn.ExecContext(t.Context(), "ALTER ROLE ccrepo_reader PASSWORD 'x'"); err != nil {
			t.Fatal(err)
		}
		again := openEmbedded(t, dir)
		if again.readerURL != d.readerURL {
			t.Error("the reader's URL has changed")
		}
		reader, err := sql.Open("postgres", again.readerURL)
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		if err := reader.PingContext(context.Background()); err != nil {
			t.Error(err)
		}
		u, err := url.Parse(d.url)
		if err != nil {
			t.Fatal(err)
		}
		owner, _ := u.User.Password()
		if strings.Contains(d.readerURL, owner) || strings.Contains(d.writerURL, owner) {
			t.Error("the logins have the server's own password")
		}
	})
}

// TestServeWithoutTheOwner serves with the logins of reader and writer only.
func TestServeWithoutTheOwner(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	d := openEmbedded(t, dbtest.ServerDir(t))
	if _, err := d.ExecContext(t.Context(), "INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data3) VALUES (now() - interval '1 hour', '1', 'q', 'NONE', 'ENTERQUEUE', '1')"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out, log := &outlet{}, &outlet{}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--reader-url", d.readerURL, "--writer-url", d.writerURL}, nil, out, log)
	}()
	var base string
	eventually(t, "it serves", func() bool {
		_, base, _ = strings.Cut(strings.TrimSpace(out.String()), "Serving ")
		return base != ""
	})
	ask := func(path string) (status int, body string) {
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, base+path, nil)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(text)
	}
	if status, body := ask("/readyz"); status != http.StatusOK {
		t.Errorf("/readyz: %d %s", status, body)
	}
	eventually(t, "the visit is derived", func() bool {
		status, body := ask("/v1/reports/calls?fields=queue")
		return status == http.StatusOK && strings.Contains(body, `"queue":"q"`)
	})
	id, secret, hash := auth.NewSecret()
	if _, err := d.ExecContext(t.Context(), "INSERT INTO app.api_key (id, name, secret_sha256, scopes, campaigns) VALUES ($1, 'limited', $2, '{read}', '{other}')", id, hash[:]); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a limited key sees nothing of the queue, by the reader's login", func() bool {
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, base+"/v1/reports/calls?fields=queue", nil)
		req.Header.Set("Authorization", "Bearer "+secret)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		return res.StatusCode == http.StatusOK && strings.Contains(string(body), `"data":[]`)
	})
	stop()
	if code := <-ended; code != 0 || strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("status %d: %s", code, log)
	}
	var errs bytes.Buffer
	if code := run(t.Context(), []string{"serve", "--reader-url", d.readerURL}, nil, &errs, &errs); code != 2 || !strings.Contains(errs.String(), "--database-url") {
		t.Errorf("the reader's login alone: %d %s", code, errs.String())
	}
}
