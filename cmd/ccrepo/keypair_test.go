package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestKeyPair pairs a screen with a server, and tries codes that no screen shows.
func TestKeyPair(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	ccrepo := commands(t, url)
	if code, _, log := ccrepo("key", "create", "--name", "first"); code != 0 {
		t.Fatal(log)
	}
	server, err := api.New(api.Options{DatabaseURL: url, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Location: time.UTC, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	screen := &http.Client{Jar: jar}
	show := func() (path, text string) {
		res, err := screen.Get(listening.URL + "/wall/pair")
		if err != nil {
			t.Error(err)
			return "", ""
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Error(err)
		}
		return res.Request.URL.Path, string(body)
	}
	_, text := show()
	found := regexp.MustCompile(`ccrepo key pair (\S+) --name`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no code: %s", text)
	}
	for name, tt := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no code":          {[]string{"--name", "TV0"}, 2, "arg"},
		"not a code":       {[]string{"OOOO-OOOO", "--name", "TV0"}, 2, "eight letters and digits"},
		"no name":          {[]string{found[1]}, 2, "--name"},
		"name of another":  {[]string{found[1], "--name", "first"}, 1, "take another name"},
		"empty campaign":   {[]string{found[1], "--name", "TV0", "--campaign", ""}, 2, "--campaign is empty"},
		"wait for days":    {[]string{found[1], "--name", "TV0", "--wait", "48h"}, 2, "--wait"},
		"nobody shows it":  {[]string{"3333-4444", "--name", "TV0", "--wait", "300ms"}, 1, "it was deleted"},
		"another's scopes": {[]string{found[1], "--name", "TV0", "--scope", "admin"}, 2, "--scope"},
	} {
		code, out, log := ccrepo(append([]string{"key", "pair"}, tt.args...)...)
		if code != tt.code || out != "" || !strings.Contains(log, tt.says) {
			t.Errorf("%s: %d %q %s", name, code, out, log)
		}
	}
	if _, list, _ := ccrepo("key", "list"); strings.Contains(list, "TV0") {
		t.Errorf("a key remains that nobody took:\n%s", list)
	}
	ended := make(chan string, 1)
	go func() {
		code, out, log := ccrepo("key", "pair", strings.ToLower(found[1]), "--name", "TV1", "--campaign", "Sales<-")
		if code != 0 {
			t.Errorf("pair: %d %s", code, log)
		}
		ended <- out
	}()
	eventually(t, "the screen is at the wallboard", func() bool { path, _ := show(); return path == "/wall" })
	if out := <-ended; !strings.Contains(out, "of TV1") || strings.Contains(out, "ccrepo_") {
		t.Errorf("it says %q", out)
	}
	_, list, _ := ccrepo("key", "list")
	if line := regexp.MustCompile(`(?m)^.*TV1.*$`).FindString(list); !strings.Contains(line, `"Sales<-"`) || !strings.Contains(line, "active") || !strings.Contains(line, "read") {
		t.Errorf("the list says %q", line)
	}
	if code, _, log := ccrepo("key", "revoke", "TV1"); code != 0 {
		t.Error(log)
	}
	eventually(t, "it is signed out", func() bool {
		res, err := screen.Get(listening.URL + "/wall")
		if err != nil {
			t.Error(err)
			return true
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusUnauthorized
	})
}
