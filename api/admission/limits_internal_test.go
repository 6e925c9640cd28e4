package admission

import (
	"fmt"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
)

func TestRateOfAPrincipal(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	l := newLimiter(Limits{Rate: 2, Burst: 3}, func() time.Time { return at })
	ask := func(id string, want ...time.Duration) {
		t.Helper()
		for i, w := range want {
			if got := l.request(&auth.Principal{ID: id}); got != w {
				t.Errorf("request %d of %q waits %s, want %s", i, id, got, w)
			}
		}
	}
	const half = time.Second / 2
	ask("a", 0, 0, 0, half, half) // what is refused takes nothing away
	ask("b", 0, 0, 0, half)
	ask("", 0, 0, 0, 0, 0)
	at = at.Add(half)
	ask("a", 0, half)
	at = at.Add(-time.Hour) // a clock that is set back neither gives nor locks out
	if wait := l.request(&auth.Principal{ID: "a"}); wait <= 0 || wait > time.Second {
		t.Errorf("after the clock was set back a request waits %s", wait)
	}
	at = at.Add(2 * time.Hour)
	ask("a", 0, 0, 0, half)
	unlimited := newLimiter(Limits{}, func() time.Time { return at })
	for range 100 {
		if wait := unlimited.request(&auth.Principal{ID: "a"}); wait != 0 {
			t.Fatalf("without a limit a request waits %s", wait)
		}
	}
}

func TestLimiterForgetsThoseWhoAskNoMore(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	l := newLimiter(Limits{Rate: 1, Burst: 2, Concurrent: 1}, func() time.Time { return at })
	if _, ok := l.begin(&auth.Principal{ID: "running"}); !ok {
		t.Fatal("refused")
	}
	for i := range 5 * sweepAt {
		l.request(&auth.Principal{ID: fmt.Sprint(i)})
		at = at.Add(10 * time.Millisecond)
	}
	if len(l.of) > 2*sweepAt {
		t.Errorf("%d accounts are kept", len(l.of))
	}
	if _, ok := l.begin(&auth.Principal{ID: "running"}); ok {
		t.Error("the account of a query that runs was forgotten")
	}
}
