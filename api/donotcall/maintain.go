package donotcall

import (
	"context"
	"fmt"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
)

const (
	// maintainEvery is the interval at which entries that end, and records without computed numbers, are looked for.
	maintainEvery = 5 * time.Second
	// endBatch is the number of entries that end in one transaction, numberBatch that of records whose numbers are computed.
	endBatch    = 100
	numberBatch = 5000
)

// task returns the task that applies the do-not-call list; its first success also stores the country in the database.
func (l *List) task() func(context.Context) error {
	stored := false
	return func(ctx context.Context) error {
		err := l.maintain(ctx, !stored)
		stored = stored || err == nil
		return err
	}
}

// maintain releases the records of entries that end, and blocks records that other programs have added to the spool. All
// servers do so, and do not wait for each other.
func (l *List) maintain(ctx context.Context, first bool) error {
	if first && l.Country != "" {
		if err := l.transact(ctx, l.storeCountry); err != nil {
			return err
		}
	}
	for {
		var n int
		err := l.transact(ctx, func(ctx context.Context, q *db.Queries) (err error) {
			n, err = l.readEntries(ctx, q)
			return err
		})
		if err != nil {
			return err
		}
		if n < numberBatch {
			break
		}
	}
	for {
		var n int
		err := l.transact(ctx, func(ctx context.Context, q *db.Queries) (err error) {
			// A transaction that changes the list must not wait for rows that this one has locked.
			if err := q.HoldDoNotCall(ctx); err != nil {
				return fmt.Errorf("lock the do-not-call list: %w", err)
			}
			n, err = l.numberBatch(ctx, q)
			return err
		})
		if err != nil {
			return err
		}
		if n < numberBatch {
			break
		}
	}
	for {
		ended, err := db.New(l.kit.Admission.Pools.Writer).EndedDoNotCall(ctx, db.EndedDoNotCallParams{Most: endBatch})
		if err != nil {
			return fmt.Errorf("look for entries that have ended: %w", err)
		}
		if len(ended) == 0 {
			return nil
		}
		if err := l.transact(ctx, l.endEntries); err != nil {
			return err
		}
	}
}

// transact calls do in a transaction of the writer.
func (l *List) transact(ctx context.Context, do func(context.Context, *db.Queries) error) error {
	tx, err := l.kit.Admission.Pools.Writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(ctx, db.New(tx)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// endEntries releases the records that ended entries block.
func (l *List) endEntries(ctx context.Context, q *db.Queries) error {
	if err := q.LockDoNotCall(ctx); err != nil {
		return fmt.Errorf("lock the do-not-call list: %w", err)
	}
	ended, err := q.EndedDoNotCall(ctx, db.EndedDoNotCallParams{Most: endBatch})
	if err != nil {
		return fmt.Errorf("look for entries that have ended: %w", err)
	}
	for _, e := range ended {
		if _, err := l.release(ctx, q, e.Number, e.Patterns, e.Campaign); err != nil {
			return err
		}
		if err := q.EndDoNotCall(ctx, db.EndDoNotCallParams{ID: e.ID}); err != nil {
			return fmt.Errorf("end an entry: %w", err)
		}
	}
	return nil
}

// numberSpool computes the normal forms of the numbers in the spool that have none, and blocks records as it stores
// them. It skips rows that other transactions have locked; the next run includes them.
func (l *List) numberSpool(ctx context.Context, q *db.Queries) error {
	for {
		n, err := l.numberBatch(ctx, q)
		if err != nil || n < numberBatch {
			return err
		}
	}
}

func (l *List) numberBatch(ctx context.Context, q *db.Queries) (int, error) {
	rows, err := q.UnnumberedSpool(ctx, db.UnnumberedSpoolParams{Given: l.Country, Most: numberBatch})
	if err != nil {
		return 0, fmt.Errorf("look for records without a number: %w", err)
	}
	if len(rows) == 0 {
		return 0, nil
	}
	var p db.NumberSpoolParams
	for _, row := range rows {
		number, err := phone.Normal(row.Destination, row.Country)
		if err != nil {
			number = row.Listed // it is not a number; an entry may forbid the same text
		}
		p.Ids, p.Numbers = append(p.Ids, row.ID), append(p.Numbers, number)
	}
	if err := q.NumberSpool(ctx, p); err != nil {
		return 0, fmt.Errorf("store the numbers of records: %w", err)
	}
	return len(rows), nil
}

// readEntries computes the numbers of entries that were stored by an earlier rule, and blocks the records that they
// forbid now. An entry that is not a number by the new rule stays as it is.
func (l *List) readEntries(ctx context.Context, q *db.Queries) (int, error) {
	p := db.UnreadEntriesParams{Most: numberBatch}
	entries, err := q.UnreadEntries(ctx, p)
	if err != nil {
		return 0, fmt.Errorf("look for entries to read: %w", err)
	}
	if len(entries) == 0 {
		return 0, nil
	}
	if err := q.LockDoNotCall(ctx); err != nil {
		return 0, fmt.Errorf("lock the do-not-call list: %w", err)
	}
	var ids, unreadable []int64
	countries := map[string]string{}
	for _, e := range entries {
		country, known := countries[e.Campaign]
		if !known {
			if country, err = l.CountryOf(ctx, q, e.Campaign); err != nil {
				return 0, err
			}
			countries[e.Campaign] = country
		}
		u, invalid := l.understand(newEntry{Number: e.Typed}, country, time.Time{})
		if invalid != nil {
			unreadable = append(unreadable, e.ID)
			continue
		}
		if err := q.ReadDoNotCall(ctx, db.ReadDoNotCallParams{ID: e.ID, Number: u.number, Patterns: u.patterns}); err != nil {
			return 0, fmt.Errorf("store the number of an entry: %w", err)
		}
		ids = append(ids, e.ID)
	}
	if err := q.MarkUnreadable(ctx, db.MarkUnreadableParams{Ids: unreadable}); err != nil {
		return 0, fmt.Errorf("mark entries that are not numbers: %w", err)
	}
	if _, err := l.block(ctx, q, ids); err != nil {
		return 0, err
	}
	return len(entries), nil
}

// storeCountry stores the server's country, for commands that are not given one. If the country has changed, numbers
// that were parsed with the old one are parsed again.
func (l *List) storeCountry(ctx context.Context, q *db.Queries) error {
	before, err := q.DefaultCountry(ctx)
	if err != nil {
		return fmt.Errorf("look for the country: %w", err)
	}
	if before == l.Country {
		return nil
	}
	if _, err := q.SetCampaign(ctx, db.SetCampaignParams{Country: &l.Country}); err != nil {
		return fmt.Errorf("store the country: %w", err)
	}
	return l.ReadAgain(ctx, q, "")
}

// ReadAgain parses the numbers of a campaign whose country has changed, or of all campaigns that set none. Entries that
// were parsed with a country are international numbers and do not change.
func (l *List) ReadAgain(ctx context.Context, q *db.Queries, campaign string) error {
	if err := q.LockDoNotCall(ctx); err != nil {
		return fmt.Errorf("lock the do-not-call list: %w", err)
	}
	if err := q.ForgetSpoolNumbers(ctx, db.ForgetSpoolNumbersParams{Campaign: campaign}); err != nil {
		return fmt.Errorf("forget numbers of records: %w", err)
	}
	entries, err := q.UnreadDoNotCall(ctx, db.UnreadDoNotCallParams{Campaign: campaign})
	if err != nil {
		return fmt.Errorf("look for entries read without a country: %w", err)
	}
	var ids []int64
	for _, e := range entries {
		country, err := l.CountryOf(ctx, q, e.Campaign)
		if err != nil {
			return err
		}
		u, invalid := l.understand(newEntry{Number: e.Typed}, country, time.Time{})
		if invalid != nil {
			continue // another program has stored it
		}
		if err := q.ReadDoNotCall(ctx, db.ReadDoNotCallParams{ID: e.ID, Number: u.number, Patterns: u.patterns}); err != nil {
			return fmt.Errorf("parse an entry again: %w", err)
		}
		ids = append(ids, e.ID)
	}
	_, err = l.block(ctx, q, ids)
	return err
}
