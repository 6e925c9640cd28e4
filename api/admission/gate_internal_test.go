package admission

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// enterSoon begins to wait at a gate and returns when it waits.
func enterSoon(t *testing.T, g *Gate, principal string, admitted func(leave func(), err error)) {
	t.Helper()
	go func() { admitted(g.enter(t.Context(), principal)) }()
	synctest.Wait()
}

// TestPrincipalsTakeTurns lets one principal wait with many queries before another comes with one.
func TestPrincipalsTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		leave, err := g.enter(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		var order []string
		for _, principal := range []string{"a", "a", "a", "b", "c", "b"} {
			enterSoon(t, g, principal, func(leave func(), err error) {
				if err != nil {
					t.Error(err)
					return
				}
				order = append(order, principal)
				leave()
			})
		}
		leave()
		synctest.Wait()
		if got := fmt.Sprint(order); got != "[a b c a b a]" {
			t.Errorf("they ran in the order %s", got)
		}
		if n := g.Running(); n != 0 || len(g.turns) != 0 || len(g.waiting) != 0 {
			t.Errorf("%d run, turns %v, waiting %v", n, g.turns, g.waiting)
		}
	})
}

// TestGateRefuses checks what becomes of those who wait too long, leave, or are too many.
func TestGateRefuses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		leave, err := g.enter(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if _, err := g.enter(t.Context(), "b"); err == nil || time.Since(begun) != patience {
			t.Errorf("%v after %s, want it refused after %s", err, time.Since(begun), patience)
		}
		ctx, gone := context.WithCancel(t.Context())
		var left error
		go func() { _, left = g.enter(ctx, "b") }()
		synctest.Wait()
		gone()
		synctest.Wait()
		if !errors.Is(left, context.Canceled) {
			t.Errorf("a client that left: %v", left)
		}
		refused := 0
		for range mostWaiting + 1 {
			enterSoon(t, g, "b", func(leave func(), err error) {
				if err != nil {
					refused++
					return
				}
				leave()
			})
		}
		if refused != 1 {
			t.Errorf("%d of %d are refused at once, want 1", refused, mostWaiting+1)
		}
		leave()
		synctest.Wait()
		if n := g.Running(); n != 0 || len(g.waiting) != 0 || refused != 1 {
			t.Errorf("%d run, %d refused, waiting %v", n, refused, g.waiting)
		}
	})
}

// TestGateUnderLoad checks that no more than allowed run, and that no place is lost.
func TestGateUnderLoad(t *testing.T) {
	t.Parallel()
	const size = 3
	g := newGate(size)
	var all sync.WaitGroup
	for i := range 300 {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%20)*time.Millisecond)
			defer cancel()
			leave, err := g.enter(ctx, fmt.Sprint(i%7))
			if err != nil {
				return
			}
			if n := g.Running(); n > size {
				t.Errorf("%d run", n)
			}
			leave()
		})
	}
	all.Wait()
	if n := g.Running(); n != 0 || len(g.turns) != 0 || len(g.waiting) != 0 {
		t.Errorf("%d run, turns %v, waiting %v", n, g.turns, g.waiting)
	}
}
