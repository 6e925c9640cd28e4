package migrations_test

import (
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestOddFactsAreKept inserts rows that a strict schema would refuse.
func TestOddFactsAreKept(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	conn := as(t, db, "ccrepo_writer")
	for _, log := range []string{"queue_log_repo", "webchat_log_repo", "sms_log_repo", "email_log_repo", "twitter_log_repo", "messenger_log_repo", "facebook_log_repo"} {
		exec(t, conn, `
			INSERT INTO `+log+` (origid, datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5) VALUES
				(1, '2024-01-01', 'c', 'q', 'a', 'NOT AN EVENT', '-1', 'x', '1.5', '', NULL),
				(1, '2024-01-01', 'c', 'q', 'a', 'NOT AN EVENT', '-1', 'x', '1.5', '', NULL),
				(NULL, '2024-01-01', DEFAULT, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
				(-5, '2024-01-01', '', '', '', '', '', '', '', '', ''),
				(0, '2024-01-01', 'Ünï ☎ '' " \ |', 'TestCampaign->', E'a\tb\nc', 'abandon', repeat('9', 100000), 'NaN', E'\x01', '99999999999999999999', '🤖')`)
		equal(t, []string{"5 5 2"}, texts(t, db, "SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || count(*) FILTER (WHERE origid = 1) FROM "+log))
	}
	exec(t, conn, `
		INSERT INTO cdr_repo (calldate, uniqueid, duration, billsec, rating, charged_balance, guid, finishtime) VALUES
			('2024-01-01', 'u', -1, 2147483647, 4.75, -0.000001, 'g', '1970-01-01'),
			('2024-01-01', 'u', NULL, NULL, -3, 123456789012345678901234567890.123456789, 'g', NULL),
			('2024-01-01', DEFAULT, 0, 0, 'NaN', 0, '', 'infinity')`)
	exec(t, conn, `
		INSERT INTO sms_repo (dateprocessed, callerid, direction, readsms) VALUES
			('2024-01-01', '+34 600', 'sideways', 'perhaps'), ('2024-01-01', DEFAULT, NULL, NULL)`)
	exec(t, conn, `INSERT INTO tags (datetime, "user", guid, time) VALUES ('2024-01-01', NULL, 'no such call', -7)`)
	exec(t, conn, `INSERT INTO black_list_history (calldate, src, dst) VALUES ('2024-01-01', '', NULL)`)
	exec(t, conn, `INSERT INTO sipchat (datecreated, status) VALUES ('2024-01-01', 'MAYBE')`)
	exec(t, conn, `INSERT INTO auditory (userid, host) VALUES (NULL, 'not an address')`)
	refresh(t, conn)

	t.Run("and the event decoders show them", func(t *testing.T) {
		for _, view := range relations(t, db, "event") {
			for table := range documented {
				// event.queue_log_repo_abandon decodes the ABANDON rows of queue_log_repo.
				event, is := strings.CutPrefix(view, "event."+table+"_")
				if !is || !strings.HasSuffix(table, "_log_repo") {
					continue
				}
				exec(t, conn, `
					INSERT INTO `+table+` (datetime, event, data1, data2, data3, data4, data5)
					SELECT '2024-01-01', upper($1), odd, odd, odd, odd, odd
					FROM unnest(ARRAY['', NULL, '-5', '1.5', 'x', '12345678901', U&'\2003' || '5', ' 7 ', '40|3', '[automatic]']) AS odd`, event)
			}
			// Read every column, so that one that does not parse would fail.
			exec(t, conn, "SELECT count(v::text) FROM "+view+" AS v")
		}
	})
}

// TestDialerConstraints checks the constraints on tables that the product itself fills.
func TestDialerConstraints(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	exec(t, db, "INSERT INTO dialer_base (campaign, name, active) VALUES ('out->', 'may', true), ('out->', 'june', false)")
	tests := map[string]struct{ statement, want string }{
		"a spool row has defaults":                   {"INSERT INTO calls_spool (campaign, destination) VALUES ('c', '600')", ""},
		"a spool row may be in process":              {"INSERT INTO calls_spool (status) VALUES (0)", ""},
		"a spool row may be blocked":                 {"INSERT INTO calls_spool (status) VALUES (3)", ""},
		"a spool row has no other status":            {"INSERT INTO calls_spool (status) VALUES (2)", refusedCheck},
		"a spool row has no negative status":         {"INSERT INTO calls_spool (status) VALUES (-1)", refusedCheck},
		"priority 2 is the first":                    {"INSERT INTO calls_spool (priority) VALUES (2)", ""},
		"priority 1 is too small":                    {"INSERT INTO calls_spool (priority) VALUES (1)", refusedCheck},
		"0 percent of a list":                        {"UPDATE dialer_base SET percentage = 0", ""},
		"100 percent of a list":                      {"UPDATE dialer_base SET percentage = 100", ""},
		"101 percent of a list":                      {"UPDATE dialer_base SET percentage = 101", refusedCheck},
		"less than nothing of a list":                {"UPDATE dialer_base SET percentage = -1", refusedCheck},
		"a list name twice in a campaign":            {"INSERT INTO dialer_base (campaign, name) VALUES ('out->', 'may')", refusedUnique},
		"a list name in another campaign":            {"INSERT INTO dialer_base (campaign, name, active) VALUES ('out', 'may', true)", ""},
		"a second active list":                       {"INSERT INTO dialer_base (campaign, name, active) VALUES ('out->', 'july', true)", refusedUnique},
		"a second list made active":                  {"UPDATE dialer_base SET active = true WHERE name = 'june'", refusedUnique},
		"a third list that is not active":            {"INSERT INTO dialer_base (campaign, name) VALUES ('out->', 'july')", ""},
		"one list deactivated before the next":       {"UPDATE dialer_base SET active = false; UPDATE dialer_base SET active = true WHERE name = 'june'", ""},
		"the same number twice in a list":            {"INSERT INTO calls_spool (campaign, destination, dialerbase) VALUES ('c', '6', 'l'), ('c', '6', 'l')", ""},
		"a spool row of a list that does not exist":  {"INSERT INTO calls_spool (campaign, dialerbase) VALUES ('c', 'none')", ""},
		"a spool row with every documented variable": {`INSERT INTO calls_spool (data, alternatives) VALUES ('a=1:b=x\:y:c=\\', '600:601')`, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := attempt(t, as(t, db, "ccrepo_writer"), test.statement); got != test.want {
				t.Errorf("%s: want %q, got %q", test.statement, test.want, got)
			}
		})
	}
	equal(t, []string{"1 9999"}, texts(t, db, "INSERT INTO calls_spool DEFAULT VALUES RETURNING status || ' ' || priority"))
}
