package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestRecordsBesideTheirListsName adds records to lists while the lists get the same name or other names, get other
// percentages, or become active. There is no deadlock.
func TestRecordsBesideTheirListsName(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupLists(t)
	const lists, workers, rounds = 2, 20, 15
	for i := range lists {
		f.load(t, "c", fmt.Sprint("list ", i), "", "destination\n099000000\n").loaded(t)
	}
	var busy sync.WaitGroup
	for worker := range workers {
		busy.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(worker)))
			for round := range rounds {
				id := 1 + random.IntN(lists)
				path := fmt.Sprint("/v1/dialer/lists/", id)
				var r reply
				switch what := random.IntN(10); {
				case what < 5:
					r = f.submit(t, http.MethodPost, path+"/records", fmt.Sprintf(`{"destination":"0991%05d"}`, worker*rounds+round))
				case what < 7:
					r = f.submit(t, http.MethodPatch, path, fmt.Sprintf(`{"name":"list %d"}`, id-1))
				case what < 8:
					r = f.submit(t, http.MethodPatch, path, fmt.Sprintf(`{"name":"list %d"}`, random.IntN(2*lists)))
				case what < 9:
					r = f.submit(t, http.MethodPatch, path, fmt.Sprintf(`{"percentage":%d}`, random.IntN(100)))
				default:
					r = f.submit(t, http.MethodPost, path+"/activate", "")
				}
				if r.status >= http.StatusBadRequest && r.code(t) != "list_exists" {
					t.Errorf("%d %s", r.status, r.body)
				}
			}
		})
	}
	busy.Wait()
	f.intact(t)
	if got := metricsOf(t, f); !strings.Contains(got, "\nccrepo_writes_repeated_total 0\n") {
		t.Error("writes were repeated: there was a deadlock")
	}
}

// TestListsBesideOtherPrograms renames and removes a list while another program, in SQL, has one of its records locked
// and removes it.
func TestListsBesideOtherPrograms(t *testing.T) {
	t.Parallel()
	for method, body := range map[string]string{http.MethodPatch: `{"name":"renamed"}`, http.MethodDelete: ""} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			f := setupLists(t)
			f.load(t, "c", "l", "", "destination\n099000000\n099000001\n").loaded(t)
			other, err := f.db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = other.Rollback() }()
			run := func(text string) {
				if _, err := other.ExecContext(t.Context(), text); err != nil {
					t.Errorf("%s: %v", text, err)
				}
			}
			run("SET LOCAL deadlock_timeout = '1h'") // of two, the server is the one that the database stops
			run("SELECT FROM calls_spool WHERE id = 1 FOR UPDATE")
			var write sync.WaitGroup
			defer write.Wait()
			write.Go(func() { f.submit(t, method, "/v1/dialer/lists/1", body).want(t, http.StatusOK, "") })
			eventually(t, "the write waits for the record", func() bool {
				return f.count(t, "pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo writer' AND wait_event_type = 'Lock'") == 1
			})
			run("DELETE FROM calls_spool WHERE id = 1")
			if err := other.Commit(); err != nil {
				t.Fatal(err)
			}
			write.Wait()
			if got := metricsOf(t, f); !strings.Contains(got, "\nccrepo_writes_repeated_total 0\n") {
				t.Error("the write was repeated: there was a deadlock")
			}
		})
	}
}
