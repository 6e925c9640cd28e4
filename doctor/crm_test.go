// Tests of the CRM's checks: a CRM with its certificates, and one fault after another.

package doctor

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	crmPage   = "https://crm.example.com/customers?searchByPhoneNumber=3312345678"
	crmOrigin = "https://ucontact.example.net"
)

// party is an authority or a server, with its certificate and the party that issued it.
type party struct {
	cert  *x509.Certificate
	key   crypto.Signer
	above *party
}

// certify creates a certificate from a template that change may edit. Without an issuer it is self-signed.
func certify(t testing.TB, above *party, change func(*x509.Certificate)) *party {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "party " + serial.String()}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(60 * 24 * time.Hour),
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	change(template)
	signer := &party{cert: template, key: key}
	if above != nil {
		signer = above
	}
	der, err := x509.CreateCertificate(rand.Reader, template, signer.cert, key.Public(), signer.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &party{cert, key, above}
}

func authority(c *x509.Certificate) {
	c.IsCA, c.KeyUsage, c.ExtKeyUsage = true, x509.KeyUsageCertSign, nil
}

// crm is a CRM with its certificates and its hosts. Tests change it to make it faulty.
type crm struct {
	root, between, leaf *party
	sends               []*party // certificates, in the order of the handshake
	handler             http.HandlerFunc
	tls                 *tls.Config
	origin              string
	hosts               map[string]http.HandlerFunc // handlers of other hosts
	now                 func() time.Time
}

func newCRM(t testing.TB) *crm {
	c := &crm{origin: crmOrigin, tls: &tls.Config{MinVersion: tls.VersionTLS10}, now: time.Now, hosts: map[string]http.HandlerFunc{}}
	c.root = certify(t, nil, authority)
	c.between = certify(t, c.root, authority)
	c.issue(t, func(*x509.Certificate) {})
	c.handler = c.healthy
	return c
}

// issue creates the server's certificate.
func (c *crm) issue(t testing.TB, change func(*x509.Certificate)) {
	c.leaf = certify(t, c.between, func(template *x509.Certificate) {
		template.DNSNames = []string{"crm.example.com", "login.example.com", "localhost"}
		change(template)
	})
	c.sends = []*party{c.leaf, c.between}
}

// healthy answers as a CRM that works in a frame of uContact.
func (c *crm) healthy(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'self' "+crmOrigin)
	w.Header().Set("Vary", "Accept-Encoding, Origin")
	if r.Header.Get("Origin") == crmOrigin {
		w.Header().Set("Access-Control-Allow-Origin", crmOrigin)
		w.Header().Set("Access-Control-Allow-Credentials", "true")
	}
	w.Header().Add("Set-Cookie", "session=secretvalue; Path=/; Secure; HttpOnly; SameSite=None; Partitioned")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte("<!doctype html><title>CRM</title>"))
}

// and makes the handler a healthy CRM whose response headers the test changes.
func (c *crm) and(change func(http.Header)) {
	c.handler = func(w http.ResponseWriter, r *http.Request) {
		c.healthy(&changedHeader{w, change, false}, r)
	}
}

// changedHeader changes the header before it is sent.
type changedHeader struct {
	http.ResponseWriter
	change func(http.Header)
	done   bool
}

func (w *changedHeader) Write(b []byte) (int, error) {
	if !w.done {
		w.change(w.Header())
		w.done = true
	}
	return w.ResponseWriter.Write(b)
}

// examine serves the CRM, examines a page of it and returns the findings.
func (c *crm) examine(t testing.TB, page string) []Finding {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if other := c.hosts[r.Host]; other != nil {
			other(w, r)
			return
		}
		c.handler(w, r)
	}))
	pair := tls.Certificate{PrivateKey: c.leaf.key}
	for _, p := range c.sends {
		pair.Certificate = append(pair.Certificate, p.cert.Raw)
	}
	server.TLS = c.tls.Clone()
	server.TLS.Certificates = []tls.Certificate{pair}
	server.EnableHTTP2 = c.tls.MaxVersion == 0
	server.Config.ErrorLog = log.New(new(bytes.Buffer), "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/between.der" {
			_, _ = w.Write(c.between.cert.Raw)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(plain.Close)

	d, err := NewCRM(page, c.origin)
	if err != nil {
		t.Fatal(err)
	}
	d.now, d.roots = c.now, x509.NewCertPool()
	d.roots.AddCert(c.root.cert)
	d.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		at := server.Listener.Addr().String()
		switch host, port, _ := net.SplitHostPort(address); {
		case host == "nowhere.example.com":
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		case port == "1":
			at = "127.0.0.1:1"
		case port == "80":
			at = plain.Listener.Addr().String()
		}
		return (&net.Dialer{}).DialContext(ctx, network, at)
	}
	return d.Examine(t.Context())
}

// TestDoctorCRM introduces one fault at a time and expects exactly its findings.
func TestDoctorCRM(t *testing.T) {
	t.Parallel()
	type spoil = func(t testing.TB, c *crm)
	set := func(name, value string) spoil {
		return func(_ testing.TB, c *crm) { c.and(func(h http.Header) { h.Set(name, value) }) }
	}
	options := func(value string) spoil {
		return func(_ testing.TB, c *crm) {
			c.and(func(h http.Header) { h.Del("Content-Security-Policy"); h.Set("X-Frame-Options", value) })
		}
	}
	cookie := func(value string) spoil { return set("Set-Cookie", value) }
	redirect := func(to string) spoil {
		return func(_ testing.TB, c *crm) {
			c.handler = func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/customers" {
					http.Redirect(w, r, to, http.StatusFound)
					return
				}
				c.healthy(w, r)
			}
		}
	}
	issue := func(change func(*x509.Certificate)) spoil {
		return func(t testing.TB, c *crm) { c.issue(t, change) }
	}
	for name, tt := range map[string]struct {
		spoil spoil
		page  string
		want  []string // severity, check: words of the finding; empty: no findings
	}{
		"nothing":               {spoil: func(testing.TB, *crm) {}},
		"address of plain http": {page: "http://crm.example.com/", want: []string{"error http: http://crm.example.com/ is plain HTTP"}},
		"name that is unknown":  {page: "https://nowhere.example.com/", want: []string{"error connection: The name nowhere.example.com is not known"}},
		"port that is closed":   {page: "https://crm.example.com:1/", want: []string{"error connection: crm.example.com:1 can't be reached"}},
		"port without TLS":      {page: "https://crm.example.com:80/", want: []string{"error connection: crm.example.com:80 does not speak HTTPS"}},
		"old TLS":               {spoil: func(_ testing.TB, c *crm) { c.tls.MaxVersion = tls.VersionTLS11 }, want: []string{"error tls-version: crm.example.com:443 offers nothing newer than TLS 1.1"}},
		"client certificate asked for": {spoil: func(_ testing.TB, c *crm) {
			c.tls.ClientAuth = tls.RequireAnyClientCert
			c.tls.MaxVersion = tls.VersionTLS12
		},
			want: []string{"error connection: An encrypted connection to crm.example.com:443"}},

		"expired": {spoil: issue(func(x *x509.Certificate) {
			x.NotBefore, x.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
		}),
			want: []string{"error certificate: The certificate of crm.example.com expired on " + time.Now().Add(-24*time.Hour).UTC().Format(time.DateOnly)}},
		"not valid yet": {spoil: issue(func(x *x509.Certificate) { x.NotBefore = time.Now().Add(time.Hour) }), want: []string{"error certificate: The certificate of crm.example.com is not valid before"}},
		"expires soon":  {spoil: issue(func(x *x509.Certificate) { x.NotAfter = time.Now().Add(24 * time.Hour) }), want: []string{"warning certificate: The certificate of crm.example.com expires on"}},
		"of another name": {spoil: issue(func(x *x509.Certificate) { x.DNSNames = []string{"www.example.com", "*.crm.example.com"} }),
			want: []string{"error certificate-name: The certificate of crm.example.com is for www.example.com, *.crm.example.com"}},
		"without a name": {spoil: issue(func(x *x509.Certificate) { x.DNSNames, x.Subject.CommonName = nil, "crm.example.com" }),
			want: []string{"error certificate-name: The certificate of crm.example.com names no host by subjectAltName"}},
		"self-signed": {spoil: func(t testing.TB, c *crm) {
			c.leaf = certify(t, nil, func(x *x509.Certificate) { x.DNSNames = []string{"crm.example.com"} })
			c.sends = []*party{c.leaf}
		}, want: []string{"error certificate-chain: The certificate of crm.example.com is signed by itself"}},
		"intermediate missing, found by its address": {spoil: func(t testing.TB, c *crm) {
			c.issue(t, func(x *x509.Certificate) { x.IssuingCertificateURL = []string{"http://aia.example.com/between.der"} })
			c.sends = []*party{c.leaf}
		}, want: []string{"error certificate-chain: The server of crm.example.com does not send the intermediate certificate"}},
		"intermediate missing, not to be found": {spoil: func(t testing.TB, c *crm) {
			c.issue(t, func(x *x509.Certificate) { x.IssuingCertificateURL = []string{"http://aia.example.com/gone.der"} })
			c.sends = []*party{c.leaf}
		}, want: []string{"error certificate-chain: The certificate of crm.example.com leads to \"CN=party"}},
		"unknown authority": {spoil: func(t testing.TB, c *crm) { c.root = certify(t, nil, authority) },
			want: []string{"error certificate-chain: The certificate of crm.example.com leads to \"CN=party"}},
		"intermediate expired": {spoil: func(t testing.TB, c *crm) {
			c.between = certify(t, c.root, func(x *x509.Certificate) { authority(x); x.NotAfter = time.Now().Add(-time.Minute) })
			c.issue(t, func(*x509.Certificate) {})
		}, want: []string{"error certificate-chain: A certificate that the server of crm.example.com sends along has expired"}},
		"not for servers": {spoil: issue(func(x *x509.Certificate) { x.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }),
			want: []string{"error certificate-chain: Browsers refuse the certificate of crm.example.com"}},
		"expired, self-signed, of another name": {spoil: func(t testing.TB, c *crm) {
			c.leaf = certify(t, nil, func(x *x509.Certificate) { x.DNSNames, x.NotAfter = []string{"x.test"}, time.Now().Add(-time.Minute) })
			c.sends = []*party{c.leaf}
		}, want: []string{"error certificate: ", "error certificate-chain: The certificate of crm.example.com is signed by itself", "error certificate-name: "}},

		"redirect within":        {spoil: redirect("/clients")},
		"redirect to plain http": {spoil: redirect("http://crm.example.com/clients"), want: []string{"error http: http://crm.example.com/clients is plain HTTP"}},
		"redirect to a login":    {spoil: redirect("https://login.example.com/?next=1"), want: []string{"warning redirect: https://crm.example.com/customers redirects to another host, login.example.com"}},
		"redirect to no address": {spoil: redirect("https://%zz/"), want: []string{"error redirect: "}},
		"redirect in a circle":   {spoil: redirect("/customers?again"), want: []string{"error redirect: The page redirects in a circle, through https://crm.example.com/customers"}},
		"redirects without an end": {spoil: func(_ testing.TB, c *crm) {
			c.handler = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusSeeOther) }
		}, want: []string{"error redirect: The page redirects more than 20 times"}},
		"login that holds in a frame": {spoil: func(_ testing.TB, c *crm) {
			c.handler = func(w http.ResponseWriter, r *http.Request) {
				if _, err := r.Cookie("session"); err != nil && r.Header.Get("Origin") == "" {
					w.Header().Set("Set-Cookie", "session=1; Secure; SameSite=None; Partitioned")
					http.Redirect(w, r, r.URL.String(), http.StatusFound)
					return
				}
				c.healthy(w, r)
			}
		}},
		"login that does not": {spoil: func(_ testing.TB, c *crm) {
			c.handler = func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Set-Cookie", "session=1; Secure; SameSite=Lax")
				http.Redirect(w, r, r.URL.String(), http.StatusFound)
			}
		}, want: []string{"error cookies: Of the cookies session: browsers do not send them in frames", "error redirect: The page redirects in a circle"}},

		"page that is not there": {spoil: func(_ testing.TB, c *crm) {
			c.handler = func(w http.ResponseWriter, r *http.Request) { c.healthy(&changedStatus{w, http.StatusNotFound}, r) }
		}, want: []string{"error status: https://crm.example.com/customers answers 404 Not Found."}},
		"page for signed-in users": {spoil: func(_ testing.TB, c *crm) {
			c.handler = func(w http.ResponseWriter, r *http.Request) { c.healthy(&changedStatus{w, http.StatusForbidden}, r) }
		}, want: []string{"warning status: https://crm.example.com/customers answers 403 Forbidden"}},
		"no page":  {spoil: set("Content-Type", "application/json"), want: []string{`warning content: https://crm.example.com/customers is of type "application/json"`}},
		"download": {spoil: set("Content-Disposition", "attachment; filename=x.html"), want: []string{"error content: https://crm.example.com/customers is downloaded"}},

		"frame-ancestors of others": {spoil: set("Content-Security-Policy", "frame-ancestors 'self' https://other.example.net"),
			want: []string{"error frame-ancestors: The CRM's Content-Security-Policy does not allow pages of https://ucontact.example.net to show it: frame-ancestors: 'self' is the CRM itself; https://other.example.net is another host."}},
		"one of two policies": {spoil: func(_ testing.TB, c *crm) {
			c.and(func(h http.Header) { h.Add("Content-Security-Policy", "script-src 'self', frame-ancestors 'none'") })
		}, want: []string{"error frame-ancestors: The CRM's Content-Security-Policy does not allow pages of https://ucontact.example.net to show it: frame-ancestors: 'none' allows nothing."}},
		"frame-ancestors beside a stricter X-Frame-Options": {spoil: set("X-Frame-Options", "DENY")},
		"X-Frame-Options: SAMEORIGIN":                       {spoil: options("SAMEORIGIN"), want: []string{"error x-frame-options: X-Frame-Options: SAMEORIGIN does not allow pages"}},
		"X-Frame-Options: deny":                             {spoil: options("deny"), want: []string{"error x-frame-options: X-Frame-Options: DENY does not allow pages"}},
		"X-Frame-Options: ALLOW-FROM":                       {spoil: options("ALLOW-FROM " + crmOrigin), want: []string{"warning x-frame-options: Browsers do not know X-Frame-Options: ALLOW-FROM"}},
		"X-Frame-Options that contradict each other":        {spoil: options("ALLOWALL, ALLOW-FROM " + crmOrigin), want: []string{"error x-frame-options: X-Frame-Options: ALLOWALL, ALLOW-FROM"}},
		"no word about frames":                              {spoil: set("Content-Security-Policy", "default-src 'self'"), want: []string{"warning frame-ancestors: Every page may show the CRM"}},
		"frame-ancestors that are only reported": {spoil: func(_ testing.TB, c *crm) {
			c.and(func(h http.Header) {
				h.Set("Content-Security-Policy-Report-Only", h.Get("Content-Security-Policy"))
				h.Del("Content-Security-Policy")
			})
		}, want: []string{"warning frame-ancestors: Every page", "warning frame-ancestors: The CRM's frame-ancestors are only reported"}},

		"no CORS": {spoil: func(_ testing.TB, c *crm) { c.and(func(h http.Header) { h.Del("Access-Control-Allow-Origin") }) },
			want: []string{"error cors: The CRM does not allow pages of https://ucontact.example.net to read it"}},
		"CORS for another":           {spoil: set("Access-Control-Allow-Origin", "https://other.example.net"), want: []string{`error cors: Access-Control-Allow-Origin is "https://other.example.net", not`}},
		"CORS with a slash":          {spoil: set("Access-Control-Allow-Origin", crmOrigin+"/"), want: []string{`error cors: Access-Control-Allow-Origin is "https://ucontact.example.net/", which is not exactly`}},
		"CORS for two":               {spoil: set("Access-Control-Allow-Origin", crmOrigin+", https://b.test"), want: []string{"error cors: Access-Control-Allow-Origin is \"https://ucontact.example.net, https://b.test\": browsers accept exactly one"}},
		"CORS for all, with cookies": {spoil: set("Access-Control-Allow-Origin", "*"), want: []string{"warning cors: Access-Control-Allow-Origin: * and Access-Control-Allow-Credentials: true exclude"}},
		"CORS for all": {spoil: func(_ testing.TB, c *crm) {
			c.and(func(h http.Header) {
				h.Set("Access-Control-Allow-Origin", "*")
				h.Del("Access-Control-Allow-Credentials")
			})
		}},
		"CORS without Vary":            {spoil: set("Vary", "Accept"), want: []string{"warning cors: The answer names the origin without Vary"}},
		"CORS credentials in capitals": {spoil: set("Access-Control-Allow-Credentials", "True"), want: []string{`warning cors: Access-Control-Allow-Credentials is "True"`}},
		"CORS for every origin": {spoil: func(_ testing.TB, c *crm) {
			c.handler = func(w http.ResponseWriter, r *http.Request) {
				c.healthy(&changedHeader{w, func(h http.Header) {
					h.Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
					h.Set("Access-Control-Allow-Credentials", "true")
				}, false}, r)
			}
		}, want: []string{"warning cors: Every origin is allowed"}},

		"cookie Lax":                             {spoil: cookie("sid=1; Secure; SameSite=Lax"), want: []string{"error cookies: Of the cookies sid: browsers do not send them in frames"}},
		"cookie Strict":                          {spoil: cookie("sid=1; Secure; SameSite=strict"), want: []string{"error cookies: Of the cookies sid: browsers do not send them in frames"}},
		"cookie without SameSite":                {spoil: cookie("sid=1; Secure"), want: []string{"error cookies: Of the cookies sid: they have no SameSite"}},
		"cookie of a SameSite that there is not": {spoil: cookie("sid=1; Secure; SameSite=Any"), want: []string{"error cookies: Of the cookies sid: they have no SameSite"}},
		"cookie None without Secure":             {spoil: cookie("sid=1; SameSite=None"), want: []string{"error cookies: Of the cookies sid: browsers refuse SameSite=None without Secure"}},
		"cookie without Partitioned":             {spoil: cookie("sid=1; Secure; SameSite=None"), want: []string{"warning cookies: Of the cookies sid: in a frame they work only if third-party cookies are allowed"}},
		"cookie Partitioned without Secure":      {spoil: cookie("sid=1; SameSite=None; Partitioned"), want: []string{"error cookies: Of the cookies sid: browsers refuse Partitioned without Secure"}},
		"cookie with a prefix not kept":          {spoil: cookie("__Host-sid=1; Secure; Path=/; Domain=example.com; SameSite=None; Partitioned"), want: []string{"error cookies: Of the cookies __Host-sid: browsers refuse them: __Secure-"}},
		"cookie of another domain":               {spoil: cookie("sid=1; Secure; Domain=example.org; SameSite=None; Partitioned"), want: []string{"error cookies: Of the cookies sid: browsers refuse them, because their Domain"}},
		"cookie that is taken away":              {spoil: cookie("sid=; Max-Age=0")},
		"two cookies": {spoil: func(_ testing.TB, c *crm) {
			c.and(func(h http.Header) { h.Set("Set-Cookie", "b=1"); h.Add("Set-Cookie", "a=2; Secure") })
		}, want: []string{"error cookies: Of the cookies a, b: they have no SameSite"}},
		"cookies of the same site": {spoil: func(_ testing.TB, c *crm) {
			c.origin = "https://ucontact.example.com"
			c.and(func(h http.Header) {
				h.Set("Set-Cookie", "sid=1; Secure; SameSite=Strict")
				h.Set("Content-Security-Policy", "frame-ancestors https://*.example.com")
				h.Set("Access-Control-Allow-Origin", "https://ucontact.example.com")
			})
		}},
		"the same origin": {spoil: func(_ testing.TB, c *crm) {
			c.origin = "https://crm.example.com"
			c.and(func(h http.Header) {
				h.Set("X-Frame-Options", "SAMEORIGIN")
				h.Del("Content-Security-Policy")
				h.Del("Access-Control-Allow-Origin")
			})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCRM(t)
			if tt.spoil != nil {
				tt.spoil(t, c)
			}
			page := tt.page
			if page == "" {
				page = crmPage
			}
			found := c.examine(t, page)
			var got []string
			for _, f := range found {
				text := f.Severity.String() + " " + f.Check + ": " + f.What
				got = append(got, text)
				if len(f.Todo) < 10 {
					t.Errorf("%s: no cure: %q", text, f.Todo)
				}
				if all := text + f.Todo; strings.Contains(all, "3312345678") || strings.Contains(all, "secretvalue") {
					t.Errorf("it tells a number or the value of a cookie: %s", all)
				}
			}
			if !slices.EqualFunc(tt.want, got, func(want, got string) bool { return strings.HasPrefix(got, want) }) {
				t.Errorf("want\n%s\ngot\n%s", strings.Join(tt.want, "\n"), strings.Join(got, "\n"))
			}
		})
	}
}

// changedStatus replaces the status.
type changedStatus struct {
	http.ResponseWriter
	status int
}

func (w *changedStatus) Write(b []byte) (int, error) {
	if w.status != 0 {
		w.WriteHeader(w.status)
		w.status = 0
	}
	return w.ResponseWriter.Write(b)
}
