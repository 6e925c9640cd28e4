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
	// maxListBody is how long the body of a load may be.
	maxListBody = 256 << 20
	// listTime is for how long the database may work on a list: its records are many.
	listTime = 5 * time.Minute
)

// decideLists locks the lists of a campaign until the transaction ends, and returns them. Several locks are taken in
// this order: the campaign's, lists, records.
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

// holdBeforeRecords keeps who changes the do-not-call list from going over the same records meanwhile in another
// order: each would wait for the other.
func holdBeforeRecords(ctx context.Context, tx *write.Tx) error {
	if err := tx.HoldDoNotCall(ctx); err != nil {
		return fmt.Errorf("hold the do-not-call list: %w", err)
	}
	return nil
}

// lockName waits for records that others have written under the name of a list, and keeps it from them.
func lockName(ctx context.Context, tx *write.Tx, campaign, name string) error {
	if err := tx.LockListName(ctx, db.LockListNameParams{Campaign: campaign, Name: name}); err != nil {
		return fmt.Errorf("lock the name of the list: %w", err)
	}
	return nil
}

// lockedList returns the list in the path and the others of its campaign, which no other transaction changes until this one ends.
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
		return l, nil, noList() // it has gone in the meantime
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

// nameIsFree refuses the name of another list, and one under which records wait without a list: they would
// come into this one.
func nameIsFree(ctx context.Context, tx *write.Tx, campaign, name string) error {
	lists, err := tx.DialerListsOf(ctx, db.DialerListsOfParams{Campaign: campaign})
	if err != nil {
		return fmt.Errorf("look at the lists: %w", err)
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
	return problem.Param("list_exists", "name", "the campaign has a list of this name already, or records that wait under it; take another name")
}

// Dialer has the endpoints of dialer lists and their records.
type Dialer struct {
	campaign.Directory
}
