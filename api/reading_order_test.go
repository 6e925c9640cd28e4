package api_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// pages follows next_cursor to the end and collects one column.
func (f *fixture) pages(t *testing.T, path, column string) []string {
	t.Helper()
	var out []string
	cursor := ""
	for {
		a := f.ask(t, path+cursor)
		for _, v := range a.column(column) {
			out = append(out, fmt.Sprint(v))
		}
		if a.NextCursor == nil {
			return out
		}
		if cursor = "&cursor=" + *a.NextCursor; len(a.Data) == 0 || len(out) > 100_000 {
			t.Fatalf("paging %s does not end", path)
		}
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO tags (id, datetime, "user", time) VALUES
		(1, '2026-01-03', 'b', 2), (2, '2026-01-01', 'a', NULL), (3, '2026-01-02', NULL, 1), (4, '2026-01-02', 'a', 2), (5, '2026-01-01', NULL, NULL)`)
	tests := []struct{ name, order, want string }{
		{"the key is the default", "", "2 5 3 4 1"},
		{"ascending with nulls last", "time", "3 4 1 2 5"},
		{"descending with nulls last", "-time", "1 4 3 5 2"},
		{"the rest of the key follows the last direction", "-user", "1 4 2 3 5"},
		{"several columns in mixed directions", "-time,user", "4 1 3 2 5"},
		{"mixed the other way", "user,-time", "4 2 1 3 5"},
		{"the key itself descending", "-datetime", "1 4 3 5 2"},
		{"the key in another order", "-id", "5 4 3 2 1"},
		{"key columns mixed", "-datetime,id", "1 3 4 2 5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			query := "?fields=id"
			if tt.order != "" {
				query += "&order=" + tt.order
			}
			if got := f.ask(t, "/v1/tables/tags"+query).names("id"); got != tt.want {
				t.Errorf("%s: rows %q, want %q", query, got, tt.want)
			}
			for limit := 1; limit <= 3; limit++ {
				if got := strings.Join(f.pages(t, fmt.Sprintf("/v1/tables/tags%s&limit=%d", query, limit), "id"), " "); got != tt.want {
					t.Errorf("%s by pages of %d: rows %q, want %q", query, limit, got, tt.want)
				}
			}
		})
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO tags (id, datetime, "user") VALUES (1, '2026-01-03', 'b')`)
	t.Run("all columns in the order of the query are the default", func(t *testing.T) {
		t.Parallel()
		_, _, body := f.get(t, "/v1/tables/tags")
		want := `{"data":[{"id":1,"datetime":"2026-01-03T00:00:00Z","user":"b","guid":null,"time":null,"comment":null,"position":null,"import_id":null}],` +
			`"next_cursor":null,"from":null,"to":null,"tz":"UTC","as_of":"2026-03-10T12:00:00Z"}` + "\n"
		if string(body) != want {
			t.Errorf("answer\n%s want\n%s", body, want)
		}
	})
	t.Run("those asked for come in the order asked for", func(t *testing.T) {
		t.Parallel()
		if _, _, body := f.get(t, "/v1/tables/tags?fields=user,id&order=datetime"); !strings.HasPrefix(string(body), `{"data":[{"user":"b","id":1}],`) {
			t.Errorf("answer %s", body)
		}
	})
}

func TestLimit(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO tags (id, datetime) SELECT i, '2026-01-01' FROM generate_series(1, 1500) AS i")
	for query, want := range map[string]int{"": 100, "limit=1": 1, "limit=1000": 1000, "limit=1500&format=ndjson": 1500, "limit=7&format=ndjson": 7,
		"format=ndjson": 1500, "format=csv": 1501, "limit=1001&format=csv": 1002, "limit=9223372036854775807&format=ndjson": 1500,
		"limit=9223372036854775806&format=csv": 1501} {
		status, _, body := f.get(t, "/v1/tables/tags?fields=id&"+query)
		got := strings.Count(string(body), "\n")
		if !strings.Contains(query, "format") {
			var a answer
			decode(t, body, &a)
			got = len(a.Data)
		}
		if status != http.StatusOK || got != want {
			t.Errorf("%s: status %d and %d rows or lines, want 200 and %d: %.200s", query, status, got, want, body)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO tags (id, datetime, "user") SELECT i, '2026-01-01', 'u' || i % 4 FROM generate_series(1, 1000) AS i`)
	f.exec(t, "ANALYZE tags")
	first := f.ask(t, "/v1/tables/tags?user=u1&limit=10&count=exact")
	if first.Count == nil || *first.Count != 250 {
		t.Fatalf("exact count %v, want 250", first.Count)
	}
	if second := f.ask(t, "/v1/tables/tags?user=u1&limit=10&count=exact&cursor="+*first.NextCursor); *second.Count != 250 {
		t.Errorf("exact count on the second page %d, want 250 as on the first", *second.Count)
	}
	if a := f.ask(t, "/v1/tables/tags?user=u1&count=estimated"); a.Count == nil || *a.Count < 100 || *a.Count > 500 {
		t.Errorf("estimated count %v, want about 250", a.Count)
	}
	if a := f.ask(t, "/v1/tables/tags?user=nobody&count=exact"); a.Count == nil || *a.Count != 0 {
		t.Errorf("count of nothing %v, want 0", a.Count)
	}
	if a := f.ask(t, "/v1/tables/tags"); a.Count != nil {
		t.Errorf("count %d although not asked for", *a.Count)
	}
	t.Run("more counts at once than connections end all the same", func(t *testing.T) {
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() {
				if a := f.ask(t, "/v1/tables/tags?limit=1&count=exact"); a.Count == nil || *a.Count != 1000 {
					t.Errorf("count %v, want 1000", a.Count)
				}
			})
		}
		all.Wait()
	})
}

// TestPagingWhileRowsComeIn pages over 10,000 rows while another connection inserts: every row that existed at the
// beginning is returned exactly once.
func TestPagingWhileRowsComeIn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const many = 10_000
	f.exec(t, `INSERT INTO tags (id, datetime, "user", time) SELECT i, '2026-01-01'::timestamptz + (i / 3) * interval '1 second',
		CASE WHEN i % 5 > 0 THEN 'u' || i % 7 END, CASE WHEN i % 3 > 0 THEN i % 100 END FROM generate_series(1, $1::int) AS i`, many)
	stop := make(chan struct{})
	var inserter sync.WaitGroup
	inserter.Go(func() {
		for n := many + 1; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := f.db.Exec(`INSERT INTO tags (id, datetime, "user", time) VALUES ($1, '2026-01-01'::timestamptz + $2 * interval '1 second', $3, $4)`,
				n, rand.IntN(3400), []any{nil, "u3", "zz"}[rand.IntN(3)], []any{nil, 50, 1000}[rand.IntN(3)]); err != nil {
				t.Errorf("insert: %v", err)
				return
			}
		}
	})
	t.Cleanup(inserter.Wait)
	t.Cleanup(func() { close(stop) })
	for _, order := range []string{"datetime", "-datetime", "time", "-time", "-time,user", "user,-datetime,id"} {
		seen := make(map[string]int, many)
		for _, id := range f.pages(t, "/v1/tables/tags?limit=1000&fields=id&order="+order, "id") {
			seen[id]++
		}
		for id, times := range seen {
			if times > 1 {
				t.Errorf("order %s: row %s came %d times", order, id, times)
			}
		}
		for i := 1; i <= many; i++ {
			if seen[fmt.Sprint(i)] == 0 {
				t.Errorf("order %s: row %d is missing", order, i)
			}
		}
	}
}

func TestCursorBelongsToItsRequest(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.cdr(t, "a", "2026-03-10T01:00:00Z", "b", "2026-03-10T02:00:00Z", "c", "2026-03-10T03:00:00Z")
	f.exec(t, "INSERT INTO queue_log_repo (datetime, callid) VALUES ('2026-03-10T01:00:00Z', 'x')")
	const path = "/v1/tables/cdr_repo?"
	asked := url.Values{"from": {"2026-03-10"}, "to": {"2026-03-11"}, "order": {"-src"}, "src.ne": {"z"}, "limit": {"1"}}
	next := *f.ask(t, path+asked.Encode()).NextCursor
	changed := func(name string, values ...string) string {
		q := url.Values{"cursor": {next}}
		for k, v := range asked {
			q[k] = v
		}
		if q[name] = values; len(values) == 0 {
			delete(q, name)
		}
		return q.Encode()
	}
	for name, query := range map[string]string{
		"another limit": changed("limit", "2"), "no limit": changed("limit"), "other fields": changed("fields", "src,id"),
		"a count": changed("count", "exact"), "a format by name": changed("format", "json"),
	} {
		t.Run(name+" goes on after the row", func(t *testing.T) {
			if got := f.ask(t, path+query).names("src"); !strings.HasPrefix(got, "b") {
				t.Errorf("rows %q, want them to begin with b", got)
			}
		})
	}
	for name, query := range map[string]string{
		"another from": changed("from", "2026-03-09"), "no to": changed("to"), "another order": changed("order", "src"), "no order": changed("order"),
		"another filter": changed("src.ne", "y"), "a filter more": changed("dst", "1"), "no filter": changed("src.ne"), "a value more": changed("src.ne", "z", "y"),
		"another zone": changed("tz", "Europe/Madrid"),
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			if p := f.fail(t, path+query, http.StatusBadRequest, "invalid_cursor"); p.Errors[0].Param != "cursor" {
				t.Errorf("errors %v", p.Errors)
			}
		})
	}
	t.Run("another route is refused", func(t *testing.T) {
		f.fail(t, "/v1/tables/queue_log_repo?from=2026-03-10&to=2026-03-11&cursor="+next, http.StatusBadRequest, "invalid_cursor")
	})
	t.Run("ndjson and csv take it as well", func(t *testing.T) {
		if _, _, body := f.get(t, path+changed("format", "ndjson")); !strings.Contains(string(body), `"src":"b"`) {
			t.Errorf("ndjson: %s", body)
		}
	})
}

func TestCursorKeepsTheRange(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"", "range=today", "range=last-24-hours", "from=2026-03-10"} {
		t.Run("of "+query+" when the clock moves on", func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.cdr(t, "a", "2026-03-10T01:00:00Z", "b", "2026-03-10T02:00:00Z", "late", "2026-03-10T13:00:00Z")
			first := f.ask(t, "/v1/tables/cdr_repo?limit=1&"+query)
			f.clock.add(26 * 3600e9)
			second := f.ask(t, "/v1/tables/cdr_repo?limit=5&"+query+"&cursor="+*first.NextCursor)
			if got := second.names("src"); got != "b" || !second.From.Equal(*first.From) || !second.To.Equal(*first.To) {
				t.Errorf("second page %q of %v to %v, want b of %v to %v", got, second.From, second.To, first.From, first.To)
			}
		})
	}
}

func TestCursorOfExport(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO tags (id, datetime) SELECT i, '2026-01-01' FROM generate_series(1, 5) AS i")
	var ids []string
	cursor := ""
	for {
		res := f.open(t, "/v1/tables/tags?format=ndjson&limit=2"+cursor, nil)
		d := json.NewDecoder(res.Body)
		for d.More() {
			var row struct{ ID json.Number }
			if err := d.Decode(&row); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, row.ID.String())
		}
		_ = res.Body.Close()
		if cursor = res.Header.Get("X-Next-Cursor"); cursor == "" {
			break
		}
		cursor = "&cursor=" + cursor
	}
	if want := []string{"1", "2", "3", "4", "5"}; !slices.Equal(ids, want) {
		t.Errorf("rows %v, want %v", ids, want)
	}
}
