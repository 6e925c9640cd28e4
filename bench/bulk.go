package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

const exportRange = "?from=2025-01-01&to=2026-01-01"

// exports compares the wall time of whole-table streams with that of psql's \copy.
func (s *suite) exports(ctx context.Context, ours, _ *process) error {
	query := "select " + strings.Join(strings.Fields(plainColumns), " ") + " from cdr_repo where calldate >= '2025-01-01' and calldate < '2026-01-01' order by calldate, id, uniqueid"
	for _, c := range []struct{ what, format, query, options, reach string }{
		{`CSV export, against \copy csv, wall`, "csv", query, "csv header", "1.3"},
		{`NDJSON export, against \copy (select row_to_json …), wall`, "ndjson", "select row_to_json(t) from (" + query + ") as t", "", "0.6"},
	} {
		a, b, err := s.alternate(
			func() (float64, error) {
				return wall(func() error { return ours.get(ctx, "/v1/tables/cdr_repo"+exportRange+"&format="+c.format) })
			},
			func() (float64, error) {
				return wall(func() error { return s.copyOut(ctx, c.query, c.options) })
			})
		if err != nil {
			return err
		}
		row(c.what, a, b, "s", c.reach)
	}
	return nil
}

// databaseShare measures the share of the database in a page's CPU time, with pgbench.
func (s *suite) databaseShare(ctx context.Context, ours, _ *process) error {
	const n = 2000
	pgbench := filepath.Join(filepath.Dir(s.psql), "pgbench")
	if _, err := os.Stat(pgbench); err != nil {
		if pgbench, err = exec.LookPath("pgbench"); err != nil {
			out, pathErr := exec.CommandContext(ctx, "pg_config", "--bindir").Output()
			pgbench = filepath.Join(strings.TrimSpace(string(out)), "pgbench")
			if _, err := os.Stat(pgbench); err != nil || pathErr != nil {
				return errors.New("find pgbench (apt-get install postgresql): it is not there")
			}
		}
	}
	script := filepath.Join(s.dir, "page.sql")
	text := "SELECT " + strings.Join(strings.Fields(plainColumns), " ") + " FROM cdr_repo WHERE calldate >= '2025-06-01' AND calldate < '2025-07-01' ORDER BY calldate, id, uniqueid LIMIT 101;\n"
	if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
		return fmt.Errorf("write pgbench script: %w", err)
	}
	a, b, err := s.alternate(
		func() (float64, error) {
			return s.cpu(ours, n, func(int) string { return "/v1/tables/cdr_repo?from=2025-06-01&to=2025-07-01&limit=100" })
		},
		func() (float64, error) {
			before, err := s.postgresTime()
			if err != nil {
				return 0, err
			}
			cmd := exec.CommandContext(ctx, pgbench, "-n", "-M", "extended", "-t", fmt.Sprint(n), "-f", script, s.url)
			if out, err := cmd.CombinedOutput(); err != nil {
				return 0, fmt.Errorf("run pgbench: %w: %s", err, out)
			}
			after, err := s.postgresTime()
			return after - before, err
		})
	if err != nil {
		return err
	}
	row("page of 100 rows, against the database's own share (pgbench), CPU of 1,000", a*1000/n, b*1000/n, "s", "")
	return nil
}

// memory measures the server's peak memory after the previous measurements, and then with 20 simultaneous exports.
func (s *suite) memory(ctx context.Context, ours, _ *process) error {
	before, err := peakMemory(ours.cmd.Process.Pid)
	if err != nil {
		return err
	}
	row("server memory after the exports, against 64 MiB", before, 64, "MiB", "1")
	var wait sync.WaitGroup
	failed := make([]error, 20)
	for i := range failed {
		wait.Go(func() {
			failed[i] = ours.get(ctx, "/v1/tables/cdr_repo"+exportRange+"&format="+[]string{"csv", "ndjson"}[i%2])
		})
	}
	wait.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	after, err := peakMemory(ours.cmd.Process.Pid)
	if err != nil {
		return err
	}
	row("server memory with 20 exports at a time, against 64 MiB", after, 64, "MiB", "1")
	return nil
}

// imports compares the import of a queue_log, including the derived visits, with COPY of the same rows into the
// same table.
func (s *suite) imports(ctx context.Context, _, _ *process) error {
	log, table := filepath.Join(s.dir, "queue_log"), filepath.Join(s.dir, "rows.csv")
	lines := strings.ReplaceAll(eventLines, "$1", fmt.Sprint(s.scale*250_000))
	lines = strings.Join(strings.Fields(lines), " ")
	for _, out := range []struct{ file, query, options string }{
		{log, "select concat_ws('|', extract(epoch from datetime)::bigint, callid, queuename, agent, event, data1, coalesce(data2, ''), data3) from (" + lines + ") as l order by datetime", ""},
		{table, lines + " order by 1", "csv"},
	} {
		if err := s.psqlDo(ctx, s.url, `\copy (`+out.query+`) to '`+out.file+`' `+out.options); err != nil {
			return err
		}
	}
	months := "ARRAY(SELECT generate_series(timestamptz '2025-01-01', '2025-12-01', '1 month'))"
	rounds := *s
	rounds.rounds = min(s.rounds, 3)
	a, b, err := rounds.alternate(
		func() (float64, error) {
			url, drop, err := s.fresh(ctx, "bench_import")
			if err != nil {
				return 0, err
			}
			t, err := wall(func() error {
				out, err := exec.CommandContext(ctx, s.program, "import", "queue-log", log, "--database-url", url).CombinedOutput()
				if err != nil {
					return fmt.Errorf("import: %w: %s", err, out)
				}
				return nil
			})
			return t, errors.Join(err, drop())
		},
		func() (float64, error) {
			url, drop, err := s.fresh(ctx, "bench_copy")
			if err != nil {
				return 0, err
			}
			if err := s.psqlDo(ctx, url, "SELECT app.ensure_partitions('queue_log_repo', "+months+")"); err != nil {
				return 0, err
			}
			t, err := wall(func() error {
				return s.psqlDo(ctx, url, `\copy queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) from '`+table+`' csv`)
			})
			return t, errors.Join(err, drop())
		})
	if err != nil {
		return err
	}
	row("import of a queue_log, visits included, against COPY of its rows, wall", a, b, "s", "3")
	return nil
}

func (s *suite) psqlDo(ctx context.Context, url, command string) error {
	if out, err := exec.CommandContext(ctx, s.psql, url, "-v", "ON_ERROR_STOP=1", "-qc", command).CombinedOutput(); err != nil {
		return fmt.Errorf("run psql: %w: %s", err, out)
	}
	return nil
}

// fresh creates a migrated, empty database on the same server.
func (s *suite) fresh(ctx context.Context, name string) (string, func() error, error) {
	if err := s.psqlDo(ctx, s.url, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
		return "", nil, err
	}
	if err := s.psqlDo(ctx, s.url, "CREATE DATABASE "+name); err != nil {
		return "", nil, err
	}
	url := strings.Replace(s.url, "/ccrepo?", "/"+name+"?", 1)
	if out, err := exec.CommandContext(ctx, s.program, "migrate", "up", "--database-url", url).CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("migrate: %w: %s", err, out)
	}
	return url, func() error { return s.psqlDo(ctx, s.url, "DROP DATABASE "+name+" WITH (FORCE)") }, nil
}
