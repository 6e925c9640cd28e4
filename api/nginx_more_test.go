//go:build more

package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// nginxHost is the host name of the certificate that httptest has.
const nginxHost = "example.com"

// behindNginx starts nginx, with the configuration of docs/serving.md but without some of its lines, in front of the
// fixture's server. The client that it returns reaches nginx as https://example.com and http://example.com.
func (f *fixture) behindNginx(t *testing.T, without ...string) *http.Client {
	t.Helper()
	return f.behindNginxWith(t, func(block string) string {
		for _, line := range without {
			if !strings.Contains(block, line) {
				t.Fatalf("the configuration in docs/serving.md has no %q", line)
			}
			block = strings.ReplaceAll(block, line, "")
		}
		return block
	})
}

// behindNginxWith is behindNginx with a changed configuration.
func (f *fixture) behindNginxWith(t *testing.T, change func(block string) string) *http.Client {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/nginx"); err != nil {
			t.Fatal("no nginx to test with: apt-get install --no-install-recommends nginx")
		}
	}
	dir := t.TempDir()
	secure := httptest.NewTLSServer(nil)
	secure.Close()
	pair := secure.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../docs/serving.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(page), "```nginx\n")
	block, _, _ = strings.Cut(block, "```")
	block = change(block)
	ports := map[string]string{"80": freePort(t), "443": freePort(t)}
	for from, to := range map[string]string{
		"127.0.0.1:8080": f.http.Listener.Addr().String(), "listen 80;": "listen 127.0.0.1:" + ports["80"] + ";",
		"listen 443 ": "listen 127.0.0.1:" + ports["443"] + " ", "reports.example.com": nginxHost,
	} {
		if !strings.Contains(block, from) {
			t.Fatalf("the configuration in docs/serving.md has no %q", from)
		}
		block = strings.ReplaceAll(block, from, to)
	}
	conf := "pid nginx.pid;\nevents {}\nhttp {\naccess_log off;\n"
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		conf += kind + "_temp_path temp_" + kind + ";\n"
	}
	for name, text := range map[string][]byte{
		"nginx.conf": []byte(conf + block + "}\n"),
		"chain.pem":  pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}),
		"key.pem":    pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var log logBuffer
	// A single process in the foreground: it ends when it is killed, and leaves none behind.
	command := exec.CommandContext(context.WithoutCancel(t.Context()), program, "-p", dir, "-c", filepath.Join(dir, "nginx.conf"),
		"-e", "stderr", "-g", "daemon off; master_process off;")
	command.Stderr = &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		_ = command.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("nginx: %s", log.String())
		}
	})
	for _, port := range ports {
		eventually(t, "nginx listens", func() bool {
			select {
			case err := <-ended:
				ended <- err
				t.Fatalf("nginx has ended: %v", err)
			default:
			}
			conn, err := net.Dial("tcp", "127.0.0.1:"+port)
			if err == nil {
				_ = conn.Close()
			}
			return err == nil
		})
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(secure.Certificate())
	transport := &http.Transport{
		DisableCompression: true, ResponseHeaderTimeout: 10 * time.Second, TLSClientConfig: &tls.Config{RootCAs: trusted},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			_, port, _ := net.SplitHostPort(address)
			return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+ports[port])
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// throughNginx sends a request and returns its unread answer.
func throughNginx(t *testing.T, client *http.Client, method, url, body string, headers ...string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func TestMoreNginx(t *testing.T) {
	t.Parallel()
	const rows = 20_000
	f := setup(t)
	_, secret := f.key(t, testKey{scopes: []string{"read", "act", "pii"}})
	key := []string{"Authorization", "Bearer " + secret}
	f.exec(t, "INSERT INTO tags (datetime, comment) SELECT '2026-01-01', i || repeat('x', 1000) FROM generate_series(1, $1) AS i", rows)
	client := f.behindNginx(t)
	const base = "https://" + nginxHost

	t.Run("an export arrives whole", func(t *testing.T) {
		const path = "/v1/tables/tags?format=csv"
		status, _, direct := f.getWith(t, path, map[string]string{key[0]: key[1]})
		if n := bytes.Count(direct, []byte("\n")); status != http.StatusOK || n != rows+1 {
			t.Fatalf("the server itself answers %d with %d lines, want 200 and %d", status, n, rows+1)
		}
		res := throughNginx(t, client, http.MethodGet, base+path, "", key...)
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || !bytes.Equal(body, direct) {
			t.Errorf("%d, %d bytes, %v; want the %d bytes of the server", res.StatusCode, len(body), err, len(direct))
		}
		if got := res.Trailer.Get("X-Row-Count"); got != "" && got != strconv.Itoa(rows) || res.Header.Get("X-Row-Count") != "" {
			t.Errorf("X-Row-Count %q, want none or %d", got, rows)
		}
	})
	t.Run("events arrive at once", func(t *testing.T) {
		begun := time.Now()
		s := openStream(t, client, base, "ana", key...)
		if e := s.next(t); s.res.StatusCode != http.StatusOK || e.text != "retry: 1000" {
			t.Fatalf("status %d, the stream begins with %+v", s.res.StatusCode, e)
		}
		id := f.act(t, "hang-up", `{"agent":"ana","expires_in":300}`, key...)
		s.want(t, "action", id, opened)
		for _, state := range []string{"acknowledged", "done"} {
			res := throughNginx(t, client, http.MethodPost, fmt.Sprintf("%s/v1/actions/%d/ack", base, id), `{"state":"`+state+`"}`,
				append(key, "Content-Type", "application/json", "Origin", base)...)
			if res.StatusCode != http.StatusOK {
				t.Fatalf("%s from a page of the same origin: status %d", state, res.StatusCode)
			}
			s.want(t, "state", id, state)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("it took %s: the events were held back", took)
		}
	})
	t.Run("a page of another origin is refused", func(t *testing.T) {
		res := throughNginx(t, client, http.MethodPost, base+"/v1/actions/hang-up", `{"agent":"ana"}`,
			append(key, "Content-Type", "application/json", "Origin", "https://elsewhere.example")...)
		if body, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusForbidden || !bytes.Contains(body, []byte("foreign_origin")) {
			t.Errorf("%d %s, want 403 foreign_origin", res.StatusCode, body)
		}
	})
	t.Run("a request without a key is refused", func(t *testing.T) {
		if res := throughNginx(t, client, http.MethodGet, base+"/v1/tables/tags", ""); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("status %d, want 401", res.StatusCode)
		}
	})
	t.Run("redirects lead to HTTPS", func(t *testing.T) {
		for from, want := range map[string]string{
			"http://" + nginxHost + "/v1/tables/tags?range=today&a=%20": "308 " + base + "/v1/tables/tags?range=today&a=%20",
			base + "/docs": "301 " + base + "/docs/",
		} {
			res := throughNginx(t, client, http.MethodGet, from, "", key...)
			to, err := res.Location()
			if err != nil {
				t.Errorf("%s: %d, %v", from, res.StatusCode, err)
			} else if got := fmt.Sprintf("%d %s", res.StatusCode, to); got != want {
				t.Errorf("%s: %s, want %s", from, got, want)
			}
		}
		for _, path := range []string{"/healthz", "/v1/none"} {
			res := throughNginx(t, client, http.MethodGet, base+path, "", key...)
			if got := res.Header.Values("Strict-Transport-Security"); len(got) != 1 || got[0] != "max-age=31536000" {
				t.Errorf("%s: Strict-Transport-Security is %q", path, got)
			}
		}
	})
}

// TestMoreNginxBrokenOff breaks off an export behind nginx.
func TestMoreNginxBrokenOff(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, secret := f.key(t, testKey{scopes: []string{"read", "pii"}})
	f.trickle(t, 50, 400_000, 10, time.Hour)
	client := f.behindNginx(t)
	for protocol, want := range map[string]string{"HTTP/1.1": `unexpected EOF`, "HTTP/2.0": `INTERNAL_ERROR|PROTOCOL_ERROR|unexpected EOF`} {
		t.Run(protocol, func(t *testing.T) {
			transport := client.Transport.(*http.Transport).Clone()
			transport.ForceAttemptHTTP2 = protocol == "HTTP/2.0"
			defer transport.CloseIdleConnections()
			res := throughNginx(t, &http.Client{Transport: transport}, http.MethodGet, "https://"+nginxHost+"/v1/tables/tags?format=csv", "", "Authorization", "Bearer "+secret)
			if _, err := io.ReadFull(res.Body, make([]byte, 100)); err != nil || res.StatusCode != http.StatusOK || res.Proto != protocol {
				t.Fatalf("%s %d, beginning of the stream: %v", res.Proto, res.StatusCode, err)
			}
			f.kill(t)
			_, err := io.Copy(io.Discard, res.Body)
			if err == nil || errors.Is(err, context.DeadlineExceeded) || !regexp.MustCompile(want).MatchString(err.Error()) {
				t.Errorf("the export ends with %v, want %s", err, want)
			}
		})
	}
}

// TestMoreNginxHTTP10 has nginx send requests by HTTP/1.0, as it does by default.
func TestMoreNginxHTTP10(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, secret := f.key(t, testKey{scopes: []string{"read", "act", "pii"}})
	key := []string{"Authorization", "Bearer " + secret}
	f.exec(t, "INSERT INTO tags (datetime, comment) SELECT '2026-01-01', i || repeat('x', 1000) FROM generate_series(1, 2000) AS i")
	client := f.behindNginx(t, "proxy_http_version 1.1;")
	const base = "https://" + nginxHost
	t.Run("an export of up to 1 MiB has its length", func(t *testing.T) {
		res := throughNginx(t, client, http.MethodGet, base+"/v1/tables/tags?format=csv&limit=1000", "", key...)
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || res.ContentLength != int64(len(body)) || res.Header.Get("X-Row-Count") != "1000" || res.Header.Get("X-Next-Cursor") == "" {
			t.Errorf("%d, Content-Length %d of %d bytes, %v, headers %v", res.StatusCode, res.ContentLength, len(body), err, res.Header)
		}
	})
	t.Run("a longer one is refused", func(t *testing.T) {
		res := throughNginx(t, client, http.MethodGet, base+"/v1/tables/tags?format=csv", "", key...)
		if body, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusUpgradeRequired || !bytes.Contains(body, []byte("proxy_http_version 1.1;")) {
			t.Errorf("%d %s, want 426 with the line that corrects it", res.StatusCode, body)
		}
	})
	t.Run("a longer one in gzip is sent", func(t *testing.T) {
		res := throughNginx(t, client, http.MethodGet, base+"/v1/tables/tags?format=csv", "", append(key, "Accept-Encoding", "gzip")...)
		in, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(in); err != nil || bytes.Count(body, []byte("\n")) != 2001 {
			t.Errorf("%d bytes, %v", len(body), err)
		}
	})
	t.Run("events arrive at once", func(t *testing.T) {
		s := openStream(t, client, base, "ana", key...)
		s.next(t)
		s.want(t, "action", f.act(t, "hang-up", `{"agent":"ana","expires_in":300}`, key...), opened)
	})
}
