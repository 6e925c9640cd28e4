package api

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
)

// TestEveryRouteHasAScope sees that no route was registered that would let a key without rights in.
func TestEveryRouteHasAScope(t *testing.T) {
	t.Parallel()
	// What the routes are needs no database.
	s, err := New(Options{DatabaseURL: "postgres://127.0.0.1:1/none", Log: slog.New(slog.DiscardHandler), Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, r := range s.echo.Routes() {
		if !isOpen(r.Path) && len(s.scopesFor(r.Method, r.Path)) == 0 {
			t.Errorf("%s %s needs no scope: say so by needs", r.Method, r.Path)
		}
	}
	for route := range s.scopes {
		method, path, _ := strings.Cut(route, " ")
		if scopes := s.scopes[route]; method != http.MethodGet && slices.Contains(scopes, auth.Read) {
			t.Errorf("%s %s writes with the scopes %s", method, path, scopes)
		}
	}
}
