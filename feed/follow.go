package feed

// The following of feeds: each by one process at a time, again after a failure.

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ccrepo/ccrepo/db"
)

const (
	// claimEvery is how often a process that does not follow a feed tries to take it over, and how often the one that
	// does confirms that its lock still holds.
	claimEvery = 2 * time.Second
	// retryEvery is the pause after a failure.
	retryEvery = 2 * time.Second
	// settled is how long a feed must have worked for its next failure to be logged even if it is the same as before.
	settled = time.Minute
)

// follower follows one feed until ctx ends or it fails.
type follower interface {
	follow(ctx context.Context) error
}

// Run follows the feeds until ctx ends. A feed that another process follows is taken over when that process ends.
func (r *Runner) Run(ctx context.Context, feeds []Config) {
	var running sync.WaitGroup
	for _, c := range feeds {
		running.Go(func() { r.keep(ctx, c) })
	}
	running.Wait()
}

// keep follows one feed, again and again, until ctx ends.
func (r *Runner) keep(ctx context.Context, c Config) {
	log := r.Log.With("feed", c.Name)
	waiting, failing := false, ""
	for ctx.Err() == nil {
		begun := r.now()
		claimed, err := r.claim(ctx, c, func(ctx context.Context) error {
			if waiting = false; failing == "" {
				log.InfoContext(ctx, "feed is followed", "source", c.Source())
			}
			return r.newFollower(c).follow(ctx)
		})
		if claimed && r.now().Sub(begun) > settled {
			failing = "" // it worked meanwhile, so the same failure is a new one
		}
		switch {
		case ctx.Err() != nil:
		case err != nil && err.Error() != failing:
			failing = err.Error()
			log.ErrorContext(ctx, "feed failed; it is tried again", "err", err)
		case err == nil && !claimed && !waiting:
			waiting = true
			log.InfoContext(ctx, "another process follows the feed; this one takes over when it ends")
		}
		if err != nil && claimed {
			r.recordFailure(ctx, c, err)
		}
		pause(ctx, retryEvery)
	}
}

// claim runs follow while it holds the lock of the feed, on a connection of its own. It returns false if another
// process has the lock.
func (r *Runner) claim(ctx context.Context, c Config, follow func(context.Context) error) (claimed bool, err error) {
	conn, err := r.DB.Conn(ctx)
	if err != nil {
		return false, fmt.Errorf("connect: %w", err)
	}
	defer func() { discard(conn) }()
	// If this host vanishes, the server must notice it soon and release the lock.
	err = conn.QueryRowContext(ctx, `
SELECT pg_try_advisory_lock(hashtextextended('ccrepo feed ' || $1::text, 0))
FROM (SELECT
    set_config('tcp_keepalives_idle', '5', false),
    set_config('tcp_keepalives_interval', '2', false),
    set_config('tcp_keepalives_count', '3', false)) AS settings`, c.Name).Scan(&claimed)
	if err != nil {
		return false, fmt.Errorf("lock the feed: %w", err)
	}
	if !claimed {
		return false, nil
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	held := make(chan struct{})
	go func() {
		defer close(held)
		for pause(ctx, claimEvery) {
			if err := conn.PingContext(ctx); err != nil {
				stop(fmt.Errorf("the connection that holds the lock of the feed broke: %w", err))
				return
			}
		}
	}()
	err = follow(ctx)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	stop(nil)
	<-held
	return true, err
}

// recordFailure stores the failure of a feed, unless the database itself is away.
func (r *Runner) recordFailure(ctx context.Context, c Config, err error) {
	stored := db.New(r.DB).RecordFeedFailure(ctx, db.RecordFeedFailureParams{Feed: c.Name, Detail: shown(err)})
	if stored != nil && ctx.Err() == nil {
		r.Log.WarnContext(ctx, "the failure of the feed could not be recorded", "feed", c.Name, "err", stored)
	}
}

func (r *Runner) newFollower(c Config) follower {
	if c.IsDatabase() {
		return newDatabaseFollower(r, c)
	}
	return newFileFollower(r, c)
}

// discard closes a connection instead of giving it back to the pool, because it has a lock and settings of its own.
func discard(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = conn.Close()
}
