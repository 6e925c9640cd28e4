package embedded

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestShare(t *testing.T) {
	t.Parallel()
	slow(t)

	t.Run("processes share one server and the last one stops it", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		first := startUser(t, o)
		first.expect("ready")
		before := mustInspect(t, o)
		second := startUser(t, o)
		second.expect("ready")
		both := mustInspect(t, o)
		if both.PID != before.PID || both.Users != 2 || !both.Ready {
			t.Errorf("after the second start: %+v, before: %+v", both, before)
		}
		first.leave()
		if st := mustInspect(t, o); !st.Running || st.Users != 1 {
			t.Errorf("after the first left: %+v", st)
		}
		second.commit("still served")
		second.leave()
		if st := mustInspect(t, o); st.Running || st.Users != 0 || alive(before.PID) {
			t.Errorf("after the last left: %+v", st)
		}
	})

	t.Run("starts at the same moment make one server", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		users := []*peer{startUser(t, o), startUser(t, o), startUser(t, o), startUser(t, o)}
		for _, u := range users {
			u.expect("ready")
		}
		if st := mustInspect(t, o); st.Users != len(users) {
			t.Errorf("status %+v", st)
		}
		for _, u := range users {
			u.leave()
		}
		if st := mustInspect(t, o); st.Running {
			t.Errorf("runs on after all left: %+v", st)
		}
	})

	t.Run("one process may share twice and close twice", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		a, b := mustStart(t, o), mustStart(t, o)
		if a.URL() != b.URL() {
			t.Error("URLs differ")
		}
		mustClose(t, a)
		mustClose(t, a)
		if st := mustInspect(t, o); !st.Running || st.Users != 1 {
			t.Errorf("status %+v", st)
		}
		mustClose(t, b)
		if st := mustInspect(t, o); st.Running {
			t.Errorf("status %+v", st)
		}
		c := mustStart(t, o)
		if c.URL() != a.URL() {
			t.Error("the URL changed with a restart")
		}
	})

	t.Run("a pinned server stays until stop, which spares users", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		s := mustStart(t, o)
		if err := s.Pin(t.Context()); err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		pinned := mustInspect(t, o)
		if !pinned.Running || !pinned.Pinned || pinned.Users != 0 {
			t.Fatalf("after the last left: %+v", pinned)
		}
		u := startUser(t, o)
		u.expect("ready")
		if users, err := Stop(t.Context(), o, false); err != nil || users != 1 {
			t.Errorf("stop with a user: %d, %v", users, err)
		}
		if st := mustInspect(t, o); st.PID != pinned.PID || st.Pinned {
			t.Errorf("after stop with a user: %+v", st)
		}
		if users, err := Stop(t.Context(), o, true); err != nil || users != 1 || alive(pinned.PID) {
			t.Errorf("forced stop with a user: %d, %v", users, err)
		}
		u.leave()
		if _, err := RunningURL(t.Context(), o); !errors.Is(err, ErrNotRunning) {
			t.Errorf("URL of a stopped server: %v", err)
		}
	})

	t.Run("no second server is started below users in another container", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		mustClose(t, mustStart(t, o))
		h, err := findHome(o.Dir)
		if err != nil {
			t.Fatal(err)
		}
		other, err := h.enter()
		if err != nil {
			t.Fatal(err)
		}
		defer unlock(other)
		if _, err := other.WriteAt([]byte("pid:[1]\n"), 0); err != nil {
			t.Fatal(err)
		}
		if _, err := Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), "in another container") {
			t.Errorf("got %v", err)
		}
	})

	t.Run("the terminal's signals do not reach the server", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		mustStart(t, o)
		group, err := syscall.Getpgid(mustInspect(t, o).PID)
		if err != nil || group == syscall.Getpgrp() {
			t.Errorf("process group %d is our own: %v", group, err)
		}
	})
}

func TestServer(t *testing.T) {
	t.Parallel()
	o := setup(t)
	s := mustStart(t, o)

	t.Run("serves UTF-8 in UTC to the owner of the database", func(t *testing.T) {
		got := query(t, s.URL(), `SELECT concat_ws(' ', current_user, current_database(), current_setting('server_encoding'),
			current_setting('TimeZone'), current_setting('listen_addresses'), pg_get_userbyid(datdba), current_setting('fsync'))
			FROM pg_database WHERE datname = current_database()`)
		if want := "ccrepo ccrepo UTF8 UTC 127.0.0.1 ccrepo off"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})

	t.Run("psql understands the URL", func(t *testing.T) {
		output, err := exec.Command("psql", s.URL(), "-XAtc", "SELECT 6 * 7").CombinedOutput()
		if err != nil || strings.TrimSpace(string(output)) != "42" {
			t.Errorf("%s: %v", output, err)
		}
	})

	u, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()

	t.Run("a wrong password is refused, by address and socket", func(t *testing.T) {
		for _, target := range []string{
			strings.Replace(s.URL(), password, "wrong", 1),
			"user=ccrepo dbname=ccrepo password=wrong sslmode=disable port=" + u.Port() + " host=" + filepath.Join(o.Dir, "run"),
		} {
			if err := execOn(t.Context(), target, "SELECT 1"); err == nil || !strings.Contains(err.Error(), "password authentication failed") {
				t.Errorf("got %v", err)
			}
		}
	})

	t.Run("the password is in one file for its owner, in no log and no argument", func(t *testing.T) {
		info, err := os.Stat(filepath.Join(o.Dir, "password"))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode of the password file: %v, %v", info.Mode(), err)
		}
		log, err := os.ReadFile(filepath.Join(o.Dir, "postgres.log"))
		if err != nil || strings.Contains(string(log), password) {
			t.Errorf("log: %v", err)
		}
		processes, err := exec.Command("ps", "-eo", "args").Output()
		if err != nil || strings.Contains(string(processes), password) {
			t.Errorf("processes: %v", err)
		}
	})

	t.Run("a changed password file is told from a broken server", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(o.Dir, "password"), []byte("other"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Start(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), "refuses the password in") {
			t.Errorf("got %v", err)
		}
	})
}

func TestCancel(t *testing.T) {
	t.Parallel()
	o := setup(t)
	for _, moment := range []string{"data directory is being made", "PostgreSQL started"} {
		t.Run("at: "+moment, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			o := o
			o.Logger = onMessage(moment, cancel)
			if _, err := Start(ctx, o); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
			if st := mustInspect(t, o); st.Running || st.Users != 0 {
				t.Errorf("left behind: %+v", st)
			}
			left, _ := filepath.Glob(filepath.Join(o.Dir, "data.new-*"))
			if len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	mustStart(t, o)
}
