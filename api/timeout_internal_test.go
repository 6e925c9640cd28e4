package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/route"
)

// TestTimeoutOfARoute requests a route whose query sleeps for two seconds, under a server with other timeouts.
func TestTimeoutOfARoute(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	url := dbtest.URL(t)
	for name, tt := range map[string]struct {
		server, route time.Duration
		status        int
	}{
		"shorter than the server's stops it":           {time.Minute, time.Second, http.StatusServiceUnavailable},
		"longer than the server's lets it end":         {time.Second, time.Minute, http.StatusOK},
		"that is not said is the server's, which ends": {time.Second, 0, http.StatusServiceUnavailable},
		"that is not said is the server's, which does": {time.Minute, 0, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := New(Options{DatabaseURL: url, Log: slog.New(slog.DiscardHandler), Location: time.UTC, Timeout: tt.server, Trusted: true, Quiet: true})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			s.echo.GET("/v1/nap", s.get(query.Compile(route.Route{
				Path: "/v1/nap", SQL: "SELECT 1 AS id FROM (SELECT pg_sleep(2)) AS nap", Key: []string{"id"}, Timeout: tt.route,
				Columns: []route.Column{{Name: "id", Kind: route.Int}},
			})))
			for _, query := range []string{"", "?order=-id&id=1", "?format=csv"} {
				answer := httptest.NewRecorder()
				s.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/v1/nap"+query, nil))
				if answer.Code != tt.status {
					t.Errorf("%q: status %d, want %d: %s", query, answer.Code, tt.status, answer.Body)
				}
				var p problem.Problem
				if err := json.Unmarshal(answer.Body.Bytes(), &p); tt.status != http.StatusOK && (err != nil || p.Code != "timeout") {
					t.Errorf("%q: %v, want a timeout: %s", query, err, answer.Body)
				}
			}
		})
	}
}

func TestStatementTimeoutIsTheLongest(t *testing.T) {
	t.Parallel()
	longest := time.Minute
	for _, r := range db.Routes() {
		longest = max(longest, r.Timeout)
	}
	s, err := New(Options{DatabaseURL: dbtest.URL(t), Log: slog.New(slog.DiscardHandler), Location: time.UTC, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for name, pool := range map[string]*pools.Prepared{"pages": s.pools.Pages, "keyset": s.pools.Keyset} {
		var got int64
		if err := pool.QueryRowContext(t.Context(), "SELECT extract(epoch FROM current_setting('statement_timeout')::interval)::bigint").Scan(&got); err != nil || got != int64(longest.Seconds()) {
			t.Errorf("statement_timeout of %s is %d s (%v), want %s", name, got, err, longest)
		}
	}
}
