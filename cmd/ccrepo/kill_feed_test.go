package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/feed/mariadbtest"
)

// Feeds from a log that is rotated and from a database that is written and killed, in processes that are killed at random
// moments, bring each row once. CCREPO_SEED=n repeats the moments of a failure.
func TestKilledFeedsLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	program := buildProgram(t)
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("CCREPO_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("CCREPO_SEED=%d", seed)
	rng := rand.New(rand.NewPCG(seed, 3))
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	maria := mariadbtest.New(t)
	_, err := maria.Open("").ExecContext(t.Context(), "CREATE DATABASE repo CHARACTER SET utf8mb4")
	check(err)
	source := maria.Open("repo")
	_, err = source.ExecContext(t.Context(), "CREATE TABLE webchat_log_repo (id INT AUTO_INCREMENT PRIMARY KEY, datetime DATETIME, callid VARCHAR(40), queuename VARCHAR(80), event VARCHAR(40))")
	check(err)
	database := dbtest.URL(t)
	db, err := sql.Open("postgres", database)
	check(err)
	defer db.Close()
	dir := t.TempDir()
	path, config := filepath.Join(dir, "queue_log"), filepath.Join(dir, "ccrepo.yaml")
	check(os.WriteFile(config, []byte(fmt.Sprintf("feeds:\n- {name: log, kind: queue-log, path: %s}\n- {name: chats, kind: mysql, profile: ucontact, url: %q, page: 20, pause: 1ms}\n",
		path, "mysql://root@db/repo?socket="+url.QueryEscape(maria.Socket))), 0o600))
	lines, chats, rotations := 0, 0, 0
	write := func() {
		t.Helper()
		file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		check(err)
		for range rng.IntN(80) {
			lines++
			_, err := fmt.Fprintf(file, "%d|%d.1|support|SIP/1|RINGNOANSWER|%d\n", 1767225600+lines, 1767225600+lines, lines)
			check(err)
		}
		check(file.Close())
		var values []string
		for range 1 + rng.IntN(80) {
			chats++
			values = append(values, fmt.Sprintf("('2026-03-01 10:00:00', 'c%d', 'web', 'ENTERQUEUE')", chats))
		}
		_, err = source.ExecContext(t.Context(), "INSERT INTO webchat_log_repo (datetime, callid, queuename, event) VALUES "+strings.Join(values, ","))
		check(err)
	}
	write()
	var running []*exec.Cmd
	start := func() {
		t.Helper()
		cmd := exec.Command(program, "feed", "run", "--config", config, "--database-url", database)
		check(cmd.Start())
		running = append(running, cmd)
	}
	kill := func(i int) {
		_ = running[i].Process.Kill() // it runs until then
		_ = running[i].Wait()         // it was killed
		running = append(running[:i], running[i+1:]...)
	}
	defer func() {
		for len(running) > 0 {
			kill(0)
		}
	}()
	start()
	for range 20 {
		write()
		pauseFor(t.Context(), time.Duration(rng.IntN(400))*time.Millisecond)
		switch rng.IntN(5) {
		case 0:
			rotations++
			check(os.Rename(path, fmt.Sprintf("%s.%d", path, rotations)))
			check(os.WriteFile(path, nil, 0o600))
		case 1:
			maria.Kill()
			maria.Start()
		case 2:
			if len(running) < 2 {
				start()
			}
		default:
			kill(rng.IntN(len(running)))
			start()
		}
	}
	write()
	want := fmt.Sprintf("%d %d, %d %d", lines, lines, chats, chats)
	var got string
	for deadline := time.Now().Add(time.Minute); got != want; pauseFor(t.Context(), 50*time.Millisecond) {
		check(db.QueryRowContext(t.Context(), `SELECT concat((SELECT count(*) || ' ' || count(DISTINCT data1) FROM queue_log_repo), ', ',
			(SELECT count(*) || ' ' || count(DISTINCT callid) FROM webchat_log_repo))`).Scan(&got))
		if time.Now().After(deadline) {
			t.Fatalf("rows and different ones, of the log and of the database: %s instead of %s", got, want)
		}
	}
}

// pauseFor waits, so that what happens next falls at a random moment.
func pauseFor(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
