package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestDoNotCallAtOnce adds, removes and loads concurrently: afterwards, in whatever order, exactly the records whose
// numbers an entry forbids are blocked.
func TestDoNotCallAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupNumbers(t)
	const numbers, workers, rounds = 6, 8, 12
	number := func(r *rand.Rand) string { return fmt.Sprintf("09900000%d", r.IntN(numbers)) }
	campaign := func(r *rand.Rand) string { return []string{"Sales->", "Norte->"}[r.IntN(2)] }
	var at sync.WaitGroup
	for worker := range workers {
		at.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(worker)))
			var mine []int64
			for round := range rounds {
				switch what := r.IntN(10); {
				case what < 3 || len(mine) == 0:
					typed, of := number(r), ""
					if r.IntN(4) == 0 {
						typed = "+5989900000*"
					}
					if r.IntN(2) == 0 {
						of = campaign(r)
					}
					answer := f.postTo(t, "/v1/do-not-call", fmt.Sprintf(`{"number":%q,"campaign":%q,"until":"21%02d-01-01"}`, typed, of, worker*10+round%10))
					var e struct{ ID int64 }
					if answer.status == http.StatusCreated {
						decodeLoose(t, answer.body, &e)
						mine = append(mine, e.ID)
					} else if answer.status != http.StatusConflict {
						t.Errorf("adding: %d %s", answer.status, answer.body)
					}
				case what < 6:
					last := len(mine) - 1
					f.allow(t, mine[last])
					mine = mine[:last]
				case what < 8: // by this program's ways
					query := "/v1/dialer/lists?campaign=Sales-%3E&name=" + fmt.Sprintf("w%dr%d", worker, round)
					body := fmt.Sprintf("destination\n%s\n+598990000%02d\n", number(r), r.IntN(numbers))
					if answer := f.postTo(t, query, body, "Content-Type", "text/csv"); answer.status >= http.StatusBadRequest {
						t.Errorf("loading: %d %s", answer.status, answer.body)
					}
				case what < 9: // by others
					f.exec(t, "INSERT INTO calls_spool (campaign, destination) VALUES ($1, $2)", campaign(r), number(r))
					if err := f.server.KeepDoNotCall(t.Context()); err != nil {
						t.Error(err)
					}
				default: // a dialer that takes a record and gives it back
					f.exec(t, "UPDATE calls_spool SET status = 0 WHERE id = (SELECT id FROM calls_spool WHERE status = 1 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)")
					f.exec(t, "UPDATE calls_spool SET status = 1 WHERE id = (SELECT id FROM calls_spool WHERE status = 0 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)")
				}
			}
		})
	}
	at.Wait()
	if err := f.server.KeepDoNotCall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := f.count(t, "calls_spool WHERE status = 3"); n == 0 {
		t.Error("no record is blocked, so that nothing is shown")
	}
	wrong := `calls_spool AS s WHERE number IS NULL OR status <> 0 AND (status = 3) <> EXISTS (
		SELECT FROM app.do_not_call AS d
		WHERE d.campaign IN ('', s.campaign) AND (d.number = s.number OR s.number LIKE ANY (d.patterns)))`
	if n := f.count(t, wrong); n != 0 {
		t.Errorf("%d of %d records are not as the entries say", n, f.count(t, "calls_spool"))
	}
	f.exec(t, "UPDATE app.do_not_call SET until = now()")
	if err := f.server.KeepDoNotCall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := f.count(t, "calls_spool WHERE status = 3"); n != 0 {
		t.Errorf("%d records are blocked by entries that have ended", n)
	}
}

// TestDoNotCallInTurn tries to bring two writes to the point before their commits at the same time. Only writes that do
// not depend on each other may reach it together.
func TestDoNotCallInTurn(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	const entry = `{"number":"099123456"}`
	for name, test := range map[string]struct {
		before  func(f *fixture)
		writes  [2]func(f *fixture) reply
		records string
	}{
		"two entries of a number go": {
			before: func(f *fixture) {
				f.spool(t, "Sales->", "099123456", 1)
				f.forbid(t, entry)
				f.forbid(t, `{"number":"09912*"}`)
			},
			writes:  [2]func(f *fixture) reply{removal(t, 1), removal(t, 2)},
			records: "1",
		},
		"one goes while another comes": {
			before: func(f *fixture) {
				f.spool(t, "Sales->", "099123456", 1)
				f.forbid(t, entry)
			},
			writes:  [2]func(f *fixture) reply{removal(t, 1), addition(t, `{"number":"09912*"}`)},
			records: "3",
		},
		"one comes while a list is loaded": {
			before:  func(*fixture) {},
			writes:  [2]func(f *fixture) reply{loading(t), addition(t, entry)},
			records: "3",
		},
		"a list is loaded while one comes": {
			before:  func(*fixture) {},
			writes:  [2]func(f *fixture) reply{addition(t, entry), loading(t)},
			records: "3",
		},
		"a list is loaded while a file of entries comes in": {
			before:  func(*fixture) {},
			writes:  [2]func(f *fixture) reply{loading(t), func(f *fixture) reply { return f.bringIn(t, "", "099123456\n") }},
			records: "3",
		},
		"the same entry comes twice": {
			before:  func(f *fixture) { f.spool(t, "Sales->", "099123456", 1) },
			writes:  [2]func(f *fixture) reply{addition(t, entry), addition(t, entry)},
			records: "3",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setupNumbers(t)
			test.before(f)
			unlock := f.lockAudit(t)
			var both sync.WaitGroup
			for i, write := range test.writes {
				both.Go(func() {
					if r := write(f); r.status >= http.StatusBadRequest && r.status != http.StatusConflict {
						t.Errorf("write %d: %d %s", i, r.status, r.body)
					}
				})
				eventually(t, "the write waits", func() bool {
					return f.count(t, "pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == i+1
				})
			}
			unlock()
			both.Wait()
			f.wantStatuses(t, test.records, "after both")
		})
	}
}

// TestListsWaitForTheDoNotCallList checks that a list is renamed or removed either before or after the list of numbers
// changes: both change the same records, in different orders.
func TestListsWaitForTheDoNotCallList(t *testing.T) {
	t.Parallel()
	for method, body := range map[string]string{http.MethodPatch: `{"name":"renamed"}`, http.MethodDelete: ""} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			f := setupNumbers(t)
			loading(t)(f).want(t, http.StatusCreated, "")
			tx, err := f.db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback() }()
			if _, err := tx.ExecContext(t.Context(), "SELECT app.lock_do_not_call(ARRAY['Sales->'], '1 minute')"); err != nil {
				t.Fatal(err)
			}
			var write sync.WaitGroup
			defer write.Wait()
			write.Go(func() { f.submit(t, method, "/v1/dialer/lists/1", body).want(t, http.StatusOK, "") })
			eventually(t, "the write waits", func() bool {
				return f.count(t, "pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == 1
			})
			if _, err := tx.ExecContext(t.Context(), "SELECT FROM calls_spool FOR UPDATE NOWAIT"); err != nil {
				t.Errorf("records are locked: %v", err)
			}
			if err := tx.Rollback(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func removal(t *testing.T, id int) func(f *fixture) reply {
	return func(f *fixture) reply {
		return f.submit(t, http.MethodDelete, fmt.Sprintf("/v1/do-not-call/%d", id), "")
	}
}

func addition(t *testing.T, entry string) func(f *fixture) reply {
	return func(f *fixture) reply { return f.postTo(t, "/v1/do-not-call", entry) }
}

func loading(t *testing.T) func(f *fixture) reply {
	return func(f *fixture) reply {
		return f.postTo(t, "/v1/dialer/lists?campaign=Sales-%3E&name=new", "destination\n099 123 456\n", "Content-Type", "text/csv")
	}
}
