package main

import (
	"bytes"
	"context"
	"database/sql"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// commands returns a function that runs command lines over the test's database.
func commands(t *testing.T, url string) func(args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return func(args ...string) (int, string, string) {
		var out, log bytes.Buffer
		code := run(t.Context(), append([]string{"--database-url", url}, args...), nil, &out, &log)
		return code, out.String(), log.String()
	}
}

func TestKeyCreate(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	ccrepo := commands(t, url)

	code, secret, log := ccrepo("key", "create", "--name", "acme, Inc.", "--campaign", "Sales<-,2", "--campaign", `Support "x"->`, "--scope", "read,act", "--expires", "90d")
	if code != 0 || !regexp.MustCompile(`^ccrepo_[a-z0-9]{12}_[0-9a-f]{64}\n$`).MatchString(secret) {
		t.Fatalf("create: status %d, stdout is not the secret alone (%d bytes): %s", code, len(secret), log)
	}
	if strings.Contains(log, strings.TrimSpace(secret)) {
		t.Error("the secret is on stderr too")
	}
	if !strings.Contains(log, `No table names the campaign "Sales<-,2" yet`) {
		t.Errorf("an unknown campaign is not named: %s", log)
	}
	code, list, log := ccrepo("key", "list")
	if code != 0 || strings.Contains(list, strings.TrimSpace(secret)) {
		t.Errorf("list: %d %s", code, log)
	}
	for _, want := range []string{"acme, Inc.", "active", "act,read", `"Sales<-,2" "Support \"x\"->"`, "never"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %s:\n%s", want, list)
		}
	}
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var clear bool
	if err := db.QueryRowContext(t.Context(), "SELECT k::text LIKE '%' || $1 || '%' FROM app.api_key AS k", strings.Split(strings.TrimSpace(secret), "_")[2]).Scan(&clear); err != nil || clear {
		t.Errorf("the secret is in the database (%v)", err)
	}

	for name, args := range map[string][]string{
		"no name": {}, "empty name": {"--name", " "}, "long name": {"--name", strings.Repeat("x", 101)}, "two lines": {"--name", "a\nb"},
		"unknown scope": {"--name", "a", "--scope", "raed"}, "no scope": {"--name", "a", "--scope", ""},
		"empty campaign": {"--name", "a", "--campaign", ""}, "past": {"--name", "a", "--expires", "2020-01-01"}, "no time": {"--name", "a", "--expires", "soon"},
		"no days": {"--name", "a", "--expires", "xd"}, "zero days": {"--name", "a", "--expires", "0d"}, "argument": {"--name", "a", "b"},
	} {
		if code, out, log := ccrepo(append([]string{"key", "create"}, args...)...); code != 2 || out != "" || log == "" {
			t.Errorf("%s: status %d, %q, %q", name, code, out, log)
		}
	}
	if code, out, log := ccrepo("key", "create", "--name", "acme, Inc."); code != 1 || out != "" || !strings.Contains(log, "there is a key named acme, Inc. already") {
		t.Errorf("a second key of the name: %d %q %q", code, out, log)
	}
	if code, _, log := ccrepo("key"); code != 2 || !strings.Contains(log, "create, pair, list, revoke or delete") {
		t.Errorf("key alone: %d %q", code, log)
	}
}

func TestKeyRevoke(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	ccrepo := commands(t, url)
	create := func(name string) (id string) {
		t.Helper()
		code, secret, log := ccrepo("key", "create", "--name", name)
		if code != 0 {
			t.Fatal(log)
		}
		return strings.Split(secret, "_")[1]
	}
	first, second := create("first"), create("second")
	if code, out, _ := ccrepo("key", "revoke", "first"); code != 0 || out != "Key "+first+" of first is revoked.\n" {
		t.Errorf("by name: %d %q", code, out)
	}
	if code, _, log := ccrepo("key", "revoke", "first"); code != 1 || !strings.Contains(log, `there is no active key "first"`) {
		t.Errorf("a second time: %d %q", code, log)
	}
	again := create("first")
	if code, out, _ := ccrepo("key", "revoke", second); code != 0 || out != "Key "+second+" of second is revoked.\n" {
		t.Errorf("by id: %d %q", code, out)
	}
	_, list, _ := ccrepo("key", "list")
	for id, state := range map[string]string{first: "revoked", second: "revoked", again: "active"} {
		if !slices.ContainsFunc(strings.Split(list, "\n"), func(line string) bool { return strings.Contains(line, id) && strings.Contains(line, state) }) {
			t.Errorf("%s is not %s:\n%s", id, state, list)
		}
	}
}

func TestKeyDelete(t *testing.T) {
	t.Parallel()
	ccrepo := commands(t, dbtest.URL(t))
	for _, args := range [][]string{{"create", "--name", "first"}, {"revoke", "first"}, {"create", "--name", "first"}, {"create", "--name", "second"}} {
		if code, _, log := ccrepo(append([]string{"key"}, args...)...); code != 0 {
			t.Fatal(log)
		}
	}
	if code, out, log := ccrepo("key", "delete", "first"); code != 2 || out != "" || strings.Count(log, " of first would be deleted.") != 2 || !strings.Contains(log, "without --yes") {
		t.Errorf("without --yes: %d %q %q", code, out, log)
	}
	if code, _, log := ccrepo("key", "delete", "third", "--yes"); code != 1 || !strings.Contains(log, `there is no key "third"`) {
		t.Errorf("unknown: %d %q", code, log)
	}
	if code, out, log := ccrepo("key", "delete", "first", "--yes"); code != 0 || strings.Count(out, " of first is deleted.\n") != 2 || log != "" {
		t.Errorf("by name: %d %q %q", code, out, log)
	}
	_, list, _ := ccrepo("key", "list")
	id := strings.Fields(strings.Split(list, "\n")[1])[0]
	if code, out, log := ccrepo("key", "delete", id, "--yes"); code != 0 || out != "Key "+id+" of second is deleted.\n" || !strings.Contains(log, "No key is left") {
		t.Errorf("the last, by id: %d %q %q", code, out, log)
	}
}

func TestServeForOtherMachines(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	ccrepo := commands(t, url)
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:80"} {
		if code, out, log := ccrepo("serve", "--listen", address); code != 2 || out != "" || !strings.Contains(log, "ccrepo key create") {
			t.Errorf("without a key on %s: %d %q %q", address, code, out, log)
		}
	}
	for _, args := range [][]string{{"--oidc-issuer", "http://login.example.com", "--oidc-audience", "x"}, {"--oidc-issuer", "https://login.example.com"}, {"--oidc-audience", "x"}} {
		if code, out, log := ccrepo(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...); code != 2 || out != "" || !strings.Contains(log, "--oidc-issuer") {
			t.Errorf("%v: %d %q %q", args, code, out, log)
		}
	}
	_, secret, _ := ccrepo("key", "create", "--name", "first")
	ctx, stop := context.WithCancel(t.Context())
	out, log := &outlet{}, &outlet{}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"--database-url", url, "serve", "--listen", "0.0.0.0:0"}, nil, out, log)
	}()
	eventually(t, "it serves", func() bool { return strings.Contains(out.String(), "Serving ") })
	port := regexp.MustCompile(`:(\d+)\n`).FindStringSubmatch(out.String())[1]
	for header, want := range map[string]int{"": http.StatusUnauthorized, "Bearer " + strings.TrimSpace(secret): http.StatusOK} {
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:"+port+"/v1", nil)
		req.Header.Set("Authorization", header)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("status %d, want %d", res.StatusCode, want)
		}
	}
	if code, out, log := ccrepo("report", "queue-summary", "--format", "json"); code != 0 || !strings.Contains(out, `"data":`) {
		t.Errorf("a report at the terminal needs no key: %d %s", code, log)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("serve ended with status %d: %s", code, log)
	}
}
