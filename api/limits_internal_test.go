package api

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestRateOfAPrincipal(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	l := newLimiter(Limits{Rate: 2, Burst: 3}, func() time.Time { return at })
	ask := func(id string, want ...time.Duration) {
		t.Helper()
		for i, w := range want {
			if got := l.request(&auth.Principal{ID: id}); got != w {
				t.Errorf("request %d of %q waits %s, want %s", i, id, got, w)
			}
		}
	}
	const half = time.Second / 2
	ask("a", 0, 0, 0, half, half) // what is refused takes nothing away
	ask("b", 0, 0, 0, half)
	ask("", 0, 0, 0, 0, 0)
	at = at.Add(half)
	ask("a", 0, half)
	at = at.Add(-time.Hour) // a clock that is set back neither gives nor locks out
	if wait := l.request(&auth.Principal{ID: "a"}); wait <= 0 || wait > time.Second {
		t.Errorf("after the clock was set back a request waits %s", wait)
	}
	at = at.Add(2 * time.Hour)
	ask("a", 0, 0, 0, half)
	unlimited := newLimiter(Limits{}, func() time.Time { return at })
	for range 100 {
		if wait := unlimited.request(&auth.Principal{ID: "a"}); wait != 0 {
			t.Fatalf("without a limit a request waits %s", wait)
		}
	}
}

func TestLimiterForgetsThoseWhoAskNoMore(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	l := newLimiter(Limits{Rate: 1, Burst: 2, Concurrent: 1}, func() time.Time { return at })
	if _, ok := l.begin(&auth.Principal{ID: "running"}); !ok {
		t.Fatal("refused")
	}
	for i := range 5 * sweepAt {
		l.request(&auth.Principal{ID: fmt.Sprint(i)})
		at = at.Add(10 * time.Millisecond)
	}
	if len(l.of) > 2*sweepAt {
		t.Errorf("%d accounts are kept", len(l.of))
	}
	if _, ok := l.begin(&auth.Principal{ID: "running"}); ok {
		t.Error("the account of a query that runs was forgotten")
	}
}

// limited is a server whose callers say who they are, over a table of which a row takes an hour.
type limited struct {
	*httptest.Server
	api *Server
	db  *sql.DB
}

func newLimited(t *testing.T, l Limits) *limited {
	t.Helper()
	url := dbtest.URL(t)
	out := &limited{}
	var err error
	if out.db, err = sql.Open("postgres", url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = out.db.Close() })
	for _, statement := range []string{
		"ALTER TABLE tags RENAME TO stored_tags",
		`CREATE FUNCTION nap(seconds float8) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$ BEGIN PERFORM pg_sleep(seconds); RETURN 1; END $$`,
		`CREATE VIEW tags AS SELECT s.id, s.datetime, NULL::text AS "user", NULL::text AS guid, CASE WHEN s.id > 20 THEN nap(3600) END AS time, repeat('x', 10000) AS comment, NULL::integer AS import_id
			FROM (SELECT i AS id, now() AS datetime FROM generate_series(1::bigint, 30) AS i) AS s ORDER BY s.datetime, s.id`,
		"GRANT SELECT ON tags TO ccrepo_reader",
	} {
		if _, err := out.db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	s, err := New(Options{DatabaseURL: url, Log: slog.New(slog.DiscardHandler), Location: time.UTC, Trusted: true, Quiet: true, Limits: l})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	out.api = s
	s.echo.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			name := c.Request().Header.Get("Test-Key")
			c.SetRequest(auth.WithPrincipal(c.Request(), &auth.Principal{ID: name, Name: name, Scopes: auth.Scopes()}))
			return s.limitRate(next)(c)
		}
	})
	out.Server = httptest.NewServer(s)
	t.Cleanup(out.Close)
	return out
}

// open sends a request in somebody's name.
func (l *limited) open(ctx context.Context, key, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.URL+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Test-Key", key)
	return l.Client().Do(req)
}

// get is the status, the code of the problem if it is one, and Retry-After.
func (l *limited) get(t *testing.T, key, path string) (status int, code, retryAfter string) {
	t.Helper()
	res, err := l.open(t.Context(), key, path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var p problem.Problem
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= http.StatusBadRequest && json.Unmarshal(body, &p) != nil {
		t.Fatalf("status %d, %v: %s", res.StatusCode, err, body)
	}
	return res.StatusCode, p.Code, res.Header.Get("Retry-After")
}

// running is how many queries count for a key.
func (l *limited) running(key string) int {
	l.api.limiter.mu.Lock()
	defer l.api.limiter.mu.Unlock()
	return l.api.limiter.allowance(key).running
}

func (l *limited) eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within ten seconds: %s", what)
		}
	}
}

func TestRateIsA429(t *testing.T) {
	t.Parallel()
	l := newLimited(t, Limits{Rate: 0.01, Burst: 2})
	for i, want := range []int{http.StatusOK, http.StatusOK, http.StatusTooManyRequests} {
		status, code, retryAfter := l.get(t, "a", "/v1/tables/sipchat")
		refused := status == http.StatusTooManyRequests
		if status != want || refused && (code != "too_many_requests" || retryAfter != "100") {
			t.Errorf("request %d: status %d %s, Retry-After %q; want %d", i, status, code, retryAfter, want)
		}
	}
	if status, code, _ := l.get(t, "b", "/v1/tables/sipchat"); status != http.StatusOK {
		t.Errorf("another key: status %d %s", status, code)
	}
}

func TestConcurrentQueriesOfAPrincipal(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"pages": "/v1/tables/tags", "streams that have begun": "/v1/tables/tags?format=ndjson"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLimited(t, Limits{Concurrent: 3})
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			var clients sync.WaitGroup
			for range 3 {
				clients.Go(func() {
					if res, err := l.open(ctx, "a", path); err == nil {
						_, _ = io.Copy(io.Discard, res.Body)
						_ = res.Body.Close()
					}
				})
			}
			l.eventually(t, "three queries run", func() bool { return l.running("a") == 3 })
			if status, code, retryAfter := l.get(t, "a", "/v1/tables/sipchat"); status != http.StatusTooManyRequests || code != "too_many_requests" || retryAfter != "1" {
				t.Errorf("one more: status %d %s, Retry-After %q", status, code, retryAfter)
			}
			if status, code, _ := l.get(t, "a", "/v1/events/queue_log_repo"); status != http.StatusTooManyRequests {
				t.Errorf("a list of events: status %d %s", status, code)
			}
			for _, free := range [][2]string{{"b", "/v1/tables/sipchat"}, {"a", "/v1"}, {"a", "/readyz"}} {
				if status, code, _ := l.get(t, free[0], free[1]); status != http.StatusOK {
					t.Errorf("%s asks for %s: status %d %s", free[0], free[1], status, code)
				}
			}
			leave()
			clients.Wait()
			l.eventually(t, "nothing of those who left counts any more", func() bool { return l.running("a") == 0 })
		})
	}
}
