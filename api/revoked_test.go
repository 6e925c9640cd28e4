package api_test

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestRevokedKeyEndsItsAnswers revokes keys while their answers are being read.
func TestRevokedKeyEndsItsAnswers(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	// A second, and what a busy machine needs.
	const within = 2 * time.Second
	revocations := map[string]string{
		"revoked":         "UPDATE app.api_key SET revoked_at = now() WHERE id = $1",
		"deleted":         "DELETE FROM app.api_key WHERE id = $1",
		"without a scope": "UPDATE app.api_key SET scopes = '{act}' WHERE id = $1",
		"more limited":    "UPDATE app.api_key SET campaigns = '{other}' WHERE id = $1",
	}
	for name, statement := range revocations {
		t.Run("a stream of a key that is "+name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.trickle(t, 50, 400_000, 10, time.Hour)
			id, secret := f.key(t, testKey{scopes: []string{"read", "pii"}})
			_, other := f.key(t, testKey{scopes: []string{"read", "pii"}})
			res := f.open(t, "/v1/tables/tags?format=csv", bearer(secret))
			stays := f.open(t, "/v1/tables/tags?format=csv", bearer(other))
			for _, r := range []*http.Response{res, stays} {
				defer func() { _ = r.Body.Close() }()
				if _, err := io.ReadFull(r.Body, make([]byte, 100)); err != nil || r.StatusCode != http.StatusOK {
					t.Fatalf("status %d, %v", r.StatusCode, err)
				}
			}
			f.exec(t, statement, id)
			begun := time.Now()
			_, err := io.Copy(io.Discard, res.Body)
			if took := time.Since(begun); !errors.Is(err, io.ErrUnexpectedEOF) || took > within {
				t.Errorf("it ends after %s with %v, want an unexpected end within a second", took, err)
			}
			eventually(t, "only the query of the other key runs", func() bool { return f.busy(t) == 1 })
		})
	}
	for _, path := range []string{"/v1/tables/tags?format=ndjson", "/v1/tables/tags", "/v1/tables/tags/30"} {
		t.Run("before the first byte of "+path, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.trickle(t, 50, 40, 10, time.Hour)
			f.key(t, testKey{})
			id, secret := f.key(t, testKey{scopes: []string{"read", "pii"}})
			answered := make(chan int, 1)
			go func() {
				res := f.open(t, path, bearer(secret))
				_ = res.Body.Close()
				answered <- res.StatusCode
			}()
			eventually(t, "the query runs", func() bool { return f.busy(t) == 1 })
			f.exec(t, revocations["revoked"], id)
			select {
			case status := <-answered:
				if status != http.StatusUnauthorized {
					t.Errorf("status %d, want 401", status)
				}
			case <-time.After(within):
				t.Error("it goes on")
			}
			eventually(t, "the query has ended", func() bool { return f.busy(t) == 0 })
		})
	}
	t.Run("of a client that reads nothing", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.trickle(t, 2_000, 400_000, 2_001, 0)
		f.key(t, testKey{})
		id, secret := f.key(t, testKey{scopes: []string{"read", "pii"}})
		res := f.open(t, "/v1/tables/tags?format=csv", bearer(secret))
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode != http.StatusOK {
			t.Fatalf("status %d", res.StatusCode)
		}
		eventually(t, "no buffer on the way takes more", func() bool {
			return f.count(t, "pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo reader' AND wait_event = 'ClientWrite'") == 1
		})
		f.exec(t, revocations["revoked"], id)
		begun := time.Now()
		eventually(t, "the query has ended", func() bool { return f.busy(t) == 0 })
		if took := time.Since(begun); took > within {
			t.Errorf("it went on for %s", took)
		}
	})
	t.Run("not of an agent's token, which has fewer scopes than its key", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		_, secret := f.key(t, testKey{scopes: []string{"read", "act"}})
		token := f.agentToken(t, "ana", secret)
		lock, err := f.db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = lock.Rollback() }()
		if _, err := lock.ExecContext(t.Context(), "LOCK TABLE app.allowed_disposition"); err != nil {
			t.Fatal(err)
		}
		answered := make(chan reply, 1)
		go func() { answered <- f.submit(t, http.MethodGet, "/v1/dispositions/allowed", "", token...) }()
		eventually(t, "the query waits", func() bool {
			return f.count(t, "pg_locks WHERE relation = 'app.allowed_disposition'::regclass AND NOT granted") == 1
		})
		if _, err := lock.ExecContext(t.Context(), "SELECT pg_sleep(1.5)"); err != nil { // the key is looked at several times meanwhile
			t.Fatal(err)
		}
		if err := lock.Rollback(); err != nil {
			t.Fatal(err)
		}
		(<-answered).want(t, http.StatusOK, "")
	})
	t.Run("not when it only expires", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.trickle(t, 30, 100_000, 1, 100*time.Millisecond)
		id, secret := f.key(t, testKey{scopes: []string{"read", "pii"}})
		res := f.open(t, "/v1/tables/tags?format=csv", bearer(secret))
		defer func() { _ = res.Body.Close() }()
		f.exec(t, "UPDATE app.api_key SET expires_at = $2 WHERE id = $1", id, startOfClock.Add(-time.Hour))
		if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("status %d, %v", res.StatusCode, err)
		}
	})
}
