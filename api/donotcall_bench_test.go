package api_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkDoNotCallCheck checks calls; the list of 200,000 numbers and 20 patterns forbids none or all of them.
func BenchmarkDoNotCallCheck(b *testing.B) {
	f := setupNumbers(b)
	f.exec(b, `INSERT INTO app.do_not_call (number, typed, campaign) SELECT '+598' || 90000000 + i, 'x', CASE i % 2 WHEN 0 THEN '' ELSE 'Sales->' END FROM generate_series(1, 200000) AS i`)
	f.exec(b, `INSERT INTO app.do_not_call (number, patterns, typed) SELECT '+5982' || i || '*', ARRAY['+5982' || i || '%', '2' || i || '%'], 'x' FROM generate_series(100, 119) AS i`)
	f.exec(b, "ANALYZE app.do_not_call")
	for name, number := range map[string]string{"allowed": "094 123 456", "forbidden": "090 000 007"} {
		b.Run(name, func(b *testing.B) {
			var times []time.Duration
			for b.Loop() {
				began := time.Now()
				req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, f.http.URL+"/v1/do-not-call/check", strings.NewReader(`{"number":"`+number+`","campaign":"Sales->","direction":"out","agent":"ana"}`))
				if err != nil {
					b.Fatal(err)
				}
				req.Header.Set("Content-Type", "application/json")
				res, err := f.client.Do(req)
				if err != nil {
					b.Fatal(err)
				}
				body, err := io.ReadAll(res.Body)
				_ = res.Body.Close()
				if err != nil || res.StatusCode != http.StatusOK || strings.Contains(string(body), `"allowed":true`) != (name == "allowed") {
					b.Fatalf("%d %s %v", res.StatusCode, body, err)
				}
				times = append(times, time.Since(began))
			}
			slices.Sort(times)
			b.ReportMetric(times[len(times)/2].Seconds()*1000, "ms-p50")
			b.ReportMetric(times[len(times)*99/100].Seconds()*1000, "ms-p99")
		})
	}
}

// BenchmarkDoNotCallChange adds a number that one of 300,000 records waits for, and removes it again.
func BenchmarkDoNotCallChange(b *testing.B) {
	f := setupNumbers(b)
	f.exec(b, `INSERT INTO app.do_not_call (number, typed, campaign) SELECT '+598' || 90000000 + i, 'x', '' FROM generate_series(1, 200000) AS i`)
	f.exec(b, `INSERT INTO calls_spool (campaign, destination, number) SELECT 'Sales->', 'x', '+598' || 91000000 + i FROM generate_series(1, 300000) AS i`)
	f.exec(b, "ANALYZE app.do_not_call, calls_spool")
	post := func(method, path, body string) []byte {
		req, err := http.NewRequestWithContext(b.Context(), method, f.http.URL+"/v1/do-not-call"+path, strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := f.client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode >= http.StatusBadRequest {
			b.Fatalf("%d %s %v", res.StatusCode, text, err)
		}
		return text
	}
	for b.Loop() {
		var e struct{ ID, Blocked, Released int64 }
		decode(b, post(http.MethodPost, "", `{"number":"091 000 007"}`), &e)
		decode(b, post(http.MethodDelete, fmt.Sprintf("/%d", e.ID), ""), &e)
		if e.Blocked != 1 || e.Released != 1 {
			b.Fatalf("%+v", e)
		}
	}
}
