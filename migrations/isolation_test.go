package migrations_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// limitedRoles are the roles that see only the campaigns in app.campaigns.
const limitedRoles = `('ccrepo_campaign_reader', 'ccrepo_campaign_writer')`

// mine and theirs are campaigns whose names contain every character that could break a list.
const (
	mine   = `Sales, "North" {1} 'x'->`
	theirs = `Sales, "North" {1} 'x'<-`
)

func TestIsolationCatalogue(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)

	t.Run("every table with a campaign is guarded by both policies", func(t *testing.T) {
		t.Parallel()
		none(t, db, `
			WITH ours AS (`+ours+` AND c.relkind IN ('r', 'p') AND NOT c.relispartition)
			SELECT format('%s.%s', nspname, relname) FROM ours
			WHERE (relname = 'tags' OR EXISTS (
				SELECT FROM pg_attribute AS a
				WHERE a.attrelid = ours.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname IN ('queue', 'queuename', 'campaign')))
			  AND (NOT relrowsecurity
				OR ARRAY['everybody true', 'own_campaigns false'] <> (
					SELECT array_agg(format('%s %s', p.polname, CASE WHEN p.polpermissive THEN 'true' ELSE 'false' END) ORDER BY p.polname)
					FROM pg_policy AS p
					WHERE p.polrelid = ours.oid AND p.polcmd = '*'
					  AND pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)
					  AND CASE WHEN p.polpermissive
						THEN p.polroles = '{0}' AND pg_get_expr(p.polqual, p.polrelid) = 'true'
						ELSE p.polroles = '{ccrepo_campaign_reader,ccrepo_campaign_writer}'::regrole[]::oid[]
							AND pg_get_expr(p.polqual, p.polrelid) ~ 'own_campaigns|owns_guid' END))`)
	})
	t.Run("limited roles read only what is guarded, by its own name", func(t *testing.T) {
		t.Parallel()
		none(t, db, `
			WITH ours AS (`+ours+`)
			SELECT format('%s may read %s.%s', r.rolname, nspname, relname)
			FROM ours
			CROSS JOIN pg_roles AS r
			WHERE r.rolname IN `+limitedRoles+`
			  AND has_any_column_privilege(r.oid, ours.oid, 'SELECT')
			  AND (relispartition
				OR relkind IN ('r', 'p') AND NOT relrowsecurity AND relname NOT IN ('agent_alias', 'country_prefix')
				OR relkind = 'm'
				OR relkind = 'v' AND 'security_invoker=true' <> ALL (coalesce(reloptions, '{}')))`)
	})
	t.Run("the limited reader reads all that is guarded, and writes nothing", func(t *testing.T) {
		t.Parallel()
		none(t, db, `
			WITH ours AS (`+ours+` AND NOT c.relispartition)
			SELECT format('%s.%s', nspname, relname) FROM ours
			WHERE (relrowsecurity OR nspname = 'event') AND NOT has_table_privilege('ccrepo_campaign_reader', oid, 'SELECT')
			   OR has_table_privilege('ccrepo_campaign_reader', oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')`)
	})
	t.Run("who may do as a limited role does not inherit its limits", func(t *testing.T) {
		t.Parallel()
		for _, role := range []string{"reader", "writer"} {
			equal(t, []string{"true false"}, texts(t, db, `
				SELECT format('%s %s',
					CASE WHEN pg_has_role('ccrepo_'||$1, 'ccrepo_campaign_'||$1, 'MEMBER') THEN 'true' ELSE 'false' END,
					CASE WHEN pg_has_role('ccrepo_'||$1, 'ccrepo_campaign_'||$1, 'USAGE') THEN 'true' ELSE 'false' END)`, role))
		}
	})
	t.Run("only what looks calls up runs as the owner for a limited role", func(t *testing.T) {
		t.Parallel()
		equal(t, []string{"app.owns_guid(text)"}, texts(t, db, `
			SELECT DISTINCT p.oid::regprocedure::text
			FROM pg_proc AS p
			CROSS JOIN pg_roles AS r
			WHERE p.prosecdef AND p.pronamespace::regnamespace::text IN ('public', 'event', 'report', 'app')
			  AND r.rolname IN `+limitedRoles+`
			  AND has_function_privilege(r.oid, p.oid, 'EXECUTE')`))
	})
}

// campaignRows inserts rows of two campaigns, and rows without one, into every table with campaigns. It returns the
// names of these tables.
func campaignRows(t *testing.T, db *sql.DB) (guarded []string) {
	t.Helper()
	exec(t, db, "SET ROLE ccrepo_owner; SET app.copying = on")
	guarded = texts(t, db, `SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity AND oid NOT IN ('tags'::regclass, 'black_list_history'::regclass) ORDER BY 1`)
	// Columns for which not every value of the type is valid.
	own := map[string]map[string]string{
		"app.action": {"agent": "'ana'", "action": "'MAKE_CALL'", "destination": "'1'", "did": "'1'"},
	}
	for _, table := range guarded {
		columns, values := []string{}, []string{}
		for name, value := range own[table] {
			columns, values = append(columns, name), append(values, value)
		}
		for _, column := range texts(t, db, `
			SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) FROM pg_attribute AS a
			WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.atthasdef AND a.attidentity = ''
			  AND (a.attnotnull OR a.attname IN ('queuename', 'campaign'))`, table) {
			name, kind, _ := strings.Cut(column, " ")
			if slices.Contains(columns, name) {
				continue
			}
			columns = append(columns, name)
			switch kind {
			case "text":
				values = append(values, "c")
			case "timestamp with time zone":
				values = append(values, "now()")
			case "boolean":
				values = append(values, "true")
			default:
				values = append(values, "'1'")
			}
		}
		if !slices.ContainsFunc(columns, func(c string) bool { return c == "queue" || c == "queuename" || c == "campaign" }) {
			columns, values = append(columns, "campaign"), append(values, "c")
		}
		exec(t, db, fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM unnest($1::text[]) AS c",
			table, strings.Join(columns, ", "), strings.Join(values, ", ")), pq.Array([]string{mine, theirs, "", "NONE"}))
	}
	return guarded
}

func TestIsolation(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	db.SetMaxOpenConns(1)
	guarded := campaignRows(t, db)
	for i, own := range []string{mine, theirs} {
		exec(t, db, `INSERT INTO cdr_repo (calldate, campaign, guid) VALUES (now(), $1, $2), (now(), $1, 'both'), (now(), '', $2), (now(), NULL, $2)`, own, fmt.Sprintf("guid%d", i))
	}
	exec(t, db, `INSERT INTO cdr_repo (calldate, campaign, guid) VALUES (now(), '', 'nobody'), (now(), $1, '')`, mine)
	exec(t, db, `INSERT INTO tags (datetime, guid) SELECT now(), g FROM unnest(ARRAY['guid0', 'guid1', 'both', 'nobody', 'unknown', '', NULL]) AS g`)

	// seen returns the campaigns that a role sees in a table.
	seen := func(t *testing.T, role string, campaigns any, table string) []string {
		t.Helper()
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		exec(t, tx, "SET LOCAL ROLE "+role)
		if campaigns != nil {
			exec(t, tx, "SELECT set_config('app.campaigns', $1, true)", campaigns)
		}
		column := texts(t, tx, `SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attname IN ('queue', 'queuename', 'campaign', 'guid') ORDER BY attname LIMIT 1`, table)[0]
		return texts(t, tx, fmt.Sprintf("SELECT DISTINCT coalesce(%s, 'NULL') FROM %s ORDER BY 1", column, table))
	}
	list := func(campaigns ...string) any {
		literal, err := pq.Array(campaigns).Value()
		if err != nil {
			t.Fatal(err)
		}
		return literal
	}
	for _, table := range guarded {
		t.Run(table, func(t *testing.T) {
			all := seen(t, "ccrepo_owner", nil, table)
			if len(all) < 4 {
				t.Fatalf("the table holds only %q", all)
			}
			for _, role := range []string{"ccrepo_reader", "ccrepo_writer"} {
				equal(t, all, seen(t, role, nil, table))
				equal(t, all, seen(t, role, list(mine), table)) // the setting does not limit these roles
			}
			ofAll := slices.Contains([]string{"app.campaign_setting", "app.do_not_call"}, table)
			for _, role := range []string{"ccrepo_campaign_reader", "ccrepo_campaign_writer"} {
				for _, test := range []struct {
					campaigns any
					want      []string
				}{
					{list(mine), []string{mine}},
					{list(theirs), []string{theirs}},
					{list(theirs, mine), []string{mine, theirs}},
					{list("Sales", ` "North" {1} 'x'->`, "North", strings.ToLower(mine)), nil},
					{list("", "NONE"), nil},
					{"{NULL}", nil},
					{"{}", nil},
					{"", nil},
					{nil, nil},
				} {
					got := seen(t, role, test.campaigns, table)
					slices.Sort(got)
					want := slices.Clone(test.want)
					if ofAll {
						want = append(want, "")
					}
					slices.Sort(want)
					if !slices.Equal(want, got) {
						t.Errorf("%s with %v: want %q, got %q", role, test.campaigns, want, got)
					}
				}
			}
		})
	}
	t.Run("tags are of the campaign to which every call of their recording belongs", func(t *testing.T) {
		equal(t, []string{"guid0"}, seen(t, "ccrepo_campaign_reader", list(mine), "tags"))
		equal(t, []string{"guid1"}, seen(t, "ccrepo_campaign_writer", list(theirs), "tags"))
		equal(t, []string{"both", "guid0", "guid1"}, seen(t, "ccrepo_campaign_reader", list(theirs, mine), "tags"))
		equal(t, nil, seen(t, "ccrepo_campaign_reader", nil, "tags"))
		if all := seen(t, "ccrepo_reader", nil, "tags"); len(all) != 7 {
			t.Errorf("the reader sees %q", all)
		}
	})
	t.Run("what must not be called is seen for all campaigns, and written for the own", func(t *testing.T) {
		for statement, want := range map[string]string{
			"INSERT INTO app.do_not_call (number, typed, campaign) VALUES ('1', '1', " + pq.QuoteLiteral(mine) + ")":                                                         "",
			"INSERT INTO app.do_not_call (number, typed, campaign) VALUES ('1', '1', " + pq.QuoteLiteral(theirs) + ")":                                                       refusedPrivilege,
			"INSERT INTO app.do_not_call (number, typed) VALUES ('1', '1')":                                                                                                  refusedPrivilege,
			"UPDATE app.do_not_call SET campaign = ''":                                                                                                                       refusedPrivilege,
			"DO $$ DECLARE n int; BEGIN DELETE FROM app.do_not_call; GET DIAGNOSTICS n = ROW_COUNT; ASSERT n = 1; ASSERT (SELECT count(*) FROM app.do_not_call) = 1; END $$": "",
			"UPDATE app.campaign_setting SET country = 'UY'":                                                                                                                 refusedPrivilege,
		} {
			if got := attemptAs(t, db, "ccrepo_campaign_writer", mine, statement); got != want {
				t.Errorf("%s: want %q, got %q", statement, want, got)
			}
		}
	})
	t.Run("attempts that the do-not-call list refused belong to no campaign", func(t *testing.T) {
		exec(t, db, "INSERT INTO black_list_history (calldate, dst) VALUES (now(), '1')")
		for _, role := range []string{"ccrepo_campaign_reader", "ccrepo_campaign_writer"} {
			if got := attemptAs(t, db, role, mine, "DO $$ BEGIN ASSERT (SELECT count(*) FROM black_list_history) = 0; END $$"); got != "" {
				t.Errorf("%s: %s", role, got)
			}
		}
	})
	t.Run("a setting that is not a list of campaigns is an error", func(t *testing.T) {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		exec(t, tx, "SET LOCAL ROLE ccrepo_campaign_reader")
		exec(t, tx, "SELECT set_config('app.campaigns', 'Sales', true)")
		if _, err := tx.ExecContext(t.Context(), "SELECT FROM cdr_repo"); code(err) != "22P02" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("tables without a campaign are closed", func(t *testing.T) {
		for _, table := range []string{"sipchat", "auditory", "report.agent_session", "report.agent_pause", "report.agent_time",
			"app.import_file", "app.refresh", "queue_log_repo_default", "report.queue_call_default"} {
			for _, role := range []string{"ccrepo_campaign_reader", "ccrepo_campaign_writer"} {
				if got := attemptAs(t, db, role, mine, "SELECT FROM "+table); got != refusedPrivilege {
					t.Errorf("%s, %s: got %q", role, table, got)
				}
			}
		}
	})
	t.Run("the limited writer writes only its own", func(t *testing.T) {
		quoted := pq.QuoteLiteral
		for statement, want := range map[string]string{
			"INSERT INTO calls_spool (campaign) VALUES (" + quoted(mine) + ")":                                 "",
			"INSERT INTO calls_spool (campaign) VALUES (" + quoted(theirs) + ")":                               refusedPrivilege,
			"INSERT INTO calls_spool (campaign) VALUES ('')":                                                   refusedPrivilege,
			"UPDATE calls_spool SET campaign = " + quoted(theirs):                                              refusedPrivilege,
			"UPDATE dialer_base SET campaign = " + quoted(theirs):                                              refusedPrivilege,
			"INSERT INTO dialer_base (campaign, name) VALUES (" + quoted(theirs) + ", 'new')":                  refusedPrivilege,
			"INSERT INTO dialer_base (campaign, name) VALUES (" + quoted(mine) + ", 'new')":                    "",
			"INSERT INTO tags (datetime, guid) VALUES (now(), 'guid0') RETURNING id":                           "",
			"INSERT INTO tags (datetime, guid) VALUES (now(), 'guid1')":                                        refusedPrivilege,
			"INSERT INTO tags (datetime, guid) VALUES (now(), 'both')":                                         refusedPrivilege,
			"INSERT INTO tags (datetime, guid) VALUES (now(), 'unknown')":                                      refusedPrivilege,
			"INSERT INTO auditory (userid) VALUES ('me')":                                                      "",
			"UPDATE cdr_repo SET note = 'mine'":                                                                refusedPrivilege,
			"DELETE FROM queue_log_repo":                                                                       refusedPrivilege,
			"INSERT INTO queue_log_repo (datetime, queuename) VALUES (now(), " + quoted(mine) + ")":            refusedPrivilege,
			"DELETE FROM report.queue_call":                                                                    refusedPrivilege,
			"INSERT INTO app.campaign (campaign) VALUES (" + quoted(mine+mine) + ")":                           refusedPrivilege,
			"SELECT report.refresh()":                                                                          refusedPrivilege,
			"SELECT app.ensure_partitions()":                                                                   refusedPrivilege,
			"TRUNCATE tags":                                                                                    refusedPrivilege,
			"DO $$ BEGIN DELETE FROM tags; ASSERT (SELECT count(*) FROM tags) = 0; END $$":                     "",
			"DO $$ DECLARE n int; BEGIN DELETE FROM tags; GET DIAGNOSTICS n = ROW_COUNT; ASSERT n = 1; END $$": "",
		} {
			if got := attemptAs(t, db, "ccrepo_campaign_writer", mine, statement); got != want {
				t.Errorf("%s: want %q, got %q", statement, want, got)
			}
			if strings.HasPrefix(statement, "DO") {
				continue
			}
			if got := attemptAs(t, db, "ccrepo_campaign_reader", mine, statement); got != refusedPrivilege {
				t.Errorf("as reader, %s: got %q", statement, got)
			}
		}
	})
}

// attemptAs is attempt by a campaign-limited role.
func attemptAs(t *testing.T, db *sql.DB, role, campaign, statement string) string {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	exec(t, tx, "SET LOCAL ROLE "+role)
	exec(t, tx, "SELECT set_config('app.campaigns', $1, true)", pq.Array([]string{campaign}))
	if _, err := tx.ExecContext(t.Context(), statement); err != nil {
		return code(err)
	}
	return ""
}
