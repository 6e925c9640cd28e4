package api

import (
	"context"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
)

// Limits are what one key may ask for; what is zero is not limited. Without keys nobody can be told apart
// from anybody else, and nothing is.
type Limits struct {
	// Rate is requests a second, Burst how many of them may come at once.
	Rate  float64
	Burst int
	// Concurrent is how many queries run at once; a stream is one until its last row.
	Concurrent int
}

// sweepAt is how many allowances are kept before those that limit nobody any more are forgotten.
const sweepAt = 1000

// limiter keeps account of what each principal asks for.
type limiter struct {
	Limits
	now func() time.Time

	mu sync.Mutex
	of map[string]*allowance
}

// allowance is the account of one principal.
type allowance struct {
	rate    *rate.Limiter
	running int
}

func newLimiter(l Limits, now func() time.Time) *limiter {
	l.Burst = max(l.Burst, 1)
	return &limiter{Limits: l, now: now, of: map[string]*allowance{}}
}

// allowance is that of a principal. The caller holds the lock.
func (l *limiter) allowance(id string) *allowance {
	a, known := l.of[id]
	if known {
		return a
	}
	if len(l.of) >= sweepAt {
		for id, other := range l.of {
			if other.running == 0 && other.rate.TokensAt(l.now()) >= float64(l.Burst) {
				delete(l.of, id)
			}
		}
	}
	a = &allowance{rate: rate.NewLimiter(rate.Limit(l.Rate), l.Burst)}
	l.of[id] = a
	return a
}

// request counts a request. It tells how long to wait where there were too many.
func (l *limiter) request(p *auth.Principal) (wait time.Duration) {
	if p.ID == "" || l.Rate == 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	turn := l.allowance(p.ID).rate.ReserveN(now, 1)
	if wait = turn.DelayFrom(now); wait > 0 {
		turn.CancelAt(now)
	}
	return wait
}

// begin counts a query that runs until end; ok is false where as many run already as may.
func (l *limiter) begin(p *auth.Principal) (end func(), ok bool) {
	if p.ID == "" || l.Concurrent == 0 {
		return func() {}, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.allowance(p.ID)
	if a.running >= l.Concurrent {
		return nil, false
	}
	a.running++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		a.running--
	}, true
}

// limitRate refuses requests of a principal that come too fast.
func (s *Server) limitRate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if wait := s.limiter.request(auth.PrincipalOf(c.Request().Context())); wait > 0 {
			s.metrics.refused.WithLabelValues("rate").Inc()
			return problem.New("too_many_requests", "This key may send %g requests a second. Wait as long as Retry-After says.", s.limiter.Rate).After(wait)
		}
		return next(c)
	}
}

// enter lets a query begin: it counts among those of its principal, and takes a place before the pool.
func (s *Server) enter(ctx context.Context, g *gate) (leave func(), err error) {
	end, ok := s.limiter.begin(auth.PrincipalOf(ctx))
	if !ok {
		s.metrics.refused.WithLabelValues("concurrent").Inc()
		return nil, problem.New("too_many_requests", "This key may run %d queries at once. Wait for one of them to end.", s.limiter.Concurrent).After(time.Second)
	}
	leavePool, err := g.enter(ctx)
	if err != nil {
		end()
		if ctx.Err() == nil {
			s.metrics.refused.WithLabelValues("busy").Inc()
		}
		return nil, err
	}
	return func() {
		leavePool()
		end()
	}, nil
}
