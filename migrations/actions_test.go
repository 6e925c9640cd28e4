package migrations_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// refusedState is PostgreSQL's SQLSTATE for a state that may not follow the present one.
const refusedState = "55000"

// actionStates lists the states of an action, each with those that may follow it before the deadline.
var actionStates = map[string][]string{
	"queued":       {"delivered", "acknowledged"},
	"delivered":    {"acknowledged"},
	"acknowledged": {"done", "failed"},
	"done":         {},
	"failed":       {},
	"expired":      {},
}

// actionIn creates an action in a state, whose deadline is in the given number of seconds.
func actionIn(t *testing.T, db runner, state string, seconds int) (id string) {
	t.Helper()
	times := map[string]string{
		"queued": "NULL, NULL, NULL", "delivered": "now(), NULL, NULL", "acknowledged": "now(), now(), NULL",
		"done": "now(), now(), now()", "failed": "now(), now(), now()", "expired": "NULL, NULL, now()",
	}[state]
	return texts(t, db, fmt.Sprintf(`INSERT INTO app.action (agent, action, principal, state, deadline, delivered_at, acknowledged_at, ended_at)
		VALUES ('ana', 'HANG_UP', '', '%s', clock_timestamp() + make_interval(secs => %d), %s) RETURNING id::text`, state, seconds, times))[0]
}

// TestActionStates tries every change from every state, before and after the deadline, as every role that may write.
func TestActionStates(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	writer := as(t, db, "ccrepo_writer")
	for from, follow := range actionStates {
		for to := range actionStates {
			for _, late := range []bool{false, true} {
				seconds := 60
				if late {
					seconds = -60
				}
				id := actionIn(t, db, from, seconds)
				before := texts(t, db, "SELECT a::text FROM app.action AS a WHERE id = $1", id)
				result, err := writer.ExecContext(t.Context(), "UPDATE app.action SET state = $1, detail = 'said' WHERE id = $2", to, id)
				open := len(follow) > 0
				allowed := open && (late && to == "expired" || !late && slices.Contains(follow, to))
				inOrder := open && (to == "expired" || slices.Contains(follow, to))
				switch {
				case !inOrder && code(err) != refusedState:
					t.Errorf("%s to %s, late %t: %v, want it refused", from, to, late, err)
				case inOrder && err != nil:
					t.Errorf("%s to %s, late %t: %v", from, to, late, err)
				case inOrder:
					if n, _ := result.RowsAffected(); n == 1 != allowed {
						t.Errorf("%s to %s, late %t: %d rows changed", from, to, late, n)
					}
				}
				after := texts(t, db, "SELECT a::text FROM app.action AS a WHERE id = $1", id)
				if !allowed {
					equal(t, before, after)
				} else if got := texts(t, db, "SELECT concat_ws(' ', state, detail) FROM app.action WHERE id = $1", id)[0]; got != to+" said" {
					t.Errorf("%s to %s: %s", from, to, got)
				}
			}
		}
	}
}

// TestActionTimes changes the state of an action step by step: the database sets the times.
func TestActionTimes(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	id := actionIn(t, db, "queued", 60)
	// times returns the state, the names of the times that are set, and the seconds from creation to the deadline.
	times := func(id string) string {
		t.Helper()
		return texts(t, db, `SELECT concat_ws(' ', state, CASE WHEN delivered_at IS NOT NULL THEN 'delivered_at' END, CASE WHEN acknowledged_at IS NOT NULL THEN 'acknowledged_at' END,
				CASE WHEN ended_at IS NOT NULL THEN 'ended_at' END, round(extract(epoch FROM deadline - created_at)))
			FROM app.action WHERE id = $1`, id)[0]
	}
	for _, step := range []struct{ to, want string }{
		{"delivered", "delivered delivered_at 60"},
		{"acknowledged", "acknowledged delivered_at acknowledged_at 75"},
		{"failed", "failed delivered_at acknowledged_at ended_at 75"},
	} {
		// An UPDATE can't set the other columns, not even by the owner.
		exec(t, db, "UPDATE app.action SET state = $1, ended_at = 'infinity', deadline = 'infinity', agent = 'eva', created_at = '-infinity' WHERE id = $2", step.to, id)
		equal(t, []string{step.want}, []string{times(id)})
	}
	t.Run("what was not delivered is, once it is acknowledged", func(t *testing.T) {
		id := actionIn(t, db, "queued", 60)
		exec(t, db, "UPDATE app.action SET state = 'acknowledged' WHERE id = $1", id)
		equal(t, []string{"acknowledged delivered_at acknowledged_at 75"}, []string{times(id)})
	})
	t.Run("what expires did so at its deadline, and is shown so before anybody wrote it", func(t *testing.T) {
		id := actionIn(t, db, "acknowledged", -60)
		shown := "SELECT concat_ws(' ', state, ended_at = deadline, acknowledged_at IS NOT NULL) FROM app.action_now WHERE id = $1"
		equal(t, []string{"expired t t"}, texts(t, db, shown, id))
		exec(t, db, "UPDATE app.action SET state = 'expired' WHERE id = $1", id)
		equal(t, []string{"expired t t"}, texts(t, db, shown, id))
	})
}

// TestActionMembers checks which columns each kind of action must have, may have and can't set.
func TestActionMembers(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	conn := as(t, db, "ccrepo_writer")
	for values, want := range map[string]string{
		"(agent, action, principal) VALUES ('ana', 'HANG_UP', '')":                                                                    "",
		"(agent, action, principal) VALUES ('', 'HANG_UP', '')":                                                                       refusedCheck,
		"(agent, action, principal) VALUES ('ana', 'MUTE', '')":                                                                       refusedCheck,
		"(agent, action, principal, campaign) VALUES ('ana', 'CLOSE_TAB', '', 'c')":                                                   refusedCheck,
		"(agent, action, principal, campaign, destination) VALUES ('ana', 'MAKE_CALL', '', 'c', '1')":                                 refusedCheck,
		"(agent, action, principal, campaign, destination, did) VALUES ('ana', 'MAKE_CALL', '', 'c', '1', '2')":                       "",
		"(agent, action, principal, campaign, callerid, guid, l1) VALUES ('ana', 'DISPOSITION_CALL', '', 'c', '1', 'g', 'sold')":      refusedCheck,
		"(agent, action, principal, state) VALUES ('ana', 'HANG_UP', '', 'done')":                                                     refusedPrivilege,
		"(agent, action, principal, ended_at) VALUES ('ana', 'HANG_UP', '', now())":                                                   refusedPrivilege,
		"(agent, action, principal, created_at) VALUES ('ana', 'HANG_UP', '', now())":                                                 refusedPrivilege,
		"(agent, action, principal, id) OVERRIDING SYSTEM VALUE VALUES ('ana', 'HANG_UP', '', 7)":                                     refusedPrivilege,
		"(agent, action, principal, campaign, destination, did, comment) VALUES ('ana', 'MAKE_CALL', '', 'c', '1', '2', 'a comment')": refusedCheck,
	} {
		if got := attempt(t, conn, "INSERT INTO app.action "+values); got != want {
			t.Errorf("%s: got %q, want %q", values, got, want)
		}
	}
	id := actionIn(t, db, "done", 60)
	for _, statement := range []string{"UPDATE app.action SET deadline = 'infinity'", "UPDATE app.action SET agent = 'eva'", "DELETE FROM app.action WHERE id = " + id, "TRUNCATE app.action"} {
		if got := attempt(t, conn, statement); got != refusedPrivilege {
			t.Errorf("%s: got %q", statement, got)
		}
	}
}

// TestActionsOfKeys checks that campaign-limited roles see and change only the actions of their campaigns, and of
// those without a campaign only the ones that they sent.
func TestActionsOfKeys(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	for i, campaign := range []string{mine, theirs} {
		exec(t, db, `INSERT INTO app.action (agent, action, principal, campaign, destination, did, detail) VALUES ('ana', 'MAKE_CALL', $2, $1, '1', '2', $2 || ' call')`, campaign, fmt.Sprintf("key%d", i))
		exec(t, db, "INSERT INTO app.action (agent, action, principal, detail) VALUES ('ana', 'HANG_UP', $1, $1 || ' hang-up')", fmt.Sprintf("key%d", i))
	}
	exec(t, db, "INSERT INTO app.action (agent, action, principal, detail) VALUES ('ana', 'CLOSE_TAB', '', 'nobody''s')")
	seen := func(role, principal string) []string {
		t.Helper()
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		exec(t, tx, "SET LOCAL ROLE "+role)
		exec(t, tx, "SELECT set_config('app.campaigns', $1, true), set_config('app.principal', $2, true)", pq.Array([]string{mine}), principal)
		got := texts(t, tx, "SELECT detail FROM app.action_now ORDER BY id")
		if role == "ccrepo_campaign_writer" {
			changed := texts(t, tx, "WITH changed AS (UPDATE app.action SET state = 'acknowledged' RETURNING id, detail) SELECT detail FROM changed ORDER BY id")
			equal(t, got, changed)
		}
		return got
	}
	for _, role := range []string{"ccrepo_campaign_reader", "ccrepo_campaign_writer"} {
		equal(t, []string{"key0 call", "key0 hang-up"}, seen(role, "key0"))
		equal(t, []string{"key0 call", "key1 hang-up"}, seen(role, "key1"))
		equal(t, []string{"key0 call"}, seen(role, ""))
	}
	for statement, want := range map[string]string{
		"INSERT INTO app.action (agent, action, principal) VALUES ('ana', 'HANG_UP', 'key1')":                                                                          refusedPrivilege,
		"INSERT INTO app.action (agent, action, principal) VALUES ('ana', 'HANG_UP', '')":                                                                              refusedPrivilege,
		"INSERT INTO app.action (agent, action, principal, campaign, destination, did) VALUES ('ana', 'MAKE_CALL', 'key0', " + pq.QuoteLiteral(theirs) + ", '1', '2')": refusedPrivilege,
		"INSERT INTO app.action (agent, action, principal, campaign, destination, did) VALUES ('ana', 'MAKE_CALL', 'key0', " + pq.QuoteLiteral(mine) + ", '1', '2')":   "",
	} {
		if got := attemptAs(t, db, "ccrepo_campaign_writer", mine, statement); got != want {
			t.Errorf("%s: got %q, want %q", statement, got, want)
		}
	}
}

// TestActionsWake checks the notifications that the database sends about actions.
func TestActionsWake(t *testing.T) {
	t.Parallel()
	at := dbtest.URL(t)
	db, err := sql.Open("postgres", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	listener := pq.NewListener(at, time.Second, time.Second, nil)
	t.Cleanup(func() { _ = listener.Close() })
	if err := listener.Listen("ccrepo_action"); err != nil {
		t.Fatal(err)
	}
	id := actionIn(t, db, "queued", 60)
	for _, state := range []string{"delivered", "acknowledged", "done"} {
		exec(t, db, "UPDATE app.action SET state = $1 WHERE id = $2", state, id)
	}
	late := actionIn(t, db, "queued", -60)
	exec(t, db, "UPDATE app.action SET state = 'expired' WHERE id = $1", late)
	exec(t, db, "INSERT INTO app.action (agent, action, principal) VALUES ($1, 'HANG_UP', '')", strings.Repeat("ñ", 5000))
	var names []string
	for range 6 { // queued, acknowledged, done; queued, expired; queued
		select {
		case notice := <-listener.Notify:
			names = append(names, notice.Extra)
		case <-time.After(10 * time.Second):
			t.Fatalf("only %q were told", names)
		}
	}
	ana := "276b6c4692e78d4799c12ada515bc3e4" // md5 of ana
	if !slices.Equal(names[:5], []string{ana, ana, ana, ana, ana}) || names[5] == ana || len(names[5]) != 32 {
		t.Errorf("told %q", names)
	}
	select {
	case notice := <-listener.Notify:
		t.Errorf("told %q once more", notice.Extra)
	default:
	}
}
