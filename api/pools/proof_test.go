package pools

import (
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestConnectionsProveTheirSettings opens connections that get other settings than they were to have.
func TestConnectionsProveTheirSettings(t *testing.T) {
	t.Parallel()
	at := dbtest.URL(t)
	for name, tt := range map[string]struct{ setting, value, want string }{
		"timeout":   {"statement_timeout", "1s", "statement_timeout = 1000,"}, // PostgreSQL reports milliseconds
		"role":      {"role", "CCREPO_READER", "role"},
		"read-only": {"default_transaction_read_only", "true", "default_transaction_read_only = on,"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool, err := OpenPool(at, ReaderSettings(time.Second, tt.setting, tt.value))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = pool.Close() })
			if err := pool.PingContext(t.Context()); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("it answers %v, want it refused with %q", err, tt.want)
			}
		})
	}
	t.Run("settings of the URL are sent as well", func(t *testing.T) {
		t.Parallel()
		pool, err := OpenPool(WithSettings(at, map[string]string{"lock_timeout": "7s", "statement_timeout": "7s"}), ReaderSettings(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = pool.Close() })
		var got string
		if err := pool.QueryRowContext(t.Context(), "SELECT concat_ws(' ', current_user, current_setting('lock_timeout'), current_setting('statement_timeout'))").Scan(&got); err != nil || got != "ccrepo_reader 7s 1s" {
			t.Errorf("%q, %v", got, err)
		}
	})
}
