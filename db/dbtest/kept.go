package dbtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strings"
	"testing"
)

// KeptURL returns the connection string of a database that takes long to fill and that tests only read. It is filled once
// for each state of the migrations and of source, the file that fills it, and kept for later runs; an earlier one of the
// same name is dropped.
func KeptURL(t testing.TB, name string, source []byte, fill func(url string)) string {
	t.Helper()
	c, err := start()
	if err != nil {
		t.Fatalf("no database to test with: %v", err)
	}
	ctx := t.Context()
	pool, err := sql.Open("postgres", c.url)
	if err != nil {
		t.Fatalf("open the test server: %v", err)
	}
	defer func() { _ = pool.Close() }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		t.Fatalf("connect to the test server: %v", err)
	}
	defer func() { _ = conn.Close() }()
	run := func(statement string, args ...any) {
		t.Helper()
		if _, err := conn.ExecContext(ctx, statement, args...); err != nil {
			t.Fatalf("keep a test database: %v", err)
		}
	}
	prefix := "ccrepo_kept_" + name + "_"
	hash := sha256.New()
	hash.Write([]byte(c.template))
	hash.Write(source)
	kept := fmt.Sprintf("%s%x", prefix, hash.Sum(nil)[:8])
	// Other processes may want it at the same time.
	run("SELECT pg_advisory_lock(hashtext($1))", prefix)
	var others string
	if err := conn.QueryRowContext(ctx, "SELECT coalesce(string_agg(datname, ' '), '') FROM pg_database WHERE starts_with(datname, $1)", prefix).Scan(&others); err != nil {
		t.Fatalf("list kept test databases: %v", err)
	}
	for _, other := range strings.Fields(others) {
		if other == kept {
			return withDatabase(c.url, kept)
		}
		run("DROP DATABASE IF EXISTS " + other + " WITH (FORCE)")
	}
	building := prefix + "building"
	run("CREATE DATABASE " + building + " TEMPLATE " + c.template + " STRATEGY FILE_COPY")
	fill(withDatabase(c.url, building))
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), "ALTER DATABASE "+building+" RENAME TO "+kept); err != nil {
		t.Fatalf("name the kept test database: %v", err)
	}
	return withDatabase(c.url, kept)
}
