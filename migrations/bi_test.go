package migrations_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// insertVisits writes visits of three queues with every outcome and many waits.
func insertVisits(t *testing.T, db *sql.DB) {
	t.Helper()
	exec(t, db, `
		INSERT INTO report.queue_call (entered_at, callid, queue, visit, entry_inferred, outcome, answered, agent, wait_seconds, talk_seconds, hold_seconds, wrapup_seconds, dumps)
		SELECT '2026-03-01 00:00+00'::timestamptz + n * interval '7 min', n::text, 'q' || n % 3, 1, false, o, n % 14 < 4, '',
			CASE WHEN o <> 'waiting' THEN n * 7 % 41 + n % 4 * 0.25 END, CASE WHEN n % 5 > 0 THEN n % 300 END, n % 11, n % 13, 0
		FROM generate_series(0, 2999) AS n
		CROSS JOIN LATERAL (SELECT (ARRAY['agent_ended', 'caller_ended', 'transferred', 'connected', 'abandoned', 'timed_out', 'exited_empty',
			'exited_key', 'withdrawn', 'failed', 'dumped', 'lost', 'waiting', 'abandoned'])[n % 14 + 1] AS o) AS v`)
}

// login returns a connection that is a login of its own, a member of a role.
func login(t *testing.T, db *sql.DB, role string) (*sql.Conn, string) {
	t.Helper()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	name := texts(t, conn, "SELECT 'bi_' || md5(random()::text)")[0]
	exec(t, conn, fmt.Sprintf("CREATE ROLE %s LOGIN IN ROLE %s", name, role))
	t.Cleanup(func() {
		for _, statement := range []string{"RESET SESSION AUTHORIZATION", "DROP ROLE " + name} {
			if _, err := conn.ExecContext(context.Background(), statement); err != nil { // the test's context has ended
				t.Error(err)
			}
		}
		_ = conn.Close()
	})
	exec(t, conn, "SET SESSION AUTHORIZATION "+name)
	return conn, name
}

func TestBIFigures(t *testing.T) {
	t.Parallel()
	conn := dbtest.New(t)
	insertVisits(t, conn)
	from, to := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)
	bi := as(t, conn, "ccrepo_bi")
	for _, exits := range []bool{false, true} {
		for _, threshold := range []int32{0, 20} {
			t.Run(fmt.Sprintf("exits %t, within %d s", exits, threshold), func(t *testing.T) {
				rows, err := db.New(conn).ServiceLevel(t.Context(), db.ServiceLevelParams{SlThreshold: threshold, ShortAbandon: 5, SlExits: exits, RangeFrom: from, RangeTo: to})
				if err != nil {
					t.Fatal(err)
				}
				var want []string
				for _, r := range rows {
					want = append(want, fmt.Sprintf("%s %d %d %d %s %s %s %s %s %s", r.Queue, r.Offered, r.Answered, r.Abandoned, *r.AbandonsMet, *r.AnsweredOnly,
						*r.AbandonsMissed, *r.AbandonsWithinExcluded, *r.ShortAbandonsMet, *r.ShortAbandonsExcluded))
				}
				equal(t, sorted(want), texts(t, bi, `SELECT concat_ws(' ', queue, offered, answered, abandoned, abandons_met, answered_only, abandons_missed,
					abandons_within_excluded, short_abandons_met, short_abandons_excluded) FROM report.service_levels($1, $2, $3, 5, $4) ORDER BY 1`, from, to, threshold, exits))
				for _, formula := range []string{"abandons_met", "answered_only", "abandons_missed", "abandons_within_excluded", "short_abandons_met", "short_abandons_excluded"} {
					summary, err := db.New(conn).QueueSummary(t.Context(), db.QueueSummaryParams{SlFormula: formula, ShortAbandon: 5, SlThreshold: threshold, SlExits: exits,
						SlotNumbers: []int32{0}, SlotBounds: []time.Time{from, to}, RangeFrom: from, RangeTo: to, Dimensions: true})
					if err != nil {
						t.Fatal(err)
					}
					var want []string
					for _, r := range summary {
						want = append(want, fmt.Sprintf("%s %d %d %d %d %d %s %s %s %d %s %s %s %s %s %s", *r.Queue, r.Offered, r.Answered, r.Abandoned, r.ShortAbandoned, r.Waiting,
							*r.AnswerRate, *r.AbandonRate, *r.ServiceLevel, r.WithinThreshold, *r.AsaSeconds, *r.WaitMaxSeconds, r.TalkSeconds, r.HoldSeconds, r.WrapupSeconds, *r.AhtSeconds))
					}
					equal(t, sorted(want), texts(t, bi, `SELECT concat_ws(' ', queue, offered, answered, abandoned, short_abandoned, waiting, answer_rate, abandon_rate, service_level,
						within_threshold, asa_seconds, wait_max_seconds, talk_seconds, hold_seconds, wrapup_seconds, aht_seconds)
						FROM report.queue_figures($1, $2, NULL, 'UTC', $3, $4, 5, $5) ORDER BY 1`, from, to, formula, threshold, exits))
				}
			})
		}
	}
	t.Run("days of a time zone", func(t *testing.T) {
		equal(t, texts(t, conn, `SELECT concat_ws(' ', queue, date_trunc('day', entered_at, 'America/Montevideo'), count(*)) FROM report.queue_call
			WHERE entered_at >= $1 AND entered_at < $2 GROUP BY queue, date_trunc('day', entered_at, 'America/Montevideo') ORDER BY 1`, from, to),
			texts(t, bi, "SELECT concat_ws(' ', queue, slot_start, offered) FROM report.queue_figures($1, $2, 'day', 'America/Montevideo') ORDER BY 1", from, to))
	})
	for call, want := range map[string]string{"sl_formula => 'abandoned_met'": "none of abandons_met", "step => 'hour'": "none of day, week, month"} {
		t.Run(want+" is an error", func(t *testing.T) {
			if _, err := bi.ExecContext(t.Context(), "SELECT report.queue_figures('-infinity', 'infinity', "+call+")"); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", call, err)
			}
		})
	}
}

func TestBIRights(t *testing.T) {
	t.Parallel()
	conn := dbtest.New(t)
	insertVisits(t, conn)
	t.Run("no personal column is readable, and every other column of the same tables", func(t *testing.T) {
		file, err := os.Open("../sql/personal.csv")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		records, err := csv.NewReader(file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var personal []string
		for _, r := range records[1:] {
			personal = append(personal, r[0]+"."+r[1])
		}
		for _, role := range []string{"ccrepo_bi", "ccrepo_campaign_bi"} {
			none(t, conn, `
				WITH ours AS (`+ours+`)
				SELECT format('%s and %s.%s.%s', $2::text, o.nspname, o.relname, a.attname)
				FROM ours AS o JOIN pg_attribute AS a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
				WHERE has_any_column_privilege($2::name, o.oid, 'SELECT')
				  AND has_column_privilege($2::name, o.oid, a.attnum, 'SELECT') = (format('%s.%s.%s', o.nspname, o.relname, a.attname) = ANY (string_to_array($1, ' ')))`, strings.Join(personal, " "), role)
			none(t, conn, `
				WITH ours AS (`+ours+`)
				SELECT format('%s may write or read %s.%s', $1::text, o.nspname, o.relname) FROM ours AS o
				WHERE has_table_privilege($1::name, o.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
				   OR has_any_column_privilege($1::name, o.oid, 'INSERT, UPDATE, REFERENCES')
				   OR has_any_column_privilege($1::name, o.oid, 'SELECT') AND (o.nspname IN ('app', 'event') OR o.relispartition OR o.relkind = 'v')`, role)
		}
	})
	t.Run("a limited login sees its campaigns, whatever it sets", func(t *testing.T) {
		bi, name := login(t, conn, "ccrepo_campaign_bi")
		const seen = "SELECT coalesce(string_agg(DISTINCT queue, ' '), 'none') FROM report.queue_call"
		equal(t, []string{"none"}, texts(t, bi, seen))
		exec(t, conn, "INSERT INTO app.bi_login VALUES ($1, '{q1}')", name)
		exec(t, bi, "SET app.campaigns = '{q0,q1,q2}'")
		equal(t, []string{"q1"}, texts(t, bi, seen))
		equal(t, []string{"q1"}, texts(t, bi, "SELECT string_agg(DISTINCT queue, ' ') FROM report.queue_figures('-infinity', 'infinity')"))
		equal(t, []string{"1000"}, texts(t, bi, "SELECT count(*) FROM report.queue_call"))
		exec(t, bi, "SET ROLE ccrepo_campaign_bi")
		equal(t, []string{"q1"}, texts(t, bi, seen))
		exec(t, bi, "RESET ROLE")
		for _, statement := range []string{
			"SELECT callerid FROM report.queue_call", "SELECT * FROM app.bi_login", "SELECT queue FROM report.queue_call_default", "SELECT FROM auditory", "SELECT FROM report.agent_session",
			"SET ROLE ccrepo_bi", "INSERT INTO app.bi_login VALUES (session_user, '{q0}')", "SELECT lo_create(0)", "SELECT * FROM event.queue_log_repo_abandon",
		} {
			if got := attempt(t, bi, statement); got != refusedPrivilege {
				t.Errorf("%s: got %q", statement, got)
			}
		}
	})
}
