package main

// The lag of feeds: the time from the writing of an event to its commit here, and what a feed costs its source.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	lagTime = 20 * time.Second
	lagTick = 20 * time.Millisecond
)

// lagSource is a source that is written while a feed reads it.
type lagSource struct {
	what, config string
	write        func(events [][]string) (end int64, err error) // end: what seen returns once the feed has them
	seen         string                                         // query
}

// written is what was written at a moment.
type written struct {
	at  time.Time
	end int64
}

// events returns events of calls that go on now, numbered from first.
func events(first, n int) (all [][]string) {
	now := time.Now().UTC().Format(time.DateTime)
	for i := first; i < first+n; i++ {
		call := fmt.Sprintf("%d.%d", time.Now().Unix()-int64(i%4), i/4)
		kind := [][]string{{"NONE", "ENTERQUEUE", "", "2555", "1"}, {"a", "RINGNOANSWER", "9000", "", ""}, {"a", "CONNECT", "12", call, "3"}, {"a", "COMPLETECALLER", "12", "60", "1"}}[i%4]
		agent := kind[0]
		if agent == "a" {
			agent = fmt.Sprintf("agent%d", i/4%40)
		}
		all = append(all, append([]string{now, fmt.Sprintf("call.%d", i/4), "Sales<-", agent}, kind[1:]...))
	}
	return all
}

// logLines returns events as lines of a queue_log.
func logLines(all [][]string) string {
	var text strings.Builder
	now := time.Now().Unix()
	for _, e := range all {
		fmt.Fprintf(&text, "%d|%s\n", now, strings.Join(e[1:], "|"))
	}
	return text.String()
}

// sources returns a file and a table, both empty.
func (t *feedTrial) sources(ctx context.Context) ([]lagSource, error) {
	path := filepath.Join(t.home, "lag_log")
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("make a log: %w", err)
	}
	for _, statement := range []string{"DROP TABLE queue_log_repo", sourceTable} {
		if _, err := t.source.ExecContext(ctx, statement); err != nil {
			return nil, fmt.Errorf("prepare MariaDB: %w", err)
		}
	}
	size, id := int64(0), int64(0)
	return []lagSource{
		{"file", t.fileFeed(path), func(events [][]string) (int64, error) {
			n, err := file.WriteString(logLines(events))
			size += int64(n)
			return size, err
		}, "coalesce(max(byte_offset), 0) FROM app.import_file"},
		{"MariaDB", t.databaseFeed("page: 1000"), func(events [][]string) (int64, error) {
			id += int64(len(events))
			return id, t.insert(ctx, events)
		}, "coalesce(max(high), 0) FROM app.feed_table"},
	}, nil
}

// lags measures the lag at different rates.
func (t *feedTrial) lags(ctx context.Context) error {
	fmt.Printf("\nLag: from the writing of an event to its commit, the derived relations being refreshed each second; %s each\n\n| source | events a second | lag, p50 | p99 | at most | CPU of feed, PostgreSQL | MariaDB without, with feed |\n|---|---|---|---|---|---|---|\n", lagTime)
	for _, rate := range []int{100, 1000, 5000} {
		sources, err := t.sources(ctx)
		if err != nil {
			return err
		}
		for _, source := range sources {
			if err := t.lag(ctx, source, rate); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *feedTrial) lag(ctx context.Context, source lagSource, rate int) (err error) {
	database := source.what == "MariaDB"
	alone := 0.0
	if database {
		before, _, err := readStat(t.maria.PID(), false)
		if err != nil {
			return err
		}
		if _, _, err := t.writeAt(ctx, source, rate, lagTime, nil); err != nil {
			return err
		}
		after, _, err := readStat(t.maria.PID(), false)
		if err != nil {
			return err
		}
		alone = after - before
	}
	f, err := t.begin(ctx, source.config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.end()) }()
	first, err := source.write(events(1, 4))
	if err != nil {
		return err
	}
	if err := f.eventually(ctx, "(SELECT "+source.seen+") >= $1", first); err != nil {
		return err
	}
	if database { // the history that was written without the feed
		if err := f.eventually(ctx, "coalesce(bool_and(complete), false) FROM app.feed_table"); err != nil {
			return err
		}
	}
	usage := func() ([3]float64, error) {
		own, _, err := readStat(f.cmd.Process.Pid, false)
		if err != nil {
			return [3]float64{}, err
		}
		postgres, err := t.postgresTime()
		if err != nil {
			return [3]float64{}, err
		}
		maria, _, err := readStat(t.maria.PID(), false)
		return [3]float64{own, postgres, maria}, err
	}
	before, err := usage()
	if err != nil {
		return err
	}
	lags, took, err := t.writeAt(ctx, source, rate, lagTime, f)
	if err != nil {
		return err
	}
	after, err := usage()
	if err != nil {
		return err
	}
	share := func(seconds float64) string { return fmt.Sprintf("%.0f%%", 100*seconds/took.Seconds()) }
	load := ""
	if database {
		load = share(alone) + ", " + share(after[2]-before[2])
	}
	fmt.Printf("| %s | %d | %s | %s, %s | %s |\n", source.what, rate, percentiles(lags), share(after[0]-before[0]), share(after[1]-before[1]), load)
	return nil
}

func percentiles(lags []time.Duration) string {
	slices.Sort(lags)
	at := func(share float64) time.Duration {
		return lags[int(share*float64(len(lags)-1))].Round(time.Millisecond)
	}
	return fmt.Sprintf("%s | %s | %s", at(.5), at(.99), at(1))
}

// writeAt writes events at a rate, and returns how long each batch took to be seen; without a feed it only writes.
func (t *feedTrial) writeAt(ctx context.Context, source lagSource, rate int, during time.Duration, f *following) (lags []time.Duration, took time.Duration, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	batches := make(chan written, 100_000)
	failed := make(chan error, 1)
	begin := time.Now()
	go func() {
		defer close(batches)
		tick := time.NewTicker(lagTick)
		defer tick.Stop()
		done := 0
		for time.Since(begin) < during && ctx.Err() == nil {
			<-tick.C
			due := int(time.Since(begin).Seconds()*float64(rate)) - done
			if due <= 0 {
				continue
			}
			at := time.Now()
			end, err := source.write(events(done, due))
			if err != nil {
				failed <- err
				return
			}
			done += due
			batches <- written{at, end}
		}
	}()
	if f == nil {
		for range batches { // they are only written
		}
		return nil, time.Since(begin), drained(failed)
	}
	for batch := range batches {
		for {
			var seen int64
			if err := f.db.QueryRowContext(ctx, "SELECT "+source.seen).Scan(&seen); err != nil {
				return nil, 0, fmt.Errorf("ask the database: %w", err)
			}
			if seen >= batch.end {
				break
			}
			if time.Since(batch.at) > time.Minute {
				return nil, 0, errors.New("an event is not seen after a minute")
			}
			time.Sleep(5 * time.Millisecond)
		}
		lags = append(lags, time.Since(batch.at))
	}
	return lags, time.Since(begin), drained(failed)
}

func drained(failed chan error) error {
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// backlog measures the lag of new lines while rotated files are read.
func (t *feedTrial) backlog(ctx context.Context) (err error) {
	const files, calls = 8, 25_000
	path := filepath.Join(t.home, "behind_log")
	size := int64(0)
	for i := range files {
		text := logLines(events(i*4*calls, 4*calls))
		size += int64(len(text))
		if err := os.WriteFile(fmt.Sprintf("%s.%d", path, i+1), []byte(text), 0o600); err != nil {
			return fmt.Errorf("make a backlog: %w", err)
		}
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("make a log: %w", err)
	}
	defer func() { _ = file.Close() }()
	written := int64(0)
	source := lagSource{"file", t.fileFeed(path), func(events [][]string) (int64, error) {
		n, err := file.WriteString(logLines(events))
		written += int64(n)
		return written, err
	}, "coalesce(max(byte_offset), 0) FROM app.import_file WHERE name = '" + path + "'"}
	if _, err := source.write(events(1<<30, 200)); err != nil { // so that its beginning identifies it
		return err
	}
	f, err := t.begin(ctx, source.config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.end()) }()
	if err := f.eventually(ctx, "(SELECT "+source.seen+") > 0"); err != nil {
		return err
	}
	behind := func() (bytes int64, err error) {
		err = f.db.QueryRowContext(ctx, "SELECT coalesce(sum(byte_offset), 0) FROM app.import_file WHERE name <> $1", path).Scan(&bytes)
		return bytes, err
	}
	before, err := behind()
	if err != nil {
		return fmt.Errorf("ask the database: %w", err)
	}
	lags, took, err := t.writeAt(ctx, source, 1000, lagTime, f)
	if err != nil {
		return err
	}
	after, err := behind()
	if err != nil {
		return fmt.Errorf("ask the database: %w", err)
	}
	fmt.Printf("\n1,000 lines a second with a backlog of %d rotated files, %.0f MB: lag p50 | p99 | at most: %s (to reach: 2 s); %.1f MB a second of the backlog meanwhile (to reach: 1), %.0f MB left\n",
		files, float64(size)/1e6, percentiles(lags), float64(after-before)/1e6/took.Seconds(), float64(size-after)/1e6)
	return nil
}
