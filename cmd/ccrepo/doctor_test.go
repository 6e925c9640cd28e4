package main

import (
	"bytes"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/migrations"
)

// TestDoctorCommand runs a server of its own, because it changes roles, which all databases of a server share.
func TestDoctorCommand(t *testing.T) {
	t.Parallel()
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
	conn, err := sql.Open("postgres", server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	exec := func(statement string) {
		t.Helper()
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if _, err := migrations.Up(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	args := []string{"doctor", "--database-url", server.URL()}
	for _, login := range []string{"reader", "writer"} {
		url, err := server.LoginURL(t.Context(), "ccrepo_"+login)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, "--"+login+"-url", url)
	}
	doctor := func(more ...string) (code int, stdout, stderr string) {
		var out, errs bytes.Buffer
		code = run(t.Context(), append(args, more...), nil, &out, &errs)
		return code, out.String(), errs.String()
	}
	if code, out, errs := doctor(); code != 0 || out != "Nothing is wrong.\n" {
		t.Errorf("healthy: %d %q %q", code, out, errs)
	}
	exec("ALTER ROLE ccrepo_reader RESET work_mem")
	if code, out, _ := doctor(); code != 0 || !strings.HasPrefix(out, "warning  role-settings: ") || !strings.Contains(out, "\n         ALTER ROLE ccrepo_reader SET work_mem = '32MB'\n") {
		t.Errorf("warning: %d %q", code, out)
	}
	exec("ALTER ROLE ccrepo_reader CREATEDB")
	if code, out, errs := doctor(); code != 1 || !strings.HasPrefix(out, "error    role-rights: ") || errs != "ccrepo: 1 error and 1 warning\n" {
		t.Errorf("error: %d %q %q", code, out, errs)
	}
	if code, out, errs := doctor("--fix-sql"); code != 0 || errs != "" ||
		!strings.Contains(out, "\nALTER ROLE ccrepo_reader SET work_mem = '32MB';\n") || !strings.Contains(out, "\nALTER ROLE ccrepo_reader NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION;\n") {
		t.Errorf("statements: %d %q %q", code, out, errs)
	}
	if code, out, errs := doctor("--fix-sql", "--database-url", "postgres://127.0.0.1:1/none?connect_timeout=2"); code != 1 || out != "" || !strings.Contains(errs, "does not answer") {
		t.Errorf("statements without a database: %d %q %q", code, out, errs)
	}
	if code, out, _ := doctor("--writer-url", "postgres://ana:ge/heim@db/cc"); code != 1 || !strings.Contains(out, "error    database: There is no database: --writer-url is neither a URL") || strings.Contains(out, "heim") {
		t.Errorf("no database: %d %q", code, out)
	}
}

func TestDoctorCRMCommand(t *testing.T) {
	t.Parallel()
	const origin = "https://ucontact.example.net"
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"http://crm.example.com/", "--origin", origin}, 1, "error    http: http://crm.example.com/ is plain HTTP"},
		{[]string{"https://crm.example.com/"}, 2, "--origin says which page shows the CRM"},
		{[]string{"https://crm.example.com/", "--origin", "https://*.example.net"}, 2, "list each host by its full name"},
		{[]string{"crm.example.com", "--origin", origin}, 2, "is not the URL of a page"},
		{[]string{"https://ana:secret@crm.example.com/", "--origin", origin}, 2, "is not the URL of a page"},
		{[]string{"--origin", origin}, 2, "accepts 1 arg"},
	} {
		var out, log bytes.Buffer
		code := run(t.Context(), append([]string{"doctor", "crm"}, tt.args...), nil, &out, &log)
		if code != tt.code || !strings.Contains(out.String()+log.String(), tt.want) {
			t.Errorf("%q: status %d, want %d\n%s%s", tt.args, code, tt.code, &out, &log)
		}
	}
}
