// Tests of the checks of the database, the settings and the certificate.

package doctor

import (
	"context"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/migrations"
	"github.com/ccrepo/ccrepo/settings"
)

// patient is a database server of one test, whose roles the test may change, and a doctor for it.
type patient struct {
	*Doctor
	conn *sql.DB
}

func newPatient(t *testing.T) *patient {
	t.Helper()
	parent := t.TempDir()
	if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil { // started by root, the server runs as another user
		t.Fatal(err)
	}
	server, err := embedded.Start(t.Context(), embedded.Options{Dir: filepath.Join(parent, "data"), Logger: slog.New(slog.DiscardHandler),
		Settings: map[string]string{"fsync": "off", "max_prepared_transactions": "5"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	p := &patient{Doctor: examining(t, server.URL())}
	p.conn = p.DB
	if _, err := migrations.Up(t.Context(), p.conn); err != nil {
		t.Fatal(err)
	}
	if _, err := db.New(p.conn).Refresh(t.Context(), db.RefreshParams{}); err != nil {
		t.Fatal(err)
	}
	for role, url := range map[string]*string{"ccrepo_reader": &p.Settings.ReaderURL, "ccrepo_writer": &p.Settings.WriterURL} {
		if *url, err = server.LoginURL(t.Context(), role); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// examining returns a doctor for a database, with flags.
func examining(t *testing.T, url string, args ...string) *Doctor {
	t.Helper()
	s := settings.New()
	if err := s.Flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	if err := s.Load(nil); err != nil {
		t.Fatal(err)
	}
	s.DatabaseURL = url
	d := New(s)
	var err error
	if d.DB, err = sql.Open("postgres", url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.DB.Close() })
	return d
}

func (p *patient) exec(t *testing.T, statements ...string) {
	t.Helper()
	session, err := p.conn.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	// Without this, PostgreSQL publishes the session's statistics only after ten seconds of idling.
	for _, statement := range append(slices.Clone(statements), "SELECT pg_stat_force_next_flush()") {
		if _, err := session.ExecContext(context.Background(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// findings returns the findings of a check whose text contains a word.
func findings(all []Finding, check, word string) (those []Finding) {
	for _, f := range all {
		if f.Check == check && strings.Contains(f.What, word) && len(f.Todo) > 5 {
			those = append(those, f)
		}
	}
	return those
}

// ailment is one fault of a database: the statements that cause it, the finding expected, and the statements that
// cure it (nil: the SQL that the finding suggests).
type ailment struct {
	check, word string
	severity    Severity
	fall        []string
	heal        []string
}

func ailments() []ailment {
	return []ailment{
		{"roles", "ccrepo_writer", Error, []string{"ALTER ROLE ccrepo_writer RENAME TO gone"}, []string{"ALTER ROLE gone RENAME TO ccrepo_writer"}},
		{"role-rights", "BYPASSRLS", Error, []string{"ALTER ROLE ccrepo_campaign_reader BYPASSRLS"}, nil},
		{"role-rights", "SUPERUSER", Error, []string{"ALTER ROLE ccrepo_reader SUPERUSER"}, nil},
		{"role-rights", "member of ccrepo_writer", Error, []string{"GRANT ccrepo_writer TO ccrepo_reader"}, nil},
		{"role-settings", "statement_timeout", Warning, []string{"ALTER ROLE ccrepo_reader RESET statement_timeout"}, nil},
		{"role-settings", "default_transaction_read_only", Warning, []string{"ALTER ROLE ccrepo_reader SET default_transaction_read_only = off"}, nil},
		{"role-settings", "idle_in_transaction", Warning, []string{"ALTER ROLE ccrepo_writer SET idle_in_transaction_session_timeout = 0"}, nil},
		{"role-settings", "The role ana has no statement_timeout", Warning, []string{"CREATE ROLE ana LOGIN IN ROLE ccrepo_bi",
			"ALTER ROLE ana SET default_transaction_read_only = on", "ALTER ROLE ana SET idle_in_transaction_session_timeout = '1min'", "ALTER ROLE ana SET work_mem = '32MB'", "ALTER ROLE ana SET temp_file_limit = '1GB'"},
			[]string{"ALTER ROLE ana SET statement_timeout = '1min'"}},
		{"bi-logins", "The login ana is a member of ccrepo_reader", Warning, []string{"GRANT ccrepo_reader TO ana"}, []string{"DROP ROLE ana"}},
		{"time-zone", "Asia/Tokyo", Warning, []string{"ALTER ROLE ccrepo_reader SET timezone = 'Asia/Tokyo'"}, nil},
		{"row-security", "cdr_repo", Error, []string{"ALTER TABLE cdr_repo DISABLE ROW LEVEL SECURITY"}, nil},
		{"row-security", "queue_call", Error, []string{"ALTER POLICY own_campaigns ON report.queue_call TO ccrepo_campaign_writer"},
			[]string{"ALTER POLICY own_campaigns ON report.queue_call TO ccrepo_campaign_reader, ccrepo_campaign_writer"}},
		{"row-security", "queue_log_repo_default", Error, []string{"GRANT SELECT ON queue_log_repo_default TO ccrepo_campaign_reader"}, nil},
		{"row-security", "ccrepo_keep_rights", Error, []string{"ALTER EVENT TRIGGER ccrepo_keep_rights DISABLE"}, nil},
		{"row-security", "ccrepo_keep_rights", Error, []string{"DROP EVENT TRIGGER ccrepo_keep_rights"}, nil},
		{"public-rights", "temporary tables", Error, []string{"DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$"}, nil},
		{"public-rights", "tables in public", Error, []string{"GRANT CREATE ON SCHEMA public TO PUBLIC"}, nil},
		{"public-rights", "lo_create(oid)", Error, []string{"GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC"}, nil},
		{"partitions", "cdr_repo", Warning, []string{"DO $$ BEGIN EXECUTE format('DROP TABLE cdr_repo_%s', to_char(now() + interval '1 month', 'YYYY_MM')); END $$"},
			[]string{"SELECT app.ensure_partitions()"}},
		{"default-partition", "sms_repo_default holds 1 rows, from 1999-03-04", Warning, []string{"INSERT INTO sms_repo (dateprocessed) VALUES ('1999-03-04 00:00+00')"},
			[]string{"DELETE FROM sms_repo"}},
		{"refresh", "email_log_repo", Warning, []string{"INSERT INTO email_log_repo (datetime) VALUES (now())", "UPDATE app.refresh SET refreshed_at = now() - interval '1 hour'"},
			[]string{"SELECT report.refresh()", "DELETE FROM email_log_repo"}},
		{"refresh", "none of them yet", Warning, []string{"CREATE TABLE kept AS TABLE app.refresh", "DELETE FROM app.refresh", "INSERT INTO queue_log_repo (datetime) VALUES (now())"},
			[]string{"DELETE FROM queue_log_repo", "INSERT INTO app.refresh TABLE kept", "DROP TABLE kept"}},
		{"feeds", "is not followed since", Warning, []string{"INSERT INTO app.feed (feed, kind, source, tables, state) VALUES ('log', 'queue-log', '/log', '{queue_log_repo}', 'stopped')"}, []string{"DELETE FROM app.feed"}},
		{"feeds", "fails since", Warning, []string{"INSERT INTO app.feed (feed, kind, source, tables, state, detail, failed_at) VALUES ('log', 'queue-log', '/log', '{queue_log_repo}', 'failing', 'no', now())"}, []string{"DELETE FROM app.feed"}},
		{"feeds", "does not read all of its source", Warning, []string{"INSERT INTO app.feed (feed, kind, source, tables, state, detail) VALUES ('log', 'queue-log', '/log', '{queue_log_repo}', 'reading', 'x')"}, []string{"DELETE FROM app.feed"}},
		{"feeds", "may lack rows: 1 gaps", Warning, []string{"INSERT INTO app.feed (feed, kind, source, tables, state) VALUES ('log', 'queue-log', '/log', '{queue_log_repo}', 'reading')",
			"INSERT INTO app.feed_gap (feed, from_at, to_at, reason) VALUES ('log', now() - interval '1 hour', now(), 'no')"}, []string{"DELETE FROM app.feed"}},
		{"feeds", "5 rows that cannot be read", Warning, []string{"INSERT INTO app.feed (feed, kind, source, tables, state, bad_rows) VALUES ('log', 'queue-log', '/log', '{queue_log_repo}', 'reading', 5)"}, []string{"DELETE FROM app.feed"}},
		{"invalid-index", "half", Error, []string{"CREATE INDEX half ON sipchat (message)", "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'half'::regclass"},
			[]string{"REINDEX INDEX CONCURRENTLY half", "DROP INDEX half"}},
		{"invalid-index", "whole", Error, []string{"CREATE INDEX whole ON ONLY cdr_repo (contact)"}, []string{"DROP INDEX whole"}},
		{"unused-index", "idle", Warning, []string{"CREATE INDEX idle ON cdr_repo (note)"}, []string{"DROP INDEX idle"}},
		{"statistics", "sipchat", Warning, []string{"ALTER TABLE sipchat SET (autovacuum_enabled = off)", "INSERT INTO sipchat (datecreated, message) SELECT now(), n FROM generate_series(1, 60000) AS n"},
			[]string{"ANALYZE sipchat", "TRUNCATE sipchat", "ALTER TABLE sipchat RESET (autovacuum_enabled)"}},
		{"autovacuum", "track_counts", Warning, []string{"ALTER SYSTEM SET track_counts = off", "SELECT pg_reload_conf()"}, []string{"ALTER SYSTEM RESET track_counts", "SELECT pg_reload_conf()"}},
		{"prepared-transaction", "forgotten", Warning, []string{"BEGIN; CREATE TABLE prepared (); PREPARE TRANSACTION 'forgotten'"}, []string{"ROLLBACK PREPARED 'forgotten'"}},
		{"migrations", "1 migration that this program does not have", Error, []string{"INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)"},
			[]string{"DELETE FROM goose_db_version WHERE version_id = 99999"}},
		{"migrations", "00204_app", Error, []string{"UPDATE goose_db_version SET is_applied = false WHERE version_id = 204"}, []string{"UPDATE goose_db_version SET is_applied = true WHERE version_id = 204"}},
		{"migrations", "empty", Error, []string{"ALTER TABLE goose_db_version RENAME TO elsewhere"}, []string{"ALTER TABLE elsewhere RENAME TO goose_db_version"}},
		{"keys", "refuses all requests", Error, []string{insertKey("now() - interval '1 day'")}, []string{"DELETE FROM app.api_key"}},
		{"keys", `"acme" expires on`, Warning, []string{insertKey("now() + interval '1 day'")}, []string{"DELETE FROM app.api_key"}},
	}
}

func insertKey(expires string) string {
	return `INSERT INTO app.api_key (id, name, secret_sha256, scopes, expires_at) VALUES ('abcdefgh', 'acme', sha256('x'), '{read}', ` + expires + `)`
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	p := newPatient(t)
	t.Run("finds what is wrong with settings", p.testSettings)
	t.Run("measures", p.testMeasures)
	t.Run("finds what is wrong with a database", p.testAilments)
}

func (p *patient) testAilments(t *testing.T) {
	healthy := func(t *testing.T) {
		t.Helper()
		eventually(t, "nothing is wrong", func() bool { return len(p.Examine(t.Context())) == 0 || t.Failed() })
	}
	if found := p.Examine(t.Context()); len(found) > 0 {
		t.Fatalf("a healthy database has findings: %v", found)
	}
	for _, a := range ailments() {
		t.Run(a.check+" "+a.word, func(t *testing.T) {
			usual := *p.Doctor
			switch a.check {
			case "unused-index":
				p.bigIndex, p.unusedSince = 1, 0
			case "prepared-transaction":
				p.longestIdle = 0
			}
			p.exec(t, a.fall...)
			var found []Finding
			eventually(t, "the doctor finds it", func() bool { found = findings(p.Examine(t.Context()), a.check, a.word); return len(found) > 0 })
			if found[0].Severity != a.severity {
				t.Errorf("it is a %s", found[0].Severity)
			}
			if a.heal == nil {
				a.heal = []string{found[0].Todo}
			}
			p.exec(t, a.heal...)
			*p.Doctor = usual
			healthy(t)
		})
	}
	healthy(t)
}

func (p *patient) testMeasures(t *testing.T) {
	for check, tt := range map[string]struct {
		word  string
		spoil func(d *Doctor)
	}{
		"server-version": {"the oldest supported version is 99", func(d *Doctor) { d.oldestServer = 990000 }},
		"clock":          {"from this machine's", func(d *Doctor) { d.now = func() time.Time { return time.Now().Add(-time.Hour) } }},
		"time-zone": {"their rules differ", func(d *Doctor) {
			d.location = func() (*time.Location, error) { return time.FixedZone("Asia/Tokyo", 8*3600), nil }
		}},
		"settings": {"not a time zone", func(d *Doctor) {
			d.Settings = p.with(t).Settings
			d.Settings.TZ = "Atlantis"
			d.location = d.Settings.Location
		}},
		"database": {"does not answer", func(d *Doctor) { *d = *examining(t, "postgres://127.0.0.1:1/none?connect_timeout=2") }},
	} {
		d := *p.Doctor
		tt.spoil(&d)
		if found := d.Examine(t.Context()); len(findings(found, check, tt.word)) != 1 {
			t.Errorf("%s: %v", check, found)
		}
	}
	t.Run("time zone that PostgreSQL lacks", func(t *testing.T) {
		d := *p.Doctor
		d.location = func() (*time.Location, error) { return time.FixedZone("Nowhere/Land", 0), nil }
		if found := d.Examine(t.Context()); len(findings(found, "time-zone", "does not know")) != 1 {
			t.Error(found)
		}
	})
	t.Run("open transaction", func(t *testing.T) {
		tx, err := p.conn.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(t.Context(), "SELECT 1"); err != nil {
			t.Fatal(err)
		}
		d := *p.Doctor
		d.longestIdle = 0
		if found := d.Examine(t.Context()); len(findings(found, "old-transaction", "open since")) != 1 {
			t.Error(found)
		}
	})
	for word, spoil := range map[string]func(d *Doctor){
		"only switches":        func(d *Doctor) { d.Settings.ReaderURL = "" },
		"is SUPERUSER":         func(d *Doctor) { d.Settings.ReaderURL = d.Settings.DatabaseURL },
		"is not ccrepo_reader": func(d *Doctor) { d.Settings.ReaderURL = d.Settings.WriterURL },
		"--writer-url does not": func(d *Doctor) {
			d.Settings.WriterURL = changed(t, d.Settings.WriterURL, func(u *url.URL) { u.User = url.UserPassword("ccrepo_writer", "geheim") })
		},
		"of another database": func(d *Doctor) {
			d.Settings.ReaderURL = changed(t, d.Settings.ReaderURL, func(u *url.URL) { u.Path = "/twin" })
		},
		"member of ccrepo_owner": func(d *Doctor) {
			d.Settings.WriterURL = changed(t, d.Settings.WriterURL, func(u *url.URL) { u.User = url.UserPassword("mixed", "x") })
		},
	} {
		t.Run("logins: "+word, func(t *testing.T) {
			p.exec(t, "DROP ROLE IF EXISTS mixed", "DROP DATABASE IF EXISTS twin")
			if word == "member of ccrepo_owner" {
				p.exec(t, "CREATE ROLE mixed LOGIN PASSWORD 'x' IN ROLE ccrepo_writer, ccrepo_owner")
				t.Cleanup(func() { p.exec(t, "DROP ROLE mixed") })
			}
			if word == "of another database" {
				// CREATE DATABASE copies a template only while it has no connections.
				url := changed(t, p.Settings.DatabaseURL, func(u *url.URL) { u.Path = "/twin" })
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
			d := p.with(t)
			spoil(d)
			found := d.Examine(t.Context())
			if len(findings(found, "logins", word)) != 1 || len(found) != 1 || strings.Contains(found[0].What, "heim") {
				t.Error(found)
			}
		})
	}
	t.Run("encoding", func(t *testing.T) {
		p.exec(t, "CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
		d := examining(t, changed(t, p.Settings.DatabaseURL, func(u *url.URL) { u.Path = "/bytes" }))
		if found := d.Examine(t.Context()); len(findings(found, "encoding", "SQL_ASCII")) != 1 {
			t.Error(found)
		}
	})
	t.Run("a user without rights is not a healthy database", func(t *testing.T) {
		p.exec(t, "CREATE ROLE stranger LOGIN PASSWORD 'x'")
		d := examining(t, changed(t, p.Settings.DatabaseURL, func(u *url.URL) { u.User = url.UserPassword("stranger", "x") }))
		if found := d.Examine(t.Context()); len(findings(found, "migrations", "The check failed")) != 1 {
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
	config := filepath.Join(dir, "ccrepo.yaml")
	writeFile(t, config, []byte("tz: UTC\ndatabase-url: "+p.Settings.DatabaseURL+"\n"))
	certified := issue(t, time.Now().Add(-time.Hour), time.Now().Add(48*time.Hour))
	year := time.Now().Add(365 * 24 * time.Hour)
	long := issue(t, time.Now().Add(-time.Hour), year)
	tls := []string{"--tls-cert", certFile, "--tls-key", keyFile}
	for name, tt := range map[string]struct {
		check, word string
		severity    Severity
		args        []string
		spoil       func(d *Doctor)
	}{
		"open":             {"unencrypted", "0.0.0.0:80", Warning, []string{"--listen", "0.0.0.0:80"}, nil},
		"open without key": {"keys", "does not start", Error, []string{"--listen", ":443"}, nil},
		"unmasked":         {"masking", "phone numbers", Warning, []string{"--listen", ":443", "--mask", "none"}, nil},
		"no mask":          {"settings", "--mask", Error, []string{"--mask", "half"}, nil},
		"too few":          {"settings", "--connections", Error, []string{"--connections", "0"}, nil},
		"no address":       {"settings", "not an address", Error, []string{"--listen", "here"}, nil},
		"origin":           {"settings", "not an origin", Error, []string{"--origins", "https://*.example.com"}, nil},
		"plain origin":     {"plain-origin", "http://crm", Warning, append([]string{"--origins", "http://crm"}, tls...), func(*Doctor) { put(long, 0o600) }},
		"environment": {"environment", "CCREPO_LISTN is not a setting; the nearest is CCREPO_LISTEN", Warning, nil, func(d *Doctor) {
			d.Environ = []string{"CCREPO_LISTN=x", "CCREPO_TZ=UTC"}
		}},
		"file":           {"settings-readable", config, Error, []string{"--config", config}, func(*Doctor) { _ = os.Chmod(config, 0o644) }},
		"no key":         {"settings", "belong together", Error, []string{"--tls-cert", certFile}, func(*Doctor) { put(long, 0o600) }},
		"no certificate": {"settings", "belong together", Error, []string{"--tls-key", keyFile}, nil},
		"readable key":   {"certificate-key", "key.pem", Error, tls, func(*Doctor) { put(long, 0o644) }},
		"expired":        {"certificate", "expired on", Error, tls, func(*Doctor) { put(issue(t, time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour)), 0o600) }},
		"expires":        {"certificate", "expires on", Warning, tls, func(*Doctor) { put(certified, 0o600) }},
		"not yet":        {"certificate", "not valid before", Error, tls, func(*Doctor) { put(issue(t, time.Now().Add(time.Hour), year), 0o600) }},
		"other host":     {"certificate-host", "other.example.com", Error, tls, func(d *Doctor) { put(long, 0o600); d.Host = "other.example.com" }},
		"other listener": {"certificate-host", "other.example.com", Error, append([]string{"--listen", "other.example.com:443"}, tls...), func(*Doctor) { put(long, 0o600) }},
		"not trusted":    {"certificate-chain", "does not trust", Warning, tls, func(d *Doctor) { put(long, 0o600); d.roots = x509.NewCertPool() }},
		"automatic":      {"certificate", "reports.invalid", Error, []string{"--tls-auto", "reports.invalid"}, nil},
		"open cache":     {"certificate-key", dir, Error, []string{"--tls-auto", "reports.invalid", "--tls-auto-cache", dir}, func(*Doctor) { _ = os.Chmod(dir, 0o755) }},
	} {
		t.Run(name, func(t *testing.T) {
			d := p.with(t, tt.args...)
			d.roots = x509.NewCertPool()
			d.roots.AppendCertsFromPEM(long.cert)
			if tt.spoil != nil {
				tt.spoil(d)
			}
			found := d.Examine(t.Context())
			those := findings(found, tt.check, tt.word)
			if len(those) != 1 || those[0].Severity != tt.severity {
				t.Errorf("findings are %v", found)
			}
		})
	}
	t.Run("nothing", func(t *testing.T) {
		put(long, 0o600)
		if err := os.Chmod(config, 0o600); err != nil {
			t.Fatal(err)
		}
		d := p.with(t, append([]string{"--config", config, "--origins", "https://crm"}, tls...)...)
		d.roots = x509.NewCertPool()
		d.roots.AppendCertsFromPEM(long.cert)
		d.Host = "reports.example.com"
		if found := d.Examine(t.Context()); len(found) > 0 {
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

// with returns a doctor of the same database with flags.
func (p *patient) with(t *testing.T, args ...string) *Doctor {
	t.Helper()
	d := examining(t, p.Settings.DatabaseURL, args...)
	d.Settings.ReaderURL, d.Settings.WriterURL = p.Settings.ReaderURL, p.Settings.WriterURL
	return d
}

// issued is a certificate and its key, in PEM.
type issued struct{ cert, key []byte }

// issue creates a self-signed certificate for localhost, 127.0.0.1 and reports.example.com.
func issue(t *testing.T, from, to time.Time) issued {
	t.Helper()
	c := certify(t, nil, func(c *x509.Certificate) {
		authority(c)
		c.KeyUsage |= x509.KeyUsageDigitalSignature
		c.NotBefore, c.NotAfter = from, to
		c.DNSNames, c.IPAddresses = []string{"localhost", "reports.example.com"}, []net.IP{net.IPv4(127, 0, 0, 1)}
	})
	key, err := x509.MarshalPKCS8PrivateKey(c.key)
	if err != nil {
		t.Fatal(err)
	}
	return issued{pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.cert.Raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})}
}

func writeFile(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a condition holds: PostgreSQL publishes its statistics with a delay.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not seen: %s", what)
		}
	}
}
