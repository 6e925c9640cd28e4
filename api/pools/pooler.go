package pools

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

const (
	// provenFor is how long it is believed that a pooler leaves its connections to their clients.
	provenFor = time.Minute
	// idleTimeout is how long a session may idle whose end is to be seen; a pooler must be slower than that to be mistaken.
	idleTimeout = 100 * time.Millisecond
	// endPatience is how much later it may end; it is tried endTries times.
	endPatience, endTries = 200 * time.Millisecond, 5
)

// pooler holds the results of the checks for a connection pooler between this program and a database.
type pooler struct {
	found   atomic.Bool // there is one
	sharing atomic.Bool // it gave the connection of one client to another

	turn     chan struct{} // holds an element while a check runs
	provenAt time.Time
}

func newPooler() *pooler { return &pooler{turn: make(chan struct{}, 1)} }

// prove determines whether the pooler leaves a server connection to one client until that disconnects (session pooling).
// If it does not, the settings of one connection would be those of another's queries, and queries would run without.
func (p *pooler) prove(ctx context.Context, through *pq.Connector) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case p.turn <- struct{}{}:
	}
	defer func() { <-p.turn }()
	if time.Since(p.provenAt) < provenFor {
		return nil
	}
	// A server connection that ends in the moment in which another client gets it looks like session pooling: once is no proof.
	for range 2 {
		shared, err := shares(ctx, through)
		if err != nil {
			return err
		}
		p.sharing.Store(shared)
		if shared {
			return refused("the pooler gives each transaction another session (transaction or statement pooling); set pool_mode = session")
		}
	}
	p.provenAt = time.Now()
	return nil
}

// shares ends the server connection of a client that idles: with session pooling, the client loses its own with it and
// is closed unasked, otherwise it gets another with its next query.
func shares(ctx context.Context, through *pq.Connector) (bool, error) {
	for range endTries {
		conn, err := openOn(ctx, through)
		if err != nil {
			return false, err
		}
		shared, told, err := sharesOf(ctx, conn)
		_ = conn.Close() // fails where the other side has closed it
		if err != nil || told {
			return shared, err
		}
	}
	return false, refused("it cannot be determined whether the pooler leaves a session to one client, because PostgreSQL does not end idle ones")
}

// sharesOf tells whether a connection shares its server connection; told is false if this cannot be told from how it
// ended. It uses the connection up.
func sharesOf(ctx context.Context, conn *endingConn) (shared, told bool, err error) {
	before, err := firstRow(ctx, conn, fmt.Sprintf("SET idle_session_timeout = %d; SELECT pg_backend_pid()", idleTimeout.Milliseconds()))
	if err != nil {
		return false, false, err
	}
	answered := time.Now()
	ended, err := endsUnasked(ctx, conn.socket, idleTimeout+endPatience)
	if err != nil || ended {
		// A slow pooler may read an answer and the end of the server connection at once, and take the end for the client's.
		return false, time.Since(answered) > idleTimeout/2, err
	}
	after, err := firstRow(ctx, conn, "SELECT pg_backend_pid()")
	switch {
	case ctx.Err() != nil:
		return false, false, context.Cause(ctx)
	case err != nil: // it got the server connection in the moment in which that ended
		return false, false, nil
	}
	return after[0] != before[0], after[0] != before[0], nil
}

// endsUnasked waits until the other side closes an idle connection, for at most as long as patience.
func endsUnasked(ctx context.Context, socket net.Conn, patience time.Duration) (bool, error) {
	if err := socket.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return false, fmt.Errorf("wait for the end of a connection: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = socket.SetReadDeadline(time.Now()) })
	defer stop()
	_, err := io.Copy(io.Discard, socket)
	switch {
	case ctx.Err() != nil:
		return false, context.Cause(ctx)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return false, socket.SetReadDeadline(time.Time{}) //nolint:wrapcheck // cannot fail where the one above has not
	}
	return true, nil // closed or reset
}

// pooledConn is a connection through a pooler. It is closed if the pooler turns out to share connections.
type pooledConn struct {
	pqConn
	pooler *pooler
}

// IsValid implements driver.Validator.
func (c pooledConn) IsValid() bool { return !c.pooler.sharing.Load() && c.pqConn.IsValid() }

// ResetSession implements driver.SessionResetter.
func (c pooledConn) ResetSession(ctx context.Context) error {
	if c.pooler.sharing.Load() {
		return driver.ErrBadConn
	}
	return c.pqConn.ResetSession(ctx) //nolint:wrapcheck // database/sql looks at what the driver returns
}
