package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/ccrepo/ccrepo/db"
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

func (s *Server) addTagRoutes() error {
	return addWrite(s, writeRoute{
		name: "AddTag", method: http.MethodPost, path: "/v1/tags", scope: scopeAct, status: http.StatusCreated,
		summary:     "Put a mark into the recording of a call.",
		description: "There must be a record of the call (cdr_repo) with the guid. The mark is made in the name of the key that asks for it.",
	}, s.addTag)
}

func (s *Server) addTag(ctx context.Context, w *writing, body newTag) (tag, error) {
	t := tag{DateTime: w.now.In(s.location), User: w.who.name, newTag: body}
	known, err := w.CallExists(ctx, db.CallExistsParams{Guid: t.GUID})
	if err != nil {
		return tag{}, fmt.Errorf("look for the call: %w", err)
	}
	unknown := paramProblem("not_found", "guid", "there is no record of a call with this guid")
	if !known {
		return tag{}, unknown
	}
	t.ID, err = w.AddTag(ctx, db.AddTagParams{Datetime: w.now, UserName: t.User, Guid: t.GUID, Time: t.Time, Comment: t.Comment})
	if w.who.limited && isForbidden(err) {
		return tag{}, unknown // the call is another campaign's as well
	}
	if err != nil {
		return tag{}, fmt.Errorf("add tag: %w", err)
	}
	w.did = fmt.Sprintf("tag %d on call %s", t.ID, t.GUID)
	return t, nil
}
