package api

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// limited is a server whose requests name their principals, over a table of which reading a row takes an hour.
type limited struct {
	*httptest.Server
	api *Server
	db  *sql.DB
}

func newLimited(t *testing.T, l admission.Limits) *limited {
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
		`CREATE VIEW tags AS SELECT s.id, s.datetime, NULL::text AS "user", NULL::text AS guid, CASE WHEN s.id > 20 THEN nap(3600) END AS time, repeat('x', 10000) AS comment, NULL::bigint AS position, NULL::integer AS import_id
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

// open sends a request of a principal.
func (l *limited) open(ctx context.Context, key, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.URL+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Test-Key", key)
	return l.Client().Do(req)
}

// get returns the status, the code of the problem, if any, and Retry-After.
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

// running returns the number of running queries.
func (l *limited) running() int {
	return l.api.admission.Short.Running() + l.api.admission.Long.Running()
}

func (l *limited) eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within half a minute: %s", what)
		}
	}
}

func TestRateIsA429(t *testing.T) {
	t.Parallel()
	l := newLimited(t, admission.Limits{Rate: 0.01, Burst: 2})
	for i, want := range []int{http.StatusOK, http.StatusOK, http.StatusTooManyRequests} {
		status, code, retryAfter := l.get(t, "a", "/v1/tables/sipchat")
		refused := status == http.StatusTooManyRequests
		// The next request is permitted 100 s after the one before, less the time that has passed since.
		seconds, _ := strconv.Atoi(retryAfter)
		if status != want || refused && (code != "too_many_requests" || seconds < 60 || seconds > 100) {
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
			l := newLimited(t, admission.Limits{Concurrent: 3})
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
			l.eventually(t, "three queries run", func() bool { return l.running() == 3 })
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
			l.eventually(t, "nothing of those who left counts any more", func() bool { return l.running() == 0 })
		})
	}
}
