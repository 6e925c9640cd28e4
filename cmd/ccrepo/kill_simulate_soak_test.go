//go:build soak

package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/feed"
	"github.com/ccrepo/ccrepo/feed/mariadbtest"
	"github.com/ccrepo/ccrepo/migrations"
	"github.com/ccrepo/ccrepo/simulate"
)

// TestSoakSimulatedMonth simulates a month, while the feeds, the servers, MariaDB and PostgreSQL are killed twenty times. In
// the end each row is there once, and all figures are those of the truth. CCREPO_SEED=n repeats the kills of a failure,
// CCREPO_DAYS=n makes the month shorter.
func TestSoakSimulatedMonth(t *testing.T) {
	channels := "cdr_repo webchat_log_repo sms_log_repo email_log_repo twitter_log_repo messenger_log_repo facebook_log_repo"
	t.Run("from MariaDB", func(t *testing.T) {
		k := newKilledMonth(t)
		k.feeds = k.database("profile: ucontact")
		k.run(func(o *simulate.Options) { o.QueueLog, o.CDR = "", "" }, "queue-summary", "agent-summary", "channel-summary")
	})
	t.Run("from renamed files and MariaDB", func(t *testing.T) {
		k := newKilledMonth(t)
		var maps []string
		for table := range strings.FieldsSeq(channels) {
			maps = append(maps, fmt.Sprintf("{source: %[1]s, target: %[1]s}", table))
		}
		k.feeds = k.database("map: ["+strings.Join(maps, ", ")+"]") + fmt.Sprintf("- {name: log, kind: queue-log, path: %s}\n", k.o.QueueLog)
		truth := k.run(func(o *simulate.Options) { o.CDR, o.Drop, o.Rotate = "", .02, 24*time.Hour }, "queue-summary", "agent-summary", "channel-summary")
		k.reconciled(truth)
	})
	t.Run("from truncated files", func(t *testing.T) {
		k := newKilledMonth(t)
		k.feeds = fmt.Sprintf("- {name: log, kind: queue-log, path: %s}\n- {name: cdr, kind: cdr-csv, path: %s, tz: Europe/Madrid}\n", k.o.QueueLog, k.o.CDR)
		k.run(func(o *simulate.Options) {
			o.DB, o.Drop, o.Rotate, o.Truncate = nil, .02, 24*time.Hour, true
			o.Rotating = func(ctx context.Context) error { return k.unread(ctx, o.QueueLog, o.CDR) }
		}, "queue-summary", "agent-summary")
	})
}

// killedMonth is a month whose programs are killed.
type killedMonth struct {
	*simulated
	o        simulate.Options
	rng      *rand.Rand
	postgres embedded.Options
	maria    *mariadbtest.Server
	program  string
	feeds    string
	running  map[string]*exec.Cmd // by their commands
}

func newKilledMonth(t *testing.T) *killedMonth {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("CCREPO_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("CCREPO_SEED=%d", seed)
	k := &killedMonth{rng: rand.New(rand.NewPCG(seed, 4)), postgres: embedded.Options{Dir: dbtest.ServerDir(t)}, maria: mariadbtest.New(t), program: buildProgram(t), running: map[string]*exec.Cmd{}}
	k.simulated = &simulated{t: t, url: startDatabase(t, k.postgres).URL(), dir: t.TempDir(), patience: 10 * time.Minute}
	k.truth = k.file("truth.json")
	_, err := migrations.Up(t.Context(), openDB(t, k.url))
	k.check(err)
	_, err = k.maria.Open("").ExecContext(t.Context(), "CREATE DATABASE repo CHARACTER SET utf8mb4")
	k.check(err)
	k.o = k.day()
	k.o.From, k.o.To, k.o.DB, k.o.Speed = k.o.From.AddDate(0, 0, -25), k.o.From.AddDate(0, 0, 6), k.maria.Open("repo"), 20_000
	if days, err := strconv.Atoi(os.Getenv("CCREPO_DAYS")); err == nil {
		k.o.From = k.o.To.AddDate(0, 0, -days)
	}
	return k
}

// database returns the feed of MariaDB.
func (k *killedMonth) database(tables string) string {
	return fmt.Sprintf("- {name: ucontact, kind: %s, %s, url: %q, tz: UTC, page: 500, pause: 1ms}\n", feed.MySQL, tables, "mysql://root@db/repo?socket="+url.QueryEscape(k.maria.Socket))
}

// run simulates the month, kills, and compares.
func (k *killedMonth) run(change func(*simulate.Options), reports ...string) *simulate.Truth {
	k.t.Helper()
	change(&k.o)
	k.check(os.WriteFile(k.file("ccrepo.yaml"), []byte("feeds:\n"+k.feeds), 0o600))
	k.start("serve", "--listen", "127.0.0.1:0")
	k.start("feed", "run")
	defer func() {
		for name := range k.running {
			k.kill(name)
		}
	}()
	var truth *simulate.Truth
	ended := make(chan error, 1)
	go func() {
		var err error
		truth, err = simulate.Run(k.t.Context(), k.o)
		ended <- err
	}()
	whole := k.o.To.Sub(k.o.From) / time.Duration(k.o.Speed)
	const kills = 20
	done := map[string]int{}
	for range kills {
		pauseFor(k.t.Context(), time.Duration(k.rng.Int64N(int64(2*whole/kills))))
		done[k.killOne()]++
	}
	k.check(<-ended)
	k.t.Logf("%v were killed while %d rows were written: %v", kills, truth.Written["queue_log_repo"], done)
	db := openDB(k.t, k.url)
	k.everyRow(db, truth.Written)
	var twice int
	k.check(db.QueryRowContext(k.t.Context(), "SELECT count(*) FROM (SELECT FROM queue_log_repo GROUP BY import_id, position HAVING count(*) > 1) AS g").Scan(&twice))
	if twice > 0 {
		k.t.Errorf("%d rows are there twice", twice)
	}
	k.verify(truth, reports...)
	dbtest.RebuildChangesNothing(k.t, db)
	return truth
}

// killOne kills a program at random and starts it again, and returns its name.
func (k *killedMonth) killOne() (name string) {
	k.t.Helper()
	away := time.Duration(k.rng.IntN(1500)) * time.Millisecond
	switch k.rng.IntN(4) {
	case 0:
		k.maria.Kill()
		pauseFor(k.t.Context(), away)
		k.maria.Start()
		return "MariaDB"
	case 1:
		st, err := embedded.Inspect(k.t.Context(), k.postgres)
		k.check(err)
		k.check(syscall.Kill(st.PID, []syscall.Signal{syscall.SIGKILL, syscall.SIGQUIT}[k.rng.IntN(2)]))
		eventually(k.t, "the database has ended", func() bool {
			st, err := embedded.Inspect(k.t.Context(), k.postgres)
			return err == nil && !st.Running
		})
		pauseFor(k.t.Context(), away)
		startDatabase(k.t, k.postgres)
		return "PostgreSQL"
	case 2:
		name = "serve"
		k.kill(name)
		pauseFor(k.t.Context(), away)
		k.start("serve", "--listen", "127.0.0.1:0")
	default:
		name = "feed"
		k.kill(name)
		pauseFor(k.t.Context(), away)
		k.start("feed", "run")
	}
	return name
}

func (k *killedMonth) start(args ...string) {
	k.t.Helper()
	cmd := exec.Command(k.program, append(args, "--config", k.file("ccrepo.yaml"), "--database-url", k.url, "--log-level", "warn")...)
	cmd.Stdout, cmd.Stderr = io.Discard, k.t.Output()
	k.check(cmd.Start())
	k.running[args[0]] = cmd
}

func (k *killedMonth) kill(name string) {
	_ = k.running[name].Process.Kill() // it may have ended
	_ = k.running[name].Wait()         // it was killed
	delete(k.running, name)
}

// unread waits until files are read to their ends.
func (k *killedMonth) unread(ctx context.Context, paths ...string) error {
	for ctx.Err() == nil {
		if unread, err := k.unreadBytes(ctx, paths...); err == nil && unread == 0 { // PostgreSQL may be away
			return nil
		}
		pauseFor(ctx, 50*time.Millisecond)
	}
	return ctx.Err()
}
