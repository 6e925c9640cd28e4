package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/lib/pq"
)

// maxPrepared is how many statements are kept prepared; each costs the database some memory a connection.
const maxPrepared = 200

// prepared is a pool that keeps its statements prepared. A short answer spends more time on parsing and
// analysing its query than on running it, and questions of one shape make one statement.
type prepared struct {
	*sql.DB
	statements *lru.Cache[string, *sql.Stmt]
}

func newPrepared(pool *sql.DB) (*prepared, error) {
	statements, err := lru.NewWithEvict(maxPrepared, func(_ string, st *sql.Stmt) {
		// Rows that are being read hold their statement until they are closed.
		closeLater(st)
	})
	if err != nil {
		return nil, fmt.Errorf("make statement cache: %w", err)
	}
	return &prepared{pool, statements}, nil
}

// QueryContext runs a query by its prepared statement.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, ok := p.statements.Get(query)
	if !ok {
		var err error
		if st, err = p.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		if other, taken, _ := p.statements.PeekOrAdd(query, st); taken {
			closeLater(st)
			st = other
		}
	}
	rows, err := st.QueryContext(ctx, args...)
	var pe *pq.Error
	if errors.As(err, &pe) && (pe.Code == "0A000" || pe.Code == "26000") || err != nil && err.Error() == "sql: statement is closed" {
		// A migration changed the columns, a pooler forgot the statement, or the cache was too small.
		p.statements.Remove(query)
		return p.DB.QueryContext(ctx, query, args...)
	}
	return rows, err
}

// closeLater gives up a statement without waiting: database/sql closes it once the query that now runs
// on its connection, somebody else's, has its first row.
func closeLater(st *sql.Stmt) { go func() { _ = st.Close() }() }
