package api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// hold sends requests whose queries do not end, and waits until the database runs them.
func (f *fixture) hold(t *testing.T, path string, many int) (leave func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var clients sync.WaitGroup
	before := f.busy(t)
	for range many {
		clients.Go(func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.http.URL+path, nil)
			if err != nil {
				t.Error(err)
				return
			}
			if res, err := f.client.Do(req); err == nil {
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
		})
	}
	eventually(t, fmt.Sprintf("%d queries run", many), func() bool { return f.busy(t) == before+many })
	return func() {
		cancel()
		clients.Wait()
	}
}

func TestExhaustedPool(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	for _, tt := range []struct{ name, slow, refused, served string }{
		{"short answers", "/v1/tables/tags", "/v1/tables/sipchat", "/v1/tables/sipchat?format=csv"},
		{"pages in another order", "/v1/tables/tags?order=-id", "/v1/tables/sipchat", "/v1/reports/queue-summary?range=today"},
		{"event lists behind short answers", "/v1/tables/tags", "/v1/events/queue_log_repo", "/v1/tables/sipchat?format=ndjson"},
		{"exports", "/v1/tables/tags?format=csv", "/v1/tables/sipchat?format=csv", "/v1/tables/sipchat"},
		{"reports behind exports", "/v1/tables/tags?format=csv", "/v1/reports/queue-summary?range=today", "/v1/events/queue_log_repo"},
	} {
		t.Run(tt.name+" are refused soon", func(t *testing.T) {
			t.Parallel()
			f := setupWith(t, func(o *api.Options) { o.Connections = 2 })
			f.trickle(t, 5, 10, 1, time.Hour)
			leave := f.hold(t, tt.slow, 2)
			begun := time.Now()
			status, header, body := f.get(t, tt.refused)
			var p problem
			decode(t, body, &p)
			if took := time.Since(begun); status != http.StatusServiceUnavailable || p.Code != "busy" || header.Get("Retry-After") != "1" || took > 5*time.Second {
				t.Errorf("status %d after %s, Retry-After %q: %s", status, took, header.Get("Retry-After"), body)
			}
			for _, path := range []string{tt.served, "/readyz"} {
				if status, _, body := f.get(t, path); status != http.StatusOK {
					t.Errorf("%s: status %d, want it served: %s", path, status, body)
				}
			}
			leave()
			eventually(t, "there is room again", func() bool { status, _, _ := f.get(t, tt.refused); return status == http.StatusOK })
		})
	}
	t.Run("waiting requests are admitted when places become free in time", func(t *testing.T) {
		t.Parallel()
		f := setupWith(t, func(o *api.Options) { o.Connections = 1 })
		f.trickle(t, 3, 10, 1, 10*time.Millisecond)
		var clients sync.WaitGroup
		for range 5 {
			clients.Go(func() {
				if status, _, body := f.get(t, "/v1/tables/tags?fields=id,time"); status != http.StatusOK {
					t.Errorf("status %d: %s", status, body)
				}
			})
		}
		clients.Wait()
	})
}

// TestExpensiveQueriesAreStopped sends requests that would take hours beside short ones.
func TestExpensiveQueriesAreStopped(t *testing.T) {
	t.Parallel()
	f := setupWith(t, func(o *api.Options) { o.Timeout = 2 * time.Second })
	f.exec(t, "ALTER TABLE tags RENAME TO stored_tags")
	f.exec(t, `CREATE VIEW tags AS SELECT sum(a * b)::bigint AS id, now() AS datetime, NULL::text AS "user", NULL::text AS guid, NULL::integer AS time, NULL::text AS comment, NULL::bigint AS position, NULL::integer AS import_id
		FROM generate_series(1::bigint, 100000) AS a, generate_series(1::bigint, 100000) AS b`)
	f.exec(t, "GRANT SELECT ON tags TO ccrepo_reader")

	stopped := make(chan struct{})
	var expensive, others sync.WaitGroup
	for i := range 4 {
		expensive.Go(func() { f.fail503(t, []string{"/v1/tables/tags", "/v1/tables/tags?format=csv"}[i%2], "timeout") })
	}
	for range 2 {
		others.Go(func() {
			var took []time.Duration
			for {
				select {
				case <-stopped:
					slices.Sort(took)
					t.Logf("%d answers beside expensive ones, median %s, slowest %s", len(took), took[len(took)/2], took[len(took)-1])
					return
				default:
				}
				begun := time.Now()
				if status, _, body := f.get(t, "/v1/tables/sipchat"); status != http.StatusOK {
					t.Errorf("status %d: %s", status, body)
				}
				took = append(took, time.Since(begun))
			}
		})
	}
	expensive.Wait()
	close(stopped)
	others.Wait()
	eventually(t, "the queries have ended", func() bool { return f.busy(t) == 0 })
}
