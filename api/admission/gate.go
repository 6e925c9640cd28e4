package admission

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
)

const (
	// patience is how long a query waits for its turn. A longer queue only makes every answer slow.
	patience = 2 * time.Second
	// mostWaiting is how many queries of one principal wait at once. The bridges of all agents of a CRM may have one key.
	mostWaiting = 2000
)

// Gate limits how many queries use a pool of connections at once. In database/sql they would wait for a connection
// until their clients give up: an exhausted pool would queue requests without limit. The principals take turns, so that
// one that sends many requests does not hold up the others.
type Gate struct {
	size int

	mu      sync.Mutex
	running int
	turns   []string                   // the principals that wait; the first is the next
	waiting map[string][]chan struct{} // the places that each waits for
}

func newGate(size int) *Gate { return &Gate{size: size, waiting: map[string][]chan struct{}{}} }

// Size returns how many queries may run at once.
func (g *Gate) Size() int { return g.size }

// Running returns how many queries run.
func (g *Gate) Running() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.running
}

// enter waits for a place, which the caller gives back by leave.
func (g *Gate) enter(ctx context.Context, principal string) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	place, err := g.queue(principal)
	if err != nil {
		return nil, err
	}
	if place == nil {
		return g.leave, nil
	}
	waiting, stop := context.WithTimeout(ctx, patience)
	defer stop()
	select {
	case <-place:
		return g.leave, nil
	case <-waiting.Done():
	}
	if !g.giveUp(principal, place) {
		return g.leave, nil // it came in this moment
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return nil, busy()
}

func busy() *problem.Problem {
	return problem.New("busy", "The maximum number of queries is running. Try again in a moment.").After(time.Second)
}

// queue takes a place if one is free, and returns nil, or a channel that is closed when the caller has a place.
func (g *Gate) queue(principal string) (place chan struct{}, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.running < g.size {
		g.running++
		return nil, nil //nolint:nilnil // as the comment says
	}
	queue := g.waiting[principal]
	switch len(queue) {
	case 0:
		g.turns = append(g.turns, principal)
	case mostWaiting:
		return nil, busy()
	}
	place = make(chan struct{})
	g.waiting[principal] = append(queue, place)
	return place, nil
}

// leave gives a place to the first query of the principal whose turn it is.
func (g *Gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.turns) == 0 {
		g.running--
		return
	}
	next := g.turns[0]
	g.turns = g.turns[1:]
	queue := g.waiting[next]
	close(queue[0])
	if g.waiting[next] = queue[1:]; len(queue) > 1 {
		g.turns = append(g.turns, next)
	} else {
		delete(g.waiting, next)
	}
}

// giveUp takes a query out of its queue. It returns false if the query has a place already.
func (g *Gate) giveUp(principal string, place chan struct{}) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	queue := g.waiting[principal]
	at := slices.Index(queue, place)
	if at < 0 {
		return false
	}
	if g.waiting[principal] = slices.Delete(queue, at, at+1); len(queue) == 1 {
		delete(g.waiting, principal)
		g.turns = slices.DeleteFunc(g.turns, func(other string) bool { return other == principal })
	}
	return true
}
