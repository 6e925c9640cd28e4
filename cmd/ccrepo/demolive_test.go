package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/feed"
	"github.com/ccrepo/ccrepo/ingest/sample"
)

// A demo that is stopped within a line goes on from where it was: the feeds bring each row once.
func TestDemoGoesOnFromWhereItWas(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	p := newProgram(strings.NewReader(""), io.Discard, io.Discard)
	p.DataDir = t.TempDir()
	d, other := &database{DB: dbtest.New(t)}, dbtest.New(t)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if live, err := p.openLiveDemo(t.Context(), d); live != nil || err != nil {
		t.Fatalf("rows that no demo wrote: %v, %v", live, err)
	}
	// The feeds record what is covered up to the present, so the centre's time must not be later.
	begin := time.Now().Add(-3 * time.Hour).Truncate(time.Second)
	check(p.beginLiveDemo(t.Context(), d, sample.Options{Seed: 1, Now: begin, Location: sample.OpenZone(begin)}))
	want := map[string]int{}
	for _, hours := range []int{1, 2} {
		live, err := p.openLiveDemo(t.Context(), d)
		check(err)
		if _, err := p.openLiveDemo(t.Context(), d); !errors.Is(err, errDemoRuns) {
			t.Errorf("a second process: %v", err)
		}
		if other, err := p.openLiveDemo(t.Context(), &database{DB: other}); other != nil || err != nil {
			t.Errorf("another database: %v, %v", other, err)
		}
		for minute := range 60 {
			check(live.step(t.Context(), begin.Add(time.Duration(hours-1)*time.Hour+time.Duration(minute)*time.Minute)))
		}
		check(live.close())
		for name, file := range map[string]*demoFile{"queue_log_repo": live.log, "cdr_repo": live.cdr} {
			text, err := os.ReadFile(file.Name())
			check(err)
			want[name] = strings.Count(string(text), "\n")
			check(os.WriteFile(file.Name(), append(text, "1767225600|half of a"...), 0o600))
		}
	}
	live, err := p.openLiveDemo(t.Context(), d)
	check(err)
	check(live.close())
	ctx, stop := context.WithCancel(t.Context())
	var following sync.WaitGroup
	runner := &feed.Runner{DB: d.DB, Location: time.UTC, Log: slog.New(slog.DiscardHandler), Poll: 50 * time.Millisecond}
	following.Go(func() { runner.Run(ctx, live.feeds()) })
	defer following.Wait()
	defer stop()
	eventually(t, "the feeds bring the rows", func() bool {
		var log, cdr int
		check(d.QueryRowContext(t.Context(), "SELECT (SELECT count(*) FROM queue_log_repo), (SELECT count(*) FROM cdr_repo)").Scan(&log, &cdr))
		return log == want["queue_log_repo"] && cdr == want["cdr_repo"]-1
	})
	var doubled, messages int
	check(d.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM (SELECT FROM webchat_log_repo GROUP BY origid HAVING count(*) > 1) AS g), (SELECT count(*) FROM webchat_log_repo)`).Scan(&doubled, &messages))
	if want["queue_log_repo"] < 100 || messages == 0 || doubled > 0 {
		t.Errorf("%v lines and records, %d messages, of which %d twice", want, messages, doubled)
	}
}
