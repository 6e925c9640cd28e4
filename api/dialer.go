package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

const (
	// maxListBody is how long the body of a load may be.
	maxListBody = 256 << 20
	// listTime is for how long the database may work on a list: its records are many.
	listTime = 5 * time.Minute
)

// dialerList is a list of a dialer.
type dialerList struct {
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
	dialerList
	Removed   int64 `json:"records_removed" description:"Records that waited in calls_spool and went with it."`
	Successor int64 `json:"successor" description:"Id of the list that was activated instead; 0 where none was."`
}

// nothing is a body without members, which may be left out.
type nothing struct{}

func (s *Server) addDialerRoutes() error {
	const list, record = "/v1/dialer/lists/{id}", "/v1/calls-spool/{id}"
	id := func(of string) route.Param {
		return route.Param{Name: "id", Kind: route.Int, Path: true, Required: true, Min: "1", Description: "Id of the " + of + "."}
	}
	return errors.Join(
		addUpload(s, loadRoute(), s.loadList),
		addWrite(s, writeRoute{
			name: "ActivateDialerList", method: http.MethodPost, path: list + "/activate", scope: auth.Dial, status: http.StatusOK, optionalBody: true,
			params: []route.Param{id("list")}, summary: "Activate a dialer list, instead of the one of its campaign that is active.",
		}, s.activateList),
		addWrite(s, writeRoute{
			name: "ChangeDialerList", method: http.MethodPatch, path: list, scope: auth.Dial, status: http.StatusOK, timeout: listTime,
			params: []route.Param{id("list")}, summary: "Change the percentage of a dialer list, or its name, also in its records.",
		}, s.changeList),
		addWrite(s, writeRoute{
			name: "RemoveDialerList", method: http.MethodDelete, path: list, scope: auth.Dial, status: http.StatusOK, timeout: listTime,
			params: []route.Param{id("list"), {Name: "successor", Kind: route.Int, Default: "0", Min: "0",
				Description: "Id of the list to be activated instead: needed where the list is active and not the last of its campaign. 0 is none."}},
			summary: "Remove a dialer list with its records.",
		}, s.removeList),
		addWrite(s, writeRoute{
			name: "AddDialerRecord", method: http.MethodPost, path: list + "/records", scope: auth.Dial, status: http.StatusCreated,
			params: []route.Param{id("list")}, summary: "Add one record to a dialer list.",
			description: "A record whose number is on the do-not-call list is added as blocked (status 3); alternatives that are on it are left out.",
		}, s.addRecord),
		addWrite(s, writeRoute{
			name: "ChangeSpoolRecord", method: http.MethodPatch, path: record, scope: auth.Dial, status: http.StatusOK,
			params: []route.Param{id("record")}, summary: "Change priority or status of a record that is still to be called.",
			description: "A record whose number is on the do-not-call list stays blocked: 422 do_not_call.",
		}, s.changeRecord),
		addWrite(s, writeRoute{
			name: "RemoveSpoolRecord", method: http.MethodDelete, path: record, scope: auth.Dial, status: http.StatusOK,
			params: []route.Param{id("record")}, summary: "Take a record out of its dialer list.",
		}, s.removeRecord),
	)
}

// id is the id in the path of a write.
func (w *writing) id() int64 { return w.number("id") }

// number is a parameter of a write that was read as a whole number.
func (w *writing) number(name string) int64 {
	n, err := strconv.ParseInt(w.args[name].(string), 10, 64)
	if err != nil {
		return -1 // beyond all ids
	}
	return n
}

// list is the list in the path of a write.
func (w *writing) list(ctx context.Context) (db.DialerBase, error) {
	l, err := w.FindDialerList(ctx, db.FindDialerListParams{ID: w.id()})
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

// decideLists lets nobody else decide on the lists of a campaign until the transaction ends, and returns them.
// Whoever needs several locks takes them in this order: the campaign's, lists, records.
func decideLists(ctx context.Context, w *writing, campaign string) ([]db.LockDialerListsRow, error) {
	if err := w.DecideDialerLists(ctx, db.DecideDialerListsParams{Campaign: campaign}); err != nil {
		return nil, fmt.Errorf("lock the campaign's lists: %w", err)
	}
	lists, err := w.LockDialerLists(ctx, db.LockDialerListsParams{Campaign: campaign})
	if err != nil {
		return nil, fmt.Errorf("lock the lists: %w", err)
	}
	return lists, nil
}

// holdBeforeRecords keeps who changes the do-not-call list from going over the same records meanwhile in another
// order: each would wait for the other.
func (w *writing) holdBeforeRecords(ctx context.Context) error {
	if err := w.HoldDoNotCall(ctx); err != nil {
		return fmt.Errorf("hold the do-not-call list: %w", err)
	}
	return nil
}

// lockName waits for records that others have written under the name of a list, and keeps it from them.
func (w *writing) lockName(ctx context.Context, campaign, name string) error {
	if err := w.LockListName(ctx, db.LockListNameParams{Campaign: campaign, Name: name}); err != nil {
		return fmt.Errorf("lock the name of the list: %w", err)
	}
	return nil
}

// locked is the list in the path and the others of its campaign, on which nobody else decides any more.
func (w *writing) locked(ctx context.Context) (l db.DialerBase, others []db.LockDialerListsRow, err error) {
	if l, err = w.list(ctx); err != nil {
		return l, nil, err
	}
	lists, err := decideLists(ctx, w, l.Campaign)
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

func (s *Server) activateList(ctx context.Context, w *writing, _ nothing) (dialerList, error) {
	l, _, err := w.locked(ctx)
	if err != nil {
		return dialerList{}, err
	}
	if !l.Active {
		if err := w.DeactivateDialerLists(ctx, db.DeactivateDialerListsParams{Campaign: l.Campaign}); err != nil {
			return dialerList{}, fmt.Errorf("deactivate: %w", err)
		}
		if err := w.ActivateDialerList(ctx, db.ActivateDialerListParams{ID: l.ID}); err != nil {
			return dialerList{}, fmt.Errorf("activate: %w", err)
		}
	}
	w.did = fmt.Sprintf("list %d", l.ID)
	now, err := w.list(ctx)
	return listOf(now), err
}

func listOf(l db.DialerBase) dialerList {
	return dialerList{ID: l.ID, Campaign: l.Campaign, Name: l.Name, Records: int64(l.Records), Active: l.Active, Percentage: l.Percentage}
}

func (s *Server) changeList(ctx context.Context, w *writing, body listChange) (dialerList, error) {
	if body.Name == nil && body.Percentage == nil {
		return dialerList{}, problem.Param("invalid_body", "body", "it changes nothing: give name or percentage")
	}
	if body.Name != nil && strings.TrimSpace(*body.Name) == "" {
		return dialerList{}, problem.Param("invalid_body", "name", "it is blank")
	}
	if err := w.holdBeforeRecords(ctx); err != nil {
		return dialerList{}, err
	}
	if body.Name != nil {
		// Before the campaign's lists, as a load does.
		l, err := w.list(ctx)
		if err != nil {
			return dialerList{}, err
		}
		if err := w.lockName(ctx, l.Campaign, *body.Name); err != nil {
			return dialerList{}, err
		}
	}
	before, _, err := w.locked(ctx)
	if err != nil {
		return dialerList{}, err
	}
	if body.Name != nil && *body.Name != before.Name {
		if err := w.nameIsFree(ctx, before.Campaign, *body.Name); err != nil {
			return dialerList{}, err
		}
	}
	l, err := w.ChangeDialerList(ctx, db.ChangeDialerListParams{ID: before.ID, Name: body.Name, Percentage: body.Percentage})
	if isUnique(err) {
		return dialerList{}, listExists()
	}
	if err != nil {
		return dialerList{}, fmt.Errorf("change the list: %w", err)
	}
	w.did = fmt.Sprintf("list %d", l.ID)
	now, err := w.list(ctx)
	return listOf(now), err
}

// isUnique tells whether the database refused a row because there is such a one.
func isUnique(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && pe.Code == "23505" // unique_violation
}

func listExists() *problem.Problem {
	return problem.Param("list_exists", "name", "the campaign has a list of this name already, or records that wait under it; take another name")
}

// nameIsFree refuses the name of another list, and one under which records wait without a list: they would
// come into this one.
func (w *writing) nameIsFree(ctx context.Context, campaign, name string) error {
	lists, err := w.DialerListsOf(ctx, db.DialerListsOfParams{Campaign: campaign})
	if err != nil {
		return fmt.Errorf("look at the lists: %w", err)
	}
	taken := slices.ContainsFunc(lists, func(l db.DialerListsOfRow) bool { return l.Name == name })
	if !taken {
		if taken, err = w.SpoolNameTaken(ctx, db.SpoolNameTakenParams{Campaign: campaign, Dialerbase: name}); err != nil {
			return fmt.Errorf("look for records of this name: %w", err)
		}
	}
	if taken {
		return listExists()
	}
	return nil
}

func (s *Server) removeList(ctx context.Context, w *writing, _ nothing) (removedList, error) {
	successor := w.number("successor")
	if err := w.holdBeforeRecords(ctx); err != nil {
		return removedList{}, err
	}
	l, others, err := w.locked(ctx)
	if err != nil {
		return removedList{}, err
	}
	if err := checkSuccessor(l, others, successor); err != nil {
		return removedList{}, err
	}
	removed, err := w.RemoveSpoolRecords(ctx, db.RemoveSpoolRecordsParams{Campaign: l.Campaign, Dialerbase: l.Name})
	if err != nil {
		return removedList{}, fmt.Errorf("remove the records: %w", err)
	}
	if err := w.RemoveDialerList(ctx, db.RemoveDialerListParams{ID: l.ID}); err != nil {
		return removedList{}, fmt.Errorf("remove the list: %w", err)
	}
	if successor != 0 {
		if err := w.ActivateDialerList(ctx, db.ActivateDialerListParams{ID: successor}); err != nil {
			return removedList{}, fmt.Errorf("activate the successor: %w", err)
		}
	}
	w.did = fmt.Sprintf("list %d", l.ID)
	return removedList{dialerList: listOf(l), Removed: removed, Successor: successor}, nil
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
