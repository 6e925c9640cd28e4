package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// newTag is a mark that somebody puts into a recording.
type newTag struct {
	GUID    string `json:"guid" minLength:"1" maxLength:"255" description:"Unique id of the call and its recording."`
	Time    int32  `json:"time" minimum:"0" maximum:"2147483647" description:"Position of the mark, in seconds into the recording."`
	Comment string `json:"comment" maxLength:"4000" description:"Comment of the mark; may be empty."`
}

// tag is such a mark as a row of the table tags.
type tag struct {
	ID       int64     `json:"id" description:"Id of the row: GET /v1/tables/tags/{id}."`
	DateTime time.Time `json:"datetime" description:"Moment at which the mark was made."`
	User     string    `json:"user" description:"Name of the key that made the mark."`
	newTag
}

// changedTag is what is to be changed of a mark.
type changedTag struct {
	Time    *int32  `json:"time,omitempty" minimum:"0" maximum:"2147483647" description:"New position of the mark, in seconds into the recording."`
	Comment *string `json:"comment,omitempty" maxLength:"4000" description:"New comment."`
}

// storedTag is a mark that is there already; whoever wrote it may have left things out.
type storedTag struct {
	ID       int64     `json:"id" description:"Id of the row."`
	DateTime time.Time `json:"datetime" description:"Moment at which the mark was made."`
	User     *string   `json:"user" description:"Who made the mark."`
	GUID     *string   `json:"guid" description:"Unique id of the call and its recording."`
	Time     *int32    `json:"time" description:"Position of the mark, in seconds into the recording."`
	Comment  *string   `json:"comment" description:"Comment of the mark."`
}

func (s *Server) addTagRoutes() error {
	one := []route.Param{{Name: "id", Kind: route.Int, Path: true, Required: true, Description: "Id of the mark."}}
	return errors.Join(addWrite(s, writeRoute{
		name: "ChangeTag", method: http.MethodPatch, path: "/v1/tags/{id}", scope: auth.Act, status: http.StatusOK,
		summary:     "Change the place or the comment of a mark in a recording.",
		description: "What is left out stays as it is, and so does who made the mark, and when.", params: one,
	}, s.changeTag), addWrite(s, writeRoute{
		name: "RemoveTag", method: http.MethodDelete, path: "/v1/tags/{id}", scope: auth.Act, status: http.StatusOK,
		summary: "Take a mark out of a recording.", description: "The answer is the mark as it was.", params: one,
	}, s.removeTag), addWrite(s, writeRoute{
		name: "AddTag", method: http.MethodPost, path: "/v1/tags", scope: auth.Act, status: http.StatusCreated,
		summary:     "Put a mark into the recording of a call.",
		description: "There must be a record of the call (cdr_repo) with the guid. The mark is made in the name of the key that asks for it.",
	}, s.addTag))
}

func (s *Server) addTag(ctx context.Context, w *writing, body newTag) (tag, error) {
	t := tag{DateTime: w.now.In(s.location), User: w.who.Name, newTag: body}
	known, err := w.CallExists(ctx, db.CallExistsParams{Guid: t.GUID})
	if err != nil {
		return tag{}, fmt.Errorf("look for the call: %w", err)
	}
	unknown := problem.Param("not_found", "guid", "there is no record of a call with this guid")
	if !known {
		return tag{}, unknown
	}
	t.ID, err = w.AddTag(ctx, db.AddTagParams{Datetime: w.now, UserName: t.User, Guid: t.GUID, Time: t.Time, Comment: t.Comment})
	if w.who.Limited && isForbidden(err) {
		return tag{}, unknown // the call is another campaign's as well
	}
	if err != nil {
		return tag{}, fmt.Errorf("add tag: %w", err)
	}
	w.did = fmt.Sprintf("tag %d on call %s", t.ID, t.GUID)
	return t, nil
}

func (s *Server) changeTag(ctx context.Context, w *writing, body changedTag) (storedTag, error) {
	id := w.id()
	if body.Time == nil && body.Comment == nil {
		return storedTag{}, problem.New("invalid_body", "There is nothing to change: give time, comment or both.")
	}
	t, err := w.ChangeTag(ctx, db.ChangeTagParams{ID: id, Time: body.Time, Comment: body.Comment})
	return s.tagStored(ctx, w, id, t, err)
}

func (s *Server) removeTag(ctx context.Context, w *writing, _ struct{}) (storedTag, error) {
	id := w.id()
	t, err := w.RemoveTag(ctx, db.RemoveTagParams{ID: id})
	return s.tagStored(ctx, w, id, t, err)
}

// tagStored answers with a mark; one of another campaign's recording is none to who is limited.
func (s *Server) tagStored(ctx context.Context, w *writing, id int64, t db.Tag, err error) (storedTag, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return storedTag{}, problem.Param("not_found", "id", "there is no mark %d", id)
	}
	if err != nil {
		return storedTag{}, fmt.Errorf("change tag: %w", err)
	}
	w.did = fmt.Sprintf("tag %d", id)
	if t.Guid != nil {
		w.did += " on call " + *t.Guid
	}
	if err := s.maskTexts(ctx, w.who, map[*string]route.Personal{t.Comment: route.PersonalText}); err != nil {
		return storedTag{}, err
	}
	return storedTag{ID: t.ID, DateTime: t.Datetime.In(s.location), User: t.User, GUID: t.Guid, Time: t.Time, Comment: t.Comment}, nil
}
