// The tests of sessions: people who sign in with a browser.

package api_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// browser keeps cookies and follows no redirect.
type browser struct {
	f      *fixture
	client *http.Client
}

func (f *fixture) browser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{f: f, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// do sends a request as a browser does; form nil is a GET.
func (b *browser) do(t testing.TB, path string, form url.Values, pairs ...string) (*http.Response, string) {
	t.Helper()
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(t.Context(), method, b.f.http.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(pairs); i += 2 {
		req.Header.Set(pairs[i], pairs[i+1])
	}
	res, err := b.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

var formToken = regexp.MustCompile(`name="token" value="([0-9a-f]+)"`)

// token returns the token of the form on a page.
func (b *browser) token(t testing.TB, path string) string {
	t.Helper()
	_, text := b.do(t, path, nil)
	found := formToken.FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("%s has no form: %s", path, text)
	}
	return found[1]
}

// signIn signs in, and wants to get to a page.
func (b *browser) signIn(t testing.TB, secret string) {
	t.Helper()
	res, text := b.do(t, "/sign-in", url.Values{"token": {b.token(t, "/sign-in")}, "key": {secret}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in: %d: %s", res.StatusCode, text)
	}
}

// signedIn reports whether the browser gets a page, and wants it to be asked to sign in otherwise.
func (b *browser) signedIn(t testing.TB) bool {
	t.Helper()
	res, _ := b.do(t, "/reports", nil)
	if res.StatusCode != http.StatusOK && (res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "./sign-in?next=reports") {
		t.Fatalf("/reports: %d, Location %q", res.StatusCode, res.Header.Get("Location"))
	}
	return res.StatusCode == http.StatusOK
}

func TestSession(t *testing.T) {
	t.Parallel()
	f := setupWith(t, withOrigins(agentsPage))
	if res, _ := f.browser(t).do(t, "/sign-in?next=reports", nil); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "./reports" {
		t.Errorf("without keys, /sign-in: %d, %q", res.StatusCode, res.Header.Get("Location"))
	}
	id, secret := f.key(t, testKey{name: "Ana's screen", scopes: []string{"read", "act"}})
	other := f.over(t, nil)
	b := f.browser(t)
	res, _ := b.do(t, "/reports/calls?queue=a%26b&lang=es", nil)
	if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != "../sign-in?lang=es&next=reports%2Fcalls%3Fqueue%3Da%2526b%26lang%3Des" {
		t.Errorf("a page without a session: %d, %q", res.StatusCode, got)
	}
	res, text := b.do(t, "/sign-in?lang=es&next=reports%2Fcalls%3Fqueue%3Da%2526b", nil)
	if res.StatusCode != http.StatusOK || !strings.Contains(text, "Ingresar") || res.Header.Get("Cache-Control") != "no-store" || !strings.Contains(res.Header.Get("Content-Security-Policy"), "form-action 'self'") {
		t.Errorf("the form: %d %v: %s", res.StatusCode, res.Header, text)
	}
	res, _ = b.do(t, "/sign-in", url.Values{"token": {formToken.FindStringSubmatch(text)[1]}, "key": {secret}, "next": {"reports/calls?queue=a%26b"}})
	if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != "./reports/calls?queue=a%26b" {
		t.Fatalf("signing in: %d, %q", res.StatusCode, got)
	}
	cookie := sessionCookie(t, res)
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.MaxAge != 12*3600 || cookie.Domain != "" || cookie.Secure || strings.Contains(cookie.Value, id) {
		t.Errorf("the cookie is %s", cookie)
	}

	t.Run("it reads, and does nothing else", func(t *testing.T) {
		res, text := b.do(t, "/reports/calls?queue=a%26b", nil)
		if res.StatusCode != http.StatusOK || !strings.Contains(text, "Ana&#39;s screen") || !strings.Contains(text, `action="../sign-out"`) || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("a page: %d %v: %s", res.StatusCode, res.Header, text)
		}
		for path, want := range map[string]int{
			"/v1/reports/calls?format=csv": 200, "/v1": 200, "/openapi.json": 200, "/docs/": 200, "/nowhere": 404, "/v1/nowhere": 404,
			"/v1/agents/ana/stream": 401,
		} {
			if res, text := b.do(t, path, nil, "Accept", "*/*"); res.StatusCode != want {
				t.Errorf("GET %s: %d, want %d: %s", path, res.StatusCode, want, text)
			}
		}
		for _, path := range []string{"/v1/tags", "/v1/actions/make-call", "/v1/agents/ana/token"} {
			if res, _ := b.do(t, path, url.Values{}, "Content-Type", "application/json"); res.StatusCode != http.StatusUnauthorized {
				t.Errorf("POST %s with a session: %d", path, res.StatusCode)
			}
		}
		for name, headers := range map[string][]string{
			"fetched by another site": {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, "by a neighbour": {"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors"},
		} {
			if res, _ := b.do(t, "/v1/reports/calls", nil, headers...); res.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s: %d", name, res.StatusCode)
			}
		}
		if res, _ := b.do(t, "/reports", nil, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"); res.StatusCode != http.StatusOK {
			t.Errorf("by a link elsewhere: %d", res.StatusCode)
		}
		if res, _ := b.do(t, "/reports", nil, "Authorization", "Bearer x"); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("with a wrong key beside the session: %d", res.StatusCode)
		}
	})
	t.Run("another server of the database knows it", func(t *testing.T) {
		b := &browser{other, b.client}
		if !b.signedIn(t) {
			t.Error("it does not")
		}
	})
	t.Run("a program gets a problem", func(t *testing.T) { f.refused(t, "/reports", nil, http.StatusUnauthorized, "no_key") })
	t.Run("signing in again makes another session", func(t *testing.T) {
		res, _ := b.do(t, "/sign-in", url.Values{"token": {b.token(t, "/sign-in")}, "key": {secret}})
		if again := sessionCookie(t, res); again.Value == cookie.Value {
			t.Error("it is the same")
		}
	})
	t.Run("signing out ends it everywhere", func(t *testing.T) {
		stolen, elsewhere := f.browser(t), other.browser(t)
		for _, thief := range []*browser{stolen, elsewhere} {
			thief.client.Jar.SetCookies(mustURL(t, thief.f.http.URL), b.client.Jar.Cookies(mustURL(t, f.http.URL)))
			if !thief.signedIn(t) {
				t.Fatal("the copy is not signed in")
			}
		}
		var pairs []string
		for _, c := range b.client.Jar.Cookies(mustURL(t, f.http.URL)) {
			pairs = append(pairs, c.Name+"="+c.Value)
		}
		stream, ended := f.open(t, "/wall/stream", map[string]string{"Cookie": strings.Join(pairs, "; ")}), make(chan error, 1)
		defer func() { _ = stream.Body.Close() }()
		go func() {
			_, err := io.Copy(io.Discard, stream.Body)
			ended <- err
		}()
		if stream.StatusCode != http.StatusOK {
			t.Errorf("the stream of the wallboard: %d", stream.StatusCode)
		}
		res, _ := b.do(t, "/sign-out", url.Values{"token": {b.token(t, "/reports")}})
		if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != "./sign-in" {
			t.Errorf("signing out: %d, %q", res.StatusCode, got)
		}
		if b.signedIn(t) || stolen.signedIn(t) {
			t.Error("it still reads")
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the stream ends with %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("the stream goes on")
		}
		var audited string
		if err := f.db.QueryRowContext(t.Context(), "SELECT string_agg(DISTINCT userid || ' ' || host || ' ' || action, '; ' ORDER BY userid || ' ' || host || ' ' || action) FROM auditory").Scan(&audited); err != nil ||
			audited != "Ana's screen 127.0.0.1 signed in to the pages; Ana's screen 127.0.0.1 signed out of the pages" {
			t.Errorf("the audit has %q, %v", audited, err)
		}
		if !strings.Contains(f.log.String(), "signed out of the pages") {
			t.Error("the log does not have it")
		}
		eventually(t, "the other server knows it", func() bool { return !elsewhere.signedIn(t) })
		f.clock.add(14 * time.Hour)
		if err := f.server.DeleteEndedSessions(t.Context()); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := f.db.QueryRowContext(t.Context(), "SELECT count(*) FROM app.ended_session").Scan(&left); err != nil || left != 0 {
			t.Errorf("%d ended sessions are left, %v", left, err)
		}
	})
	if strings.Contains(f.log.String(), secret) {
		t.Error("the log has the secret")
	}
}

// sessionCookie returns the cookie of a session that an answer sets.
func sessionCookie(t testing.TB, res *http.Response) *http.Cookie {
	t.Helper()
	for _, c := range res.Cookies() {
		if strings.HasSuffix(c.Name, "ccrepo_session") && c.Value != "" {
			return c
		}
	}
	t.Fatalf("the answer %d sets no session: %v", res.StatusCode, res.Header)
	return nil
}

func mustURL(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.key(t, testKey{}) // or the server would answer without any after one is deleted
	for name, change := range map[string]string{
		"revoked": "UPDATE app.api_key SET revoked_at = now() WHERE id = $1", "deleted": "DELETE FROM app.api_key WHERE id = $1",
		"other scopes": "UPDATE app.api_key SET scopes = '{read,pii}' WHERE id = $1", "other campaigns": "UPDATE app.api_key SET campaigns = '{a}' WHERE id = $1",
		"other secret": "UPDATE app.api_key SET secret_sha256 = sha256('x') WHERE id = $1", "expired": "UPDATE app.api_key SET expires_at = '2020-01-01' WHERE id = $1",
	} {
		t.Run("when its key is "+name, func(t *testing.T) {
			id, secret := f.key(t, testKey{})
			b := f.browser(t)
			b.signIn(t, secret)
			if !b.signedIn(t) {
				t.Fatal("not signed in")
			}
			f.exec(t, change, id)
			eventually(t, "it ends", func() bool { return !b.signedIn(t) })
		})
	}
	t.Run("after twelve hours", func(t *testing.T) {
		_, secret := f.key(t, testKey{})
		b := f.browser(t)
		b.signIn(t, secret)
		f.clock.add(12*time.Hour - time.Second)
		if !b.signedIn(t) {
			t.Error("it ends before")
		}
		f.clock.add(time.Second)
		if b.signedIn(t) {
			t.Error("it goes on")
		}
	})
	t.Run("with its key", func(t *testing.T) {
		at := f.clock.now().Add(time.Hour)
		_, secret := f.key(t, testKey{expires: &at})
		b := f.browser(t)
		res, _ := b.do(t, "/sign-in", url.Values{"token": {b.token(t, "/sign-in")}, "key": {secret}})
		if got := sessionCookie(t, res).MaxAge; got != 3600 {
			t.Errorf("the cookie is kept for %d s", got)
		}
		f.clock.add(time.Hour)
		if b.signedIn(t) {
			t.Error("it goes on")
		}
	})
	t.Run("no cookie can be made or changed", func(t *testing.T) {
		id, secret := f.key(t, testKey{})
		b := f.browser(t)
		res, _ := b.do(t, "/sign-in", url.Values{"token": {b.token(t, "/sign-in")}, "key": {secret}})
		genuine := sessionCookie(t, res).Value
		changed := []byte(genuine)
		changed[len(changed)/2] ^= 1
		for name, value := range map[string]string{
			"changed": string(changed), "cut": genuine[:len(genuine)-4], "empty": "", "plain": fmt.Sprintf(`{"id":"x","key":%q,"exp":9999999999}`, id),
			"the key": secret, "no base64": "%%%", "sealed as a cursor": f.server.SealCursor(fmt.Sprintf(`{"id":"x","key":%q,"exp":9999999999}`, id)),
		} {
			if got := f.status(t, "/v1", map[string]string{"Cookie": "ccrepo_session=" + value}); got != http.StatusUnauthorized {
				t.Errorf("%s: %d", name, got)
			}
		}
		if got := f.status(t, "/v1", map[string]string{"Cookie": "ccrepo_session=" + genuine}); got != http.StatusOK {
			t.Errorf("the genuine one: %d", got)
		}
	})
}

func TestSignInIsRefused(t *testing.T) {
	t.Parallel()
	f := setupWith(t, withOrigins(agentsPage))
	id, secret := f.key(t, testKey{})
	_, powerless := f.key(t, testKey{scopes: []string{"act"}})
	t.Run("where another page sent the form", func(t *testing.T) {
		b := f.browser(t)
		b.signIn(t, secret)
		for path, form := range map[string]url.Values{
			"/sign-in": {"token": {b.token(t, "/sign-in")}, "key": {secret}}, "/sign-out": {"token": {b.token(t, "/reports")}},
		} {
			without, wrong := url.Values{"key": form["key"]}, url.Values{"key": form["key"], "token": {strings.Repeat("0", 64)}}
			for name, sent := range map[string]struct {
				form  url.Values
				pairs []string
			}{
				"foreign origin": {form, []string{"Origin", "https://evil.test"}}, "no origin": {form, []string{"Origin", "null"}},
				"an origin that may read": {form, []string{"Origin", agentsPage}}, "cross-site": {form, []string{"Sec-Fetch-Site", "cross-site"}},
				"same-site": {form, []string{"Sec-Fetch-Site", "same-site"}}, "no token": {without, nil}, "wrong token": {wrong, nil},
			} {
				res, text := b.do(t, path, sent.form, sent.pairs...)
				if res.StatusCode != http.StatusForbidden || len(res.Cookies()) > 0 {
					t.Errorf("%s, %s: %d %v: %s", path, name, res.StatusCode, res.Cookies(), text)
				}
			}
			if res, _ := f.browser(t).do(t, "/sign-in", url.Values{"token": form["token"], "key": {secret}}); res.StatusCode != http.StatusForbidden {
				t.Errorf("the token of another browser: %d", res.StatusCode)
			}
		}
		if !b.signedIn(t) {
			t.Error("it was signed out")
		}
	})
	t.Run("with a wrong key, as elsewhere", func(t *testing.T) {
		b := f.browser(t)
		token := b.token(t, "/sign-in")
		_, random, _ := strings.Cut(strings.TrimPrefix(secret, "ccrepo_"), "_")
		try := func(key string) int {
			res, text := b.do(t, "/sign-in", url.Values{"token": {token}, "key": {key}})
			if strings.Contains(text, random) || key != "" && strings.Contains(text, key) || res.StatusCode != http.StatusSeeOther && strings.Contains(strings.Join(res.Header.Values("Set-Cookie"), " "), "session") {
				t.Errorf("the answer to a wrong key: %v %s", res.Header, text)
			}
			return res.StatusCode
		}
		for range 10 {
			if got := try("ccrepo_" + id + "_" + strings.Repeat("0", 64)); got != http.StatusUnauthorized {
				t.Errorf("a wrong key: %d", got)
			}
		}
		if got := try(secret); got != http.StatusTooManyRequests {
			t.Errorf("after ten wrong keys, the right one: %d", got)
		}
		f.refused(t, "/v1", bearer(secret), http.StatusTooManyRequests, "too_many_failures")
		f.clock.add(time.Minute)
		for key, want := range map[string]int{"": 401, "x.y.z": 401, "ccrepo_agent_x": 401, powerless: 403, " " + secret + "\n": 303} {
			if got := try(key); got != want {
				t.Errorf("%q: %d, want %d", key, got, want)
			}
		}
		if res, _ := b.do(t, "/sign-in?key="+secret, url.Values{"token": {token}}); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("a key in the URL: %d", res.StatusCode)
		}
		if res, _ := b.do(t, "/sign-in", url.Values{"token": {token}, "key": {strings.Repeat("x", 20_000)}}); res.StatusCode != http.StatusBadRequest {
			t.Errorf("a long form: %d", res.StatusCode)
		}
	})
	t.Run("and leads to no other server", func(t *testing.T) {
		b := f.browser(t)
		for next, want := range map[string]string{
			"": "./", "reports": "./reports", "wall?queue=a": "./wall?queue=a", "calls/1.2": "./calls/1.2", "reports/events/x/Y?a=https://b/../c": "./reports/events/x/Y?a=https://b/../c",
			"https://evil.test": "./https://evil.test", "javascript:alert(1)": "./javascript:alert(1)", // both are paths of this server
			"//evil.test": "./", "/evil.test": "./", `\\evil.test`: "./", `/\evil.test`: "./", "%2f%2fevil.test": "./", "%5cevil.test": "./", "../other": "./", "a/../../other": "./",
			"%2e%2e/other": "./", ".%2E/x": "./", "a\r\nSet-Cookie: x=y": "./", "\t//evil.test": "./", "a b": "./", "a#b": "./", "%": "./", "%0a": "./", strings.Repeat("x", 4001): "./",
		} {
			f.clock.add(time.Second)
			res, _ := b.do(t, "/sign-in", url.Values{"token": {b.token(t, "/sign-in?next="+url.QueryEscape(next))}, "key": {secret}, "next": {next}})
			if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != want {
				t.Errorf("next %q: %d, %q, want %q", next, res.StatusCode, got, want)
			}
			at, err := mustURL(t, "https://ccrepo.example/prefix/sign-in").Parse(res.Header.Get("Location"))
			if err != nil || at.Host != "ccrepo.example" || !strings.HasPrefix(at.Path, "/prefix/") {
				t.Errorf("next %q leads to %s", next, at)
			}
		}
	})
	t.Run("over TLS its cookie is of this host alone", func(t *testing.T) {
		b := f.browser(t)
		res, text := b.do(t, "/sign-in", nil, "X-Forwarded-Proto", "https")
		bound := res.Cookies()[0]
		res, _ = b.do(t, "/sign-in", url.Values{"token": {formToken.FindStringSubmatch(text)[1]}, "key": {secret}}, "X-Forwarded-Proto", "https", "Cookie", bound.Name+"="+bound.Value)
		for _, c := range []*http.Cookie{bound, sessionCookie(t, res)} {
			if !c.Secure || !strings.HasPrefix(c.Name, "__Host-ccrepo_") || c.Path != "/" || c.Domain != "" || !c.HttpOnly {
				t.Errorf("the cookie is %s", c)
			}
		}
	})
}
