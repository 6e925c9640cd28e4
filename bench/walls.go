package main

// Wallboards beside people who read reports: how old what is pushed is, what the database is asked, and memory.

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	wallScreens = 200
	wallReaders = 20
	// wallRate calls a second enter a queue; wallTime is the length of each phase.
	wallRate = 2
	wallTime = 90 * time.Second
)

// wallTrial are the screens of one phase.
type wallTrial struct {
	mu     sync.Mutex
	sent   []time.Time // when the nth call was committed
	delays []time.Duration
	lost   int // streams that ended by themselves
}

// walls measures the wallboard: one screen, many, and many beside readers of reports.
func (s *suite) walls(ctx context.Context, ours, _ *process) error {
	db, err := sql.Open("postgres", s.url)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { _ = db.Close() }()
	const months = "SELECT app.ensure_partitions('queue_log_repo'::regclass, ARRAY[date_trunc('month', now())])"
	if _, err := db.ExecContext(ctx, months); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	fmt.Printf("\n| wallboards | readers | for | transactions a second at the database | messages | event to screen, p50 | p99 | at most | answers of reports | refused | p50 | p99 | peak memory of the server |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, phase := range []struct{ screens, readers int }{{0, 0}, {1, 0}, {wallScreens, 0}, {wallScreens, wallReaders}} {
		if err := s.wallPhase(ctx, ours, db, phase.screens, phase.readers); err != nil {
			return err
		}
	}
	return nil
}

func (s *suite) wallPhase(ctx context.Context, ours *process, db *sql.DB, screens, readers int) error {
	if _, err := db.ExecContext(ctx, "DELETE FROM queue_log_repo WHERE datetime > now() - interval '1 day'"); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	if _, err := db.ExecContext(ctx, "DELETE FROM report.queue_call WHERE entered_at > now() - interval '1 day'"); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	phase, stop := context.WithTimeout(ctx, wallTime)
	defer stop()
	t := &wallTrial{}
	var wait sync.WaitGroup
	var messages atomic.Int64
	for range screens {
		wait.Go(func() { t.screen(phase, ours.base, &messages) })
	}
	var mu sync.Mutex
	var answered []time.Duration
	refused := 0
	paths := []string{
		"/v1/reports/queue-summary?from=2025-06-01&to=2025-07-01&interval=day", "/v1/reports/calls?from=2025-06-01&to=2025-06-02&limit=100",
		"/v1/reports/agent-summary?from=2025-06-02&to=2025-06-03", "/v1/tables/cdr_repo?from=2025-06-01&to=2025-07-01&limit=100",
		"/reports/queue-summary?from=2025-06-01&to=2025-06-08&interval=day", "/v1/reports/service-level?from=2025-06-01&to=2025-06-08",
	}
	for i := range readers {
		wait.Go(func() {
			for n := i; phase.Err() == nil; n++ {
				begun := time.Now()
				err := ours.get(phase, paths[n%len(paths)])
				mu.Lock()
				if err == nil {
					answered = append(answered, time.Since(begun))
				} else if phase.Err() == nil {
					refused++
				}
				mu.Unlock()
				select { // a reader reads for a second
				case <-time.After(time.Second):
				case <-phase.Done():
				}
			}
		})
	}
	var before, after int64
	const count = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
	if err := db.QueryRowContext(ctx, count).Scan(&before); err != nil {
		return fmt.Errorf("count transactions: %w", err)
	}
	begun := time.Now()
	if err := t.calls(phase, db); err != nil {
		return err
	}
	wait.Wait()
	if err := db.QueryRowContext(ctx, count).Scan(&after); err != nil {
		return fmt.Errorf("count transactions: %w", err)
	}
	memory, err := peakMemory(ours.cmd.Process.Pid)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lost > 0 {
		fmt.Printf("%d streams ended by themselves\n", t.lost)
	}
	fmt.Printf("| %d | %d | %s | %.1f | %d | %s | %s | %s | %d | %d | %s | %s | %.0f MiB |\n", screens, readers, wallTime, float64(after-before)/time.Since(begun).Seconds(), messages.Load(),
		share(t.delays, 0.5), share(t.delays, 0.99), share(t.delays, 1), len(answered), refused, share(answered, 0.5), share(answered, 0.99), memory)
	return nil
}

// calls lets calls enter a queue until the phase ends.
func (t *wallTrial) calls(ctx context.Context, db *sql.DB) error {
	ticker := time.NewTicker(time.Second / wallRate)
	defer ticker.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if _, err := db.ExecContext(context.WithoutCancel(ctx), "INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data2) VALUES (now(), $1, 'Sales<-', 'NONE', 'ENTERQUEUE', '099')",
			fmt.Sprintf("wall%d.%d", time.Now().UnixNano(), n)); err != nil {
			return fmt.Errorf("insert call: %w", err)
		}
		t.mu.Lock()
		t.sent = append(t.sent, time.Now())
		t.mu.Unlock()
	}
}

// screen reads a stream as a wallboard does. Calls only enter, so that the number of those that wait says which have come.
func (t *wallTrial) screen(ctx context.Context, base string, messages *atomic.Int64) {
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/wall/stream", http.NoBody)
	if err != nil {
		return
	}
	res, err := client.Do(req)
	if err != nil {
		t.end(ctx)
		return
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		t.end(ctx)
		return
	}
	lines := bufio.NewReader(res.Body)
	seen := 0
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			if !errors.Is(err, io.EOF) || ctx.Err() == nil {
				t.end(ctx)
			}
			return
		}
		text, is := strings.CutPrefix(line, "data: ")
		if !is {
			continue
		}
		now := time.Now()
		messages.Add(1)
		var m struct {
			Queues struct{ Rows []struct{ Waiting int } }
		}
		if json.Unmarshal([]byte(text), &m) != nil {
			continue
		}
		waiting := 0
		for _, row := range m.Queues.Rows {
			waiting += row.Waiting
		}
		t.mu.Lock()
		for ; seen < waiting && seen < len(t.sent); seen++ {
			t.delays = append(t.delays, now.Sub(t.sent[seen]))
		}
		t.mu.Unlock()
	}
}

func (t *wallTrial) end(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	t.mu.Lock()
	t.lost++
	t.mu.Unlock()
}

// share returns the duration that a share of all of them does not exceed.
func share(all []time.Duration, part float64) string {
	if len(all) == 0 {
		return ""
	}
	slices.Sort(all)
	return all[min(len(all)-1, int(part*float64(len(all))))].Round(time.Millisecond).String()
}
