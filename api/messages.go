package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db"
)

// newChat is an internal message as it is sent here.
type newChat struct {
	Src      string `json:"src" minLength:"1" maxLength:"255" description:"Sender of the message."`
	Dest     string `json:"dest" minLength:"1" maxLength:"255" description:"Recipient of the message."`
	Message  string `json:"message" maxLength:"4000" description:"Text of the message."`
	SrcAgent string `json:"srcagent,omitempty" maxLength:"255" description:"Agent who sent it."`
	DstAgent string `json:"dstagent,omitempty" maxLength:"255" description:"Agent whom it is for."`
	Status   string `json:"status" enum:"SUCCESS,FAILURE" description:"Whether it arrived."`
}

// chat is an internal message as a row of the table sipchat.
type chat struct {
	ID          int64     `json:"id" description:"Id of the row: GET /v1/tables/sipchat/{id}."`
	DateCreated time.Time `json:"datecreated" description:"Moment at which it was written down."`
	newChat
}

// newSMS is a text message as it is sent here.
type newSMS struct {
	IDM       string `json:"idm,omitempty" maxLength:"255" description:"Id of the message at the provider."`
	Campaign  string `json:"campaign" minLength:"1" maxLength:"255" description:"Campaign of the message; one that is known."`
	Direction string `json:"direction" enum:"I,O" description:"I for incoming, O for outgoing."`
	CallerID  string `json:"callerid" minLength:"1" maxLength:"64" description:"Number or name of the other side: sender or recipient."`
	Message   string `json:"message" maxLength:"4000" description:"Text of the message."`
	Agent     string `json:"agent,omitempty" maxLength:"255" description:"Agent who sent it."`
	SMSBase   string `json:"smsbase,omitempty" maxLength:"255" description:"Dialer list that it came from."`
	Result    string `json:"result,omitempty" maxLength:"255" description:"Result as the provider states it."`
	ReadSMS   string `json:"readsms,omitempty" maxLength:"64" description:"Whether it was read."`
	SessionID string `json:"sessionid,omitempty" maxLength:"255" description:"Guid of the interaction with an agent."`
}

// sms is a text message as a row of the table sms_repo.
type sms struct {
	ID            int64     `json:"id" description:"Id of the row: GET /v1/tables/sms_repo/{id}."`
	DateProcessed time.Time `json:"dateprocessed" description:"Moment at which it was written down."`
	newSMS
}

func (s *Server) addMessageRoutes() error {
	return errors.Join(addWrite(s, writeRoute{
		name: "AddSipchat", method: http.MethodPost, path: "/v1/sipchat", scope: auth.Act, status: http.StatusCreated,
		summary:     "Write an internal message between agents down.",
		description: "It is a record: nothing is sent. Internal messages have no campaign, so that this is closed to keys that are limited to campaigns.",
	}, s.addSipchat), addWrite(s, writeRoute{
		name: "AddSMS", method: http.MethodPost, path: "/v1/sms", scope: auth.Act, status: http.StatusCreated,
		summary:     "Write a text message down that was sent or came in.",
		description: "It is a record: nothing is sent. A key that is limited to campaigns writes those of its campaigns.",
	}, s.addSMS))
}

func (s *Server) addSipchat(ctx context.Context, w *writing, body newChat) (chat, error) {
	id, err := w.AddSipchat(ctx, db.AddSipchatParams{Datecreated: w.now, Src: body.Src, Dest: body.Dest, Message: body.Message,
		Srcagent: body.SrcAgent, Dstagent: body.DstAgent, Status: body.Status})
	if err != nil {
		return chat{}, fmt.Errorf("add message: %w", err)
	}
	w.did = fmt.Sprintf("message %d", id)
	return chat{id, w.now.In(s.location), body}, nil
}

func (s *Server) addSMS(ctx context.Context, w *writing, body newSMS) (sms, error) {
	// To who is limited, a campaign of others is one that there is not.
	if err := s.checkCampaign(ctx, w, body.Campaign); err != nil {
		return sms{}, err
	}
	id, err := w.AddSms(ctx, db.AddSmsParams{Idm: body.IDM, Campaign: body.Campaign, Dateprocessed: w.now, Direction: body.Direction, Callerid: body.CallerID,
		Message: body.Message, Agent: body.Agent, Smsbase: body.SMSBase, Result: body.Result, Readsms: body.ReadSMS, Sessionid: body.SessionID})
	if err != nil {
		return sms{}, fmt.Errorf("add message: %w", err)
	}
	w.did = fmt.Sprintf("message %d of campaign %s", id, body.Campaign)
	return sms{id, w.now.In(s.location), body}, nil
}
