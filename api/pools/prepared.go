// Pools and transactions that keep statements prepared.

package pools

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/lib/pq"
)

// maxPrepared is the number of statements that are kept prepared; each uses memory of the database per connection.
const maxPrepared = 200

// Prepared is a pool that keeps its statements prepared. Parsing and analysing the query of a short answer takes longer
// than running it, and requests of one form share a statement.
type Prepared struct {
	*sql.DB
	statements *lru.Cache[string, *sql.Stmt]
}

func newPrepared(pool *sql.DB) (*Prepared, error) {
	statements, err := lru.NewWithEvict(maxPrepared, func(_ string, st *sql.Stmt) {
		// Rows that are being read hold their statement until they are closed.
		closeLater(st)
	})
	if err != nil {
		return nil, fmt.Errorf("make statement cache: %w", err)
	}
	return &Prepared{pool, statements}, nil
}

// QueryContext runs a query by its prepared statement.
func (p *Prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	if IsStale(err) {
		p.statements.Remove(query)
		return p.DB.QueryContext(ctx, query, args...)
	}
	return rows, err
}

// statement returns the prepared statement of a query.
func (p *Prepared) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := p.statements.Get(query); ok {
		return st, nil
	}
	st, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if other, taken, _ := p.statements.PeekOrAdd(query, st); taken {
		closeLater(st)
		return other, nil
	}
	return st, nil
}

// IsStale reports whether a prepared statement cannot be used any more: a migration changed the columns, a connection
// pooler dropped the statement, or the cache was too small.
func IsStale(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && (pe.Code == "0A000" || pe.Code == "26000") || err != nil && err.Error() == "sql: statement is closed"
}

// closeLater closes a statement in the background: database/sql waits until the query of another request that runs on
// the same connection has its first row.
func closeLater(st *sql.Stmt) { go func() { _ = st.Close() }() }

// PreparedTx is a transaction that uses the prepared statements of its pool. It runs other statements unprepared, and
// remembers them: preparing one needs another connection, which could wait for the locks of this transaction. A stale
// statement fails the transaction; it is removed, so that the next transaction does not use it.
type PreparedTx struct {
	*sql.Tx // nil until it has begun
	Pool    *Prepared
	missing []string
}

// PrepareMissing prepares, for later transactions, the statements that this one ran unprepared. It must have ended.
func (t *PreparedTx) PrepareMissing(ctx context.Context) {
	for _, query := range t.missing {
		if _, err := t.Pool.statement(ctx, query); err != nil {
			return // later transactions run it unprepared as well
		}
	}
}

// kept returns the prepared statement of a query on this transaction's connection; nil: there is none.
func (t *PreparedTx) kept(ctx context.Context, query string) *sql.Stmt {
	if st, ok := t.Pool.statements.Get(query); ok {
		return t.StmtContext(ctx, st)
	}
	t.missing = append(t.missing, query)
	return nil
}

func (t *PreparedTx) forgetStale(query string, err error) {
	if IsStale(err) {
		t.Pool.statements.Remove(query)
	}
}

// QueryContext runs a query.
func (t *PreparedTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st := t.kept(ctx, query)
	if st == nil {
		return t.Tx.QueryContext(ctx, query, args...)
	}
	rows, err := st.QueryContext(ctx, args...)
	t.forgetStale(query, err)
	return rows, err
}

// QueryRowContext runs a query of one row.
func (t *PreparedTx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	st := t.kept(ctx, query)
	if st == nil {
		return t.Tx.QueryRowContext(ctx, query, args...)
	}
	row := st.QueryRowContext(ctx, args...)
	t.forgetStale(query, row.Err())
	return row
}

// ExecContext runs a statement without rows.
func (t *PreparedTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st := t.kept(ctx, query)
	if st == nil {
		return t.Tx.ExecContext(ctx, query, args...)
	}
	result, err := st.ExecContext(ctx, args...)
	t.forgetStale(query, err)
	return result, err
}
