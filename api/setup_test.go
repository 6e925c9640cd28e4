// A server with its own database, and requests to it, for all tests.

package api_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestMain runs the tests. Random requests are the same each time, unless make soak, which sets RAPID_CHECKS, tries many.
func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.seed", "20261201"); err != nil {
			panic(err)
		}
	}
	os.Exit(dbtest.Main(m))
}

// startOfClock is the time of every fixture's clock.
var startOfClock = dbtest.Noon()

// fixture is a server over a database of the test's own.
type fixture struct {
	db     *sql.DB // as the database's owner
	url    string  // of the database, as its owner
	server *api.Server
	http   *httptest.Server
	client *http.Client // sends no Accept-Encoding of its own
	clock  *clock
	log    *logBuffer
}

// setup makes a migrated, empty database and a server over it: zone UTC, clock at startOfClock.
func setup(t testing.TB) *fixture {
	t.Helper()
	return setupWith(t, nil)
}

// setupWith is setup with other options.
func setupWith(t testing.TB, change func(*api.Options)) *fixture {
	t.Helper()
	f := &fixture{url: dbtest.URL(t), clock: &clock{at: startOfClock}, log: &logBuffer{}}
	var err error
	if f.db, err = sql.Open("postgres", f.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.db.Close() })
	return f.over(t, change)
}

// over is a server more over the fixture's database, with other options.
func (f *fixture) over(t testing.TB, change func(*api.Options)) *fixture {
	t.Helper()
	out := *f
	f = &out
	var err error
	options := api.Options{DatabaseURL: f.url, Log: slog.New(slog.NewTextHandler(f.log, nil)), Location: time.UTC, Now: f.clock.now, Quiet: true}
	if change != nil {
		change(&options)
	}
	if f.server, err = api.New(options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.server.Close() })
	f.http = httptest.NewUnstartedServer(f.server)
	f.http.Config.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(f.log, nil), slog.LevelWarn)
	f.http.Start()
	t.Cleanup(f.http.Close)
	f.client = &http.Client{Transport: &http.Transport{DisableCompression: true}}
	t.Cleanup(f.client.CloseIdleConnections)
	return f
}

// get requests a path with its query and reads the whole answer.
func (f *fixture) get(t testing.TB, path string) (status int, header http.Header, body []byte) {
	t.Helper()
	return f.getWith(t, path, nil)
}

// getWith is get with request headers, given as pairs of name and value.
func (f *fixture) getWith(t testing.TB, path string, pairs map[string]string) (status int, header http.Header, body []byte) {
	t.Helper()
	res := f.open(t, path, pairs)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("GET %s: read answer: %v", path, err)
	}
	checkDocumented(t, res.Request, res, body)
	return res.StatusCode, res.Header, body
}

// open sends a request and leaves its answer to be read.
func (f *fixture) open(t testing.TB, path string, pairs map[string]string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.http.URL+path, nil)
	if err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	for name, value := range pairs {
		if name == "Host" {
			req.Host = value
		} else {
			req.Header.Set(name, value)
		}
	}
	res, err := f.client.Do(req)
	if err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return res
}

// exec runs a statement as the owner of the database.
func (f *fixture) exec(t testing.TB, text string, args ...any) {
	t.Helper()
	if _, err := f.db.ExecContext(t.Context(), text, args...); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// refresh brings the derived relations up to date.
func (f *fixture) refresh(t testing.TB) {
	t.Helper()
	dbtest.Refresh(t, f.db)
}

// answer is a JSON answer of a reading route.
type answer struct {
	Data       []map[string]any `json:"data"`
	Total      map[string]any   `json:"total"`
	Count      *int64           `json:"count"`
	NextCursor *string          `json:"next_cursor"`
	From       *time.Time       `json:"from"`
	To         *time.Time       `json:"to"`
	TZ         string           `json:"tz"`
	AsOf       *time.Time       `json:"as_of"`
}

// ask gets a JSON answer, which must be a 200. Numbers stay as the server wrote them (json.Number).
func (f *fixture) ask(t testing.TB, path string) answer {
	t.Helper()
	status, _, body := f.get(t, path)
	if status != http.StatusOK {
		t.Fatalf("GET %s: status %d, want 200: %s", path, status, body)
	}
	var a answer
	decode(t, body, &a)
	return a
}

// problem is an answer of application/problem+json.
type problem struct {
	Type, Title, Detail, Code string
	Status                    int
	Errors                    []struct{ Param, Message string }
}

// fail gets an answer that must be a problem of this status and code.
func (f *fixture) fail(t testing.TB, path string, status int, code string) problem {
	t.Helper()
	got, header, body := f.get(t, path)
	var p problem
	if kind := header.Get("Content-Type"); kind != "application/problem+json" {
		t.Fatalf("GET %s: %d of type %q, want a problem: %s", path, got, kind, body)
	}
	decode(t, body, &p)
	if got != status || p.Code != code || p.Status != status {
		t.Fatalf("GET %s: %d %s (status member %d), want %d %s: %s", path, got, p.Code, p.Status, status, code, body)
	}
	return p
}

// decode reads JSON, exactly one value of it.
func decode(t testing.TB, body []byte, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		t.Fatalf("not JSON: %v: %.300s", err, body)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("something follows the JSON value: %.300s", body)
	}
}

// column gathers the values of one column, row by row.
func (a answer) column(name string) []any {
	out := []any{}
	for _, row := range a.Data {
		out = append(out, row[name])
	}
	return out
}

// clock is a clock that a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// logBuffer keeps what the server logs.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// eventually waits until a condition holds, and fails the test if it does not within half a minute.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not within half a minute: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
