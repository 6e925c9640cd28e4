// Package dbtest gives every test a PostgreSQL database of its own: on the embedded server, or on the server of
// CCREPO_TEST_DATABASE_URL (as superuser).
package dbtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	_ "github.com/lib/pq" // the driver "postgres"

	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/migrations"
)

// cluster is the server that the tests of one process share.
type cluster struct {
	url      string  // of its maintenance database
	admin    *sql.DB // connections to it
	template string  // name of the migrated database that is cloned for tests
	last     atomic.Int64
}

// shared holds the server. The first test that needs the server starts it; Main ends its use.
var shared struct {
	sync.Mutex
	inMain  bool
	server  *embedded.Server
	cluster *cluster
	err     error
}

// Main runs the tests of a package and then releases the server. A package whose tests use a database calls it
// from TestMain: func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }
func Main(m *testing.M) int {
	shared.inMain = true
	code := m.Run()
	if shared.cluster != nil {
		_ = shared.cluster.admin.Close()
	}
	if shared.server != nil {
		if err := shared.server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "dbtest:", err)
			return 1
		}
	}
	return code
}

// New returns a connection pool to a new database for the test, migrated and empty, as its owner. It has no partitions
// of months; a test that needs them calls app.ensure_partitions.
func New(t testing.TB) *sql.DB { return Open(t, URL(t)) }

// NewEmpty returns a connection pool to a new database for the test, without migrations.
func NewEmpty(t testing.TB) *sql.DB { return Open(t, EmptyURL(t)) }

// URL creates a database for the test, migrated and empty, and returns its connection string as its owner.
func URL(t testing.TB) string {
	t.Helper()
	return clone(t, func(c *cluster) string { return c.template })
}

// EmptyURL creates a database for the test, without migrations, and returns its connection string.
func EmptyURL(t testing.TB) string {
	t.Helper()
	return clone(t, func(*cluster) string { return "template0" })
}

// ForExample is New and URL for an example, which has no testing.TB. The caller drops the database with the returned
// function.
func ForExample() (db *sql.DB, url string, drop func() error, err error) {
	c, err := start()
	if err != nil {
		return nil, "", nil, err
	}
	url, dropDatabase, err := c.create(c.template)
	if err != nil {
		return nil, "", nil, err
	}
	if db, err = sql.Open("postgres", url); err != nil {
		return nil, "", nil, errors.Join(fmt.Errorf("open test database: %w", err), dropDatabase())
	}
	return db, url, func() error { return errors.Join(db.Close(), dropDatabase()) }, nil
}

func clone(t testing.TB, template func(*cluster) string) string {
	t.Helper()
	c, err := start()
	if err != nil {
		t.Fatalf("no database to test with: %v", err)
	}
	at, drop, err := c.create(template(c))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return at
}

// Open returns a connection pool to a database of the test.
func Open(t testing.TB, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatalf("open test database: %v", err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func start() (*cluster, error) {
	shared.Lock()
	defer shared.Unlock()
	if !shared.inMain {
		return nil, errors.New("this package needs func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }")
	}
	if shared.cluster == nil && shared.err == nil {
		shared.cluster, shared.err = connect(context.Background())
	}
	return shared.cluster, shared.err
}

func connect(ctx context.Context) (*cluster, error) {
	at := os.Getenv("CCREPO_TEST_DATABASE_URL")
	if at == "" {
		root, err := moduleRoot()
		if err != nil {
			return nil, err
		}
		home, err := serverHome(root)
		if err != nil {
			return nil, err
		}
		// Test data may be lost in a crash; durability is not tested.
		shared.server, err = embedded.Start(ctx, embedded.Options{
			Dir: home,
			Settings: map[string]string{"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
				"max_connections": "300", "autovacuum": "off", "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "256MB"},
		})
		if err != nil {
			return nil, err
		}
		at = shared.server.URL()
	}
	c := &cluster{url: withDatabase(at, "postgres")}
	var err error
	if c.admin, err = sql.Open("postgres", c.url); err != nil {
		return nil, fmt.Errorf("open the test server: %w", err)
	}
	if err := dropOrphans(ctx, c.admin); err != nil {
		return nil, err
	}
	return c, c.ensureTemplate(ctx, c.admin)
}

// shrink drops the partitions of the months that the template was made in: they are half of its files. Rows of a
// month without a partition are in the default partition.
const shrink = `
DO $$
DECLARE
    month regclass;
BEGIN
    FOR month IN
        SELECT i.inhrelid
        FROM pg_inherits AS i
        JOIN app.growing_table AS g ON g.relation = i.inhparent
        JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
    LOOP
        EXECUTE format('DROP TABLE %s', month);
    END LOOP;
END
$$`

// ensureTemplate creates the migrated database, once for each state of the migrations.
func (c *cluster) ensureTemplate(ctx context.Context, db *sql.DB) error {
	hash := sha256.New()
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		return fmt.Errorf("list migrations: %w", err)
	}
	for _, name := range names {
		text, err := migrations.Files.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read migration: %w", err)
		}
		hash.Write(text)
	}
	hash.Write([]byte(shrink))
	c.template = fmt.Sprintf("ccrepo_template_%x", hash.Sum(nil)[:8])
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	defer func() { _ = conn.Close() }()
	// The tests of other packages run at the same time in other processes.
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(hashtext('ccrepo dbtest'))"); err != nil {
		return fmt.Errorf("wait for other tests: %w", err)
	}
	defer func() { _, _ = conn.ExecContext(ctx, "SELECT pg_advisory_unlock(hashtext('ccrepo dbtest'))") }()
	var made bool
	if err := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", c.template).Scan(&made); err != nil || made {
		return err
	}
	building := c.template + "_building"
	for _, step := range []string{"DROP DATABASE IF EXISTS " + building + " WITH (FORCE)", "CREATE DATABASE " + building + " TEMPLATE template0"} {
		if _, err := conn.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("make the template database: %w", err)
		}
	}
	target, err := sql.Open("postgres", withDatabase(c.url, building))
	if err != nil {
		return fmt.Errorf("open the template database: %w", err)
	}
	if _, err = migrations.Up(ctx, target); err == nil {
		_, err = target.ExecContext(ctx, shrink)
	}
	if err == nil {
		_, err = target.ExecContext(ctx, "VACUUM (FULL, ANALYZE)") // the catalogs, which dropped partitions were in
	}
	if err = errors.Join(err, target.Close()); err != nil {
		return fmt.Errorf("make the template database: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "ALTER DATABASE "+building+" RENAME TO "+c.template); err != nil {
		return fmt.Errorf("name the template database: %w", err)
	}
	return nil
}

// create clones a template, by copying its files, which takes less than writing them to the log, and returns the clone's URL and a function that drops it.
func (c *cluster) create(template string) (string, func() error, error) {
	name := fmt.Sprintf("ccrepo_test_%d_%d", os.Getpid(), c.last.Add(1))
	if _, err := c.admin.ExecContext(context.Background(), "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY FILE_COPY"); err != nil {
		return "", nil, fmt.Errorf("make a test database: %w", err)
	}
	return withDatabase(c.url, name), func() error {
		if _, err := c.admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			return fmt.Errorf("drop the test database: %w", err)
		}
		return nil
	}, nil
}

// dropOrphans drops the databases of killed test processes and those left by outdated templates.
func dropOrphans(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, `SELECT datname FROM pg_database WHERE datname ~ '^ccrepo_test_\d+_\d+$'`)
	if err != nil {
		return fmt.Errorf("list test databases: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var orphans []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return fmt.Errorf("list test databases: %w", err)
		}
		pid, err := strconv.Atoi(strings.Split(name, "_")[2])
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			orphans = append(orphans, name)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("list test databases: %w", err)
	}
	for _, name := range orphans {
		// Another process may have dropped it already.
		if _, err := db.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			return fmt.Errorf("drop the database of a killed test: %w", err)
		}
	}
	return nil
}

func withDatabase(at, name string) string {
	u, err := url.Parse(at)
	if err != nil {
		return at // sql.Open reports it
	}
	u.Path = "/" + name
	return u.String()
}

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("find the module: no go.mod above the test")
		}
	}
}
