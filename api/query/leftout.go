package query

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

// LeavesOut reports whether a route leaves out callers without a number and tells how many beside its rows.
func (r *Route) LeavesOut() bool {
	return slices.Contains([]string{"RecallList", "RepeatCallers"}, r.Name)
}

// appendLeftOut appends the number of contacts that the report leaves out, whatever the filters.
func (a *answer) appendLeftOut(ctx context.Context, buf []byte, on db.DBTX) ([]byte, error) {
	var n int64
	var err error
	if a.route.Name == "RecallList" {
		n, err = db.New(on).RecallListLeftOut(ctx, db.RecallListLeftOutParams{RangeFrom: a.span.from, RangeTo: a.span.to})
	} else {
		n, err = db.New(on).RepeatCallersLeftOut(ctx, db.RepeatCallersLeftOutParams{RangeFrom: a.span.from, RangeTo: a.span.to})
	}
	if err != nil {
		return nil, fmt.Errorf("count what is left out: %w", problem.Cause(ctx, err))
	}
	return strconv.AppendInt(append(buf, `,"left_out":`...), n, 10), nil
}
