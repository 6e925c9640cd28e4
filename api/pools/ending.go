// Connections whose cancelled queries end.

package pools

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/lib/pq"
)

// cancelPatience is how long a cancelled query may still run. PostgreSQL loses a cancellation that arrives before the
// statement begins, and the driver sends only one.
const cancelPatience = 2 * time.Second

// socketKey is the context key of the place for the socket of a new connection, *net.Conn.
type socketKey struct{}

// dialer dials as the driver does, and notes the socket of a connection; the driver's own cancellations have no place.
type dialer struct{ net.Dialer }

// DialContext implements pq.DialerContext.
func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	socket, err := d.Dialer.DialContext(ctx, network, address)
	if place, ok := ctx.Value(socketKey{}).(*net.Conn); ok && err == nil {
		*place = socket
	}
	return socket, err //nolint:wrapcheck // the driver looks at it
}

// DialTimeout implements pq.Dialer; the driver prefers DialContext.
func (d *dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// endingConn closes its socket if a query has not ended cancelPatience after its context has. PostgreSQL, which looks
// at client_connection_check_interval whether the client is still there, then ends the query.
type endingConn struct {
	pqConn
	socket net.Conn
	disarm func() // of the query that runs; nil: none
}

// openOn connects, and notes the socket.
func openOn(ctx context.Context, with *pq.Connector) (*endingConn, error) {
	var socket net.Conn
	conn, err := with.Connect(context.WithValue(ctx, socketKey{}, &socket))
	if err != nil {
		return nil, err //nolint:wrapcheck // database/sql looks at what the driver returns
	}
	inner, ok := conn.(pqConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the driver's %T cannot prove its settings", conn), conn.Close())
	}
	return &endingConn{pqConn: inner, socket: socket}, nil
}

// begins notes that a query begins; ended, that it and its rows have ended.
func (c *endingConn) begins(ctx context.Context) {
	c.ended()
	over, end := context.WithCancel(context.Background())
	stop := context.AfterFunc(ctx, func() {
		patience := time.NewTimer(cancelPatience)
		defer patience.Stop()
		select {
		case <-patience.C:
			_ = c.socket.Close()
		case <-over.Done():
		}
	})
	c.disarm = func() { stop(); end() }
}

func (c *endingConn) ended() {
	if c.disarm != nil {
		c.disarm()
		c.disarm = nil
	}
}

// rows lets the query end with its rows.
func (c *endingConn) rows(rows driver.Rows, err error) (driver.Rows, error) {
	if inner, ok := rows.(pqRows); ok && err == nil {
		return endingRows{inner, c}, nil
	}
	c.ended()
	return rows, err
}

// QueryContext implements driver.QueryerContext.
func (c *endingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.begins(ctx)
	return c.rows(c.pqConn.QueryContext(ctx, query, args))
}

// ExecContext implements driver.ExecerContext.
func (c *endingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.begins(ctx)
	defer c.ended()
	return c.pqConn.ExecContext(ctx, query, args) //nolint:wrapcheck // database/sql looks at what the driver returns
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *endingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	c.begins(ctx)
	defer c.ended()
	st, err := c.pqConn.PrepareContext(ctx, query)
	if inner, ok := st.(pqStmt); ok && err == nil {
		return endingStmt{inner, c}, nil
	}
	return st, err //nolint:wrapcheck // database/sql looks at what the driver returns
}

// pqStmt is the set of interfaces that a statement of the driver implements.
type pqStmt interface {
	driver.Stmt
	driver.StmtQueryContext
	driver.StmtExecContext
}

type endingStmt struct {
	pqStmt
	conn *endingConn
}

// QueryContext implements driver.StmtQueryContext.
func (s endingStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.conn.begins(ctx)
	return s.conn.rows(s.pqStmt.QueryContext(ctx, args))
}

// ExecContext implements driver.StmtExecContext.
func (s endingStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	s.conn.begins(ctx)
	defer s.conn.ended()
	return s.pqStmt.ExecContext(ctx, args) //nolint:wrapcheck // database/sql looks at what the driver returns
}

// pqRows is the set of interfaces that rows of the driver implement.
type pqRows interface {
	driver.RowsNextResultSet
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
}

type endingRows struct {
	pqRows
	conn *endingConn
}

// Close implements driver.Rows.
func (r endingRows) Close() error {
	defer r.conn.ended()
	return r.pqRows.Close() //nolint:wrapcheck // database/sql looks at what the driver returns
}
