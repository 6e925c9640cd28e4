package pools

import (
	"context"
	"database/sql/driver"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

const (
	// provenFor is how long it is believed that a pooler leaves its connections to their clients.
	provenFor = time.Minute
	// idleWait is how long a session may take to end that must not be idle; it is doubled idleTries times.
	idleWait, idleTries = 50 * time.Millisecond, 6
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

// shares ends the server connection of a client that idles: with session pooling, the client loses its own with it,
// otherwise it gets another.
func shares(ctx context.Context, through *pq.Connector) (bool, error) {
	opened, err := through.Connect(ctx)
	if err != nil {
		return false, err //nolint:wrapcheck // database/sql looks at what the driver returns
	}
	defer func() { _ = opened.Close() }()
	conn, ok := opened.(pqConn)
	if !ok {
		return false, fmt.Errorf("the driver's %T cannot prove its pooling", opened)
	}
	before, err := firstRow(ctx, conn, "SET idle_session_timeout = 1; SELECT pg_backend_pid()")
	if err != nil {
		return false, err
	}
	for wait, tries := idleWait, 0; tries < idleTries; wait, tries = 2*wait, tries+1 {
		select {
		case <-ctx.Done():
			return false, context.Cause(ctx)
		case <-time.After(wait):
		}
		after, err := firstRow(ctx, conn, "SELECT pg_backend_pid()")
		switch {
		case err != nil && ctx.Err() != nil:
			return false, context.Cause(ctx)
		case err != nil:
			return false, nil // it ended with its server connection
		case after[0] != before[0]:
			return true, nil
		}
	}
	return false, refused("it cannot be determined whether the pooler leaves a session to one client, because PostgreSQL does not end idle ones")
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
