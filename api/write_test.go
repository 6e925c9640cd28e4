package api_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// reply is the answer to a write.
type reply struct {
	status int
	header http.Header
	body   string
}

// code is that of the problem in the answer; empty if it is not a problem.
func (r reply) code(t testing.TB) string {
	t.Helper()
	if r.header.Get("Content-Type") != "application/problem+json" {
		return ""
	}
	var p problem
	decode(t, []byte(r.body), &p)
	if p.Status != r.status {
		t.Errorf("status %d with a problem of status %d", r.status, p.Status)
	}
	return p.Code
}

// submit sends a request with a body; headers are pairs of name and value over those of a JSON body.
func (f *fixture) submit(t testing.TB, method, path, body string, headers ...string) reply {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, f.http.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Del(headers[i])
		for value := range strings.SplitSeq(headers[i+1], "|") {
			req.Header.Add(headers[i], value)
		}
	}
	res, err := f.client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: read answer: %v", method, path, err)
	}
	checkDocumented(t, req, res, text)
	return reply{res.StatusCode, res.Header, string(text)}
}

// post sends a tag.
func (f *fixture) post(t testing.TB, body string, headers ...string) reply {
	t.Helper()
	return f.submit(t, http.MethodPost, "/v1/tags", body, headers...)
}

// want fails the test if the answer is a different one.
func (r reply) want(t testing.TB, status int, code string) {
	t.Helper()
	if got := r.code(t); r.status != status || got != code {
		t.Errorf("status %d %s, want %d %s: %s", r.status, got, status, code, r.body)
	}
	if r.status >= http.StatusBadRequest && leak.MatchString(r.body) {
		t.Errorf("the answer reveals internals: %s", r.body)
	}
}

// count counts the rows of a table.
func (f *fixture) count(t testing.TB, from string) int {
	t.Helper()
	var n int
	if err := f.db.QueryRowContext(t.Context(), "SELECT count(*) FROM "+from).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// written checks the numbers of tags, audit rows and stored answers.
func (f *fixture) written(t testing.TB, tags, audit, kept int) {
	t.Helper()
	for table, want := range map[string]int{"tags": tags, "auditory": audit, "app.write_answer": kept} {
		if got := f.count(t, table); got != want {
			t.Errorf("%s has %d rows, want %d", table, got, want)
		}
	}
}

// setupWrites is setup with a record of the call g-1.
func setupWrites(t testing.TB) *fixture {
	t.Helper()
	f := setupWith(t, func(o *api.Options) { o.Connections = 50 }) // so that no request waits at the gate
	f.exec(t, "INSERT INTO cdr_repo (calldate, uniqueid, guid) VALUES ('2026-03-09T10:00:00Z', '1', 'g-1')")
	return f
}

// lockAudit keeps every write from ending until it is unlocked.
func (f *fixture) lockAudit(t *testing.T) (unlock func()) {
	t.Helper()
	tx, err := f.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "LOCK TABLE auditory IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
}

// awaitWaiting waits until a write waits for that lock.
func (f *fixture) awaitWaiting(t *testing.T) {
	t.Helper()
	eventually(t, "a write waits for the lock", func() bool {
		return f.count(t, `pg_locks
			WHERE NOT granted
			  AND relation = 'auditory'::regclass
			  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`) > 0
	})
}

const goodTag = `{"guid":"g-1","time":75,"comment":"asks for <Ana> & \"the\" manager"}`

func TestTag(t *testing.T) {
	t.Parallel()
	f := setupWrites(t)
	f.clock.add(123456789)
	r := f.post(t, goodTag)
	r.want(t, http.StatusCreated, "")
	if want := `{"id":1,"datetime":"2026-03-10T12:00:00.123456Z","user":"local","guid":"g-1","time":75,"comment":"asks for <Ana> & \"the\" manager"}` + "\n"; r.body != want {
		t.Errorf("answer %s, want %s", r.body, want)
	}
	if kind := r.header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("Content-Type %q", kind)
	}
	row := f.ask(t, "/v1/tables/tags").Data[0]
	if row["user"] != "local" || row["guid"] != "g-1" || sprint(row["time"]) != "75" || row["comment"] != `asks for <Ana> & "the" manager` || row["datetime"] != "2026-03-10T12:00:00.123456Z" {
		t.Errorf("the row is %v", row)
	}
	audit := f.ask(t, "/v1/tables/auditory").Data
	if len(audit) != 1 || audit[0]["userid"] != "local" || audit[0]["host"] != "127.0.0.1" || audit[0]["action"] != "POST /v1/tags: tag 1 on call g-1" || audit[0]["datetime"] != row["datetime"] {
		t.Errorf("the audit rows are %v", audit)
	}
	f.written(t, 1, 1, 0)
	t.Run("a header does not change the address in the audit row", func(t *testing.T) {
		f.post(t, goodTag, "X-Forwarded-For", "192.0.2.1", "X-Real-Ip", "192.0.2.1").want(t, http.StatusCreated, "")
		if n := f.count(t, "auditory WHERE host = '127.0.0.1'"); n != 2 {
			t.Errorf("%d audit rows name the client, want 2", n)
		}
	})
}

func TestTagRefused(t *testing.T) {
	t.Parallel()
	f := setupWrites(t)
	long := strings.Repeat("ñ", 256)
	tests := []struct {
		name, body string
		status     int
		code       string
		says       string
	}{
		{"unknown guid", `{"guid":"g-2","time":1,"comment":""}`, 404, "not_found", `"param":"guid"`},
		{"nothing", ``, 400, "invalid_json", "empty"},
		{"blanks", "  \n", 400, "invalid_json", "empty"},
		{"no JSON", `guid=g-1`, 400, "invalid_json", "invalid character"},
		{"half of it", `{"guid":"g-1","time":1,"comm`, 400, "invalid_json", "unexpected end"},
		{"two values", goodTag + goodTag, 400, "invalid_json", "after top-level value"},
		{"a comma too many", `{"guid":"g-1","time":1,"comment":"",}`, 400, "invalid_json", ""},
		{"no UTF-8", "{\"guid\":\"g-1\",\"time\":1,\"comment\":\"\xff\"}", 400, "invalid_json", "UTF-8"},
		{"a zero byte", `{"guid":"g-1","time":1,"comment":"a\u0000b"}`, 400, "invalid_json", "U+0000"},
		{"a zero byte in a name", `{"guid":"g-1","time":1,"comment":"","\u0000":1}`, 422, "invalid_body", "no such member"},
		{"a member twice", `{"guid":"g-1","time":1,"comment":"","guid":"g-2"}`, 400, "invalid_json", `guid\" is given twice`},
		{"deeper than anything", strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000), 400, "invalid_json", "depth"},
		{"a list", `[]`, 422, "invalid_body", "it is of type array, not object"},
		{"null", `null`, 422, "invalid_body", "it is of type null, not object"},
		{"nothing in it", `{}`, 422, "invalid_body", `{"param":"comment","message":"it is missing"},{"param":"guid","message":"it is missing"},{"param":"time","message":"it is missing"}`},
		{"unknown member", `{"guid":"g-1","time":1,"comment":"","coment":"x"}`, 422, "invalid_body", `{"param":"coment","message":"there is no such member; the nearest is comment"}`},
		{"another case", `{"GUID":"g-1","time":1,"comment":""}`, 422, "invalid_body", `{"param":"GUID","message":"there is no such member; the nearest is guid"},{"param":"guid"`},
		{"a null member", `{"guid":null,"time":1,"comment":""}`, 422, "invalid_body", "it is of type null, not string"},
		{"empty guid", `{"guid":"","time":1,"comment":""}`, 422, "invalid_body", "it has 0 characters; at least 1 are needed"},
		{"long guid", `{"guid":"` + long + `","time":1,"comment":""}`, 422, "invalid_body", "it has 256 characters; at most 255 are allowed"},
		{"long comment", `{"guid":"g-1","time":1,"comment":"` + strings.Repeat("x", 4001) + `"}`, 422, "invalid_body", "at most 4000"},
		{"time is a text", `{"guid":"g-1","time":"1","comment":""}`, 422, "invalid_body", "it is of type string, not integer"},
		{"time has decimals", `{"guid":"g-1","time":1.5,"comment":""}`, 422, "invalid_body", "it is of type number, not integer"},
		{"time has an exponent", `{"guid":"g-1","time":1e1,"comment":""}`, 422, "invalid_body", `"param":"time"`},
		{"time below zero", `{"guid":"g-1","time":-1,"comment":""}`, 422, "invalid_body", "it is less than 0"},
		{"time too large", `{"guid":"g-1","time":2147483648,"comment":""}`, 422, "invalid_body", "it is more than 2147483647"},
		{"time beyond numbers", `{"guid":"g-1","time":` + strings.Repeat("9", 400) + `,"comment":""}`, 422, "invalid_body", "it is more than"},
		{"a huge exponent", `{"guid":"g-1","time":1e999999999,"comment":""}`, 422, "invalid_body", `"param":"time"`},
		{"too long", `{"guid":"g-1","time":1,"comment":"` + strings.Repeat("x", 64<<10) + `"}`, 413, "body_too_large", "65536 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := f.post(t, tt.body)
			r.want(t, tt.status, tt.code)
			if !strings.Contains(r.body, tt.says) || len(r.body) > 2000 {
				t.Errorf("the answer does not say %s: %.3000s", tt.says, r.body)
			}
		})
	}
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=latin1", "application/jsonx", "/", "text/plain; application/json"} {
		t.Run("Content-Type "+kind, func(t *testing.T) {
			f.post(t, goodTag, "Content-Type", kind).want(t, http.StatusUnsupportedMediaType, "unsupported_media_type")
		})
	}
	t.Run("compressed", func(t *testing.T) {
		f.post(t, goodTag, "Content-Encoding", "gzip").want(t, http.StatusUnsupportedMediaType, "unsupported_media_type")
	})
	for name, key := range map[string]string{"empty": "", "long": strings.Repeat("k", 256), "not ASCII": "clé", "twice": "a|b"} {
		t.Run("Idempotency-Key "+name, func(t *testing.T) {
			f.post(t, goodTag, "Idempotency-Key", key).want(t, http.StatusBadRequest, "invalid_value")
		})
	}
	t.Run("parameter in the query", func(t *testing.T) {
		f.submit(t, http.MethodPost, "/v1/tags?dry_run=true", goodTag).want(t, http.StatusBadRequest, "unknown_parameter")
		f.submit(t, http.MethodPost, "/v1/tags?%zz", goodTag).want(t, http.StatusBadRequest, "invalid_value")
	})
	t.Run("other methods", func(t *testing.T) {
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			f.submit(t, method, "/v1/tags", "").want(t, http.StatusMethodNotAllowed, "method_not_allowed")
		}
	})
	f.written(t, 0, 0, 0)
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	t.Run("the same request again gets the same answer and does nothing", func(t *testing.T) {
		t.Parallel()
		f := setupWrites(t)
		first := f.post(t, goodTag, "Idempotency-Key", "k 1")
		first.want(t, http.StatusCreated, "")
		for range 2 {
			f.clock.add(time.Hour)
			again := f.post(t, goodTag, "Idempotency-Key", "k 1")
			if again.status != first.status || again.body != first.body || again.header.Get("Content-Type") != first.header.Get("Content-Type") {
				t.Errorf("%d %s, want %d %s", again.status, again.body, first.status, first.body)
			}
			if first.header.Get("Idempotency-Replayed") != "" || again.header.Get("Idempotency-Replayed") != "true" {
				t.Errorf("Idempotency-Replayed is %q, then %q", first.header.Get("Idempotency-Replayed"), again.header.Get("Idempotency-Replayed"))
			}
		}
		f.written(t, 1, 1, 1)
	})
	t.Run("a refusal is repeated, whatever has changed", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		first := f.post(t, goodTag, "Idempotency-Key", "k")
		first.want(t, http.StatusNotFound, "not_found")
		f.exec(t, "INSERT INTO cdr_repo (calldate, uniqueid, guid) VALUES ('2026-03-09T10:00:00Z', '1', 'g-1')")
		again := f.post(t, goodTag, "Idempotency-Key", "k")
		again.want(t, http.StatusNotFound, "not_found")
		if again.body != first.body || again.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s %v, want %s", again.body, again.header, first.body)
		}
		f.written(t, 0, 0, 1)
		f.post(t, goodTag).want(t, http.StatusCreated, "")
	})
	t.Run("an invalid body does not use up the key", func(t *testing.T) {
		t.Parallel()
		f := setupWrites(t)
		f.post(t, `{}`, "Idempotency-Key", "k").want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusCreated, "")
	})
	t.Run("another body is a conflict", func(t *testing.T) {
		t.Parallel()
		f := setupWrites(t)
		f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusCreated, "")
		f.post(t, strings.Replace(goodTag, "75", "76", 1), "Idempotency-Key", "k").want(t, http.StatusConflict, "idempotency_conflict")
		f.written(t, 1, 1, 1)
		f.post(t, goodTag, "Idempotency-Key", "K").want(t, http.StatusCreated, "")
	})
	t.Run("a request is refused while the first one runs", func(t *testing.T) {
		t.Parallel()
		f := setupWrites(t)
		unlock := f.lockAudit(t)
		var running sync.WaitGroup
		running.Go(func() { f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusCreated, "") })
		f.awaitWaiting(t)
		r := f.post(t, goodTag, "Idempotency-Key", "k")
		r.want(t, http.StatusConflict, "still_running")
		if r.header.Get("Retry-After") != "1" {
			t.Errorf("Retry-After %q, want 1", r.header.Get("Retry-After"))
		}
		unlock()
		running.Wait()
		f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusCreated, "")
		f.written(t, 1, 1, 1)
	})
	t.Run("fifty at once do it once", func(t *testing.T) {
		t.Parallel()
		f := setupWrites(t)
		replies := make([]reply, 50)
		var all sync.WaitGroup
		for i := range replies {
			all.Go(func() { replies[i] = f.post(t, goodTag, "Idempotency-Key", "k") })
		}
		all.Wait()
		bodies := map[string]bool{}
		for _, r := range replies {
			if r.status == http.StatusCreated {
				bodies[r.body] = true
			} else {
				r.want(t, http.StatusConflict, "still_running")
			}
		}
		if len(bodies) != 1 {
			t.Errorf("the answers are %v, want one", bodies)
		}
		f.written(t, 1, 1, 1)
	})
	t.Run("fifty keys at once do it fifty times", func(t *testing.T) {
		t.Parallel()
		f := setupWrites(t)
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() { f.post(t, goodTag, "Idempotency-Key", sprint(i)).want(t, http.StatusCreated, "") })
		}
		all.Wait()
		f.written(t, 50, 50, 50)
	})
	t.Run("the answer outlives the server", func(t *testing.T) {
		t.Parallel()
		f := setupWrites(t)
		first := f.post(t, goodTag, "Idempotency-Key", "k")
		other := setupWith(t, func(o *api.Options) { o.DatabaseURL = f.url })
		if again := other.post(t, goodTag, "Idempotency-Key", "k"); again.status != http.StatusCreated || again.body != first.body {
			t.Errorf("%d %s, want %s", again.status, again.body, first.body)
		}
		f.written(t, 1, 1, 1)
	})
	t.Run("after a day a key is new", func(t *testing.T) {
		t.Parallel()
		f := setupWrites(t)
		f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusCreated, "")
		f.clock.add(24 * time.Hour)
		f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusCreated, "")
		f.written(t, 1, 1, 1)
		f.clock.add(time.Microsecond)
		f.post(t, strings.Replace(goodTag, "75", "76", 1), "Idempotency-Key", "k").want(t, http.StatusCreated, "")
		f.written(t, 2, 2, 1)
	})
	t.Run("no header is no key", func(t *testing.T) {
		t.Parallel()
		f := setupWrites(t)
		f.post(t, goodTag).want(t, http.StatusCreated, "")
		f.post(t, goodTag).want(t, http.StatusCreated, "")
		f.written(t, 2, 2, 0)
	})
}

// TestWriteFailsWhole makes each part of a write fail: nothing of it remains, and the next attempt succeeds.
func TestWriteFailsWhole(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	for _, table := range []string{"tags", "auditory", "app.write_answer"} {
		for _, when := range []string{"BEFORE INSERT ON " + table, "AFTER INSERT ON " + table + " DEFERRABLE INITIALLY DEFERRED"} {
			t.Run(when, func(t *testing.T) {
				t.Parallel()
				f := setupWrites(t)
				f.exec(t, "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'secret of the database'; END $$")
				kind := "TRIGGER"
				if strings.Contains(when, "DEFERRED") {
					kind = "CONSTRAINT TRIGGER"
				}
				f.exec(t, "CREATE "+kind+" failing "+when+" FOR EACH ROW EXECUTE FUNCTION fail()")
				r := f.post(t, goodTag, "Idempotency-Key", "k")
				r.want(t, http.StatusInternalServerError, "internal")
				if strings.Contains(r.body, "secret") {
					t.Errorf("the answer reveals internals: %s", r.body)
				}
				f.written(t, 0, 0, 0)
				f.exec(t, "DROP TRIGGER failing ON "+table)
				f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusCreated, "")
				f.written(t, 1, 1, 1)
			})
		}
	}
	t.Run("database away", func(t *testing.T) {
		t.Parallel()
		var p *proxy
		f := setupWith(t, func(o *api.Options) { p, o.DatabaseURL = newProxy(t, o.DatabaseURL) })
		f.exec(t, "INSERT INTO cdr_repo (calldate, uniqueid, guid) VALUES ('2026-03-09T10:00:00Z', '1', 'g-1')")
		p.down()
		r := f.post(t, goodTag, "Idempotency-Key", "k")
		r.want(t, http.StatusServiceUnavailable, "database_unavailable")
		if r.header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		p.up(t)
		f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusCreated, "")
		f.written(t, 1, 1, 1)
	})
	t.Run("another transaction locks the table for longer than the timeout", func(t *testing.T) {
		t.Parallel()
		f := setupWith(t, func(o *api.Options) { o.Timeout = 2 * time.Second })
		f.exec(t, "INSERT INTO cdr_repo (calldate, uniqueid, guid) VALUES ('2026-03-09T10:00:00Z', '1', 'g-1')")
		unlock := f.lockAudit(t)
		f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusServiceUnavailable, "timeout")
		unlock()
		f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusCreated, "")
		f.written(t, 1, 1, 1)
	})
	t.Run("connections cut in the middle", func(t *testing.T) {
		t.Parallel()
		f := setupWrites(t)
		unlock := f.lockAudit(t)
		var running sync.WaitGroup
		running.Go(func() {
			f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusServiceUnavailable, "database_unavailable")
		})
		f.awaitWaiting(t)
		f.exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo writer'`)
		running.Wait()
		unlock()
		f.written(t, 0, 0, 0)
		f.post(t, goodTag, "Idempotency-Key", "k").want(t, http.StatusCreated, "")
		f.written(t, 1, 1, 1)
	})
}

func TestIndexListsWrites(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, _, body := f.get(t, "/v1")
	type write struct{ Name, URL, Summary, Method string }
	var index struct {
		Writes []write
	}
	decode(t, body, &index)
	if !slices.Contains(index.Writes, write{"tags", "/v1/tags", "Add a mark to the recording of a call.", http.MethodPost}) {
		t.Errorf("the writes are %v", index.Writes)
	}
	if p := f.fail(t, "/v1/tag", http.StatusNotFound, "unknown_route"); !strings.Contains(p.Detail, "/v1/tags") {
		t.Errorf("%q does not name the nearest", p.Detail)
	}
}

// TestWriteRequestsAreDocumented compares what the server accepts and refuses with the OpenAPI document.
func TestWriteRequestsAreDocumented(t *testing.T) {
	t.Parallel()
	v, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]bool{goodTag: true, `{"guid":"g","time":0,"comment":""}`: true, `{}`: false, `{"guid":"","time":0,"comment":""}`: false,
		`{"guid":"g","time":0,"comment":"","x":1}`: false, `{"guid":"g","time":-1,"comment":""}`: false, `{"guid":"g","time":0,"comment":null}`: false} {
		req := httptest.NewRequest(http.MethodPost, "/v1/tags", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", "k")
		req.Header.Set("Authorization", "Bearer key") // any will do: the document knows none
		if valid, errs := v.ValidateHttpRequest(req); valid != want {
			t.Errorf("%s: valid %t, want %t: %v", body, valid, want, errs)
		}
	}
}
