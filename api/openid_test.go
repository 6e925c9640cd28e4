// The tests of tokens of an OpenID provider, with a provider of their own.

package api_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/auth"
)

// provider is an OpenID provider that a test runs.
type provider struct {
	http *httptest.Server
	mux  *http.ServeMux

	mu      sync.Mutex
	keys    []jose.JSONWebKey // that it publishes
	away    bool
	fetches int // of its keys
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{mux: http.NewServeMux()}
	p.mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.answer(w, map[string]any{"issuer": p.http.URL, "jwks_uri": p.http.URL + "/keys", "authorization_endpoint": p.http.URL + "/authorize", "token_endpoint": p.http.URL + "/token", "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}})
	})
	p.mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		p.mu.Lock()
		p.fetches++
		set := jose.JSONWebKeySet{Keys: p.keys}
		p.mu.Unlock()
		p.answer(w, set)
	})
	p.http = httptest.NewServer(p.mux)
	t.Cleanup(p.http.Close)
	return p
}

func (p *provider) answer(w http.ResponseWriter, value any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

func (p *provider) set(away bool, keys ...signer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away, p.keys = away, nil
	for _, k := range keys {
		p.keys = append(p.keys, k.public)
	}
}

// signer has a key that tokens are signed with.
type signer struct {
	jose.SigningKey
	public jose.JSONWebKey
}

func rsaSigner(t *testing.T, id string) signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return signer{jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: id}}, jose.JSONWebKey{Key: key.Public(), KeyID: id, Use: "sig"}}
}

// token signs claims; those that every token needs are filled in.
func (p *provider) token(t *testing.T, k signer, claims map[string]any) string {
	t.Helper()
	all := map[string]any{"iss": p.http.URL, "aud": "ccrepo", "sub": "user-1", "exp": startOfClock.Add(time.Hour).Unix(), "iat": startOfClock.Unix(), "scope": "read", "campaigns": "*"}
	for name, value := range claims {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	s, err := jose.NewSigner(k.SigningKey, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := s.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func setupOpenID(t *testing.T) (*fixture, *provider, signer) {
	t.Helper()
	p, k := newProvider(t), rsaSigner(t, "first")
	p.set(false, k)
	f := setupWith(t, func(o *api.Options) {
		o.OpenID = &auth.OpenID{Issuer: p.http.URL, Audience: "ccrepo", ScopeClaim: "scope", CampaignClaim: "campaigns", NameClaim: "name"}
	})
	return f, p, k
}

func TestOpenID(t *testing.T) {
	t.Parallel()
	t.Run("a token is accepted like a key, and a request without either is refused", func(t *testing.T) {
		t.Parallel()
		f, p, k := setupOpenID(t)
		f.refused(t, "/v1", nil, http.StatusUnauthorized, "no_key")
		if got := f.status(t, "/healthz", map[string]string{"Host": "ccrepo.example"}); got != http.StatusOK {
			t.Errorf("/healthz: %d", got)
		}
		for name, claims := range map[string]map[string]any{
			"scopes in one text": {"scope": "openid read email"}, "in a list": {"scope": []string{"openid", "read"}}, "audience in a list": {"aud": []string{"other", "ccrepo"}},
			"campaigns in a list": {"campaigns": []string{"*"}}, "one campaign": {"campaigns": "Sales<-,2"},
		} {
			if got := f.status(t, "/v1", bearer(p.token(t, k, claims))); got != http.StatusOK {
				t.Errorf("%s: %d", name, got)
			}
		}
		_, secret := f.key(t, testKey{})
		if got := f.status(t, "/v1", bearer(secret)); got != http.StatusOK {
			t.Errorf("a key beside it: %d", got)
		}
		elliptic, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		e := signer{jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: elliptic, KeyID: "e"}}, jose.JSONWebKey{Key: elliptic.Public(), KeyID: "e"}}
		p.set(false, k, e)
		if got := f.status(t, "/v1", bearer(p.token(t, e, nil))); got != http.StatusOK {
			t.Errorf("ES256: %d", got)
		}
	})
	t.Run("an invalid token is refused", func(t *testing.T) {
		t.Parallel()
		f, p, k := setupOpenID(t)
		right := p.token(t, k, nil)
		parts := strings.Split(right, ".")
		encode := base64.RawURLEncoding.EncodeToString
		claims, _ := base64.RawURLEncoding.DecodeString(parts[1])
		public, _ := k.public.MarshalJSON()
		shared := signer{SigningKey: jose.SigningKey{Algorithm: jose.HS256, Key: public}}
		at := func(d time.Duration) int64 { return startOfClock.Add(d).Unix() }
		for name, token := range map[string]string{
			"another issuer": p.token(t, k, map[string]any{"iss": "https://evil.example"}), "no issuer": p.token(t, k, map[string]any{"iss": nil}),
			"another audience": p.token(t, k, map[string]any{"aud": "other"}), "no audience": p.token(t, k, map[string]any{"aud": nil}),
			"expired": p.token(t, k, map[string]any{"exp": at(-time.Second)}), "without end": p.token(t, k, map[string]any{"exp": nil}),
			"not yet": p.token(t, k, map[string]any{"nbf": at(time.Hour)}), "nobody": p.token(t, k, map[string]any{"sub": ""}),
			"another's key": p.token(t, rsaSigner(t, "first"), nil), "an unknown key": p.token(t, rsaSigner(t, "other"), nil),
			"signed with the public key": p.token(t, shared, nil), "unsigned": encode([]byte(`{"alg":"none"}`)) + "." + parts[1] + ".",
			"signature left out": parts[0] + "." + parts[1] + ".", "claims changed": parts[0] + "." + encode([]byte(strings.Replace(string(claims), "user-1", "user-2", 1))) + "." + parts[2],
			"no token": "a.b.c", "dots": "..",
		} {
			f.clock.add(10 * time.Millisecond) // of the hour that the tokens have
			if name != "expired" {
				f.clock.add(2 * time.Second) // or they are slowed down
			}
			f.refused(t, "/v1", bearer(token), http.StatusUnauthorized, "bad_key")
		}
		if got := f.status(t, "/v1", bearer(right)); got != http.StatusOK {
			t.Errorf("the right one: %d", got)
		}
		f.clock.add(time.Hour)
		f.refused(t, "/v1", bearer(right), http.StatusUnauthorized, "bad_key")
	})
	t.Run("it has the rights of its claims and no others", func(t *testing.T) {
		t.Parallel()
		f, p, k := setupOpenID(t)
		f.exec(t, "INSERT INTO cdr_repo (calldate, src, campaign) VALUES ('2026-03-10T01:00Z', '1', 'sales'), ('2026-03-10T02:00Z', '2', 'support'), ('2026-03-10T03:00Z', '3', '*')")
		for _, scope := range []any{nil, "", "act", "reading", []string{"act", "pii"}, 5, map[string]any{"read": true}} {
			f.refused(t, "/v1/tables/cdr_repo", bearer(p.token(t, k, map[string]any{"scope": scope})), http.StatusForbidden, "missing_scope")
		}
		for _, campaigns := range []any{nil, "", []string{}, []string{""}, 5, true, map[string]any{"*": true}, []any{"*", 5}} {
			f.refused(t, "/v1/tables/cdr_repo", bearer(p.token(t, k, map[string]any{"campaigns": campaigns})), http.StatusForbidden, "no_campaigns")
		}
		for want, campaigns := range map[string]any{"sales support *": "*", "sales": []string{"sales"}, "sales support": []string{"support", "sales"}} {
			status, _, body := f.getWith(t, "/v1/tables/cdr_repo?fields=campaign&order=calldate", bearer(p.token(t, k, map[string]any{"campaigns": campaigns})))
			var a answer
			decode(t, body, &a)
			var got []string
			for _, c := range a.column("campaign") {
				got = append(got, c.(string))
			}
			if status != http.StatusOK || strings.Join(got, " ") != want {
				t.Errorf("campaigns %v: %d %q, want %s", campaigns, status, got, want)
			}
		}
	})
	t.Run("changed keys of the provider are fetched", func(t *testing.T) {
		t.Parallel()
		f, p, k := setupOpenID(t)
		if got := f.status(t, "/v1", bearer(p.token(t, k, nil))); got != http.StatusOK {
			t.Fatalf("first key: %d", got)
		}
		second := rsaSigner(t, "second")
		p.set(false, k, second)
		for _, s := range []signer{k, second} {
			if got := f.status(t, "/v1", bearer(p.token(t, s, nil))); got != http.StatusOK {
				t.Errorf("while there are two: %d", got)
			}
		}
		third := rsaSigner(t, "third")
		p.set(false, third)
		if got := f.status(t, "/v1", bearer(p.token(t, third, nil))); got != http.StatusOK {
			t.Errorf("third key: %d", got)
		}
		f.refused(t, "/v1", bearer(p.token(t, second, nil)), http.StatusUnauthorized, "bad_key")
	})
	t.Run("while the provider cannot be reached, tokens of fetched keys are accepted and others are a 503", func(t *testing.T) {
		t.Parallel()
		f, p, k := setupOpenID(t)
		p.set(true, k)
		_, header := f.refused(t, "/v1", bearer(p.token(t, k, nil)), http.StatusServiceUnavailable, "provider_unavailable")
		if header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		p.set(false, k)
		if got := f.status(t, "/v1", bearer(p.token(t, k, nil))); got != http.StatusOK {
			t.Errorf("once it is back: %d", got)
		}
		p.set(true)
		if got := f.status(t, "/v1", bearer(p.token(t, k, nil))); got != http.StatusOK {
			t.Errorf("its key is known: %d", got)
		}
		f.refused(t, "/v1", bearer(p.token(t, rsaSigner(t, "new"), nil)), http.StatusServiceUnavailable, "provider_unavailable")
	})
	t.Run("wrong tokens do not cause repeated requests to the provider", func(t *testing.T) {
		t.Parallel()
		f, p, k := setupOpenID(t)
		wrong := rsaSigner(t, "unknown")
		began := time.Now()
		for range 30 {
			f.clock.add(2 * time.Second)
			if got := f.status(t, "/v1", bearer(p.token(t, wrong, nil))); got == http.StatusOK {
				t.Fatal("an unknown key counts")
			}
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if most := 5 + int(time.Since(began).Seconds()) + 1; p.fetches > most {
			t.Errorf("its keys were fetched %d times, want at most %d", p.fetches, most)
		}
		_ = k
	})
}

func TestOpenIDSettings(t *testing.T) {
	t.Parallel()
	right := auth.OpenID{Issuer: "https://login.example.com/realm", Audience: "ccrepo", ScopeClaim: "scope", CampaignClaim: "campaigns", NameClaim: "sub"}
	for name, change := range map[string]func(*auth.OpenID){
		"no URL": func(o *auth.OpenID) { o.Issuer = "login" }, "not encrypted": func(o *auth.OpenID) { o.Issuer = "http://login.example.com" },
		"a query": func(o *auth.OpenID) { o.Issuer += "?a=b" }, "no audience": func(o *auth.OpenID) { o.Audience = "" }, "no claim": func(o *auth.OpenID) { o.CampaignClaim = "" },
	} {
		wrong := right
		change(&wrong)
		if err := wrong.Check(); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if err := right.Check(); err != nil {
		t.Error(err)
	}
	if err := (*auth.OpenID)(nil).Check(); err != nil {
		t.Error(err)
	}
}

// TestOpenIDClaims sends claims that are refused although their signature is right.
func TestOpenIDClaims(t *testing.T) {
	t.Parallel()
	t.Run("with the character U+0000", func(t *testing.T) {
		t.Parallel()
		f, p, k := setupOpenID(t)
		for claim, value := range map[string]any{"sub": "a\x00b", "name": "a\x00b", "scope": "read \x00", "campaigns": []string{"sales", "s\x00"}} {
			for _, path := range []string{"/v1", "/v1/tables/cdr_repo"} {
				problem, _ := f.refused(t, path, bearer(p.token(t, k, map[string]any{claim: value})), http.StatusUnauthorized, "bad_key")
				if !strings.Contains(problem.Detail, claim) {
					t.Errorf("it does not name the claim %s: %s", claim, problem.Detail)
				}
			}
		}
	})
	t.Run("for a time that has not come", func(t *testing.T) {
		t.Parallel()
		f, p, k := setupOpenID(t)
		at := func(d time.Duration) any { return startOfClock.Add(d).Unix() }
		for name, nbf := range map[string]any{"61 seconds": at(61 * time.Second), "four minutes": at(4 * time.Minute), "no time": "soon", "beyond all times": 1e300} {
			t.Run(name, func(t *testing.T) {
				f.clock.add(2 * time.Second) // or they are slowed down
				if number, ok := nbf.(int64); ok {
					nbf = number + int64(f.clock.now().Sub(startOfClock).Seconds())
				}
				f.refused(t, "/v1", bearer(p.token(t, k, map[string]any{"nbf": nbf})), http.StatusUnauthorized, "bad_key")
			})
		}
		for name, nbf := range map[string]any{"a minute, by a clock that is ahead": f.clock.now().Add(time.Minute).Unix(), "now": at(0), "with a fraction": float64(startOfClock.Unix()) + 0.5} {
			if got := f.status(t, "/v1", bearer(p.token(t, k, map[string]any{"nbf": nbf}))); got != http.StatusOK {
				t.Errorf("%s: %d", name, got)
			}
		}
	})
	t.Run("that are all campaigns and some", func(t *testing.T) {
		t.Parallel()
		f, p, k := setupOpenID(t)
		for _, campaigns := range [][]string{{"*", "sales"}, {"sales", "*"}, {"*", ""}} {
			token := bearer(p.token(t, k, map[string]any{"campaigns": campaigns}))
			if problem, _ := f.refused(t, "/v1/tables/cdr_repo", token, http.StatusForbidden, "no_campaigns"); !strings.Contains(problem.Detail, `"*"`) {
				t.Errorf("%v: it does not say what is wrong: %s", campaigns, problem.Detail)
			}
		}
	})
}

// TestOpenIDPrincipals has subjects that are named as the tokens of agents are.
func TestOpenIDPrincipals(t *testing.T) {
	t.Parallel()
	f, p, k := setupOpenID(t)
	_, secret := f.key(t, testKey{name: "u9", scopes: []string{"act", "pii"}})
	user := func(subject string) []string {
		return []string{"Authorization", "Bearer " + p.token(t, k, map[string]any{"sub": subject, "name": subject, "scope": "act pii"})}
	}
	tokenOf := func(header []string) []string {
		return f.agentToken(t, "ana", strings.TrimPrefix(header[1], "Bearer "))
	}
	const body = `{"agent":"ana","expires_in":300}`
	senders := [][]string{
		user("u9 for ana"), tokenOf(user("u9")), tokenOf([]string{"Authorization", "Bearer " + secret}),
		user(`agent "ana" of u9`), user("u9"), {"Authorization", "Bearer " + secret},
	}
	ids := map[string]int{}
	for i, header := range senders {
		r := f.submit(t, http.MethodPost, "/v1/actions/hang-up", body, append(header, "Idempotency-Key", "the same")...)
		r.want(t, http.StatusAccepted, "")
		if before, known := ids[r.body]; known || r.header.Get("Idempotency-Replayed") != "" {
			t.Errorf("sender %d gets the answer of sender %d: they are the same principal", i, before)
		}
		ids[r.body] = i
	}
	if n := f.count(t, "(SELECT DISTINCT userid FROM auditory WHERE action LIKE '%hang-up%') AS names"); n != 4 {
		t.Errorf("%d names in the audit rows, want 4: the subject named u9 for ana and the two tokens of an u9 for ana must differ", n)
	}
}
