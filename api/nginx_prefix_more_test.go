//go:build more

package api_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestMoreNginxPrefix signs in behind /ccrepo/, follows every link, file and form of the pages, and wants none outside.
func TestMoreNginxPrefix(t *testing.T) {
	t.Parallel()
	f := setup(t)
	dbtest.Fill(t, f.db)
	_, secret := f.key(t, testKey{scopes: []string{"read", "act", "pii"}})
	client := f.behindNginxWith(t, func(block string) string {
		for from, to := range map[string]string{"location / {": "location /ccrepo/ {\nproxy_set_header X-Forwarded-Prefix /ccrepo;", "proxy_pass http://ccrepo;": "proxy_pass http://ccrepo/;"} {
			if !strings.Contains(block, from) {
				t.Fatalf("the configuration in docs/serving.md has no %q", from)
			}
			block = strings.ReplaceAll(block, from, to)
		}
		return block
	})
	var err error
	if client.Jar, err = cookiejar.New(nil); err != nil {
		t.Fatal(err)
	}
	const base = "https://" + nginxHost + "/ccrepo"
	read := func(target string, pairs ...string) (*http.Response, string) {
		res := throughNginx(t, client, http.MethodGet, target, "", append(pairs, "Accept", "text/html,*/*;q=0.8")...)
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res, string(body)
	}
	res, _ := read(base + "/reports?lang=es")
	to, err := res.Location()
	if err != nil || to.Path != "/ccrepo/sign-in" {
		t.Fatalf("without a session: %d, %v, %v", res.StatusCode, to, err)
	}
	_, form := read(to.String())
	signIn := throughNginx(t, client, http.MethodPost, base+"/sign-in", url.Values{"token": {formToken.FindStringSubmatch(form)[1]}, "key": {secret}, "next": {"reports"}}.Encode(),
		"Content-Type", "application/x-www-form-urlencoded", "Origin", "https://"+nginxHost)
	if to, err := signIn.Location(); err != nil || to.Path != "/ccrepo/reports" {
		t.Fatalf("signing in: %d, %v, %v", signIn.StatusCode, to, err)
	}
	for _, c := range signIn.Cookies() {
		if c.Path != "/ccrepo/" || !c.Secure || !strings.HasPrefix(c.Name, "__Secure-") {
			t.Errorf("cookie %s has the path %q", c.Name, c.Path)
		}
	}
	links, seen := regexp.MustCompile(`(?:href|src|action|data-stream)="([^"]+)"`), map[string]bool{}
	forms := 0
	for _, page := range []string{"/", "/reports", "/reports/queue-summary?range=last-week&interval=day", "/reports/tables/cdr_repo", "/wall", "/docs/", "/none"} {
		res, body := read(base + page)
		if want := map[bool]int{true: http.StatusNotFound, false: http.StatusOK}[page == "/none"]; res.StatusCode != want {
			t.Errorf("%s: %d", page, res.StatusCode)
		}
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			target, err := res.Request.URL.Parse(strings.ReplaceAll(m[1], "&amp;", "&"))
			if err != nil {
				t.Fatal(err)
			}
			target.Fragment = ""
			if target.Host != nginxHost || !strings.HasPrefix(target.Path, "/ccrepo/") {
				t.Errorf("%s leads to %s", page, target)
			}
			if strings.HasPrefix(m[0], "action") {
				forms++
				continue
			}
			if seen[target.Path] || strings.HasSuffix(target.Path, "/stream") || target.Path == "/ccrepo/none" {
				continue // one of those that differ in parameters
			}
			seen[target.Path] = true
			if res, body := read(target.String()); res.StatusCode != http.StatusOK && res.StatusCode != http.StatusBadRequest { // reports that need a parameter say so
				t.Errorf("%s leads to %s: %d: %.200s", page, target, res.StatusCode, body)
			}
		}
		if page == "/reports/queue-summary?range=last-week&interval=day" && !strings.Contains(body, base+"/v1/reports/queue-summary") {
			t.Error("curl has not the path")
		}
	}
	if len(seen) < 80 || forms < 5 {
		t.Errorf("%d links, %d forms", len(seen), forms)
	}
	stream := throughNginx(t, client, http.MethodGet, base+"/wall/stream", "")
	if line, err := bufio.NewReader(stream.Body).ReadString('\n'); err != nil || !strings.HasPrefix(line, "data: {") {
		t.Errorf("the stream of the wallboard: %d, %q, %v", stream.StatusCode, line, err)
	}
	_, openapi := read(base + "/openapi.json")
	if !strings.Contains(openapi, `"servers":[{"url":"/ccrepo/"}]`) {
		t.Error("the OpenAPI document has not the path")
	}
	if res, _ := read(base + "/docs"); res.Header.Get("Location") != "/ccrepo/docs/" && res.Header.Get("Location") != base+"/docs/" {
		t.Errorf("/docs: %q", res.Header.Get("Location"))
	}
}
