package main

import (
	_ "embed"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

//go:embed schema.sql
var schema string

// TestAnswers asks the example as its users would.
func TestAnswers(t *testing.T) {
	t.Parallel()
	conn := dbtest.NewEmpty(t)
	for _, text := range []string{schema,
		"INSERT INTO book VALUES (1, 'Emma', 'novel'), (2, 'Walden', 'essay'), (3, 'Dracula', 'novel')",
		"INSERT INTO loan VALUES (1, 1, '2026-03-01 10:00Z', '2026-03-11 10:00Z'), (2, 2, '2026-03-02 10:00Z', NULL), (3, 3, '2026-04-01 10:00Z', '2026-04-02 10:00Z')"} {
		if _, err := conn.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	h, err := handler(conn, []byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	get := func(t *testing.T, path string) (int, string) {
		t.Helper()
		res, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(body)
	}
	for path, want := range map[string]string{
		"/v1/loans?genre=novel&order=-lent_at&fields=id,title&format=csv": "id,title\n3,Dracula\n1,Emma\n",
		"/v1/loans?longer_than=5&genre=novel&fields=title&format=ndjson":  `{"title":"Emma"}` + "\n",
		"/v1/reports/loans-by-genre?from=2026-03-01&to=2026-05-01&interval=month&fields=interval_start,genre,lent,returned&format=csv&dates=local": "interval_start,genre,lent,returned\n" +
			"2026-03-01 00:00:00,essay,1,0\n2026-04-01 00:00:00,essay,0,0\n2026-03-01 00:00:00,novel,1,1\n2026-04-01 00:00:00,novel,1,1\n",
	} {
		t.Run(path, func(t *testing.T) {
			if status, body := get(t, path); status != http.StatusOK || strings.ReplaceAll(strings.TrimPrefix(body, "\ufeff"), "\r\n", "\n") != want {
				t.Errorf("%d %q, want %q", status, body, want)
			}
		})
	}
	t.Run("pages", func(t *testing.T) {
		var titles []string
		for path := "/v1/loans?limit=2"; ; {
			var page struct {
				Data       []struct{ Title string }
				NextCursor *string `json:"next_cursor"`
			}
			_, body := get(t, path)
			if err := json.Unmarshal([]byte(body), &page); err != nil {
				t.Fatalf("%v: %s", err, body)
			}
			for _, loan := range page.Data {
				titles = append(titles, loan.Title)
			}
			if page.NextCursor == nil {
				break
			}
			path = "/v1/loans?limit=2&cursor=" + *page.NextCursor
		}
		if strings.Join(titles, ",") != "Emma,Walden,Dracula" {
			t.Errorf("titles %q", titles)
		}
	})
	t.Run("mistakes", func(t *testing.T) {
		if status, body := get(t, "/v1/loans?gerne=novel"); status != http.StatusBadRequest || !strings.Contains(body, "genre") {
			t.Errorf("%d %s, want the nearest name", status, body)
		}
	})
}
