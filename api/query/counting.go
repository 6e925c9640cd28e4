// Numbers of rows without the rows.

package query

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

// Count returns the number of rows of the answer, of all pages.
func (q *Request) Count(ctx context.Context, reading Reading) (int64, error) {
	q.count = "exact"
	ctx, _, stop := startDatabaseClock(ctx, cmp.Or(q.route.Timeout, q.options.Timeout))
	defer stop()
	asOf, err := q.setAsOf(ctx, reading)
	if err != nil {
		return 0, err
	}
	on, end, err := reading.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end()
	a := &answer{Request: q, reading: reading, asOf: asOf}
	if !q.route.Interval {
		return a.countRows(ctx, on)
	}
	return a.countReport(ctx, on)
}

// tooManyRows returns the problem of a report that is too long.
func (q *Request) tooManyRows() *problem.Problem {
	return problem.New("too_many_rows", "The report would have more than %d rows; request a shorter range, a longer interval or fewer of %s.",
		MaxReportRows, strings.Join(q.route.Key, ", "))
}

// countReport counts the rows of a report without reading more than the first.
func (a *answer) countReport(ctx context.Context, on db.DBTX) (int64, error) {
	p, invalid := newPlan(a.span, a.interval, a.loc, a.window, a.asOf)
	if invalid != nil {
		return 0, invalid
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, err := query(ctx, on, a.reportRows(p))
	if err != nil {
		return 0, err
	}
	n := r.inAll()
	cancel() // otherwise closing reads to the end
	_ = r.Close()
	if n > MaxReportRows {
		return 0, a.tooManyRows()
	}
	return int64(n), nil
}

// FirstRow returns the time of the first row in some tables, which have an index of it; zero: they have none. Rows before 1970, whose time
// is wrong, are ignored.
func FirstRow(ctx context.Context, on interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, times map[string]string) (time.Time, error) {
	var first time.Time
	for table, column := range times {
		var at *time.Time
		name := quoteIdent(column)
		if err := on.QueryRowContext(ctx, "SELECT min("+name+") FROM "+quoteIdent(table)+" WHERE "+name+" >= '1970-01-01Z' AND "+name+" < '9999-01-01Z'").Scan(&at); err != nil {
			return first, fmt.Errorf("find the first row of %s: %w", table, problem.Cause(ctx, err))
		}
		if at != nil && (first.IsZero() || at.Before(first)) {
			first = *at
		}
	}
	return first, nil
}
