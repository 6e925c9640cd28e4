package api_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
)

// metrics reads GET /metrics.
func (f *fixture) metrics(t *testing.T, header map[string]string) string {
	t.Helper()
	status, _, body := f.getWith(t, "/metrics", header)
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, body)
	}
	return string(body)
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	f, key := setupObserved(t)
	f.fire(t, http.MethodGet, "/v1/tables/cdr_repo?src="+marker, key)
	f.fire(t, http.MethodGet, "/v1/tables/cdr_repo?format=csv", key)
	f.fire(t, http.MethodGet, "/v1/tables/tags/1?"+marker, key)
	f.fire(t, marker, "/v1/tables/cdr_repo", key)
	for i := range 50 {
		f.fire(t, http.MethodGet, fmt.Sprintf("/v1/%s/%d", marker, i), key)
	}
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event) VALUES ('2026-03-10T11:59:00Z', 'c', 'q', 'a', 'ENTERQUEUE')`)
	f.refresh(t)
	text := f.metrics(t, key)
	for _, want := range []string{
		`ccrepo_http_requests_total{method="GET",route="/v1/tables/cdr_repo",status="200"} 2`,
		`ccrepo_http_requests_total{method="GET",route="/v1/tables/tags/{id}",status="400"} 1`,
		`ccrepo_http_requests_total{method="GET",route="none",status="404"} 50`,
		`ccrepo_http_requests_total{method="other",route="/v1/tables/cdr_repo",status="405"} 1`,
		`ccrepo_http_request_duration_seconds_count{route="/v1/tables/cdr_repo"} 3`,
		`ccrepo_http_rows_total{route="/v1/tables/cdr_repo"} 3`,
		`ccrepo_http_in_flight 1`,
		`ccrepo_queries_running{kind="short"} 0`,
		`ccrepo_queries_limit{kind="long"} 20`,
		`go_sql_max_open_connections{db_name="pages"} 24`,
		`ccrepo_database_up 1`,
		`ccrepo_refresh_lag_seconds{relation="queue_call"} 60`,
		`ccrepo_refresh_as_of_timestamp_seconds{relation="queue_call"} 1.77314394e+09`,
		`ccrepo_refresh_timestamp_seconds{relation="queue_call"} `,
		`go_goroutines `,
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("there is no %s", want)
		}
	}
	if strings.Contains(text, marker) {
		t.Error("the metrics have the marker")
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestMetricsCountWhatIsRefusedAndBrokenOff(t *testing.T) {
	t.Parallel()
	f := setupWith(t, func(o *api.Options) { o.Connections = 1 })
	f.trickle(t, 50, 400_000, 10, time.Hour)
	leave := f.hold(t, "/v1/tables/tags?format=csv", 1)
	f.fail503(t, "/v1/tables/sipchat?format=csv", "busy")
	text := f.metrics(t, nil)
	for _, want := range []string{`ccrepo_refused_total{reason="busy"} 1`, `ccrepo_queries_running{kind="long"} 1`, `ccrepo_http_in_flight 2`} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("there is no %s", want)
		}
	}
	leave()
	eventually(t, "the export whose client left counts as broken off", func() bool {
		return strings.Contains(f.metrics(t, nil), `ccrepo_http_requests_total{method="GET",route="/v1/tables/tags",status="broken_off"} 1`)
	})
	if text := f.metrics(t, nil); !regexp.MustCompile(`\nccrepo_http_in_flight 1\n`).MatchString(text) {
		t.Error("the export whose client left is still in flight")
	}
}

func TestMetricsWithoutADatabase(t *testing.T) {
	t.Parallel()
	server, err := api.New(api.Options{DatabaseURL: "postgres://127.0.0.1:1/none", Log: slog.New(slog.DiscardHandler), Location: time.UTC, Trusted: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := answer.Body.String()
	if answer.Code != http.StatusOK || !strings.Contains(text, "\nccrepo_database_up 0\n") || strings.Contains(text, "ccrepo_refresh_lag_seconds") {
		t.Errorf("status %d: %s", answer.Code, text)
	}
}

func TestMetricsAreForUnlimitedReaders(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, reader := f.key(t, testKey{})
	f.metrics(t, bearer(reader))
	_, actor := f.key(t, testKey{scopes: []string{"act"}})
	f.refused(t, "/metrics", bearer(actor), http.StatusForbidden, "missing_scope")
	_, limited := f.key(t, testKey{campaigns: []string{"sales"}})
	f.refused(t, "/metrics", bearer(limited), http.StatusForbidden, "campaign_limited")
	f.refused(t, "/metrics", nil, http.StatusUnauthorized, "no_key")
}
