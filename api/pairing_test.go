// The tests of screens: they show a code, and an administrator gives them a key.

package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
)

var shownCode = regexp.MustCompile(`<strong>([34679ACDEFGHJKMNPQRTWXY]{4}-[34679ACDEFGHJKMNPQRTWXY]{4})</strong>`)

// code returns the code that a screen shows.
func (b *browser) code(t testing.TB) string {
	t.Helper()
	res, text := b.do(t, "/wall/pair", nil)
	found := shownCode.FindStringSubmatch(text)
	if res.StatusCode != http.StatusOK || found == nil || res.Header.Get("Refresh") == "" || res.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("/wall/pair: %d %v: %s", res.StatusCode, res.Header, text)
	}
	return found[1]
}

// pair gives a key to the screen with a code, as ccrepo key pair does.
func (f *fixture) pair(t testing.TB, code string, k testKey) (id string) {
	t.Helper()
	id, _ = f.key(t, k)
	hash, ok := auth.PairingHash(strings.ToLower(code))
	if !ok {
		t.Fatalf("%s is no code", code)
	}
	f.exec(t, "INSERT INTO app.pairing (code_sha256, key, expires_at) VALUES ($1, $2, $3)", hash[:], id, f.clock.now().Add(time.Minute))
	return id
}

// taken waits until a screen gets a session, and returns its cookie.
func (b *browser) taken(t testing.TB) *http.Cookie {
	t.Helper()
	var cookie *http.Cookie
	eventually(t, "the screen takes its key", func() bool {
		res, _ := b.do(t, "/wall/pair", nil)
		if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "../wall" {
			return false
		}
		cookie = sessionCookie(t, res)
		return true
	})
	return cookie
}

func TestPairing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	if res, _ := f.browser(t).do(t, "/wall/pair", nil); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "../wall" {
		t.Errorf("without keys: %d", res.StatusCode)
	}
	f.key(t, testKey{})
	t.Run("a screen gets the key of its code, and keeps it", func(t *testing.T) {
		tv, thief := f.browser(t), f.browser(t)
		code := tv.code(t)
		if again, other := tv.code(t), thief.code(t); again != code || other == code {
			t.Errorf("the screen shows %s and then %s, another one %s", code, again, other)
		}
		id := f.pair(t, code, testKey{name: "TV1", campaigns: []string{"Sales<-"}})
		cookie := tv.taken(t)
		if cookie.MaxAge != 30*24*3600 || !cookie.HttpOnly {
			t.Errorf("the cookie is %s", cookie)
		}
		if res, text := tv.do(t, "/wall", nil); res.StatusCode != http.StatusOK || len(res.Cookies()) > 0 {
			t.Errorf("/wall: %d %v: %s", res.StatusCode, res.Cookies(), text)
		}
		if res, _ := tv.do(t, "/v1/reports/live-agents", nil); res.StatusCode != http.StatusForbidden {
			t.Errorf("it is not limited to its campaign: %d", res.StatusCode)
		}
		if thief.code(t) == code || thief.signedIn(t) {
			t.Error("another browser got it")
		}
		var left int
		if err := f.db.QueryRowContext(t.Context(), "SELECT count(*) FROM app.pairing").Scan(&left); err != nil || left != 0 {
			t.Errorf("%d codes are left, %v", left, err)
		}
		// It is renewed while it is in use, for longer than one cookie lasts, and by nothing but the wallboard.
		for range 4 {
			f.clock.add(20 * 24 * time.Hour)
			res, text := tv.do(t, "/wall", nil)
			if res.StatusCode != http.StatusOK || sessionCookie(t, res).Value == cookie.Value {
				t.Fatalf("it is not renewed: %d: %s", res.StatusCode, text)
			}
		}
		if res, _ := tv.do(t, "/wall", nil); len(res.Cookies()) > 0 {
			t.Error("it is renewed with each request")
		}
		f.exec(t, "UPDATE app.api_key SET revoked_at = now() WHERE id = $1", id)
		eventually(t, "it ends with its key", func() bool { return !tv.signedIn(t) })
		if res, _ := tv.do(t, "/wall", nil); res.StatusCode != http.StatusSeeOther || len(res.Cookies()) > 0 {
			t.Errorf("/wall after the key was revoked: %d, %v", res.StatusCode, res.Cookies())
		}
	})
	t.Run("a code is good for ten minutes", func(t *testing.T) {
		tv := f.browser(t)
		code := tv.code(t)
		f.pair(t, code, testKey{})
		f.clock.add(10 * time.Minute)
		if again := tv.code(t); again == code || tv.signedIn(t) {
			t.Error("it still is")
		}
		if err := f.server.DeleteEndedSessions(t.Context()); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := f.db.QueryRowContext(t.Context(), "SELECT count(*) FROM app.pairing").Scan(&left); err != nil || left != 0 {
			t.Errorf("%d codes are left, %v", left, err)
		}
	})
	t.Run("a session ends with its key, and a person's is not renewed", func(t *testing.T) {
		at := f.clock.now().Add(time.Hour)
		tv := f.browser(t)
		f.pair(t, tv.code(t), testKey{expires: &at})
		if got := tv.taken(t).MaxAge; got != 3600 {
			t.Errorf("the cookie lasts %d s, the key an hour", got)
		}
		_, secret := f.key(t, testKey{})
		person := f.browser(t)
		person.signIn(t, secret)
		f.clock.add(11 * time.Hour)
		if res, _ := person.do(t, "/wall", nil); res.StatusCode != http.StatusOK || len(res.Cookies()) > 0 {
			t.Errorf("/wall of a person: %d %v", res.StatusCode, res.Cookies())
		}
		if tv.signedIn(t) {
			t.Error("the screen's goes on")
		}
	})
	t.Run("one address gets few codes", func(t *testing.T) {
		f.clock.add(time.Minute)
		for range 10 {
			f.browser(t).code(t)
		}
		if res, _ := f.browser(t).do(t, "/wall/pair", nil); res.StatusCode != http.StatusTooManyRequests {
			t.Errorf("the eleventh: %d", res.StatusCode)
		}
	})
	t.Run("the roles of the server cannot pair", func(t *testing.T) {
		for _, statement := range []string{
			"INSERT INTO app.api_key (id, name, secret_sha256, scopes) VALUES ('abcdefgh', 'x', sha256('x'), '{read}')", "INSERT INTO app.pairing VALUES (sha256('x'), 'x', now())", "UPDATE app.pairing SET key = 'x'",
		} {
			tx, err := f.db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.ExecContext(t.Context(), "SET LOCAL ROLE ccrepo_writer"); err != nil {
				t.Fatal(err)
			}
			if _, err := tx.ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "permission denied") {
				t.Errorf("%s: %v", statement, err)
			}
			_ = tx.Rollback()
		}
	})
}

func TestPairingHash(t *testing.T) {
	t.Parallel()
	want, ok := auth.PairingHash("34679ACD")
	if !ok {
		t.Fatal("a code is none")
	}
	for typed, valid := range map[string]bool{"3467-9ACD": true, "3467-9acd": true, " 3467 9ACD ": true, "": false, "3467-9AC": false, "3467-9ACDE": false, "3467-9AC0": false, "3467-9ACO": false, "3467–9ACD": false} {
		if got, ok := auth.PairingHash(typed); ok != valid || ok && got != want {
			t.Errorf("%q: %v", typed, ok)
		}
	}
}
