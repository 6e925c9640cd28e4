package admission

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
)

// MostCost is the greatest cost that the planner may expect of a query of a site. A query of a greater one would not end
// within its time, and would hold up the others until then: 10 million rows are read and sorted for a tenth of it.
const MostCost = 2e7

// site returns where the answer of a query of the site is read from: a read-only transaction, on connections that the
// product's queries do not use.
func (c *Control) site(snapshot bool) query.Reading {
	options := &sql.TxOptions{ReadOnly: true}
	if snapshot {
		options.Isolation = sql.LevelRepeatableRead
	}
	return query.Reading{Pool: c.Pools.Site, Count: costed{c.Pools.Site}, Begin: func(ctx context.Context) (db.DBTX, func(), error) {
		if who := auth.PrincipalOf(ctx); who.Limited {
			tx, err := c.Pools.BeginLimitedSite(ctx, options, limits(who)...)
			if err != nil {
				return nil, nil, err //nolint:wrapcheck // it says what it is about
			}
			return costed{tx}, func() { _ = tx.Rollback() }, nil
		}
		tx, err := c.Pools.Site.BeginTx(ctx, options)
		if err != nil {
			return nil, nil, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
		}
		return costed{tx}, func() { _ = tx.Rollback() }, nil
	}}
}

// limits returns the settings of a transaction that shows only what a principal may see.
func limits(who *auth.Principal) []string {
	return []string{"app.campaigns", who.CampaignArray(), "app.principal", who.Key}
}

// costed runs only queries of a limited cost.
type costed struct{ db.DBTX }

// QueryContext runs a query, unless the planner expects it to cost too much.
func (c costed) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	var text []byte
	if err := c.DBTX.QueryRowContext(ctx, "EXPLAIN (FORMAT JSON) "+query, args...).Scan(&text); err != nil {
		return nil, err //nolint:wrapcheck // the engine says what it is about
	}
	cost, err := CostOf(text)
	if err != nil {
		return nil, err
	}
	if cost > MostCost {
		return nil, problem.New("too_expensive", "PostgreSQL expects a cost of %.2g of this query, and a report of the site may cost %.2g. Ask for a shorter range, or for fewer rows by filters.", cost, MostCost)
	}
	return c.DBTX.QueryContext(ctx, query, args...) //nolint:wrapcheck // the engine says what it is about
}

// CostOf returns the total cost in a plan of EXPLAIN (FORMAT JSON).
func CostOf(plan []byte) (float64, error) {
	var plans []struct {
		Plan struct {
			Cost float64 `json:"Total Cost"`
		}
	}
	if err := json.Unmarshal(plan, &plans); err != nil || len(plans) != 1 {
		return 0, fmt.Errorf("read the plan of a query: %w", err)
	}
	return plans[0].Plan.Cost, nil
}
