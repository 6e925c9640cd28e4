// Command bench compares ccrepo with a typical hand-written server, with psql's \copy and with the database alone.
// Both sides of a ratio are measured alternately in one run; each figure is the median of its rounds.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/lib/pq" // the driver "postgres"

	"github.com/ccrepo/ccrepo/embedded"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) > 1 && os.Args[1] == "plain" {
		if err := servePlain(ctx, os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	var s suite
	flag.IntVar(&s.scale, "scale", 1, "millions of rows of each table")
	flag.IntVar(&s.rounds, "rounds", 5, "rounds of each measurement")
	flag.StringVar(&s.program, "program", ".bin/ccrepo", "the program to measure")
	flag.StringVar(&s.dir, "data", ".ccrepo-bench", "home of the database")
	flag.StringVar(&s.only, "only", "", "one measurement: requests, deep, share, exports, summary, agents, campaigns, memory, import, lists, feeds, walls or streams")
	flag.Parse()
	if err := s.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// suite is one run over all measurements.
type suite struct {
	scale, rounds int
	program, dir  string
	only          string
	url           string
	postmaster    int
	psql          string
}

func (s *suite) run(ctx context.Context) error {
	if s.only != "streams" && s.only != "feeds" {
		if err := s.compare(ctx); err != nil {
			return err
		}
	}
	if s.only == "" || s.only == "feeds" {
		if err := s.feeds(ctx); err != nil {
			return err
		}
	}
	if s.only == "" || s.only == "streams" {
		return s.streams(ctx)
	}
	return nil
}

// compare runs the measurements that have another side.
func (s *suite) compare(ctx context.Context) (err error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	server, err := embedded.Start(ctx, embedded.Options{Dir: s.dir, Logger: log, Settings: map[string]string{
		// Measure imports, not the time that checkpoints take.
		"max_wal_size": "4GB", "shared_buffers": "1GB", "synchronous_commit": "off", "autovacuum": "off",
	}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	status, err := embedded.Inspect(ctx, embedded.Options{Dir: s.dir})
	if err != nil {
		return err
	}
	s.url, s.postmaster = server.URL(), status.PID
	if s.psql, err = exec.LookPath("psql"); err != nil {
		return fmt.Errorf("find psql (apt-get install postgresql-client): %w", err)
	}
	if err := s.prepare(ctx, log); err != nil {
		return err
	}
	ours, err := s.start(ctx, "127.0.0.1:8391", s.program, "serve", "--database-url", s.url, "--listen", "127.0.0.1:8391", "--rate", "0")
	if err != nil {
		return err
	}
	defer ours.stop()
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	plain, err := s.start(ctx, "127.0.0.1:8392", self, "plain", s.url, "127.0.0.1:8392")
	if err != nil {
		return err
	}
	defer plain.stop()

	fmt.Printf("%d million rows of cdr_repo, %d million lines of queue_log, %s, %s\n\n", s.scale, s.scale, machine(), time.Now().UTC().Format(time.DateOnly))
	fmt.Printf("| measurement | ours | other | ratio | to reach |\n|---|---|---|---|---|\n")
	for _, m := range []struct {
		name    string
		measure func(ctx context.Context, ours, plain *process) error
	}{
		{"requests", s.requests}, {"deep", s.deepPages}, {"share", s.databaseShare}, {"exports", s.exports},
		{"summary", s.summary}, {"agents", s.agents}, {"campaigns", s.campaigns}, {"memory", s.memory}, {"import", s.imports}, {"lists", s.lists}, {"walls", s.walls},
	} {
		if s.only != "" && s.only != m.name {
			continue
		}
		if err := m.measure(ctx, ours, plain); err != nil {
			return err
		}
	}
	return nil
}

// row prints one row of the table.
func row(what string, ours, other float64, unit, reach string) {
	fmt.Printf("| %s | %.3g %s | %.3g %s | %.2f | %s |\n", what, ours, unit, other, unit, ours/other, reach)
}

// requests compares the CPU time of short responses, of server and PostgreSQL together.
func (s *suite) requests(ctx context.Context, ours, plain *process) error {
	const n = 2000
	for _, c := range []struct{ what, ours, plain string }{
		{"row by id, CPU of 1,000 requests", "/v1/tables/cdr_repo/%d?from=2025-06-01&to=2025-07-01", "/row?id=%d&from=2025-06-01&to=2025-07-01"},
		{"page of 100 rows, CPU of 1,000 requests", "/v1/tables/cdr_repo?from=2025-06-01&to=2025-07-01&limit=100", "/page?from=2025-06-01&to=2025-07-01"},
	} {
		id, err := s.number(ctx, "SELECT id FROM cdr_repo WHERE calldate >= '2025-06-15' ORDER BY calldate LIMIT 1")
		if err != nil {
			return err
		}
		path := func(p string, i int) string {
			if c.ours[len(c.ours)-3:] == "100" {
				return p
			}
			return fmt.Sprintf(p, id+int64(i))
		}
		a, b, err := s.alternate(
			func() (float64, error) { return s.cpu(ours, n, func(i int) string { return path(c.ours, i) }) },
			func() (float64, error) { return s.cpu(plain, n, func(i int) string { return path(c.plain, i) }) })
		if err != nil {
			return err
		}
		row(c.what, a*1000/n, b*1000/n, "s", "1.1")
	}
	return nil
}

// deepPages compares a page in the middle of the data with the first page.
func (s *suite) deepPages(ctx context.Context, ours, _ *process) error {
	const n = 1000
	first := "/v1/tables/cdr_repo?from=2025-01-01&to=2026-01-01&limit=100"
	cursor, err := ours.cursorAfter(ctx, first+"&format=ndjson", 400_000*s.scale)
	if err != nil {
		return err
	}
	deep, begin, err := s.alternate(
		func() (float64, error) {
			return s.cpu(ours, n, func(int) string { return first + "&cursor=" + cursor })
		},
		func() (float64, error) { return s.cpu(ours, n, func(int) string { return first }) })
	if err != nil {
		return err
	}
	row("page after 40% of the rows, against the first, CPU of 1,000 requests", deep*1000/n, begin*1000/n, "s", "1")
	return nil
}

// summary compares a report by hour over 30 days with the same aggregation of raw events.
func (s *suite) summary(ctx context.Context, ours, plain *process) error {
	const n = 5
	a, b, err := s.alternate(
		func() (float64, error) {
			return s.cpu(ours, n, func(int) string { return "/v1/reports/queue-summary?from=2025-06-01&to=2025-07-01&interval=hour" })
		},
		func() (float64, error) {
			return s.cpu(plain, n, func(int) string { return "/summary?from=2025-06-01&to=2025-07-01" })
		})
	if err != nil {
		return err
	}
	row("queue-summary by hour over 30 days, against raw events, CPU", a/n, b/n, "s", "0.5")
	return s.rollup(ctx, ours)
}

// rollup compares a report from the stored sums with the same from the visits, and the size of the sums with that of the
// events.
func (s *suite) rollup(ctx context.Context, ours *process) error {
	const n = 5
	for _, report := range []string{"queue-summary?interval=hour&", "queue-summary?", "service-level?", "wait-distribution?", "patience?", "staffing?interval=hour&"} {
		path := "/v1/reports/" + report + "from=2025-06-01&to=2025-07-01"
		a, b, err := s.alternate(
			func() (float64, error) { return s.cpu(ours, n, func(int) string { return path }) },
			func() (float64, error) { return s.cpu(ours, n, func(int) string { return path + "&source=visits" }) })
		if err != nil {
			return err
		}
		row(strings.TrimRight(report, "?&")+" over 30 days, from sums, against visits, CPU", a/n, b/n, "s", "")
	}
	size := func(table string) (float64, error) {
		bytes, err := s.number(ctx, "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('"+table+"') WHERE isleaf")
		return float64(bytes) / (1 << 20), err
	}
	slots, err := size("report.queue_slot")
	if err != nil {
		return err
	}
	events, err := size("queue_log_repo")
	if err != nil {
		return err
	}
	row("size of report.queue_slot, against queue_log_repo", slots, events, "MiB", "0.03")
	return nil
}

// agents compares the summary of the agents' time with a hand-written query, which computes it from pairs of
// events.
func (s *suite) agents(_ context.Context, ours, plain *process) error {
	const n = 5
	a, b, err := s.alternate(
		func() (float64, error) {
			return s.cpu(ours, n, func(int) string { return "/v1/reports/agent-summary?from=2025-06-01&to=2025-07-01&interval=day" })
		},
		func() (float64, error) {
			return s.cpu(plain, n, func(int) string { return "/agents?from=2025-06-01&to=2025-07-01" })
		})
	if err != nil {
		return err
	}
	row("agent-summary by day over 30 days, against raw events, CPU", a/n, b/n, "s", "0.5")
	return nil
}

func (s *suite) start(ctx context.Context, address, program string, args ...string) (*process, error) {
	// Compression is not measured.
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 32}}
	return s.startAt(ctx, "http://"+address, client, program, args...)
}

// startAt starts a server and waits until it responds to the client.
func (s *suite) startAt(ctx context.Context, base string, client *http.Client, program string, args ...string) (*process, error) {
	path, err := filepath.Abs(program)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", program, err)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stderr = nil
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	p := &process{cmd: cmd, base: base, client: client}
	for range 100 {
		if err := p.get(ctx, "/healthz"); err == nil {
			return p, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.stop()
	return nil, fmt.Errorf("start %s: nothing answers on %s", program, base)
}
