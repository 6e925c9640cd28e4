package pools

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// withoutCancel returns the address of a proxy that loses the driver's cancellations, as PostgreSQL does if they
// arrive before the statement.
func withoutCancel(t *testing.T, to string) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go pass(client, to)
		}
	}()
	return listener.Addr().String()
}

func pass(client net.Conn, to string) {
	defer func() { _ = client.Close() }()
	first := make([]byte, 8)
	const cancelRequest = 80877102
	if _, err := io.ReadFull(client, first); err != nil || binary.BigEndian.Uint32(first[4:]) == cancelRequest {
		return
	}
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	if _, err := server.Write(first); err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	}()
	_, _ = io.Copy(server, client)
}

// TestCancelledQueriesEnd cancels queries whose cancellation is lost on the way.
func TestCancelledQueriesEnd(t *testing.T) {
	t.Parallel()
	at := dbtest.URL(t)
	through, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	through.Host = withoutCancel(t, through.Host)
	plain := dbtest.Open(t, at)
	pool, err := OpenPool(through.String(), ReaderSettings(0))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	prepared, err := newPrepared(pool)
	if err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]func(context.Context, string) error{
		"a query": func(ctx context.Context, text string) error {
			rows, err := pool.QueryContext(ctx, text)
			if err != nil {
				return err
			}
			for rows.Next() {
			}
			return errors.Join(rows.Err(), rows.Close())
		},
		"a statement": func(ctx context.Context, text string) error {
			_, err := pool.ExecContext(ctx, text)
			return err
		},
		"a prepared query": func(ctx context.Context, text string) error {
			rows, err := prepared.QueryContext(ctx, text)
			if err != nil {
				return err
			}
			for rows.Next() {
			}
			return errors.Join(rows.Err(), rows.Close())
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := "SELECT pg_sleep(3600) /* " + name + " */"
			running := func() (n int) {
				if err := plain.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE query = $1 AND state = 'active'", text).Scan(&n); err != nil {
					t.Error(err)
				}
				return n
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			ended := make(chan error, 1)
			go func() { ended <- query(ctx, text) }()
			wait(t, "the query runs", func() bool { return running() == 1 })
			cancel()
			select {
			case err := <-ended:
				if err == nil {
					t.Error("the query ended without an error")
				}
			case <-time.After(30 * time.Second):
				t.Fatal("the query runs on after its cancellation")
			}
			wait(t, "PostgreSQL has ended it", func() bool { return running() == 0 })
		})
	}
	t.Run("a connection whose query has ended stays open", func(t *testing.T) {
		t.Parallel()
		conn, err := pool.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		ctx, cancel := context.WithCancel(t.Context())
		var before, after int
		if err := conn.QueryRowContext(ctx, "SELECT pg_backend_pid()").Scan(&before); err != nil {
			t.Fatal(err)
		}
		cancel()
		if err := conn.QueryRowContext(t.Context(), "SELECT pg_backend_pid() FROM pg_sleep($1)", (cancelPatience + time.Second).Seconds()).Scan(&after); err != nil || after != before {
			t.Errorf("connection %d became %d (%v)", before, after, err)
		}
	})
}

func wait(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("not after half a minute: %s", what)
		}
	}
}
