package main

// Feeds: rows a second from a file and from MariaDB, against COPY of the same rows.

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/feed/mariadbtest"
)

// feedCalls is the number of calls whose events feeds and COPY write, for each unit of the scale.
const feedCalls = 50_000

// sourceTable is the source of events in MariaDB.
const sourceTable = `CREATE TABLE queue_log_repo (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, datetime DATETIME, callid VARCHAR(80), queuename VARCHAR(128),
	agent VARCHAR(128), event VARCHAR(40), data VARCHAR(255), data2 VARCHAR(255), data3 VARCHAR(255), KEY (datetime)) CHARSET utf8mb4`

// feedTrial is the sources of feeds: files in a directory and a MariaDB server.
type feedTrial struct {
	*suite
	home   string
	maria  *mariadbtest.Server
	source *sql.DB
}

// owner owns the MariaDB server.
type owner struct {
	dir  string
	ends []func()
}

func (*owner) Helper()                           {}
func (*owner) Fatal(args ...any)                 { panic(refusal(fmt.Sprint(args...))) }
func (*owner) Fatalf(format string, args ...any) { panic(refusal(fmt.Sprintf(format, args...))) }
func (o *owner) Cleanup(end func())              { o.ends = append(o.ends, end) }
func (o *owner) TempDir() string                 { return o.dir }

// refusal is why MariaDB does not start.
type refusal string

func (o *owner) end() {
	for _, end := range slices.Backward(o.ends) {
		end()
	}
}

// feeds measures the feeds.
func (s *suite) feeds(ctx context.Context) (err error) {
	defer func() {
		switch why := recover().(type) {
		case nil:
		case refusal:
			err = errors.New(string(why))
		default:
			panic(why)
		}
	}()
	mariadbtest.Main(func() int {
		err = s.followSources(ctx)
		return 0
	})
	return err
}

func (s *suite) followSources(ctx context.Context) (err error) {
	home, err := os.MkdirTemp("", "ccrepo-bench-")
	if err != nil {
		return fmt.Errorf("make a directory: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	dir := filepath.Join(s.dir, "feeds")
	server, err := embedded.Start(ctx, embedded.Options{Dir: dir, Logger: slog.New(slog.DiscardHandler), Settings: map[string]string{
		"max_wal_size": "4GB", "shared_buffers": "1GB", "synchronous_commit": "off",
	}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	status, err := embedded.Inspect(ctx, embedded.Options{Dir: dir})
	if err != nil {
		return err
	}
	s.url, s.postmaster = server.URL(), status.PID
	if s.psql, err = exec.LookPath("psql"); err != nil {
		return fmt.Errorf("find psql (apt-get install postgresql-client): %w", err)
	}
	o := &owner{dir: home}
	defer o.end()
	t := &feedTrial{suite: s, home: home, maria: mariadbtest.New(o)}
	if _, err := t.maria.Open("").ExecContext(ctx, "CREATE DATABASE repo CHARACTER SET utf8mb4"); err != nil {
		return fmt.Errorf("prepare MariaDB: %w", err)
	}
	t.source = t.maria.Open("repo")
	if err := t.rates(ctx); err != nil {
		return err
	}
	if err := t.lags(ctx); err != nil {
		return err
	}
	return t.backlog(ctx)
}

// rates compares rows a second with those of COPY.
func (t *feedTrial) rates(ctx context.Context) error {
	rows := 4 * feedCalls * t.scale
	log, table := filepath.Join(t.home, "queue_log"), filepath.Join(t.home, "rows.csv")
	lines := strings.Join(strings.Fields(strings.ReplaceAll(eventLines, "$1", fmt.Sprint(rows/4))), " ")
	for _, out := range []struct{ file, query, options string }{
		{log, "select concat_ws('|', extract(epoch from datetime)::bigint, callid, queuename, agent, event, data1, coalesce(data2, ''), data3) from (" + lines + ") as l order by datetime", ""},
		{table, "select datetime at time zone 'UTC', callid, queuename, agent, event, data1, data2, data3 from (" + lines + ") as l order by 1", "csv"},
	} {
		if err := t.psqlDo(ctx, t.url, `\copy (`+out.query+`) to '`+out.file+`' `+out.options); err != nil {
			return err
		}
	}
	if err := t.fillSource(ctx, table); err != nil {
		return err
	}
	fmt.Printf("\nFeeds of %d events, until the reports are current too; %s, %s\n\n| source | feed, rows a second | COPY, rows a second | feed / COPY | to reach | CPU of feed, PostgreSQL | CPU of COPY |\n|---|---|---|---|---|---|---|\n",
		rows, machine(), time.Now().UTC().Format(time.DateOnly))
	few := *t.suite
	few.rounds = min(t.rounds, 3)
	for _, c := range []struct{ what, config string }{
		{"file", t.fileFeed(log)}, {"MariaDB, page 10000, pause 1ms", t.databaseFeed("page: 10000, pause: 1ms")}, {"MariaDB, page 1000, pause 100ms (by default)", t.databaseFeed("page: 1000")},
	} {
		var used [2]float64 // in the last round, by the feed and by PostgreSQL
		var usedByCopy float64
		a, b, err := few.alternate(
			func() (float64, error) {
				seconds, cpu, err := t.follow(ctx, c.config, rows)
				used = cpu
				return seconds, err
			},
			func() (float64, error) {
				url, drop, err := t.fresh(ctx, "bench_copy")
				if err != nil {
					return 0, err
				}
				months := "ARRAY(SELECT generate_series(timestamptz '2025-01-01', '2025-12-01', '1 month'))"
				if err := t.psqlDo(ctx, url, "SELECT app.ensure_partitions('queue_log_repo', "+months+")"); err != nil {
					return 0, err
				}
				before, err := t.postgresTime()
				if err != nil {
					return 0, err
				}
				seconds, err := wall(func() error {
					return t.psqlDo(ctx, url, `\copy queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) from '`+table+`' csv`)
				})
				after, failed := t.postgresTime()
				usedByCopy = after - before
				return seconds, errors.Join(err, failed, drop())
			})
		if err != nil {
			return err
		}
		fmt.Printf("| %s | %.0f | %.0f | %.2f | 0.33 | %.1f s, %.1f s | %.1f s |\n", c.what, float64(rows)/a, float64(rows)/b, b/a, used[0], used[1], usedByCopy)
	}
	return nil
}

// fillSource writes the rows of a CSV file into MariaDB.
func (t *feedTrial) fillSource(ctx context.Context, table string) error {
	if _, err := t.source.ExecContext(ctx, sourceTable); err != nil {
		return fmt.Errorf("prepare MariaDB: %w", err)
	}
	file, err := os.Open(table)
	if err != nil {
		return fmt.Errorf("read the rows: %w", err)
	}
	defer func() { _ = file.Close() }()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return fmt.Errorf("read the rows: %w", err)
	}
	for some := range slices.Chunk(records, 1000) {
		if err := t.insert(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// insert adds events to the source.
func (t *feedTrial) insert(ctx context.Context, records [][]string) error {
	var values []any
	for _, r := range records {
		for _, field := range r {
			values = append(values, field)
		}
	}
	query := "INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data, data2, data3) VALUES " + strings.Repeat(",(?,?,?,?,?,?,?,?)", len(records))[1:] //nolint:gosec // placeholders
	if _, err := t.source.ExecContext(ctx, query, values...); err != nil {
		return fmt.Errorf("write to MariaDB: %w", err)
	}
	return nil
}

func (*feedTrial) fileFeed(path string) string {
	return fmt.Sprintf("feeds:\n- {name: bench, kind: queue-log, path: %q}\n", path)
}

func (t *feedTrial) databaseFeed(more string) string {
	return fmt.Sprintf("feeds:\n- {name: bench, kind: mysql, profile: ucontact, url: %q, %s}\n", "mysql://root@db/repo?socket="+url.QueryEscape(t.maria.Socket), more)
}

// following is a feed that is measured.
type following struct {
	process
	db   *sql.DB
	drop func() error
}

// begin starts a feed that writes to a fresh database.
func (t *feedTrial) begin(ctx context.Context, config string) (*following, error) {
	at, drop, err := t.fresh(ctx, "bench_feed")
	if err != nil {
		return nil, err
	}
	settings := filepath.Join(t.home, "ccrepo.yaml")
	if err := os.WriteFile(settings, []byte(config), 0o600); err != nil {
		return nil, fmt.Errorf("write the settings: %w", err)
	}
	db, err := sql.Open("postgres", at)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	cmd := exec.CommandContext(ctx, t.program, "feed", "run", "--config", settings, "--database-url", at, "--log-level", "error")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the feed: %w", err)
	}
	return &following{process{cmd: cmd}, db, drop}, nil
}

// end stops a feed.
func (f *following) end() error {
	f.stop()
	return errors.Join(f.db.Close(), f.drop())
}

// eventually waits until a query returns true.
func (f *following) eventually(ctx context.Context, query string, args ...any) error {
	for deadline := time.Now().Add(5 * time.Minute); ; {
		var reached bool
		err := f.db.QueryRowContext(ctx, "SELECT "+query, args...).Scan(&reached)
		switch {
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("ask the database: %w", err)
		case reached:
			return nil
		case time.Now().After(deadline):
			return fmt.Errorf("the feed does not reach %s", query)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// follow returns the seconds until a feed has brought all rows and the reports are current, and the CPU time that it and
// PostgreSQL took.
func (t *feedTrial) follow(ctx context.Context, config string, rows int) (seconds float64, cpu [2]float64, err error) {
	f, err := t.begin(ctx, config)
	if err != nil {
		return 0, cpu, err
	}
	begin := time.Now()
	before, err := t.postgresTime()
	if err != nil {
		return 0, cpu, errors.Join(err, f.end())
	}
	defer func() { err = errors.Join(err, f.end()) }()
	if err := f.eventually(ctx, "coalesce(sum(rows), 0) >= $1 FROM app.import_file", rows); err != nil {
		return 0, cpu, err
	}
	// The feed refreshes once a second; the rest is refreshed now.
	if _, err := f.db.ExecContext(ctx, "SELECT report.refresh_if_due()"); err != nil {
		return 0, cpu, fmt.Errorf("refresh: %w", err)
	}
	seconds = time.Since(begin).Seconds()
	if cpu[1], err = t.postgresTime(); err != nil {
		return 0, cpu, err
	}
	cpu[1] -= before
	cpu[0], _, err = readStat(f.cmd.Process.Pid, false)
	return seconds, cpu, err
}
