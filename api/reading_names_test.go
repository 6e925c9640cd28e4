package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// warned is a warning in an answer, as "param value nearest".
func (f *fixture) warned(t *testing.T, path string, header map[string]string) []string {
	t.Helper()
	status, _, body := f.getWith(t, path, header)
	if status != http.StatusOK {
		t.Fatalf("GET %s: %d: %s", path, status, body)
	}
	var a struct {
		Warnings []struct {
			Param, Value, Message string
			Nearest               *string
		}
	}
	decode(t, body, &a)
	if strings.Contains(string(body), `"warnings":[]`) || strings.Index(string(body), `"warnings"`) > strings.Index(string(body), `"as_of"`) {
		t.Errorf("GET %s: %s", path, body)
	}
	var out []string
	for _, w := range a.Warnings {
		nearest := "null"
		if w.Nearest != nil {
			nearest = *w.Nearest
		}
		if w.Message == "" {
			t.Errorf("GET %s: a warning without a message", path)
		}
		out = append(out, w.Param+" "+w.Value+" "+nearest)
	}
	return out
}

// TestWarningsOfUnknownNames asks for names that no row has. The answer is zeros or empty, as for a name that is right.
func TestWarningsOfUnknownNames(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
		('2026-03-10 10:00Z', '1', 'Support', 'ana.silva', 'ENTERQUEUE', '', '099', '1'), ('2026-03-10 10:00Z', 'NONE', 'NONE', 'Local/7@agents', 'AGENTLOGIN', '', '', '')`)
	f.exec(t, `INSERT INTO webchat_log_repo (datetime, callid, queuename, agent, event) VALUES ('2026-03-10 10:00Z', '1', 'Chat', 'bob', 'ENTERQUEUE')`)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, campaign) VALUES ('2026-03-10 10:00Z', '1', 'Sales->')`)
	f.exec(t, "INSERT INTO app.agent_alias VALUES ('Local/7@agents', 'carla')")
	f.exec(t, "INSERT INTO app.campaign_setting (campaign, country) VALUES ('Planned', 'UY')")
	f.refresh(t)
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event) VALUES ('2026-03-10 11:00Z', '2', 'Fresh', 'dora', 'ENTERQUEUE')`)
	const day = "from=2026-03-10&to=2026-03-11&"
	for path, want := range map[string]string{
		"/v1/reports/queue-summary?" + day + "queue=Suport":                             "queue Suport Support",
		"/v1/reports/queue-summary?" + day + "queue=Support&queue=suport":               "queue suport Support",
		"/v1/reports/queue-summary?" + day + "queue=Support":                            "",
		"/v1/reports/queue-summary?" + day + "queue.ne=Suport":                          "",
		"/v1/reports/queue-summary?" + day + "queue.like=Suport":                        "",
		"/v1/reports/queue-summary?" + day + "queue=":                                   "",
		"/v1/reports/queue-summary?" + day + "queue=Planned&queue=Chat&queue=Sales-%3E": "",
		"/v1/reports/queue-summary?" + day + "queue=Fresh":                              "",
		"/v1/reports/queue-summary?" + day + "queue=qqqqqqqqqqqqqqqqqqqqqqqqqq":         "queue qqqqqqqqqqqqqqqqqqqqqqqqqq null",
		"/v1/reports/queue-summary?" + day + "interval=hour&filter[queue]=Suport":       "queue Suport Support",
		"/v1/reports/agent-summary?" + day + "agent=ana.silv":                           "agent ana.silv ana.silva",
		"/v1/reports/agent-summary?" + day + "agent=carla&agent=ana.silva&agent=dora":   "",
		"/v1/reports/calls?" + day + "queue=Suport&agent=anna":                          "agent anna carla, queue Suport Support",
		"/v1/reports/traffic?" + day + "queues=Support,Suport":                          "queues Suport Support",
		"/v1/tables/queue_log_repo?" + day + "queuename=Suport&limit=1":                 "queuename Suport Support",
		"/v1/tables/queue_log_repo?" + day + "queuename=NONE":                           "",
		"/v1/tables/cdr_repo?" + day + "campaign=Sales&count=exact":                     "campaign Sales Sales->",
		"/v1/events/queue_log_repo/ENTERQUEUE?" + day + "agent=ana.silwa":               "agent ana.silwa ana.silva",
		"/v1/tables/sipchat?" + day + "srcagent=nobody":                                 "",
	} {
		if got := strings.Join(f.warned(t, path, nil), ", "); got != want {
			t.Errorf("%s: warnings %q, want %q", path, got, want)
		}
	}
	for _, format := range []string{"csv", "ndjson"} {
		if _, _, body := f.get(t, "/v1/reports/queue-summary?"+day+"queue=Suport&format="+format); strings.Contains(string(body), "warnings") {
			t.Errorf("%s: %s", format, body)
		}
	}
	// What was known a moment ago is not asked for again; what was not may have come.
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, event) VALUES ('2026-03-10 11:00Z', '3', 'Suport', 'ENTERQUEUE')`)
	if got := f.warned(t, "/v1/reports/queue-summary?"+day+"queue=Suport", nil); got != nil {
		t.Errorf("now there is such a row: %v", got)
	}
	long := strings.Repeat("&queue="+strings.Repeat("x", 3000), 5)
	for i := range 100 {
		long += fmt.Sprint("&queue=no", i)
	}
	status, _, body := f.get(t, "/v1/tables/cdr_repo?"+day+strings.ReplaceAll(long, "queue=", "campaign="))
	if got := strings.Count(string(body), `"param"`); status != http.StatusOK || got > 20 || len(body) > 10_000 {
		t.Errorf("%d: %d warnings in %d bytes", status, got, len(body))
	}
}

// TestWarningsOfCampaignLimitedKeys shows that a key learns nothing of the names of others.
func TestWarningsOfCampaignLimitedKeys(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
		('2026-03-10 10:00Z', '1', 'Sales', 'ana', 'ENTERQUEUE', '', '099', '1'), ('2026-03-10 10:00Z', '2', 'Support', 'bob', 'ENTERQUEUE', '', '099', '1')`)
	f.refresh(t)
	_, secret := f.key(t, testKey{campaigns: []string{"Sales"}})
	const day = "from=2026-03-10&to=2026-03-11&"
	for path, want := range map[string]string{
		"/v1/reports/queue-summary?" + day + "queue=Sales":   "",
		"/v1/reports/queue-summary?" + day + "queue=Sale":    "queue Sale Sales",
		"/v1/reports/queue-summary?" + day + "queue=Support": "queue Support null", // as of a name that does not exist
		"/v1/reports/queue-summary?" + day + "queue=Suppord": "queue Suppord null",
		"/v1/reports/calls?" + day + "agent=bob":             "",
		"/v1/reports/calls?" + day + "agent=bop":             "",
	} {
		if got := strings.Join(f.warned(t, path, bearer(secret)), ", "); got != want {
			t.Errorf("%s: warnings %q, want %q", path, got, want)
		}
	}
}

// TestWarningsOfUnknownNamesUseIndexes asks for names among many rows, of which one agent and one queue have nearly all.
func TestWarningsOfUnknownNamesUseIndexes(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event)
		SELECT '2026-03-01'::timestamptz + i * interval '10 seconds', i::text, CASE WHEN i % 1000 = 0 THEN 'rare' || i / 1000 % 5 ELSE 'usual' END, 'agent' || i % 3, 'ENTERQUEUE'
		FROM generate_series(1, 200000) AS i`)
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ('usual'), ('rare0'), ('rare1')")
	f.exec(t, "ANALYZE")
	const day = "from=2026-03-10&to=2026-03-11&"
	for query, want := range map[string]string{"queue=usuall": "queue usuall usual", "queue=rare9": "queue rare9 rare0", "agent=agent9": "agent agent9 agent0"} {
		if got := strings.Join(f.warned(t, "/v1/reports/calls?"+day+query, nil), ", "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	text, err := os.ReadFile("../sql/known_names.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range strings.Split(string(text), "-- name: ")[1:] {
		name, query, _ := strings.Cut(query, "\n")
		query = strings.ReplaceAll(query, "@names::text[]", "'{usual,usuall,rare9,agent9}'::text[]")
		rows, err := f.db.QueryContext(t.Context(), "EXPLAIN (ANALYZE) "+query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(line, "Seq Scan on queue_log_repo") && !strings.Contains(line, "never executed") {
				t.Errorf("%s reads a table: %s", name, line)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
