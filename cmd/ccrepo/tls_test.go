// HTTPS by files and by ACME, and what other tests need to serve: an outlet, a server and certificates.

package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// outlet is a writer that a test can read while a server writes to it.
type outlet struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *outlet) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *outlet) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// eventually waits until a condition holds. After ten seconds it fails the test.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not within ten seconds: %s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// serveWith runs ccrepo serve over the test's database until the test ends, and returns its base URL and its log.
func serveWith(t *testing.T, args ...string) (base string, log *outlet) {
	t.Helper()
	out, log := &outlet{}, &outlet{}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	args = append([]string{"serve", "--database-url", dbtest.URL(t), "--listen", "127.0.0.1:0"}, args...)
	go func() { ended <- run(ctx, args, nil, out, log) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("serve ended with status %d: %s", code, log)
		}
	})
	eventually(t, "the server starts", func() bool {
		select {
		case code := <-ended:
			ended <- code
			t.Fatalf("serve ended with status %d: %s", code, log)
		default:
		}
		if m := regexp.MustCompile(`Serving (\S+)\n`).FindStringSubmatch(out.String()); m != nil {
			base = m[1]
		}
		return base != ""
	})
	return base, log
}

// issued is the contents of the files of a certificate that a test created.
type issued struct{ cert, key []byte }

// issue creates a self-signed certificate for localhost, 127.0.0.1 and reports.example.com.
func issue(t *testing.T, serial int64, from, to time.Time) issued {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"}, NotBefore: from, NotAfter: to,
		DNSNames: []string{"localhost", "reports.example.com"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return issued{pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER})}
}

// good returns a certificate that is valid now.
func good(t *testing.T, serial int64) issued {
	t.Helper()
	return issue(t, serial, time.Now().Add(-time.Hour), time.Now().Add(48*time.Hour))
}

// trusting returns a client that trusts only the given certificates.
func trusting(t *testing.T, protocols []string, certificates ...issued) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	for _, c := range certificates {
		roots.AppendCertsFromPEM(c.cert)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, NextProtos: protocols}, ForceAttemptHTTP2: protocols == nil}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func writeFile(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// serialAt returns the serial number of the certificate that a server presents to a new connection.
func serialAt(t *testing.T, base string) int64 {
	t.Helper()
	conn, err := tls.Dial("tcp", strings.TrimPrefix(base, "https://"), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

func TestServesHTTPSAndTakesNewCertificates(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	first, second := good(t, 1), good(t, 2)
	writeFile(t, certFile, first.cert)
	writeFile(t, keyFile, first.key)
	base, log := serveWith(t, "--tls-cert", certFile, "--tls-key", keyFile)
	if !strings.HasPrefix(base, "https://") {
		t.Fatalf("serves %s", base)
	}

	client := trusting(t, nil, first, second)
	res, err := client.Get(base + "/v1/tables/cdr_repo?format=csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK || res.ProtoMajor != 2 {
		t.Errorf("%s %s: %v", res.Proto, res.Status, err)
	}
	res.Body.Close()
	if res.Trailer.Get("X-Row-Count") != "0" {
		t.Errorf("trailer over HTTP/2 is %v", res.Trailer)
	}
	if _, err := trusting(t, nil).Get(base + "/healthz"); err == nil {
		t.Error("a client that trusts no authority is answered")
	}
	if conn, err := tls.Dial("tcp", strings.TrimPrefix(base, "https://"), &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}); err == nil {
		conn.Close()
		t.Error("TLS 1.1 is spoken")
	}

	// A connection opened with the first certificate must stay open, whatever happens to the files.
	kept := trusting(t, []string{"http/1.1"}, first)
	get := func() (reused bool) {
		trace := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { reused = info.Reused }})
		req, _ := http.NewRequestWithContext(trace, http.MethodGet, base+"/healthz", nil)
		res, err := kept.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body)
		return reused
	}
	get()

	writeFile(t, certFile, []byte("no certificate"))
	eventually(t, "the broken file is complained of", func() bool { return strings.Contains(log.String(), "can't be used") })
	if serial := serialAt(t, base); serial != 1 {
		t.Errorf("with a broken file the certificate is number %d", serial)
	}
	writeFile(t, keyFile, second.key)
	writeFile(t, certFile, second.cert)
	eventually(t, "new connections get the new certificate", func() bool { return serialAt(t, base) == 2 })
	if !get() {
		t.Error("the connection that was open is gone")
	}
	if n := strings.Count(log.String(), "can't be used"); n != 1 {
		t.Errorf("%d complaints: %s", n, log)
	}
}

func TestCertificateKeepsTheOldOneUntilTheNewOneIsWhole(t *testing.T) {
	t.Parallel()
	first, second := good(t, 1), good(t, 2)
	for name, broken := range map[string]func(certFile, keyFile string) error{
		"no key yet":     func(certFile, _ string) error { return os.WriteFile(certFile, second.cert, 0o600) },
		"no certificate": func(certFile, _ string) error { return os.Remove(certFile) },
		"half a file":    func(certFile, _ string) error { return os.WriteFile(certFile, second.cert[:100], 0o600) },
		"empty":          func(_, keyFile string) error { return os.Truncate(keyFile, 0) },
		"expired": func(certFile, keyFile string) error {
			old := issue(t, 3, time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour))
			writeFile(t, keyFile, old.key)
			return os.WriteFile(certFile, old.cert, 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
			writeFile(t, certFile, first.cert)
			writeFile(t, keyFile, first.key)
			var log bytes.Buffer
			c, err := newCertificate(certFile, keyFile, slog.New(slog.NewTextHandler(&log, nil)))
			if err != nil {
				t.Fatal(err)
			}
			serial := func() int64 {
				shown, err := c.Get(nil)
				if err != nil {
					t.Fatal(err)
				}
				return shown.Leaf.SerialNumber.Int64()
			}
			if err := broken(certFile, keyFile); err != nil {
				t.Fatal(err)
			}
			if c.look(); log.Len() > 0 {
				t.Errorf("complains of what may be half done: %s", log.String())
			}
			c.look()
			c.look()
			if n := strings.Count(log.String(), "level=ERROR"); n != 1 || serial() != 1 {
				t.Errorf("%d complaints, certificate %d: %s", n, serial(), log.String())
			}
			writeFile(t, certFile, second.cert)
			writeFile(t, keyFile, second.key)
			if c.look(); serial() != 2 || !strings.Contains(log.String(), "certificate reloaded") {
				t.Errorf("certificate %d after both files are there: %s", serial(), log.String())
			}
		})
	}
}

func TestPlainHTTPIsSentToHTTPS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeFile(t, certFile, good(t, 1).cert)
	pair := good(t, 1)
	writeFile(t, certFile, pair.cert)
	writeFile(t, keyFile, pair.key)
	base, log := serveWith(t, "--tls-cert", certFile, "--tls-key", keyFile, "--redirect-listen", "127.0.0.1:0")
	plain := redirecting(t, log)
	port := base[strings.LastIndex(base, ":")+1:]
	client := trusting(t, nil, pair)
	for _, tt := range []struct {
		name, method, path, host, key string
		status                        int
		location                      string
	}{
		{name: "reading", method: "GET", path: "/v1?a=%2F&b=c", status: 308, location: "https://" + "127.0.0.1:" + port + "/v1?a=%2F&b=c"},
		{name: "head", method: "HEAD", path: "/x%2Fy", host: "Reports.example.com:80", status: 308, location: "https://Reports.example.com:" + port + "/x%2Fy"},
		{name: "IPv6", method: "GET", path: "/", host: "[::1]", status: 308, location: "https://[::1]:" + port + "/"},
		{name: "path like a host", method: "GET", path: "//evil.example/", status: 308, location: "https://127.0.0.1:" + port + "//evil.example/"},
		{name: "writing", method: "POST", path: "/v1/tags", status: 403},
		{name: "with a key", method: "GET", path: "/v1", key: "Bearer x", status: 403},
		{name: "host with a user", method: "GET", path: "/", host: "a@evil.example", status: 400},
		{name: "host of nothing", method: "GET", path: "/", host: ":80", status: 400},
	} {
		req, err := http.NewRequestWithContext(t.Context(), tt.method, "http://"+plain+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = tt.host
		if tt.key != "" {
			req.Header.Set("Authorization", tt.key)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		res.Body.Close()
		if res.StatusCode != tt.status || res.Header.Get("Location") != tt.location {
			t.Errorf("%s: %d to %q, want %d to %q", tt.name, res.StatusCode, res.Header.Get("Location"), tt.status, tt.location)
		}
	}
}

// redirecting returns the address at which a server sends plain HTTP to HTTPS. A test that chose a free port itself would
// lose it to another one now and then.
func redirecting(t *testing.T, log *outlet) (address string) {
	t.Helper()
	eventually(t, "the redirect is logged", func() bool {
		if m := regexp.MustCompile(`msg="plain HTTP is sent to HTTPS" address=(\S+)`).FindStringSubmatch(log.String()); m != nil {
			address = m[1]
		}
		return address != ""
	})
	return address
}

// TestAutomaticCertificatesAreKeptAndOnlyForTheirHosts uses a cached certificate, so no authority is contacted.
func TestAutomaticCertificatesAreKeptAndOnlyForTheirHosts(t *testing.T) {
	t.Parallel()
	cache, pair := t.TempDir(), good(t, 7)
	writeFile(t, filepath.Join(cache, "reports.example.com"), append(append([]byte{}, pair.key...), pair.cert...))
	base, log := serveWith(t, "--tls-auto", "reports.example.com", "--tls-auto-cache", cache, "--redirect-listen", "127.0.0.1:0",
		"--tls-auto-ca", "https://127.0.0.1:1/none") // nothing listens there
	plain := redirecting(t, log)
	dial := func(host string) (*tls.Conn, error) {
		return tls.Dial("tcp", strings.TrimPrefix(base, "https://"), &tls.Config{InsecureSkipVerify: true, ServerName: host})
	}
	conn, err := dial("reports.example.com")
	if err != nil {
		t.Fatal(err)
	}
	if serial := conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64(); serial != 7 {
		t.Errorf("certificate is number %d", serial)
	}
	conn.Close()
	for _, host := range []string{"other.example.com", "reports.example.com.evil.example", ""} {
		if conn, err := dial(host); err == nil {
			conn.Close()
			t.Errorf("a connection to %q gets a certificate", host)
		}
	}
	for host, want := range map[string]int{
		"reports.example.com": http.StatusNotFound, "reports.example.com:80": http.StatusNotFound, // no challenge is pending for the host
		"other.example.com": http.StatusForbidden, // not a configured host
	} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+plain+"/.well-known/acme-challenge/x", nil)
		req.Host = host
		res, err := trusting(t, nil).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("a challenge at %s is answered %d, want %d", host, res.StatusCode, want)
		}
	}
}

func TestWrongTLSSettingsAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	old := issue(t, 1, time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour))
	writeFile(t, certFile, old.cert)
	writeFile(t, keyFile, old.key)
	for want, args := range map[string][]string{
		"2 give both":                           {"--tls-cert", certFile},
		"2 give one of them":                    {"--tls-cert", certFile, "--tls-key", keyFile, "--tls-auto", "a.example"},
		"2 --redirect-listen sends":             {"--redirect-listen", "127.0.0.1:0"},
		`2 --tls-auto "*.example.com"`:          {"--tls-auto", "*.example.com"},
		`2 --tls-auto "127.0.0.1"`:              {"--tls-auto", "127.0.0.1"},
		`2 --tls-auto-ca "http://ca/directory"`: {"--tls-auto", "a.example", "--tls-auto-ca", "http://ca/directory"},
		"1 expired on":                          {"--tls-cert", certFile, "--tls-key", keyFile},
		"1 no such file":                        {"--tls-cert", certFile, "--tls-key", filepath.Join(dir, "none")},
		"1 choose another --redirect-listen":    {"--tls-auto", "a.example", "--redirect-listen", "192.0.2.1:80"},
	} {
		p := newProgram(nil, io.Discard, io.Discard)
		p.log = slog.New(slog.DiscardHandler)
		if err := p.Flags.Parse(args); err != nil {
			t.Fatal(err)
		}
		code, err := "2 ", cmp.Or(p.CheckServing()...)
		if err == nil {
			code = "1 "
			_, err = p.newEncryption(t.Context())
		}
		if err == nil || !strings.HasPrefix(want, code) || !strings.Contains(err.Error(), want[2:]) {
			t.Errorf("%v: %s%v, want %s", args, code, err, want)
		}
	}
}
