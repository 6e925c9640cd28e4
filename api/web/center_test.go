// A contact centre for the tests of the bridge: a server, a desktop and a CRM.

package web_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// The hosts of a contact centre are different sites.
const (
	serverHost  = "ccrepo.test"
	crmHost     = "crm.example"
	desktopHost = "desktop.test"
	agent       = "ana.silva"
)

// testCertificate is for every host; the browser trusts its key alone.
type testCertificate struct {
	tls.Certificate
	spki string
}

var certificate = sync.OnceValue(func() testCertificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		DNSNames: []string{serverHost, crmHost, desktopHost, crmHost + ".evil.test", desktopHost + ".evil.test"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	spki, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(spki)
	return testCertificate{tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, base64.StdEncoding.EncodeToString(sum[:])}
})

// center is a contact centre: a server of ccrepo, and one in the place of the CRM's and the desktop's.
type center struct {
	db     *sql.DB
	at     string // of the server
	base   string // its URL for browsers
	port   string // of the CRM and the desktop
	plain  string // port of the same by plain HTTP
	secret string // of the CRM's key
	end    func() // of the server
	open   func(*api.Options)
	client *http.Client

	protocols []string
}

// newCenter starts one. Without protocols its server uses the default ones.
func newCenter(t testing.TB, protocols ...string) *center {
	t.Helper()
	dbtest.Slow(t)
	c := &center{protocols: protocols}
	if protocols == nil {
		c.protocols = []string{"h2", "http/1.1"}
	}
	at := dbtest.URL(t)
	var err error
	if c.db, err = sql.Open("postgres", at); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.db.Close() })
	id, secret, hash := auth.NewSecret()
	c.secret = secret
	for text, args := range map[string][]any{
		"INSERT INTO app.api_key (id, name, secret_sha256, scopes) VALUES ($1, 'CRM', $2, $3)": {id, hash[:], pq.Array([]string{"act", "pii"})},
		"INSERT INTO app.campaign_setting (campaign, did) VALUES ($1, $2)":                     {"TestCampaign->", "22222222"},
	} {
		if _, err := c.db.ExecContext(t.Context(), text, args...); err != nil {
			t.Fatal(err)
		}
	}
	pages := newPages(t, c)
	plain := httptest.NewServer(c.pages())
	t.Cleanup(plain.Close)
	c.port, c.plain = portOf(pages.Listener), portOf(plain.Listener)
	c.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	t.Cleanup(c.client.CloseIdleConnections)
	c.open = func(o *api.Options) {
		*o = api.Options{
			DatabaseURL: at, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
			Location: time.UTC, Quiet: true, Origins: []string{c.crm()},
		}
	}
	c.at = "127.0.0.1:0"
	c.start(t)
	t.Cleanup(func() { c.end() })
	return c
}

// newPages serves the pages by HTTPS.
func newPages(t testing.TB, c *center) *httptest.Server {
	t.Helper()
	pages := httptest.NewUnstartedServer(c.pages())
	pages.TLS = &tls.Config{Certificates: []tls.Certificate{certificate().Certificate}}
	pages.StartTLS()
	t.Cleanup(pages.Close)
	return pages
}

func portOf(l net.Listener) string { return fmt.Sprint(l.Addr().(*net.TCPAddr).Port) }

// start starts the server; after the first time at the same address.
func (c *center) start(t testing.TB) {
	t.Helper()
	listener, err := net.Listen("tcp", c.at)
	if err != nil {
		t.Fatal(err)
	}
	c.at, c.base = listener.Addr().String(), "https://"+serverHost+":"+portOf(listener)
	var options api.Options
	c.open(&options)
	server, err := api.New(options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var running sync.WaitGroup
	running.Go(func() {
		config := &tls.Config{Certificates: []tls.Certificate{certificate().Certificate}, NextProtos: c.protocols}
		if err := server.Run(ctx, tls.NewListener(listener, config)); err != nil {
			t.Error(err)
		}
	})
	c.end = sync.OnceFunc(func() {
		cancel()
		running.Wait()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
}

func (c *center) crm() string     { return "https://" + crmHost + ":" + c.port }
func (c *center) desktop() string { return "https://" + desktopHost + ":" + c.port }

// lookalike is an origin that begins like the CRM's.
func (c *center) lookalike() string { return "https://" + crmHost + ".evil.test:" + c.port }

// server returns the URL of ccrepo for a page of the CRM.
func (c *center) server(r *http.Request) string {
	var o struct{ Server string }
	_ = json.Unmarshal([]byte(r.URL.Query().Get("options")), &o)
	return cmp.Or(o.Server, c.base)
}

// options are those of connect which a test's page takes.
type options map[string]any

// page opens the CRM's page, connected with the options. The text distinguishes it from other pages.
func (c *center) page(text string, o options) string {
	all := options{"agent": agent, "target": "parent", "targetOrigin": c.desktop()}
	for name, value := range o {
		all[name] = value
	}
	said, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	return c.crm() + "/crm?" + url.Values{"name": {text}, "options": {string(said)}}.Encode()
}

// around is a page of an origin with another page in a frame.
func around(origin, framed string) string {
	return origin + "/desktop?" + url.Values{"crm": {framed}}.Encode()
}

// tab opens the desktop with the CRM in a frame, and waits until the CRM is connected.
func (c *center) tab(t testing.TB, p *profile, name string, o options) (desktop, crm page) {
	t.Helper()
	desktop = p.open(t, around(c.desktop(), c.page(name, o)))
	crm = p.frame(t, "name="+name+"&")
	until(t, crm, "window.bridge?.status === 'live' || window.bridge?.status === 'standby'")
	return desktop, crm
}

// pages are those of the CRM and of the desktop.
func (c *center) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/crm", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		// What docs/bridge.md says that the bridge needs, and this page's own script.
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline' "+c.base+"; connect-src 'self' "+c.server(r))
		fmt.Fprintf(w, crmPage, c.base)
	})
	mux.HandleFunc("/desktop", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Query().Has("sandbox") {
			w.Header().Set("Content-Security-Policy", "sandbox allow-scripts")
		}
		_, _ = io.WriteString(w, desktopPage)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		status, body, err := c.ask(http.MethodPost, "/v1/agents/"+url.PathEscape(r.URL.Query().Get("agent"))+"/token", "{}")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write(body)
	})
	mux.HandleFunc("/cookie", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "x", Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteNoneMode})
		_, _ = io.WriteString(w, r.Header.Get("Cookie"))
	})
	return mux
}

// crmPage is a CRM's page; its back end gives it the token.
const crmPage = `<!doctype html><title>CRM</title>
<script src="%s/bridge.js"></script>
<script>
const parameters = new URLSearchParams(location.search);
const options = JSON.parse(parameters.get('options') ?? '{}');
if (options.locks === false) Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
if (options.channel === false) delete window.BroadcastChannel;
if (options.hurry) { // the tests must not wait for the 35 s that a stream may be silent, nor for the 10 s of a request
  const { setTimeout } = window;
  window.setTimeout = (f, ms, ...more) => setTimeout(f, ms === 35e3 ? 1500 : ms, ...more);
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / 10);
}
window.tokens = 0;
window.statuses = [];
window.news = []; // of actions
window.got = []; // posted to this window by itself
addEventListener('message', (e) => { if (e.source === window) got.push({ origin: e.origin, data: e.data }); });
const token = async () => {
  tokens++;
  if (options.wrongToken && tokens === 1) return 'ccrepo_agent_none';
  if (options.noToken) return undefined;
  return (await fetch('/token?agent=' + encodeURIComponent(options.agent), { method: 'POST' })).json();
};
try {
  window.bridge = ccrepo.connect({
    token, onAction: (a) => news.push(a), onStatus: (s, e) => statuses.push(e ? s + ': ' + e.message : s), ...options,
  });
} catch (e) {
  window.refusal = e.name + ': ' + e.message;
}
// outcome returns the outcome of a promise as a value.
window.outcome = (promise) => promise.then((action) => ({ action }), ({ message, action, problem }) => ({ message, action, problem }));
</script>`

// desktopPage shows the CRM, records the messages from it, and answers as a test requests.
const desktopPage = `<!doctype html><title>desktop</title>
<iframe id="crm"></iframe>
<script>
const frame = document.getElementById('crm');
window.got = [];
addEventListener('message', (e) => {
  if (e.source !== frame.contentWindow) return;
  got.push({ origin: e.origin, data: e.data });
  window.answer?.(e);
});
frame.src = new URLSearchParams(location.search).get('crm') ?? 'about:blank';
</script>`

// action is an action as the API returns it.
type action struct {
	ID             int64           `json:"id"`
	State          string          `json:"state"`
	Detail         *string         `json:"detail"`
	DeliveredAt    *time.Time      `json:"delivered_at"`
	AcknowledgedAt *time.Time      `json:"acknowledged_at"`
	EndedAt        *time.Time      `json:"ended_at"`
	Payload        json.RawMessage `json:"payload"`
}

func (a action) detail() string {
	if a.Detail == nil {
		return ""
	}
	return *a.Detail
}

// ask sends a request as the CRM's back end does, with its key.
func (c *center) ask(method, path, body string, pairs ...string) (int, []byte, error) {
	req, err := http.NewRequest(method, "https://"+c.at+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.secret)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(pairs); i += 2 {
		req.Header.Set(pairs[i], pairs[i+1])
	}
	res, err := c.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, text, err
}

// post sends an action, which must be taken.
func (c *center) post(t testing.TB, kind, body string) action {
	t.Helper()
	status, text, err := c.ask(http.MethodPost, "/v1/actions/"+kind, body)
	if err != nil || status != http.StatusAccepted {
		t.Fatalf("POST %s: %d %s %v", kind, status, text, err)
	}
	return read(t, text)
}

// ended waits until an action has ended.
func (c *center) ended(t testing.TB, id int64) action {
	t.Helper()
	status, text, err := c.ask(http.MethodGet, fmt.Sprintf("/v1/actions/%d?wait=20", id), "")
	if err != nil || status != http.StatusOK {
		t.Fatalf("GET action %d: %d %s %v", id, status, text, err)
	}
	a := read(t, text)
	if a.EndedAt == nil {
		t.Fatalf("action %d has not ended: %s", id, text)
	}
	return a
}

func read(t testing.TB, text []byte) (a action) {
	t.Helper()
	if err := json.Unmarshal(text, &a); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return a
}

// compact is JSON without blanks.
func compact(t testing.TB, text []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, text); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out.String()
}
