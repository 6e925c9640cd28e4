// Rows for tests: some of every table, or those of a queue log.

package dbtest

import (
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

// Noon returns the time at which the clocks of tests begin: a Tuesday.
func Noon() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }

func exec(t testing.TB, conn *sql.DB, text string, args ...any) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), text, args...); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// Refresh brings the derived relations up to date.
func Refresh(t testing.TB, conn *sql.DB) {
	t.Helper()
	if _, err := db.New(conn).Refresh(t.Context(), db.RefreshParams{}); err != nil {
		t.Fatalf("refresh: %v", err)
	}
}

// Fill puts three rows into every table that a route names, on the day before Noon, and what the examples of the routes
// name; it refreshes the derived relations.
func Fill(t testing.TB, conn *sql.DB) {
	t.Helper()
	for _, r := range db.Routes() {
		table, isTable := strings.CutPrefix(r.Path, "/v1/tables/")
		if !isTable || r.One {
			continue
		}
		for i := 1; i <= 3; i++ {
			var names, values []string
			for _, c := range r.Columns {
				value := map[route.Kind]string{route.Text: fmt.Sprintf("'%s, \"%d\"'", c.Name, i), route.Int: fmt.Sprint(5 * i), route.Number: "1.5", route.Money: "2.50",
					route.Bool: "false", route.Time: fmt.Sprintf("'2026-03-09 10:0%d:00Z'", i)}[c.Kind]
				switch {
				case c.Name == "id":
					value = fmt.Sprint(i)
				case c.Name == "status" && c.Kind == route.Int:
					value = "1"
				case c.Name == "active":
					value = "true" // of a campaign's only list
				case c.Nullable && i == 3:
					value = "NULL"
				}
				names, values = append(names, `"`+c.Name+`"`), append(values, value)
			}
			exec(t, conn, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(values, ", ")+")")
		}
	}
	exec(t, conn, `UPDATE queue_log_repo SET callid = 'first', queuename = 'sales', agent = CASE id WHEN 1 THEN 'NONE' ELSE 'ana' END, data1 = CASE id WHEN 1 THEN '' ELSE '5' END,
		data2 = CASE id WHEN 1 THEN '099' ELSE '60' END, data3 = '1', event = CASE id WHEN 1 THEN 'ENTERQUEUE' WHEN 2 THEN 'CONNECT' ELSE 'COMPLETEAGENT' END`)
	// The names in examples.
	exec(t, conn, "UPDATE cdr_repo SET guid = '5f1c2a3e-8d47-4b6a-9c10-2e7d4f8a6b31', src = '+12025550101'")
	exec(t, conn, "UPDATE sms_repo SET sessionid = '8a1f6c52-3d0e-4b79-a5c4-6e2b9d7f1038'")
	exec(t, conn, `INSERT INTO queue_log_repo (id, datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
		(4, '2026-03-09 11:00Z', 'second', 'sales', 'NONE', 'ENTERQUEUE', '', '098', '1'), (5, '2026-03-09 11:01Z', 'second', 'sales', 'NONE', 'ABANDON', '1', '1', '60')`)
	exec(t, conn, "INSERT INTO app.do_not_call (added_at, number, typed, until) VALUES ('2026-03-09 10:00Z', '+59899123456', '099 123 456', '2126-01-01Z'), ('2026-03-09 11:00Z', '122', '122', NULL)")
	exec(t, conn, `INSERT INTO app.action (created_at, deadline, agent, action, campaign, destination, did, guid, principal, state, delivered_at, acknowledged_at, ended_at) VALUES
		('2026-03-09 10:00Z', '2126-01-01Z', 'ana', 'MAKE_CALL', 'sales', '099', '900', 'a', 'crm', 'done', '2026-03-09 10:00Z', '2026-03-09 10:01Z', '2026-03-09 10:02Z'),
		('2026-03-09 11:00Z', '2026-03-09 11:01Z', 'bob', 'HANG_UP', NULL, NULL, NULL, NULL, '', 'queued', NULL, NULL, NULL)`)
	exec(t, conn, `INSERT INTO app.disposition (disposed_at, action, agent, campaign, callerid, guid, l1, comment, marked_at, cdr_id) VALUES
		('2026-03-09 10:00Z', 1, 'ana', 'sales', '099', 'a', 'Sale', 'x', '2026-03-09 10:00Z', 1), ('2026-03-09 11:00Z', NULL, 'bob', 'sales', '098', 'b', 'No', '', NULL, NULL)`)
	exec(t, conn, `INSERT INTO app.feed (feed, kind, source, tables, state, detail, runner, started_at, seen_at, covered_from, covered_to, failed_at) VALUES
		('tags', 'queue-log', '/var/log/tags', '{tags}', 'failing', 'x', 'pbx:1', '2026-03-09 10:00Z', '2026-03-09 10:00Z', '2026-03-09 10:00Z', '2026-03-09 11:00Z', '2026-03-09 11:00Z'),
		('sipchat', 'queue-log', '/var/log/sipchat', '{sipchat}', 'waiting', '', 'pbx:1', '2026-03-09 10:00Z', '2026-03-09 10:00Z', NULL, NULL, NULL)`)
	exec(t, conn, "INSERT INTO app.feed_gap (feed, from_at, to_at, reason) VALUES ('tags', '2026-03-09 10:10Z', '2026-03-09 10:20Z', 'x')")
	exec(t, conn, "INSERT INTO app.allowed_disposition VALUES ('sales', 'Sale', 'Big', ''), ('sales', 'No', '', '')")
	// After everything else, so that it goes on.
	exec(t, conn, `INSERT INTO queue_log_repo (id, datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
		(6, '2026-03-09 13:00Z', 'NONE', NULL, 'ana', 'AGENTLOGIN', '', '', ''), (7, '2026-03-09 13:01Z', 'NONE', NULL, 'ana', 'BREAK', 'LUNCH', '', ''),
		(8, '2026-03-09 13:02Z', 'NONE', NULL, 'ana', 'UNBREAK', 'LUNCH', '', '60'), (9, '2026-03-09 13:03Z', 'third', 'sales', 'NONE', 'ENTERQUEUE', '', '097', '1')`)
	Refresh(t, conn)
}

// FillEvents puts a row of every event into the event logs, on the day before Noon, and three of those whose routes are
// named; after Fill, every report has rows.
func FillEvents(t testing.TB, conn *sql.DB, three ...string) {
	t.Helper()
	catalogue, err := event.Load()
	if err != nil {
		t.Fatal(err)
	}
	for n, e := range catalogue.WithViews() {
		count := 1
		if slices.Contains(three, e.URL()) {
			count = 3
		}
		for i := range count {
			var data [5]*string
			for _, field := range e.Fields {
				text := strconv.Itoa(60 + i)
				if field.Type == event.Text {
					text = field.Name + ", " + text
				}
				if field.Data == 1 && e.When.Equals != "" {
					text = e.When.Equals
				}
				if field.Part == 2 {
					text = *data[field.Data-1] + "|" + text
				}
				data[field.Data-1] = &text
			}
			exec(t, conn, "INSERT INTO "+e.Table+" (id, datetime, callid, event, data1, data2, data3, data4, data5) VALUES ($1, '2026-03-09 12:00Z', $2, $3, $4, $5, $6, $7, $8)",
				1000+3*n+i, e.Name, e.Rows[0], data[0], data[1], data[2], data[3], data[4])
		}
	}
	// The caller of Fill's first call, again.
	exec(t, conn, "INSERT INTO queue_log_repo (id, datetime, callid, queuename, agent, event, data2) VALUES (999, '2026-03-09 13:00Z', 'again', 'sales', 'NONE', 'ENTERQUEUE', '099')")
	Refresh(t, conn)
}

// QueueLog writes lines of a queue log, time|callid|queue|agent|event|data1|…, and refreshes the derived relations. A time
// of day is one of Noon's date in UTC.
func QueueLog(t testing.TB, conn *sql.DB, lines string) {
	t.Helper()
	columns := make([][]string, 10)
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "|")
		if len(fields) < 5 {
			t.Fatalf("no line of a log: %q", line)
		}
		if len(fields[0]) == len(time.TimeOnly) {
			fields[0] = Noon().Format(time.DateOnly) + "T" + fields[0] + "Z"
		}
		for len(fields) < len(columns) {
			fields = append(fields, "")
		}
		for i := range columns {
			columns[i] = append(columns[i], fields[i])
		}
	}
	args := make([]any, len(columns))
	for i := range columns {
		args[i] = pq.Array(columns[i])
	}
	exec(t, conn, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5)
		SELECT at::timestamptz, callid, queue, agent, event, data1, data2, data3, data4, data5
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
			WITH ORDINALITY AS l (at, callid, queue, agent, event, data1, data2, data3, data4, data5, n)
		ORDER BY n`, args...)
	Refresh(t, conn)
}
