// Package message has the endpoints that record internal messages and text messages.
package message

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
)

// newChat is the body of an internal message.
type newChat struct {
	Src      string `json:"src" minLength:"1" maxLength:"255" description:"Sender of the message."`
	Dest     string `json:"dest" minLength:"1" maxLength:"255" description:"Recipient of the message."`
	Message  string `json:"message" maxLength:"4000" description:"Text of the message."`
	SrcAgent string `json:"srcagent,omitempty" maxLength:"255" description:"Agent who sent it."`
	DstAgent string `json:"dstagent,omitempty" maxLength:"255" description:"Agent who receives it."`
	Status   string `json:"status" enum:"SUCCESS,FAILURE" description:"Whether it arrived."`
}

// chat is an internal message as a row of the table sipchat.
type chat struct {
	ID          int64     `json:"id" description:"Id of the row: GET /v1/tables/sipchat/{id}."`
	DateCreated time.Time `json:"datecreated" description:"Time at which it was recorded."`
	newChat
}

// newSMS is the body of a text message.
type newSMS struct {
	IDM       string `json:"idm,omitempty" maxLength:"255" description:"Id of the message at the provider."`
	Campaign  string `json:"campaign" minLength:"1" maxLength:"255" description:"Campaign of the message, which must exist."`
	Direction string `json:"direction" enum:"I,O" description:"I for incoming, O for outgoing."`
	CallerID  string `json:"callerid" minLength:"1" maxLength:"64" description:"Number or name of the other side: sender or recipient."`
	Message   string `json:"message" maxLength:"4000" description:"Text of the message."`
	Agent     string `json:"agent,omitempty" maxLength:"255" description:"Agent who sent it."`
	SMSBase   string `json:"smsbase,omitempty" maxLength:"255" description:"Dialer list of the contact."`
	Result    string `json:"result,omitempty" maxLength:"255" description:"Result as the provider states it."`
	ReadSMS   string `json:"readsms,omitempty" maxLength:"64" description:"Whether it was read."`
	SessionID string `json:"sessionid,omitempty" maxLength:"255" description:"Guid of the interaction with an agent."`
}

// sms is a text message as a row of the table sms_repo.
type sms struct {
	ID            int64     `json:"id" description:"Id of the row: GET /v1/tables/sms_repo/{id}."`
	DateProcessed time.Time `json:"dateprocessed" description:"Time at which it was recorded."`
	newSMS
}

// Feature returns the endpoints that record messages.
func Feature(k *write.Kit) (endpoint.Feature, error) {
	f, set := feature{k}, write.Set{Kit: k}
	write.Add(&set, write.Route{
		Name: "AddSipchat", Method: http.MethodPost, Path: "/v1/sipchat", Scope: auth.Act, Status: http.StatusCreated,
		Summary:     "Record an internal message between agents.",
		SummaryES:   "Registrar un mensaje interno entre agentes.",
		Description: "Nothing is sent. Internal messages have no campaign, so this is closed to campaign-limited keys.",
	}, f.addChat)
	write.Add(&set, write.Route{
		Name: "AddSMS", Method: http.MethodPost, Path: "/v1/sms", Scope: auth.Act, Status: http.StatusCreated,
		Summary:     "Record a text message that was sent or received.",
		SummaryES:   "Registrar un mensaje de texto enviado o recibido.",
		Description: "Nothing is sent. A campaign-limited key records those of its campaigns.",
	}, f.addSMS)
	return set.Feature()
}

type feature struct{ *write.Kit }

func (f feature) addChat(ctx context.Context, tx *write.Tx, body newChat) (chat, error) {
	id, err := tx.AddSipchat(ctx, db.AddSipchatParams{Datecreated: tx.Now, Src: body.Src, Dest: body.Dest, Message: body.Message,
		Srcagent: body.SrcAgent, Dstagent: body.DstAgent, Status: body.Status})
	if err != nil {
		return chat{}, fmt.Errorf("add message: %w", err)
	}
	tx.Did = fmt.Sprintf("message %d", id)
	return chat{id, tx.Now.In(f.Location), body}, nil
}

func (f feature) addSMS(ctx context.Context, tx *write.Tx, body newSMS) (sms, error) {
	// For a campaign-limited key, other campaigns do not exist.
	if err := campaign.Check(ctx, tx.Queries, body.Campaign); err != nil {
		return sms{}, err
	}
	id, err := tx.AddSms(ctx, db.AddSmsParams{Idm: body.IDM, Campaign: body.Campaign, Dateprocessed: tx.Now, Direction: body.Direction, Callerid: body.CallerID,
		Message: body.Message, Agent: body.Agent, Smsbase: body.SMSBase, Result: body.Result, Readsms: body.ReadSMS, Sessionid: body.SessionID})
	if err != nil {
		return sms{}, fmt.Errorf("add message: %w", err)
	}
	tx.Did = fmt.Sprintf("message %d of campaign %s", id, body.Campaign)
	return sms{id, tx.Now.In(f.Location), body}, nil
}
