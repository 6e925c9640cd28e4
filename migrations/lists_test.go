package migrations_test

import (
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// brokenLists selects the campaigns whose lists break the rules. It must return no rows.
const brokenLists = `
	SELECT format('campaign %s has %s lists, %s active', campaign, count(*), count(*) FILTER (WHERE active))
	FROM dialer_base
	GROUP BY campaign
	HAVING count(*) FILTER (WHERE active) <> 1`

// TestDialerListsByHand makes valid and invalid changes to lists, as the writer does in psql.
func TestDialerListsByHand(t *testing.T) {
	t.Parallel()
	const add = "INSERT INTO dialer_base (campaign, name, active) VALUES "
	tests := map[string]struct {
		first, statement, want string
		lists                  []string // name, records and active of each list afterwards
	}{
		"a first list is active":                     {"", add + "('c', 'a', true)", "", []string{"a 0 t"}},
		"a first list that is not":                   {"", add + "('c', 'a', false)", refusedCheck, nil},
		"a first list, active before the end":        {"", add + "('c', 'a', false); UPDATE dialer_base SET active = true", "", []string{"a 0 t"}},
		"two lists at once, one active":              {"", add + "('c', 'a', false), ('c', 'b', true)", "", []string{"a 0 f", "b 0 t"}},
		"a second active one":                        {add + "('c', 'a', true)", add + "('c', 'b', true)", refusedUnique, []string{"a 0 t"}},
		"deactivated":                                {add + "('c', 'a', true), ('c', 'b', false)", "UPDATE dialer_base SET active = false", refusedCheck, []string{"a 0 t", "b 0 f"}},
		"deactivated for a successor":                {add + "('c', 'a', true), ('c', 'b', false)", "UPDATE dialer_base SET active = false; UPDATE dialer_base SET active = true WHERE name = 'b'", "", []string{"a 0 f", "b 0 t"}},
		"the active one removed":                     {add + "('c', 'a', true), ('c', 'b', false)", "DELETE FROM dialer_base WHERE name = 'a'", refusedCheck, []string{"a 0 t", "b 0 f"}},
		"the active one removed for a successor":     {add + "('c', 'a', true), ('c', 'b', false)", "DELETE FROM dialer_base WHERE name = 'a'; UPDATE dialer_base SET active = true", "", []string{"b 0 t"}},
		"another one removed":                        {add + "('c', 'a', true), ('c', 'b', false)", "DELETE FROM dialer_base WHERE name = 'b'", "", []string{"a 0 t"}},
		"the last one removed":                       {add + "('c', 'a', true)", "DELETE FROM dialer_base", "", nil},
		"all removed":                                {add + "('c', 'a', true), ('c', 'b', false)", "DELETE FROM dialer_base", "", nil},
		"the active one moved away":                  {add + "('c', 'a', true), ('c', 'b', false)", "UPDATE dialer_base SET campaign = 'd' WHERE name = 'a'", refusedCheck, []string{"a 0 t", "b 0 f"}},
		"another one moved to where there is none":   {add + "('c', 'a', true), ('c', 'b', false)", "UPDATE dialer_base SET campaign = 'd' WHERE name = 'b'", refusedCheck, []string{"a 0 t", "b 0 f"}},
		"checked at once where asked for":            {add + "('c', 'a', true)", "SET CONSTRAINTS ALL IMMEDIATE; UPDATE dialer_base SET active = false; UPDATE dialer_base SET active = true", refusedCheck, []string{"a 0 t"}},
		"a setting of the owner's":                   {add + "('c', 'a', true)", "SET LOCAL app.copying = on; UPDATE dialer_base SET active = false", refusedCheck, []string{"a 0 t"}},
		"a snapshot of before the lock":              {add + "('c', 'a', true)", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; DELETE FROM dialer_base", "0A000", []string{"a 0 t"}},
		"records loaded before the list":             {"", spool("a", 3) + "; " + add + "('c', 'a', true)", "", []string{"a 3 t"}},
		"records of a list that was called in part":  {"", spool("a", 3) + "; INSERT INTO dialer_base (campaign, name, active, records) VALUES ('c', 'a', true, 7)", "", []string{"a 7 t"}},
		"fewer records than wait":                    {"", spool("a", 3) + "; INSERT INTO dialer_base (campaign, name, active, records) VALUES ('c', 'a', true, 1)", "", []string{"a 3 t"}},
		"records added":                              {add + "('c', 'a', true)", spool("a", 3) + "; " + spool("a", 2) + "; " + spool("other", 1), "", []string{"a 5 t"}},
		"ready and blocked records taken out":        {spool("a", 4) + ";" + add + "('c', 'a', true)", "UPDATE calls_spool SET status = 3 WHERE destination = '1'; DELETE FROM calls_spool WHERE destination < '3'", "", []string{"a 2 t"}},
		"records that were called":                   {spool("a", 4) + ";" + add + "('c', 'a', true)", "UPDATE calls_spool SET status = 0 WHERE destination < '4'; DELETE FROM calls_spool WHERE status = 0", "", []string{"a 4 t"}},
		"records that wait for another try":          {spool("a", 4) + ";" + add + "('c', 'a', true)", "UPDATE calls_spool SET status = 0; UPDATE calls_spool SET status = 1, priority = 5", "", []string{"a 4 t"}},
		"records moved to another list":              {spool("a", 4) + ";" + add + "('c', 'a', true), ('c', 'b', false)", "UPDATE calls_spool SET dialerbase = 'b' WHERE destination < '4'", "", []string{"a 1 t", "b 3 f"}},
		"a new name goes into the records":           {spool("a", 4) + ";" + add + "('c', 'a', true)", "UPDATE dialer_base SET name = 'z'; DELETE FROM calls_spool WHERE dialerbase = 'z' AND destination = '1'", "", []string{"z 3 t"}},
		"a new campaign goes into the records":       {spool("a", 4) + ";" + add + "('c', 'a', true)", "UPDATE dialer_base SET campaign = 'd'; DELETE FROM calls_spool WHERE campaign = 'd' AND destination = '1'", "", []string{"a 3 t"}},
		"records set by hand":                        {spool("a", 4) + ";" + add + "('c', 'a', true)", "UPDATE dialer_base SET records = 9", refusedPrivilege, []string{"a 4 t"}},
		"percentage and name in one, and no records": {add + "('c', 'a', true)", "UPDATE dialer_base SET percentage = 50, name = 'b'", "", []string{"b 0 t"}},
	}
	db := dbtest.New(t)
	conn := as(t, db, "ccrepo_writer")
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			exec(t, db, "TRUNCATE dialer_base, calls_spool")
			if test.first != "" {
				exec(t, conn, test.first)
			}
			got := ""
			if _, err := conn.ExecContext(t.Context(), test.statement); err != nil {
				got = code(err)
			}
			if got != test.want {
				t.Errorf("%s: want %q, got %q", test.statement, test.want, got)
			}
			equal(t, test.lists, texts(t, db, "SELECT concat_ws(' ', name, records, CASE WHEN active THEN 't' ELSE 'f' END) FROM dialer_base ORDER BY name"))
			none(t, db, brokenLists)
		})
	}
}

// spool returns SQL that inserts the numbers 1 to n into a list of the campaign c.
func spool(list string, n int) string {
	return fmt.Sprintf("INSERT INTO calls_spool (campaign, destination, dialerbase) SELECT 'c', n, '%s' FROM generate_series(1, %d) AS n", list, n)
}

// TestDialerListsOfALimitedWriter changes lists as a campaign-limited role.
func TestDialerListsOfALimitedWriter(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	exec(t, db, "INSERT INTO dialer_base (campaign, name, active) VALUES ($1, 'a', true), ($1, 'b', false), ($2, 'a', true)", mine, theirs)
	for statement, want := range map[string]string{
		"UPDATE dialer_base SET active = false; UPDATE dialer_base SET active = true WHERE name = 'b'; SET CONSTRAINTS ALL IMMEDIATE":              "",
		"UPDATE dialer_base SET active = false; SET CONSTRAINTS ALL IMMEDIATE":                                                                     refusedCheck,
		"INSERT INTO calls_spool (campaign, destination, dialerbase) VALUES (" + pq.QuoteLiteral(mine) + ", '1', 'a')":                             "",
		"INSERT INTO calls_spool (campaign, destination, dialerbase) VALUES (" + pq.QuoteLiteral(theirs) + ", '1', 'a')":                           refusedPrivilege,
		"UPDATE dialer_base SET name = 'z' WHERE name = 'a'; SELECT 1 / (count(*) - 1) FROM dialer_base WHERE name = 'z' AND campaign = 'nowhere'": "",
		"UPDATE dialer_base SET records = 3": refusedPrivilege,
	} {
		if got := attemptAs(t, db, "ccrepo_campaign_writer", mine, statement); got != want {
			t.Errorf("%s: want %q, got %q", statement, want, got)
		}
	}
	equal(t, []string{"a true", "a true", "b false"}, texts(t, db, "SELECT name || ' ' || active FROM dialer_base ORDER BY 1"))
}

// TestDialerListsCopied copies lists from a system without the rules, as the owner.
func TestDialerListsCopied(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	const lists = `INSERT INTO dialer_base (id, campaign, name, active, records) VALUES
		(2, 'two', 'b', true, 20), (3, 'two', 'c', true, 30), (1, 'two', 'a', true, 10), (4, 'none', 'a', false, 0), (5, 'one', 'a', true, 0)`
	if got := attempt(t, as(t, db, "ccrepo_owner"), lists); got != refusedUnique {
		t.Errorf("without the setting: got %q", got)
	}
	exec(t, db, "BEGIN; SET LOCAL ROLE ccrepo_owner; SET LOCAL app.copying = on; "+lists+"; COMMIT")
	equal(t, []string{"none a 0 false", "one a 0 true", "two a 10 false", "two b 20 false", "two c 30 true"},
		texts(t, db, "SELECT concat_ws(' ', campaign, name, records, active::text) FROM dialer_base ORDER BY 1"))
	equal(t, []string{"1", "2"}, texts(t, db, "SELECT id::text FROM app.copied_list ORDER BY 1"))
	// Lists that were copied in an invalid state can be corrected.
	exec(t, as(t, db, "ccrepo_writer"), "UPDATE dialer_base SET active = true WHERE campaign = 'none'")
	none(t, db, brokenLists)
}

// TestDialerListsAtOnce changes the lists of one campaign from many connections at once, as the writer.
func TestDialerListsAtOnce(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	exec(t, db, "INSERT INTO dialer_base (campaign, name, active) SELECT 'c', 'list ' || n, n = 1 FROM generate_series(1, 10) AS n")
	var writers sync.WaitGroup
	for w := range 20 {
		conn := as(t, db, "ccrepo_writer")
		writers.Go(func() {
			for i := range 5 {
				list := 1 + (w*7+i*3)%10
				statement := []string{
					"DELETE FROM dialer_base WHERE name = 'LIST'",
					"INSERT INTO dialer_base (campaign, name, active) VALUES ('c', 'LIST', false)",
					"INSERT INTO dialer_base (campaign, name, active) VALUES ('c', 'LIST', true)",
					"UPDATE dialer_base SET active = false WHERE active; UPDATE dialer_base SET active = true WHERE name = 'LIST'",
					"DELETE FROM dialer_base WHERE active",
					"DELETE FROM dialer_base",
				}[(w+i)%6]
				_, err := conn.ExecContext(t.Context(), strings.ReplaceAll(statement, "LIST", fmt.Sprint("list ", list)))
				if err != nil && code(err) != refusedCheck && code(err) != refusedUnique && code(err) != "40P01" {
					t.Errorf("%s: %v", statement, err)
				}
				for _, broken := range texts(t, db, brokenLists) {
					t.Error(broken)
				}
			}
		})
	}
	writers.Wait()
}

// TestDialerListsDecideInTurn checks that removing the last list and adding a second one wait for each other.
func TestDialerListsDecideInTurn(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	exec(t, db, "INSERT INTO dialer_base (campaign, name, active) VALUES ('c', 'a', true)")
	removing, adding := begin(t, db), as(t, db, "ccrepo_writer")
	exec(t, removing, "DELETE FROM dialer_base; SET CONSTRAINTS ALL IMMEDIATE")
	added := make(chan error, 1)
	go func() {
		_, err := adding.ExecContext(t.Context(), "INSERT INTO dialer_base (campaign, name) VALUES ('c', 'b')")
		added <- err
	}()
	awaitLock(t, db)
	if err := removing.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-added; code(err) != refusedCheck {
		t.Errorf("a list that is not active is let where the last one goes: %v", err)
	}
	none(t, db, brokenLists)
	var lists sql.NullInt64
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM dialer_base").Scan(&lists); err != nil || lists.Int64 != 0 {
		t.Errorf("%d lists (%v)", lists.Int64, err)
	}
}

// TestDialerListsCountWhatIsOnItsWay creates or renames a list while records with its name are being inserted.
func TestDialerListsCountWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"made":    "INSERT INTO dialer_base (campaign, name) VALUES ('c', 'b')",
		"renamed": "UPDATE dialer_base SET name = 'b' WHERE name = 'a'",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.New(t)
			exec(t, db, "INSERT INTO dialer_base (campaign, name, active) VALUES ('c', 'a', true)")
			records, list := begin(t, db), as(t, db, "ccrepo_writer")
			exec(t, records, "INSERT INTO calls_spool (campaign, destination, dialerbase) VALUES ('c', '1', 'b'), ('c', '2', 'b')")
			done := make(chan error, 1)
			go func() {
				_, err := list.ExecContext(t.Context(), statement)
				done <- err
			}()
			awaitLock(t, db)
			if err := records.Commit(); err != nil {
				t.Fatal(err)
			}
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			var counted int
			if err := db.QueryRowContext(t.Context(), "SELECT records FROM dialer_base WHERE name = 'b'").Scan(&counted); err != nil || counted != 2 {
				t.Errorf("%d records, want 2 (%v)", counted, err)
			}
			none(t, db, brokenLists)
		})
	}
}
