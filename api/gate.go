package api

import (
	"context"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
)

const (
	// defaultConnections is how many queries each kind of pool runs at once.
	defaultConnections = 20
	// gatePatience is how long a request waits for its turn. Longer queues only make everybody slow.
	gatePatience = time.Second
)

// gate lets so many queries at a pool of connections at once. database/sql would let them wait for a
// connection as long as their client does: an exhausted pool would pile up requests rather than say so.
type gate struct {
	places chan struct{}
}

func newGate(size int) *gate { return &gate{make(chan struct{}, size)} }

// enter waits for a place, which the caller gives back by leave.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g.places }
	select {
	case g.places <- struct{}{}:
		return leave, nil
	default:
	}
	patience := time.NewTimer(gatePatience)
	defer patience.Stop()
	select {
	case g.places <- struct{}{}:
		return leave, nil
	case <-patience.C:
		return nil, problem.New("busy", "As many queries run as the server runs at once. Try again in a moment.").After(time.Second)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// poolOf is the pool of a lane. It is also asked for as_of, so that nobody who has a place waits for another pool;
// only a count asks the one beside its own, behind the same gate.
func (s *Server) poolOf(lane query.Lane) db.DBTX {
	switch lane {
	case query.Long:
		return s.Exports
	case query.KeyOrder:
		return s.Walks
	}
	return s.Pages
}

// gateOf is the gate before that pool.
func (s *Server) gateOf(lane query.Lane) *gate {
	if lane == query.Long {
		return s.long
	}
	return s.short
}
