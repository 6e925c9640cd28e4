package main

import (
	"bufio"
	"cmp"
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

// get requests a path and reads the whole response.
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

// cursorAfter streams the given number of rows and returns the cursor after them.
func (p *process) cursorAfter(ctx context.Context, path string, rows int) (string, error) {
	res, err := p.open(ctx, strings.Replace(path, "limit=100", fmt.Sprintf("limit=%d", rows), 1))
	if err != nil {
		return "", err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return cmp.Or(res.Header.Get("X-Next-Cursor"), res.Trailer.Get("X-Next-Cursor")), errors.Join(err, res.Body.Close())
}

// alternate measures two sides alternately and returns the medians.
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
		if round > 0 { // the first round is the warm-up
			a, b = append(a, x), append(b, y)
		}
	}
	slices.Sort(a)
	slices.Sort(b)
	return a[len(a)/2], b[len(b)/2], nil
}

// cpu returns the CPU time in seconds that n requests cost the server and PostgreSQL together.
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

// cpuTime returns the total CPU time in seconds of a server and of all PostgreSQL processes, including those that
// have ended.
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

// readStat returns the CPU time of a process in seconds, optionally with that of its ended children, and its
// parent's process number.
func readStat(pid int, children bool) (seconds float64, parent int, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, fmt.Errorf("read CPU time: %w", err)
	}
	// The name in parentheses may contain anything; the fields after it are numbers.
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

// peakMemory returns the peak memory of a process, in MiB.
func peakMemory(pid int) (float64, error) { return memoryOf(pid, "VmHWM:") }

// memoryOf returns a figure of /proc/PID/status, in MiB.
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

// wall returns the wall time of one call, in seconds.
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

// copyOut runs psql's \copy and discards the output.
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
