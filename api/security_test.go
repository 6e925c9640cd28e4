package api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db"
)

// TestEveryRouteNeedsAKey walks the OpenAPI document without a key, and with one that has every scope but the
// right ones.
func TestEveryRouteNeedsAKey(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, secret := f.key(t, testKey{})
	without := map[string]string{}
	secretWithout := func(scopes []string) string {
		name := strings.Join(scopes, " ")
		if without[name] == "" {
			others := slices.DeleteFunc(auth.Scopes(), func(s string) bool { return slices.Contains(scopes, s) })
			_, without[name] = f.key(t, testKey{scopes: others})
		}
		return without[name]
	}
	status, _, body := f.getWith(t, "/openapi.json", bearer(secret))
	if status != http.StatusOK {
		t.Fatalf("/openapi.json: %d", status)
	}
	type security []map[string][]string
	var document struct {
		Security security
		Paths    map[string]map[string]struct {
			Security  *security
			Responses map[string]struct {
				Ref string `json:"$ref"`
			}
		}
		Components struct {
			Responses map[string]struct {
				Statuses []int `json:"x-statuses"`
			}
		}
	}
	decode(t, body, &document)
	ask := func(method, path, secret string) (status int, p problem) {
		t.Helper()
		req, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, f.http.URL+path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if secret != "" {
			req.Header.Set("Authorization", "Bearer "+secret)
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := f.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode >= http.StatusBadRequest {
			decode(t, text, &p)
		}
		return res.StatusCode, p
	}
	placeholder := regexp.MustCompile(`\{[^}]+\}`)
	open := 0
	for path, operations := range document.Paths {
		for method, op := range operations {
			method, at := strings.ToUpper(method), placeholder.ReplaceAllString(path, "1")
			needs := document.Security
			if op.Security != nil {
				needs = *op.Security
			}
			if len(needs) == 1 && len(needs[0]) == 0 {
				open++
				if got, _ := ask(method, at, ""); got != http.StatusOK || !slices.Contains([]string{"/healthz", "/readyz", "/bridge.js", "/bridge.d.ts"}, path) {
					t.Errorf("%s %s needs no key: %d", method, path, got)
				}
				continue
			}
			if got, p := ask(method, at, ""); got != http.StatusUnauthorized || p.Code != "no_key" {
				t.Errorf("%s %s without a key: %d %s", method, path, got, p.Code)
			}
			var scopes []string // of which one will do
			for _, way := range needs {
				if scope, isKey := way["key"]; isKey {
					if len(scope) != 1 || method != http.MethodGet && scope[0] == "read" {
						t.Fatalf("%s %s needs %q", method, path, scope)
					}
					scopes = append(scopes, scope[0])
				}
			}
			if got, p := ask(method, at, secretWithout(scopes)); got != http.StatusForbidden || p.Code != "missing_scope" || !strings.Contains(p.Detail, "scope "+strings.Join(scopes, " or ")) {
				t.Errorf("%s %s without the scopes %q: %d %s", method, path, scopes, got, p.Code)
			}
			for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable} {
				inRange := op.Responses[fmt.Sprintf("%dXX", status/100)].Ref
				if !slices.Contains(document.Components.Responses[strings.TrimPrefix(inRange, "#/components/responses/")].Statuses, status) {
					t.Errorf("%s %s does not document %d", method, path, status)
				}
			}
		}
	}
	if open < 2 || len(document.Paths) < len(db.Routes()) {
		t.Errorf("%d paths, %d of them open", len(document.Paths), open)
	}
}
