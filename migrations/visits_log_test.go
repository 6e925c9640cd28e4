// Helpers of the tests of the visits: logs as text, inserting and reading them, and one line of text for each stored
// row.

package migrations_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/oracle"
)

// runner has the methods of *sql.DB, *sql.Conn and *sql.Tx that the tests use.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// parseLog parses a log by oracle.Parse.
func parseLog(t testing.TB, text string) (log []event, cdrs []cdr) {
	t.Helper()
	parsed, err := oracle.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Events, parsed.CDRs
}

// insertEvents inserts rows with the ids that they have.
func insertEvents(t testing.TB, db runner, log []event) {
	t.Helper()
	if err := oracle.WriteEvents(t.Context(), db, log); err != nil {
		t.Fatal(err)
	}
}

func insertCDRs(t testing.TB, db runner, cdrs []cdr) {
	t.Helper()
	if err := writeCDRs(t.Context(), db, cdrs); err != nil {
		t.Fatal(err)
	}
}

func writeCDRs(ctx context.Context, db runner, cdrs []cdr) error {
	for _, c := range cdrs {
		if err := oracle.WriteCDR(ctx, db, c); err != nil {
			return err
		}
	}
	return nil
}

func refresh(t testing.TB, db runner) { t.Helper(); exec(t, db, "SELECT report.refresh()") }

func rebuild(t testing.TB, db runner) {
	t.Helper()
	exec(t, db, "SELECT report.refresh('-infinity', 'infinity')")
}

func exec(t testing.TB, db runner, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", strings.Join(strings.Fields(query), " "), err)
	}
}

// stored reads the visits and rings of the calls whose id begins with a prefix, as sorted lines of text.
func stored(t testing.TB, db runner, prefix string) []string {
	t.Helper()
	var visits []visit
	rows := query(t, db, `
		SELECT (extract(epoch FROM entered_at) * 1000000)::bigint, callid, queue, visit, entry_inferred, outcome, answered,
		       (extract(epoch FROM connected_at) * 1000000)::bigint, (extract(epoch FROM ended_at) * 1000000)::bigint,
		       coalesce(ended_by, ''), agent, wait_seconds * 1000000, talk_seconds * 1000000, ring_seconds, position,
		       hold_seconds * 1000000, wrapup_seconds * 1000000, dumps,
		       coalesce(callerid, ''), coalesce(exit_key, ''), coalesce(transferred_to, '')
		FROM report.queue_call WHERE starts_with(callid, $1)`, prefix)
	for rows.Next() {
		var v visit
		var answered bool
		var hold, wrapup maybe
		if err := rows.Scan(&v.Entered, &v.Callid, &v.Queue, &v.Number, &v.Inferred, &v.Outcome, &answered,
			&v.Connected, &v.Ended, &v.EndedBy, &v.Agent, &v.Wait, &v.Talk, &v.RingSeconds, &v.Position,
			&hold, &wrapup, &v.Dumps, &v.Callerid, &v.ExitKey, &v.MovedTo); err != nil {
			t.Fatal(err)
		}
		v.Hold, v.Wrapup = hold.Value, wrapup.Value
		if answered != v.Answered() {
			t.Errorf("%s: answered is %t", v.String(), answered)
		}
		visits = append(visits, v)
	}
	closeRows(t, rows)

	var rings []ring
	rows = query(t, db, `
		SELECT (extract(epoch FROM rang_at) * 1000000)::bigint, id, callid, queue, agent, ring_milliseconds, missed
		FROM report.queue_ring WHERE starts_with(callid, $1)`, prefix)
	for rows.Next() {
		var r ring
		if err := rows.Scan(&r.At, &r.ID, &r.Callid, &r.Queue, &r.Agent, &r.Milliseconds, &r.Missed); err != nil {
			t.Fatal(err)
		}
		rings = append(rings, r)
	}
	closeRows(t, rows)
	return lines(visits, rings)
}

func query(t testing.TB, db runner, text string, args ...any) *sql.Rows {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), text, args...)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func closeRows(t testing.TB, rows *sql.Rows) {
	t.Helper()
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
}

// lines returns the rows as sorted text: a visit as `entered callid queue#number outcome`, a ring as
// `time callid queue ring`, each followed by its known values.
func lines(visits []visit, rings []ring) []string {
	var all []string
	for _, v := range visits {
		all = append(all, v.String())
	}
	for _, r := range rings {
		all = append(all, r.String())
	}
	slices.Sort(all)
	return all
}

// difference returns the lines that only one of two lists has, or "".
func difference(want, got []string) string {
	var b strings.Builder
	for _, line := range want {
		if !slices.Contains(got, line) {
			fmt.Fprintln(&b, "want", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			fmt.Fprintln(&b, "got ", line)
		}
	}
	if b.Len() == 0 && len(want) != len(got) {
		fmt.Fprintf(&b, "want %d rows, got %d", len(want), len(got))
	}
	return b.String()
}
