package migrations_test

import (
	"database/sql"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// ensure creates partitions of queue_log_repo and returns their number.
func ensure(t *testing.T, db runner, times string) int {
	t.Helper()
	made, err := ensureMonths(t, db, times)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func ensureMonths(t *testing.T, db runner, times string) (made int, err error) {
	err = db.QueryRowContext(t.Context(), "SELECT app.ensure_partitions('queue_log_repo', $1::timestamptz[])", times).Scan(&made)
	return made, err
}

// homes returns the partitions of the rows of queue_log_repo, ordered by time.
func homes(t *testing.T, db runner) []string {
	t.Helper()
	return texts(t, db, "SELECT tableoid::regclass::text FROM queue_log_repo ORDER BY datetime, id")
}

func TestEnsurePartitions(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) *sql.DB {
		t.Parallel()
		return dbtest.New(t)
	}
	t.Run("makes each month once", func(t *testing.T) {
		db := setup(t)
		const times = "{2010-01-31 23:59:59+00, 2010-01-01 00:00:00+00, 2010-03-05 00:00:00+00}"
		if made := ensure(t, db, times); made != 2 {
			t.Errorf("want 2 partitions made, got %d", made)
		}
		if made := ensure(t, db, times); made != 0 {
			t.Errorf("want none made the second time, got %d", made)
		}
	})
	t.Run("months are those of UTC", func(t *testing.T) {
		db := setup(t)
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		exec(t, conn, "SET timezone = 'Pacific/Kiritimati'") // 14 hours before UTC
		ensure(t, conn, "{2010-01-31 23:59:59+00}")
		exec(t, conn, "INSERT INTO queue_log_repo (datetime) VALUES ('2010-01-01 00:00:00+00'), ('2010-01-31 23:59:59.999999+00'), ('2010-02-01 00:00:00+00')")
		equal(t, []string{"queue_log_repo_2010_01", "queue_log_repo_2010_01", "queue_log_repo_default"}, homes(t, conn))
	})
	t.Run("ignores no time and infinite times", func(t *testing.T) {
		db := setup(t)
		for _, times := range []string{"{}", "{NULL}", "{infinity, -infinity}"} {
			if made := ensure(t, db, times); made != 0 {
				t.Errorf("%s: want none made, got %d", times, made)
			}
		}
	})
	t.Run("leaves a month alone whose rows lie in the default partition", func(t *testing.T) {
		db := setup(t)
		exec(t, db, "INSERT INTO queue_log_repo (datetime) VALUES ('2010-02-10 00:00:00+00')")
		if made := ensure(t, db, "{2010-01-10 00:00:00+00, 2010-02-01 00:00:00+00, 2010-03-10 00:00:00+00}"); made != 2 {
			t.Errorf("want 2 partitions made, got %d", made)
		}
		exec(t, db, "INSERT INTO queue_log_repo (datetime) VALUES ('2010-02-11 00:00:00+00'), ('2010-03-01 00:00:00+00')")
		equal(t, []string{"queue_log_repo_default", "queue_log_repo_default", "queue_log_repo_2010_03"}, homes(t, db))
	})
	t.Run("makes each month once for many callers at once", func(t *testing.T) {
		db := setup(t)
		var callers sync.WaitGroup
		made := make([]int, 6)
		for i := range made {
			callers.Go(func() {
				var err error
				if made[i], err = ensureMonths(t, db, "{2011-01-01, 2011-02-01, 2011-03-01, 2011-04-01, 2011-05-01}"); err != nil {
					t.Error(err)
				}
			})
		}
		callers.Wait()
		sum := 0
		for _, n := range made {
			sum += n
		}
		if sum != 5 {
			t.Errorf("want 5 partitions made by all, got %v", made)
		}
	})
	t.Run("refuses a table that has no months", func(t *testing.T) {
		db := setup(t)
		if _, err := db.ExecContext(t.Context(), "SELECT app.ensure_partitions('tags', ARRAY[now()])"); err == nil {
			t.Error("want an error")
		}
	})
	t.Run("a new partition is readable, and writable through its table", func(t *testing.T) {
		db := setup(t)
		ensure(t, db, "{2010-01-01 00:00:00+00}")
		if got := attempt(t, as(t, db, "ccrepo_reader"), "SELECT FROM queue_log_repo_2010_01"); got != "" {
			t.Errorf("SELECT: %s", got)
		}
		if got := attempt(t, as(t, db, "ccrepo_writer"), "INSERT INTO queue_log_repo (datetime) VALUES ('2010-01-05')"); got != "" {
			t.Errorf("INSERT: %s", got)
		}
	})
}

func TestRowsOfAnyTimeAreKept(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	exec(t, db, "SELECT app.ensure_partitions()") // as after the migrations
	for table, key := range growing {
		t.Run(table, func(t *testing.T) {
			t.Parallel()
			exec(t, db, "INSERT INTO "+table+" ("+key[0]+") VALUES ('-infinity'), ('4714-11-24 00:00:00+00 BC'), ('0001-01-01'), ('1970-01-01'), ('9999-12-31'), ('294276-12-31'), ('infinity'), (now())")
			equal(t, []string{"7"}, texts(t, db, "SELECT count(*) FROM "+table+"_default"))
			equal(t, []string{"8"}, texts(t, db, "SELECT count(DISTINCT id) FROM "+table))
			// A row in its month's partition must not prevent the creation of others.
			exec(t, db, "SELECT app.ensure_partitions($1::regclass, ARRAY['2009-05-05'::timestamptz])", table)
		})
	}
}

// TestDocsMoveRowsOfADefaultPartition runs the statements of docs/database.md.
func TestDocsMoveRowsOfADefaultPartition(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/database.md")
	if err != nil {
		t.Fatal(err)
	}
	_, recipe, _ := strings.Cut(string(page), "### Rows in a default partition")
	_, recipe, _ = strings.Cut(recipe, "```sql\n")
	recipe, _, found := strings.Cut(recipe, "```")
	if !found {
		t.Fatal("the recipe is not there")
	}
	db := dbtest.New(t)
	exec(t, db, `INSERT INTO queue_log_repo (datetime, data1)
		VALUES ('2019-02-28 23:59:59.999+00', 'a'), ('2019-03-01 00:00+00', 'b'), ('2019-03-31 23:59:59.999+00', 'c'), ('2019-04-01 00:00+00', 'd')`)
	before := texts(t, db, "SELECT q::text FROM queue_log_repo AS q ORDER BY q.id")
	equal(t, []string{"queue_log_repo_default", "queue_log_repo_default", "queue_log_repo_default", "queue_log_repo_default"}, homes(t, db))
	exec(t, db, recipe)
	equal(t, []string{"queue_log_repo_default", "queue_log_repo_2019_03", "queue_log_repo_2019_03", "queue_log_repo_default"}, homes(t, db))
	equal(t, before, texts(t, db, "SELECT q::text FROM queue_log_repo AS q ORDER BY q.id"))
}
