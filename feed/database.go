package feed

// The follower of another database.

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/ingest"
)

const (
	// unsettled is the age from which the rows of a source count as complete: a transaction may commit later than others.
	unsettled = 2 * time.Second
	// compareEvery is how often rows that may change, and the ids of recent rows, are compared with the source.
	compareEvery = 3 * time.Second
	// discoverEvery is how often new tables and columns are looked for.
	discoverEvery = 10 * time.Second
)

// databaseFollower follows the tables of another database.
type databaseFollower struct {
	*Runner
	config   Config
	log      *slog.Logger
	source   *source
	columns  []sourceColumn // of the source, when its tables were found
	tables   []*tableFollower
	detail   string // what cannot be read
	found    time.Time
	compared time.Time
	stored   time.Time
}

func newDatabaseFollower(r *Runner, c Config) *databaseFollower {
	return &databaseFollower{Runner: r, config: c, log: r.Log.With("feed", c.Name)}
}

// follow implements follower.
func (f *databaseFollower) follow(ctx context.Context) (err error) {
	if _, err := f.start(ctx, f.config); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.stop(f.config)) }()
	if f.source, err = openSource(ctx, f.config); err != nil {
		return err
	}
	defer func() { _ = f.source.Close() }() // it was only read
	for ctx.Err() == nil {
		if err := f.discover(ctx); err != nil {
			return err
		}
		busy, err := f.round(ctx)
		if err != nil {
			return err
		}
		if busy {
			pause(ctx, f.config.pause())
		} else {
			pause(ctx, f.poll())
		}
	}
	return nil
}

func (c Config) pause() time.Duration {
	if c.Pause > 0 {
		return c.Pause
	}
	return 100 * time.Millisecond
}

func (c Config) page() int {
	if c.Page > 0 {
		return c.Page
	}
	return 1000
}

// poll is how often new rows are looked for.
func (f *databaseFollower) poll() time.Duration {
	if f.Poll > 0 {
		return f.Poll
	}
	return time.Second
}

// discover finds the tables of the source, at the beginning and when its tables or columns have changed. Those that it
// does not have, or that cannot be read, do not end the feed of the others.
func (f *databaseFollower) discover(ctx context.Context) error {
	at := f.now()
	if f.tables != nil && at.Sub(f.found) < discoverEvery {
		return nil
	}
	columns, err := f.source.columns(ctx)
	if err != nil {
		return err
	}
	f.found = at
	if f.tables != nil && slices.Equal(columns, f.columns) {
		return nil
	}
	f.columns = columns
	options, err := f.config.options(f.Location)
	if err != nil {
		return err
	}
	var missing, targets []string
	f.tables, f.detail = nil, ""
	for _, m := range f.config.maps() {
		target, err := ingest.LoadTable(ctx, f.DB, m.Target)
		if err != nil {
			return fmt.Errorf("feed %s: %w", f.config.Name, err)
		}
		from, err := f.source.table(m, target, columns, options)
		switch {
		case err != nil:
			f.detail += err.Error() + "; "
			continue
		case from == nil:
			missing = append(missing, m.Source)
			continue
		}
		t := &tableFollower{Runner: f.Runner, config: f.config, log: f.log, source: f.source, from: from}
		if err := t.open(ctx); err != nil {
			return err
		}
		f.tables, targets = append(f.tables, t), append(targets, m.Target)
	}
	if len(missing) > 0 {
		f.detail += "the source does not have " + strings.Join(missing, ", ")
	}
	f.detail = strings.TrimSuffix(f.detail, "; ")
	if len(f.tables) == 0 {
		return fmt.Errorf("no table of the source can be read: %s: correct the database in the url, or the profile", f.detail)
	}
	if f.detail != "" {
		f.log.WarnContext(ctx, "not all tables are read", "detail", f.detail)
	}
	// Answers from tables that the source does not have do not depend on the feed.
	return f.claimTables(ctx, f.config, targets)
}

// round reads what is new in each table, compares what may have changed, and reads a page of history. busy: there is
// more to read.
func (f *databaseFollower) round(ctx context.Context) (busy bool, err error) {
	at := f.now()
	for _, t := range f.tables {
		more, err := t.forward(ctx)
		if err != nil {
			return false, err
		}
		busy = busy || more
	}
	covered := !busy
	if at.Sub(f.compared) >= compareEvery {
		for _, t := range f.tables {
			if err := t.compare(ctx); err != nil {
				return false, err
			}
		}
		f.compared = at
	}
	for _, t := range f.tables {
		more, err := t.backward(ctx)
		if err != nil {
			return false, err
		}
		busy = busy || more
	}
	if at.Sub(f.stored) < recordEvery/2 {
		return busy, nil
	}
	p := db.RecordFeedParams{Feed: f.config.Name, State: "reading", Detail: f.detail}
	if covered {
		until := at.Add(-unsettled)
		p.CoveredTo = &until
	}
	if err := db.New(f.DB).RecordFeed(ctx, p); err != nil {
		return false, fmt.Errorf("record the state: %w", err)
	}
	f.stored = at
	return busy, nil
}
