package auth

import (
	"fmt"
	"net/netip"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

const (
	// attemptBurst is how many wrong keys an address may send at once, and attemptRate how many a second after them.
	attemptBurst = 10
	attemptRate  = 1
	// maxAttempts is how many addresses and keys are kept in mind.
	maxAttempts = 10_000
)

// Attempts slows down who tries keys that are wrong. What counts is the address together with the id in
// the key, where there is such a key: others behind the same address, or proxy, are not shut out by
// somebody's wrong one.
type Attempts struct {
	now func() time.Time
	of  *lru.Cache[string, *rate.Limiter]
}

// NewAttempts returns a record of failed attempts that takes the present time from now.
func NewAttempts(now func() time.Time) (*Attempts, error) {
	of, err := lru.New[string, *rate.Limiter](maxAttempts)
	if err != nil {
		return nil, fmt.Errorf("make the cache of failed attempts: %w", err)
	}
	return &Attempts{now: now, of: of}, nil
}

// Wait is how long an address must not try a key any more; 0 is not at all.
func (a *Attempts) Wait(address, id string) time.Duration {
	limiter, failed := a.of.Get(attemptKey(address, id))
	if !failed {
		return 0
	}
	missing := 1 - limiter.TokensAt(a.now())
	return max(0, time.Duration(missing*float64(time.Second)/attemptRate))
}

// Failed counts a wrong key. It tells how long to wait where there were too many.
func (a *Attempts) Failed(address, id string) time.Duration {
	key := attemptKey(address, id)
	limiter := rate.NewLimiter(attemptRate, attemptBurst)
	if other, known, _ := a.of.PeekOrAdd(key, limiter); known {
		limiter = other
		a.of.Get(key) // it is in use
	}
	if limiter.AllowN(a.now(), 1) {
		return 0
	}
	return a.Wait(address, id)
}

// attemptKey names who tries what. Whoever has one IPv6 address has all of its network.
func attemptKey(address, id string) string {
	if at, err := netip.ParseAddrPort(address); err == nil {
		ip := at.Addr().Unmap().WithZone("")
		bits := ip.BitLen()
		if ip.Is6() {
			bits = 64
		}
		if network, err := ip.Prefix(bits); err == nil {
			address = network.String()
		}
	}
	return address + " " + id
}
