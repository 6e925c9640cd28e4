package sample

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db"
)

// querier is a pool or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// refuseRows returns ErrNotEmpty if one of the fifteen tables has a row.
func refuseRows(ctx context.Context, db querier) error {
	var names []string
	for _, t := range new(book).tables() {
		names = append(names, fmt.Sprintf("SELECT '%[1]s' AS name WHERE EXISTS (SELECT FROM public.%[1]s)", t.name))
	}
	var name string
	err := db.QueryRowContext(ctx, strings.Join(names, " UNION ALL ")+" LIMIT 1").Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for rows: %w", err)
	}
	return fmt.Errorf("%w, and %s has rows: create a new database, run `ccrepo migrate` on it and load into that", ErrNotEmpty, name)
}

// makePartitions creates the partitions of every month of the data. Each table has a transaction of its own,
// because the lock that a new partition takes blocks all readers.
func makePartitions(ctx context.Context, db *sql.DB, tables []table, from, to time.Time) error {
	var months []time.Time
	y, m, _ := from.UTC().Date()
	for month := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC); !month.After(to); month = month.AddDate(0, 1, 0) {
		months = append(months, month)
	}
	for _, t := range tables {
		if !t.partitioned {
			continue
		}
		if _, err := db.ExecContext(ctx, `SELECT app.ensure_partitions($1::text::regclass, $2::timestamptz[])`,
			"public."+t.name, pq.Array(months)); err != nil {
			return fmt.Errorf("make partitions of %s: %w", t.name, err)
		}
	}
	return nil
}

// write copies all tables in one transaction.
func write(ctx context.Context, pool *sql.DB, tables []table) (done []TableRows, err error) {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // has no effect after the commit
	// With two loads at once, the second waits and finds the rows of the first.
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('ccrepo sample'))`); err != nil {
		return nil, fmt.Errorf("wait for other loads: %w", err)
	}
	if err := refuseRows(ctx, tx); err != nil {
		return nil, err
	}
	for _, t := range tables {
		n, err := copyTable(ctx, tx, t)
		if err != nil {
			return nil, fmt.Errorf("copy %s: %w", t.name, err)
		}
		done = append(done, TableRows{Table: t.name, Rows: n})
	}
	if err := allowMarks(ctx, tx); err != nil {
		return nil, err
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return done, nil
}

// allowMarks makes the marks of each queue the dispositions that it allows.
func allowMarks(ctx context.Context, tx *sql.Tx) error {
	for _, q := range queues() {
		allowed := db.AllowDispositionsParams{Campaign: q.name}
		for _, mark := range q.marks {
			levels := append(strings.Split(mark, " / "), "", "")
			allowed.L1, allowed.L2, allowed.L3 = append(allowed.L1, levels[0]), append(allowed.L2, levels[1]), append(allowed.L3, levels[2])
		}
		if err := db.New(tx).AllowDispositions(ctx, allowed); err != nil {
			return fmt.Errorf("allow the dispositions of %s: %w", q.name, err)
		}
	}
	return nil
}

func copyTable(ctx context.Context, tx *sql.Tx, t table) (n int64, err error) {
	stmt, err := tx.PrepareContext(ctx, "COPY public."+t.name+" ("+strings.Join(t.columns, ", ")+") FROM STDIN")
	if err != nil {
		return 0, err
	}
	defer func() { _ = stmt.Close() }()
	for values := range t.rows {
		if _, err := stmt.ExecContext(ctx, values...); err != nil {
			return 0, err
		}
		n++
	}
	if _, err := stmt.ExecContext(ctx); err != nil {
		return 0, err
	}
	return n, nil
}
