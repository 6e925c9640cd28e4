package embedded

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestKilled(t *testing.T) {
	t.Parallel()
	slow(t)
	killPostmaster := func(t *testing.T, o Options) { killed(t, mustInspect(t, o).PID) }
	cases := []struct {
		name string
		kill func(t *testing.T, o Options, u *peer)
	}{
		{"a killed user's server is joined", func(t *testing.T, _ Options, u *peer) {
			u.kill()
		}},
		{"a killed postmaster is started again below its user", func(t *testing.T, o Options, u *peer) {
			killPostmaster(t, o)
			t.Cleanup(u.leave)
		}},
		{"after user and postmaster are killed", func(t *testing.T, o Options, u *peer) {
			u.kill()
			killPostmaster(t, o)
		}},
		{"after postmaster and user are killed", func(t *testing.T, o Options, u *peer) {
			killPostmaster(t, o)
			u.kill()
		}},
		{"a killed backend is repaired", func(t *testing.T, o Options, u *peer) {
			var pid int
			url, err := RunningURL(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := fmt.Sscan(query(t, url, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"), &pid); err != nil {
				t.Fatal(err)
			}
			u.kill()
			killed(t, pid)
			collected(t, pid)
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := setup(t)
			u := startUser(t, o)
			u.expect("ready")
			u.commit("a")
			c.kill(t, o, u)
			s := mustStart(t, o)
			if got := query(t, s.URL(), "SELECT string_agg(id, ',') FROM kept"); got != "a" {
				t.Errorf("committed rows: %q", got)
			}
			if st := mustInspect(t, o); !st.Ready || st.Users != 1 && st.Users != 2 {
				t.Errorf("status %+v", st)
			}
		})
	}

	t.Run("the last user stops a server that others left behind", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		u := startUser(t, o)
		u.expect("ready")
		orphan := mustInspect(t, o).PID
		u.kill()
		if st := mustInspect(t, o); !st.Running || st.Users != 0 {
			t.Errorf("after the kill: %+v", st)
		}
		s := mustStart(t, o)
		if st := mustInspect(t, o); st.PID != orphan {
			t.Errorf("not joined: %+v", st)
		}
		mustClose(t, s)
		if alive(orphan) {
			t.Error("the server runs on")
		}
		if left, _ := os.ReadDir(filepath.Join(o.Dir, "users")); len(left) > 0 {
			t.Errorf("files of ended users are left: %v", left)
		}
	})

	t.Run("a busy session of a killed postmaster is outlasted", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		s := mustStart(t, o)
		db, err := sql.Open("postgres", s.URL())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		ended := make(chan error, 1)
		go func() {
			_, err := db.ExecContext(context.Background(), "DO $$ BEGIN LOOP END LOOP; END $$")
			ended <- err
		}()
		eventually(t, "the session is busy", func() bool {
			return query(t, s.URL(), "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO%' AND state = 'active'") == "1"
		})
		killPostmaster(t, o)
		again := mustStart(t, o)
		if err := <-ended; err == nil {
			t.Error("the busy session ended well")
		}
		if got := query(t, again.URL(), "SELECT 1"); got != "1" {
			t.Error(got)
		}
	})
}

func TestInterruptedInit(t *testing.T) {
	t.Parallel()
	slow(t)
	o := setup(t)
	u := startUser(t, o)
	unfinished := filepath.Join(o.Dir, "data.new-*", "PG_VERSION")
	eventually(t, "initdb has begun", func() bool {
		found, _ := filepath.Glob(unfinished)
		return len(found) > 0
	})
	u.kill()
	if _, err := os.Stat(filepath.Join(o.Dir, "data")); err == nil {
		t.Fatal("the data directory was complete before the kill")
	}
	s := mustStart(t, o)
	if got := query(t, s.URL(), "SELECT current_database()"); got != databaseName {
		t.Error(got)
	}
}

func TestForeignPidFile(t *testing.T) {
	t.Parallel()
	o := setup(t)
	mustClose(t, mustStart(t, o))
	h, err := findHome(o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	// A process of the server's user that has the number of the server, as can happen after a reboot.
	sleeper := h.account.command(t.Context(), "sleep", "600")
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sleeper.Cancel(); _ = sleeper.Wait() }()
	stale := fmt.Sprintf("%d\n%s\n1\n5432\n\n\n0 0\nready   \n", sleeper.Process.Pid, h.data())
	if err := h.write(filepath.Join("data", "postmaster.pid"), stale); err != nil {
		t.Fatal(err)
	}
	if st := mustInspect(t, o); st.Running {
		t.Errorf("taken for a server: %+v", st)
	}
	mustStart(t, o)
	if !alive(sleeper.Process.Pid) {
		t.Error("the other process was killed")
	}
}
