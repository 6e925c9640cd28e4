package action

import (
	"database/sql"
	"log/slog"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/db/dbtest"
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

func TestNotifier(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	owner, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close() })
	n := newNotifier(pools.WithSettings(url, pools.ListenSettings()), slog.New(slog.DiscardHandler))
	t.Cleanup(func() { _ = n.Close() })
	notify := func(agent string) {
		t.Helper()
		if _, err := owner.ExecContext(t.Context(), "SELECT pg_notify('ccrepo_action', md5($1))", agent); err != nil {
			t.Fatal(err)
		}
	}
	var listening int
	if err := owner.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo listener'").Scan(&listening); err != nil || listening != 0 {
		t.Errorf("%d connections listen before the first waiter, %v", listening, err)
	}
	ana, stopAna := n.watch("ana")
	woken(t, "who came before the server listened", ana)
	again, stopAgain := n.watch("ana")
	bob, stopBob := n.watch("Bob Ñandú")
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
		var ended int
		err := owner.QueryRowContext(t.Context(), "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo listener'").Scan(&ended)
		if err != nil || ended != 1 {
			t.Fatalf("%d connections listened, want one: %v", ended, err)
		}
		woken(t, "everybody", bob)
		notify("Bob Ñandú")
		woken(t, "bob", bob)
	})
	if err := n.Close(); err != nil {
		t.Error(err)
	}
	if _, stop := n.watch("ana"); len(n.of) != 2 {
		t.Errorf("%d agents are watched, want 2", len(n.of))
	} else {
		stop()
	}
}

func TestNotifierWithoutADatabase(t *testing.T) {
	t.Parallel()
	w := newNotifier("postgres://127.0.0.1:1/none?connect_timeout=1", slog.New(slog.DiscardHandler))
	_, stop := w.watch("ana")
	stop()
	begun := time.Now()
	if err := w.Close(); err != nil || time.Since(begun) > 5*time.Second {
		t.Errorf("%v after %s", err, time.Since(begun))
	}
}
