// Package sample makes a month of a small contact centre that never existed: its calls, chats,
// messages and mails, its agents' days, its dialers, recordings and audit, in all of the fifteen
// tables. It is a simulation, in which calls wait because agents are busy, and not rows at random;
// so what reports say of one table agrees with what they say of another.
//
// All telephone numbers are of ranges that are kept free for fiction (+1 … 555 01xx and
// +44 7700 900xxx) or plainly made up (+598 2555 01xx), the addresses end in example.com and
// example.org, and the hosts are of 192.0.2.0/24.
package sample

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrNotEmpty says that the database has rows already, with which the sample would mix.
var ErrNotEmpty = errors.New("sample data goes only into an empty database")

// Options says which month to make. Equal options make equal rows.
type Options struct {
	// Seed is where chance begins.
	Seed uint64
	// Now is the moment at which the month ends: it has the thirty whole days before Now's day and
	// of that day what has passed. Zero is the present time.
	Now time.Time
	// Location is the zone of the centre's clocks, by which it opens and closes; nil is UTC.
	Location *time.Location
}

// Summary says what was loaded.
type Summary struct {
	From, To time.Time // first midnight and last moment of the month
	Tables   []TableRows
	Elapsed  time.Duration
}

// TableRows is the number of rows that one table got.
type TableRows struct {
	Table string
	Rows  int64
}

// Rows is the number of rows of all tables.
func (s Summary) Rows() int64 {
	var sum int64
	for _, t := range s.Tables {
		sum += t.Rows
	}
	return sum
}

// Load makes the month and writes it in one transaction, so that a load that is stopped leaves
// nothing. It refuses with ErrNotEmpty if any of the fifteen tables has a row. The derived relations
// are left as they are: call report.refresh() after it.
func Load(ctx context.Context, db *sql.DB, o Options) (Summary, error) {
	begin := time.Now()
	o = o.withDefaults()
	summary, err := load(ctx, db, o)
	summary.Elapsed = time.Since(begin)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // whatever the database says to a cancelled statement, this is what happened
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
	// Before anything is made, so that a refusal changes nothing; and once more under the lock.
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
