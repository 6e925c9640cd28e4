package query

import (
	"context"
	"fmt"
	"strconv"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

// appendLeftOut appends the number of contacts that the report leaves out; filters do not change it.
func (a *answer) appendLeftOut(ctx context.Context, buf []byte, on db.DBTX) ([]byte, error) {
	args := make([]any, len(a.route.LeftOut.Numbers))
	for name, number := range a.route.LeftOut.Numbers {
		args[number-1] = a.own(name)
	}
	var n int64
	if err := on.QueryRowContext(ctx, a.route.LeftOut.SQL, args...).Scan(&n); err != nil {
		return nil, fmt.Errorf("count the contacts left out: %w", problem.Cause(ctx, err))
	}
	return strconv.AppendInt(append(buf, `,"left_out":`...), n, 10), nil
}
