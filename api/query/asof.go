// The time up to which an answer is complete.

package query

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// setAsOf reads the time up to which the answer is complete, and sets the parameter for the query.
func (q *Request) setAsOf(ctx context.Context, reading Reading) (time.Time, error) {
	asOf, err := q.readAsOf(ctx, reading.Pool)
	asOf = q.atMoment(asOf)
	q.args["as_of"] = "-infinity"
	if !asOf.IsZero() {
		q.args["as_of"] = sqlTime(asOf)
	}
	if q.route.HasRollup() && !q.route.Interval { // with an interval, the slots matter
		q.rollup(q.span, nil).args(q.args)
	}
	return asOf, err
}

// atMoment returns the time of which the answer is: that of a report of the present, if it is asked for one of the past.
// From as_of on it is the present.
func (q *Request) atMoment(asOf time.Time) time.Time {
	for _, p := range q.route.Params {
		if p.Default != route.Now || q.moment.IsZero() {
			continue
		}
		if !asOf.IsZero() && q.moment.Before(asOf) {
			return q.moment
		}
		q.args[p.Name] = infinity
	}
	return asOf
}

// readAsOf returns the time up to which the answer is complete: the watermark of the derived relation that it reads,
// else now.
func (q *Request) readAsOf(ctx context.Context, pool db.DBTX) (time.Time, error) {
	if q.route.AsOf == "" {
		return q.options.Now().Truncate(time.Second), nil
	}
	state, err := db.New(pool).AsOf(ctx, db.AsOfParams{Relation: q.route.AsOf})
	if errors.Is(err, sql.ErrNoRows) || err == nil && state.AsOf == nil {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read as_of: %w", problem.Cause(ctx, err))
	}
	if state.RolledUpTo != nil {
		q.rolledUpTo = *state.RolledUpTo
	}
	return *state.AsOf, nil
}
