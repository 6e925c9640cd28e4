// Package admission decides when a query may run and where it reads: the limits of each key, the gates before the
// pools of connections, and the transactions in which campaign-limited keys read.
package admission

import (
	"context"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
)

// Control admits queries. Its methods take the principal from the context of the request.
type Control struct {
	Pools *pools.Pools
	// Short is the gate of the pools Pages and Keyset, Long of Exports, Writes of Writer, Site of Site.
	Short, Long, Writes, Site *Gate

	// Refused counts a refusal that protects other requests, by its reason.
	Refused func(reason string)

	limiter *limiter
}

// New returns a Control whose gates have a size. It calls refused with the reason of each refusal: rate, concurrent
// (both of one key) or busy (the pool); streams are counted by others.
func New(p *pools.Pools, size int, limits Limits, now func() time.Time, refused func(reason string)) *Control {
	return &Control{Pools: p, Short: newGate(size), Long: newGate(size), Writes: newGate(size), Site: newGate(size), limiter: newLimiter(limits, now), Refused: refused}
}

// Request counts a request, and refuses it if those of its principal come too fast.
func (c *Control) Request(ctx context.Context) error {
	wait := c.limiter.request(auth.PrincipalOf(ctx))
	if wait == 0 {
		return nil
	}
	c.Refused("rate")
	return problem.New("too_many_requests", "This key may send %g requests a second. Wait for the seconds in Retry-After.", c.limiter.Rate).After(wait)
}

// Enter admits a query: it counts among those of its principal, and takes a place at the gate.
func (c *Control) Enter(ctx context.Context, g *Gate) (leave func(), err error) {
	end, ok := c.limiter.begin(auth.PrincipalOf(ctx))
	if !ok {
		c.Refused("concurrent")
		return nil, problem.New("too_many_requests", "This key may run %d queries at once. Wait for one of them to end.", c.limiter.Concurrent).After(time.Second)
	}
	leaveGate, err := g.enter(ctx, auth.PrincipalOf(ctx).ID)
	if err != nil {
		end()
		if ctx.Err() == nil {
			c.Refused("busy")
		}
		return nil, err
	}
	return func() {
		leaveGate()
		end()
	}, nil
}

// GateOf returns the gate before the pool of a lane.
func (c *Control) GateOf(lane query.Lane) *Gate {
	switch lane {
	case query.Long:
		return c.Long
	case query.Site:
		return c.Site
	}
	return c.Short
}
