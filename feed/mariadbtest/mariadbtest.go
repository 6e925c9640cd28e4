// Package mariadbtest gives tests a MariaDB server.
package mariadbtest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Owner is what a server belongs to: a test, or a benchmark that is a program.
type Owner interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Cleanup(end func())
	TempDir() string
}

// Server is a MariaDB server of a test, which listens on a socket only.
type Server struct {
	Socket string
	t      Owner
	dir    string
	cmd    *exec.Cmd
	ended  chan error
}

// template is a data directory that every server of the process copies.
var template struct {
	once sync.Once
	dir  string
	err  error
}

// Main runs the tests of a package and then removes what their servers have left.
func Main(run func() int) int {
	code := run()
	if template.dir != "" {
		_ = os.RemoveAll(template.dir) // a leftover in the temporary directory
	}
	return code
}

func makeTemplate() (dir string, err error) {
	template.once.Do(func() {
		if template.dir, template.err = os.MkdirTemp("", "ccrepo-mariadb-"); template.err != nil {
			return
		}
		install, err := exec.LookPath("mariadb-install-db")
		if err != nil {
			template.err = fmt.Errorf("%w: apt-get install --no-install-recommends mariadb-server", err)
			return
		}
		cmd := exec.Command(install, "--no-defaults", "--datadir="+filepath.Join(template.dir, "data"), "--skip-test-db", "--auth-root-authentication-method=normal")
		if out, err := cmd.CombinedOutput(); err != nil {
			template.err = fmt.Errorf("create a data directory of MariaDB: %w: %s", err, out)
		}
	})
	return template.dir, template.err
}

// New starts a server, which the end of the test stops. Root may not run it, so it runs as the user mysql then.
func New(t Owner) *Server {
	t.Helper()
	from, err := makeTemplate()
	if err != nil {
		t.Fatal(err)
	}
	m := &Server{t: t, dir: t.TempDir()}
	if os.Getuid() == 0 {
		// The user must be able to reach the directory.
		if m.dir, err = os.MkdirTemp("", "ccrepo-mariadb-"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(m.dir) }) // a leftover in the temporary directory
		if err := os.Chmod(m.dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(m.dir, "data"), os.DirFS(filepath.Join(from, "data"))); err != nil {
		t.Fatal(err)
	}
	m.Socket = filepath.Join(m.dir, "s")
	if as := m.runsAs(); as != nil {
		err := filepath.WalkDir(m.dir, func(path string, _ os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Chown(path, int(as.Uid), int(as.Gid))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	m.Start()
	t.Cleanup(m.Kill)
	return m
}

// runsAs returns the user that the server runs as, nil for that of the test.
func (m *Server) runsAs() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("mysql")
	if err != nil {
		m.t.Fatalf("%v: apt-get install --no-install-recommends mariadb-server", err)
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// Start starts the server again after Kill.
func (m *Server) Start() {
	m.t.Helper()
	program, err := exec.LookPath("mariadbd")
	if err != nil {
		program = "/usr/sbin/mariadbd"
	}
	m.cmd = exec.Command(program, "--no-defaults", "--datadir="+filepath.Join(m.dir, "data"), "--socket="+m.Socket, "--skip-networking",
		"--pid-file="+filepath.Join(m.dir, "pid"), "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=2", "--log-error="+filepath.Join(m.dir, "log"))
	m.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: m.runsAs()}
	if err := m.cmd.Start(); err != nil {
		m.t.Fatalf("start MariaDB (apt-get install --no-install-recommends mariadb-server): %v", err)
	}
	m.ended = make(chan error, 1)
	go func(cmd *exec.Cmd, ended chan error) { ended <- cmd.Wait() }(m.cmd, m.ended)
	db := m.Open("")
	deadline := time.Now().Add(30 * time.Second)
	for {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		err := db.PingContext(ctx)
		cancel()
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(m.dir, "log"))
			m.t.Fatalf("MariaDB does not answer: %v\n%s", err, log)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// PID returns the number of the server's process.
func (m *Server) PID() int { return m.cmd.Process.Pid }

// Kill ends the server at once.
func (m *Server) Kill() {
	_ = m.cmd.Process.Kill() // it may have ended
	<-m.ended
	m.ended <- nil
}

// Open returns a pool of connections that may do anything.
func (m *Server) Open(database string) *sql.DB {
	m.t.Helper()
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr, config.DBName = "root", "unix", m.Socket, database
	config.MultiStatements = true
	config.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		m.t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	m.t.Cleanup(func() { _ = db.Close() })
	return db
}
