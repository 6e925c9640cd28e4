package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestWrongKeysAreSlowedDown(t *testing.T) {
	t.Parallel()
	// fill sends wrong keys until there are too many.
	fill := func(t *testing.T, f *fixture, wrong func(i int) string) {
		t.Helper()
		for i := range 10 {
			f.refused(t, "/v1", bearer(wrong(i)), http.StatusUnauthorized, "bad_key")
		}
		_, header := f.refused(t, "/v1", bearer(wrong(10)), http.StatusTooManyRequests, "too_many_failures")
		if wait, err := strconv.Atoi(header.Get("Retry-After")); err != nil || wait != 1 {
			t.Errorf("Retry-After %q, want 1", header.Get("Retry-After"))
		}
	}
	t.Run("of one key, the right one must wait too, and another need not", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		id, secret := f.key(t, testKey{})
		_, other := f.key(t, testKey{})
		fill(t, f, func(i int) string { return fmt.Sprintf("ccrepo_%s_%064x", id, i) })
		f.refused(t, "/v1", bearer(secret), http.StatusTooManyRequests, "too_many_failures")
		if got := f.status(t, "/v1", bearer(other)); got != http.StatusOK {
			t.Errorf("another key: %d", got)
		}
		if got := f.status(t, "/healthz", bearer("x")); got != http.StatusOK {
			t.Errorf("/healthz: %d", got)
		}
		f.refused(t, "/v1", nil, http.StatusUnauthorized, "no_key")
		f.clock.add(time.Second)
		if got := f.status(t, "/v1", bearer(secret)); got != http.StatusOK {
			t.Errorf("a second later: %d", got)
		}
		f.refused(t, "/v1", bearer("ccrepo_"+id+"_x"), http.StatusUnauthorized, "bad_key")
		f.refused(t, "/v1", bearer(secret), http.StatusTooManyRequests, "too_many_failures")
		f.clock.add(10 * time.Second)
		fill(t, f, func(i int) string { return fmt.Sprintf("ccrepo_%s_%064x", id, i) })
	})
	t.Run("keys that do not exist count together", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		_, secret := f.key(t, testKey{})
		f.clock.add(time.Hour) // what the setup tried is forgotten
		kinds := []string{"x", "ccrepo_abc%d_x", "ccrepo_", "a.b.c%d", strings.Repeat("y", 5000)}
		fill(t, f, func(i int) string { return strings.ReplaceAll(kinds[i%len(kinds)], "%d", fmt.Sprint(i)) })
		if got := f.status(t, "/v1", bearer(secret)); got != http.StatusOK {
			t.Errorf("the right key: %d", got)
		}
	})
	t.Run("a revoked key that is still used does not block other keys", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		id, secret := f.key(t, testKey{})
		_, other := f.key(t, testKey{})
		f.exec(t, "UPDATE app.api_key SET revoked_at = now() WHERE id = $1", id)
		eventually(t, "429", func() bool { return f.status(t, "/v1", bearer(secret)) == http.StatusTooManyRequests })
		if got := f.status(t, "/v1", bearer(other)); got != http.StatusOK {
			t.Errorf("another key: %d", got)
		}
	})
}
