package donotcall

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
)

const (
	// maintainEvery is the interval at which entries that end, and records without computed numbers, are looked for.
	maintainEvery = 5 * time.Second
	// endBatch is the number of entries that end in one transaction, numberBatch that of records whose numbers are computed.
	endBatch    = 100
	numberBatch = 5000
	// maintainPatience is how long the task waits for dialer lists that are being loaded. It is tried again.
	maintainPatience = time.Second
)

// task returns the task that applies the do-not-call list; its first success also stores the country in the database.
func (l *List) task() func(context.Context) error {
	stored := l.Country == ""
	return func(ctx context.Context) error {
		var failed error
		if !stored {
			err := l.transact(ctx, l.storeCountry)
			stored, failed = err == nil, later(err)
		}
		return errors.Join(failed, l.maintain(ctx))
	}
}

// maintain releases the records of entries that end, and blocks records that other programs have added to the spool. All
// servers do so, and do not wait for each other.
func (l *List) maintain(ctx context.Context) error {
	for {
		var n int
		err := l.transact(ctx, func(ctx context.Context, q *db.Queries) (err error) {
			n, err = l.readEntries(ctx, q)
			return err
		})
		if err = later(err); err != nil {
			return err
		}
		if n < numberBatch {
			break
		}
	}
	// What concerns one campaign must not wait for the others: a list that is being loaded holds up only its own.
	return errors.Join(l.numberCampaigns(ctx), l.endCampaigns(ctx))
}

// numberCampaigns computes the numbers of records that have none.
func (l *List) numberCampaigns(ctx context.Context) error {
	campaigns, err := db.New(l.kit.Admission.Pools.Writer).UnnumberedCampaigns(ctx)
	if err != nil {
		return fmt.Errorf("look for records without a number: %w", err)
	}
	var failed error
	for _, campaign := range campaigns {
		for n := numberBatch; n == numberBatch; {
			err := l.transact(ctx, func(ctx context.Context, q *db.Queries) (err error) {
				// A transaction that changes the list must not wait for rows that this one has locked.
				if err := q.WaitBriefly(ctx); err != nil {
					return fmt.Errorf("wait briefly: %w", err)
				}
				if err := q.HoldDoNotCall(ctx, db.HoldDoNotCallParams{Campaign: campaign}); err != nil {
					return fmt.Errorf("lock the do-not-call list: %w", err)
				}
				n, err = l.numberBatch(ctx, q, []string{campaign})
				return err
			})
			if err != nil {
				failed = errors.Join(failed, later(err))
				break
			}
		}
	}
	return failed
}

// endCampaigns releases the records of entries that have ended.
func (l *List) endCampaigns(ctx context.Context) error {
	campaigns, err := db.New(l.kit.Admission.Pools.Writer).CampaignsOfEnded(ctx)
	if err != nil {
		return fmt.Errorf("look for entries that have ended: %w", err)
	}
	var failed error
	for _, campaign := range campaigns {
		for n := endBatch; n == endBatch; {
			err := l.transact(ctx, func(ctx context.Context, q *db.Queries) (err error) {
				n, err = l.endEntries(ctx, q, campaign)
				return err
			})
			if err != nil {
				failed = errors.Join(failed, later(err))
				break
			}
		}
	}
	return failed
}

// later ignores that a lock was not available: a list is being loaded, and the next run tries again.
func later(err error) error {
	var pe *pq.Error
	if errors.As(err, &pe) && pe.Code == "55P03" {
		return nil
	}
	return err
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

// endEntries releases the records that ended entries of a campaign block, and returns how many entries.
func (l *List) endEntries(ctx context.Context, q *db.Queries, campaign string) (int, error) {
	if err := lock(ctx, q, maintainPatience, campaign); err != nil {
		return 0, err
	}
	ended, err := q.EndedDoNotCall(ctx, db.EndedDoNotCallParams{Campaign: campaign, Most: endBatch})
	if err != nil {
		return 0, fmt.Errorf("look for entries that have ended: %w", err)
	}
	for _, e := range ended {
		if _, err := l.release(ctx, q, e.Number, e.Patterns, e.Campaign); err != nil {
			return 0, err
		}
		if err := q.EndDoNotCall(ctx, db.EndDoNotCallParams{ID: e.ID}); err != nil {
			return 0, fmt.Errorf("end an entry: %w", err)
		}
	}
	return len(ended), nil
}

// numberSpool computes the normal forms of the numbers in the spool that have none, of campaigns (one is empty: of all),
// and blocks records as it stores them. It skips rows that other transactions have locked; the next run includes them.
func (l *List) numberSpool(ctx context.Context, q *db.Queries, campaigns []string) error {
	if slices.Contains(campaigns, "") {
		campaigns = nil
	}
	for {
		n, err := l.numberBatch(ctx, q, campaigns)
		if err != nil || n < numberBatch {
			return err
		}
	}
}

// numberBatch does so for one batch of records, of campaigns (nil: of all), and returns how many they are.
func (l *List) numberBatch(ctx context.Context, q *db.Queries, campaigns []string) (int, error) {
	rows, err := q.UnnumberedSpool(ctx, db.UnnumberedSpoolParams{Given: l.Country, Campaigns: campaigns, Most: numberBatch})
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
	var campaigns []string
	for _, e := range entries {
		campaigns = append(campaigns, e.Campaign)
	}
	if err := lock(ctx, q, maintainPatience, campaigns...); err != nil {
		return 0, err
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
	if _, err := l.block(ctx, q, campaigns, ids); err != nil {
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
	return l.readAgain(ctx, q, "", maintainPatience)
}

// ReadAgain parses the numbers of a campaign whose country has changed, or of all campaigns that set none. Entries that
// were parsed with a country are international numbers and do not change.
func (l *List) ReadAgain(ctx context.Context, q *db.Queries, campaign string) error {
	return l.readAgain(ctx, q, campaign, lockPatience)
}

func (l *List) readAgain(ctx context.Context, q *db.Queries, campaign string, patience time.Duration) error {
	if err := lock(ctx, q, patience, campaign); err != nil {
		return err
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
	_, err = l.block(ctx, q, []string{campaign}, ids)
	return err
}
