package migrations_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// growing lists the tables that grow without bound, with the columns of their primary key: their time, their id, and
// the column by which a cluster would distribute them.
var growing = map[string][3]string{
	"queue_log_repo":     {"datetime", "id", "callid"},
	"webchat_log_repo":   {"datetime", "id", "callid"},
	"sms_log_repo":       {"datetime", "id", "callid"},
	"email_log_repo":     {"datetime", "id", "callid"},
	"twitter_log_repo":   {"datetime", "id", "callid"},
	"messenger_log_repo": {"datetime", "id", "callid"},
	"facebook_log_repo":  {"datetime", "id", "callid"},
	"cdr_repo":           {"calldate", "id", "uniqueid"},
	"sms_repo":           {"dateprocessed", "id", "callerid"},
}

// documented lists the columns of the source's tables, without those that we add.
var documented = map[string]string{
	"queue_log_repo":     "id origid position datetime callid queuename agent event data1 data2 data3 data4 data5",
	"webchat_log_repo":   "id origid position datetime callid queuename agent event data1 data2 data3 data4 data5",
	"sms_log_repo":       "id origid position datetime callid queuename agent event data1 data2 data3 data4 data5",
	"email_log_repo":     "id origid position datetime callid queuename agent event data1 data2 data3 data4 data5",
	"twitter_log_repo":   "id origid position datetime callid queuename agent event data1 data2 data3 data4 data5",
	"messenger_log_repo": "id origid position datetime callid queuename agent event data1 data2 data3 data4 data5",
	"facebook_log_repo":  "id origid position datetime callid queuename agent event data1 data2 data3 data4 data5",
	"cdr_repo": "id position calldate clid src dst dcontext channel dstchannel lastapp lastdata duration billsec disposition amaflags accountcode " +
		"userfield uniqueid type guid causecode campaign charged_balance real_balance note contact finishtime rating dialerbase linkedid peeraccount sequence",
	"tags":               "id datetime user guid time comment",
	"black_list_history": "id calldate src dst",
	"calls_spool":        "id campaign destination status data alternatives contact dialerbase priority agentphone",
	"dialer_base":        "id campaign name records active percentage",
	"sms_repo":           "id idm campaign dateprocessed direction callerid message agent smsbase result readsms sessionid",
	"sipchat":            "id datecreated src dest message srcagent dstagent status",
	"auditory":           "id datetime userid host action",
}

// ours selects the tables, views and partitioned tables of the product, without goose's own table.
const ours = `
	SELECT c.* , n.nspname
	FROM pg_class AS c
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE n.nspname IN ('public', 'event', 'report', 'app')
	  AND c.relkind IN ('r', 'p', 'v', 'm')
	  AND c.relname <> 'goose_db_version'`

// TestCatalogue checks the rules of the schema.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	exec(t, db, "SELECT app.ensure_partitions()") // as after the migrations

	t.Run("the documented tables have their documented columns", func(t *testing.T) {
		t.Parallel()
		for table, columns := range documented {
			got := texts(t, db, `SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('public.' || $1) AND attnum > 0 AND NOT attisdropped`, table)
			for column := range strings.FieldsSeq(columns) {
				if !slices.Contains(got, column) {
					t.Errorf("%s has no column %s", table, column)
				}
			}
		}
	})
	t.Run("every table, view and column has a comment", func(t *testing.T) {
		t.Parallel()
		none(t, db, `
			WITH ours AS (`+ours+` AND NOT c.relispartition)
			SELECT format('%s.%s', nspname, relname) FROM ours
			WHERE coalesce(obj_description(oid, 'pg_class'), '') !~ '\w.*\.$'
			UNION ALL
			SELECT format('%s.%s.%s', nspname, relname, attname)
			FROM ours
			JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
			WHERE coalesce(col_description(attrelid, attnum), '') !~ '\w.*\.$'`)
	})
	t.Run("times are timestamptz", func(t *testing.T) {
		t.Parallel()
		none(t, db, `
			WITH ours AS (`+ours+`)
			SELECT format('%s.%s', relname, attname) FROM ours
			JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
			WHERE atttypid IN ('timestamp'::regtype, 'date'::regtype, 'time'::regtype, 'timetz'::regtype)`)
	})
	t.Run("the owner owns everything", func(t *testing.T) {
		t.Parallel()
		none(t, db, `
			WITH ours AS (`+ours+`)
			SELECT format('%s.%s', nspname, relname) FROM ours WHERE relowner <> 'ccrepo_owner'::regrole
			UNION ALL
			SELECT p.oid::regprocedure::text FROM pg_proc AS p
			WHERE p.pronamespace::regnamespace::text IN ('public', 'event', 'report', 'app') AND p.proowner <> 'ccrepo_owner'::regrole`)
	})
	t.Run("functions that run as their owner fix their search path", func(t *testing.T) {
		t.Parallel()
		none(t, db, `
			SELECT p.oid::regprocedure::text FROM pg_proc AS p
			WHERE p.pronamespace::regnamespace::text IN ('public', 'event', 'report', 'app')
			  AND p.prosecdef
			  AND coalesce(array_to_string(p.proconfig, ' '), '') !~ 'search_path=\S'`)
	})
	t.Run("domains tell what may be missing", func(t *testing.T) {
		t.Parallel()
		equal(t, []string{"int_or_null integer", "money_amount numeric", "numeric_or_null numeric", "text_or_null text", "timestamptz_or_null timestamp with time zone"},
			texts(t, db, `
				SELECT format('%s %s', typname, format_type(typbasetype, typtypmod)) FROM pg_type
				WHERE typtype = 'd' AND typnamespace::regnamespace::text = 'public' AND NOT typnotnull
				ORDER BY 1`))
		equal(t, []string{"charged_balance", "real_balance"},
			texts(t, db, `
				SELECT attname FROM pg_attribute
				WHERE attrelid = 'cdr_repo'::regclass AND atttypid = 'money_amount'::regtype
				ORDER BY 1`))
		// sqlc would treat a computed column of a plain type as never null.
		none(t, db, `
			SELECT format('%s.%s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod))
			FROM pg_class AS c
			JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
			WHERE c.relnamespace::regnamespace::text = 'event'
			  AND a.attname NOT IN ('id', 'origid', 'datetime', 'callid', 'queuename', 'agent', 'event', 'written_by')
			  AND a.attname !~ '^data[1-5]$'
			  AND (SELECT typtype FROM pg_type AS t WHERE t.oid = a.atttypid) <> 'd'`)
	})
	t.Run("the tables that grow are those that partitions are made for", func(t *testing.T) {
		t.Parallel()
		var want []string
		for table, key := range growing {
			want = append(want, table+" "+key[0])
		}
		slices.Sort(want)
		equal(t, want, texts(t, db, `
			SELECT format('%s %s', c.relname, g.time_column)
			FROM app.growing_table AS g JOIN pg_class AS c ON c.oid = g.relation
			WHERE c.relnamespace::regnamespace::text = 'public'
			ORDER BY 1`))
		none(t, db, `
			SELECT c.oid::regclass::text FROM pg_class AS c
			WHERE c.relkind = 'p' AND c.oid NOT IN (SELECT g.relation FROM app.growing_table AS g)`)
	})
	for table, key := range growing {
		t.Run(table+" grows by the rules", func(t *testing.T) {
			t.Parallel()
			testGrowing(t, db, table, key)
		})
	}
}

func testGrowing(t *testing.T, db runner, table string, key [3]string) {
	equal(t, []string{"RANGE (" + key[0] + ")"}, texts(t, db, `SELECT pg_get_partkeydef(to_regclass($1))`, table))
	equal(t, []string{fmt.Sprintf("PRIMARY KEY (%s, %s, %s)", key[0], key[1], key[2])},
		texts(t, db, `SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = to_regclass($1) AND contype = 'p'`, table))
	equal(t, []string{table + "_default"}, texts(t, db, `
		SELECT c.relname FROM pg_inherits JOIN pg_class AS c ON c.oid = inhrelid
		WHERE inhparent = to_regclass($1) AND pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT'`, table))
	equal(t, []string{"id"}, texts(t, db, `
		SELECT a.attname FROM pg_attribute AS a
		WHERE a.attrelid = to_regclass($1) AND a.attidentity = 'd'`, table))
	equal(t, []string{"''::text"}, texts(t, db, `
		SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute AS a
		JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		WHERE a.attrelid = to_regclass($1) AND a.attname = $2`, table, key[2]))
	equal(t, []string{"1"}, texts(t, db, `
		SELECT count(*) FROM pg_index WHERE indrelid = to_regclass($1)
		  AND indkey::text = (SELECT attnum::text FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'id')`, table))
	none(t, db, `
		SELECT indexrelid::regclass::text FROM pg_index
		WHERE indrelid = to_regclass($1) AND indisunique
		  AND NOT (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = $2) = ANY (indkey)`, table, key[2])
	none(t, db, `
		SELECT conname FROM pg_constraint
		WHERE contype = 'f' AND (conrelid = to_regclass($1) OR confrelid = to_regclass($1))`, table)
	none(t, db, `
		SELECT g.tgname FROM pg_trigger AS g
		WHERE (g.tgrelid = to_regclass($1) OR g.tgrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass($1)))
		  AND NOT g.tgisinternal
		  AND g.tgtype & 1 = 1 -- for each row`, table)
	none(t, db, `
		SELECT conname FROM pg_constraint
		WHERE contype = 'c' AND conrelid = to_regclass($1)`, table)
	// This month and the three after it.
	equal(t, texts(t, db, `
		SELECT $1::text || to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => m), '_YYYY_MM')
		FROM generate_series(0, 3) AS m ORDER BY 1`, table),
		texts(t, db, `
		SELECT c.relname FROM pg_inherits JOIN pg_class AS c ON c.oid = inhrelid
		WHERE inhparent = to_regclass($1) AND c.relname ~ '_\d{4}_\d\d$' ORDER BY 1`, table))
}

// texts returns the rows of a query with one text column.
func texts(t testing.TB, db runner, text string, args ...any) []string {
	t.Helper()
	rows := query(t, db, text, args...)
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	closeRows(t, rows)
	return all
}

// none fails the test once for each row of a query with one text column.
func none(t testing.TB, db runner, text string, args ...any) {
	t.Helper()
	for _, one := range texts(t, db, text, args...) {
		t.Errorf("%s", one)
	}
}

func equal(t testing.TB, want, got []string) {
	t.Helper()
	if !slices.Equal(want, got) {
		t.Errorf("want %q, got %q", want, got)
	}
}

// code returns the SQLSTATE of an error, or its text if it has none.
func code(err error) string {
	if pqError := (*pq.Error)(nil); asError(err, &pqError) {
		return string(pqError.Code)
	}
	return fmt.Sprint(err)
}
