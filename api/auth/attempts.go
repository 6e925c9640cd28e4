package auth

import (
	"fmt"
	"net/netip"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

const (
	// attemptBurst is the number of wrong keys that an address may send at once, attemptRate the number a second after them.
	attemptBurst = 10
	attemptRate  = 1
	// maxAttempts is the number of addresses and keys whose attempts are remembered.
	maxAttempts = 10_000
)

// Attempts limits the rate of wrong keys. It counts by address and, if the id in the key is that of an existing key, by
// that id, so that a client with a wrong key does not block other clients behind the same address or proxy.
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

// Wait returns for how long an address must not try a key; 0: it may try now.
func (a *Attempts) Wait(address, id string) time.Duration {
	limiter, failed := a.of.Get(attemptKey(address, id))
	if !failed {
		return 0
	}
	missing := 1 - limiter.TokensAt(a.now())
	return max(0, time.Duration(missing*float64(time.Second)/attemptRate))
}

// Failed counts a wrong key. It returns how long to wait if there were too many.
func (a *Attempts) Failed(address, id string) time.Duration {
	key := attemptKey(address, id)
	limiter := rate.NewLimiter(attemptRate, attemptBurst)
	if other, known, _ := a.of.PeekOrAdd(key, limiter); known {
		limiter = other
		a.of.Get(key) // marks it as used, so that the cache keeps it
	}
	if limiter.AllowN(a.now(), 1) {
		return 0
	}
	return a.Wait(address, id)
}

// attemptKey returns the key of the count. A client with one IPv6 address can use all addresses of its network, so the
// network counts.
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
