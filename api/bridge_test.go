package api_test

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api/web"
)

func TestTheBridgeIsServedToEverybody(t *testing.T) {
	t.Parallel()
	f := setupWith(t, withOrigins(agentsPage, "https://crm.example.com"))
	f.key(t, testKey{}) // from now on everything else needs one
	for _, path := range web.Paths() {
		res := f.send(t, http.MethodGet, path)
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || len(body) == 0 {
			t.Fatalf("%s: %s, %d bytes, %v", path, res.Status, len(body), err)
		}
		if same := f.send(t, http.MethodGet, path, "If-None-Match", res.Header.Get("ETag")); same.StatusCode != http.StatusNotModified {
			t.Errorf("%s: %s for its own ETag %q", path, same.Status, res.Header.Get("ETag"))
		}
		want := "same-origin"
		if path == "/bridge.js" || path == "/bridge.d.ts" {
			want = "cross-origin"
		}
		if got := res.Header.Get("Cross-Origin-Resource-Policy"); got != want {
			t.Errorf("%s: resource policy %q, want %q", path, got, want)
		}
		checkPage(t, path, res.Header, string(body))
	}
}

// checkPage checks a page against its policy: it has no inline script or style, and may be framed.
func checkPage(t *testing.T, path string, header http.Header, body string) {
	t.Helper()
	policy := header.Get("Content-Security-Policy")
	if !strings.HasSuffix(policy, "; frame-ancestors https://agents.example.com https://crm.example.com") || strings.Contains(policy, "unsafe") {
		t.Errorf("%s: policy %q", path, policy)
	}
	page := strings.HasPrefix(header.Get("Content-Type"), "text/html")
	if page != strings.Contains(policy, "; frame-src 'self' https://agents.example.com https://crm.example.com; ") {
		t.Errorf("%s: page %t, policy %q", path, page, policy)
	}
	if inline := regexp.MustCompile(`<style|<script[^>]*>[^<]| on[a-z]+=| style=`).FindString(body); page && inline != "" {
		t.Errorf("%s has %q", path, inline)
	}
}

func TestTheBridgeIsSmall(t *testing.T) {
	t.Parallel()
	f := setup(t)
	res := f.send(t, http.MethodGet, "/bridge.js", "Accept-Encoding", "gzip")
	body, err := io.ReadAll(res.Body)
	if err != nil || res.Header.Get("Content-Encoding") != "gzip" || res.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Fatalf("%s %v: %v", res.Status, res.Header, err)
	}
	if len(body) >= 6000 {
		t.Errorf("%d bytes, want less than 6000", len(body))
	}
}
