// The tests of signing in at an OpenID provider, with a provider of their own.

package api_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/auth"
)

// login is the part of a provider at which people sign in. Everybody there is user-1.
type login struct {
	*provider
	key signer

	mu     sync.Mutex
	claims map[string]any      // of the next id token, beside the usual ones
	codes  map[string]grant    // that are not used yet
	change func(string) string // of the next id token; nil: none
}

// grant is what a code is good for.
type grant struct{ client, redirect, challenge, nonce string }

const clientSecret = "s3cret of the pages"

func setupLogin(t *testing.T) (*fixture, *login) {
	t.Helper()
	l := &login{key: rsaSigner(t, "first"), codes: map[string]grant{}}
	l.provider = newProvider(t)
	l.set(false, l.key)
	l.mux.HandleFunc("/authorize", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("client_id") != "ccrepo-pages" || !strings.Contains(q.Get("scope"), "openid") || q.Get("state") == "" {
			http.Error(w, "invalid_request", http.StatusBadRequest)
			return
		}
		code := rand.Text()
		l.mu.Lock()
		l.codes[code] = grant{q.Get("client_id"), q.Get("redirect_uri"), q.Get("code_challenge"), q.Get("nonce")}
		l.mu.Unlock()
		http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {l.http.URL}}.Encode(), http.StatusFound)
	})
	l.mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		of, known := l.codes[r.FormValue("code")]
		delete(l.codes, r.FormValue("code"))
		more, change := l.claims, l.change
		l.mu.Unlock()
		id, secret, _ := r.BasicAuth()
		secret, _ = url.QueryUnescape(secret)
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if !known || id != of.client || secret != clientSecret || r.FormValue("redirect_uri") != of.redirect || base64.RawURLEncoding.EncodeToString(sum[:]) != of.challenge {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
			return
		}
		claims := map[string]any{"aud": of.client, "nonce": of.nonce, "name": "Ana", "campaigns": []string{"Sales<-"}}
		for name, value := range more {
			claims[name] = value
		}
		token := l.token(t, l.key, claims)
		if change != nil {
			token = change(token)
		}
		l.answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token})
	})
	f := setupWith(t, func(o *api.Options) {
		o.OpenID = &auth.OpenID{Issuer: l.http.URL, Audience: "ccrepo", ScopeClaim: "scope", CampaignClaim: "campaigns", NameClaim: "name", ClientID: "ccrepo-pages", ClientSecret: clientSecret}
	})
	return f, l
}

// toProvider goes to the provider and returns the path with which it sends the browser back.
func (b *browser) toProvider(t *testing.T, next string) string {
	t.Helper()
	res, text := b.do(t, "/sign-in/provider?next="+url.QueryEscape(next), nil)
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("to the provider: %d: %s", res.StatusCode, text)
	}
	back, err := b.client.Get(res.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = back.Body.Close() }()
	at, err := back.Location()
	if err != nil {
		t.Fatalf("the provider answers %d, %v", back.StatusCode, err)
	}
	return at.RequestURI()
}

func TestSignInAtTheProvider(t *testing.T) {
	t.Parallel()
	f, l := setupLogin(t)
	set := func(claims map[string]any, change func(string) string) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.claims, l.change = claims, change
	}
	t.Run("begins a session with the rights of the token", func(t *testing.T) {
		b := f.browser(t)
		if res, text := b.do(t, "/sign-in?next=reports", nil); !strings.Contains(text, `href="./sign-in/provider?next=reports"`) {
			t.Errorf("the form: %d: %s", res.StatusCode, text)
		}
		res, text := b.do(t, b.toProvider(t, "reports/calls?queue=a"), nil, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate")
		if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != "../reports/calls?queue=a" {
			t.Fatalf("back from the provider: %d, %q: %s", res.StatusCode, got, text)
		}
		if c := sessionCookie(t, res); c.MaxAge != 3600 {
			t.Errorf("the cookie is %s, want it to end with the token", c)
		}
		if _, text := b.do(t, "/reports", nil); !strings.Contains(text, ">Ana<") {
			t.Errorf("the page does not name her: %s", text)
		}
		for path, want := range map[string]int{"/v1/reports/queue-summary?range=today": 200, "/v1/reports/live-agents": 403} {
			if res, text := b.do(t, path, nil); res.StatusCode != want {
				t.Errorf("%s: %d, want %d: %s", path, res.StatusCode, want, text)
			}
		}
		b.do(t, "/sign-out", url.Values{"token": {b.token(t, "/reports")}})
		if b.signedIn(t) {
			t.Error("it goes on after signing out")
		}
		res, _ = b.do(t, b.toProvider(t, "https://evil.test"), nil)
		if got := res.Header.Get("Location"); got != "../https://evil.test" { // a path of this server
			t.Errorf("a hostile next leads to %q", got)
		}
		f.clock.add(time.Hour)
		if b.signedIn(t) {
			t.Error("it goes on after the token")
		}
		f.clock.add(-time.Hour)
	})
	t.Run("only for the browser that began it, once and soon", func(t *testing.T) {
		b := f.browser(t)
		back := b.toProvider(t, "")
		refused := func(name string, b *browser, path string, want int) {
			t.Helper()
			f.clock.add(20 * time.Second) // or they are slowed down
			res, text := b.do(t, path, nil)
			if res.StatusCode != want || b.signedIn(t) {
				t.Errorf("%s: %d, want %d: %s", name, res.StatusCode, want, text)
			}
		}
		refused("another browser", f.browser(t), back, http.StatusForbidden)
		refused("another state", b, strings.Replace(back, "state=", "state=x", 1), http.StatusForbidden)
		refused("after one was refused", b, back, http.StatusForbidden)
		back = b.toProvider(t, "")
		f.clock.add(10 * time.Minute)
		refused("after ten minutes", b, back, http.StatusForbidden)
		// A code that the provider gave for another browser: PKCE.
		other, _ := url.Parse(f.browser(t).toProvider(t, ""))
		own, _ := url.Parse(b.toProvider(t, ""))
		mixed := own.Query()
		mixed.Set("code", other.Query().Get("code"))
		refused("the code of another browser", b, own.Path+"?"+mixed.Encode(), http.StatusUnauthorized)
		mixed = url.Values{"state": {mustURL(t, b.toProvider(t, "")).Query().Get("state")}, "error": {"access_denied<script>"}}
		refused("an error of the provider", b, "/sign-in/callback?"+mixed.Encode(), http.StatusUnauthorized)
		back = b.toProvider(t, "")
		refused("another issuer", b, strings.Replace(back, "iss=", "iss=x", 1), http.StatusUnauthorized)
		res, _ := b.do(t, b.toProvider(t, ""), nil)
		used := res.Request.URL.RequestURI()
		if res.StatusCode != http.StatusSeeOther {
			t.Errorf("a good one: %d", res.StatusCode)
		}
		if res, _ := b.do(t, used, nil); res.StatusCode != http.StatusForbidden {
			t.Errorf("once more: %d", res.StatusCode)
		}
	})
	t.Run("only with a token for this server and this sign-in", func(t *testing.T) {
		now := func(seconds int) int64 { return f.clock.now().Unix() + int64(seconds) }
		for name, claims := range map[string]map[string]any{
			"for the other audience": {"aud": "ccrepo"}, "for another client": {"aud": "x"}, "for two, and another party": {"aud": []string{"ccrepo-pages", "x"}, "azp": "x"},
			"for two": {"aud": []string{"ccrepo-pages", "x"}}, "for another party": {"azp": "x"}, "no audience": {"aud": nil}, "another nonce": {"nonce": "x"}, "no nonce": {"nonce": nil},
			"another issuer": {"iss": "https://evil.test"}, "expired": {"exp": now(-1)}, "early": {"nbf": now(3600)}, "no subject": {"sub": nil},
		} {
			f.clock.add(20 * time.Second)
			set(claims, nil)
			b := f.browser(t)
			if res, text := b.do(t, b.toProvider(t, ""), nil); res.StatusCode != http.StatusUnauthorized || b.signedIn(t) {
				t.Errorf("%s: %d: %s", name, res.StatusCode, text)
			}
		}
		for name, change := range map[string]func(string) string{
			"none": func(string) string { return "" }, "no signature": func(s string) string { return s[:strings.LastIndex(s, ".")+1] },
			"signed with what it publishes": func(string) string {
				return l.token(t, signer{SigningKey: jose.SigningKey{Algorithm: jose.HS256, Key: []byte(clientSecret + strings.Repeat(" ", 32))}}, map[string]any{"aud": "ccrepo-pages"})
			},
			"another's key": func(string) string { return l.token(t, rsaSigner(t, "first"), map[string]any{"aud": "ccrepo-pages"}) },
		} {
			f.clock.add(20 * time.Second)
			set(nil, change)
			b := f.browser(t)
			if res, text := b.do(t, b.toProvider(t, ""), nil); res.StatusCode != http.StatusUnauthorized || b.signedIn(t) {
				t.Errorf("%s: %d: %s", name, res.StatusCode, text)
			}
		}
		for code, claims := range map[string]map[string]any{"campaigns": {"campaigns": nil}, "scope": {"scope": "openid act"}} {
			set(claims, nil)
			b := f.browser(t)
			if res, text := b.do(t, b.toProvider(t, ""), nil); res.StatusCode != http.StatusForbidden || !strings.Contains(text, code) || b.signedIn(t) {
				t.Errorf("no %s: %d: %s", code, res.StatusCode, text)
			}
		}
		set(map[string]any{"aud": []string{"ccrepo-pages", "x"}, "azp": "ccrepo-pages", "exp": now(3600)}, nil)
		b := f.browser(t)
		if res, text := b.do(t, b.toProvider(t, ""), nil); res.StatusCode != http.StatusSeeOther {
			t.Errorf("for two, and this party: %d: %s", res.StatusCode, text)
		}
		f.refused(t, "/v1", bearer(l.token(t, l.key, map[string]any{"aud": "ccrepo-pages", "exp": now(3600)})), http.StatusUnauthorized, "bad_key")
	})
	t.Run("not while the provider is away", func(t *testing.T) {
		set(nil, nil)
		b := f.browser(t)
		back := b.toProvider(t, "")
		l.set(true)
		defer l.set(false, l.key)
		if res, text := b.do(t, back, nil); res.StatusCode != http.StatusServiceUnavailable || b.signedIn(t) {
			t.Errorf("%d: %s", res.StatusCode, text)
		}
	})
	if text := f.log.String(); strings.Contains(text, clientSecret) || strings.Contains(text, "code=") {
		t.Errorf("the log has secrets: %s", text)
	}
}

func TestNoSignInAtAProvider(t *testing.T) {
	t.Parallel()
	f, _, _ := setupOpenID(t) // without a client id
	b := f.browser(t)
	if _, text := b.do(t, "/sign-in", nil); strings.Contains(text, "sign-in/provider") {
		t.Errorf("the form has a link: %s", text)
	}
	for _, path := range []string{"/sign-in/provider", "/sign-in/callback?code=x&state=y"} {
		if res, _ := b.do(t, path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}
