// The limits of each key: requests a second, and queries at once.

package admission

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/ccrepo/ccrepo/api/auth"
)

// Limits are the limits of each key; zero is no limit. Without keys the senders of requests cannot be distinguished, so
// nothing is limited.
type Limits struct {
	// Rate is requests a second, Burst how many of them may come at once.
	Rate  float64
	Burst int
	// Concurrent is how many queries run at once; an export is one until its last row.
	Concurrent int
}

// sweepAt is how many allowances are kept before the full ones, which limit nothing, are deleted.
const sweepAt = 1000

// limiter counts the requests and queries of each principal.
type limiter struct {
	Limits
	now func() time.Time

	mu sync.Mutex
	of map[string]*allowance
}

// allowance is the count of one principal.
type allowance struct {
	rate    *rate.Limiter
	running int
}

func newLimiter(l Limits, now func() time.Time) *limiter {
	l.Burst = max(l.Burst, 1)
	return &limiter{Limits: l, now: now, of: map[string]*allowance{}}
}

// allowance returns the count of a principal. The caller holds the lock.
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

// request counts a request. It returns how long to wait if there were too many.
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

// begin counts a query that runs until end; ok is false if as many as allowed run already.
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
