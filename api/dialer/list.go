// Package dialer has the endpoints of dialer lists: loading, activating and removing lists, and their records.
package dialer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

const (
	// maxListBody is how long the body of a load may be.
	maxListBody = 256 << 20
	// listTime is for how long the database may work on a list: its records are many.
	listTime = 5 * time.Minute
)

// list is a list of a dialer.
type list struct {
	ID         int64  `json:"id" description:"Id of the list: GET /v1/dialer/lists/{id}."`
	Campaign   string `json:"campaign" description:"Campaign of the dialer."`
	Name       string `json:"name" description:"Name of the list."`
	Records    int64  `json:"records" description:"Records that belong to the list, called ones included."`
	Active     bool   `json:"active" description:"Whether the dialer works on this list now."`
	Percentage int32  `json:"percentage" description:"Share of the list taken in each round, in percent."`
}

// listChange is what changes of a list.
type listChange struct {
	Name       *string `json:"name,omitempty" minLength:"1" maxLength:"255" description:"New name; it goes into the records of the list. Calls that were made keep the old one."`
	Percentage *int32  `json:"percentage,omitempty" minimum:"0" maximum:"100" description:"Share of the list to be taken in each round, in percent."`
}

// removedList is a list that is gone.
type removedList struct {
	list
	Removed   int64 `json:"records_removed" description:"Records that waited in calls_spool and went with it."`
	Successor int64 `json:"successor" description:"Id of the list that was activated instead; 0 where none was."`
}

// nothing is a body without members, which may be left out.
type nothing struct{}

// Dialer has the endpoints of dialer lists and their records.
type Dialer struct {
	campaign.Directory
}

// Feature returns the endpoints. Numbers are read as the directory says.
func Feature(k *write.Kit, directory campaign.Directory) (endpoint.Feature, error) {
	const one, spooled = "/v1/dialer/lists/{id}", "/v1/calls-spool/{id}"
	id := func(of string) route.Param {
		return route.Param{Name: "id", Kind: route.Int, Path: true, Required: true, Min: "1", Description: "Id of the " + of + "."}
	}
	d, set := &Dialer{directory}, write.Set{Kit: k}
	write.AddUpload(&set, loadRoute(), d.load)
	write.Add(&set, write.Route{
		Name: "ActivateDialerList", Method: http.MethodPost, Path: one + "/activate", Scope: auth.Dial, Status: http.StatusOK, OptionalBody: true,
		Params: []route.Param{id("list")}, Summary: "Activate a dialer list, instead of the one of its campaign that is active.",
	}, d.activate)
	write.Add(&set, write.Route{
		Name: "ChangeDialerList", Method: http.MethodPatch, Path: one, Scope: auth.Dial, Status: http.StatusOK, Timeout: listTime,
		Params: []route.Param{id("list")}, Summary: "Change the percentage of a dialer list, or its name, also in its records.",
	}, d.change)
	write.Add(&set, write.Route{
		Name: "RemoveDialerList", Method: http.MethodDelete, Path: one, Scope: auth.Dial, Status: http.StatusOK, Timeout: listTime,
		Params: []route.Param{id("list"), {Name: "successor", Kind: route.Int, Default: "0", Min: "0",
			Description: "Id of the list to be activated instead: needed where the list is active and not the last of its campaign. 0 is none."}},
		Summary: "Remove a dialer list with its records.",
	}, d.remove)
	write.Add(&set, write.Route{
		Name: "AddDialerRecord", Method: http.MethodPost, Path: one + "/records", Scope: auth.Dial, Status: http.StatusCreated,
		Params: []route.Param{id("list")}, Summary: "Add one record to a dialer list.",
		Description: "A record whose number is on the do-not-call list is added as blocked (status 3); alternatives that are on it are left out.",
	}, d.addRecord)
	write.Add(&set, write.Route{
		Name: "ChangeSpoolRecord", Method: http.MethodPatch, Path: spooled, Scope: auth.Dial, Status: http.StatusOK,
		Params: []route.Param{id("record")}, Summary: "Change priority or status of a record that is still to be called.",
		Description: "A record whose number is on the do-not-call list stays blocked: 422 do_not_call.",
	}, d.changeRecord)
	write.Add(&set, write.Route{
		Name: "RemoveSpoolRecord", Method: http.MethodDelete, Path: spooled, Scope: auth.Dial, Status: http.StatusOK,
		Params: []route.Param{id("record")}, Summary: "Take a record out of its dialer list.",
	}, d.removeRecord)
	return set.Feature()
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

func (d *Dialer) activate(ctx context.Context, tx *write.Tx, _ nothing) (list, error) {
	l, _, err := lockedList(ctx, tx)
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
	if err := holdBeforeRecords(ctx, tx); err != nil {
		return list{}, err
	}
	if body.Name != nil {
		// Before the campaign's lists, as a load does.
		l, err := findList(ctx, tx)
		if err != nil {
			return list{}, err
		}
		if err := lockName(ctx, tx, l.Campaign, *body.Name); err != nil {
			return list{}, err
		}
	}
	before, _, err := lockedList(ctx, tx)
	if err != nil {
		return list{}, err
	}
	if body.Name != nil && *body.Name != before.Name {
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

func listExists() *problem.Problem {
	return problem.Param("list_exists", "name", "the campaign has a list of this name already, or records that wait under it; take another name")
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

func (d *Dialer) remove(ctx context.Context, tx *write.Tx, _ nothing) (removedList, error) {
	successor := tx.Int("successor")
	if err := holdBeforeRecords(ctx, tx); err != nil {
		return removedList{}, err
	}
	l, others, err := lockedList(ctx, tx)
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

// checkSuccessor holds who is to take over to the rule: the active list has a successor unless it is the last one.
func checkSuccessor(l db.DialerBase, others []db.LockDialerListsRow, successor int64) error {
	switch {
	case successor == 0 && l.Active && len(others) > 0:
		return problem.Param("active_list", "successor", "the list is active and the campaign has others: name the one that takes over, such as %d", others[len(others)-1].ID)
	case successor != 0 && !l.Active:
		return problem.Param("active_list", "successor", "the list is not active: nothing is to take over from it")
	case successor != 0 && !slices.ContainsFunc(others, func(o db.LockDialerListsRow) bool { return o.ID == successor }):
		return problem.Param("active_list", "successor", "the campaign has no other list with this id")
	}
	return nil
}
