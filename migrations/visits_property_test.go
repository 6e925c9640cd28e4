// Random logs in overlapping transactions, whose result is compared with the second implementation.

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

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/oracle"
)

// TestRandomLogs inserts random logs in overlapping transactions and refreshes between them. It compares every state
// with the second implementation, and the last one with a rebuild of everything.
//
// CCREPO_SOAK=n takes 8n seeds of more logs, and CCREPO_SEED=n repeats the logs of a failure.
func TestRandomLogs(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	seeds, logs, first, met := 3, 12, uint64(1), &kinds{}
	if n, err := strconv.Atoi(os.Getenv("CCREPO_SOAK")); err == nil {
		seeds, logs = 8*n, 25
	}
	if n, err := strconv.ParseUint(os.Getenv("CCREPO_SEED"), 10, 64); err == nil {
		seeds, logs, first = 1, 25, n
	}
	t.Cleanup(func() {
		if missing := met.missing(); seeds > 1 && !t.Failed() && len(missing) > 0 {
			t.Errorf("the logs had none of %q, so nothing was proved of them", missing)
		}
	})
	for seed := first; seed < first+uint64(seeds); seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			db := dbtest.New(t)
			conn, err := db.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			h := &history{db: db, conn: conn, rng: rand.New(rand.NewPCG(seed, 1)), met: met}
			for n := range logs {
				prefix := fmt.Sprintf("s%dl%d-", seed, n)
				base := zero + int64(n)*(span+2*day)
				h.steps = nil
				if d := h.write(t, prefix, base, oracle.RandomCalls(h.rng, prefix, base)); d != "" {
					minimal := shrink(t, h.committed(prefix))
					t.Fatalf("CCREPO_SEED=%d, log %d\n%s\nwritten as\n%s\n\n%s",
						seed, n, d, strings.Join(h.steps, "\n"), minimal)
				}
			}
			before := stored(t, h.conn, "")
			if d := difference(lines(expected(h.log, h.cdrs, newest(h.log))), before); d != "" {
				t.Fatalf("CCREPO_SEED=%d, all logs\n%s", seed, d)
			}
			rebuild(t, h.conn)
			if d := difference(before, stored(t, h.conn, "")); d != "" {
				t.Fatalf("CCREPO_SEED=%d, rebuild of all logs\n%s", seed, d)
			}
		})
	}
}

// history is a database and the rows committed to it.
type history struct {
	db    *sql.DB
	conn  *sql.Conn // one connection for all refreshes, because planning them is expensive
	rng   *rand.Rand
	ids   int64
	log   []event
	cdrs  []cdr
	steps []string // steps of the present log
	met   *kinds
}

// pending is an open transaction and the rows that it inserted.
type pending struct {
	*sql.Tx
	name int
	rows []row
}

// write inserts one log and returns the first difference found, or "".
func (h *history) write(t *testing.T, prefix string, base int64, rows []row) string {
	t.Helper()
	var open []*pending
	defer func() {
		for _, tx := range open {
			tx.Rollback()
		}
	}()
	if h.rng.IntN(2) == 0 {
		h.met.add("partition of its month")
		exec(t, h.conn, `SELECT app.ensure_partitions('queue_log_repo', ARRAY['epoch'::timestamptz + $1 * interval '1 second'])`, base/second)
	} else {
		h.met.add("default partition")
	}
	for names := 0; len(rows) > 0 || len(open) > 0; {
		i := 0
		if len(open) > 0 {
			i = h.rng.IntN(len(open))
		}
		switch action := h.rng.IntN(10); {
		case action == 0:
			if slices.ContainsFunc(open, func(tx *pending) bool { return len(tx.rows) > 0 }) {
				h.met.add("refresh beside rows not yet committed")
			}
			if d := h.check(t, prefix); d != "" {
				return d
			}
		case action <= 2 && len(open) > 0 || len(rows) == 0:
			tx := open[i]
			open = slices.Delete(open, i, i+1)
			if h.rng.IntN(12) == 0 {
				h.step("tx%d rollback", tx.name)
				if len(tx.rows) > 0 {
					h.met.add("rows rolled back")
				}
				if err := tx.Rollback(); err != nil {
					t.Fatal(err)
				}
				rows = append(rows, tx.rows...)
				continue
			}
			h.step("tx%d commit", tx.name)
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
			committed := h.log
			for _, r := range tx.rows {
				if r.CDR != nil {
					h.cdrs = append(h.cdrs, *r.CDR)
				} else {
					if len(committed) > 0 && r.Event.ID < committed[len(committed)-1].ID {
						h.met.add("id below one already committed")
					}
					h.log = append(h.log, r.Event)
				}
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
	if d := h.check(t, prefix); d != "" {
		return d
	}
	h.met.addLog(h.of(prefix))
	if h.rng.IntN(3) == 0 {
		h.delete(t, prefix)
	}
	h.step("rebuild of its range")
	exec(t, h.conn, `SELECT report.refresh('epoch'::timestamptz + $1 * interval '1 second', 'epoch'::timestamptz + $2 * interval '1 second')`,
		base/second, (base+span)/second)
	return h.compare(t, prefix)
}

// delete deletes rows of the present log, but not the newest row of the database.
func (h *history) delete(t *testing.T, prefix string) {
	t.Helper()
	last := newest(h.log)
	h.log = slices.DeleteFunc(h.log, func(e event) bool {
		if !strings.HasPrefix(e.Callid, prefix) || e.At == last || h.rng.IntN(4) != 0 {
			return false
		}
		h.step("delete %s", e)
		h.met.add("row deleted")
		exec(t, h.conn, "DELETE FROM queue_log_repo WHERE id = $1", e.ID)
		return true
	})
}

// insert assigns the ids in the order of insertion; the transactions commit in another order.
func (h *history) insert(t *testing.T, tx *pending, rows []row) {
	t.Helper()
	var log []event
	var cdrs []cdr
	for _, r := range rows {
		if r.CDR != nil {
			cdrs = append(cdrs, *r.CDR)
		} else {
			h.ids++
			r.Event.ID = h.ids
			log = append(log, r.Event)
		}
		h.step("tx%d %s", tx.name, r)
		tx.rows = append(tx.rows, r)
	}
	insertEvents(t, tx, log)
	insertCDRs(t, tx, cdrs)
}

// check refreshes and compares the rows of the present log's calls.
func (h *history) check(t *testing.T, prefix string) string {
	t.Helper()
	h.step("refresh")
	// Refresh only the calls: agents and interactions are not compared here, and take most of the time. The rebuilds of
	// ranges and of all logs refresh everything.
	exec(t, h.conn, "SELECT report.refresh_calls(NULL, NULL)")
	if len(h.log) > 0 {
		var asOf int64
		if err := h.conn.QueryRowContext(t.Context(),
			"SELECT (extract(epoch FROM as_of) * 1000000)::bigint FROM app.refresh WHERE relation = 'queue_call'").Scan(&asOf); err != nil {
			t.Fatal(err)
		}
		if asOf != newest(h.log) {
			return fmt.Sprintf("want as_of %s, got %s", stamp(newest(h.log)), stamp(asOf))
		}
	}
	return h.compare(t, prefix)
}

func (h *history) compare(t *testing.T, prefix string) string {
	t.Helper()
	log, cdrs := h.of(prefix)
	return difference(lines(ofCalls(prefix, log, cdrs, newest(h.log))), stored(t, h.conn, prefix))
}

// of returns the committed rows of one log, and the restarts of all logs.
func (h *history) of(prefix string) (log []event, cdrs []cdr) {
	for _, e := range h.log {
		if strings.HasPrefix(e.Callid, prefix) || strings.HasPrefix(e.GUID(), prefix) || e.Name == "QUEUESTART" {
			log = append(log, e)
		}
	}
	for _, c := range h.cdrs {
		if strings.HasPrefix(c.GUID, prefix) || strings.HasPrefix(c.Uniqueid, prefix) {
			cdrs = append(cdrs, c)
		}
	}
	return log, cdrs
}

// ofCalls returns the expected rows of the calls whose id begins with a prefix.
func ofCalls(prefix string, log []event, cdrs []cdr, asOf int64) ([]visit, []ring) {
	visits, rings := expected(log, cdrs, asOf)
	return slices.DeleteFunc(visits, func(v visit) bool { return !strings.HasPrefix(v.Callid, prefix) }),
		slices.DeleteFunc(rings, func(r ring) bool { return !strings.HasPrefix(r.Callid, prefix) })
}

func (h *history) step(format string, args ...any) {
	h.steps = append(h.steps, fmt.Sprintf(format, args...))
}

// committed returns the rows of one log from which shrink starts: the log's own, and the restarts near them.
func (h *history) committed(prefix string) []row {
	log, cdrs := h.of(prefix)
	var rows []row
	for _, e := range log {
		if e.Name != "QUEUESTART" || e.At >= newest(h.log)-span {
			rows = append(rows, row{Event: e})
		}
	}
	for _, c := range cdrs {
		rows = append(rows, row{CDR: &c})
	}
	return rows
}

// shrink searches for a smallest part of a log that gives other rows than expected: first with all rows inserted at
// once, then with a refresh after each row.
func shrink(t *testing.T, rows []row) string {
	t.Helper()
	db := dbtest.New(t)
	for _, each := range []bool{false, true} {
		failure := replay(t, db, rows, each)
		if failure == "" {
			continue
		}
		for i := 0; i < len(rows); {
			fewer := slices.Delete(slices.Clone(rows), i, i+1)
			if d := replay(t, db, fewer, each); d != "" {
				rows, failure, i = fewer, d, 0
			} else {
				i++
			}
		}
		var b strings.Builder
		fmt.Fprintf(&b, "a smallest part, refreshed after each row: %t\n", each)
		for _, r := range rows {
			fmt.Fprintf(&b, "%s  id=%d\n", r, r.Event.ID)
		}
		return b.String() + failure
	}
	return "no smaller log found"
}

func replay(t *testing.T, db *sql.DB, rows []row, each bool) string {
	t.Helper()
	exec(t, db, "TRUNCATE queue_log_repo, cdr_repo, report.queue_call, report.queue_ring, app.refresh")
	var log []event
	var cdrs []cdr
	for i, r := range rows {
		if r.CDR != nil {
			cdrs = append(cdrs, *r.CDR)
			insertCDRs(t, db, []cdr{*r.CDR})
		} else {
			log = append(log, r.Event)
			insertEvents(t, db, []event{r.Event})
		}
		if each || i == len(rows)-1 {
			refresh(t, db)
		}
	}
	return difference(lines(expected(log, cdrs, newest(log))), stored(t, db, ""))
}
