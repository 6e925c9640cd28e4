//go:build more

package pools

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// everyParameter are the names that the server would send when it connects.
const everyParameter = "role,default_transaction_read_only,statement_timeout,search_path,jit,max_parallel_workers_per_gather," +
	"client_connection_check_interval,idle_in_transaction_session_timeout,plan_cache_mode,synchronous_commit,ccrepo.connection"

// behindPgbouncer starts pgbouncer in front of a database, and returns the URL of the database through it. Whoever
// connects logs in as the superuser.
func behindPgbouncer(t *testing.T, at, mode, ignored string) string {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/pgbouncer"); err != nil {
			t.Fatal("no pgbouncer to test with: apt-get install --no-install-recommends pgbouncer")
		}
	}
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	host, port := u.Hostname(), u.Port()
	if host == "" {
		host = u.Query().Get("host")
	}
	if port == "" {
		port = u.Query().Get("port")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	conf := fmt.Sprintf("[databases]\ncentre = host=%s port=%s dbname=%s user=%s password=%s\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\n"+
		"unix_socket_dir =\nauth_type = any\ndefault_pool_size = 100\npool_mode = %s\nignore_startup_parameters = %s\n",
		host, port, strings.TrimPrefix(u.Path, "/"), u.User.Username(), password, address.Port, mode, ignored)
	if os.Getuid() == 0 {
		conf += "user = nobody\n" // it refuses to run as root
	}
	file := filepath.Join(t.TempDir(), "pgbouncer.ini")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	command := exec.CommandContext(context.WithoutCancel(t.Context()), program, file)
	command.Stderr = &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		if t.Failed() {
			t.Logf("pgbouncer: %s", log.String())
		}
	})
	for deadline := time.Now().Add(10 * time.Second); ; {
		conn, err := net.Dial("tcp", address.String())
		if err == nil {
			_ = conn.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("pgbouncer does not listen")
		}
	}
	return fmt.Sprintf("postgres://anyone@%s/centre?sslmode=disable", address)
}

// session holds the settings that a session of a pool reports.
const session = `SELECT concat_ws(' ', current_user, current_setting('transaction_read_only'), current_setting('statement_timeout'), current_setting('search_path'), current_setting('timezone'))`

// TestMorePgbouncer uses the pools through pgbouncer in each of its modes.
func TestMorePgbouncer(t *testing.T) {
	t.Parallel()
	for _, ignored := range []string{"", "extra_float_digits", everyParameter} {
		for _, mode := range []string{"session", "transaction", "statement"} {
			t.Run(fmt.Sprintf("%s %.20s", mode, ignored), func(t *testing.T) {
				t.Parallel()
				at := dbtest.URL(t)
				through := behindPgbouncer(t, at, mode, ignored)
				pools, err := Open(Options{ReaderURL: through, WriterURL: through, Timeout: 3 * time.Second, Connections: 4})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = pools.Close() })
				err = Try(t.Context(), through, through)
				if refused := errors.Is(err, ErrRefused); refused != (mode != "session") || !refused && err != nil {
					t.Errorf("a try answers %v", err)
				}
				if mode != "session" {
					refuses(t, pools)
					return
				}
				for name, pool := range map[string]struct {
					db   *sql.DB
					want string
				}{
					"pages":   {pools.Pages.DB, "ccrepo_reader on 3s public UTC"},
					"exports": {pools.Exports, "ccrepo_reader on 0 public UTC"},
					"writer":  {pools.Writer.DB, "ccrepo_writer off 3s public UTC"},
					"control": {pools.Control, "ccrepo_writer off 5s public UTC"},
				} {
					t.Run(name, func(t *testing.T) {
						t.Parallel()
						var asked sync.WaitGroup
						for range 20 {
							asked.Go(func() {
								var got string
								if err := pool.db.QueryRowContext(t.Context(), session).Scan(&got); err != nil || got != pool.want {
									t.Errorf("session %q (%v), want %q", got, err, pool.want)
								}
							})
						}
						asked.Wait()
					})
				}
				t.Run("limited", func(t *testing.T) {
					t.Parallel()
					tx, err := pools.BeginLimited(t.Context(), nil, "app.campaigns", "{}")
					if err == nil {
						err = tx.Rollback()
					}
					if err != nil && !strings.Contains(err.Error(), "options") {
						t.Error(err)
					}
				})
			})
		}
	}
}

// refuses asks every pool twice: each query is refused by the name of the mode.
func refuses(t *testing.T, pools *Pools) {
	t.Helper()
	for range 2 {
		for _, pool := range pools.opened {
			var got string
			err := pool.QueryRowContext(t.Context(), session).Scan(&got)
			if err == nil || !strings.Contains(err.Error(), "set pool_mode = session") {
				t.Errorf("session %q (%v), want it refused by name", got, err)
			}
		}
	}
}
