package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// serve answers a request without a network.
func (f *fixture) serve(path, rawQuery, accept string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.server.ServeHTTP(w, &http.Request{
		Method: http.MethodGet, URL: &url.URL{Path: path, RawQuery: rawQuery}, Host: "localhost",
		Header: http.Header{"Accept": {accept}}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: http.NoBody,
	})
	return w
}

// mustNotFail checks the properties of every answer to any request.
func mustNotFail(t *testing.T, f *fixture, w *httptest.ResponseRecorder) {
	t.Helper()
	body := w.Body.Bytes()
	switch {
	case w.Code >= http.StatusInternalServerError:
		t.Fatalf("status %d: %s; log: %s", w.Code, body, f.log)
	case w.Code >= http.StatusBadRequest:
		var p problem
		decode(t, body, &p)
		if w.Header().Get("Content-Type") != "application/problem+json" || p.Code == "" || p.Title == "" || p.Status != w.Code {
			t.Fatalf("status %d, no good problem: %s", w.Code, body)
		}
	case w.Header().Get("Content-Type") == "application/json" && !json.Valid(body):
		t.Fatalf("no JSON: %s", body)
	case !utf8.Valid(body):
		t.Fatalf("no UTF-8: %q", body)
	}
}

// fuzzed is a fixture with rows in every table, made once for all inputs.
func fuzzed(f *testing.F) *fixture {
	x := setupWith(f, func(o *api.Options) { o.Timeout = 10 * time.Second })
	dbtest.Fill(f, x.db)
	return x
}

// FuzzQuery sends any query string to every route.
func FuzzQuery(f *testing.F) {
	for _, query := range []string{
		"", "from=2026-03-09&to=2026-03-10&tz=America/Montevideo", "range=last-7-days&interval=15m&hours=08:00-17:00&weekdays=1-5", "order=-calldate,src&limit=1&fields=src,id",
		"src.like=55*&billsec.gte=60&campaign=a&campaign=b&agent.ne=x", "format=csv&limit=9223372036854775807", "format=ndjson&total=true", "count=estimated&rating=1.50",
		"id=9223372036854775807", "calldate=2026-03-09T10:00:00.123456789Z", "from=0001-01-01&to=9999-12-31T23:59:59.999999999-14:00", "cursor=eyJxIjoiIn0", "%zz", "a=%00", "=&&=;",
		"active=true&active.null=false", "sl_threshold=20&sl_formula=answered_only&sl_exits=true", "queue.ilike=S*\\*&offered.gt=0&service_level.null=true", "finishtime.lt=2026-01-01",
	} {
		for route := range 4 {
			f.Add(uint16(route*7), query, "*/*")
		}
	}
	f.Add(uint16(0), "", "text/csv;q=0.1, application/x-ndjson, */*;q=0")
	x := fuzzed(f)
	routes := db.Routes()
	f.Fuzz(func(t *testing.T, route uint16, rawQuery, accept string) {
		path := strings.ReplaceAll(routes[int(route)%len(routes)].Path, "{id}", "1")
		mustNotFail(t, x, x.serve(path, rawQuery, accept))
	})
}

// FuzzFilter gives any column any operator and value.
func FuzzFilter(f *testing.F) {
	f.Add(uint16(0), uint16(0), "", "x")
	f.Add(uint16(6), uint16(3), ".gt", "2026-01-01")
	f.Add(uint16(6), uint16(10), ".lte", "-99999999999999999999.5")
	f.Add(uint16(6), uint16(2), ".like", `%_\*`)
	x := fuzzed(f)
	routes := db.Routes()
	f.Fuzz(func(t *testing.T, route, column uint16, operator, value string) {
		r := routes[int(route)%len(routes)]
		c := r.Columns[int(column)%len(r.Columns)]
		query := url.Values{c.Name + operator: {value, value + "1"}, c.Name + ".ne": {value}}
		if operator != "" {
			query[c.Name+operator] = []string{value}
		}
		mustNotFail(t, x, x.serve(strings.ReplaceAll(r.Path, "{id}", "1"), query.Encode(), ""))
	})
}

// FuzzCursor forges the values of a cursor that belongs to the request.
func FuzzCursor(f *testing.F) {
	const order = "order=rating,-billsec,finishtime,src&limit=1&range=yesterday"
	x := fuzzed(f)
	var a answer
	if err := json.Unmarshal(x.serve("/v1/tables/cdr_repo", order, "").Body.Bytes(), &a); err != nil || a.NextCursor == nil {
		f.Fatalf("no cursor to begin with: %v", err)
	}
	text, ok := x.server.OpenCursor(*a.NextCursor)
	if !ok {
		f.Fatal("the cursor was not sealed")
	}
	var genuine map[string]any
	if err := json.Unmarshal([]byte(text), &genuine); err != nil {
		f.Fatal(err)
	}
	f.Add("1.5", "5", "2026-03-09 10:00:00+00", "x", "2026-03-09 10:00:00+00", "1", byte(0), "2026-03-09T00:00:00Z")
	f.Add("NaN", "-5", "infinity", "", "20000-01-01 00:00:00.123456+00", "", byte(1), "")
	f.Add("-Infinity", "", "0044-03-15 00:00:00+00 BC", "\x00", "-infinity", "9", byte(255), "0001-01-01T00:00:00Z")
	f.Fuzz(func(t *testing.T, rating, billsec, finishtime, src, calldate, id string, nulls byte, from string) {
		values := []any{rating, billsec, finishtime, src, calldate, id, src}
		for i := range values {
			if nulls&(1<<i) != 0 {
				values[i] = nil
			}
		}
		forged := map[string]any{"q": genuine["q"], "k": values, "f": genuine["f"], "t": genuine["t"]}
		if from != "" {
			forged["f"] = from
		}
		text, err := json.Marshal(forged)
		if err != nil {
			t.Skip()
		}
		mustNotFail(t, x, x.serve("/v1/tables/cdr_repo", order+"&cursor="+x.server.SealCursor(string(text)), ""))
	})
}
