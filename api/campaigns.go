package api

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
	"github.com/ccrepo/ccrepo/db"
)

// limitedRole is whom the connections of limited principals act as, from their first moment on: no role
// has to be taken on, and none can be left behind.
const limitedRole = "ccrepo_campaign_reader"

// reading is where one answer reads: a pool, or the transaction of a principal who is limited to
// campaigns, in which the database shows nothing of any other.
type reading struct {
	db.DBTX
	end func()
}

// readingOf is where an answer of a lane is read from, for who sent the request.
func (s *Server) readingOf(lane Lane, snapshot bool) Reading {
	return Reading{Pool: s.poolOf(lane), Count: s.pages, Begin: func(ctx context.Context) (db.DBTX, func(), error) {
		var on reading
		var err error
		switch {
		case snapshot:
			on, err = s.snapshot(ctx)
		case lane == Long:
			on, err = s.readFrom(ctx, s.poolOf(lane), "statement_timeout", "0")
		case lane == KeyOrder:
			on, err = s.readFrom(ctx, s.poolOf(lane), "plan_cache_mode", "force_generic_plan")
		default:
			on, err = s.readFrom(ctx, s.poolOf(lane))
		}
		return on.DBTX, on.end, err
	}}
}

// readFrom begins to read from a pool, or, for who is limited to campaigns, in a transaction with settings.
func (s *Server) readFrom(ctx context.Context, pool db.DBTX, settings ...string) (reading, error) {
	if who := principalOf(ctx); who.limited {
		return s.readLimited(ctx, who, &sql.TxOptions{ReadOnly: true}, settings...)
	}
	return reading{pool, func() {}}, nil
}

// snapshot begins to read several times from one state of the database.
func (s *Server) snapshot(ctx context.Context) (reading, error) {
	options := &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	if who := principalOf(ctx); who.limited {
		return s.readLimited(ctx, who, options, "statement_timeout", "0")
	}
	tx, err := s.exports.BeginTx(ctx, options)
	if err != nil {
		return reading{}, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	return reading{tx, func() { _ = tx.Rollback() }}, nil
}

func (s *Server) readLimited(ctx context.Context, who *principal, options *sql.TxOptions, settings ...string) (reading, error) {
	settings = append(settings, "app.campaigns", textArray(who.campaigns), "app.principal", who.key)
	tx := &limitedTx{pool: s.limited, options: options, settings: settings}
	if err := tx.begin(ctx); err != nil {
		return reading{}, err
	}
	return reading{tx, func() { _ = tx.Rollback() }}, nil
}

// limitedTx is a transaction that uses the prepared statements of its pool.
type limitedTx struct {
	*sql.Tx
	pool     *prepared
	options  *sql.TxOptions
	settings []string
}

func (t *limitedTx) begin(ctx context.Context) (err error) {
	t.Tx, err = t.pool.BeginTx(context.WithValue(ctx, txSettingsKey{}, t.settings), t.options)
	if err != nil {
		return fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	return nil
}

// QueryContext runs a query by its prepared statement, if the answer is a short one.
func (t *limitedTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if slices.Contains(t.settings, "statement_timeout") {
		return t.Tx.QueryContext(ctx, query, args...)
	}
	st, err := t.pool.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := t.StmtContext(ctx, st).QueryContext(ctx, args...)
	if !isStale(err) {
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

// closedToLimited turns PostgreSQL's refusal into what it means for who is limited to campaigns: for
// anybody else it is a fault of the server.
func closedToLimited(ctx context.Context, err error) error {
	if principalOf(ctx).limited && isForbidden(err) {
		return problem.CampaignLimited()
	}
	return err
}

// isForbidden tells whether the database refused something for want of rights.
func isForbidden(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && pe.Code == "42501" // insufficient_privilege
}

// tagOf is what an ETag says of the principal: two who see different campaigns never share one.
func (p *principal) tagOf() string {
	if !p.limited {
		return ""
	}
	own := slices.Clone(p.campaigns)
	slices.Sort(own)
	return textArray(slices.Compact(own))
}

// txSettingsKey finds the settings of a transaction in its context: names and values.
type txSettingsKey struct{}

// settingConnector makes connections whose transactions begin with settings, sent along with BEGIN:
// a round trip more would cost a short answer as much as the database takes for it.
type settingConnector struct{ *pq.Connector }

func beginWithSettings(c *pq.Connector) driver.Connector { return settingConnector{c} }

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

// pqConn is what a connection of the driver does beside the least.
type pqConn interface {
	driver.Conn
	driver.Tx
	driver.ConnPrepareContext
	driver.QueryerContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.SessionResetter
	driver.Validator
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
			err = errors.Join(err, driver.ErrBadConn) // with a transaction open, it must not go back to the pool
		}
		return nil, err //nolint:wrapcheck // database/sql looks at what the driver returns
	}
	return c.pqConn, nil
}
