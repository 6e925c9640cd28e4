package admission

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/ccrepo/ccrepo/api/problem"
)

// patience is how long a query waits for its turn. A longer queue only makes every answer slow.
const patience = 2 * time.Second

// Gate limits how many queries use a pool of connections at once. In database/sql they would wait for a connection
// until their clients give up: an exhausted pool would queue requests without limit.
type Gate struct {
	places  *semaphore.Weighted
	size    int
	running atomic.Int64
}

func newGate(size int) *Gate {
	return &Gate{places: semaphore.NewWeighted(int64(size)), size: size}
}

// Size returns how many queries may run at once.
func (g *Gate) Size() int { return g.size }

// Running returns how many queries run.
func (g *Gate) Running() int { return int(g.running.Load()) }

// enter waits for a place, which the caller gives back by leave.
func (g *Gate) enter(ctx context.Context) (leave func(), err error) {
	waiting, stop := context.WithTimeout(ctx, patience)
	defer stop()
	if err := g.places.Acquire(waiting, 1); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, problem.New("busy", "The maximum number of queries is running. Try again in a moment.").After(time.Second)
	}
	g.running.Add(1)
	return func() {
		g.running.Add(-1)
		g.places.Release(1)
	}, nil
}
