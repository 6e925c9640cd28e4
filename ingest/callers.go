package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/phone"
)

// callerBatch is the number of visits whose callers are computed at once.
const callerBatch = 200_000

// ComputeCallers computes caller_number of the visits that have none yet, in the countries of their queues.
func ComputeCallers(ctx context.Context, conn *sql.DB) error {
	for {
		callers, err := uncomputedCallers(ctx, conn)
		if err != nil || len(callers) == 0 {
			return err
		}
		var ids, countries, numbers, codes, trunks []string
		for _, c := range callers {
			number, err := phone.Normal(c.id, c.country)
			if err != nil {
				number = c.id // a name or an address: compare it verbatim
			}
			code, trunk := phone.Prefixes(c.country)
			ids, countries, numbers = append(ids, c.id), append(countries, c.country), append(numbers, number)
			codes, trunks = append(codes, strconv.Itoa(code)), append(trunks, trunk)
		}
		if _, err := conn.ExecContext(ctx, "SELECT report.set_caller_numbers($1, $2, $3, $4, $5)",
			pq.Array(ids), pq.Array(countries), pq.Array(numbers), pq.Array(codes), pq.Array(trunks)); err != nil {
			return fmt.Errorf("store the numbers of callers: %w", err)
		}
	}
}

type uncomputedCaller struct{ id, country string }

func uncomputedCallers(ctx context.Context, conn *sql.DB) (callers []uncomputedCaller, err error) {
	rows, err := conn.QueryContext(ctx, "SELECT callerid, country FROM report.uncomputed_callers($1)", callerBatch)
	if err != nil {
		return nil, fmt.Errorf("look for callers without a number: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c uncomputedCaller
		if err := rows.Scan(&c.id, &c.country); err != nil {
			return nil, fmt.Errorf("look for callers without a number: %w", err)
		}
		callers = append(callers, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look for callers without a number: %w", err)
	}
	return callers, nil
}
