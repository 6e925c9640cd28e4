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

// decideLists locks the lists of a campaign until the transaction ends, and returns them. Locks are taken in this order:
// the campaign's, lists, records.
func decideLists(ctx context.Context, tx *write.Tx, campaign string) ([]db.LockDialerListsRow, error) {
	if err := tx.DecideDialerLists(ctx, db.DecideDialerListsParams{Campaign: campaign}); err != nil {
		return nil, fmt.Errorf("lock the campaign's lists: %w", err)
	}
	lists, err := tx.LockDialerLists(ctx, db.LockDialerListsParams{Campaign: campaign})
	if err != nil {
		return nil, fmt.Errorf("lock the lists: %w", err)
	}
	return lists, nil
}

// holdBeforeRecords locks the do-not-call list against changes: a transaction that changes it locks the same records in
// another order, and the two would deadlock.
func holdBeforeRecords(ctx context.Context, tx *write.Tx) error {
	if err := tx.HoldDoNotCall(ctx); err != nil {
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

// lockedList returns the list in the path and the others of its campaign, locked until the transaction ends.
func lockedList(ctx context.Context, tx *write.Tx) (l db.DialerBase, others []db.LockDialerListsRow, err error) {
	if l, err = findList(ctx, tx); err != nil {
		return l, nil, err
	}
	lists, err := decideLists(ctx, tx, l.Campaign)
	if err != nil {
		return l, nil, err
	}
	own := func(o db.LockDialerListsRow) bool { return o.ID == l.ID }
	at := slices.IndexFunc(lists, own)
	if at < 0 {
		return l, nil, noList() // another transaction has removed it
	}
	l.Name, l.Active = lists[at].Name, lists[at].Active
	return l, slices.DeleteFunc(lists, own), nil
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
