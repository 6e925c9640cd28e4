package migrations_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// PostgreSQL's SQLSTATEs of refused statements.
const (
	refusedPrivilege = "42501"
	refusedUnique    = "23505"
	refusedCheck     = "23514"
)

// as returns a connection that acts as a role, without the settings that a login as this role would have.
func as(t *testing.T, db *sql.DB, role string) *sql.Conn {
	t.Helper()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// The test's context has ended by now.
		_, err := conn.ExecContext(context.Background(), "RESET ROLE")
		if err := errors.Join(err, conn.Close()); err != nil {
			t.Error(err)
		}
	})
	exec(t, conn, "SET ROLE "+role)
	return conn
}

// attempt runs a statement, rolls it back, and returns its SQLSTATE, or "" for success.
func attempt(t *testing.T, conn *sql.Conn, statement string) string {
	t.Helper()
	tx, err := conn.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), statement); err != nil {
		return code(err)
	}
	return ""
}

func asError[E error](err error, target *E) bool { return errors.As(err, target) }

// relations returns the quoted names of the tables and views of some schemas, including partitions.
func relations(t *testing.T, db runner, schemas string) []string {
	t.Helper()
	return texts(t, db, `
		WITH ours AS (`+ours+`)
		SELECT format('%I.%I', nspname, relname) FROM ours
		WHERE nspname = ANY (string_to_array($1, ' ')) ORDER BY 1`, schemas)
}

func TestReader(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	conn := as(t, db, "ccrepo_reader")

	t.Run("reads every table and view of the reports", func(t *testing.T) {
		for _, name := range relations(t, db, "public event report") {
			if got := attempt(t, conn, "SELECT FROM "+name); got != "" {
				t.Errorf("SELECT FROM %s: %s", name, got)
			}
		}
	})
	t.Run("writes nothing", func(t *testing.T) {
		for _, name := range relations(t, db, "public event report app") {
			column := texts(t, db, "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = $1::regclass AND attnum = 1", name)[0]
			statements := []string{"UPDATE " + name + " SET " + column + " = DEFAULT", "DELETE FROM " + name, "INSERT INTO " + name + " DEFAULT VALUES"}
			if !strings.HasPrefix(name, "event.") {
				statements = append(statements, "TRUNCATE "+name)
			}
			for _, statement := range statements {
				// PostgreSQL refuses to write to some views, and to truncate any, before it checks rights.
				if got := attempt(t, conn, statement); got != refusedPrivilege && got != "55000" && got != "42809" && got != "428C9" {
					t.Errorf("%s: got %q", statement, got)
				}
			}
		}
	})
	t.Run("makes, changes and drops nothing", func(t *testing.T) {
		for _, statement := range []string{
			"CREATE TABLE public.mine (a int)", "CREATE TABLE app.mine (a int)", "CREATE TABLE report.mine (a int)", "CREATE VIEW event.mine AS SELECT 1",
			"CREATE SCHEMA mine", "CREATE ROLE mine", "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
			"ALTER TABLE queue_log_repo ADD mine int", "DROP TABLE tags", "COMMENT ON TABLE tags IS 'mine'", "LOCK TABLE tags IN EXCLUSIVE MODE",
			"SELECT report.refresh()", "SELECT app.ensure_partitions()", "SELECT app.ensure_partitions('queue_log_repo', ARRAY[now()])",
		} {
			if got := attempt(t, conn, statement); got != refusedPrivilege {
				t.Errorf("%s: got %q", statement, got)
			}
		}
	})
	t.Run("is limited by settings where it logs in", func(t *testing.T) {
		got := texts(t, db, "SELECT unnest(rolconfig) FROM pg_roles WHERE rolname = 'ccrepo_reader' ORDER BY 1")
		for _, want := range []string{"default_transaction_read_only=on", "statement_timeout="} {
			if !strings.Contains(strings.Join(got, "\n"), want) {
				t.Errorf("want %s in %q", want, got)
			}
		}
		none(t, db, `SELECT rolname FROM pg_roles
			WHERE rolname LIKE 'ccrepo\_%' AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)`)
		// The reader may switch to the limited reader, which sees less, but inherits nothing from it.
		equal(t, []string{"ccrepo_reader is in ccrepo_campaign_reader", "ccrepo_writer is in ccrepo_campaign_writer"},
			texts(t, db, `SELECT format('%s is in %s', member::regrole, roleid::regrole) FROM pg_auth_members
				WHERE member::regrole::text IN ('ccrepo_reader', 'ccrepo_writer', 'ccrepo_campaign_reader', 'ccrepo_campaign_writer') ORDER BY 1`))
	})
}

func TestWriter(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	conn := as(t, db, "ccrepo_writer")

	t.Run("writes the facts", func(t *testing.T) {
		for table := range documented {
			times := texts(t, db, `SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = $1::regclass AND atttypid = 'timestamptz'::regtype ORDER BY attnum LIMIT 1`, table)
			insert := "INSERT INTO " + table + " DEFAULT VALUES"
			if len(times) > 0 {
				insert = "INSERT INTO " + table + " (" + times[0] + ") VALUES (now())"
			}
			for _, statement := range []string{insert, "DELETE FROM " + table, "UPDATE " + table + " SET id = id"} {
				if got := attempt(t, conn, statement); got != "" {
					t.Errorf("%s: got %q", statement, got)
				}
			}
		}
	})
	t.Run("refreshes and makes partitions", func(t *testing.T) {
		for _, statement := range []string{
			"SELECT report.refresh()", "SELECT report.refresh('-infinity', 'infinity')",
			"SELECT app.ensure_partitions()", "SELECT app.ensure_partitions('queue_log_repo', ARRAY['2001-02-03'::timestamptz])",
		} {
			if got := attempt(t, conn, statement); got != "" {
				t.Errorf("%s: got %q", statement, got)
			}
		}
	})
	t.Run("writes no derived relation by hand", func(t *testing.T) {
		for _, name := range relations(t, db, "report") {
			for _, statement := range []string{"DELETE FROM " + name, "INSERT INTO " + name + " DEFAULT VALUES", "TRUNCATE " + name} {
				// No role can truncate a view.
				if got := attempt(t, conn, statement); got != refusedPrivilege && got != "42809" {
					t.Errorf("%s: got %q", statement, got)
				}
			}
		}
		for _, statement := range []string{"UPDATE app.refresh SET as_of = now()", "DELETE FROM app.growing_table"} {
			if got := attempt(t, conn, statement); got != refusedPrivilege {
				t.Errorf("%s: got %q", statement, got)
			}
		}
	})
	t.Run("makes, changes and drops nothing", func(t *testing.T) {
		for _, statement := range []string{
			"CREATE TABLE public.mine (a int)", "CREATE TABLE app.mine (a int)", "CREATE TABLE report.mine (a int)", "CREATE VIEW event.mine AS SELECT 1",
			"CREATE SCHEMA mine", "CREATE ROLE mine", "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
			"ALTER TABLE queue_log_repo ADD mine int", "ALTER TABLE queue_log_repo DETACH PARTITION queue_log_repo_default",
			"DROP TABLE tags", "DROP TABLE queue_log_repo_default", "TRUNCATE queue_log_repo", "CREATE INDEX ON tags (time)",
			"CREATE TRIGGER mine BEFORE INSERT ON tags FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
			"DROP SCHEMA event", "DROP FUNCTION report.refresh(timestamptz, timestamptz)",
		} {
			if got := attempt(t, conn, statement); got != refusedPrivilege {
				t.Errorf("%s: got %q", statement, got)
			}
		}
	})
}
