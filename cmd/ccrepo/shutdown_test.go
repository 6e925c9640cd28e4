package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestTerminatedServer sends SIGTERM to the program while it sends an answer.
func TestTerminatedServer(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	url := dbtest.URL(t)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	// An answer takes some seconds: its rows come one by one and compress badly.
	for _, statement := range []string{
		`CREATE FUNCTION nap(seconds float8) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$ BEGIN PERFORM pg_sleep(seconds); RETURN 1; END $$`,
		"ALTER TABLE tags RENAME TO stored_tags",
		`CREATE VIEW tags AS SELECT s.id, s.datetime, NULL::text AS "user", NULL::text AS guid, NULL::bigint AS position, NULL::integer AS import_id, nap(0.05) AS time,
			(SELECT string_agg(md5(s.id::text || n), '') FROM generate_series(1, 1000) AS n) AS comment
			FROM (SELECT i AS id, '2026-01-01'::timestamptz + i * interval '1 second' AS datetime FROM generate_series(1::bigint, 60) AS i) AS s ORDER BY s.datetime, s.id`,
		"GRANT SELECT ON tags TO ccrepo_reader",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	server := exec.Command(buildProgram(t), "serve", "--listen", "127.0.0.1:0", "--database-url", url)
	server.Stderr = &log
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	base, serving := strings.CutPrefix(strings.TrimSpace(line), "Serving ")
	if !serving {
		t.Fatalf("%v: %s%s", err, line, log.String())
	}

	client := &http.Client{Transport: &http.Transport{DisableCompression: true}, Timeout: time.Minute}
	stream, err := client.Get(base + "/v1/tables/tags?format=csv")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	if _, err := io.ReadFull(stream.Body, make([]byte, 1000)); err != nil || stream.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", stream.StatusCode, err)
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	unready := false
	for deadline := time.Now().Add(5 * time.Second); !unready && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		res, err := client.Get(base + "/readyz")
		if err != nil {
			t.Fatalf("readiness during shutdown: %v", err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		unready = res.StatusCode == http.StatusServiceUnavailable && strings.Contains(string(body), `"stopping"`)
	}
	if !unready {
		t.Error("the server says that it is ready while it ends")
	}
	if _, err := io.Copy(io.Discard, stream.Body); err != nil || stream.Trailer.Get("X-Row-Count") != "60" {
		t.Errorf("the stream ends with %v and X-Row-Count %q", err, stream.Trailer.Get("X-Row-Count"))
	}
	if err := server.Wait(); err != nil || strings.Contains(log.String(), "level=ERROR") || strings.Contains(log.String(), "cut off") {
		t.Errorf("the program ends with %v, and logs %s", err, log.String())
	}
}
