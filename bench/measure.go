package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// process is a server under measurement.
type process struct {
	cmd    *exec.Cmd
	base   string
	client *http.Client
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(os.Interrupt)
	_ = p.cmd.Wait()
}

// get reads one answer to its end.
func (p *process) get(ctx context.Context, path string) error {
	res, err := p.open(ctx, path)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return errors.Join(err, res.Body.Close())
}

func (p *process) open(ctx context.Context, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+path, nil)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", path, err)
	}
	res, err := p.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", path, err)
	}
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(res.Body, 500))
		_ = res.Body.Close()
		return nil, fmt.Errorf("ask %s: %s: %s", path, res.Status, body)
	}
	return res, nil
}

// cursorAfter streams rows with a limit and returns the cursor behind them.
func (p *process) cursorAfter(ctx context.Context, path string, rows int) (string, error) {
	res, err := p.open(ctx, strings.Replace(path, "limit=100", fmt.Sprintf("limit=%d", rows), 1))
	if err != nil {
		return "", err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return res.Trailer.Get("X-Next-Cursor"), errors.Join(err, res.Body.Close())
}

// alternate measures two sides in turn and returns the medians.
func (s *suite) alternate(ours, other func() (float64, error)) (float64, float64, error) {
	var a, b []float64
	for round := range s.rounds + 1 {
		x, err := ours()
		if err != nil {
			return 0, 0, err
		}
		y, err := other()
		if err != nil {
			return 0, 0, err
		}
		if round > 0 { // the first warms up
			a, b = append(a, x), append(b, y)
		}
	}
	slices.Sort(a)
	slices.Sort(b)
	return a[len(a)/2], b[len(b)/2], nil
}

// cpu is the CPU time in seconds that n requests cost the server and PostgreSQL.
func (s *suite) cpu(p *process, n int, path func(i int) string) (float64, error) {
	before, err := s.cpuTime(p)
	if err != nil {
		return 0, err
	}
	for i := range n {
		if err := p.get(context.Background(), path(i)); err != nil {
			return 0, err
		}
	}
	after, err := s.cpuTime(p)
	return after - before, err
}

// cpuTime adds up the CPU time of a server and of every process of PostgreSQL, also of those that ended.
func (s *suite) cpuTime(p *process) (float64, error) {
	total, err := s.postgresTime()
	if err != nil || p == nil {
		return total, err
	}
	own, _, err := readStat(p.cmd.Process.Pid, false)
	return total + own, err
}

func (s *suite) postgresTime() (float64, error) {
	total, _, err := readStat(s.postmaster, true)
	if err != nil {
		return 0, err
	}
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, fmt.Errorf("list processes: %w", err)
	}
	for _, dir := range dirs {
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		if t, parent, err := readStat(pid, false); err == nil && parent == s.postmaster {
			total += t
		}
	}
	return total, nil
}

// readStat reads the CPU time of a process, with that of its ended children if wanted, and its parent.
func readStat(pid int, children bool) (seconds float64, parent int, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, fmt.Errorf("read CPU time: %w", err)
	}
	// The name in brackets may hold anything; the fields after it are numbers.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	columns := []int{11, 12}
	if children {
		columns = append(columns, 13, 14)
	}
	for _, c := range columns {
		ticks, err := strconv.ParseFloat(fields[c], 64)
		if err != nil {
			return 0, 0, fmt.Errorf("read CPU time: %w", err)
		}
		seconds += ticks / 100
	}
	parent, err = strconv.Atoi(fields[1])
	return seconds, parent, err
}

// peakMemory is the most memory that a process has had, in MiB.
func peakMemory(pid int) (float64, error) { return memoryOf(pid, "VmHWM:") }

// memoryOf is a figure of a process's memory, in MiB.
func memoryOf(pid int, figure string) (float64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), figure); ok {
			kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib / 1024, err
		}
	}
	return 0, fmt.Errorf("read memory: no %s", figure)
}

// wall times one call.
func wall(do func() error) (float64, error) {
	start := time.Now()
	err := do()
	return time.Since(start).Seconds(), err
}

func (s *suite) number(ctx context.Context, query string) (int64, error) {
	db, err := sql.Open("postgres", s.url)
	if err != nil {
		return 0, fmt.Errorf("open database: %w", err)
	}
	defer func() { _ = db.Close() }()
	var n int64
	if err := db.QueryRowContext(ctx, query).Scan(&n); err != nil {
		return 0, fmt.Errorf("ask the database: %w", err)
	}
	return n, nil
}

// copyOut runs psql's \copy and throws the output away.
func (s *suite) copyOut(ctx context.Context, query, options string) error {
	cmd := exec.CommandContext(ctx, s.psql, s.url, "-qc", `\copy (`+query+`) to stdout `+options)
	if out, err := cmd.StdoutPipe(); err != nil {
		return fmt.Errorf("run psql: %w", err)
	} else if err := cmd.Start(); err != nil {
		return fmt.Errorf("run psql: %w", err)
	} else if _, err := io.Copy(io.Discard, out); err != nil {
		return fmt.Errorf("run psql: %w", err)
	}
	return cmd.Wait()
}

func machine() string { return fmt.Sprintf("%d cores, %s", runtime.NumCPU(), runtime.Version()) }
