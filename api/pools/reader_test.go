package pools

import (
	"errors"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestReaderCannotWrite tries to write through the connections that the server reads with.
func TestReaderCannotWrite(t *testing.T) {
	t.Parallel()
	pool, err := OpenPool(dbtest.URL(t), ReaderSettings(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	for name, statement := range map[string]string{
		"insert":     "INSERT INTO tags (datetime) VALUES (now())",
		"update":     "UPDATE tags SET comment = ''",
		"delete":     "DELETE FROM cdr_repo",
		"truncate":   "TRUNCATE tags",
		"create":     "CREATE TABLE own (id integer)",
		"drop":       "DROP TABLE tags",
		"a rebuild":  "SELECT report.refresh(NULL, NULL)",
		"a sequence": "SELECT nextval('tags_id_seq')",
	} {
		for mode, begin := range map[string]string{"": "", " in a transaction that may write": "SET default_transaction_read_only = off"} {
			t.Run(name+mode+" is refused", func(t *testing.T) {
				conn, err := pool.Conn(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = conn.Close() }()
				if begin != "" {
					if _, err := conn.ExecContext(t.Context(), begin); err != nil {
						t.Fatal(err)
					}
					defer func() { _, _ = conn.ExecContext(t.Context(), "RESET default_transaction_read_only") }()
				}
				_, err = conn.ExecContext(t.Context(), statement)
				var pe *pq.Error
				if !errors.As(err, &pe) || pe.Code != "42501" && pe.Code != "25006" {
					t.Errorf("%s: %v, want it refused", statement, err)
				}
			})
		}
	}
	t.Run("settings are those of a reader", func(t *testing.T) {
		for setting, want := range map[string]string{"role": "ccrepo_reader", "transaction_read_only": "on", "TimeZone": "UTC", "search_path": "public", "statement_timeout": "1s", "DateStyle": "ISO, MDY"} {
			var got string
			if err := pool.QueryRowContext(t.Context(), "SELECT current_setting($1)", setting).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %q (%v), want %q", setting, got, err, want)
			}
		}
	})
}
