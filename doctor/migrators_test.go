package doctor

import (
	"bytes"
	"database/sql"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/migrations"
)

// ward is a database server of one test, with a database that has another owner than its superuser.
type ward struct {
	superuser, owner string // URLs of the database centre
}

// newWard starts a server and creates the database centre, whose owner has the attributes.
func newWard(t *testing.T, attributes string) *ward {
	t.Helper()
	parent := t.TempDir()
	if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil { // started by root, the server runs as another user
		t.Fatal(err)
	}
	server, err := embedded.Start(t.Context(), embedded.Options{Dir: filepath.Join(parent, "data"), Logger: slog.New(slog.DiscardHandler),
		Settings: map[string]string{"fsync": "off"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	execAll(t, server.URL(), "CREATE ROLE centre LOGIN PASSWORD 'x' "+attributes, "CREATE DATABASE centre OWNER centre")
	w := &ward{superuser: changed(t, server.URL(), func(u *url.URL) { u.Path = "/centre" })}
	w.owner = w.as(t, "centre")
	return w
}

// as returns the URL of the database for another login, whose password is x.
func (w *ward) as(t *testing.T, login string) string {
	t.Helper()
	return changed(t, w.superuser, func(u *url.URL) { u.User = url.UserPassword(login, "x") })
}

// execAll runs statements one by one, each in a transaction of its own, as psql does.
func execAll(t *testing.T, at string, statements ...string) (failed []error) {
	t.Helper()
	conn, err := sql.Open("postgres", at)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	for _, statement := range statements {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			failed = append(failed, err)
		}
	}
	return failed
}

// migrate applies the migrations as a login.
func migrate(t *testing.T, at string) error {
	t.Helper()
	conn, err := sql.Open("postgres", at)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, err = migrations.Up(t.Context(), conn)
	return err
}

// fixes returns the statements of ccrepo doctor --fix-sql for a login, without comments.
func fixes(t *testing.T, at string) []string {
	t.Helper()
	var out bytes.Buffer
	if err := examining(t, at).FixSQL(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return statementsOf(out.String())
}

func statementsOf(text string) (statements []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			statements = append(statements, strings.TrimSuffix(line, ";"))
		}
	}
	return statements
}

// left returns the findings about roles, settings and rights, of a doctor with a login.
func left(t *testing.T, at string, managed bool) (those []Finding) {
	t.Helper()
	d := examining(t, at)
	d.Managed = managed
	for _, f := range d.Examine(t.Context()) {
		if f.Check != "logins" && f.Check != "refresh" && f.Check != "partitions" {
			those = append(those, f)
		}
	}
	return those
}

// documented returns the statements of the section of docs/access.md with this heading.
func documented(t *testing.T, heading string) []string {
	t.Helper()
	page, err := os.ReadFile("../docs/access.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n### "+heading+"\n")
	if !found {
		t.Fatalf("docs/access.md has no section %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n#")
	var all []string
	for i, block := range strings.Split(section, "```") {
		if text, isSQL := strings.CutPrefix(block, "sql\n"); i%2 == 1 && isSQL {
			all = append(all, statementsOf(text)...)
		}
	}
	return all
}

func sameStatements(t *testing.T, what string, got, want []string) {
	t.Helper()
	if g, w := strings.Join(got, ";\n"), strings.Join(want, ";\n"); g != w {
		t.Errorf("%s prints\n%s;\nand docs/access.md has\n%s;", what, g, w)
	}
}

// settingsLost are the settings of roles that are missing.
const settingsLost = `SELECT count(*) FROM app.missing_access() WHERE check_name = 'role-settings'`

func count(t *testing.T, at, query string) (n int) {
	t.Helper()
	conn, err := sql.Open("postgres", at)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// testReset reverts everything as the owner, also what a superuser added, and migrates again.
func (w *ward) testReset(t *testing.T) {
	t.Helper()
	conn, err := sql.Open("postgres", w.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	provider, err := migrations.NewProvider(conn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 0); err != nil {
		t.Errorf("the owner reverts all migrations: %v", err)
		return
	}
	if n := count(t, w.owner, "SELECT (SELECT count(*) FROM pg_event_trigger) + (SELECT count(*) FROM pg_namespace WHERE nspname IN ('app', 'event', 'report'))"); n != 0 {
		t.Errorf("%d event triggers and schemas are left", n)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestMigrators migrates as each kind of user that docs/access.md describes: the doctor agrees with the page, and finds
// nothing after its statements.
func TestMigrators(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	t.Run("superuser", func(t *testing.T) {
		t.Parallel()
		w := newWard(t, "")
		if err := migrate(t, w.superuser); err != nil {
			t.Fatal(err)
		}
		if found := left(t, w.superuser, false); len(found) > 0 {
			t.Errorf("the migrations leave something to do: %v", found)
		}
		sameStatements(t, "--fix-sql", fixes(t, w.superuser), documented(t, "A superuser"))
	})
	t.Run("owner with CREATEROLE", func(t *testing.T) {
		t.Parallel()
		w := newWard(t, "CREATEROLE")
		if err := migrate(t, w.owner); err != nil {
			t.Fatal(err)
		}
		for _, f := range left(t, w.owner, false) {
			if !f.Superuser {
				t.Errorf("the owner could have done it: %v", f)
			}
		}
		statements := fixes(t, w.owner)
		sameStatements(t, "--fix-sql", statements, documented(t, "The owner of the database, with CREATEROLE"))
		if failed := execAll(t, w.superuser, statements...); len(failed) > 0 {
			t.Error(failed)
		}
		if found := append(left(t, w.owner, false), left(t, w.superuser, false)...); len(found) > 0 {
			t.Errorf("after the statements something is left: %v", found)
		}
		w.testReset(t)
	})
	t.Run("managed", func(t *testing.T) {
		t.Parallel()
		w := newWard(t, "")
		execAll(t, w.superuser, "CREATE ROLE administrator LOGIN CREATEROLE PASSWORD 'x'")
		refused := func(want string) {
			t.Helper()
			if err := migrate(t, w.owner); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "ccrepo doctor --fix-sql") {
				t.Fatalf("it answers %v, want %s and what to do", err, want)
			}
		}
		refused("must not create roles")
		before := fixes(t, w.owner)
		// As in a cluster where another database has the roles.
		creating := slices.DeleteFunc(slices.Clone(before), func(s string) bool { return !strings.HasPrefix(s, "CREATE") })
		if failed := execAll(t, w.as(t, "administrator"), creating...); len(failed) > 0 {
			t.Fatal(failed)
		}
		refused("centre must be a member of ccrepo_owner")
		sameStatements(t, "--fix-sql without the roles that exist", fixes(t, w.owner), before[len(creating):])
		if failed := execAll(t, w.as(t, "administrator"), before[len(creating):]...); len(failed) > 0 {
			t.Fatal(failed)
		}
		if err := migrate(t, w.owner); err != nil {
			t.Fatal(err)
		}
		after := fixes(t, w.owner)
		sameStatements(t, "--fix-sql, before and after the migration,", append(before, after...), documented(t, "Managed PostgreSQL"))
		execAll(t, w.as(t, "administrator"), after...)
		if n := count(t, w.owner, settingsLost); n != 3 {
			t.Errorf("%d settings of roles are missing, want the three of temp_file_limit", n)
		}
		for _, f := range left(t, w.owner, true) {
			if !f.Superuser || f.Severity != Warning {
				t.Errorf("on a managed server it is %s: %v", f.Severity, f)
			}
		}
		if !strings.Contains(strings.Join(fixes(t, w.owner), ";"), "CREATE EVENT TRIGGER") {
			t.Error("what is left is not printed")
		}
		// The provider's own limit for all roles serves as well.
		execAll(t, w.superuser, "ALTER SYSTEM SET temp_file_limit = '4GB'", "SELECT pg_reload_conf()")
		eventually(t, "the doctor accepts the server's limit", func() bool { return count(t, w.owner, settingsLost) == 0 })
	})
}
