package feed_test

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
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

// mariaDB is a MariaDB server of a test, which listens on a socket only.
type mariaDB struct {
	t      testing.TB
	dir    string
	socket string
	cmd    *exec.Cmd
	ended  chan error
}

// mariaDBDir is the directory of mariaDBTemplate; empty: no test needed it.
var mariaDBDir string

func removeMariaDBTemplate() {
	if mariaDBDir != "" {
		_ = os.RemoveAll(mariaDBDir) // a leftover in the temporary directory
	}
}

// mariaDBTemplate is a data directory that every server copies.
var mariaDBTemplate = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "ccrepo-mariadb-")
	if err != nil {
		return "", err
	}
	mariaDBDir = dir
	data := filepath.Join(dir, "data")
	install, err := exec.LookPath("mariadb-install-db")
	if err != nil {
		return "", fmt.Errorf("%w: apt-get install --no-install-recommends mariadb-server", err)
	}
	cmd := exec.Command(install, "--no-defaults", "--datadir="+data, "--skip-test-db", "--auth-root-authentication-method=normal", "--innodb-flush-log-at-trx-commit=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return dir, nil
})

// newMariaDB starts a server, which the end of the test stops. Root may not run it, so it runs as the user mysql then.
func newMariaDB(t testing.TB) *mariaDB {
	t.Helper()
	template, err := mariaDBTemplate()
	if err != nil {
		t.Fatal(err)
	}
	m := &mariaDB{t: t, dir: t.TempDir()}
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
	if err := os.CopyFS(filepath.Join(m.dir, "data"), os.DirFS(filepath.Join(template, "data"))); err != nil {
		t.Fatal(err)
	}
	m.socket = filepath.Join(m.dir, "s")
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
	m.start()
	t.Cleanup(m.kill)
	return m
}

// runsAs returns the user that the server runs as, nil for that of the test.
func (m *mariaDB) runsAs() *syscall.Credential {
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

func (m *mariaDB) start() {
	m.t.Helper()
	program, err := exec.LookPath("mariadbd")
	if err != nil {
		program = "/usr/sbin/mariadbd"
	}
	m.cmd = exec.Command(program, "--no-defaults", "--datadir="+filepath.Join(m.dir, "data"), "--socket="+m.socket, "--skip-networking",
		"--pid-file="+filepath.Join(m.dir, "pid"), "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=2", "--log-error="+filepath.Join(m.dir, "log"))
	m.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: m.runsAs()}
	if err := m.cmd.Start(); err != nil {
		m.t.Fatalf("start MariaDB (apt-get install --no-install-recommends mariadb-server): %v", err)
	}
	m.ended = make(chan error, 1)
	go func(cmd *exec.Cmd, ended chan error) { ended <- cmd.Wait() }(m.cmd, m.ended)
	db := m.open("")
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

// kill ends the server at once.
func (m *mariaDB) kill() {
	_ = m.cmd.Process.Kill() // it may have ended
	<-m.ended
	m.ended <- nil
}

// open returns a pool of connections that may do anything.
func (m *mariaDB) open(database string) *sql.DB {
	m.t.Helper()
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr, config.DBName = "root", "unix", m.socket, database
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
