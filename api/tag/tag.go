// Package tag has the endpoints of tags: marks that agents put into the recordings of calls.
package tag

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// newTag is a new mark in a recording.
type newTag struct {
	GUID    string `json:"guid" minLength:"1" maxLength:"255" description:"Unique id of the call and its recording."`
	Time    int32  `json:"time" minimum:"0" maximum:"2147483647" description:"Position of the mark, in seconds into the recording."`
	Comment string `json:"comment" maxLength:"4000" description:"Comment of the mark; may be empty."`
}

// tag is a mark as a row of the table tags.
type tag struct {
	ID       int64     `json:"id" description:"Id of the row: GET /v1/tables/tags/{id}."`
	DateTime time.Time `json:"datetime" description:"Time at which the mark was made."`
	User     string    `json:"user" description:"Name of the key that made the mark."`
	newTag
}

// changedTag is the change of a mark.
type changedTag struct {
	Time    *int32  `json:"time,omitempty" minimum:"0" maximum:"2147483647" description:"New position of the mark, in seconds into the recording."`
	Comment *string `json:"comment,omitempty" maxLength:"4000" description:"New comment."`
}

// storedTag is a mark that was stored before, perhaps by another program that left columns empty.
type storedTag struct {
	ID       int64     `json:"id" description:"Id of the row."`
	DateTime time.Time `json:"datetime" description:"Time at which the mark was made."`
	User     *string   `json:"user" description:"Who made the mark."`
	GUID     *string   `json:"guid" description:"Unique id of the call and its recording."`
	Time     *int32    `json:"time" description:"Position of the mark, in seconds into the recording."`
	Comment  *string   `json:"comment" description:"Comment of the mark."`
}

// Feature returns the endpoints of the tags, the marks in recordings.
func Feature(k *write.Kit) (endpoint.Feature, error) {
	f, set := feature{k}, write.Set{Kit: k}
	one := []route.Param{{Name: "id", Kind: route.Int, Path: true, Required: true, Description: "Id of the mark."}}
	write.Add(&set, write.Route{
		Name: "ChangeTag", Method: http.MethodPatch, Path: "/v1/tags/{id}", Scope: auth.Act, Status: http.StatusOK,
		Summary:     "Change the position or the comment of a mark in a recording.",
		SummaryES:   "Cambiar el lugar o el comentario de una marca en una grabación.",
		Description: "Members that are left out are not changed, nor are the author and the time of the mark.", Params: one,
	}, f.change)
	write.Add(&set, write.Route{
		Name: "RemoveTag", Method: http.MethodDelete, Path: "/v1/tags/{id}", Scope: auth.Act, Status: http.StatusOK,
		Summary: "Remove a mark from a recording.", SummaryES: "Quitar una marca de una grabación.", Description: "The answer is the mark as it was.", Params: one,
	}, f.remove)
	write.Add(&set, write.Route{
		Name: "AddTag", Method: http.MethodPost, Path: "/v1/tags", Scope: auth.Act, Status: http.StatusCreated,
		Summary:     "Add a mark to the recording of a call.",
		SummaryES:   "Agregar una marca a la grabación de una llamada.",
		Description: "There must be a record of the call (cdr_repo) with the guid. The author of the mark is the key.",
	}, f.add)
	return set.Feature()
}

type feature struct{ *write.Kit }

func (f feature) add(ctx context.Context, tx *write.Tx, body newTag) (tag, error) {
	t := tag{DateTime: tx.Now.In(f.Location), User: tx.Who.Name, newTag: body}
	known, err := tx.CallExists(ctx, db.CallExistsParams{Guid: t.GUID})
	if err != nil {
		return tag{}, fmt.Errorf("look for the call: %w", err)
	}
	unknown := problem.Param("not_found", "guid", "there is no record of a call with this guid")
	if !known {
		return tag{}, unknown
	}
	t.ID, err = tx.AddTag(ctx, db.AddTagParams{Datetime: tx.Now, UserName: t.User, Guid: t.GUID, Time: t.Time, Comment: t.Comment})
	if tx.Who.Limited && admission.IsForbidden(err) {
		return tag{}, unknown // the call is of another campaign
	}
	if err != nil {
		return tag{}, fmt.Errorf("add tag: %w", err)
	}
	tx.Did = fmt.Sprintf("tag %d on call %s", t.ID, t.GUID)
	return t, nil
}

func (f feature) change(ctx context.Context, tx *write.Tx, body changedTag) (storedTag, error) {
	id := tx.ID()
	if body.Time == nil && body.Comment == nil {
		return storedTag{}, problem.New("invalid_body", "There is nothing to change: give time, comment or both.")
	}
	t, err := tx.ChangeTag(ctx, db.ChangeTagParams{ID: id, Time: body.Time, Comment: body.Comment})
	return f.stored(ctx, tx, id, t, err)
}

func (f feature) remove(ctx context.Context, tx *write.Tx, _ struct{}) (storedTag, error) {
	id := tx.ID()
	t, err := tx.RemoveTag(ctx, db.RemoveTagParams{ID: id})
	return f.stored(ctx, tx, id, t, err)
}

// tagStored returns a mark. For a campaign-limited key, marks in recordings of other campaigns do not exist.
func (f feature) stored(ctx context.Context, tx *write.Tx, id int64, t db.Tag, err error) (storedTag, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return storedTag{}, problem.Param("not_found", "id", "there is no mark %d", id)
	}
	if err != nil {
		return storedTag{}, fmt.Errorf("change tag: %w", err)
	}
	tx.Did = fmt.Sprintf("tag %d", id)
	if t.Guid != nil {
		tx.Did += " on call " + *t.Guid
	}
	if err := tx.Mask(ctx, map[*string]route.Personal{t.Comment: route.PersonalText}); err != nil {
		return storedTag{}, err
	}
	return storedTag{ID: t.ID, DateTime: t.Datetime.In(f.Location), User: t.User, GUID: t.Guid, Time: t.Time, Comment: t.Comment}, nil
}
