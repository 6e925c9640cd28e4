package api

import (
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
)

// TestEveryRouteHasAScope checks that every route needs a scope.
func TestEveryRouteHasAScope(t *testing.T) {
	t.Parallel()
	// What the routes are needs no database.
	s, err := New(Options{DatabaseURL: "postgres://127.0.0.1:1/none", Log: slog.New(slog.DiscardHandler), Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, e := range s.table.endpoints {
		if e.Method != http.MethodGet && slices.Contains(e.Scopes, auth.Read) && e.Path != modelsPath { // whose tools only read
			t.Errorf("%s %s writes with the scopes %s", e.Method, e.Path, e.Scopes)
		}
	}
	for _, r := range s.echo.Routes() {
		if s.table.byPath[r.Path][r.Method] == nil {
			t.Errorf("%s %s is not in the table of endpoints", r.Method, r.Path)
		}
	}
	answer := func(echo.Context) error { return nil }
	for _, e := range []endpoint.Endpoint{
		{Method: http.MethodGet, Path: "/v1/things", Handler: answer},
		{Method: http.MethodGet, Path: "/v1/things", Open: true, Scopes: []string{auth.Read}, Handler: answer},
		{Method: http.MethodGet, Path: "/v1/things", Scopes: []string{auth.Read}},
	} {
		if err := s.add(endpoint.Feature{Endpoints: []endpoint.Endpoint{e}}); err == nil || s.table.byPath["/v1/things"] != nil {
			t.Errorf("the server starts with %+v", e)
		}
	}
}
