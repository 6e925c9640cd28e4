package api

import (
	"log/slog"
	"testing"
	"time"
)

// woken waits for a wake.
func woken(t *testing.T, who string, changed <-chan struct{}) {
	t.Helper()
	select {
	case <-changed:
	case <-time.After(10 * time.Second):
		t.Fatalf("%s is not woken", who)
	}
}

func TestWakes(t *testing.T) {
	t.Parallel()
	s := newAgentServer(t)
	notify := func(agent string) {
		t.Helper()
		if _, err := s.Writer.ExecContext(t.Context(), "SELECT pg_notify('ccrepo_action', md5($1))", agent); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.number(t, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo listener'"); n != 0 {
		t.Errorf("%d connections listen before anybody waits", n)
	}
	ana, stopAna := s.wakes.watch("ana")
	woken(t, "who came before the server listened", ana)
	again, stopAgain := s.wakes.watch("ana")
	bob, stopBob := s.wakes.watch("Bob Ñandú")
	defer stopBob()
	defer stopAgain()
	for range 5 {
		notify("ana") // several at once are one
	}
	woken(t, "ana", ana)
	woken(t, "ana's second tab", again)
	notify("Bob Ñandú")
	woken(t, "bob", bob)
	stopAna()
	notify("ana")
	woken(t, "ana's second tab", again)
	select {
	case <-ana:
		// A wake of the five may have been left; another must not come.
		select {
		case <-ana:
			t.Error("who stopped is woken")
		default:
		}
	default:
	}
	t.Run("after the connection was lost", func(t *testing.T) {
		for len(bob) > 0 {
			<-bob
		}
		var n int
		err := s.owner.QueryRowContext(t.Context(), "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo listener'").Scan(&n)
		if err != nil || n != 1 {
			t.Fatalf("%d connections listened, want one: %v", n, err)
		}
		woken(t, "everybody", bob)
		notify("Bob Ñandú")
		woken(t, "bob", bob)
	})
	if err := s.wakes.Close(); err != nil {
		t.Error(err)
	}
	if _, stop := s.wakes.watch("ana"); len(s.wakes.of) != 2 {
		t.Errorf("%d agents are watched, want 2", len(s.wakes.of))
	} else {
		stop()
	}
}

func TestWakesWithoutADatabase(t *testing.T) {
	t.Parallel()
	w := newWakes("postgres://127.0.0.1:1/none?connect_timeout=1", slog.New(slog.DiscardHandler))
	_, stop := w.watch("ana")
	stop()
	begun := time.Now()
	if err := w.Close(); err != nil || time.Since(begun) > 5*time.Second {
		t.Errorf("%v after %s", err, time.Since(begun))
	}
}
