package embedded

// Tests of the package's interface, and the helper processes that tests start.

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// helperEnv is an environment variable that makes the test program a further user of the directory that it names.
const helperEnv = "CCREPO_TEST_EMBEDDED_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperEnv); dir != "" {
		if err := helper(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// helper starts or joins the server, prints "ready", commits and prints a row for each line of stdin, and leaves
// at its end. It fails if a goroutine outlives Close.
func helper(dir string) error {
	before := runtime.NumGoroutine()
	s, err := Start(context.Background(), testOptions(dir))
	if err != nil {
		return err
	}
	fmt.Println("ready")
	db, err := sql.Open("postgres", s.URL())
	if err != nil {
		return err
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		_, err := db.Exec("CREATE TABLE IF NOT EXISTS kept (id text PRIMARY KEY)")
		if err == nil {
			_, err = db.Exec("INSERT INTO kept VALUES ($1)", in.Text())
		}
		if err != nil {
			return err
		}
		fmt.Println(in.Text())
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			return fmt.Errorf("goroutines outlive Close:\n%s", stacks[:runtime.Stack(stacks, true)])
		}
	}
	return nil
}

func testOptions(dir string) Options {
	return Options{Dir: dir, Settings: map[string]string{"fsync": "off", "shared_buffers": "16MB"}}
}

// slow is dbtest.Slow, which imports this package.
func slow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("slow: not run under -short")
	}
}

// setup returns options with a directory that the server's user can reach, even if root runs the tests.
func setup(t *testing.T) Options {
	t.Helper()
	parent := t.TempDir()
	if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil {
		t.Fatal(err)
	}
	return cleanUp(t, testOptions(filepath.Join(parent, ".ccrepo")))
}

// cleanUp stops the server after the test, in whatever state the test left it.
func cleanUp(t *testing.T, o Options) Options {
	t.Cleanup(func() {
		if _, err := Stop(context.Background(), o, true); err != nil {
			t.Error(err)
		}
	})
	return o
}

func mustStart(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func mustClose(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func mustInspect(t *testing.T, o Options) Status {
	t.Helper()
	st, err := Inspect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// query returns the only value of a query.
func query(t *testing.T, url, text string) string {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var value string
	if err := db.QueryRowContext(t.Context(), text).Scan(&value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}

// peer is a helper process.
type peer struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.WriteCloser
	out   *bufio.Scanner
}

func startUser(t *testing.T, o Options) *peer {
	t.Helper()
	u := &peer{t: t, cmd: exec.Command(os.Args[0])}
	u.cmd.Env = append(os.Environ(), helperEnv+"="+o.Dir)
	u.cmd.Stderr = os.Stderr
	var err error
	if u.stdin, err = u.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := u.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	u.out = bufio.NewScanner(stdout)
	if err := u.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = u.cmd.Process.Kill(); _ = u.cmd.Wait() })
	return u
}

// expect reads the next line that the helper prints.
func (u *peer) expect(line string) {
	u.t.Helper()
	if !u.out.Scan() || u.out.Text() != line {
		u.t.Fatalf("user printed %q, not %q", u.out.Text(), line)
	}
}

// commit makes the helper commit a row.
func (u *peer) commit(id string) {
	u.t.Helper()
	if _, err := io.WriteString(u.stdin, id+"\n"); err != nil {
		u.t.Fatal(err)
	}
	u.expect(id)
}

func (u *peer) leave() {
	u.t.Helper()
	_ = u.stdin.Close()
	if err := u.cmd.Wait(); err != nil {
		u.t.Fatalf("user: %v", err)
	}
}

func (u *peer) kill() {
	u.t.Helper()
	if err := u.cmd.Process.Kill(); err != nil {
		u.t.Fatal(err)
	}
	_ = u.cmd.Wait()
}

// killed kills a process and waits until it has ended.
func killed(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the process is gone", func() bool { return !alive(pid) })
}

// collected waits until the parent of a killed process has collected it; a postmaster then knows that it ended.
func collected(t *testing.T, pid int) {
	t.Helper()
	eventually(t, "the process was collected", func() bool { return syscall.Kill(pid, 0) != nil })
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("after 30 s it does not hold that %s", what)
		}
	}
}

// onMessage returns a logger that calls f when a message containing text is logged.
func onMessage(text string, f func()) *slog.Logger {
	return slog.New(slog.NewTextHandler(writerFunc(func(p []byte) (int, error) {
		if strings.Contains(string(p), text) {
			f()
		}
		return len(p), nil
	}), nil))
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
