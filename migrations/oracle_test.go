// Helpers that compare the relations of agents and interactions with the second implementation.

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

// comparison is what a test compares: the rows of the database and those of the second implementation.
type comparison struct {
	stored func(*testing.T, runner) []string
	oracle func(oracle.Log) []string
	random func(rng *rand.Rand, prefix string, base int64) []row
}

// onRandomLogs compares on random logs. Most are inserted at once, every fifth in batches with a refresh after each.
// CCREPO_SOAK=n multiplies the number of logs, and CCREPO_SEED=n repeats the logs of a failure.
func (c comparison) onRandomLogs(t *testing.T, seeds, logs int) {
	dbtest.Slow(t)
	first := uint64(1)
	if n, err := strconv.Atoi(os.Getenv("CCREPO_SOAK")); err == nil {
		seeds *= n
	}
	if n, err := strconv.ParseUint(os.Getenv("CCREPO_SEED"), 10, 64); err == nil {
		seeds, first = 1, n
	}
	for seed := first; seed < first+uint64(seeds); seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			d := newDatabase(t)
			failed := 0
			rng := rand.New(rand.NewPCG(seed, 2))
			for n := range logs {
				rows := c.random(rng, fmt.Sprintf("s%dl%d-", seed, n), oracle.Days[rng.IntN(len(oracle.Days))])
				for i := range rows {
					rows[i].Event.ID = int64(i + 1)
				}
				batches := [][]row{rows}
				if n%5 == 4 {
					batches = inBatches(rng, rows)
				}
				if failure := c.differ(t, d, batches); failure != "" {
					t.Errorf("CCREPO_SEED=%d, log %d\n%s\n\n%s", seed, n, failure, c.shrink(t, d, batches))
					if failed++; failed == 3 {
						return
					}
				}
			}
		})
	}
}

// inBatches divides rows into batches to be inserted one after the other.
func inBatches(rng *rand.Rand, rows []row) [][]row {
	var batches [][]row
	for len(rows) > 0 {
		n := min(len(rows), 1+rng.IntN(8))
		batches = append(batches, rows[:n])
		rows = rows[n:]
	}
	return batches
}

// database is a test's own database, with one connection for all refreshes, because planning them is expensive.
type database struct {
	*sql.DB
	conn *sql.Conn
}

func newDatabase(t *testing.T) database {
	t.Helper()
	db := dbtest.New(t)
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return database{db, conn}
}

// differ returns the rows that only the database or only the second implementation has, or "". A single batch is
// inserted and refreshed in a transaction that is rolled back. Several batches are each committed and refreshed, every
// third after the one that follows it; then everything is rebuilt, and a part of it again after rows were deleted.
func (c comparison) differ(t *testing.T, d database, batches [][]row) string {
	t.Helper()
	if len(batches) == 1 {
		tx, err := d.conn.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		c.write(t, tx, batches[0])
		return c.refreshed(t, tx, batches[0])
	}
	defer forget(t, d.conn)
	var written, late []row
	var open *sql.Tx
	for i, batch := range batches {
		// Two open transactions can't insert the same alias.
		if i%3 == 1 && i+1 < len(batches) && !slices.ContainsFunc(batch, func(r row) bool { return r.Alias != nil }) {
			var err error
			if open, err = d.BeginTx(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			c.write(t, open, batch)
			late = batch
			continue
		}
		c.write(t, d, batch)
		written = append(written, batch...)
		if f := c.refreshed(t, d.conn, written); f != "" {
			if open != nil {
				open.Rollback()
			}
			return fmt.Sprintf("after batch %d\n%s", i+1, f)
		}
		if open == nil {
			continue
		}
		if err := open.Commit(); err != nil {
			t.Fatal(err)
		}
		open, written = nil, append(written, late...)
		if f := c.refreshed(t, d.conn, written); f != "" {
			return fmt.Sprintf("after batch %d, which was committed after %d\n%s", i, i+1, f)
		}
	}
	rebuild(t, d.conn)
	if f := c.compare(t, d.conn, written); f != "" {
		return "after a rebuild\n" + f
	}
	from, to := middle(written)
	written = slices.DeleteFunc(written, func(r row) bool {
		return r.Alias != nil || r.CDR == nil && r.Event.ID%4 == 0 && r.Event.At >= from && r.Event.At < to
	})
	const moment = "'epoch'::timestamptz + $%d * interval '1 microsecond'"
	for _, log := range logTables {
		exec(t, d.conn, fmt.Sprintf("DELETE FROM %s WHERE id %% 4 = 0 AND datetime >= "+moment+" AND datetime < "+moment, log, 1, 2), from, to)
	}
	exec(t, d.conn, "DELETE FROM app.agent_alias")
	exec(t, d.conn, fmt.Sprintf("SELECT report.refresh("+moment+", "+moment+")", 1, 2), from, to)
	if f := c.compare(t, d.conn, written); f != "" {
		return "after aliases were deleted, and between " + oracle.Stamp(from) + " and " + oracle.Stamp(to) + " rows with ids that 4 divides, and a rebuild of that time\n" + f
	}
	return ""
}

// middle returns the times between which the middle half of the events lies.
func middle(rows []row) (from, to int64) {
	var times []int64
	for _, r := range rows {
		if r.CDR == nil && r.Alias == nil {
			times = append(times, r.Event.At)
		}
	}
	if len(times) == 0 {
		return zero, zero
	}
	slices.Sort(times)
	return times[len(times)/4], times[len(times)*3/4]
}

// refreshed compares after a refresh. The refresh should take a fraction of a second, and fails after 20 seconds.
func (c comparison) refreshed(t *testing.T, db runner, rows []row) string {
	t.Helper()
	exec(t, db, "SET statement_timeout = '20s'")
	if _, err := db.ExecContext(t.Context(), "SELECT report.refresh()"); err != nil {
		return "refresh: " + err.Error()
	}
	return c.compare(t, db, rows)
}

func (c comparison) write(t *testing.T, db runner, rows []row) {
	t.Helper()
	if err := oracle.Write(t.Context(), db, rows); err != nil {
		t.Fatal(err)
	}
}

func (c comparison) compare(t *testing.T, db runner, rows []row) string {
	t.Helper()
	return difference(sorted(c.oracle(oracle.LogOf(rows))), sorted(c.stored(t, db)))
}

var logTables = []string{"queue_log_repo", "webchat_log_repo", "sms_log_repo", "email_log_repo", "twitter_log_repo", "messenger_log_repo", "facebook_log_repo"}

// forget deletes all rows of logs and refreshes. For so few rows, DELETE is faster than TRUNCATE.
func forget(t *testing.T, db runner) {
	t.Helper()
	for _, table := range append([]string{"cdr_repo", "app.agent_alias", "app.applied_alias", "app.refresh", "report.queue_call", "report.queue_ring",
		"report.agent_session", "report.agent_pause", "report.agent_time", "report.interaction", "report.interaction_part"}, logTables...) {
		exec(t, db, "DELETE FROM "+table)
	}
}

// shrink searches for a smallest part of a log that still differs.
func (c comparison) shrink(t *testing.T, d database, batches [][]row) string {
	t.Helper()
	failure := ""
	for batch := 0; batch < len(batches); {
		fewer := slices.Delete(slices.Clone(batches), batch, batch+1)
		if f := c.differ(t, d, fewer); len(fewer) > 0 && f != "" {
			batches, failure, batch = fewer, f, 0
		} else {
			batch++
		}
	}
	// Remove halves, quarters and so on, down to single rows.
	for size := 64; size > 0; {
		removed := false
		for batch := 0; batch < len(batches); batch++ {
			for at := 0; at < len(batches[batch]); at += size {
				fewer := slices.Clone(batches)
				fewer[batch] = slices.Delete(slices.Clone(fewer[batch]), at, min(at+size, len(fewer[batch])))
				if f := c.differ(t, d, fewer); f != "" {
					batches, failure, removed = fewer, f, true
					at -= size
				}
			}
		}
		if !removed || size > 1 {
			size /= 2
		}
	}
	var b strings.Builder
	b.WriteString("a smallest part:\n")
	for i, batch := range batches {
		for _, r := range batch {
			fmt.Fprintf(&b, "%s  id=%d batch=%d\n", r, r.Event.ID, i+1)
		}
	}
	return b.String() + failure
}

func rowsOf(log oracle.Log) []row {
	var rows []row
	for _, e := range log.Events {
		rows = append(rows, row{Event: e})
	}
	for _, c := range log.CDRs {
		rows = append(rows, row{CDR: &c})
	}
	for interfaceName, agent := range log.Aliases {
		rows = append(rows, row{Alias: &oracle.Alias{Interface: interfaceName, Agent: agent}})
	}
	return rows
}

func sorted(lines []string) []string {
	slices.Sort(lines)
	return lines
}

// texted returns the String of each thing.
func texted[T fmt.Stringer](things []T) []string {
	var all []string
	for _, thing := range things {
		all = append(all, thing.String())
	}
	return all
}

// read scans each row of a query into a value of its own, and returns their Strings.
func read[T fmt.Stringer](t *testing.T, db runner, text string, into func(*T) []any, args ...any) []string {
	t.Helper()
	rows := query(t, db, text, args...)
	var all []T
	for rows.Next() {
		var thing T
		if err := rows.Scan(into(&thing)...); err != nil {
			t.Fatal(err)
		}
		all = append(all, thing)
	}
	closeRows(t, rows)
	return texted(all)
}
