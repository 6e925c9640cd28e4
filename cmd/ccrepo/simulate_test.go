package main

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// simulated is a simulated centre, and what its figures are compared with.
type simulated struct {
	t          *testing.T
	url        string // of the database
	dir, truth string
}

func newSimulated(t *testing.T) *simulated {
	t.Helper()
	s := &simulated{t: t, url: dbtest.URL(t), dir: t.TempDir()}
	s.truth = s.file("truth.json")
	return s
}

func (s *simulated) file(name string) string { return filepath.Join(s.dir, name) }

// run runs a command, and fails if it does.
func (s *simulated) run(args ...string) string {
	s.t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(s.t.Context(), args, strings.NewReader(""), &stdout, &stderr); code != 0 {
		s.t.Fatalf("%s: status %d\n%s%s", strings.Join(args, " "), code, stdout.String(), stderr.String())
	}
	return stdout.String()
}

// serve serves the database, and returns the URL.
func (s *simulated) serve() string {
	s.t.Helper()
	server, err := api.New(api.Options{DatabaseURL: s.url, Log: slog.New(slog.NewTextHandler(s.t.Output(), nil)), Quiet: true})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = server.Close() })
	web := httptest.NewServer(server)
	s.t.Cleanup(web.Close)
	return web.URL
}

// A day with every hard case, and a change of the clock, gives the figures that it must.
func TestSimulatedDayByImport(t *testing.T) {
	t.Parallel()
	s := newSimulated(t)
	s.run("simulate", "--tz", "Europe/Madrid", "--from", "2025-10-26T00:00", "--to", "2025-10-27T00:00", "--queue-log", s.file("queue_log"), "--cdr", s.file("Master.csv"), "--truth", s.truth)
	s.run("import", "queue-log", "--database-url", s.url, s.file("queue_log"))
	s.run("import", "cdr", "--database-url", s.url, "--tz", "Europe/Madrid", s.file("Master.csv"))
	t.Log(s.run("verify", s.truth, "--url", s.serve(), "--report", "queue-summary", "--report", "agent-summary"))
}
