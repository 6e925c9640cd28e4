// Transactions of campaign-limited keys.

package pools

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/problem"
)

// LimitedRole is the role of the connections for limited principals. They have it from the start, so that no request
// can forget to set it, or leave another one behind.
const LimitedRole = "ccrepo_campaign_reader"

// LimitedTx is a transaction that uses the prepared statements of its pool.
type LimitedTx struct {
	*sql.Tx
	pool     *Prepared
	options  *sql.TxOptions
	settings []string
}

func (t *LimitedTx) begin(ctx context.Context) (err error) {
	t.Tx, err = t.pool.BeginTx(context.WithValue(ctx, txSettingsKey{}, t.settings), t.options)
	if err != nil {
		return fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	return nil
}

// QueryContext runs a query by its prepared statement, if the answer is a short one.
func (t *LimitedTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if slices.Contains(t.settings, "statement_timeout") {
		return t.Tx.QueryContext(ctx, query, args...)
	}
	st, err := t.pool.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := t.StmtContext(ctx, st).QueryContext(ctx, args...)
	if !IsStale(err) {
		return rows, err
	}
	t.pool.statements.Remove(query)
	// The error has ended the transaction.
	_ = t.Rollback()
	if err := t.begin(ctx); err != nil {
		return nil, err
	}
	return t.Tx.QueryContext(ctx, query, args...)
}

// txSettingsKey is the context key of the settings of a transaction: names and values.
type txSettingsKey struct{}

// settingConnector makes connections whose transactions begin with settings. These are sent together with BEGIN: one
// more round trip would take as long as the query of a short answer.
type settingConnector struct{ driver.Connector }

func beginWithSettings(c driver.Connector) driver.Connector { return settingConnector{c} }

// Connect implements driver.Connector.
func (c settingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err //nolint:wrapcheck // database/sql looks at what the driver returns
	}
	inner, ok := conn.(pqConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the driver's %T cannot begin a limited transaction", conn), conn.Close())
	}
	return settingConn{inner}, nil
}

type settingConn struct{ pqConn }

// BeginTx implements driver.ConnBeginTx.
func (c settingConn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	settings, ok := ctx.Value(txSettingsKey{}).([]string)
	if !ok || !slices.Contains(settings, "app.campaigns") {
		return nil, errors.New("a limited transaction begins without its campaigns")
	}
	var b strings.Builder
	b.WriteString("BEGIN READ ONLY")
	if sql.IsolationLevel(options.Isolation) == sql.LevelRepeatableRead {
		b.WriteString(", ISOLATION LEVEL REPEATABLE READ")
	}
	for pair := range slices.Chunk(settings, 2) {
		b.WriteString("; SET LOCAL " + pair[0] + " = " + pq.QuoteLiteral(pair[1]))
	}
	if _, err := c.ExecContext(ctx, b.String(), nil); err != nil {
		if c.Rollback() != nil {
			err = errors.Join(err, driver.ErrBadConn) // a connection with an open transaction must not go back to the pool
		}
		return nil, err //nolint:wrapcheck // database/sql looks at what the driver returns
	}
	return c.pqConn, nil
}
