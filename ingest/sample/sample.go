// Package sample creates a month of a small fictitious contact centre in all of the fifteen tables: calls, chats,
// messages and mails, the agents' days, dialers, recordings and the audit log. It simulates the centre instead of
// creating random rows: calls wait because agents are busy. So the reports of one table agree with those of
// another.
//
// All telephone numbers are of ranges reserved for fiction (+1 … 555 01xx and +44 7700 900xxx) or evidently
// invented (+598 2555 01xx). The addresses end in example.com and example.org, and the hosts are of 192.0.2.0/24.
package sample

// The options, the summary and the loading of a sample.

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Summary describes the loaded data.
type Summary struct {
	From, To time.Time // first midnight and last moment of the month
	Tables   []TableRows
	Elapsed  time.Duration
}

// Rows returns the number of rows of all tables.
func (s Summary) Rows() int64 {
	var sum int64
	for _, t := range s.Tables {
		sum += t.Rows
	}
	return sum
}

// Load creates the month and writes it in one transaction, so that a load that is stopped leaves no rows. It fails
// with ErrNotEmpty if any of the fifteen tables has a row. It does not rebuild the derived relations: call
// report.refresh() after it.
func Load(ctx context.Context, db *sql.DB, o Options) (Summary, error) {
	begin := time.Now()
	o = o.withDefaults()
	summary, err := load(ctx, db, o)
	summary.Elapsed = time.Since(begin)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // any database error of a cancelled statement means that the load was stopped
	}
	if err != nil {
		return summary, fmt.Errorf("load sample data: %w", err)
	}
	return summary, nil
}

func (o Options) withDefaults() Options {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	return o
}

func load(ctx context.Context, db *sql.DB, o Options) (Summary, error) {
	// Check before creating anything, so that a refusal changes nothing. write checks again under its lock.
	if err := refuseRows(ctx, db); err != nil {
		return Summary{}, err
	}
	w, err := simulate(ctx, o)
	if err != nil {
		return Summary{}, err
	}
	summary := Summary{From: w.days[0].date, To: time.Unix(w.end, 0).In(o.Location)}
	if err := makePartitions(ctx, db, w.book.tables(), summary.From, summary.To); err != nil {
		return Summary{}, err
	}
	if summary.Tables, err = write(ctx, db, w.book.tables()); err != nil {
		return Summary{}, err
	}
	return summary, nil
}
