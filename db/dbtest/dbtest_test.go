package dbtest_test

import (
	"os"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

func TestNew(t *testing.T) {
	t.Parallel()
	one, two := dbtest.New(t), dbtest.New(t)
	if _, err := one.ExecContext(t.Context(), "INSERT INTO tags (datetime, guid) VALUES (now(), 'a')"); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := two.QueryRowContext(t.Context(), "SELECT count(*) FROM tags").Scan(&n); err != nil || n != 0 {
		t.Errorf("the second database has %d rows of the first (%v), want 0", n, err)
	}
}
