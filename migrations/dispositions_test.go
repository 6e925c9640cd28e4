package migrations_test

import (
	"database/sql"
	"fmt"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// marks returns the marked records of calls: guid, id, userfield, note and finishtime.
func marks(t testing.TB, db runner) []string {
	t.Helper()
	return texts(t, db, `SELECT concat_ws('|', guid, id, userfield, coalesce(note, 'NULL'), to_char(finishtime AT TIME ZONE 'UTC', 'HH24:MI'))
		FROM cdr_repo WHERE userfield <> '' OR finishtime IS NOT NULL ORDER BY guid, id`)
}

// dispose inserts a disposition at 12:MINUTE.
func dispose(t testing.TB, db runner, minute int, campaign, guid, l1, comment string) {
	t.Helper()
	exec(t, db, `INSERT INTO app.disposition (disposed_at, agent, campaign, guid, l1, comment)
		VALUES ('2026-03-10 12:00Z'::timestamptz + $1 * interval '1 minute', 'ana', $2, $3, $4, $5)`, minute, campaign, guid, l1, comment)
}

func TestWhichRecordIsMarked(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		records string // id, calldate, disposition, billsec, campaign
		campaign,
		want string
	}{
		"the answered one, though another is longer":     {`(1, '10:00Z', 'NO ANSWER', 90, 'Sales<-'), (2, '10:01Z', 'ANSWERED', 5, 'Sales<-')`, "Sales<-", "2"},
		"of answered ones the longest":                   {`(1, '10:00Z', 'ANSWERED', 5, 'Sales<-'), (2, '10:01Z', 'ANSWERED', 6, 'Sales<-'), (3, '10:02Z', 'ANSWERED', NULL, 'Sales<-')`, "Sales<-", "2"},
		"of equally long ones the earliest":              {`(1, '10:01Z', 'ANSWERED', 5, 'Sales<-'), (2, '10:00Z', 'ANSWERED', 5, 'Sales<-')`, "Sales<-", "2"},
		"of those of one moment the first":               {`(5, '10:00Z', NULL, 5, 'Sales<-'), (4, '10:00Z', NULL, 5, 'Sales<-')`, "Sales<-", "4"},
		"none of another campaign":                       {`(1, '10:00Z', 'ANSWERED', 9, 'Support<-'), (2, '10:00Z', 'BUSY', 0, 'Sales<-')`, "Sales<-", "2"},
		"none at all where all are of another campaign":  {`(1, '10:00Z', 'ANSWERED', 9, 'Support<-'), (2, '10:00Z', 'ANSWERED', 9, 'sales<-')`, "Sales<-", ""},
		"one that names no campaign":                     {`(1, '10:00Z', 'ANSWERED', 9, ''), (2, '10:00Z', 'ANSWERED', 8, 'Sales<-')`, "Sales<-", "1"},
		"one whose campaign is null, as in other tables": {`(1, '10:00Z', 'ANSWERED', 9, NULL)`, "Sales<-", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.New(t)
			exec(t, db, `INSERT INTO cdr_repo (id, calldate, disposition, billsec, campaign, guid)
				SELECT v.id, ('2026-03-10 ' || v.at)::timestamptz, v.disposition, v.billsec, v.campaign, 'g' FROM (VALUES `+tt.records+`) AS v (id, at, disposition, billsec, campaign)`)
			dispose(t, db, 0, tt.campaign, "g", "Sale", "")
			want := []string{}
			if tt.want != "" {
				want = []string{"g|" + tt.want + "|Sale|NULL|12:00"}
			}
			equal(t, []string{fmt.Sprint(len(want))}, texts(t, db, "SELECT app.mark_call('g')"))
			equal(t, want, marks(t, db))
			equal(t, []string{tt.want}, texts(t, db, "SELECT coalesce(cdr_id::text, '') FROM app.disposition"))
			equal(t, []string{"0"}, texts(t, db, "SELECT app.mark_call('g')"))
		})
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	mark := func(t *testing.T, want int) {
		t.Helper()
		equal(t, []string{fmt.Sprint(want)}, texts(t, db, "SELECT app.mark_dispositions()"))
	}
	record := func(t *testing.T, id int, guid, rest string) {
		t.Helper()
		exec(t, db, `INSERT INTO cdr_repo (id, calldate, guid, disposition, billsec, campaign, userfield, note)
			VALUES ($1, '2026-03-10 10:00Z', $2, 'ANSWERED', `+rest+`)`, id, guid)
	}
	// The following steps build on each other.
	mark(t, 0)
	dispose(t, db, 1, "Sales<-", "late", "Sale", "first")
	exec(t, db, `UPDATE app.disposition SET l3 = 'Big'`)
	dispose(t, db, 2, "Sales<-", "never", "Sale", "")
	dispose(t, db, 3, "Sales<-", "", "Sale", "")
	mark(t, 0)
	record(t, 1, "late", `10, 'Sales<-', 'old mark', ''`)
	record(t, 2, "", `10, 'Sales<-', NULL, NULL`)
	mark(t, 1)
	mark(t, 0)
	equal(t, []string{"late|1|Sale / Big|first|12:01"}, marks(t, db))

	// A later disposition marks the same record, even if a better record has arrived since. A note is kept.
	record(t, 3, "late", `500, 'Sales<-', NULL, 'of the switch'`)
	dispose(t, db, 4, "Sales<-", "late", "No interest", "second")
	mark(t, 1)
	equal(t, []string{"late|1|No interest|first|12:04"}, marks(t, db))

	// If two dispositions wait for a record, the later one applies.
	dispose(t, db, 5, "Sales<-", "two", "A", "")
	dispose(t, db, 6, "Sales<-", "two", "B", "of B")
	record(t, 4, "two", `1, 'Sales<-', NULL, 'kept'`)
	mark(t, 2)
	equal(t, []string{"late|1|No interest|first|12:04", "two|4|B|kept|12:06"}, marks(t, db))

	// A call with two campaigns has one record for each.
	record(t, 5, "shared", `1, 'Sales<-', NULL, NULL`)
	record(t, 6, "shared", `1, 'Support<-', NULL, NULL`)
	dispose(t, db, 7, "Support<-", "shared", "Solved", "")
	dispose(t, db, 8, "Sales<-", "shared", "Sale", "")
	mark(t, 2)
	equal(t, []string{"late|1|No interest|first|12:04", "shared|5|Sale|NULL|12:08", "shared|6|Solved|NULL|12:07", "two|4|B|kept|12:06"}, marks(t, db))

	// A database restored into a younger cluster examines all dispositions once.
	exec(t, db, `UPDATE app.disposition_marking SET snapshot = '900000000:900000000:'`)
	record(t, 7, "never", `1, 'Sales<-', NULL, NULL`)
	mark(t, 1)
	equal(t, []string{""}, texts(t, db, "SELECT guid FROM app.disposition WHERE marked_at IS NULL"))
}

// TestMarksOfOpenTransactions commits a disposition and its record in either order, while neither can see the other.
func TestMarksOfOpenTransactions(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	begin := func() *sql.Tx {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = tx.Rollback() })
		return tx
	}
	commit := func(tx *sql.Tx) {
		t.Helper()
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	disposing, recording := begin(), begin()
	dispose(t, disposing, 1, "Sales<-", "a", "Sale", "")
	exec(t, recording, `INSERT INTO cdr_repo (id, calldate, guid, campaign) VALUES (1, '2026-03-10 10:00Z', 'b', 'Sales<-')`)
	exec(t, db, `INSERT INTO cdr_repo (id, calldate, guid, campaign) VALUES (2, '2026-03-10 10:00Z', 'a', 'Sales<-')`)
	dispose(t, db, 2, "Sales<-", "b", "Sale", "")
	equal(t, []string{"0"}, texts(t, db, "SELECT app.mark_dispositions()"))
	commit(disposing)
	equal(t, []string{"1"}, texts(t, db, "SELECT app.mark_dispositions()"))
	commit(recording)
	equal(t, []string{"1"}, texts(t, db, "SELECT app.mark_dispositions()"))
	equal(t, []string{"a|2|Sale|NULL|12:01", "b|1|Sale|NULL|12:02"}, marks(t, db))
}

func TestMarksOfWhoIsLimited(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	db.SetMaxOpenConns(1)
	exec(t, db, `INSERT INTO cdr_repo (id, calldate, guid, campaign) VALUES
		(1, '2026-03-10 10:00Z', 'theirs', 'Support<-'), (2, '2026-03-10 10:00Z', 'nobodys', ''), (3, '2026-03-10 10:00Z', 'own', 'Sales<-')`)
	limited := func(statement string, args ...any) error {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		exec(t, tx, `SET LOCAL ROLE ccrepo_campaign_writer; SET LOCAL app.campaigns = '{Sales<-}'`)
		if _, err := tx.ExecContext(t.Context(), statement, args...); err != nil {
			_ = tx.Rollback()
			return err
		}
		return tx.Commit()
	}
	insert := `INSERT INTO app.disposition (disposed_at, agent, campaign, guid, l1) VALUES ('2026-03-10 12:00Z', 'ana', $1, $2, 'Sale')`
	for _, guid := range []string{"theirs", "nobodys", "own"} {
		if err := limited(insert, "Sales<-", guid); err != nil {
			t.Error(err)
		}
	}
	for what, err := range map[string]error{
		"another campaign":        limited(insert, "Support<-", "theirs"),
		"no campaign":             limited(insert, "", "nobodys"),
		"own_only by hand":        limited(`INSERT INTO app.disposition (disposed_at, agent, campaign, guid, l1, own_only) VALUES ('2026-03-10 12:00Z', 'ana', 'Sales<-', 'nobodys', 'Sale', false)`),
		"own_only changed":        limited(`UPDATE app.disposition SET own_only = false`),
		"marking":                 limited(`SELECT app.mark_call('theirs')`),
		"allowing itself a level": limited(`INSERT INTO app.allowed_disposition VALUES ('Sales<-', 'Sale')`),
	} {
		if err == nil {
			t.Errorf("a campaign-limited role may do this: %s", what)
		}
	}
	equal(t, []string{"1"}, texts(t, db, "SELECT app.mark_dispositions()"))
	equal(t, []string{"own|3|Sale|NULL|12:00"}, marks(t, db))
}

// TestConcurrentMarkers inserts dispositions and records of the same calls from several connections, while several
// others mark. In the end each call must have one marked record, with the latest disposition.
func TestConcurrentMarkers(t *testing.T) {
	t.Parallel()
	const calls, each = 12, 4
	db := dbtest.New(t)
	var writers, markers sync.WaitGroup
	over := make(chan struct{})
	failed := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	for range 3 {
		markers.Go(func() {
			for {
				_, err := db.ExecContext(t.Context(), "SELECT app.mark_dispositions()")
				failed(err)
				select {
				case <-over:
					return
				default:
				}
			}
		})
	}
	for n := range each {
		writers.Go(func() {
			for call := range calls {
				_, err := db.ExecContext(t.Context(), `INSERT INTO cdr_repo (calldate, guid, campaign, disposition, billsec)
					VALUES ('2026-03-10 10:00Z', $1, 'Sales<-', 'ANSWERED', $2)`, fmt.Sprint("call", call), n)
				failed(err)
			}
		})
		writers.Go(func() {
			for call := range calls {
				_, err := db.ExecContext(t.Context(), fmt.Sprintf(`BEGIN; SELECT app.lock_call('call%[1]d');
					INSERT INTO app.disposition (disposed_at, agent, campaign, guid, l1) VALUES (clock_timestamp(), 'ana', 'Sales<-', 'call%[1]d', 'by %[2]d');
					SELECT app.mark_call('call%[1]d'); COMMIT`, call, n))
				failed(err)
			}
		})
	}
	writers.Wait()
	close(over)
	markers.Wait()
	exec(t, db, "SELECT app.mark_dispositions()")
	equal(t, []string{fmt.Sprint(calls * each)}, texts(t, db, "SELECT count(*) FROM app.disposition WHERE marked_at IS NOT NULL"))
	none(t, db, `
		SELECT format('%s: %s marked records, %s', guid, count(*), string_agg(r.userfield, ', '))
		FROM (SELECT DISTINCT guid FROM cdr_repo) AS g
		JOIN cdr_repo AS r USING (guid)
		WHERE r.userfield <> ''
		GROUP BY guid
		HAVING count(*) <> 1
		    OR min(r.userfield) <> (SELECT d.l1 FROM app.disposition AS d WHERE d.guid = g.guid ORDER BY d.id DESC LIMIT 1)`)
	equal(t, []string{fmt.Sprint(calls)}, texts(t, db, "SELECT count(*) FROM cdr_repo WHERE userfield <> ''"))
}
