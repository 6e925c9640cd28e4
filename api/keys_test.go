package api_test

import (
	"encoding/base64"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/auth"
)

// testKey is a key that a test adds to the database; empty fields have usual values.
type testKey struct {
	name      string
	scopes    []string
	campaigns []string
	expires   *time.Time
}

// key creates a key as ccrepo key create does, waits until the server accepts it and returns its id and secret.
func (f *fixture) key(t testing.TB, k testKey) (id, secret string) {
	t.Helper()
	id, secret, hash := auth.NewSecret()
	if k.name == "" {
		k.name = id
	}
	if k.scopes == nil {
		k.scopes = []string{"read"}
	}
	f.exec(t, "INSERT INTO app.api_key (id, name, secret_sha256, scopes, campaigns, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
		id, k.name, hash[:], pq.Array(k.scopes), pq.Array(k.campaigns), k.expires)
	eventually(t, "the server knows the key", func() bool {
		status := f.status(t, "/v1", bearer(secret))
		return status != http.StatusUnauthorized && status != http.StatusTooManyRequests && f.status(t, "/v1", nil) == http.StatusUnauthorized
	})
	return id, secret
}

func bearer(secret string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + secret}
}

func (f *fixture) status(t testing.TB, path string, header map[string]string) int {
	t.Helper()
	status, _, _ := f.getWith(t, path, header)
	return status
}

// refused sends a request with headers that must be refused with a code.
func (f *fixture) refused(t testing.TB, path string, header map[string]string, status int, code string) (problem, http.Header) {
	t.Helper()
	got, answered, body := f.getWith(t, path, header)
	var p problem
	decode(t, body, &p)
	if got != status || p.Code != code || p.Status != status {
		t.Errorf("GET %s with %v: %d %s, want %d %s", path, header, got, p.Code, status, code)
	}
	return p, answered
}

func TestKeys(t *testing.T) {
	t.Parallel()
	t.Run("the first key closes the running server to all without one", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		paths := []string{"/v1", "/v1/tables/tags", "/v1/reports/calls", "/v1/events/queue_log_repo", "/openapi.json", "/docs", "/docs/", "/docs/errors", "/docs/openapi.json", "/nosuch", "/v1/tables/tags?limit=0"}
		for _, path := range paths {
			if got := f.status(t, path, nil); got == http.StatusUnauthorized {
				t.Errorf("%s before any key: %d", path, got)
			}
		}
		_, secret := f.key(t, testKey{})
		for _, path := range paths {
			_, header := f.refused(t, path, nil, http.StatusUnauthorized, "no_key")
			if got := header.Get("WWW-Authenticate"); got != `Bearer realm="ccrepo"` && !strings.HasPrefix(path, "/docs") {
				t.Errorf("%s: WWW-Authenticate %q", path, got)
			}
			if got := f.status(t, path, bearer(secret)); got == http.StatusUnauthorized || got == http.StatusForbidden {
				t.Errorf("%s with a key: %d", path, got)
			}
		}
		for _, path := range []string{"/healthz", "/readyz"} {
			if got := f.status(t, path, nil); got != http.StatusOK {
				t.Errorf("%s without a key: %d", path, got)
			}
		}
		if strings.Contains(f.log.String(), secret) {
			t.Error("the log has the secret")
		}
	})
	t.Run("a secret that differs in anything is refused", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		id, secret := f.key(t, testKey{})
		other, _ := f.key(t, testKey{})
		_, random, _ := strings.Cut(strings.TrimPrefix(secret, "ccrepo_"), "_")
		for name, wrong := range map[string]string{
			"nothing": "", "the id alone": id, "no random part": "ccrepo_" + id + "_", "another's id": "ccrepo_" + other + "_" + random,
			"cut": secret[:len(secret)-1], "longer": secret + "0", "upper case": strings.ToUpper(secret), "last changed": secret[:len(secret)-1] + "g",
			"unknown id": "ccrepo_aaaaaaaaaaaa_" + random, "quoted": `"` + secret + `"`, "two": secret + "," + secret, "long": strings.Repeat("x", 8000),
		} {
			t.Run(name, func(t *testing.T) {
				f.clock.add(time.Minute) // or they are slowed down
				_, header := f.refused(t, "/v1", bearer(wrong), http.StatusUnauthorized, "bad_key")
				if got := header.Get("WWW-Authenticate"); got != `Bearer realm="ccrepo", error="invalid_token"` {
					t.Errorf("WWW-Authenticate %q", got)
				}
			})
		}
		for _, header := range []string{"", secret, "Basic " + secret, "Bearer:" + secret, "Token " + secret} {
			f.refused(t, "/v1", map[string]string{"Authorization": header}, http.StatusUnauthorized, "no_key")
		}
		for _, path := range []string{"/v1?key=" + secret, "/v1?access_token=" + secret} {
			f.refused(t, path, nil, http.StatusUnauthorized, "no_key")
		}
		if got := f.status(t, "/v1", map[string]string{"Authorization": "bearer  " + secret}); got != http.StatusOK {
			t.Errorf("scheme in lower case and two spaces: %d", got)
		}
	})
	t.Run("a revoked key is refused within a second, and the server stays closed", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		id, secret := f.key(t, testKey{})
		f.exec(t, "UPDATE app.api_key SET revoked_at = now() WHERE id = $1", id)
		revoked := time.Now()
		for f.status(t, "/v1", bearer(secret)) == http.StatusOK {
			if time.Since(revoked) > time.Second {
				t.Fatal("a second after it was revoked the key still counts")
			}
		}
		for code, header := range map[string]map[string]string{"bad_key": bearer(secret), "no_key": nil} {
			if p, _ := f.refused(t, "/v1", header, http.StatusUnauthorized, code); !strings.Contains(p.Detail, "ccrepo key create") || !strings.Contains(p.Detail, "ccrepo key delete") {
				t.Errorf("%s does not say what to do: %s", code, p.Detail)
			}
		}
		f.exec(t, "DELETE FROM app.api_key")
		eventually(t, "without any key, the server answers its machine", func() bool { return f.status(t, "/v1", nil) == http.StatusOK })
		f.key(t, testKey{})
		if p, _ := f.refused(t, "/v1", nil, http.StatusUnauthorized, "no_key"); strings.Contains(p.Detail, "delete") {
			t.Errorf("with a valid key: %s", p.Detail)
		}
	})
	t.Run("a new key counts at once", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.key(t, testKey{})
		for range 5 {
			id, secret, hash := auth.NewSecret()
			f.exec(t, "INSERT INTO app.api_key (id, name, secret_sha256, scopes) VALUES ($1, $1, $2, '{read}')", id, hash[:])
			if got := f.status(t, "/v1", bearer(secret)); got != http.StatusOK {
				t.Errorf("just made: %d", got)
			}
		}
	})
	t.Run("an expired key is refused at its moment, and the server stays closed", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		at := startOfClock.Add(time.Hour)
		_, secret := f.key(t, testKey{expires: &at})
		f.clock.add(time.Hour - time.Nanosecond)
		if got := f.status(t, "/v1", bearer(secret)); got != http.StatusOK {
			t.Errorf("just before it expires: %d", got)
		}
		f.clock.add(time.Nanosecond)
		f.refused(t, "/v1", bearer(secret), http.StatusUnauthorized, "bad_key")
		f.refused(t, "/v1", nil, http.StatusUnauthorized, "no_key")
	})
	t.Run("a key without the scope read may not read", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		_, secret := f.key(t, testKey{scopes: []string{"act", "dial", "pii", "admin"}})
		for _, path := range []string{"/v1", "/v1/tables/tags", "/v1/events/queue_log_repo", "/v1/events/queue_log_repo/ABANDON", "/openapi.json", "/docs/"} {
			p, header := f.refused(t, path, bearer(secret), http.StatusForbidden, "missing_scope")
			if !strings.Contains(p.Detail, "scope read") || !strings.Contains(header.Get("WWW-Authenticate"), `scope="read"`) {
				t.Errorf("%s: %q, %q", path, p.Detail, header.Get("WWW-Authenticate"))
			}
		}
	})
	t.Run("while the keys cannot be read no request is accepted", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		_, secret := f.key(t, testKey{})
		f.exec(t, "REVOKE SELECT ON app.api_key FROM ccrepo_writer")
		for _, header := range []map[string]string{nil, bearer(secret), bearer("x")} {
			eventually(t, "503", func() bool { return f.status(t, "/v1", header) == http.StatusServiceUnavailable })
			f.refused(t, "/v1", header, http.StatusServiceUnavailable, "database_unavailable")
		}
		if got := f.status(t, "/healthz", nil); got != http.StatusOK {
			t.Errorf("/healthz: %d", got)
		}
		f.exec(t, "GRANT SELECT ON app.api_key TO ccrepo_writer")
		if got := f.status(t, "/v1", bearer(secret)); got != http.StatusOK {
			t.Errorf("once they can be read again: %d", got)
		}
	})
	t.Run("a server that never could read the keys accepts no request", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.exec(t, "ALTER TABLE app.api_key RENAME TO gone")
		f.refused(t, "/v1", nil, http.StatusServiceUnavailable, "database_unavailable")
		if got := f.status(t, "/healthz", map[string]string{"Host": "ccrepo.example"}); got != http.StatusOK {
			t.Errorf("/healthz: %d", got)
		}
	})
	t.Run("a browser may send the key as a password, to the reference page only", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		_, secret := f.key(t, testKey{})
		_, powerless := f.key(t, testKey{scopes: []string{"act"}})
		basic := func(secret string) map[string]string {
			return map[string]string{"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte("anybody:"+secret))}
		}
		for _, path := range []string{"/docs/", "/docs/errors", "/docs/openapi.json", "/docs/swagger-ui.css"} {
			f.clock.add(time.Minute)
			if got := f.status(t, path, basic(secret)); got != http.StatusOK {
				t.Errorf("%s: %d", path, got)
			}
			f.refused(t, path, basic(powerless), http.StatusForbidden, "missing_scope")
			for code, header := range map[string]map[string]string{"no_key": nil, "bad_key": basic("x")} {
				_, answered := f.refused(t, path, header, http.StatusUnauthorized, code)
				if got := answered.Values("WWW-Authenticate"); len(got) != 2 || !strings.HasPrefix(got[0], "Bearer ") || !strings.HasPrefix(got[1], "Basic ") {
					t.Errorf("%s: WWW-Authenticate %q", path, got)
				}
			}
		}
		for _, path := range []string{"/v1", "/v1/tables/tags", "/openapi.json", "/docsx", "/v1/docs/x"} {
			_, answered := f.refused(t, path, basic(secret), http.StatusUnauthorized, "no_key")
			if got := answered.Values("WWW-Authenticate"); len(got) != 1 || !strings.HasPrefix(got[0], "Bearer ") {
				t.Errorf("%s: WWW-Authenticate %q", path, got)
			}
		}
	})
	t.Run("after the deletion of all keys the server answers only its own machine", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		outside, err := net.Listen("tcp", "0.0.0.0:0")
		if err != nil {
			t.Fatal(err)
		}
		addresses, err := net.InterfaceAddrs()
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(addresses, func(a net.Addr) bool {
			ip, ok := a.(*net.IPNet)
			return ok && !ip.IP.IsLoopback() && ip.IP.To4() != nil
		})
		if i < 0 {
			t.Skip("this machine has no address but loopback")
		}
		server := httptest.NewUnstartedServer(f.server)
		server.Listener = outside
		server.Start()
		t.Cleanup(server.Close)
		f.key(t, testKey{})
		f.exec(t, "DELETE FROM app.api_key")
		eventually(t, "open to this machine", func() bool { return f.status(t, "/v1", nil) == http.StatusOK })
		_, port, _ := net.SplitHostPort(outside.Addr().String())
		f.http.URL = "http://" + net.JoinHostPort(addresses[i].(*net.IPNet).IP.String(), port)
		for _, host := range []string{"", "127.0.0.1", "localhost"} {
			f.refused(t, "/v1", map[string]string{"Host": host}, http.StatusForbidden, "wrong_host")
		}
	})
	t.Run("with a key any host is accepted", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		host := map[string]string{"Host": "ccrepo.example"}
		f.refused(t, "/v1", host, http.StatusForbidden, "wrong_host")
		f.refused(t, "/healthz", host, http.StatusForbidden, "wrong_host")
		_, secret := f.key(t, testKey{})
		if got := f.status(t, "/v1", map[string]string{"Host": "ccrepo.example", "Authorization": "Bearer " + secret}); got != http.StatusOK {
			t.Errorf("with a key: %d", got)
		}
		if got := f.status(t, "/healthz", host); got != http.StatusOK {
			t.Errorf("/healthz: %d", got)
		}
	})
	t.Run("the last use is recorded once a minute", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		id, secret := f.key(t, testKey{})
		last := func() (at *time.Time) {
			if err := f.db.QueryRowContext(t.Context(), "SELECT last_used_at FROM app.api_key WHERE id = $1", id).Scan(&at); err != nil {
				t.Fatal(err)
			}
			return at
		}
		eventually(t, "it is written", func() bool { return last() != nil })
		first := last()
		if !first.Equal(startOfClock) {
			t.Errorf("last used %v, want %v", first, startOfClock)
		}
		f.clock.add(time.Second)
		if got := f.status(t, "/v1", bearer(secret)); got != http.StatusOK {
			t.Errorf("status %d", got)
		}
		if err := f.server.Close(); err != nil { // waits for what is being written
			t.Fatal(err)
		}
		if got := last(); !got.Equal(*first) {
			t.Errorf("written again after a second: %v", got)
		}
	})
}
