package api

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

// reading is where one answer reads: a pool, or the transaction of a principal who is limited to
// campaigns, in which the database shows nothing of any other.
type reading struct {
	db.DBTX
	end func()
}

// readingOf returns where the answer of a lane is read from, for the principal of the request.
func (s *Server) readingOf(lane query.Lane, snapshot bool) query.Reading {
	return query.Reading{Pool: s.poolOf(lane), Count: s.Pages, Begin: func(ctx context.Context) (db.DBTX, func(), error) {
		var on reading
		var err error
		switch {
		case snapshot:
			on, err = s.snapshot(ctx)
		case lane == query.Long:
			on, err = s.readFrom(ctx, s.poolOf(lane), "statement_timeout", "0")
		case lane == query.KeyOrder:
			on, err = s.readFrom(ctx, s.poolOf(lane), "plan_cache_mode", "force_generic_plan")
		default:
			on, err = s.readFrom(ctx, s.poolOf(lane))
		}
		return on.DBTX, on.end, err
	}}
}

// readFrom begins to read from a pool or, for campaign-limited keys, in a transaction with settings.
func (s *Server) readFrom(ctx context.Context, pool db.DBTX, settings ...string) (reading, error) {
	if who := auth.PrincipalOf(ctx); who.Limited {
		return s.readLimited(ctx, who, &sql.TxOptions{ReadOnly: true}, settings...)
	}
	return reading{pool, func() {}}, nil
}

// snapshot begins to read several times from one state of the database.
func (s *Server) snapshot(ctx context.Context) (reading, error) {
	options := &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	if who := auth.PrincipalOf(ctx); who.Limited {
		return s.readLimited(ctx, who, options, "statement_timeout", "0")
	}
	tx, err := s.Exports.BeginTx(ctx, options)
	if err != nil {
		return reading{}, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	return reading{tx, func() { _ = tx.Rollback() }}, nil
}

func (s *Server) readLimited(ctx context.Context, who *auth.Principal, options *sql.TxOptions, settings ...string) (reading, error) {
	settings = append(settings, "app.campaigns", who.CampaignArray(), "app.principal", who.Key)
	tx, err := s.BeginLimited(ctx, options, settings...)
	if err != nil {
		return reading{}, err
	}
	return reading{tx, func() { _ = tx.Rollback() }}, nil
}

// closedToLimited turns PostgreSQL's refusal into what it means for campaign-limited keys: for
// anybody else it is a fault of the server.
func closedToLimited(ctx context.Context, err error) error {
	if auth.PrincipalOf(ctx).Limited && isForbidden(err) {
		return problem.CampaignLimited()
	}
	return err
}

// isForbidden tells whether the database refused something for want of rights.
func isForbidden(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && pe.Code == "42501" // insufficient_privilege
}
