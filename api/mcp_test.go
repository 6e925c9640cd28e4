package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/modelcontextprotocol/go-sdk/oauthex"
)

// bearing sends a key with each request.
type bearing struct{ key string }

func (b bearing) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.key)
	return http.DefaultTransport.RoundTrip(r)
}

// model is a client of the protocol with a key.
func (f *fixture) model(t *testing.T, key string) func(tool string, arguments map[string]any) (text string, failed bool) {
	t.Helper()
	client := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &sdk.StreamableClientTransport{Endpoint: f.http.URL + "/mcp", HTTPClient: &http.Client{Transport: bearing{key}}, DisableStandaloneSSE: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() })
	return func(tool string, arguments map[string]any) (string, bool) {
		t.Helper()
		result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
		if err != nil {
			t.Fatalf("%s: %v", tool, err)
		}
		text, is := result.Content[0].(*sdk.TextContent)
		if !is {
			t.Fatalf("%s answers %T", tool, result.Content[0])
		}
		return text.Text, result.IsError
	}
}

// TestModels uses the tools as a model does, with the client of the protocol's own library.
func TestModels(t *testing.T) {
	t.Parallel()
	f := setup(t)
	// One of Sales' two calls was answered, after 5 seconds; the other caller hung up after 40.
	day := startOfClock.AddDate(0, 0, -1)
	for i, e := range []struct {
		callid, queue, agent, event, data1, data2, data3 string
		at                                               int
	}{
		{"1.1", "Sales", "NONE", "ENTERQUEUE", "", "59891234567", "1", 0}, {"1.1", "Sales", "Ana", "CONNECT", "5", "1.2", "2", 5}, {"1.1", "Sales", "Ana", "COMPLETECALLER", "5", "60", "1", 65},
		{"2.1", "Sales", "NONE", "ENTERQUEUE", "", "59897654321", "1", 100}, {"2.1", "Sales", "NONE", "ABANDON", "1", "1", "40", 140},
	} {
		f.exec(t, "INSERT INTO queue_log_repo (id, datetime, callid, queuename, agent, event, data1, data2, data3) VALUES ($1, $2::timestamptz + $3 * interval '1 second', $4, $5, $6, $7, $8, $9, $10)",
			i+1, day, e.at, e.callid, e.queue, e.agent, e.event, e.data1, e.data2, e.data3)
	}
	f.refresh(t)
	_, plain := f.key(t, testKey{scopes: []string{"read"}})
	_, seeing := f.key(t, testKey{scopes: []string{"read", "pii"}})
	_, other := f.key(t, testKey{scopes: []string{"read", "pii"}, campaigns: []string{"Support"}})
	ask := f.model(t, seeing)
	yesterday := map[string]any{"range": "last-7-days"}
	for _, tt := range []struct {
		tool      string
		arguments map[string]any
		want      string
		failed    bool
	}{
		{"list_reports", map[string]any{"search": "queue-summary"}, `"report":"queue-summary"`, false},
		{"list_reports", map[string]any{"group": "table"}, "the nearest is tables", true},
		{"describe_report", map[string]any{"report": "calls"}, `"name":"wait_seconds"`, false},
		{"describe_report", map[string]any{"report": "interactionz"}, `there is no report "interactionz"; the nearest is interactions`, true},
		{"run_report", map[string]any{"report": "queue-summary", "parameters": yesterday}, `"offered":2`, false},
		{"run_report", map[string]any{"report": "queue-summary", "parameters": map[string]any{"rangee": "today"}}, "the nearest is range", true},
		{"run_report", map[string]any{"report": "calls", "parameters": map[string]any{"range": "last-7-days", "by": "queue", "agg": "count,wait_seconds.max"}}, `"wait_seconds_max":40`, false},
		{"explain_figure", map[string]any{"report": "queue-summary", "parameters": yesterday, "column": "abandoned", "row": map[string]any{"queue": "Sales"}}, "/v1/reports/calls?", false},
		{"explain_figure", map[string]any{"report": "queue-summary", "parameters": yesterday, "column": "abandonedd"}, "the nearest is abandoned", true},
		{"rows_behind", map[string]any{"report": "queue-summary", "parameters": yesterday, "column": "abandoned", "row": map[string]any{"queue": "Sales"}}, `"callid":"2.1"`, false},
		{"rows_behind", map[string]any{"report": "queue-summary", "parameters": map[string]any{"range": "last-7-days", "queue": "Support"}, "column": "offered"}, "counts no rows, or its address", true},
		{"check_claim", map[string]any{"report": "queue-summary", "parameters": yesterday, "column": "service_level", "value": 50}, `"verdict":"right"`, false},
		{"check_claim", map[string]any{"report": "queue-summary", "parameters": yesterday, "column": "service_level", "value": 100}, `"verdict":"right by another formula"`, false},
		{"check_claim", map[string]any{"report": "queue-summary", "parameters": yesterday, "column": "offered", "value": 3}, `"verdict":"wrong"`, false},
	} {
		text, failed := ask(tt.tool, tt.arguments)
		if failed != tt.failed || !strings.Contains(text, tt.want) {
			t.Errorf("%s %v: failed %t: %s; want %s", tt.tool, tt.arguments, failed, text, tt.want)
		}
		if !failed && tt.tool != "list_reports" && tt.tool != "describe_report" && (!strings.Contains(text, `"as_of":"2`) || len(text) > 20_000) {
			t.Errorf("%s %v: no as_of, or too long: %s", tt.tool, tt.arguments, text)
		}
	}
	number := func(key string, personal bool) string {
		text, _ := f.model(t, key)("run_report", map[string]any{"report": "calls", "parameters": yesterday, "personal": personal})
		return text
	}
	if text := number(seeing, false); strings.Contains(text, "59891234567") {
		t.Errorf("personal data comes unasked: %s", text)
	}
	if text := number(seeing, true); !strings.Contains(text, "59891234567") {
		t.Errorf("personal data does not come: %s", text)
	}
	if text := number(plain, true); strings.Contains(text, "59891234567") || !strings.Contains(text, "~") {
		t.Errorf("a key without pii sees %s", text)
	}
	if text := number(other, true); strings.Contains(text, "Sales") || !strings.Contains(text, `"rows":[]`) {
		t.Errorf("a key of another campaign sees %s", text)
	}
	f.exec(t, `INSERT INTO queue_log_repo (id, datetime, callid, queuename, agent, event, data1, data2, data3)
		SELECT 100 + i, $1::timestamptz + i * interval '1 second', 'm' || i, 'Sales', 'NONE', 'ENTERQUEUE', '', repeat('5', 20), '1' FROM generate_series(1, 150) AS i`, day)
	long, _ := ask("run_report", map[string]any{"report": "tables/queue_log_repo", "parameters": yesterday})
	var got struct {
		Rows      []any
		Truncated bool
		URL       string
	}
	if err := json.Unmarshal([]byte(long), &got); err != nil || !got.Truncated || len(long) > 16_000 || len(got.Rows) == 0 || !strings.HasPrefix(got.URL, "/v1/tables/queue_log_repo?") {
		t.Errorf("of many rows come %d bytes, %d rows, truncated %t, %s: %v", len(long), len(got.Rows), got.Truncated, got.URL, err)
	}
	if res, err := http.Post(f.http.URL+"/mcp", "application/json", strings.NewReader("{}")); err != nil || res.StatusCode != http.StatusUnauthorized || res.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("without a key: %v %v", res, err)
	}
}

// TestModelsFindTheProvider goes from the 401 to the provider whose tokens are accepted, as a client of models does.
func TestModelsFindTheProvider(t *testing.T) {
	t.Parallel()
	f, p, _ := setupOpenID(t)
	res := f.send(t, http.MethodPost, "/mcp")
	challenges := res.Header.Values("WWW-Authenticate")
	if res.StatusCode != http.StatusUnauthorized || len(challenges) != 1 {
		t.Fatalf("without a token: %d, %q", res.StatusCode, challenges)
	}
	parsed, err := oauthex.ParseWWWAuthenticate(challenges)
	if err != nil {
		t.Fatal(err)
	}
	at := parsed[0].Params["resource_metadata"]
	meta, err := oauthex.GetProtectedResourceMetadata(t.Context(), at, f.http.URL+"/mcp", f.client)
	if err != nil || len(meta.AuthorizationServers) != 1 || meta.AuthorizationServers[0] != p.http.URL {
		t.Errorf("%s names %+v (%v), want the provider %s", at, meta, err, p.http.URL)
	}
	if res := f.send(t, http.MethodGet, "/v1"); strings.Contains(res.Header.Get("WWW-Authenticate"), "resource_metadata") {
		t.Errorf("other routes name it too: %s", res.Header.Get("WWW-Authenticate"))
	}
}
