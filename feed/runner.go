package feed

// What all followers share: the database, the log, the clock and the state of a feed.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db"
)

// Runner follows feeds.
type Runner struct {
	DB       *sql.DB        // of a login that may write
	Location *time.Location // zone of feeds that set none
	Log      *slog.Logger
	Clock    func() time.Time // nil is time.Now
	// Poll is how often files are looked at, beside notifications; 0 is half a second.
	Poll time.Duration
	// Quiet is how long a rotated file must be unchanged before it counts as complete; 0 is 10 seconds.
	Quiet time.Duration
}

// start records that this process follows a feed, and returns the state that the last one left.
func (r *Runner) start(ctx context.Context, c Config) (before db.AppFeed, err error) {
	queries := db.New(r.DB)
	before, err = queries.Feed(ctx, db.FeedParams{Feed: c.Name})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return before, fmt.Errorf("look up the feed: %w", err)
	}
	return before, r.claimTables(ctx, c, c.Tables())
}

// claimTables records that this process follows a feed, which writes these tables.
func (r *Runner) claimTables(ctx context.Context, c Config, tables []string) error {
	err := db.New(r.DB).StartFeed(ctx, db.StartFeedParams{Feed: c.Name, Kind: c.Kind, Source: c.Source(), Tables: tables, Runner: Process()})
	if err != nil {
		return fmt.Errorf("record the feed: %w", err)
	}
	return nil
}

// stop records that this process no longer follows a feed. A failure that follows overwrites it.
func (r *Runner) stop(c Config) error {
	ctx, end := context.WithTimeout(context.Background(), 2*time.Second)
	defer end()
	if err := db.New(r.DB).StopFeed(ctx, db.StopFeedParams{Feed: c.Name, Runner: Process()}); err != nil {
		return fmt.Errorf("record the end of the feed: %w", err)
	}
	return nil
}

func (r *Runner) now() time.Time {
	if r.Clock != nil {
		return r.Clock()
	}
	return time.Now()
}

// Process identifies this process for people.
func Process() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Sprintf("%s:%d", host, os.Getpid())
}

// pause waits, and reports whether ctx goes on.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// shown is the text of a failure that clients see: that of a database may show its values, and is in the log only.
func shown(err error) string {
	var ours *pq.Error
	var theirs *mysql.MySQLError
	switch {
	case errors.As(err, &ours):
		return fmt.Sprintf("a database reports error %s; the log has its text", ours.Code)
	case errors.As(err, &theirs):
		return fmt.Sprintf("the source reports error %d; the log has its text", theirs.Number)
	}
	return err.Error()
}
