package embedded

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHome(t *testing.T) {
	t.Parallel()
	slow(t)

	t.Run("root's server moves where its user can reach it and is found again", func(t *testing.T) {
		t.Parallel()
		if os.Geteuid() != 0 {
			t.Skip("only root runs the server as another user")
		}
		dir := filepath.Join(t.TempDir(), ".ccrepo") // below a directory with mode 0700
		o := cleanUp(t, testOptions(dir))
		s := mustStart(t, o)
		first := mustInspect(t, o)
		t.Cleanup(func() { _ = os.RemoveAll(first.Dir) })
		if filepath.Dir(first.Dir) != fallbackRoot {
			t.Errorf("lives in %s", first.Dir)
		}
		if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
			t.Error("there are data in the unreachable directory too")
		}
		u := startUser(t, o)
		u.expect("ready")
		u.commit("a")
		if st := mustInspect(t, o); st.PID != first.PID || st.Users != 2 {
			t.Errorf("another process found %+v", st)
		}
		u.leave()
		mustClose(t, s)

		moved := o
		moved.Dir = dir + "-renamed"
		if err := os.Rename(dir, moved.Dir); err != nil {
			t.Fatal(err)
		}
		cleanUp(t, moved)
		if got := query(t, mustStart(t, moved).URL(), "SELECT id FROM kept"); got != "a" {
			t.Errorf("after the directory was renamed: %q", got)
		}
	})

	t.Run("a path too long for a socket works", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		o.Dir = filepath.Join(o.Dir, strings.Repeat("long", 30), "it's, a \"place\"")
		cleanUp(t, o)
		s := mustStart(t, o)
		sockets := query(t, s.URL(), "SHOW unix_socket_directories")
		if found, _ := filepath.Glob(filepath.Join(sockets, ".s.PGSQL.*")); len(sockets) > maxSocketDir || len(found) == 0 {
			t.Errorf("sockets in %q: %v", sockets, found)
		}
		mustClose(t, s)
		if _, err := os.Stat(sockets); err == nil {
			t.Errorf("%s is left behind", sockets)
		}
	})

	t.Run("a relative directory is one with its absolute name", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		wd, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		relative := o
		if relative.Dir, err = filepath.Rel(wd, o.Dir); err != nil {
			t.Fatal(err)
		}
		if os.Geteuid() == 0 && !(&home{}).account.reaches(t.Context(), wd) {
			t.Fatal("unexpected")
		}
		a := mustStart(t, relative)
		if b := mustStart(t, o); a.URL() != b.URL() {
			t.Error("two servers")
		}
	})

	t.Run("nothing is made by looking", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		if st := mustInspect(t, o); st.Running {
			t.Errorf("status %+v", st)
		}
		if users, err := Stop(t.Context(), o, false); users != 0 || err != nil {
			t.Errorf("stop: %d, %v", users, err)
		}
		if _, err := os.Stat(o.Dir); err == nil {
			t.Error("the directory was made")
		}
	})
}

func TestRefusedDirectories(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, want string
		make       func(t *testing.T, dir string) error
	}{
		{"a data directory of another server", "data directory of another PostgreSQL", func(_ *testing.T, dir string) error {
			return os.WriteFile(filepath.Join(dir, "PG_VERSION"), []byte("15\n"), 0o600)
		}},
		{"something else called data", "is not a data directory of PostgreSQL: move it away", func(_ *testing.T, dir string) error {
			return os.Mkdir(filepath.Join(dir, "data"), 0o755)
		}},
		{"a file", "is not a directory", func(_ *testing.T, dir string) error {
			if err := os.Remove(dir); err != nil {
				return err
			}
			return os.WriteFile(dir, nil, 0o600)
		}},
		{"data of a version that is not installed", "were made by PostgreSQL 13, installed is", func(t *testing.T, dir string) error {
			if err := os.Mkdir(filepath.Join(dir, "data"), 0o700); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("13\n"), 0o600)
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil {
				t.Fatal(err)
			}
			o := testOptions(filepath.Join(parent, "home"))
			if err := os.Mkdir(o.Dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := c.make(t, o.Dir); err != nil {
				t.Fatal(err)
			}
			_, err := Start(t.Context(), o)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestExplainOutput(t *testing.T) {
	t.Parallel()
	h := &home{dir: "/srv/x"}
	for output, want := range map[string]string{
		"initdb: error: could not write: No space left on device":                   "no space left on the disk of /srv/x",
		"FATAL:  data directory \"/srv/x/data\" has wrong ownership":                "check its owner and permissions",
		"initdb: error: could not look up effective user ID 5: user does not exist": "add it to /etc/passwd",
		"FATAL:  database files are incompatible with server":                       "install that version",
		"FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use":    "processes of a killed server still run",
		"FATAL:  could not map anonymous shared memory: Cannot allocate memory":     "too little shared memory",
		"FATAL:  lock file \"postmaster.pid\" already exists":                       "another server starts",
		"LOG:  could not bind: in use\nFATAL:  could not create any TCP/IP sockets": "the port was taken",
	} {
		if err := explainOutput(output, h); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s:\n got %v", output, err)
		}
	}
	if err := explainOutput("FATAL:  something new", h); err != nil {
		t.Error(err)
	}
}
