package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/route"
)

// stoppable is a server that runs on an address of its own and has a route of three rows, each of which takes a while.
type stoppable struct {
	*Server
	base   string
	client *http.Client // without compression, which would hold an export back
	stop   context.CancelFunc
	ended  chan error
}

func newStoppable(t *testing.T, nap string, change func(*Server)) *stoppable {
	t.Helper()
	s, err := New(Options{DatabaseURL: dbtest.URL(t), Log: slog.New(slog.DiscardHandler), Location: time.UTC, Trusted: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	s.echo.GET("/v1/nap", s.get(query.Compile(route.Route{
		Path: "/v1/nap", Key: []string{"id"}, Columns: []route.Column{{Name: "id", Kind: route.Int}, {Name: "text", Kind: route.Text}},
		SQL: "SELECT i AS id, repeat('x', 1100000) || pg_sleep(" + nap + ") AS text FROM generate_series(1, 3) AS i ORDER BY i",
	})))
	change(s)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out := &stoppable{Server: s, base: "http://" + listener.Addr().String(), client: &http.Client{Transport: &http.Transport{DisableCompression: true}}, stop: stop, ended: make(chan error, 1)}
	go func() { out.ended <- s.Run(ctx, listener) }()
	t.Cleanup(stop)
	t.Cleanup(out.client.CloseIdleConnections)
	return out
}

// status is that of an answer, with the code of its problem.
func (s *stoppable) status(t *testing.T, path string) (int, string) {
	t.Helper()
	res, err := s.client.Get(s.base + path)
	if err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	defer func() { _ = res.Body.Close() }()
	var p problem.Problem
	body, _ := io.ReadAll(res.Body)
	_ = json.Unmarshal(body, &p)
	if p.Code == "stopping" && path != "/readyz" && !res.Close {
		t.Errorf("GET %s: the connection is not closed", path)
	}
	return res.StatusCode, p.Code
}

// export begins an export of naps; rest reads the remaining rows.
func (s *stoppable) export(t *testing.T) (rest func() (rows int, complete bool, err error)) {
	t.Helper()
	res, err := s.client.Get(s.base + "/v1/nap?format=ndjson")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%v, %v", res, err)
	}
	return func() (int, bool, error) {
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		return strings.Count(string(body), "\n"), res.Trailer.Get("X-Row-Count") == "3", err
	}
}

func (s *stoppable) end(t *testing.T, within time.Duration) {
	t.Helper()
	select {
	case err := <-s.ended:
		if err != nil {
			t.Errorf("Run: %v", err)
		}
	case <-time.After(within):
		t.Errorf("the server has not ended within %s", within)
	}
}

func TestShutdownLetsRunningAnswersEnd(t *testing.T) {
	t.Parallel()
	s := newStoppable(t, "1", func(*Server) {})
	rest := s.export(t)
	if status, _ := s.status(t, "/readyz"); status != http.StatusOK {
		t.Errorf("ready before: %d", status)
	}
	s.stop()
	<-s.shutdown.stopping.Done() // as streams that never end do
	for _, tt := range []struct {
		path   string
		status int
		code   string
	}{{"/readyz", http.StatusServiceUnavailable, "stopping"}, {"/healthz", http.StatusOK, ""}} {
		if status, code := s.status(t, tt.path); status != tt.status || code != tt.code {
			t.Errorf("%s during shutdown: %d %s", tt.path, status, code)
		}
	}
	for deadline := time.Now().Add(time.Second); !s.shutdown.refusing.Load() && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if status, code := s.status(t, "/v1"); status != http.StatusServiceUnavailable || code != "stopping" {
		t.Errorf("a new request during shutdown: %d %s", status, code)
	}
	if rows, complete, err := rest(); rows != 3 || !complete || err != nil {
		t.Errorf("the running answer ends after %d rows, complete %v, %v", rows, complete, err)
	}
	s.end(t, 5*time.Second)
}

func TestShutdownCutsOffWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	s := newStoppable(t, "CASE i WHEN 3 THEN 3600 ELSE 0 END", func(s *Server) { s.shutdown.grace = 200 * time.Millisecond })
	rest := s.export(t)
	s.stop()
	if rows, complete, err := rest(); rows > 2 || complete || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the answer ends after %d rows, complete %v, %v", rows, complete, err)
	}
	s.end(t, 5*time.Second)
	select {
	case <-s.shutdown.running.none():
	default:
		t.Error("the answer runs on")
	}
}

func TestShutdownDrains(t *testing.T) {
	t.Parallel()
	s := newStoppable(t, "0", func(s *Server) { s.shutdown.drain = 2 * time.Second })
	s.stop()
	<-s.shutdown.stopping.Done()
	if status, code := s.status(t, "/readyz"); status != http.StatusServiceUnavailable || code != "stopping" {
		t.Errorf("ready while draining: %d %s", status, code)
	}
	if status, _ := s.status(t, "/v1/nap"); status != http.StatusOK {
		t.Errorf("a request while draining: %d", status)
	}
	s.end(t, 10*time.Second)
}
