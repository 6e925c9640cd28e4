// A connection of the driver, as the pools use it.

package pools

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/ccrepo/ccrepo/api/problem"
)

// pqConn is the set of interfaces that a connection of the driver implements.
type pqConn interface {
	driver.Conn
	driver.Tx
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.QueryerContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.SessionResetter
	driver.Validator
}

// firstRow returns the texts of the first row of a query.
func firstRow(ctx context.Context, conn pqConn, query string) (row []string, err error) {
	rows, err := conn.QueryContext(ctx, query, nil)
	if err != nil {
		return nil, fmt.Errorf("look at the connection: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	values := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(values); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("look at the connection: %w", err)
	}
	for _, value := range values {
		switch v := value.(type) {
		case []byte:
			row = append(row, string(v))
		default:
			row = append(row, fmt.Sprint(v))
		}
	}
	return row, nil
}

// ErrRefused is in the errors of connections that must not be used.
var ErrRefused = errors.New("the connection to the database is refused")

func refused(why string, args ...any) error {
	return problem.New("database_unavailable", "The server refuses its connection to the database; its log says why.").
		WithCause(fmt.Errorf("%w: %s (docs/serving.md, PgBouncer)", ErrRefused, fmt.Sprintf(why, args...)))
}
