package api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// goText matches what only Go's libraries write.
var goText = regexp.MustCompile(`\bjson: |(?i:strconv|parsing time|invalid syntax|value out of range|\bGo (value|struct|type)|\b(u?int|float)(8|16|32|64)\b|map\[|interface|\[\]string|time\.|gzip: |flate|\bxz: |bzip2 |zip: |csv: |bufio|encoding|unexpected EOF|nil pointer|golang|%!|jsonschema|schema\.json|errors\.|reflect)`)

// TestErrorsAreOfTheAPI sends what libraries refuse, each in its own words. The answers have the API's words, and are short.
func TestErrorsAreOfTheAPI(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ('sales')")
	long := strings.Repeat("x", 20_000)
	type attempt struct{ method, path, kind, body string }
	var attempts []attempt
	bodies := []string{
		``, `{`, `{"guid":`, `{"guid":"a`, `[`, `nul`, `{"a":1}x`, `{"a" 1}`, `{a:1}`, `{"a":1,}`, `{"guid":"\x"}`, `{"guid":"\ud800"}`, "{\"guid\":\"\x00\"}", `{"guid":"\u0000"}`, "\xff", `01`, `{"time":1e400}`, `{"time":-}`,
		`{"guid":"g","time":1e2,"comment":""}`, `{"guid":"g","time":1e30,"comment":""}`, `{"guid":"g","time":99999999999999999999,"comment":""}`, `{"guid":"g","time":1.5,"comment":""}`, `{"guid":[],"time":{},"comment":null}`,
		`{"guid":"` + long + `","time":1,"comment":""}`, `{"` + long + `":1}`, strings.Repeat("[", 20_000), strings.Repeat(`{"a":`, 20_000), `{"a":1,"a":2}`,
		`{"number":"x","until":"2026-12-31T23:59:60Z"}`, `{"number":"+12025550101","until":"soon"}`, `{"number":"+12025550101","until":"2026-12-31T23:59:60Z"}`, `{"number":"` + long + `"}`, `{"number":"0*"}`, `{"number":"*"}`,
		`{"agent":"a","campaign":"sales","destination":"` + long + `"}`, `{"agent":"a","campaign":"` + long + `","destination":"1"}`, `{"agent":1e99}`, `{"state":"x"}`, `{"country":"` + long + `"}`, `{"did":"` + long + `"}`,
		`{"destination":"1","data":{"a":[]},"priority":1e99}`, `{"destination":"1","alternatives":[1]}`, `{"destination":1}`, `{"status":1.0}`, `{"priority":2147483648}`, `{"datecreated":"2026-12-31T23:59:60Z"}`, `{"message":1,"dateprocessed":"x"}`,
	}
	manyMembers := "{"
	for i := range 6000 {
		manyMembers += fmt.Sprintf(`"no%d":1,`, i)
	}
	bodies = append(bodies, manyMembers+`"x":1}`)
	d, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range d.operations() {
		if o.reads() {
			continue
		}
		path := strings.NewReplacer("{id}", "1", "{agent}", "ana", "{campaign}", "sales").Replace(o.path)
		for _, body := range bodies {
			attempts = append(attempts, attempt{o.method, path, "application/json", body})
		}
	}
	lists := []string{
		`{"destination":1}`, `{"destination":"1","priority":"x"}`, `{"destination":"1","priority":1e99}`, `{"destination":"1","data":5}`, `{"destination":"1","data":{"a":{}}}`, `{bad`, `tru`, `{"destination":"1"} x`, `{"destination":`, `{"destination":"1","x":1}`,
		`[{"destination":1}]`, `[{"destination":"1"}`, `[{"destination":"1"},]`, `[1]`, `{"a":1}`, `"a`, `a;b;c;d;e;f;g;h`, `"a"b;c`, "a\x00b", "\xff\xfea", `campaign;destination` + "\n" + `sales;"x`, `number;until` + "\n" + `1;x`, `number;number` + "\n1;2", `number;` + long,
		`sales;1;a=b;1;x`, `sales;1;a=b;1;99999999999999999999`, `sales;` + long, "\x1f\x8b\x08garbage", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xffgarbage", "BZh9garbage", "\xfd7zXZ\x00garbage", "PK\x03\x04garbage", long,
	}
	for _, list := range lists {
		for _, kind := range []string{"text/csv", "application/x-ndjson", "application/json", "text/csv; charset=latin1", "text/csv; charset=nonsense", "text/csv; charset", "/", long[:2000]} {
			for _, path := range []string{"/v1/dialer/lists?name=n&campaign=sales", "/v1/dialer/lists?name=n&campaign=sales&invalid=refuse", "/v1/do-not-call/import"} {
				attempts = append(attempts, attempt{http.MethodPost, path, kind, list})
			}
		}
	}
	many := ""
	for i := range 6000 {
		many += fmt.Sprintf("&no%d=1", i)
	}
	for _, path := range []string{"/v1/tables/cdr_repo", "/v1/reports/queue-summary", "/v1/events/queue_log_repo", "/v1/actions/1", "/v1/screen-pop", "/v1/do-not-call", "/v1/dialer/lists/1"} {
		for _, query := range []string{many[1:], "from=" + long, "fields=" + long, "order=" + strings.Repeat("a,", 8000), "limit=" + long, "limit=1e400", "cursor=" + long, "tz=" + long, "hours=" + long, "weekdays=" + strings.Repeat("9,", 8000), "hours=25:00-1",
			"interval=" + long, "range=" + long, "range=last-99999999999-days", long + "=1", "id=" + long, "wait=1e9", "wait=99999999999999999999", "id.gt=" + long, "filter[" + long + "]=1", "from=2026-13-45T99:99:99Z", "billsec=1e400", "rating=" + strings.Repeat("9", 4000), "%zz", "a=%", ";"} {
			attempts = append(attempts, attempt{http.MethodGet, path + "?" + query, "", ""})
		}
	}
	for _, id := range []string{"x", "1e9", "99999999999999999999", long[:4000], "%00", "%ff"} {
		for _, path := range []string{"/v1/tables/tags/", "/v1/actions/", "/v1/dialer/lists/", "/v1/do-not-call/", "/v1/reports/", "/v1/events/queue_log_repo/", "/v1/agents/" + id + "/"} {
			attempts = append(attempts, attempt{http.MethodGet, path + id, "", ""}, attempt{http.MethodDelete, path + id, "", ""}, attempt{http.MethodPatch, path + id, "application/json", "{}"})
		}
	}
	refused := 0
	for _, a := range attempts {
		status, body := f.attempt(t, a.method, a.path, a.kind, a.body)
		if status < 400 {
			continue
		}
		refused++
		if status >= 500 {
			t.Errorf("%s %.200s %.60q %.200q: %d: %.300s", a.method, a.path, a.kind, a.body, status, body)
		}
		if found := goText.FindString(body); found != "" && !strings.Contains(a.path+a.kind+a.body, found) {
			t.Errorf("%s %.200s %.60q %.200q: %d has %q: %.500s", a.method, a.path, a.kind, a.body, status, found, body)
		}
		if len(body) > 8<<10 {
			t.Errorf("%s %.200s %.60q %.200q: %d of %d bytes: %.300s", a.method, a.path, a.kind, a.body, status, len(body), body)
		}
	}
	t.Logf("%d of %d are refused", refused, len(attempts))
	if refused < len(attempts)*9/10 {
		t.Errorf("only %d of %d are refused", refused, len(attempts))
	}
}

// attempt sends a request.
func (f *fixture) attempt(t *testing.T, method, path, kind, body string) (status int, answer string) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, f.http.URL+path, strings.NewReader(body))
	if err != nil {
		return 0, ""
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := f.client.Do(req)
	if err != nil {
		t.Fatalf("%s %.300s: %v", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}
