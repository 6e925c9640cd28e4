package api_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api"
)

const marker = "MARK5550199"

// setupObserved is a server that logs as JSON, with a key, and the marker in its data.
func setupObserved(t *testing.T) (f *fixture, key map[string]string) {
	t.Helper()
	f = setupWith(t, func(o *api.Options) { o.Quiet = false })
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, src) VALUES ('2026-03-10T01:00Z', $1, $1), ('2026-03-10T02:00Z', 'b', 'b')`, marker)
	_, secret := f.key(t, testKey{name: "dashboard", scopes: []string{"read", "pii"}})
	return f, bearer(secret)
}

// fire sends a request as it is and drops its answer, however that ends.
func (f *fixture) fire(t *testing.T, method, path string, header map[string]string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, f.http.URL+path, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		if name == "Host" {
			req.Host = value
		}
		req.Header.Set(name, value)
	}
	if res, err := f.client.Do(req); err == nil {
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
}

// TestLogsHoldNothingOfAClient puts a marker into every part of a request and of the data.
func TestLogsHoldNothingOfAClient(t *testing.T) {
	t.Parallel()
	f, key := setupObserved(t)
	with := func(name, value string) map[string]string {
		out := map[string]string{name: value}
		for k, v := range key {
			if out[k] == "" {
				out[k] = v
			}
		}
		return out
	}
	for _, path := range []string{
		"/" + marker, "/v1/" + marker, "/v1/tables/" + marker, "/v1/tables/tags/" + marker, "/v1/tables/" + marker + "/1", "/v1/events/queue_log_repo/" + marker, "/v1/events/" + marker + "/x",
		"/v1/reports/" + marker + "/a/b", "/docs/" + marker, "/healthz/" + marker, "/v1/tables/cdr_repo?src=" + marker, "/v1/tables/cdr_repo?format=csv&src.like=" + marker + "*",
		"/v1/tables/cdr_repo?" + marker + "=1", "/v1/tables/cdr_repo?order=" + marker, "/v1/tables/cdr_repo?cursor=" + marker, "/v1/tables/cdr_repo?tz=" + marker, "/v1/tables/cdr_repo?fields=uniqueid,src",
		"/v1/reports/queue-summary?range=today&queue=" + marker, "/v1/reports/calls?range=today&callerid=" + marker + "&format=ndjson",
	} {
		f.fire(t, http.MethodGet, path, key)
	}
	for _, header := range []map[string]string{
		with("User-Agent", marker), with("Referer", "http://x/"+marker), with("Cookie", "a="+marker), with("X-Request-Id", "call of "+marker), with("X-Forwarded-For", marker),
		with("Accept", marker), with("Authorization", "Bearer "+marker), with("Authorization", "Basic "+marker), with("Host", marker+".example"), with("If-None-Match", marker), with("Origin", "http://"+marker),
		with("Traceparent", marker), with("X-Request-Id", marker+strings.Repeat("x", 100)),
	} {
		f.fire(t, http.MethodGet, "/v1/tables/cdr_repo", header)
	}
	f.fire(t, marker, "/v1/tables/cdr_repo", key)
	f.fire(t, http.MethodPost, "/v1/tables/cdr_repo?"+marker, key)

	// The error of the database contains the value: at once, and in the middle of an export.
	f.exec(t, "ALTER TABLE tags RENAME TO stored_tags")
	f.exec(t, `CREATE FUNCTION unreadable(id bigint) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$ BEGIN RETURN ('`+marker+`' || id)::integer; END $$`)
	f.exec(t, `CREATE VIEW tags AS SELECT s.id, s.datetime, NULL::text AS "user", NULL::text AS guid, CASE WHEN s.id > 2000 THEN unreadable(s.id) END AS time, repeat('x', 1000) AS comment, NULL::bigint AS position, NULL::integer AS import_id
		FROM (SELECT i AS id, '2026-01-01'::timestamptz + i * interval '1 second' AS datetime FROM generate_series(1::bigint, 3000) AS i) AS s ORDER BY s.datetime, s.id`)
	f.exec(t, "GRANT SELECT ON tags TO ccrepo_reader")
	f.fire(t, http.MethodGet, "/v1/tables/tags/2500", key)
	f.fire(t, http.MethodGet, "/v1/tables/tags?format=csv", key)

	log := f.log.String()
	if i := strings.Index(log, marker); i >= 0 {
		t.Errorf("the log has the marker: %.500s", log[max(0, i-300):])
	}
	if strings.Contains(log, strings.TrimPrefix(key["Authorization"], "Bearer ")) {
		t.Error("the log has the secret")
	}
	for _, want := range []string{
		`msg=request id=[A-Za-z0-9]+ key=dashboard method=GET route=/v1/tables/tags/{id} status=500 rows=0 bytes=\d+ ms=\d+`,
		`msg=request id=[A-Za-z0-9]+ key=dashboard method=GET route=/v1/tables/cdr_repo status=200 rows=2 bytes=\d+ ms=\d+`,
		`msg=request id=[A-Za-z0-9]+ key=dashboard method=GET route=none status=404 bytes=\d+ ms=\d+`,
		`msg=request id=[A-Za-z0-9]+ key=dashboard method=other route=/v1/tables/cdr_repo status=405`,
		`msg=request id=[A-Za-z0-9]+ key="" method=GET route=/v1/tables/cdr_repo status=401`,
		`level=ERROR msg="request failed" id=[A-Za-z0-9]+ route=/v1/tables/tags/{id} code=internal err="the database reports 22P02 \(invalid_text_representation\)`,
		`level=WARN msg="answer broken off" route=/v1/tables/tags rows=\d+ err="the database reports 22P02`,
		`route=/v1/tables/tags status=200 rows=\d+ broken_off=true bytes=\d+`,
	} {
		if !regexp.MustCompile(want).MatchString(log) {
			t.Errorf("the log has no line like %s", want)
		}
	}
	if t.Failed() {
		t.Log(log)
	}
}

func TestLogAsJSON(t *testing.T) {
	t.Parallel()
	f, lines := setup(t), &logBuffer{}
	server, err := api.New(api.Options{DatabaseURL: f.url, Log: slog.New(slog.NewJSONHandler(lines, nil)), Location: startOfClock.Location(), Trusted: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	f.http.Config.Handler = server
	f.get(t, "/v1/tables/cdr_repo?limit=5")
	var line struct {
		Level, Msg, ID, Key, Method, Route string
		Status, Rows, Bytes, Ms            *int
	}
	text := strings.TrimSpace(lines.String())
	if err := json.Unmarshal([]byte(text), &line); err != nil || line.Msg != "request" || line.ID == "" || line.Key != "local" || line.Route != "/v1/tables/cdr_repo" ||
		line.Status == nil || *line.Status != http.StatusOK || line.Rows == nil || *line.Rows != 0 || line.Ms == nil {
		t.Errorf("%v: %s", err, text)
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for given, kept := range map[string]bool{"": false, "abc-123_x.y:z": true, "with space": false, strings.Repeat("x", 65): false, "é": false} {
		_, header, _ := f.getWith(t, "/healthz", map[string]string{"X-Request-Id": given})
		if got := header.Get("X-Request-Id"); (got == given) != kept || got == "" {
			t.Errorf("id %q becomes %q", given, got)
		}
	}
}
