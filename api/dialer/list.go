// Package dialer has the endpoints of dialer lists: loading, activating and removing lists, and their records.
package dialer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
)

// list is a list of a dialer.
type list struct {
	ID         int64  `json:"id" description:"Id of the list: GET /v1/dialer/lists/{id}."`
	Campaign   string `json:"campaign" description:"Campaign of the dialer."`
	Name       string `json:"name" description:"Name of the list."`
	Records    int64  `json:"records" description:"Records of the list, including those that were called."`
	Active     bool   `json:"active" description:"Whether the dialer calls the records of this list."`
	Percentage int32  `json:"percentage" description:"Share of the list taken in each round, in percent."`
}

// listChange is the body of a change of a list.
type listChange struct {
	Name       *string `json:"name,omitempty" minLength:"1" maxLength:"255" description:"New name, also in the records of the list. Past calls keep the old one."`
	Percentage *int32  `json:"percentage,omitempty" minimum:"0" maximum:"100" description:"Share of the list taken in each round, in percent."`
}

// removedList is a list that was removed.
type removedList struct {
	list
	Removed   int64 `json:"records_removed" description:"Records in calls_spool that were removed with it."`
	Successor int64 `json:"successor" description:"Id of the list that was activated instead; 0: none."`
}

// nothing is a body without members, which may be left out.
type nothing struct{}

func (d *Dialer) activate(ctx context.Context, tx *write.Tx, _ nothing) (list, error) {
	l, _, err := lockedLists(ctx, tx, func(db.DialerBase) error { return nil })
	if err != nil {
		return list{}, err
	}
	if !l.Active {
		if err := tx.DeactivateDialerLists(ctx, db.DeactivateDialerListsParams{Campaign: l.Campaign}); err != nil {
			return list{}, fmt.Errorf("deactivate: %w", err)
		}
		if err := tx.ActivateDialerList(ctx, db.ActivateDialerListParams{ID: l.ID}); err != nil {
			return list{}, fmt.Errorf("activate: %w", err)
		}
	}
	tx.Did = fmt.Sprintf("list %d", l.ID)
	now, err := findList(ctx, tx)
	return listOf(now), err
}

func listOf(l db.DialerBase) list {
	return list{ID: l.ID, Campaign: l.Campaign, Name: l.Name, Records: int64(l.Records), Active: l.Active, Percentage: l.Percentage}
}

func (d *Dialer) change(ctx context.Context, tx *write.Tx, body listChange) (list, error) {
	if body.Name == nil && body.Percentage == nil {
		return list{}, problem.Param("invalid_body", "body", "it changes nothing: give name or percentage")
	}
	if body.Name != nil && strings.TrimSpace(*body.Name) == "" {
		return list{}, problem.Param("invalid_body", "name", "it is blank")
	}
	renames := func(l db.DialerBase) bool { return body.Name != nil && *body.Name != l.Name }
	before, err := lockList(ctx, tx, func(l db.DialerBase) error {
		if !renames(l) {
			return nil
		}
		if err := holdBeforeRecords(ctx, tx, l.Campaign); err != nil {
			return err
		}
		// Under both names the number of records changes. Their locks are taken in the order of the names.
		locks := []func() error{
			func() error { return holdName(ctx, tx, l.Campaign, l.Name) },
			func() error { return lockName(ctx, tx, l.Campaign, *body.Name) },
		}
		if *body.Name < l.Name {
			slices.Reverse(locks)
		}
		for _, lock := range locks {
			if err := lock(); err != nil {
				return err
			}
		}
		return lockRecords(ctx, tx, l)
	})
	if err != nil {
		return list{}, err
	}
	if renames(before) {
		if err := nameIsFree(ctx, tx, before.Campaign, *body.Name); err != nil {
			return list{}, err
		}
	}
	l, err := tx.ChangeDialerList(ctx, db.ChangeDialerListParams{ID: before.ID, Name: body.Name, Percentage: body.Percentage})
	if write.IsUnique(err) {
		return list{}, listExists()
	}
	if err != nil {
		return list{}, fmt.Errorf("change the list: %w", err)
	}
	tx.Did = fmt.Sprintf("list %d", l.ID)
	now, err := findList(ctx, tx)
	return listOf(now), err
}

func (d *Dialer) remove(ctx context.Context, tx *write.Tx, _ nothing) (removedList, error) {
	successor := tx.Int("successor")
	l, others, err := lockedLists(ctx, tx, func(l db.DialerBase) error {
		if err := holdBeforeRecords(ctx, tx, l.Campaign); err != nil {
			return err
		}
		return lockRecords(ctx, tx, l)
	})
	if err != nil {
		return removedList{}, err
	}
	if err := checkSuccessor(l, others, successor); err != nil {
		return removedList{}, err
	}
	removed, err := tx.RemoveSpoolRecords(ctx, db.RemoveSpoolRecordsParams{Campaign: l.Campaign, Dialerbase: l.Name})
	if err != nil {
		return removedList{}, fmt.Errorf("remove the records: %w", err)
	}
	if err := tx.RemoveDialerList(ctx, db.RemoveDialerListParams{ID: l.ID}); err != nil {
		return removedList{}, fmt.Errorf("remove the list: %w", err)
	}
	if successor != 0 {
		if err := tx.ActivateDialerList(ctx, db.ActivateDialerListParams{ID: successor}); err != nil {
			return removedList{}, fmt.Errorf("activate the successor: %w", err)
		}
	}
	tx.Did = fmt.Sprintf("list %d", l.ID)
	return removedList{list: listOf(l), Removed: removed, Successor: successor}, nil
}

// checkSuccessor checks the rule that an active list has a successor unless it is the last one.
func checkSuccessor(l db.DialerBase, others []db.LockDialerListsRow, successor int64) error {
	switch {
	case successor == 0 && l.Active && len(others) > 0:
		return problem.Param("active_list", "successor", "the list is active and the campaign has others: name the one to activate, such as %d", others[len(others)-1].ID)
	case successor != 0 && !l.Active:
		return problem.Param("active_list", "successor", "the list is not active, so it has no successor: leave it out")
	case successor != 0 && !slices.ContainsFunc(others, func(o db.LockDialerListsRow) bool { return o.ID == successor }):
		return problem.Param("active_list", "successor", "the campaign has no other list with this id")
	}
	return nil
}
