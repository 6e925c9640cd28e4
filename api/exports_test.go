package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// trickle replaces tags with a view of many rows, each with a comment of random bytes that hardly compress, and, from
// the row late on, a pause before each row.
func (f *fixture) trickle(t *testing.T, rows, width, late int, nap time.Duration) {
	t.Helper()
	f.exec(t, `CREATE FUNCTION noise(width integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT left(string_agg(md5(i::text), ''), width) FROM generate_series(1, width / 32 + 1) AS i $$`)
	f.exec(t, `CREATE FUNCTION nap(seconds float8) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$ BEGIN PERFORM pg_sleep(seconds); RETURN 1; END $$`)
	f.exec(t, "ALTER TABLE tags RENAME TO stored_tags")
	f.exec(t, fmt.Sprintf(`CREATE VIEW tags AS SELECT s.id, s.datetime, NULL::text AS "user", NULL::text AS guid,
		CASE WHEN s.id >= %d THEN nap(%f) END AS time, noise(%d) AS comment, NULL::bigint AS position, NULL::integer AS import_id
		FROM (SELECT i AS id, '2026-01-01'::timestamptz + i * interval '1 second' AS datetime FROM generate_series(1::bigint, %d) AS i) AS s
		ORDER BY s.datetime, s.id`, // in the order of the key, so that the rows come one by one
		late, nap.Seconds(), width, rows))
	f.exec(t, "GRANT SELECT ON tags TO ccrepo_reader")
}

// busy counts the server's running queries.
func (f *fixture) busy(t *testing.T) int {
	t.Helper()
	var n int
	if err := f.db.QueryRowContext(t.Context(), `SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = 'ccrepo reader' AND state = 'active'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// kill ends the server's database sessions.
func (f *fixture) kill(t *testing.T) {
	t.Helper()
	f.exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo reader'`)
}

func TestBrokenOffExportIsIncomplete(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	for format, path := range map[string]string{"csv": "/v1/tables/tags?format=csv", "ndjson": "/v1/tables/tags?format=ndjson", "OData": "/odata/tags"} {
		for _, encoding := range []string{"identity", "gzip"} {
			t.Run(format+" in "+encoding+" when the session is killed", func(t *testing.T) {
				t.Parallel()
				f := setup(t)
				f.trickle(t, 50, 400_000, 10, time.Hour)
				res := f.open(t, path, map[string]string{"Accept-Encoding": encoding})
				defer func() { _ = res.Body.Close() }()
				if _, err := io.ReadFull(res.Body, make([]byte, 100)); err != nil || res.StatusCode != http.StatusOK {
					t.Fatalf("status %d, beginning of the export: %v", res.StatusCode, err)
				}
				f.kill(t)
				_, err := io.Copy(io.Discard, res.Body)
				if !errors.Is(err, io.ErrUnexpectedEOF) || res.Trailer.Get("X-Row-Count") != "" {
					t.Errorf("the export ends with %v and X-Row-Count %q, want an unexpected end and none", err, res.Trailer.Get("X-Row-Count"))
				}
				if log := f.log.String(); !strings.Contains(log, "answer broken off") || strings.Contains(log, "panic") {
					t.Errorf("log: %s", log)
				}
			})
		}
	}
	t.Run("when the database takes too long in the middle", func(t *testing.T) {
		t.Parallel()
		f := setupWith(t, func(o *api.Options) { o.Timeout = 2 * time.Second })
		f.trickle(t, 50, 400_000, 10, time.Hour)
		res := f.open(t, "/v1/tables/tags?format=ndjson", nil)
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if n := bytes.Count(body, []byte("\n")); !errors.Is(err, io.ErrUnexpectedEOF) || n < 1 || n > 9 {
			t.Errorf("the export ends with %v after %d rows, want an unexpected end after at most 9", err, n)
		}
		eventually(t, "the query has ended", func() bool { return f.busy(t) == 0 })
	})
}

func TestFailureIsNotAnEmptyList(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	for _, query := range []string{"", "?limit=1", "?count=exact", "?format=csv", "?format=ndjson", "?format=xlsx", "?format=ndjson&limit=5", "?range=this-year"} {
		t.Run("when the first row of "+query+" takes too long", func(t *testing.T) {
			t.Parallel()
			f := setupWith(t, func(o *api.Options) { o.Timeout = 300 * time.Millisecond })
			f.trickle(t, 5, 10, 1, time.Hour)
			begun := time.Now()
			f.fail503(t, "/v1/tables/tags"+query, "timeout")
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("it took %s", took)
			}
			eventually(t, "the query has ended", func() bool { return f.busy(t) == 0 })
		})
	}
	for _, query := range []string{"", "?format=csv", "?format=ndjson", "?format=xlsx"} {
		t.Run("when a later row of "+query+" takes too long, before anything was sent", func(t *testing.T) {
			t.Parallel()
			f := setupWith(t, func(o *api.Options) { o.Timeout = 300 * time.Millisecond })
			f.trickle(t, 500, 2_000, 5, time.Hour)
			f.fail503(t, "/v1/tables/tags"+query, "timeout")
		})
	}
	t.Run("when a session is killed at work", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.trickle(t, 50, 2_000, 5, time.Hour)
		answered := make(chan struct{})
		var killer sync.WaitGroup
		killer.Go(func() {
			// A query that dies before its first row is tried again on other connections.
			for {
				select {
				case <-answered:
					return
				case <-time.After(20 * time.Millisecond):
					f.kill(t)
				}
			}
		})
		f.fail503(t, "/v1/tables/tags", "database_unavailable")
		close(answered)
		killer.Wait()
	})
}

// fail503 requests a path and wants a 503 with Retry-After.
func (f *fixture) fail503(t *testing.T, path, code string) {
	t.Helper()
	status, header, body := f.get(t, path)
	var p problem
	decode(t, body, &p)
	if status != http.StatusServiceUnavailable || p.Code != code || p.Detail == "" || leak.Match(body) {
		t.Errorf("GET %s: status %d, want 503 %s: %s", path, status, code, body)
	}
	if header.Get("Content-Type") != "application/problem+json" || header.Get("Retry-After") == "" || header.Get("Trailer") != "" || header.Get("Content-Disposition") != "" {
		t.Errorf("GET %s: headers %v, want a problem's with Retry-After and nothing of an export", path, header)
	}
}

func TestSlowReaderIsNotASlowQuery(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	const rows, width = 400, 100_000
	f := setupWith(t, func(o *api.Options) { o.Timeout = 4 * time.Second })
	f.trickle(t, rows, width, rows+1, 0)
	res := f.open(t, "/v1/tables/tags?format=csv&fields=id,comment", nil)
	defer func() { _ = res.Body.Close() }()
	if _, err := io.ReadFull(res.Body, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	// The reader is slow: it pauses for longer than the timeout while the server has data to send.
	<-time.After(5 * time.Second)
	n, err := io.Copy(io.Discard, res.Body)
	if err != nil || n < rows*width || res.Trailer.Get("X-Row-Count") != fmt.Sprint(rows) {
		t.Errorf("%d bytes, %v, X-Row-Count %q; want all of %d rows", n, err, res.Trailer.Get("X-Row-Count"), rows)
	}
}

func TestQueriesOfClientsThatLeftEnd(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	tests := []struct {
		name, path string
		late       int
	}{
		{"in the middle of an export", "/v1/tables/tags?format=csv", 10},
		{"before the first row of an export", "/v1/tables/tags?format=csv", 1},
		{"while they wait for a page", "/v1/tables/tags", 10},
		{"while they wait for one row", "/v1/tables/tags/30", 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.trickle(t, 50, 400_000, tt.late, time.Hour)
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			var clients sync.WaitGroup
			const many = 8
			for range many {
				clients.Go(func() {
					req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.http.URL+tt.path, nil)
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
			eventually(t, "the queries run", func() bool { return f.busy(t) == many })
			leave()
			clients.Wait()
			eventually(t, "the queries have ended", func() bool { return f.busy(t) == 0 })
			if log := f.log.String(); strings.Contains(log, "level=ERROR") {
				t.Errorf("clients that left are logged as errors: %s", log)
			}
		})
	}
}

// brokenWriter takes a few bytes and fails from then on; the request knows nothing of it.
type brokenWriter struct {
	*httptest.ResponseRecorder
	room int
}

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.room -= len(p); w.room < 0 {
		return 0, errors.New("connection reset by peer")
	}
	return w.ResponseRecorder.Write(p)
}

func TestQueryOfAClientThatDoesNotReadEnds(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	f.trickle(t, 5_000, 40_000, 5, 20*time.Millisecond)
	begun := time.Now()
	func() {
		defer func() {
			if r := recover(); r != http.ErrAbortHandler {
				t.Errorf("the handler ends with %v, want it to abort", r)
			}
		}()
		f.server.ServeHTTP(&brokenWriter{httptest.NewRecorder(), 100_000}, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/v1/tables/tags?format=csv", nil))
	}()
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("the server read on for %s", took)
	}
	eventually(t, "the query has ended", func() bool { return f.busy(t) == 0 })
}

func TestExportsDoNotGatherInMemory(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	f.trickle(t, 200, 100_000, 100, time.Hour)
	res := f.open(t, "/v1/tables/tags?format=ndjson", map[string]string{"Accept-Encoding": "gzip"})
	defer func() { _ = res.Body.Close() }()
	// The rows before the pause arrive although the answer is far from its end.
	r, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(r, make([]byte, 50*100_000)); err != nil {
		t.Errorf("the first rows do not come while others are awaited: %v", err)
	}
}
