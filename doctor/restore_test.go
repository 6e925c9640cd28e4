package doctor

import (
	"bytes"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// granted are the rights in a database and its server, and the event triggers, as lines that can be compared.
const granted = `
	SELECT coalesce(string_agg(line, E'\n' ORDER BY line), '') FROM (
		SELECT format('database %s %s', a.grantee::regrole, a.privilege_type) AS line
		FROM pg_database AS d CROSS JOIN aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS a WHERE d.datname = current_database()
		UNION ALL
		SELECT format('schema %s %s %s', n.nspname, a.grantee::regrole, a.privilege_type)
		FROM pg_namespace AS n CROSS JOIN aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS a WHERE n.nspname IN ('public', 'app', 'event', 'report')
		UNION ALL
		SELECT format('function %s %s', p.oid::regprocedure, a.grantee::regrole)
		FROM pg_proc AS p CROSS JOIN aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
		WHERE p.oid IN (SELECT app.guarded_routines()) OR p.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('app', 'event', 'report'))
		UNION ALL
		SELECT format('relation %s of %s: %s', c.oid::regclass, c.relowner::regrole, ARRAY(SELECT x::text FROM unnest(c.relacl) AS x ORDER BY 1))
		FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'v', 'S') AND c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'app', 'event', 'report'))
		UNION ALL
		SELECT format('policy %s on %s %s', polname, polrelid::regclass, polroles::regrole[]) FROM pg_policy
		UNION ALL
		SELECT format('default rights of %s in %s: %s', defaclrole::regrole, defaclnamespace::regnamespace, defaclacl) FROM pg_default_acl
		UNION ALL
		SELECT format('event trigger %s %s %s', evtname, evtenabled, evtfoid::regproc) FROM pg_event_trigger) AS l`

// pipe runs a program of PostgreSQL.
func pipe(t *testing.T, in []byte, program string, args ...string) (out []byte, errs string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, args...)
	var stdout, stderr bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(in), &stdout, &stderr
	if err := command.Run(); err != nil && program != "pg_restore" {
		t.Errorf("%s: %v %s", program, err, stderr.String())
	}
	return stdout.Bytes(), stderr.String()
}

// TestRestored dumps a database and restores it, as its owner and as superuser. The statements of the doctor give the
// restored database the rights that a dump lacks.
func TestRestored(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	w := newWard(t, "CREATEROLE")
	if err := migrate(t, w.owner); err != nil {
		t.Fatal(err)
	}
	if failed := execAll(t, w.superuser, append(fixes(t, w.owner), "GRANT CREATE ON SCHEMA public TO ccrepo_owner",
		"INSERT INTO tags (datetime, comment) VALUES (now(), 'kept')")...); len(failed) > 0 {
		t.Fatal(failed)
	}
	text := func(at, query string) string {
		t.Helper()
		out, _ := pipe(t, []byte(query), "psql", "-X", "-q", "-At", at)
		return strings.TrimSpace(string(out))
	}
	want := text(w.superuser, granted)
	for name, as := range map[string]string{"owner": w.owner, "superuser": w.superuser} {
		t.Run(name, func(t *testing.T) {
			execAll(t, w.superuser, "CREATE DATABASE "+name+" OWNER centre")
			into := changed(t, as, func(u *url.URL) { u.Path = "/" + name })
			superuser := changed(t, w.superuser, func(u *url.URL) { u.Path = "/" + name })
			// The owner's restore can give nothing to a role that may not create anything here.
			execAll(t, into, "GRANT CREATE, TEMPORARY ON DATABASE "+name+" TO ccrepo_owner", "GRANT CREATE, USAGE ON SCHEMA public TO ccrepo_owner")
			dump, _ := pipe(t, nil, "pg_dump", "--format", "custom", as)
			_, errs := pipe(t, dump, "pg_restore", "--dbname", into)
			for line := range strings.Lines(errs) {
				if strings.Contains(line, "error:") && !strings.Contains(line, "event trigger") {
					t.Errorf("restore: %s", line)
				}
			}
			if got := text(superuser, granted); got == want {
				t.Error("the restored database has all rights: the test shows nothing")
			}
			for _, by := range []string{into, superuser} {
				var out bytes.Buffer
				if err := examining(t, into).FixSQL(t.Context(), &out); err != nil {
					t.Fatal(err)
				}
				pipe(t, out.Bytes(), "psql", "-X", "-q", by)
			}
			if got := text(superuser, granted); got != want {
				t.Errorf("the restored database has the rights\n%s\nwant\n%s", got, want)
			}
			if found := left(t, superuser, false); len(found) > 0 {
				t.Errorf("the doctor finds %v", found)
			}
			if got := text(superuser, "SELECT comment FROM tags"); got != "kept" {
				t.Errorf("the restored rows are %q", got)
			}
		})
	}
}
