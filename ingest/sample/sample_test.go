package sample_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest/sample"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// afternoon returns options for a Thursday afternoon, with a clock change within the month.
func afternoon(t *testing.T) sample.Options {
	t.Helper()
	loc := zone(t, "Europe/Madrid")
	return sample.Options{Seed: 1, Now: time.Date(2026, 4, 16, 15, 20, 0, 0, loc), Location: loc}
}

func number(t *testing.T, db *sql.DB, query string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := db.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	db, o := dbtest.New(t), afternoon(t)
	summary, err := sample.Load(t.Context(), db, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows in %v", summary.Rows(), summary.Elapsed)

	t.Run("every table has the rows that the summary says", func(t *testing.T) {
		if len(summary.Tables) != 15 {
			t.Errorf("%d tables, want 15", len(summary.Tables))
		}
		for _, table := range summary.Tables {
			n := number(t, db, "SELECT count(*) FROM "+table.Table)
			t.Logf("%-20s %6d", table.Table, n)
			if n == 0 || n != table.Rows {
				t.Errorf("%s has %d rows, the summary says %d", table.Table, n, table.Rows)
			}
		}
		if n := number(t, db, "SELECT count(*) FROM queue_log_repo"); n < 60_000 || n > 110_000 {
			t.Errorf("queue_log_repo has %d rows, want those of a small centre", n)
		}
	})
	t.Run("the month lies between its ends", func(t *testing.T) {
		if want := time.Date(2026, 3, 17, 0, 0, 0, 0, o.Location); !summary.From.Equal(want) {
			t.Errorf("it begins at %v, want %v", summary.From, want)
		}
		if !summary.To.Equal(o.Now) {
			t.Errorf("it ends at %v, want %v", summary.To, o.Now)
		}
	})
	for _, c := range invariants() {
		t.Run(c.name, func(t *testing.T) {
			if n := number(t, db, c.query, c.args(summary)...); n != c.want {
				t.Errorf("%d, want %d", n, c.want)
			}
		})
	}
	t.Run("a second load refuses and changes nothing", func(t *testing.T) {
		other := o
		other.Seed++
		if _, err := sample.Load(t.Context(), db, other); !errors.Is(err, sample.ErrNotEmpty) {
			t.Errorf("it says %v, want ErrNotEmpty", err)
		}
		for _, table := range summary.Tables {
			if n := number(t, db, "SELECT count(*) FROM "+table.Table); n != table.Rows {
				t.Errorf("%s has %d rows after it, %d before", table.Table, n, table.Rows)
			}
		}
	})
	t.Run("the derived relations can be built from it", func(t *testing.T) {
		if _, err := db.ExecContext(t.Context(), "SELECT report.refresh()"); err != nil {
			t.Fatal(err)
		}
		offered := number(t, db, "SELECT count(*) FROM report.queue_call")
		answered := number(t, db, "SELECT count(*) FROM report.queue_call WHERE answered")
		if share := float64(answered) / float64(offered); share < .8 || share > .97 {
			t.Errorf("%d of %d answered, want a centre with busy hours and not in ruin", answered, offered)
		}
	})
}

func TestLoadRefusesASingleRow(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	if _, err := db.ExecContext(t.Context(), "INSERT INTO sipchat (datecreated) VALUES (now())"); err != nil {
		t.Fatal(err)
	}
	partitions := "SELECT count(*) FROM pg_inherits"
	before := number(t, db, partitions)
	_, err := sample.Load(t.Context(), db, afternoon(t))
	if want := "load sample data: sample data goes only into an empty database, and sipchat has rows: " +
		"create a new database, run `ccrepo migrate` on it and load into that"; err == nil || err.Error() != want {
		t.Errorf("it says\n%v, want\n%v", err, want)
	}
	if after := number(t, db, partitions); after != before {
		t.Errorf("%d partitions after the refusal, %d before", after, before)
	}
}

func TestOfTwoLoadsAtOnceOneRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	db, o := dbtest.New(t), afternoon(t)
	done := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := sample.Load(t.Context(), db, o)
			done <- err
		}()
	}
	refused := 0
	for range 2 {
		if err := <-done; errors.Is(err, sample.ErrNotEmpty) {
			refused++
		} else if err != nil {
			t.Error(err)
		}
	}
	if refused != 1 {
		t.Errorf("%d loads refuse, want 1", refused)
	}
	if n := number(t, db, "SELECT count(*) FROM dialer_base WHERE active"); n != 2 {
		t.Errorf("%d active lists, want those of one load", n)
	}
}

func TestCancelledLoadLeavesNothing(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	// The lock allows reads but no writes of the table that is copied last.
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "LOCK TABLE auditory IN SHARE MODE"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := sample.Load(ctx, db, afternoon(t))
		done <- err
	}()
	for waiting := int64(0); waiting == 0; {
		select {
		case err := <-done:
			t.Fatalf("it ended before the lock: %v", err)
		default:
			waiting = number(t, db, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'auditory'::regclass")
		}
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("it says %v, want context.Canceled", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if n := number(t, db, "SELECT count(*) FROM queue_log_repo"); n != 0 {
		t.Errorf("%d events are left", n)
	}
	if _, err := sample.Load(t.Context(), db, afternoon(t)); err != nil {
		t.Errorf("the next load says %v", err)
	}
}
