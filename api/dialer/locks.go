// The locks of dialer lists, and the rules that hold under them.

package dialer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
)

const (
	// maxListBody is the maximum length of the body of a load.
	maxListBody = 256 << 20
	// listTime limits the database's work on a list, which has many records.
	listTime = 5 * time.Minute
)

// decideLists locks the lists of a campaign, and then the campaign, until the transaction ends, and returns the lists. All
// transactions take their locks in one order, which migrations/functions/dialer_lists.sql describes.
func decideLists(ctx context.Context, tx *write.Tx, campaign string) ([]db.LockDialerListsRow, error) {
	return lockAgain(ctx, tx, "campaign_locks", func() ([]db.LockDialerListsRow, bool, error) {
		locked, err := tx.LockDialerLists(ctx, db.LockDialerListsParams{Campaign: campaign})
		if err != nil {
			return nil, false, fmt.Errorf("lock the lists: %w", err)
		}
		if err := tx.DecideDialerLists(ctx, db.DecideDialerListsParams{Campaign: campaign}); err != nil {
			return nil, false, fmt.Errorf("lock the campaign's lists: %w", err)
		}
		// The transaction that had the campaign before may have added lists, whose locks come before the campaign's.
		now, err := tx.DialerListsOf(ctx, db.DialerListsOfParams{Campaign: campaign})
		if err != nil {
			return nil, false, fmt.Errorf("read the lists: %w", err)
		}
		same := slices.EqualFunc(locked, now, func(l db.LockDialerListsRow, n db.DialerListsOfRow) bool { return l == db.LockDialerListsRow(n) })
		return locked, same, nil
	})
}

// lockAgain takes locks that depend on rows which others may change before they are locked. If lock reports that they have
// been changed, the locks are released and taken again: further ones would be out of order. The locks that are taken
// within others have another name.
func lockAgain[T any](ctx context.Context, tx *write.Tx, name string, lock func() (locked T, same bool, err error)) (locked T, err error) {
	if _, err := tx.SQL.ExecContext(ctx, "SAVEPOINT "+name); err != nil {
		return locked, fmt.Errorf("begin to lock: %w", err)
	}
	for {
		var same bool
		if locked, same, err = lock(); err != nil || same {
			return locked, err
		}
		if _, err := tx.SQL.ExecContext(ctx, "ROLLBACK TO SAVEPOINT "+name); err != nil {
			return locked, fmt.Errorf("release locks: %w", err)
		}
	}
}

// lockList locks the list in the path of a write until the transaction ends. before takes the locks that come before
// that of the list.
func lockList(ctx context.Context, tx *write.Tx, before func(db.DialerBase) error) (db.DialerBase, error) {
	return lockAgain(ctx, tx, "list_locks", func() (db.DialerBase, bool, error) {
		found, err := findList(ctx, tx)
		if err != nil {
			return found, false, err
		}
		if err := before(found); err != nil {
			return found, false, err
		}
		l, err := tx.LockDialerList(ctx, db.LockDialerListParams{ID: found.ID})
		if errors.Is(err, sql.ErrNoRows) {
			return l, false, noList() // another transaction has removed it
		}
		if err != nil {
			return l, false, fmt.Errorf("lock the list: %w", err)
		}
		return l, l.Campaign == found.Campaign && l.Name == found.Name, nil
	})
}

// holdBeforeRecords locks the do-not-call list against changes for a campaign: a transaction that changes it locks the
// same records in another order, and the two would deadlock.
func holdBeforeRecords(ctx context.Context, tx *write.Tx, campaign string) error {
	if err := tx.HoldDoNotCall(ctx, db.HoldDoNotCallParams{Campaign: campaign}); err != nil {
		return fmt.Errorf("lock the do-not-call list: %w", err)
	}
	return nil
}

// lockName waits for transactions that write records under the name of a list, and keeps out new ones.
func lockName(ctx context.Context, tx *write.Tx, campaign, name string) error {
	if err := tx.LockListName(ctx, db.LockListNameParams{Campaign: campaign, Name: name}); err != nil {
		return fmt.Errorf("lock the name of the list: %w", err)
	}
	return nil
}

// holdName lets others write records under the name of a list, but no list get it.
func holdName(ctx context.Context, tx *write.Tx, campaign, name string) error {
	if err := tx.HoldListName(ctx, db.HoldListNameParams{Campaign: campaign, Name: name}); err != nil {
		return fmt.Errorf("lock the name of the list: %w", err)
	}
	return nil
}

// lockRecords locks the records of a list: a dialer that deletes one has its lock before that of the list.
func lockRecords(ctx context.Context, tx *write.Tx, l db.DialerBase) error {
	if err := tx.LockSpoolRecords(ctx, db.LockSpoolRecordsParams{Campaign: l.Campaign, Dialerbase: l.Name}); err != nil {
		return fmt.Errorf("lock the records: %w", err)
	}
	return nil
}

// lockedLists returns the list in the path and the others of its campaign, locked until the transaction ends. before
// takes the locks that come before those of the lists.
func lockedLists(ctx context.Context, tx *write.Tx, before func(db.DialerBase) error) (l db.DialerBase, others []db.LockDialerListsRow, err error) {
	own := func(o db.LockDialerListsRow) bool { return o.ID == l.ID }
	l, err = lockAgain(ctx, tx, "list_locks", func() (db.DialerBase, bool, error) {
		if l, err = findList(ctx, tx); err != nil {
			return l, false, err
		}
		if err := before(l); err != nil {
			return l, false, err
		}
		if others, err = decideLists(ctx, tx, l.Campaign); err != nil {
			return l, false, err
		}
		at := slices.IndexFunc(others, own)
		if at < 0 || others[at].Name != l.Name {
			return l, false, nil // another transaction has renamed, moved or removed it
		}
		l.Active = others[at].Active
		return l, true, nil
	})
	return l, slices.DeleteFunc(others, own), err
}

// findList returns the list in the path of a write.
func findList(ctx context.Context, tx *write.Tx) (db.DialerBase, error) {
	l, err := tx.FindDialerList(ctx, db.FindDialerListParams{ID: tx.ID()})
	if errors.Is(err, sql.ErrNoRows) {
		return l, noList()
	}
	if err != nil {
		return l, fmt.Errorf("look for the list: %w", err)
	}
	return l, nil
}

func noList() *problem.Problem {
	return problem.Param("not_found", "id", "there is no dialer list with this id")
}

// nameIsFree refuses the name of another list, and one under which records wait without a list: they would become
// records of this one.
func nameIsFree(ctx context.Context, tx *write.Tx, campaign, name string) error {
	lists, err := tx.DialerListsOf(ctx, db.DialerListsOfParams{Campaign: campaign})
	if err != nil {
		return fmt.Errorf("read the lists: %w", err)
	}
	taken := slices.ContainsFunc(lists, func(l db.DialerListsOfRow) bool { return l.Name == name })
	if !taken {
		if taken, err = tx.SpoolNameTaken(ctx, db.SpoolNameTakenParams{Campaign: campaign, Dialerbase: name}); err != nil {
			return fmt.Errorf("look for records of this name: %w", err)
		}
	}
	if taken {
		return listExists()
	}
	return nil
}

func listExists() *problem.Problem {
	return problem.Param("list_exists", "name", "the campaign already has a list of this name, or records that wait under it; choose another name")
}

// Dialer has the endpoints of dialer lists and their records.
type Dialer struct {
	campaign.Directory
}
