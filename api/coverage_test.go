package api_test

import (
	"encoding/json"
	"net/http"
	"testing"
)

func TestAnswersSayWhatTheFeedsHaveNotSeen(t *testing.T) {
	t.Parallel()
	f := setup(t)
	covered := func(path string) string {
		t.Helper()
		status, _, body := f.get(t, path)
		if status != http.StatusOK {
			t.Fatalf("GET %s: status %d: %s", path, status, body)
		}
		var a struct{ Coverage json.RawMessage }
		decode(t, body, &a)
		return string(a.Coverage)
	}
	const march = "from=2026-03-01&to=2026-03-05"
	if got := covered("/v1/reports/queue-summary?" + march); got != "" {
		t.Errorf("without feeds there is a coverage: %s", got)
	}
	f = setup(t) // the state of the feeds is read once a second
	f.exec(t, `INSERT INTO app.feed (feed, kind, source, tables, state, seen_at, covered_from, covered_to) VALUES
		('log', 'queue-log', '/log', '{queue_log_repo}', 'reading', now(), '2026-01-01Z', now()),
		('cdr', 'cdr-csv', '/cdr', '{cdr_repo}', 'failing', now(), '2026-01-01Z', '2026-03-04 12:00Z')`)
	f.exec(t, `INSERT INTO app.feed_gap (feed, from_at, to_at, reason) VALUES ('log', '2026-03-04 23:00Z', '2026-03-05 01:00Z', 'lost too'), ('log', '2026-02-28Z', '2026-03-01 01:00Z', 'lost')`)
	const rest = `,"to":"2026-03-03T00:00:00Z","reason":"the figures are not computed yet"}]}`
	if got := covered("/v1/reports/queue-summary?from=2026-03-02&to=2026-03-03"); got != `{"complete":false,"gaps":[{"feed":"log","from":"2026-03-02T00:00:00Z"`+rest {
		t.Errorf("before the first refresh: %s", got)
	}
	f.refresh(t)
	const complete = `{"complete":true,"gaps":[]}`
	for path, want := range map[string]string{
		"/v1/reports/queue-summary?" + march: `{"complete":false,"gaps":[{"feed":"log","from":"2026-03-01T00:00:00Z","to":"2026-03-01T01:00:00Z","reason":"lost"},` +
			`{"feed":"log","from":"2026-03-04T23:00:00Z","to":"2026-03-05T00:00:00Z","reason":"lost too"}]}`,
		"/v1/reports/queue-summary?from=2026-03-01T01:00:00Z&to=2026-03-04T23:00:00Z": complete,
		"/v1/tables/queue_log_repo?from=2026-03-02&to=2026-03-03":                     complete,
		"/v1/events/queue_log_repo/ABANDON?from=2026-03-02&to=2026-03-03":             complete,
		"/v1/tables/cdr_repo?from=2026-03-02&to=2026-03-03":                           complete,
		"/v1/tables/cdr_repo?" + march + "&tz=America/Montevideo": `{"complete":false,"gaps":[{"feed":"cdr","from":"2026-03-04T09:00:00-03:00","to":"2026-03-05T00:00:00-03:00",` +
			`"reason":"reading the source fails"}]}`,
		"/v1/reports/reconciliation?" + march: `{"complete":false,"gaps":[{"feed":"cdr","from":"2026-03-04T12:00:00Z","to":"2026-03-05T00:00:00Z","reason":"reading the source fails"},` +
			`{"feed":"log","from":"2026-03-01T00:00:00Z","to":"2026-03-01T01:00:00Z","reason":"lost"},{"feed":"log","from":"2026-03-04T23:00:00Z","to":"2026-03-05T00:00:00Z","reason":"lost too"}]}`,
		"/v1/reports/live-queues":                                  complete,
		"/v1/tables/sms_repo?" + march:                             "",
		"/v1/reports/chat-traffic?" + march:                        "",
		"/v1/reports/reconciliation?from=2026-03-02&to=2026-03-03": complete,
		"/v1/tables/dialer_base":                                   "",
	} {
		if got := covered(path); got != want {
			t.Errorf("GET %s: %s\ninstead of %s", path, got, want)
		}
	}
	a := f.ask(t, "/v1/reports/coverage?"+march+"&fields=feed,from_at,to_at,seconds")
	if len(a.Data) != 3 || figure(a.Data[0]["seconds"]) != "43200" || figure(a.Data[1]["seconds"]) != "3600" {
		t.Errorf("the report lists %v", a.Data)
	}
}

func TestAsOfIsThatOfTheFeeds(t *testing.T) {
	t.Parallel()
	f := setup(t)
	asOf := func() string {
		t.Helper()
		f.refresh(t)
		var at string
		if err := f.db.QueryRowContext(t.Context(), "SELECT to_char(as_of, 'YYYY-MM-DD HH24:MI') FROM app.refresh WHERE relation = 'queue_call'").Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	f.exec(t, "INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event) VALUES ('2026-03-09 10:00Z', 'a', 'sales', 'NONE', 'ENTERQUEUE')")
	if got := asOf(); got != "2026-03-09 10:00" {
		t.Errorf("without feeds: %s", got)
	}
	f.exec(t, `INSERT INTO app.feed (feed, kind, source, tables, state, seen_at, covered_to) VALUES
		('log', 'queue-log', '/log', '{queue_log_repo}', 'reading', now(), '2026-03-09 10:30Z'),
		('copy', 'queue-log', '/log', '{queue_log_repo}', 'reading', now(), '2026-03-09 10:20Z'),
		('gone', 'queue-log', '/log', '{queue_log_repo}', 'stopped', now() - interval '1 day', '2026-03-09 09:00Z'),
		('cdr', 'cdr-csv', '/cdr', '{cdr_repo}', 'reading', now(), '2026-03-09 09:00Z')`)
	if got := asOf(); got != "2026-03-09 10:20" {
		t.Errorf("the earliest of the feeds that are followed and write queue_log_repo is 10:20: %s", got)
	}
	f.exec(t, "DELETE FROM app.feed")
	if got := asOf(); got != "2026-03-09 10:00" {
		t.Errorf("without feeds again: %s", got)
	}
}
