package auth

import (
	"fmt"
	"testing"
	"time"
)

func TestAttempts(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	a, err := NewAttempts(func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	for range attemptBurst {
		if wait := a.Failed("[2001:db8::1]:5000", "x"); wait != 0 {
			t.Fatalf("slowed down at once, by %v", wait)
		}
	}
	for address, slowed := range map[string]bool{
		"[2001:db8::1]:5000": true, "[2001:db8::1]:6000": true, "[2001:db8:0:0:1:2:3:4]:1": true, "[2001:db8:0:1::1]:5000": false, "192.0.2.1:5000": false,
	} {
		if got := a.Wait(address, "x") > 0; got != slowed {
			t.Errorf("%s is slowed down: %v, want %v", address, got, slowed)
		}
	}
	if a.Wait("[2001:db8::1]:5000", "y") > 0 {
		t.Error("another key is slowed down")
	}
	// A clock that is set back does not lengthen the wait.
	at = at.Add(-24 * time.Hour)
	if wait := a.Failed("[2001:db8::1]:5000", "x"); wait > 2*time.Second {
		t.Errorf("with the clock set back: %v", wait)
	}
	for i := range 2 * maxAttempts {
		a.Failed(fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255), "")
	}
	if n := a.of.Len(); n != maxAttempts {
		t.Errorf("%d are kept in mind, want %d", n, maxAttempts)
	}
}
