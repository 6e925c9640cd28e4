package api_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	apiproblem "github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/reports"
)

// TestAnswersInGoAreThoseOfHTTP compares the answers of package reports to all examples with those of the server.
func TestAnswersInGoAreThoseOfHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	dbtest.Fill(t, f.db)
	client, err := reports.Open(reports.Options{DatabaseURL: f.url, Now: f.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	asked := 0
	for _, r := range db.Routes() {
		for _, example := range r.Examples {
			path, query, _ := strings.Cut(example, "?")
			if path != r.Path || strings.HasPrefix(path, "/v1/events/") { // those are all alike
				continue
			}
			asked++
			status, _, body := f.get(t, example)
			want := string(body)
			values, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			var options []reports.Option
			for name, list := range values {
				for _, v := range list {
					options = append(options, reports.Set(name, v))
				}
			}
			var got bytes.Buffer
			if err := client.Write(t.Context(), &got, strings.TrimPrefix(path, "/v1/reports/"), options...); err != nil {
				got.WriteString(apiproblem.Of(err).Code)
			}
			if status == http.StatusOK && got.String() != want || status != http.StatusOK && !strings.Contains(want, got.String()) {
				t.Errorf("%s: %s, want %s", example, got.String(), want)
			}
		}
	}
	if asked < 60 {
		t.Errorf("only %d examples were asked", asked)
	}
}
