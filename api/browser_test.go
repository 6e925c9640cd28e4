package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/web"
)

const agentsPage = "https://agents.example.com"

func withOrigins(origins ...string) func(*api.Options) {
	return func(o *api.Options) { o.Origins = origins }
}

// send sends a request of any method with headers, given as pairs of name and value.
func (f *fixture) send(t testing.TB, method, path string, pairs ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, f.http.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for pair := range slices.Chunk(pairs, 2) {
		req.Header.Add(pair[0], pair[1])
	}
	res, err := f.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// varies reports whether the Vary header of an answer names a header of the request.
func varies(res *http.Response, header string) bool {
	return strings.Contains(","+strings.ReplaceAll(strings.Join(res.Header.Values("Vary"), ","), " ", "")+",", ","+header+",")
}

func TestOnlyListedOriginsMayRead(t *testing.T) {
	t.Parallel()
	f := setupWith(t, withOrigins(agentsPage, "http://crm.example.com:8080", "https://[2001:db8::1]:8443"))
	for origin, allowed := range map[string]bool{
		agentsPage:                               true,
		"http://crm.example.com:8080":            true,
		"https://[2001:db8::1]:8443":             true,
		"":                                       false,
		"null":                                   false,
		"*":                                      false,
		"http://agents.example.com":              false, // scheme
		"https://agents.example.com:8443":        false, // port
		"https://agents.example.com:443":         false, // no browser writes the usual port
		"http://crm.example.com":                 false,
		"https://Agents.example.com":             false, // case: no browser writes it
		"HTTPS://agents.example.com":             false,
		"https://agents.example.com.evil.test":   false, // as a prefix
		"https://evil-agents.example.com":        false, // as a suffix
		"https://a.agents.example.com":           false,
		"https://agentsXexample.com":             false, // . is no pattern
		"https://agents.example.com@evil.test":   false,
		"https://agents.example.com/":            false,
		"https://agents.example.com.":            false,
		"https://evil.test#" + agentsPage:        false,
		agentsPage + " https://evil.test":        false,
		agentsPage + ", https://evil.test":       false,
		"file://":                                false,
		"https://xn--agents.example.com":         false,
		"https://agents.example.com%60.evil.org": false,
	} {
		for _, path := range []string{"/v1", "/v1/tables/cdr_repo", "/v1/tables/cdr_repo?format=csv", "/v1/nothing", "/healthz"} {
			res := f.send(t, http.MethodGet, path, "Origin", origin)
			want := ""
			if allowed {
				want = origin
			}
			if got := res.Header.Values("Access-Control-Allow-Origin"); strings.Join(got, "|") != want {
				t.Errorf("GET %s from %q allows %q, want %q", path, origin, got, want)
			}
			if res.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("GET %s from %q allows cookies", path, origin)
			}
			if !varies(res, "Origin") {
				t.Errorf("GET %s from %q varies by %q", path, origin, res.Header.Values("Vary"))
			}
		}
	}
	if res := f.send(t, http.MethodGet, "/v1", "Origin", agentsPage, "Origin", "https://evil.test"); res.Header.Get("Access-Control-Allow-Origin") == "https://evil.test" {
		t.Error("a second Origin is allowed")
	}
	if res := f.send(t, http.MethodGet, "/v1"); !varies(res, "Origin") {
		t.Error("an answer to a request without Origin may be kept for one with it")
	}
}

func TestPreflight(t *testing.T) {
	t.Parallel()
	f := setupWith(t, withOrigins(agentsPage))
	ask := func(origin string) *http.Response {
		return f.send(t, http.MethodOptions, "/v1/reports/calls", "Origin", origin,
			"Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "authorization")
	}
	res := ask(agentsPage)
	if res.StatusCode != http.StatusNoContent || res.Header.Get("Access-Control-Allow-Origin") != agentsPage {
		t.Errorf("preflight: %s %v", res.Status, res.Header)
	}
	if allowed := strings.ToLower(res.Header.Get("Access-Control-Allow-Headers")); !strings.Contains(allowed, "authorization") || !strings.Contains(allowed, "idempotency-key") || strings.Contains(allowed, "*") {
		t.Errorf("headers allowed are %q", allowed)
	}
	for _, header := range []string{"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"} {
		if !varies(res, header) {
			t.Errorf("preflight does not vary by %s: %q", header, res.Header.Values("Vary"))
		}
	}
	res = ask("https://evil.test")
	for name := range res.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("a preflight from elsewhere gets %s: %s", name, res.Header.Get(name))
		}
	}
	if !varies(res, "Origin") {
		t.Error("the answer to a preflight from elsewhere may be kept for the listed one")
	}
	if res := f.send(t, http.MethodOptions, "/v1/reports/calls", "Origin", agentsPage); !strings.Contains(res.Header.Get("Allow"), "GET") {
		t.Errorf("OPTIONS that is no preflight: %s %v", res.Status, res.Header)
	}
}

func TestWithoutAListNoOriginMayRead(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, method := range []string{http.MethodGet, http.MethodOptions} {
		res := f.send(t, method, "/v1", "Origin", agentsPage, "Access-Control-Request-Method", "GET")
		for name := range res.Header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s gets %s: %s", method, name, res.Header.Get(name))
			}
		}
	}
}

func TestForeignPagesDoNotWrite(t *testing.T) {
	t.Parallel()
	f := setupWith(t, withOrigins(agentsPage))
	for name, tt := range map[string]struct {
		pairs   []string
		refused bool
	}{
		"no browser":             {nil, false},
		"listed":                 {[]string{"Origin", agentsPage, "Sec-Fetch-Site", "cross-site"}, false},
		"own page":               {[]string{"Origin", f.http.URL, "Sec-Fetch-Site", "same-origin"}, false},
		"foreign":                {[]string{"Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site"}, true},
		"foreign, older browser": {[]string{"Origin", "https://evil.test"}, true},
		"neighbour":              {[]string{"Origin", "https://x.example.com", "Sec-Fetch-Site", "same-site"}, true},
		"sandboxed frame":        {[]string{"Origin", "null"}, true},
		"without origin":         {[]string{"Sec-Fetch-Site", "cross-site"}, true},
	} {
		res := f.send(t, http.MethodPost, "/v1", tt.pairs...)
		var p problem
		if err := json.NewDecoder(res.Body).Decode(&p); err != nil {
			t.Fatal(err)
		}
		if refused := p.Code == "foreign_origin" && res.StatusCode == http.StatusForbidden; refused != tt.refused {
			t.Errorf("%s: %s %s", name, res.Status, p.Code)
		}
	}
}

func TestSecureHeadersAreOnEveryAnswer(t *testing.T) {
	t.Parallel()
	f := setupWith(t, withOrigins(agentsPage, "https://b.example.com"))
	closed := setup(t)
	for _, path := range []string{"/v1", "/v1/tables/cdr_repo?format=ndjson", "/v1/nothing", "/v1?x=1", "/healthz", "/openapi.json", "/docs", "/docs/", "/docs/errors", "/docs/swagger-ui.css"} {
		header := f.send(t, http.MethodGet, path).Header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin",
			"X-Frame-Options": "", "Strict-Transport-Security": "",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		policy := header.Get("Content-Security-Policy")
		if !strings.HasSuffix(policy, "; frame-ancestors https://agents.example.com https://b.example.com") || !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy is %q", path, policy)
		}
		header = closed.send(t, http.MethodGet, path).Header
		if policy := header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "; frame-ancestors 'none'") || header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s without a list: policy %q, X-Frame-Options %q", path, policy, header.Get("X-Frame-Options"))
		}
	}
	if caching := f.send(t, http.MethodGet, "/v1/reports/calls").Header.Get("Cache-Control"); caching != "private, no-cache" {
		t.Errorf("Cache-Control is %q", caching)
	}
	if res := f.send(t, http.MethodGet, "/docs/"); res.StatusCode != http.StatusOK {
		t.Errorf("/docs/: %s", res.Status)
	} else if page, _ := io.ReadAll(res.Body); !strings.Contains(string(page), "swagger-ui") {
		t.Errorf("/docs/ is %.200s", page)
	}
}

func TestTransportSecurityIsPromisedOverHTTPSAlone(t *testing.T) {
	t.Parallel()
	f := setupWith(t, func(o *api.Options) { o.Trusted = true })
	server := httptest.NewTLSServer(f.server)
	defer server.Close()
	for host, want := range map[string]string{"reports.example.com": "max-age=31536000", "localhost": "", "127.0.0.1:1": "", "[::1]": ""} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		res, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if got := res.Header.Get("Strict-Transport-Security"); got != want {
			t.Errorf("host %s: %q, want %q", host, got, want)
		}
	}
	_, header, _ := f.getWith(t, "/healthz", map[string]string{"Host": "reports.example.com", "X-Forwarded-Proto": "https"})
	if got := header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("plain HTTP promises %q", got)
	}
}

func TestOriginsOfTheListAreExact(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{agentsPage, "http://localhost:3000", "http://127.0.0.1:8080", "https://[::1]", "https://under_score.example"} {
		if err := web.CheckOrigin(origin); err != nil {
			t.Errorf("%s: %v", origin, err)
		}
	}
	for origin, want := range map[string]string{
		"*": "not an origin such as", "null": "not an origin such as", "": "not an origin such as", "agents.example.com": "not an origin such as",
		"https://*.example.com": "* and other patterns", "https://ex?mple.com": "write https://ex", "https://": "not an origin such as",
		"https://agents.example.com/":    "write https://agents.example.com",
		"https://agents.example.com/x":   "write https://agents.example.com",
		"https://Agents.example.com":     "write https://agents.example.com",
		"HTTPS://agents.example.com":     "write https://agents.example.com",
		"https://agents.example.com:443": "write https://agents.example.com",
		"http://agents.example.com:80":   "write http://agents.example.com",
		"https://a@agents.example.com":   "not an origin such as", "file:///x": "not an origin such as",
		"https://a.example.com; script-src *": "not an origin such as", "https://a.example.com,https://b": "* and other patterns",
		"https://ñandu.example": "xn--", "https://a..b": "patterns", "https://-": "patterns", "https://a.example.com.": "patterns",
	} {
		if err := web.CheckOrigin(origin); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", origin, err, want)
		}
	}
	if _, err := api.New(api.Options{Origins: []string{"*"}}); err == nil {
		t.Error("a server takes * for an origin")
	}
}

func TestPagesLearnThatTheyNeedAKey(t *testing.T) {
	t.Parallel()
	f := setupWith(t, withOrigins(agentsPage))
	f.exec(t, "INSERT INTO app.api_key (id, name, secret_sha256, scopes) VALUES ('abcdefgh', 'a', sha256('x'), '{read}')")
	res := f.send(t, http.MethodGet, "/v1", "Origin", agentsPage)
	if res.StatusCode != http.StatusUnauthorized || res.Header.Get("Access-Control-Allow-Origin") != agentsPage || !strings.Contains(res.Header.Get("Access-Control-Expose-Headers"), "WWW-Authenticate") {
		t.Errorf("without a key: %s %v", res.Status, res.Header)
	}
	res = f.send(t, http.MethodOptions, "/v1", "Origin", agentsPage, "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "authorization")
	if res.StatusCode != http.StatusNoContent || res.Header.Get("Access-Control-Allow-Origin") != agentsPage {
		t.Errorf("preflight: %s %v", res.Status, res.Header)
	}
}
