package migrations_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestRefreshIfDue checks that a refresh takes place when something was written, and only then.
func TestRefreshIfDue(t *testing.T) {
	t.Parallel()
	conn := dbtest.New(t)
	due := func() (is bool) {
		t.Helper()
		if err := conn.QueryRowContext(t.Context(), "SELECT report.refresh_is_due()").Scan(&is); err != nil {
			t.Fatal(err)
		}
		return is
	}
	if !due() {
		t.Error("a database that was never refreshed is not due")
	}
	exec(t, conn, "SELECT report.refresh_if_due()")
	for name, write := range map[string]string{
		"an event":              "INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event) VALUES (now() - interval '1 hour', 'c', 'q', 'NONE', 'ENTERQUEUE')",
		"a record":              "INSERT INTO cdr_repo (calldate, uniqueid) VALUES (now(), 'c')",
		"an event of a channel": "INSERT INTO sms_log_repo (datetime, callid, queuename, agent, event) VALUES (now(), 'c', 'q', 'a', 'ENTERQUEUE')",
		"a processed SMS":       "INSERT INTO sms_repo (dateprocessed, campaign) VALUES (now(), 'q')",
		"an alias":              "INSERT INTO app.agent_alias (interface, agent) VALUES ('PJSIP/1', 'ana')",
		"a list":                "INSERT INTO dialer_base (campaign, name, active) VALUES ('new', 'list', true)",
	} {
		t.Run(name, func(t *testing.T) {
			if due() {
				t.Fatal("due before it was written")
			}
			exec(t, conn, write)
			if !due() {
				t.Fatal("not due after it was written")
			}
			exec(t, conn, "SELECT report.refresh_if_due()")
			if due() {
				t.Error("due after the refresh")
			}
		})
	}
	t.Run("an open transaction", func(t *testing.T) {
		tx, err := conn.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.ExecContext(t.Context(), "INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event) VALUES (now() - interval '1 hour', 'd', 'q', 'NONE', 'ENTERQUEUE')"); err != nil {
			t.Fatal(err)
		}
		exec(t, conn, "SELECT report.refresh()") // which does not see it
		if due() {
			t.Error("due before the commit")
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		if !due() {
			t.Error("not due after the commit")
		}
		exec(t, conn, "SELECT report.refresh_if_due()")
		var visits int
		if err := conn.QueryRowContext(t.Context(), "SELECT count(*) FROM report.queue_call WHERE callid = 'd'").Scan(&visits); err != nil || visits != 1 {
			t.Errorf("%d visits (%v), want 1", visits, err)
		}
	})
	t.Run("an event of the future, whose time comes", func(t *testing.T) {
		exec(t, conn, "INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event) VALUES (now() + interval '2 seconds', 'e', 'q', 'NONE', 'ENTERQUEUE')")
		exec(t, conn, "SELECT report.refresh_if_due()")
		for limit := time.Now().Add(30 * time.Second); !due(); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(limit) {
				t.Fatal("it is not due when the time has come")
			}
		}
	})
	t.Run("nothing is written without need", func(t *testing.T) {
		exec(t, conn, "SELECT report.refresh(), app.mark_dispositions()")
		before := writes(t, conn)
		exec(t, conn, "SELECT report.refresh_if_due()")
		exec(t, conn, "SELECT app.mark_dispositions()")
		if after := writes(t, conn); after != before {
			t.Errorf("transaction %s before, %s after: something was written", before, after)
		}
	})
}

// writes returns the next transaction id of a refresh's state, which moves only when something writes it.
func writes(t *testing.T, conn *sql.DB) (state string) {
	t.Helper()
	if err := conn.QueryRowContext(t.Context(), "SELECT concat(string_agg(r.xmin::text, ','), ' ', (SELECT m.xmin::text FROM app.disposition_marking AS m)) FROM app.refresh AS r").Scan(&state); err != nil {
		t.Fatal(err)
	}
	return state
}
