package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// disturb makes the database undo the first transactions that insert into a table, when they end, with an error as of a
// deadlock. The sequence disturbed counts the transactions.
func (f *fixture) disturb(t *testing.T, table, state string, times int) {
	t.Helper()
	f.exec(t, "CREATE SEQUENCE disturbed")
	f.exec(t, `CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
		BEGIN
			IF nextval('disturbed') <= TG_ARGV[0]::bigint THEN
				RAISE EXCEPTION 'disturbed' USING ERRCODE = TG_ARGV[1];
			END IF;
			RETURN NULL;
		END $$`)
	f.exec(t, fmt.Sprintf(`CREATE CONSTRAINT TRIGGER disturb AFTER INSERT ON %s DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION disturb('%d', '%s')`, table, times, state))
}

func TestWriteIsRepeated(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	for _, state := range []string{"40P01", "40001"} {
		t.Run("after "+state, func(t *testing.T) {
			t.Parallel()
			f := setupWrites(t)
			f.disturb(t, "tags", state, 2)
			const body = `{"guid":"g-1","time":5,"comment":"x"}`
			first := f.post(t, body, "Idempotency-Key", "k")
			first.want(t, http.StatusCreated, "")
			f.written(t, 1, 1, 1)
			if again := f.post(t, body, "Idempotency-Key", "k"); again.status != http.StatusCreated || again.body != first.body {
				t.Errorf("sent again: %d %s, want %s", again.status, again.body, first.body)
			}
			f.written(t, 1, 1, 1)
		})
		t.Run("a few times after "+state, func(t *testing.T) {
			t.Parallel()
			f := setupWrites(t)
			f.disturb(t, "tags", state, 100)
			r := f.post(t, `{"guid":"g-1","time":5,"comment":"x"}`, "Idempotency-Key", "k")
			r.want(t, http.StatusServiceUnavailable, "contention")
			if r.header.Get("Retry-After") == "" || strings.Contains(r.body, "cannot be reached") {
				t.Errorf("headers %v: %s", r.header, r.body)
			}
			f.written(t, 0, 0, 0)
			if n := f.count(t, "generate_series(1, (SELECT last_value FROM disturbed))"); n != 4 {
				t.Errorf("it was tried %d times, want 4", n)
			}
		})
	}
	t.Run("with its whole upload", func(t *testing.T) {
		t.Parallel()
		f := setupLists(t)
		f.disturb(t, "dialer_base", "40P01", 2)
		if l := f.load(t, "c", "l", "", "destination\n099000000\n099000001\n").loaded(t); l.Records != 2 || l.Invalid != 0 {
			t.Errorf("%+v, want both records", l)
		}
		f.intact(t)
	})
	t.Run("after a deadlock with another program", func(t *testing.T) {
		t.Parallel()
		f := setupLists(t)
		f.load(t, "c", "l", "", "destination\n099000000\n").loaded(t)
		tx, err := f.db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tx.Rollback() }()
		run := func(text string) {
			if _, err := tx.ExecContext(t.Context(), text); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
		run("SET LOCAL deadlock_timeout = '1h'") // the server is the one that the database stops
		run("UPDATE dialer_base SET percentage = 1 WHERE id = 1")
		var write sync.WaitGroup
		defer write.Wait()
		write.Go(func() {
			f.submit(t, http.MethodPost, "/v1/dialer/lists/1/records", `{"destination":"099000001"}`).want(t, http.StatusCreated, "")
		})
		eventually(t, "the write waits", func() bool {
			return f.count(t, "pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo writer' AND wait_event_type = 'Lock'") == 1
		})
		run("SELECT app.lock_list_name('c', 'l')") // out of order
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		write.Wait()
		if got := metricsOf(t, f); !strings.Contains(got, "\nccrepo_writes_repeated_total 1\n") {
			t.Error("the write is not counted as repeated")
		}
		f.intact(t)
	})
}
