package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// leak matches texts that only a database or a program writes.
var leak = regexp.MustCompile(`(?i)pq:|sqlstate|syntax error|select |postgres|relation "|\.go:|goroutine|panic|runtime error|ccrepo_reader`)

func TestWrongParametersOfIntervalReports(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for query, says := range map[string]string{
		"interval=1h": "the nearest is hour", "interval=60min": "the nearest is hour", "interval=15min": "the nearest is 15m", "interval=daily": "the nearest is day",
		"interval=24h": "the nearest is day", "interval=7d": "the nearest is week", "interval=monthly": "the nearest is month", "interval=horu": "the nearest is hour",
		"limit=10": "the answer has all rows", "cursor=x": "the answer has all rows",
	} {
		status, _, body := f.get(t, "/v1/reports/queue-summary?"+query)
		if status != http.StatusBadRequest || !strings.Contains(string(body), says) {
			t.Errorf("%s: status %d, want 400 and %q: %s", query, status, says, body)
		}
	}
}

func TestManyWrongParameters(t *testing.T) {
	t.Parallel()
	f := setup(t)
	var query strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&query, "&no%d=1", i)
	}
	status, _, body := f.get(t, "/v1/tables/cdr_repo?"+query.String()[1:])
	if status != http.StatusBadRequest || len(body) > 8<<10 || !strings.Contains(string(body), "2980 more are wrong") {
		t.Errorf("status %d, %d bytes: %.500s", status, len(body), body)
	}
}

func TestWrongParameters(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.cdr(t, "a", "2026-03-10T01:00:00Z", "b", "2026-03-10T02:00:00Z")
	long := strings.Repeat("x", 3000)
	tests := []struct{ name, query, code, params, says string }{
		{"unknown parameter", "campain=x", "unknown_parameter", "campain", "the nearest is campaign"},
		{"unknown parameter with operator", "bilsec.gt=1", "unknown_parameter", "bilsec.gt", "the nearest is billsec"},
		{"parameter of the grammar misspelt", "lmit=5", "unknown_parameter", "lmit", "the nearest is limit"},
		{"parameter in upper case", "SRC=1", "unknown_parameter", "SRC", "the nearest is src"},
		{"nothing near", "qqqqqqqqqq=1", "unknown_parameter", "qqqqqqqqqq", "qqqqqqqqqq"},
		{"parameter without a name", "=x", "unknown_parameter", "", ""},
		{"long name", long + "=x", "unknown_parameter", strings.Repeat("x", 60) + "…", ""},
		{"parameter of interval reports", "interval=hour", "unknown_parameter", "interval", ""},
		{"unknown operator", "src.lik=1", "unknown_operator", "src.lik", "the nearest is like"},
		{"operator of texts on a number", "billsec.like=1*", "unknown_operator", "billsec.like", "ne, gt, gte, lt, lte, null"},
		{"ilike on a time", "calldate.ilike=2026*", "unknown_operator", "calldate.ilike", ""},
		{"empty operator", "src.=1", "unknown_operator", "src.", ""},
		{"eq is no operator", "src.eq=1", "unknown_operator", "src.eq", ""},
		{"two operators", "src.ne.null=true", "unknown_operator", "src.ne.null", ""},
		{"operator twice", "billsec.gte=1&billsec.gte=2", "invalid_value", "billsec.gte", "repeated"},
		{"null is true or false", "src.null=yes", "invalid_value", "src.null", "neither true nor false"},
		{"null empty", "src.null=", "invalid_value", "src.null", ""},
		{"no whole number", "billsec=abc", "invalid_number", "billsec", `"abc" is not a whole number`},
		{"decimals in a whole number", "billsec=1.5", "invalid_number", "billsec", ""},
		{"exponent in a whole number", "id=1e30", "invalid_number", "id", ""},
		{"whole number too long", "id=" + strings.Repeat("9", 30), "invalid_number", "id", ""},
		{"empty number", "billsec=", "invalid_number", "billsec", ""},
		{"no number", "rating=one", "invalid_number", "rating", ""},
		{"NaN is no number", "rating=NaN", "invalid_number", "rating", ""},
		{"exponent in a number", "rating=1e5", "invalid_number", "rating", ""},
		{"hexadecimal", "billsec=0x10", "invalid_number", "billsec", ""},
		{"money with a sign", "charged_balance=$5", "invalid_number", "charged_balance", ""},
		{"second value wrong", "billsec=1&billsec=x", "invalid_number", "billsec", `"x"`},
		{"no time", "finishtime.gt=soon", "invalid_time", "finishtime.gt", "2026-01-31"},
		{"from is no time", "from=yesterday", "invalid_time", "from", `"yesterday" is neither a date`},
		{"day that does not exist", "from=2026-02-30", "invalid_time", "from", ""},
		{"time without an offset", "from=2026-01-01T00:00:00", "invalid_time", "from", ""},
		{"hour that does not exist", "to=2026-01-01T24:00:00Z", "invalid_time", "to", ""},
		{"infinity", "to=infinity", "invalid_time", "to", ""},
		{"empty from", "from=", "invalid_time", "from", ""},
		{"year out of bounds", "from=10000-01-01", "invalid_time", "from", ""},
		{"to before from", "from=2026-03-10&to=2026-03-09", "invalid_range", "to", "must be after"},
		{"to equal to from", "from=2026-03-10&to=2026-03-10", "invalid_range", "to", "must be after"},
		{"from in the future without to", "from=2027-01-01", "invalid_range", "from", "must be after"},
		{"range unknown", "range=last-weak", "invalid_range", "range", "the nearest is last-week"},
		{"range empty", "range=", "invalid_range", "range", ""},
		{"range of no days", "range=last-0-days", "invalid_range", "range", ""},
		{"range too long", "range=last-99999-days", "invalid_range", "range", ""},
		{"range beside from", "range=today&from=2026-03-01", "invalid_range", "range", "either"},
		{"zone unknown", "tz=Mars/Olympus", "invalid_zone", "tz", "IANA"},
		{"zone empty", "tz=", "invalid_zone", "tz", ""},
		{"zone of the machine", "tz=Local", "invalid_zone", "tz", ""},
		{"zone is a path", "tz=../../etc/passwd", "invalid_zone", "tz", ""},
		{"zone is an absolute path", "tz=/etc/localtime", "invalid_zone", "tz", ""},
		{"unknown field", "fields=src,dts", "unknown_column", "fields", "the nearest is dst"},
		{"fields empty", "fields=", "unknown_column", "fields", ""},
		{"fields with an empty name", "fields=src,", "unknown_column", "fields", ""},
		{"fields with a space", "fields=src,%20dst", "unknown_column", "fields", "the nearest is dst"},
		{"field twice", "fields=src,src", "invalid_value", "fields", "twice"},
		{"column of the table but not of the route", "fields=written_by", "unknown_column", "fields", ""},
		{"unknown order", "order=-calldat", "unknown_column", "order", "the nearest is calldate"},
		{"order twice", "order=src,-src", "invalid_value", "order", "twice"},
		{"order by an expression", "order=lower(src)", "unknown_column", "order", ""},
		{"order empty", "order=", "unknown_column", "order", ""},
		{"limit of nothing", "limit=0", "invalid_number", "limit", "at least 1"},
		{"limit below zero", "limit=-1", "invalid_number", "limit", ""},
		{"limit too large", "limit=1001", "limit_too_large", "limit", "at most 1000"},
		{"limit is no number", "limit=abc", "invalid_number", "limit", ""},
		{"limit beyond numbers", "limit=99999999999999999999&format=csv", "invalid_number", "limit", ""},
		{"limit empty", "limit=", "invalid_number", "limit", ""},
		{"count unknown", "count=yes", "invalid_value", "count", "neither exact nor estimated"},
		{"count outside JSON", "count=exact&format=csv", "invalid_value", "count", "JSON"},
		{"format unknown", "format=xls", "invalid_value", "format", "json, ndjson, csv"},
		{"format empty", "format=", "invalid_value", "format", ""},
		{"single parameter twice", "limit=1&limit=2", "invalid_value", "limit", "only once"},
		{"tz twice", "tz=UTC&tz=UTC", "invalid_value", "tz", "only once"},
		{"fields twice", "fields=src&fields=dst", "invalid_value", "fields", "only once"},
		{"NUL", "src=a%00b", "invalid_value", "src", "UTF-8"},
		{"invalid UTF-8", "src=%ff%fe", "invalid_value", "src", "UTF-8"},
		{"UTF-8 of a surrogate", "src=%ed%a0%80", "invalid_value", "src", "UTF-8"},
		{"invalid UTF-8 in like", "src.like=%c3", "invalid_value", "src.like", "UTF-8"},
		{"NUL in a name", "s%00rc=1", "unknown_parameter", "s\x00rc", ""},
		{"bad escape", "src=%zz", "invalid_value", "", "escape %"},
		{"unescaped semicolon", "src=a;dst=b", "invalid_value", "", "escape %"},
		{"escape cut short", "src=abc%", "invalid_value", "", "escape %"},
		{"cursor garbage", "cursor=garbage", "invalid_cursor", "cursor", "next_cursor"},
		{"cursor empty", "cursor=", "invalid_cursor", "cursor", ""},
		{"cursor of another alphabet", "cursor=a%2Bb%2F%3D", "invalid_cursor", "cursor", ""},
		{"several at once", "from=x&limit=0&campain=1&order=nosuch&tz=Nowhere", "unknown_parameter", "campain from limit order tz", "the nearest is campaign"},
		{"several filters at once", "billsec=x&duration=y&src.gt=1&rating.like=2", "invalid_number", "billsec duration rating.like", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := f.fail(t, "/v1/tables/cdr_repo?"+tt.query, http.StatusBadRequest, tt.code)
			var params []string
			for _, e := range p.Errors {
				params = append(params, e.Param)
				if e.Message == "" {
					t.Errorf("parameter %s has no message", e.Param)
				}
			}
			if got := strings.Join(params, " "); got != tt.params {
				t.Errorf("parameters at fault %q, want %q", got, tt.params)
			}
			if text := fmt.Sprint(p); !strings.Contains(text, tt.says) || leak.MatchString(text) {
				t.Errorf("problem %q, want it to say %q and nothing of the database", text, tt.says)
			}
			if p.Type != "/docs/errors#"+tt.code || p.Title == "" || p.Detail == "" {
				t.Errorf("type %q, title %q, detail %q", p.Type, p.Title, p.Detail)
			}
		})
	}
}

func TestForgedCursors(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, rating, billsec, finishtime) VALUES ('2026-03-10T01:00Z', 'a', 1, 1, '2026-03-10'), ('2026-03-10T02:00Z', 'b', 2, 2, '2026-03-10')`)
	const path = "/v1/tables/cdr_repo?limit=1&order=rating,billsec,finishtime&cursor="
	text, ok := f.server.OpenCursor(*f.ask(t, strings.TrimSuffix(path, "&cursor=")).NextCursor)
	if !ok {
		t.Fatal("the cursor was not sealed")
	}
	genuine := `"k":["1","1","2026-03-10 00:00:00+00","2026-03-10 01:00:00+00","`
	if !strings.Contains(text, genuine) {
		t.Fatalf("cursor %s has other values than this test expects", text)
	}
	for name, k := range map[string]string{
		"too few values": `"k":["1","`, "too many values": `"k":["1","1","1",` + genuine[5:], "text for a number": `"k":["x","1","2026-03-10 00:00:00+00","2026-03-10 01:00:00+00","`,
		"text for a whole number":     `"k":["1","1.5","2026-03-10 00:00:00+00","2026-03-10 01:00:00+00","`,
		"month that does not exist":   `"k":["1","1","2026-13-10 00:00:00+00","2026-03-10 01:00:00+00","`,
		"day that does not exist":     `"k":["1","1","2026-02-30 00:00:00+00","2026-03-10 01:00:00+00","`,
		"year nought":                 `"k":["1","1","0000-03-10 00:00:00+00","2026-03-10 01:00:00+00","`,
		"year beyond the database":    `"k":["1","1","999999-03-10 00:00:00+00","2026-03-10 01:00:00+00","`,
		"time of another zone":        `"k":["1","1","2026-03-10 00:00:00+03","2026-03-10 01:00:00+00","`,
		"time by word":                `"k":["1","1","now","2026-03-10 01:00:00+00","`,
		"null where there is none":    `"k":["1","1",null,null,"`,
		"SQL":                         `"k":["1","1","2026-03-10 00:00:00+00'; SELECT 1; --","2026-03-10 01:00:00+00","`,
		"number longer than there is": `"k":["` + strings.Repeat("9", 20_000) + `","1","2026-03-10 00:00:00+00","2026-03-10 01:00:00+00","`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forged := strings.Replace(text, genuine, k, 1)
			f.fail(t, path+f.server.SealCursor(forged), http.StatusBadRequest, "invalid_cursor")
		})
	}
	for name, forged := range map[string]string{
		"range of no order": strings.Replace(text, `"f":"2026`, `"f":"2030`, 1), "range from the beginning": strings.Replace(text, `"f":"2026`, `"f":"0000`, 1),
		"range to the end": strings.Replace(text, `"t":"2026`, `"t":"9999`, 1), "an id of another kind": strings.Replace(text, `"a"]`, `"a\u0000"]`, 1),
		"all values null": `{"k":[null,null,null,null,null,null]}`, "a list": `[]`, "a number": `1`, "null": `null`, "nothing": ``, "deep": strings.Repeat("[", 20_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, _, body := f.get(t, path+f.server.SealCursor(forged))
			if status >= 500 || leak.Match(body) {
				t.Errorf("status %d: %s", status, body)
			}
		})
	}
}

// TestInjection sends SQL in every place; it is refused, or read as plain text.
func TestInjection(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO tags (id, datetime, "user", time) VALUES (1, '2026-01-01', 'ana', 1)`)
	for _, attempt := range []string{
		`'`, `"`, `' OR '1'='1`, `" OR "1"="1`, `1; DROP TABLE tags`, `'; DELETE FROM tags; --`, `id" FROM pg_user; --`, `$1`, `$2::text`, `id) UNION SELECT 1 --`, `\'; --`,
		`(SELECT version())`, `pg_sleep(10)`, `id, (SELECT 1)`, `q.id`, `tags.id`, `*`, `ctid`, `xmin`, `tableoid`, `id"`, `id::text`, `id DESC NULLS FIRST`, `{"a"}`, `a","b`, `\`, `\\"`, `%' --`,
	} {
		escaped := url.QueryEscape(attempt)
		for place, query := range map[string]string{
			"a column's name": escaped + "=1", "an operator": "id." + escaped + "=1", "fields": "fields=" + escaped, "order": "order=" + escaped, "a descending order": "order=-" + escaped,
			"a number": "id=" + escaped, "a time": "datetime=" + escaped, "from": "from=" + escaped, "tz": "tz=" + escaped, "limit": "limit=" + escaped, "count": "count=" + escaped,
			"format": "format=" + escaped, "range": "range=" + escaped, "cursor": "cursor=" + escaped, "null": "id.null=" + escaped,
		} {
			status, _, body := f.get(t, "/v1/tables/tags?"+query)
			if status != http.StatusBadRequest || strings.Contains(string(body), "pq:") {
				t.Errorf("%s as %s: status %d, want 400: %s", attempt, place, status, body)
			}
		}
		for _, name := range []string{"user", "user.gt", "user.like", "user.ilike", "user=nobody&user"} {
			status, _, body := f.get(t, "/v1/tables/tags?"+name+"="+escaped)
			var a answer
			decode(t, body, &a)
			everything := name == "user.gt" || strings.Contains(name, "like") && attempt == "*"
			if status != http.StatusOK || !everything && len(a.Data) != 0 {
				t.Errorf("%s as the text of %s: status %d, %d rows", attempt, name, status, len(a.Data))
			}
		}
		if status, _, body := f.get(t, "/v1/tables/tags/"+url.PathEscape(attempt)); status != http.StatusBadRequest && status != http.StatusNotFound || strings.Contains(string(body), "pq:") {
			t.Errorf("%s as an id: status %d: %s", attempt, status, body)
		}
	}
	if a := f.ask(t, "/v1/tables/tags"); len(a.Data) != 1 {
		t.Errorf("%d rows are left, want 1", len(a.Data))
	}
}

func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for path, near := range map[string]string{
		"/v1/tables/cdr_rep": "/v1/tables/cdr_repo", "/v1/report/queue-summary": "/v1/reports/queue-summary", "/v2": "/v1", "/healtz": "/healthz",
		"/nosuch/at/all/of/it": "", "/v1/tables/cdr_repo/1/2": "", "/v1/tables/%00": "", "/v1/tables/%ff": "", "/%22%3E%3Cscript%3E": "", "/v1//tables/tags": "", "/..%2f..%2fetc/passwd": "",
		"/" + strings.Repeat("x", 5000): "", "/v1/TABLES/TAGS": "/v1/tables/tags",
	} {
		p := f.fail(t, path, http.StatusNotFound, "unknown_route")
		if !strings.Contains(p.Detail, near) || !strings.Contains(p.Detail, "GET /v1") || leak.MatchString(p.Detail) {
			t.Errorf("%.60s: detail %q, want it to name %q", path, p.Detail, near)
		}
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		req, err := http.NewRequestWithContext(t.Context(), method, f.http.URL+"/v1/tables/tags", strings.NewReader(`{"id":1}`))
		if err != nil {
			t.Fatal(err)
		}
		res, err := f.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		var p problem
		decode(t, body, &p)
		if res.StatusCode != http.StatusMethodNotAllowed || p.Code != "method_not_allowed" || !strings.Contains(res.Header.Get("Allow"), "GET") {
			t.Errorf("%s: status %d, code %s, Allow %q", method, res.StatusCode, p.Code, res.Header.Get("Allow"))
		}
	}
}

func TestHost(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, host := range []string{"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.0.1", "[2001:db8::1]:80", "0.0.0.0"} {
		for _, path := range []string{"/v1/tables/tags", "/v1", "/healthz", "/openapi.json", "/nosuch"} {
			status, header, body := f.getWith(t, path, map[string]string{"Host": host})
			if status != http.StatusForbidden || header.Get("Content-Type") != "application/problem+json" || !strings.Contains(string(body), `"wrong_host"`) {
				t.Errorf("Host %s at %s: status %d: %s", host, path, status, body)
			}
		}
	}
	for _, host := range []string{"localhost", "localhost:1", "LocalHost:80", "127.0.0.1", "127.1.2.3:99", "[::1]", "[::1]:8080"} {
		if status, _, body := f.getWith(t, "/v1/tables/tags", map[string]string{"Host": host}); status != http.StatusOK {
			t.Errorf("Host %s: status %d: %s", host, status, body)
		}
	}
}

// TestInternalProblemHidesItsCause breaks a table under the server.
func TestInternalProblemHidesItsCause(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "ALTER TABLE tags RENAME COLUMN guid TO gone")
	status, header, body := f.get(t, "/v1/tables/tags")
	var p problem
	decode(t, body, &p)
	if status != http.StatusInternalServerError || p.Code != "internal" || leak.Match(body) || strings.Contains(string(body), "guid") {
		t.Errorf("status %d: %s", status, body)
	}
	id := header.Get("X-Request-Id")
	lines := strings.Split(f.log.String(), "\n")
	if !slices.ContainsFunc(lines, func(line string) bool {
		return id != "" && strings.Contains(line, id) && strings.Contains(line, "guid") && strings.Contains(line, "level=ERROR")
	}) {
		t.Errorf("the log has no line with the request's id %q and the cause: %s", id, f.log)
	}
}

// TestCodesAreDocumented compares the codes of this file's problems with the page that lists them.
func TestCodesAreDocumented(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, _, page := f.get(t, "/docs/errors")
	for _, path := range []string{"/nosuch", "/v1/tables/tags?x=1", "/v1/tables/tags?fields=x", "/v1/tables/tags/1", "/v1/tables/tags?limit=0", "/v1/tables/tags?cursor=x"} {
		_, _, body := f.get(t, path)
		var p problem
		if err := json.Unmarshal(body, &p); err != nil || !strings.Contains(string(page), `id="`+p.Code+`"`) || p.Type != "/docs/errors#"+p.Code {
			t.Errorf("%s: code %q (%v) is not on /docs/errors", path, p.Code, err)
		}
	}
}
