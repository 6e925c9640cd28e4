package migrations_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/oracle"
)

// TestLateRows inserts rows long after those they belong to, in transactions of their own.
func TestLateRows(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	afterEachStep(t, func(t *testing.T, db runner) []string { t.Helper(); return stored(t, db, "") }, map[string][]lateStep{
		"a log older than the first refresh": {
			{log: ``, want: ``},
			{log: `100|c1|q1|NONE|ENTERQUEUE`, want: `100 c1 q1#1 waiting`},
		},
		"a CDR that comes last brings wrap-up and hold to the call": {
			{log: talked, want: talkedWith("")},
			{log: `230|NONE|q1|ana|FINISHWRAPUP|12|30|g1`, want: talkedWith("")},
			{log: `120|leg2|q1|ana|PHONESTARHOLDIN|600|g1`, want: talkedWith("")},
			{log: `cdr|g1|c1|`, want: talkedWith(" hold=90 wrapup=18")},
			{log: `150|leg2|q1|ana|PHONEENDHOLDIN|600|g1`, want: talkedWith(" hold=30 wrapup=18")},
		},
		"a row found by guid goes to its own callid's visit once there is one": {
			{log: talked + "\n230|c5|q1|ana|FINISHWRAPUP|12|30|g1\ncdr|g1|c1|", want: talkedWith(" wrapup=18")},
			{log: `225|c5|q1|NONE|ENTERQUEUE`, want: talkedWith("") + "\n225 c5 q1#1 waiting wrapup=18"},
		},
		"a row found by guid goes to a better call once there is one": {
			{log: talked + "\n230|NONE|q2|ana|FINISHWRAPUP|12|30|g1\ncdr|g1|c1|c2", want: talkedWith(" wrapup=18")},
			{log: `220|c2|q2|NONE|ENTERQUEUE`, want: talkedWith("") + "\n220 c2 q2#1 waiting wrapup=18"},
			{log: `109|c1|q2|ana|RINGNOANSWER|400`, want: talkedWith("") + "\n220 c2 q2#1 waiting wrapup=18\n109 c1 q2 ring agent=ana ms=400 id=6"},
		},
		"an entry that comes last moves the visit to its time": {
			{log: `100|c1|q1|ana|COMPLETEAGENT|10|30|2`, want: `60 c1 q1#1 agent_ended inferred agent=ana connected=70 ended=100 by=COMPLETEAGENT wait=10 talk=30 position=2`},
			{log: `70|c1|q1|ana|CONNECT|9||2`, want: `61 c1 q1#1 agent_ended inferred agent=ana connected=70 ended=100 by=COMPLETEAGENT wait=9 ring=2 talk=30 position=2`},
			{log: `59|c1|q1|NONE|ENTERQUEUE||600|1`, want: `59 c1 q1#1 agent_ended agent=ana connected=70 ended=100 by=COMPLETEAGENT wait=9 ring=2 talk=30 position=1 callerid=600`},
		},
		"an earlier entry that comes last makes the visit the second": {
			{log: `100|c1|q1|NONE|ENTERQUEUE`, want: `100 c1 q1#1 waiting`},
			{log: `50|c1|q1|NONE|ENTERQUEUE`, want: "50 c1 q1#1 lost ended=100 by=ENTERQUEUE wait=50\n100 c1 q1#2 waiting"},
		},
		"a restart that comes last loses the calls that waited then, and only those": {
			{log: "100|c1|q1|NONE|ENTERQUEUE\n200|c2|q1|NONE|ENTERQUEUE", want: "100 c1 q1#1 waiting\n200 c2 q1#1 waiting"},
			{log: `150|NONE|NONE|NONE|QUEUESTART`, want: "100 c1 q1#1 lost ended=150 by=QUEUESTART wait=50\n200 c2 q1#1 waiting"},
			{log: `120|NONE|NONE|NONE|QUEUESTART`, want: "100 c1 q1#1 lost ended=120 by=QUEUESTART wait=20\n200 c2 q1#1 waiting"},
			{log: `160|c1|q1|NONE|ABANDON|1|1|60`, want: "100 c1 q1#1 abandoned ended=160 by=ABANDON wait=60 position=1\n200 c2 q1#1 waiting"},
		},
		"another call's row a day later gives up a waiting call": {
			{log: `100|c1|q1|NONE|ENTERQUEUE`, want: `100 c1 q1#1 waiting`},
			{log: `86499|c2|q1|NONE|RINGNOANSWER|500`, want: "100 c1 q1#1 waiting\n86499 c2 q1 ring ms=500 id=2"},
			{log: `86500|x|q1|ana|REALPAUSE`, want: "100 c1 q1#1 lost ended=86500 by=LIMIT wait=86400\n86499 c2 q1 ring ms=500 id=2"},
		},
		"a hang-up that comes last excuses the ring": {
			{log: `110|c1|q1|ana|RINGNOANSWER|5000`, want: `110 c1 q1 ring agent=ana ms=5000 missed id=1`},
			{log: `110.5|c1|q1|NONE|ABANDON|1|1|10`, want: "110 c1 q1 ring agent=ana ms=5000 id=1\n100.5 c1 q1#1 abandoned inferred ended=110.5 by=ABANDON wait=10 position=1"},
		},
	})
}

// TestRebuildAfterDeletion deletes rows, which a refresh can't notice, and rebuilds their range.
func TestRebuildAfterDeletion(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	tests := map[string]struct {
		log, deleted string // condition of the rows to delete
		from, to     int64
		want         string
	}{
		"the answer and end of a call": {
			log: talked, deleted: "event <> 'ENTERQUEUE'", from: 0, to: 1000,
			want: `100 c1 q1#1 waiting`,
		},
		"the end of a call that entered before the range": {
			log: talked, deleted: "event = 'COMPLETEAGENT'", from: 200, to: 1000,
			want: `100 c1 q1#1 connected agent=ana connected=110 wait=10 ring=1`,
		},
		"a restart after the entry of a call before the range": {
			log: "100|c1|q1|NONE|ENTERQUEUE\n150|NONE|NONE|NONE|QUEUESTART", deleted: "event = 'QUEUESTART'", from: 120, to: 1000,
			want: `100 c1 q1#1 waiting`,
		},
		"all of a call whose entry was inferred before the range": {
			log: `100|c1|q1|ana|COMPLETEAGENT|10|30|2`, deleted: "true", from: 90, to: 1000,
			want: ``,
		},
		"a ring": {
			log: `100|c1|q1|ana|RINGNOANSWER|2000`, deleted: "true", from: 0, to: 1000,
			want: ``,
		},
		"the entry of another leg, whose wrap-up then goes by guid": {
			log:     talked + "\n220|c5|q1|NONE|ENTERQUEUE\n230|c5|q1|ana|FINISHWRAPUP|12|30|g1\ncdr|g1|c1|",
			deleted: "callid = 'c5' AND event = 'ENTERQUEUE'", from: 0, to: 1000,
			want: talkedWith(" wrapup=18"),
		},
		"the end and the answer of calls whose entries are computed to be decades earlier": {
			log:     "100|c1|q1|ana|COMPLETEAGENT|999999999|30|2\n100|c2|q1|ana|CONNECT|999999999\n50|c3|q1|ana|CONNECT|999999999\n100|c3|q1|ana|COMPLETEAGENT|10|30",
			deleted: "datetime > '2024-01-01 00:01:00+00'", from: 90, to: 1000,
			want: "-999999949 c3 q1#1 connected inferred agent=ana connected=50 ended=-999913549 by=LIMIT wait=999999999",
		},
		"an end and an answer stamped before entries after the range": {
			log:     "100|c1|q1|ana|COMPLETEAGENT|10|30|2\n200000|c1|q1|NONE|ENTERQUEUE\n110|c2|q1|ana|CONNECT|10\n200000|c2|q1|NONE|ENTERQUEUE",
			deleted: "event <> 'ENTERQUEUE'", from: 90, to: 1000,
			want: "200000 c1 q1#1 waiting\n200000 c2 q1#1 waiting",
		},
		"a newest row of a wrong time, which gave up the calls that wait": {
			log: "100|c1|q1|NONE|ENTERQUEUE\n200000|x|x|x|REALPAUSE", deleted: "event = 'REALPAUSE'", from: 0, to: 300000,
			want: `100 c1 q1#1 waiting`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.New(t)
			log, cdrs := parseLog(t, test.log)
			insertEvents(t, db, log)
			insertCDRs(t, db, cdrs)
			refresh(t, db)
			exec(t, db, "DELETE FROM queue_log_repo WHERE "+test.deleted)
			exec(t, db, `SELECT report.refresh('epoch'::timestamptz + $1 * interval '1 second', 'epoch'::timestamptz + $2 * interval '1 second')`,
				zero/second+test.from, zero/second+test.to)
			if d := difference(wantedLines(test.want), stored(t, db, "")); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestOddRowsDoNotStopRefresh inserts rows with impossible times or numbers beside a valid call.
func TestOddRowsDoNotStopRefresh(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	tests := map[string]string{
		"a number after a space of Unicode":    `SELECT '2024-01-01', 'RINGNOANSWER', U&'\2003' || '5'`,
		"a number after an ideographic space":  `SELECT '2024-01-01', 'CONNECT', U&'\3000' || '5'`,
		"digits of another script":             `SELECT '2024-01-01', 'CONNECT', U&'\0665\0666'`,
		"an ending at infinity":                `SELECT 'infinity', 'ABANDON', ''`,
		"an entry at infinity":                 `SELECT 'infinity', 'ENTERQUEUE', ''`,
		"an entry at minus infinity":           `SELECT '-infinity', 'ENTERQUEUE', ''`,
		"a restart at infinity":                `SELECT 'infinity', 'QUEUESTART', ''`,
		"an end just after the oldest moment":  `SELECT '4714-11-24 00:00:00+00 BC', 'COMPLETEAGENT', '999999999'`,
		"an entry just before the last moment": `SELECT '294276-12-31 23:00:00+00', 'ENTERQUEUE', ''`,
		"an entry in the future":               `SELECT '9999-12-31 23:00:00+00', 'ENTERQUEUE', ''`,
		"a very long callid":                   `SELECT '2024-01-01', 'ENTERQUEUE', ''`,
	}
	for name, row := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tx, err := db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			log, _ := parseLog(t, talked)
			insertEvents(t, tx, log)
			exec(t, tx, `INSERT INTO queue_log_repo (callid, queuename, agent, datetime, event, data1)
			             SELECT 'odd' || repeat('x', 2000), 'q1', 'ana', o.At::timestamptz, o.Event, o.data1
			             FROM (`+row+`) AS o (at, event, data1)`)
			refresh(t, tx)
			refresh(t, tx)
			rebuild(t, tx)
			if d := difference(wantedLines(talkedWith("")), stored(t, tx, "c")); d != "" {
				t.Error(d)
			}
			var sane bool
			if err := tx.QueryRowContext(t.Context(), "SELECT as_of = (SELECT max(datetime) FROM queue_log_repo WHERE datetime <= now()) FROM app.refresh WHERE relation = 'queue_call'").Scan(&sane); err != nil {
				t.Fatal(err)
			}
			if !sane {
				t.Error("as_of is in the future")
			}
		})
	}
}

// TestWritersBesideRefresh runs ten writers that commit rows of the same calls, late and out of order, while two
// refreshes run without a pause.
func TestWritersBesideRefresh(t *testing.T) {
	t.Parallel()
	const seed, writers = 1, 10
	db := dbtest.New(t)
	rng := rand.New(rand.NewPCG(seed, 2))
	var rows []row
	for n := range 40 {
		rows = append(rows, oracle.RandomCalls(rng, fmt.Sprintf("l%d-", n), zero+int64(n)*(span+2*day))...)
	}
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	var log []event
	var cdrs []cdr
	for i := range rows {
		if rows[i].CDR != nil {
			cdrs = append(cdrs, *rows[i].CDR)
			continue
		}
		rows[i].Event.ID = int64(i + 1)
		log = append(log, rows[i].Event)
	}

	written := make(chan struct{})
	var refreshing, writing sync.WaitGroup
	for range 2 {
		refreshing.Go(func() {
			for {
				if _, err := db.ExecContext(t.Context(), "SELECT report.refresh()"); err != nil {
					t.Errorf("refresh: %v", err)
					return
				}
				select {
				case <-written:
					return
				default:
				}
			}
		})
	}
	for w := range writers {
		var mine []row
		for i := w; i < len(rows); i += writers {
			mine = append(mine, rows[i])
		}
		writing.Go(func() {
			for chunk := range slices.Chunk(mine, 5) {
				if err := writeRows(t.Context(), db, chunk); err != nil {
					t.Errorf("write: %v", err)
					return
				}
			}
		})
	}
	writing.Wait()
	close(written)
	refreshing.Wait()
	refresh(t, db)

	got := stored(t, db, "")
	if d := difference(lines(expected(log, cdrs, newest(log))), got); d != "" {
		t.Errorf("seed %d\n%s", seed, d)
	}
	rebuild(t, db)
	if d := difference(got, stored(t, db, "")); d != "" {
		t.Errorf("seed %d, rebuild\n%s", seed, d)
	}
}

// writeRows inserts rows by one statement each in one transaction, so that it stays open for a while.
func writeRows(ctx context.Context, db *sql.DB, rows []row) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, r := range rows {
		if r.CDR != nil {
			err = writeCDRs(ctx, tx, []cdr{*r.CDR})
		} else {
			err = oracle.WriteEvents(ctx, tx, []event{r.Event})
		}
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}
