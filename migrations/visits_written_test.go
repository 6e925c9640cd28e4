package migrations_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/oracle"
)

// TestDecimalsChangeNoOutcome checks the order of rows within one second: logs with exact times must give the same
// outcomes as the same logs in whole seconds, whether the rows are lines of a file, rows of a copied database, or
// inserted by hand.
func TestDecimalsChangeNoOutcome(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	rng := rand.New(rand.NewPCG(1, 3))
	var exact []event
	for n := range 80 {
		base := zero + int64(n)*(span+2*day)
		exact = append(exact, inTurn(base, oracle.RandomCalls(rng, fmt.Sprintf("l%d-", n), base))...)
	}
	for i := range exact {
		exact[i].ID = int64(i + 1)
	}
	whole := slices.Clone(exact)
	for i := range whole {
		whole[i].At -= whole[i].At % second
	}
	want := outcomes(t, db, exact)
	if n := len(want); n < 200 {
		t.Fatalf("the logs have %d visits, which proves little", n)
	}
	for source, written := range map[string]func(e *event, place int64){
		"by hand":           func(*event, int64) {},
		"lines of a file":   func(e *event, place int64) { e.Import, e.Position = 1, maybe{Value: place, Known: true} },
		"a copied database": func(e *event, place int64) { e.Origid = maybe{Value: place, Known: true} },
	} {
		log := slices.Clone(whole)
		for i := range log {
			written(&log[i], int64(i))
		}
		if source != "by hand" { // rows inserted by hand are ordered by their ids
			ids := rng.Perm(len(log))
			for i := range log {
				log[i].ID = int64(ids[i] + 1)
			}
		}
		if d := difference(want, outcomes(t, db, log)); d != "" {
			t.Errorf("%s:\n%s", source, d)
		}
	}
}

// inTurn returns a random log in the order in which a switch writes it: each event at a time of its own, within half a
// day of base, and no event of a visit earlier than the first entry within the same second.
func inTurn(base int64, rows []row) []event {
	var log []event
	for _, r := range rows {
		if r.CDR == nil && r.Event.At < base+day/2 {
			e := r.Event
			e.Import, e.Position, e.Origid = 0, maybe{}, maybe{}
			log = append(log, e)
		}
	}
	slices.SortStableFunc(log, func(a, b event) int { return cmp.Compare(a.At, b.At) })
	for i := range log[:max(len(log)-1, 0)] {
		log[i+1].At = max(log[i+1].At, log[i].At+1)
	}
	type place struct{ callid, queue string }
	entered := map[place]int64{}
	placeOf := func(e event) place {
		if e.Queue == "NONE" {
			e.Queue = ""
		}
		return place{e.Callid, e.Queue}
	}
	for _, e := range slices.Backward(log) {
		if e.Name == "ENTERQUEUE" {
			entered[placeOf(e)] = e.At
		}
	}
	return slices.DeleteFunc(log, func(e event) bool {
		at, enters := entered[placeOf(e)]
		return enters && e.At < at && e.At/second == at/second
	})
}

// outcomes returns the visits of a log with their outcome and the agent who answered.
func outcomes(t *testing.T, db runner, log []event) []string {
	t.Helper()
	exec(t, db, "TRUNCATE queue_log_repo, cdr_repo, report.queue_call, report.queue_ring, report.agent_session, report.agent_pause, report.agent_time, app.refresh")
	insertEvents(t, db, log)
	refresh(t, db)
	rows := query(t, db, "SELECT callid || ' ' || queue || '#' || visit || ' ' || outcome || ' ' || agent || ' dumps=' || dumps FROM report.queue_call ORDER BY 1")
	var all []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	closeRows(t, rows)
	return all
}
