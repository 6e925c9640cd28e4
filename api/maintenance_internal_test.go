package api

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestMaintenanceRefreshes breaks the refresh of a running task and repairs it: the failure and the recovery
// are logged once each, and the rows arrive.
func TestMaintenanceRefreshes(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	owner, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	exec := func(text string) {
		t.Helper()
		if _, err := owner.ExecContext(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	exec("SELECT app.ensure_partitions()") // as after the migrations
	exec("INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event) VALUES (now(), '1', 'sales', 'NONE', 'ENTERQUEUE')")
	exec("DROP TABLE queue_log_repo_" + time.Now().UTC().AddDate(0, 2, 1-time.Now().UTC().Day()).Format("2006_01"))
	exec("ALTER FUNCTION report.refresh(timestamptz, timestamptz) RENAME TO missing")
	var log bytes.Buffer
	var mu sync.Mutex
	logged := func(text string) bool {
		mu.Lock()
		defer mu.Unlock()
		return strings.Count(log.String(), text) == 1
	}
	s, err := New(Options{DatabaseURL: url, Maintenance: owner, Log: slog.New(slog.NewTextHandler(lockedWriter{&mu, &log}, nil)), Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		repeat(ctx, s.options.Log, endpoint.Task{Every: time.Millisecond, Name: "refresh of the derived relations", Do: refreshRelations(owner)})
		close(done)
	}()
	await := func(what string, holds func() bool) {
		t.Helper()
		for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("not seen: %s", what)
			}
		}
	}
	await("the failure", func() bool { return logged("refresh of the derived relations failed; it is tried again") })
	exec("ALTER FUNCTION report.missing(timestamptz, timestamptz) RENAME TO refresh")
	await("the recovery", func() bool { return logged("refresh of the derived relations works again") })
	cancel()
	<-done
	for what, query := range map[string]string{
		"visits":     "SELECT count(*) FROM report.queue_call",
		"partitions": "SELECT count(*) FROM pg_class WHERE relname = 'queue_log_repo_' || to_char(now() AT TIME ZONE 'UTC' + interval '2 months', 'YYYY_MM')",
	} {
		var n int
		if err := owner.QueryRow(query).Scan(&n); err != nil || n != 1 {
			t.Errorf("%s: %d (%v), want 1", what, n, err)
		}
	}
	if !logged("failed; it is tried again") {
		t.Errorf("the failure is logged more than once:\n%s", log.String())
	}
}

// TestMaintenanceChecksRollups changes stored sums by hand: the check of the day finds it, until they are built again.
func TestMaintenanceChecksRollups(t *testing.T) {
	t.Parallel()
	owner := dbtest.New(t)
	exec := func(text string) {
		t.Helper()
		if _, err := owner.ExecContext(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	// One call in each of 104 quarters of an hour, so that each of 100 parts has some.
	exec(`INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data3)
		SELECT now() - n * interval '15 minutes', n, 'sales', 'NONE', e, '7' FROM generate_series(1, 104) AS n CROSS JOIN (VALUES ('ENTERQUEUE'), ('ABANDON')) AS v (e)`)
	exec("SELECT report.refresh()")
	check := func() string {
		t.Helper()
		var log bytes.Buffer
		if err := checkRollups(owner, slog.New(slog.NewTextHandler(&log, nil)))(t.Context()); err != nil {
			t.Fatal(err)
		}
		return log.String()
	}
	if logged := check(); logged != "" {
		t.Errorf("after a refresh: %s", logged)
	}
	for what, change := range map[string]string{
		"changed": "UPDATE report.queue_slot SET abandoned_waits[1] = 8",
		"removed": "DELETE FROM report.queue_slot",
		"renamed": "UPDATE report.queue_slot SET queue = 'ghost'",
	} {
		exec(change)
		for range 2 { // also on the next day
			if logged := check(); !strings.Contains(logged, "level=ERROR") || !strings.Contains(logged, "run ccrepo refresh") {
				t.Errorf("%s: the check logs %q", what, logged)
			}
		}
		exec("SELECT report.refresh('-infinity', 'infinity')")
		if logged := check(); logged != "" {
			t.Errorf("%s, after a rebuild: %s", what, logged)
		}
	}
}

// lockedWriter writes to a buffer that a test reads at the same time.
type lockedWriter struct {
	mu *sync.Mutex
	to *bytes.Buffer
}

func (w lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(p)
}
