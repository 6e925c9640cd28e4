package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// ancestorCase is a source list of frame-ancestors, and whether a page of the origin may show the CRM.
type ancestorCase struct {
	policy, origin string
	allowed        bool
}

func ancestorCases() []ancestorCase {
	return []ancestorCase{
		{"*", crmOrigin, true},
		{"*", "http://127.0.0.1:8080", true},
		{"https:", crmOrigin, true},
		{"http:", crmOrigin, true}, // the encrypted form of http
		{"https:", "http://a.example.net", false},
		{"wss:", crmOrigin, false},
		{crmOrigin, crmOrigin, true},
		{"HTTPS://UCONTACT.example.NET", crmOrigin, true},
		{"http://ucontact.example.net", crmOrigin, true},
		{"http://ucontact.example.net:80", crmOrigin, true},
		{"https://ucontact.example.net:443", crmOrigin, true},
		{"https://ucontact.example.net:8443", crmOrigin, false},
		{"https://ucontact.example.net", crmOrigin + ":8443", false},
		{"https://ucontact.example.net:*", crmOrigin + ":8443", true},
		{"ucontact.example.net", crmOrigin, true},
		{"ucontact.example.net", "http://ucontact.example.net", false}, // the CRM's own scheme
		{"https://ucontact.example.net/", crmOrigin, true},
		{"https://ucontact.example.net/agent", crmOrigin, false},
		{"https://*.example.net", crmOrigin, true},
		{"https://*.example.net", "https://a.b.example.net", true},
		{"https://*.example.net", "https://example.net", false},
		{"https://*.example.net", "https://evilexample.net", false},
		{"https://ucontact.example.net", "https://ucontact.example.net.evil.test", false},
		{"https://ucontact.*.net", crmOrigin, false},
		{"https://*", crmOrigin, true},
		{"https://[::1]:8080", "https://[::1]:8080", true},
		{"'self'", "https://crm.example.com", true},
		{"'self'", "https://crm.example.com:444", false},
		{"'self'", crmOrigin, false},
		{"self", crmOrigin, false},
		{"'none'", crmOrigin, false},
		{"'none' " + crmOrigin, crmOrigin, true},
		{"", crmOrigin, false},
		{"ALLOW-FROM " + crmOrigin, crmOrigin, true},
		{"https://ucontact.example.net;", crmOrigin, true},
		{"https://other.test; frame-ancestors *", crmOrigin, false}, // the second directive is ignored
		{"https://other.test, default-src 'self'", crmOrigin, false},
		{"*, frame-ancestors https://other.test", crmOrigin, false}, // every policy applies
		{"'unsafe-inline'", crmOrigin, false},
	}
}

// TestFrameAncestors compares sources of frame-ancestors with the origin of the outer page.
func TestFrameAncestors(t *testing.T) {
	t.Parallel()
	for _, tt := range ancestorCases() {
		d, err := NewCRM("https://crm.example.com/", tt.origin)
		if err != nil {
			t.Fatal(err)
		}
		allowed := true
		lists := frameAncestors([]string{"default-src 'self'; Frame-Ancestors " + tt.policy})
		if len(lists) == 0 {
			t.Fatalf("%q: no list is found", tt.policy)
		}
		for _, sources := range lists {
			allowed = allowed && refusedBy(sources, d.origin, d.page) == ""
		}
		if allowed != tt.allowed {
			t.Errorf("frame-ancestors %s: a page of %s is allowed: %t, want %t", tt.policy, tt.origin, allowed, tt.allowed)
		}
	}
}

// TestFramingAsChromium checks the rules against a real browser: Chromium shows exactly the frames that the doctor
// says are shown.
func TestFramingAsChromium(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	type frame struct {
		header http.Header
		want   bool
	}
	var frames []frame
	around, err := url.Parse(crmOrigin)
	if err != nil {
		t.Fatal(err)
	}
	page, err := url.Parse("https://crm.example.com/")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range ancestorCases() {
		if c.origin == crmOrigin { // the outer page has this one origin
			frames = append(frames, frame{http.Header{"Content-Security-Policy": {"default-src 'unsafe-inline'; Frame-Ancestors " + c.policy}}, c.allowed})
		}
	}
	for _, options := range [][]string{
		{"DENY"}, {"deny"}, {"SAMEORIGIN"}, {"ALLOW-FROM " + crmOrigin}, {"ALLOWALL"}, {"nonsense"}, {"DENY, SAMEORIGIN"}, {"SAMEORIGIN, SAMEORIGIN"},
		{"SAMEORIGIN", "ALLOWALL"}, {"ALLOWALL, nonsense"}, {"nonsense, other"}, {""}, {" Deny "},
	} {
		refused, _ := refusedByOptions(options)
		frames = append(frames, frame{http.Header{"X-Frame-Options": options}, !refused},
			frame{http.Header{"X-Frame-Options": options, "Content-Security-Policy": {"frame-ancestors *"}}, true},
			frame{http.Header{"X-Frame-Options": options, "Content-Security-Policy-Report-Only": {"frame-ancestors *"}}, !refused})
	}
	frames = append(frames, frame{nil, true}) // last, so that all others are loaded before it

	leaf := certify(t, nil, func(c *x509.Certificate) { c.DNSNames = []string{"crm.example.com", "ucontact.example.net"} })
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.Host == around.Host {
			_, _ = w.Write([]byte("<!doctype html><title>around</title>"))
			return
		}
		n, err := strconv.Atoi(strings.Trim(r.URL.Path, "/"))
		if err != nil || n >= len(frames) {
			http.NotFound(w, r)
			return
		}
		for name, values := range frames[n].header {
			w.Header()[name] = values
		}
		fmt.Fprintf(w, "<!doctype html><script>parent.postMessage(%d, '*')</script>", n)
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.cert.Raw}, PrivateKey: leaf.key}}}
	server.StartTLS()
	defer server.Close()

	shown := framesShown(t, server.Listener.Addr().String(), around.String(), page.String(), len(frames))
	for i, f := range frames {
		if got := slices.Contains(shown, i); got != f.want {
			t.Errorf("%q: the browser shows it: %t, want %t", f.header, got, f.want)
		}
	}
}

// framesShown returns the indexes of the frames that Chromium shows in the outer page. Every host name leads to one
// server.
func framesShown(t *testing.T, server, around, page string, frames int) []int {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("no browser to test with: apt-get install chromium")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP * "+server), chromedp.Flag("no-proxy-server", true), chromedp.Flag("ignore-certificate-errors", true))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocated, stop := chromedp.NewExecAllocator(t.Context(), options...)
	defer stop()
	tab, end := chromedp.NewContext(allocated)
	defer end()
	ctx, cancel := context.WithTimeout(tab, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(around+"/")); err != nil {
		t.Fatal(err)
	}
	shown, err := chromedp.Run(ctx, chromedp.Evaluate[[]int](fmt.Sprintf(`(async () => {
		const shown = [];
		let last;
		const done = new Promise(resolve => { last = resolve; });
		addEventListener('message', e => { shown.push(e.data); if (e.data === %[2]d - 1) last(); });
		const show = n => new Promise(resolve => {
			const f = document.createElement('iframe');
			f.onload = resolve;
			f.src = %[1]q + n;
			document.body.append(f);
		});
		for (let n = 0; n < %[2]d; n++) await show(n);
		await done;
		return shown;
	})()`, page, frames), func(e *runtime.EvaluateParams) {
		wait := true
		e.AwaitPromise = &wait
	}))
	if err != nil {
		t.Fatal(err)
	}
	return shown
}
