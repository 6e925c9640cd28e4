package migrations_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/oracle"
)

// TestRandomChats inserts random logs of the channels in overlapping transactions, some of which are rolled back,
// deletes rows, and refreshes in between. In any order, the interactions must equal those that one build of everything
// computes from the rows.
//
// CCREPO_SOAK=n multiplies the number of logs, and CCREPO_SEED=n repeats the logs of a failure.
func TestRandomChats(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	seeds, first := 2, uint64(1)
	if n, err := strconv.Atoi(os.Getenv("CCREPO_SOAK")); err == nil {
		seeds *= n
	}
	if n, err := strconv.ParseUint(os.Getenv("CCREPO_SEED"), 10, 64); err == nil {
		seeds, first = 1, n
	}
	for seed := first; seed < first+uint64(seeds); seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			db := dbtest.New(t)
			h := &chatHistory{db: db, rng: rand.New(rand.NewPCG(seed, 3))}
			// Each kind of refresh has a session of its own, because planning its queries is expensive.
			for _, conn := range []**sql.Conn{&h.refreshing, &h.building} {
				c, err := db.Conn(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer c.Close()
				*conn = c
			}
			for n := range 6 {
				prefix := fmt.Sprintf("s%dl%d-", seed, n)
				// A log takes at most 80 days, so logs overlap.
				base := zero + int64(n)*20*day
				h.steps = nil
				if d := h.write(t, base, oracle.RandomChannels(h.rng, prefix, base)); d != "" {
					t.Fatalf("CCREPO_SEED=%d, log %d\n%s\nwritten as\n%s", seed, n, d, strings.Join(h.steps, "\n"))
				}
			}
			if rows := storedChats(t, h.refreshing, ""); len(rows) == 0 {
				t.Errorf("CCREPO_SEED=%d made no interaction", seed)
			}
		})
	}
}

// chatHistory is a database and the rows committed to it.
type chatHistory struct {
	db                   *sql.DB
	refreshing, building *sql.Conn
	rng                  *rand.Rand
	ids                  int64
	committed            []event
	steps                []string // steps of the present log
}

func (h *chatHistory) step(format string, args ...any) {
	h.steps = append(h.steps, fmt.Sprintf(format, args...))
}

// write inserts one log and returns the first difference found, or "".
func (h *chatHistory) write(t *testing.T, base int64, rows []row) string {
	t.Helper()
	var open []*pending
	defer func() {
		for _, tx := range open {
			_ = tx.Rollback()
		}
	}()
	for names := 0; len(rows) > 0 || len(open) > 0; {
		i := 0
		if len(open) > 0 {
			i = h.rng.IntN(len(open))
		}
		switch action := h.rng.IntN(12); {
		case action == 0:
			if d := h.check(t, nil, nil); d != "" {
				return d
			}
		case action <= 2 && len(open) > 0 || len(rows) == 0:
			tx := open[i]
			open = slices.Delete(open, i, i+1)
			if h.rng.IntN(6) == 0 {
				h.step("tx%d rollback", tx.name)
				if err := tx.Rollback(); err != nil {
					t.Fatal(err)
				}
				if h.rng.IntN(2) == 0 {
					rows = append(rows, tx.rows...)
				}
				continue
			}
			h.step("tx%d commit", tx.name)
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
			for _, r := range tx.rows {
				h.committed = append(h.committed, r.Event)
			}
		case action <= 5 && len(open) < 3:
			names++
			tx, err := h.db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, &pending{Tx: tx, name: names})
		case len(open) > 0:
			n := min(len(rows), 1+h.rng.IntN(6))
			h.insert(t, open[i], rows[:n])
			rows = rows[n:]
		}
	}
	if d := h.check(t, nil, nil); d != "" {
		return d
	}
	return h.delete(t, base)
}

// insert assigns the ids in the order of insertion; the transactions commit in another order. Aliases are inserted
// outside the transaction, because two transactions that insert the same alias would wait for each other.
func (h *chatHistory) insert(t *testing.T, tx *pending, rows []row) {
	t.Helper()
	var log []row
	for _, r := range rows {
		h.step("tx%d %s", tx.name, r)
		if r.Alias != nil {
			if err := oracle.Write(t.Context(), h.refreshing, []row{r}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		h.ids++
		r.Event.ID = h.ids
		log = append(log, r)
	}
	tx.rows = append(tx.rows, log...)
	if err := oracle.Write(t.Context(), tx, log); err != nil {
		t.Fatal(err)
	}
}

// delete deletes rows of the present log and rebuilds their range. It also deletes a row just inserted, much later than
// all others, which a refresh notices without a rebuild.
func (h *chatHistory) delete(t *testing.T, base int64) string {
	t.Helper()
	h.step("far row")
	exec(t, h.refreshing, "INSERT INTO sms_log_repo (id, datetime, event) VALUES (-1, '2025-06-01', 'FAR')")
	if d := h.check(t, nil, nil); d != "" {
		return d
	}
	h.step("far row deleted")
	exec(t, h.refreshing, "DELETE FROM sms_log_repo WHERE id = -1")
	if d := h.check(t, nil, nil); d != "" {
		return d
	}
	h.committed = slices.DeleteFunc(h.committed, func(e event) bool {
		if e.At < base || h.rng.IntN(4) != 0 {
			return false
		}
		h.step("delete %s", e)
		exec(t, h.refreshing, "DELETE FROM "+e.Channel+"_log_repo WHERE id = $1", e.ID)
		return true
	})
	return h.check(t, moment(base), moment(base+81*day))
}

func moment(at int64) string { return time.UnixMicro(at).UTC().Format(time.RFC3339) }

// check refreshes, rebuilds a range if one is given, and compares the stored rows with one build of everything.
func (h *chatHistory) check(t *testing.T, from, to any) string {
	t.Helper()
	h.step("refresh %v %v", from, to)
	rebuildChats(t, h.refreshing, from, to)
	got := storedChats(t, h.refreshing, "")

	tx, err := h.building.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	exec(t, tx, "DELETE FROM report.interaction")
	exec(t, tx, "DELETE FROM report.interaction_part")
	exec(t, tx, "DELETE FROM app.refresh")
	refreshChats(t, tx)
	return difference(storedChats(t, tx, ""), got)
}
