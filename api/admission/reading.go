package admission

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
)

// Reading is where one answer reads: a pool or, for a campaign-limited key, a transaction in which the database shows
// nothing of other campaigns.
type Reading struct {
	db.DBTX
	end func()
}

// End ends the transaction.
func (r Reading) End() { r.end() }

// ReadingOf returns where the answer of a lane is read from, for the principal of the request. A snapshot reads
// several times from one state of the database.
func (c *Control) ReadingOf(lane query.Lane, snapshot bool) query.Reading {
	if lane == query.Site {
		return c.site(snapshot)
	}
	return query.Reading{Pool: c.poolOf(lane), Count: c.Pools.Pages, Begin: func(ctx context.Context) (db.DBTX, func(), error) {
		var on Reading
		var err error
		switch {
		case snapshot:
			on, err = c.snapshot(ctx)
		case lane == query.Long:
			on, err = c.Read(ctx, c.poolOf(lane), "statement_timeout", "0")
		case lane == query.KeyOrder:
			on, err = c.Read(ctx, c.poolOf(lane), "plan_cache_mode", "force_generic_plan")
		default:
			on, err = c.Read(ctx, c.poolOf(lane))
		}
		return on.DBTX, on.end, err
	}}
}

// poolOf returns the pool of a lane. It is also asked for as_of, so that no query that has a place waits for another
// pool; only a count uses the pool beside its own, behind the same gate.
func (c *Control) poolOf(lane query.Lane) db.DBTX {
	switch lane {
	case query.Long:
		return c.Pools.Exports
	case query.KeyOrder:
		return c.Pools.Keyset
	}
	return c.Pools.Pages
}

// Read begins to read from a pool or, for a campaign-limited key, in a transaction with settings (names and values).
func (c *Control) Read(ctx context.Context, pool db.DBTX, settings ...string) (Reading, error) {
	if who := auth.PrincipalOf(ctx); who.Limited {
		return c.readLimited(ctx, who, &sql.TxOptions{ReadOnly: true}, settings...)
	}
	return Reading{pool, func() {}}, nil
}

func (c *Control) snapshot(ctx context.Context) (Reading, error) {
	options := &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	if who := auth.PrincipalOf(ctx); who.Limited {
		return c.readLimited(ctx, who, options, "statement_timeout", "0")
	}
	tx, err := c.Pools.Exports.BeginTx(ctx, options)
	if err != nil {
		return Reading{}, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	return Reading{tx, func() { _ = tx.Rollback() }}, nil
}

func (c *Control) readLimited(ctx context.Context, who *auth.Principal, options *sql.TxOptions, settings ...string) (Reading, error) {
	settings = append(settings, limits(who)...)
	tx, err := c.Pools.BeginLimited(ctx, options, settings...)
	if err != nil {
		return Reading{}, err
	}
	return Reading{tx, func() { _ = tx.Rollback() }}, nil
}

// Limited converts a refusal by PostgreSQL to the error of a campaign-limited key. For other keys such a refusal is a
// fault of the server.
func Limited(ctx context.Context, err error) error {
	if auth.PrincipalOf(ctx).Limited && IsForbidden(err) {
		return problem.CampaignLimited()
	}
	return err
}

// IsForbidden reports whether the database refused something because of missing rights.
func IsForbidden(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && pe.Code == "42501" // insufficient_privilege
}
