package query

import (
	"context"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
)

// databaseClock limits how long a statement may keep the database busy without output: until the first piece of the
// answer, and from each piece to the next. The time in which a slow client reads does not count.
type databaseClock struct {
	timer *time.Timer
	limit time.Duration
}

// startDatabaseClock returns a context that ends with ErrDatabaseTime when the time is over.
func startDatabaseClock(ctx context.Context, limit time.Duration) (context.Context, *databaseClock, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	c := &databaseClock{limit: limit}
	c.timer = time.AfterFunc(limit, func() { cancel(problem.ErrDatabaseTime) })
	return ctx, c, func() {
		c.timer.Stop()
		cancel(nil)
	}
}

func (c *databaseClock) pause() { c.timer.Stop() }

func (c *databaseClock) resume() { c.timer.Reset(c.limit) }
