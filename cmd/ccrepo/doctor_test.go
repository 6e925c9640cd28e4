package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"database/sql"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/migrations"
)

// patient is a database server of a test's own, whose roles it may spoil, and a doctor for it.
type patient struct {
	*doctor
	db *sql.DB
}

func newPatient(t *testing.T) *patient {
	t.Helper()
	parent := t.TempDir()
	if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil { // root's server runs as another user
		t.Fatal(err)
	}
	server, err := embedded.Start(t.Context(), embedded.Options{Dir: filepath.Join(parent, "data"), Logger: slog.New(slog.DiscardHandler),
		Settings: map[string]string{"fsync": "off", "max_prepared_transactions": "5"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	conn, err := sql.Open("postgres", server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := migrations.Up(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	if _, err := db.New(conn).Refresh(t.Context(), db.RefreshParams{}); err != nil {
		t.Fatal(err)
	}
	p := &patient{doctor: newDoctor(doctorsProgram(server.URL())), db: conn}
	for role, url := range map[string]*string{"ccrepo_reader": &p.p.ReaderURL, "ccrepo_writer": &p.p.WriterURL} {
		if *url, err = server.LoginURL(t.Context(), role); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// program is one with the patient's database and logins, and no other setting.
func (p *patient) program() *program {
	out := doctorsProgram(p.p.DatabaseURL)
	out.ReaderURL, out.WriterURL = p.p.ReaderURL, p.p.WriterURL
	return out
}

func doctorsProgram(url string) *program {
	p := newProgram(nil, io.Discard, io.Discard)
	p.log = slog.New(slog.DiscardHandler)
	p.DatabaseURL = url
	p.getenv = func(string) string { return "" }
	p.environ = func() []string { return nil }
	if err := p.Load(nil); err != nil {
		panic(err)
	}
	return p
}

func (p *patient) exec(t *testing.T, statements ...string) {
	t.Helper()
	session, err := p.db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	// Statistics of what a session did would else come when it has been idle for ten seconds.
	for _, statement := range append(slices.Clone(statements), "SELECT pg_stat_force_next_flush()") {
		if _, err := session.ExecContext(context.Background(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// findings are those of a check whose text holds a word.
func findings(all []finding, check, word string) (those []finding) {
	for _, f := range all {
		if f.check == check && strings.Contains(f.what, word) && len(f.todo) > 5 {
			those = append(those, f)
		}
	}
	return those
}

// ailment is something wrong with a database: what makes it, what the doctor finds, and what ends it
// (nil: what the doctor says, which is SQL).
type ailment struct {
	check, word string
	severity    severity
	fall        []string
	heal        []string
}

func ailments() []ailment {
	return []ailment{
		{"roles", "ccrepo_writer", grave, []string{"ALTER ROLE ccrepo_writer RENAME TO gone"}, []string{"ALTER ROLE gone RENAME TO ccrepo_writer"}},
		{"role-rights", "BYPASSRLS", grave, []string{"ALTER ROLE ccrepo_campaign_reader BYPASSRLS"}, nil},
		{"role-rights", "SUPERUSER", grave, []string{"ALTER ROLE ccrepo_reader SUPERUSER"}, nil},
		{"role-rights", "member of ccrepo_writer", grave, []string{"GRANT ccrepo_writer TO ccrepo_reader"}, nil},
		{"role-settings", "statement_timeout", mild, []string{"ALTER ROLE ccrepo_reader RESET statement_timeout"}, nil},
		{"role-settings", "default_transaction_read_only", mild, []string{"ALTER ROLE ccrepo_reader SET default_transaction_read_only = off"}, nil},
		{"role-settings", "idle_in_transaction", mild, []string{"ALTER ROLE ccrepo_writer SET idle_in_transaction_session_timeout = 0"}, nil},
		{"time-zone", "Asia/Tokyo", mild, []string{"ALTER ROLE ccrepo_reader SET timezone = 'Asia/Tokyo'"}, nil},
		{"row-security", "cdr_repo", grave, []string{"ALTER TABLE cdr_repo DISABLE ROW LEVEL SECURITY"}, nil},
		{"row-security", "queue_call", grave, []string{"ALTER POLICY own_campaigns ON report.queue_call TO ccrepo_campaign_writer"},
			[]string{"ALTER POLICY own_campaigns ON report.queue_call TO ccrepo_campaign_reader, ccrepo_campaign_writer"}},
		{"row-security", "queue_log_repo_default", grave, []string{"GRANT SELECT ON queue_log_repo_default TO ccrepo_campaign_reader"}, nil},
		{"row-security", "ccrepo_keep_rights", grave, []string{"ALTER EVENT TRIGGER ccrepo_keep_rights DISABLE"}, nil},
		{"row-security", "ccrepo_keep_rights", grave, []string{"DROP EVENT TRIGGER ccrepo_keep_rights"}, nil},
		{"public-rights", "temporary tables", grave, []string{"DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$"}, nil},
		{"public-rights", "tables in public", grave, []string{"GRANT CREATE ON SCHEMA public TO PUBLIC"}, nil},
		{"public-rights", "lo_create(oid)", grave, []string{"GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC"}, nil},
		{"partitions", "cdr_repo", mild, []string{"DO $$ BEGIN EXECUTE format('DROP TABLE cdr_repo_%s', to_char(now() + interval '1 month', 'YYYY_MM')); END $$"},
			[]string{"SELECT app.ensure_partitions()"}},
		{"default-partition", "sms_repo_default holds 1 rows, from 1999-03-04", mild, []string{"INSERT INTO sms_repo (dateprocessed) VALUES ('1999-03-04 00:00+00')"},
			[]string{"DELETE FROM sms_repo"}},
		{"refresh", "email_log_repo", mild, []string{"INSERT INTO email_log_repo (datetime) VALUES (now())", "UPDATE app.refresh SET refreshed_at = now() - interval '1 hour'"},
			[]string{"SELECT report.refresh()", "DELETE FROM email_log_repo"}},
		{"refresh", "none has been taken yet", mild, []string{"CREATE TABLE kept AS TABLE app.refresh", "DELETE FROM app.refresh", "INSERT INTO queue_log_repo (datetime) VALUES (now())"},
			[]string{"DELETE FROM queue_log_repo", "INSERT INTO app.refresh TABLE kept", "DROP TABLE kept"}},
		{"invalid-index", "half", grave, []string{"CREATE INDEX half ON sipchat (message)", "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'half'::regclass"},
			[]string{"REINDEX INDEX CONCURRENTLY half", "DROP INDEX half"}},
		{"invalid-index", "whole", grave, []string{"CREATE INDEX whole ON ONLY cdr_repo (contact)"}, []string{"DROP INDEX whole"}},
		{"unused-index", "idle", mild, []string{"CREATE INDEX idle ON cdr_repo (note)"}, []string{"DROP INDEX idle"}},
		{"statistics", "sipchat", mild, []string{"ALTER TABLE sipchat SET (autovacuum_enabled = off)", "INSERT INTO sipchat (datecreated, message) SELECT now(), n FROM generate_series(1, 60000) AS n"},
			[]string{"ANALYZE sipchat", "TRUNCATE sipchat", "ALTER TABLE sipchat RESET (autovacuum_enabled)"}},
		{"autovacuum", "track_counts", mild, []string{"ALTER SYSTEM SET track_counts = off", "SELECT pg_reload_conf()"}, []string{"ALTER SYSTEM RESET track_counts", "SELECT pg_reload_conf()"}},
		{"prepared-transaction", "forgotten", mild, []string{"BEGIN; CREATE TABLE prepared (); PREPARE TRANSACTION 'forgotten'"}, []string{"ROLLBACK PREPARED 'forgotten'"}},
		{"migrations", "1 migration that this program does not know", grave, []string{"INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)"},
			[]string{"DELETE FROM goose_db_version WHERE version_id = 99999"}},
		{"migrations", "00018_api_keys", grave, []string{"UPDATE goose_db_version SET is_applied = false WHERE version_id = 18"}, []string{"UPDATE goose_db_version SET is_applied = true WHERE version_id = 18"}},
		{"migrations", "empty", grave, []string{"ALTER TABLE goose_db_version RENAME TO elsewhere"}, []string{"ALTER TABLE elsewhere RENAME TO goose_db_version"}},
		{"keys", "nobody", grave, []string{insertKey("now() - interval '1 day'")}, []string{"DELETE FROM app.api_key"}},
		{"keys", `"acme" expires on`, mild, []string{insertKey("now() + interval '1 day'")}, []string{"DELETE FROM app.api_key"}},
	}
}

func insertKey(expires string) string {
	return `INSERT INTO app.api_key (id, name, secret_sha256, scopes, expires_at) VALUES ('abcdefgh', 'acme', sha256('x'), '{read}', ` + expires + `)`
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	t.Run("finds what is wrong with settings", p.testSettings)
	t.Run("measures", p.testMeasures)
	t.Run("finds what is wrong with a database", p.testAilments)
	t.Run("command", p.testCommand)
}

func (p *patient) testAilments(t *testing.T) {
	healthy := func(t *testing.T) {
		t.Helper()
		eventually(t, "nothing is wrong", func() bool { return len(p.examine(t.Context())) == 0 || t.Failed() })
	}
	if found := p.examine(t.Context()); len(found) > 0 {
		t.Fatalf("a healthy database has findings: %v", found)
	}
	for _, a := range ailments() {
		t.Run(a.check+" "+a.word, func(t *testing.T) {
			usual := *p.doctor
			switch a.check {
			case "unused-index":
				p.bigIndex, p.unusedSince = 1, 0
			case "prepared-transaction":
				p.longestIdle = 0
			}
			p.exec(t, a.fall...)
			var found []finding
			eventually(t, "the doctor finds it", func() bool { found = findings(p.examine(t.Context()), a.check, a.word); return len(found) > 0 })
			if found[0].severity != a.severity {
				t.Errorf("it is a %s", found[0].severity)
			}
			if a.heal == nil {
				a.heal = []string{found[0].todo}
			}
			p.exec(t, a.heal...)
			*p.doctor = usual
			healthy(t)
		})
	}
	healthy(t)
}

func (p *patient) testMeasures(t *testing.T) {
	for check, tt := range map[string]struct {
		word  string
		spoil func(d *doctor)
	}{
		"server-version": {"99 is the oldest", func(d *doctor) { d.oldestServer = 990000 }},
		"clock":          {"from this machine's", func(d *doctor) { d.now = func() time.Time { return time.Now().Add(-time.Hour) } }},
		"time-zone": {"their rules differ", func(d *doctor) {
			d.location = func() (*time.Location, error) { return time.FixedZone("Asia/Tokyo", 8*3600), nil }
		}},
		"settings": {"no time zone", func(d *doctor) {
			d.p = p.program()
			d.p.TZ = "Atlantis"
			d.location = d.p.Location
		}},
		"database": {"does not answer", func(d *doctor) { d.p = doctorsProgram("postgres://127.0.0.1:1/none?connect_timeout=2") }},
	} {
		d := *p.doctor
		tt.spoil(&d)
		if found := d.examine(t.Context()); len(findings(found, check, tt.word)) != 1 {
			t.Errorf("%s: %v", check, found)
		}
	}
	t.Run("time zone that PostgreSQL lacks", func(t *testing.T) {
		d := *p.doctor
		d.location = func() (*time.Location, error) { return time.FixedZone("Nowhere/Land", 0), nil }
		if found := d.examine(t.Context()); len(findings(found, "time-zone", "does not know")) != 1 {
			t.Error(found)
		}
	})
	t.Run("transaction that stands open", func(t *testing.T) {
		tx, err := p.db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(t.Context(), "SELECT 1"); err != nil {
			t.Fatal(err)
		}
		d := *p.doctor
		d.longestIdle = 0
		if found := d.examine(t.Context()); len(findings(found, "old-transaction", "open since")) != 1 {
			t.Error(found)
		}
	})
	for word, spoil := range map[string]func(d *doctor){
		"only switches":        func(d *doctor) { d.p.ReaderURL = "" },
		"is SUPERUSER":         func(d *doctor) { d.p.ReaderURL = d.p.DatabaseURL },
		"is not ccrepo_reader": func(d *doctor) { d.p.ReaderURL = d.p.WriterURL },
		"--writer-url does not": func(d *doctor) {
			d.p.WriterURL = changed(t, d.p.WriterURL, func(u *url.URL) { u.User = url.UserPassword("ccrepo_writer", "geheim") })
		},
		"neither a URL":       func(d *doctor) { d.p.WriterURL = "postgres://ana:ge/heim@db/cc" },
		"of another database": func(d *doctor) { d.p.ReaderURL = changed(t, d.p.ReaderURL, func(u *url.URL) { u.Path = "/twin" }) },
		"member of ccrepo_owner": func(d *doctor) {
			d.p.WriterURL = changed(t, d.p.WriterURL, func(u *url.URL) { u.User = url.UserPassword("mixed", "x") })
		},
	} {
		t.Run("logins: "+word, func(t *testing.T) {
			p.exec(t, "DROP ROLE IF EXISTS mixed", "CREATE ROLE mixed LOGIN PASSWORD 'x' IN ROLE ccrepo_writer, ccrepo_owner", "DROP DATABASE IF EXISTS twin")
			if word == "of another database" {
				// A template must have no connections.
				url := changed(t, p.p.DatabaseURL, func(u *url.URL) { u.Path = "/twin" })
				p.exec(t, "CREATE DATABASE twin")
				twin, err := sql.Open("postgres", url)
				if err != nil {
					t.Fatal(err)
				}
				defer twin.Close()
				if _, err := migrations.Up(t.Context(), twin); err != nil {
					t.Fatal(err)
				}
			}
			d := *p.doctor
			d.p = p.program()
			spoil(&d)
			check := "logins"
			if word == "neither a URL" {
				check = "database"
			}
			found := d.examine(t.Context())
			if len(findings(found, check, word)) != 1 || len(found) != 1 || strings.Contains(found[0].what, "heim") {
				t.Error(found)
			}
		})
	}
	t.Run("encoding", func(t *testing.T) {
		p.exec(t, "CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
		d := *p.doctor
		d.p = doctorsProgram(changed(t, p.p.DatabaseURL, func(u *url.URL) { u.Path = "/bytes" }))
		if found := d.examine(t.Context()); len(findings(found, "encoding", "SQL_ASCII")) != 1 {
			t.Error(found)
		}
	})
	t.Run("who may not look is no healthy database", func(t *testing.T) {
		p.exec(t, "CREATE ROLE stranger LOGIN PASSWORD 'x'")
		d := *p.doctor
		d.p = doctorsProgram(changed(t, p.p.DatabaseURL, func(u *url.URL) { u.User = url.UserPassword("stranger", "x") }))
		if found := d.examine(t.Context()); len(findings(found, "migrations", "could not be looked at")) != 1 {
			t.Error(found)
		}
	})
}

func (p *patient) testSettings(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	put := func(c issued, mode os.FileMode) {
		writeFile(t, certFile, c.cert)
		writeFile(t, keyFile, c.key)
		if err := os.Chmod(keyFile, mode); err != nil {
			t.Fatal(err)
		}
	}
	config := writeSettings(t, "tz: UTC\ndatabase-url: "+p.p.DatabaseURL+"\n")
	certified := good(t, 1)
	year := time.Now().Add(365 * 24 * time.Hour)
	long := issue(t, 1, time.Now().Add(-time.Hour), year)
	tls := []string{"--tls-cert", certFile, "--tls-key", keyFile}
	for name, tt := range map[string]struct {
		check, word string
		severity    severity
		args        []string
		spoil       func(d *doctor)
	}{
		"open":             {"unencrypted", "0.0.0.0:80", mild, []string{"--listen", "0.0.0.0:80"}, nil},
		"open without key": {"keys", "does not start", grave, []string{"--listen", ":443"}, nil},
		"unmasked":         {"masking", "phone numbers", mild, []string{"--listen", ":443", "--mask", "none"}, nil},
		"no mask":          {"settings", "--mask", grave, []string{"--mask", "half"}, nil},
		"too few":          {"settings", "--connections", grave, []string{"--connections", "0"}, nil},
		"no address":       {"settings", "no address", grave, []string{"--listen", "here"}, nil},
		"origin":           {"settings", "no origin", grave, []string{"--origins", "https://*.example.com"}, nil},
		"plain origin":     {"plain-origin", "http://crm", mild, append([]string{"--origins", "http://crm"}, tls...), func(*doctor) { put(long, 0o600) }},
		"environment":      {"environment", "CCREPO_LISTN is no setting; the nearest is CCREPO_LISTEN", mild, nil, func(d *doctor) { d.p.environ = func() []string { return []string{"CCREPO_LISTN=x", "CCREPO_TZ=UTC"} } }},
		"file":             {"settings-readable", config, grave, []string{"--config", config}, func(*doctor) { _ = os.Chmod(config, 0o644) }},
		"no key":           {"settings", "belong together", grave, []string{"--tls-cert", certFile}, func(*doctor) { put(long, 0o600) }},
		"no certificate":   {"settings", "belong together", grave, []string{"--tls-key", keyFile}, nil},
		"readable key":     {"certificate-key", "key.pem", grave, tls, func(*doctor) { put(long, 0o644) }},
		"expired":          {"certificate", "expired on", grave, tls, func(*doctor) { put(issue(t, 1, time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour)), 0o600) }},
		"expires":          {"certificate", "expires on", mild, tls, func(*doctor) { put(certified, 0o600) }},
		"not yet":          {"certificate", "not valid before", grave, tls, func(*doctor) { put(issue(t, 1, time.Now().Add(time.Hour), year), 0o600) }},
		"other host":       {"certificate-host", "other.example.com", grave, tls, func(d *doctor) { put(long, 0o600); d.host = "other.example.com" }},
		"other listener":   {"certificate-host", "other.example.com", grave, append([]string{"--listen", "other.example.com:443"}, tls...), func(*doctor) { put(long, 0o600) }},
		"not trusted":      {"certificate-chain", "does not trust", mild, tls, func(d *doctor) { put(long, 0o600); d.roots = x509.NewCertPool() }},
		"automatic":        {"certificate", "reports.invalid", grave, []string{"--tls-auto", "reports.invalid"}, nil},
		"open cache":       {"certificate-key", dir, grave, []string{"--tls-auto", "reports.invalid", "--tls-auto-cache", dir}, func(*doctor) { _ = os.Chmod(dir, 0o755) }},
	} {
		t.Run(name, func(t *testing.T) {
			d := p.with(t, tt.args, long)
			if tt.spoil != nil {
				tt.spoil(d)
			}
			found := d.examine(t.Context())
			those := findings(found, tt.check, tt.word)
			if len(those) != 1 || those[0].severity != tt.severity {
				t.Errorf("findings are %v", found)
			}
		})
	}
	t.Run("nothing", func(t *testing.T) {
		put(long, 0o600)
		if err := os.Chmod(config, 0o600); err != nil {
			t.Fatal(err)
		}
		d := p.with(t, append([]string{"--config", config, "--origins", "https://crm"}, tls...), long)
		d.host = "reports.example.com"
		if found := d.examine(t.Context()); len(found) > 0 {
			t.Errorf("good settings have findings: %v", found)
		}
	})
}

func changed(t *testing.T, at string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}

// with is the doctor of the same database with other flags, who trusts a certificate.
func (p *patient) with(t *testing.T, args []string, trusted issued) *doctor {
	t.Helper()
	d := newDoctor(doctorsProgram(""))
	if err := d.p.Flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	if err := d.p.Load(nil); err != nil {
		t.Fatal(err)
	}
	d.p.DatabaseURL, d.p.ReaderURL, d.p.WriterURL = p.p.DatabaseURL, p.p.ReaderURL, p.p.WriterURL
	d.roots = x509.NewCertPool()
	d.roots.AppendCertsFromPEM(trusted.cert)
	return d
}

// testCommand comes last: it leaves the roles spoilt.
func (p *patient) testCommand(t *testing.T) {
	doctor := func(args ...string) (code int, stdout, stderr string) {
		var out, errs bytes.Buffer
		code = run(t.Context(), append([]string{"doctor", "--database-url", p.p.DatabaseURL, "--reader-url", p.p.ReaderURL, "--writer-url", p.p.WriterURL}, args...), nil, &out, &errs)
		return code, out.String(), errs.String()
	}
	if code, out, errs := doctor(); code != 0 || out != "Nothing is wrong.\n" {
		t.Errorf("healthy: %d %q %q", code, out, errs)
	}
	p.exec(t, "ALTER ROLE ccrepo_reader RESET work_mem")
	if code, out, _ := doctor(); code != 0 || !strings.HasPrefix(out, "warning  role-settings: ") || !strings.Contains(out, "\n         ALTER ROLE ccrepo_reader SET work_mem = '32MB'\n") {
		t.Errorf("warning: %d %q", code, out)
	}
	p.exec(t, "ALTER ROLE ccrepo_reader CREATEDB")
	if code, out, errs := doctor(); code != 1 || !strings.HasPrefix(out, "error    role-rights: ") || errs != "ccrepo: 1 error and 1 warning\n" {
		t.Errorf("error: %d %q %q", code, out, errs)
	}
}
