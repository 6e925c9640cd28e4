// The bodies of the requests that queue actions.

package action

import (
	"context"
	"fmt"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
)

// actionPatience is the number of seconds after which an action expires by default.
const actionPatience = 15

// forAgent holds the members that the bodies of all actions have.
type forAgent struct {
	Agent     string `json:"agent" minLength:"1" maxLength:"255" description:"Agent whose browser does it, as in the events."`
	ExpiresIn int32  `json:"expires_in,omitempty" minimum:"1" maximum:"300" description:"Seconds until the action expires if no browser acknowledges it; 15 by default."`
}

// newCall is the body of MAKE_CALL.
type newCall struct {
	forAgent
	Destination string `json:"destination" minLength:"1" maxLength:"64" description:"Number to call: +… or 00… and digits, or the digits of a local number; spaces, brackets, hyphens and dots may separate them. The browser gets it as it is given here, without the .0 of a spreadsheet."`
	Campaign    string `json:"campaign" minLength:"1" maxLength:"255" description:"Campaign of the call, which must exist."`
	DID         string `json:"did,omitempty" maxLength:"64" description:"Number that the call shows to the contact; if left out or empty, that of the campaign's settings."`
	GUID        string `json:"guid,omitempty" maxLength:"255" description:"Unique id of the call, if it has one already; empty is the same as left out."`
}

// newBareAction is the body of an action without further members.
type newBareAction struct {
	forAgent
}

// newCallDisposition is the body of DISPOSITION_CALL.
type newCallDisposition struct {
	forAgent
	Campaign string `json:"campaign" minLength:"1" maxLength:"255" description:"Campaign of the call, which must exist."`
	CallerID string `json:"callerid" minLength:"1" maxLength:"64" description:"Number of the contact."`
	GUID     string `json:"guid" minLength:"1" maxLength:"255" description:"Unique id of the call."`
	L1       string `json:"l1" minLength:"1" maxLength:"255" description:"First level of the disposition."`
	L2       string `json:"l2,omitempty" maxLength:"255" description:"Second level."`
	L3       string `json:"l3,omitempty" maxLength:"255" description:"Third level; only with a second one."`
	D1       string `json:"d1,omitempty" maxLength:"1000" description:"Additional datum."`
	D2       string `json:"d2,omitempty" maxLength:"1000" description:"Second additional datum."`
	Comment  string `json:"comment,omitempty" maxLength:"4000" description:"Comment."`
}

func (a *Actions) makeCall(ctx context.Context, tx *write.Tx, body newCall) (action, error) {
	if err := campaign.Check(ctx, tx.Queries, body.Campaign); err != nil {
		return action{}, err
	}
	if body.DID == "" {
		var err error
		if body.DID, err = tx.CampaignDID(ctx, db.CampaignDIDParams{Campaign: body.Campaign}); err != nil {
			return action{}, fmt.Errorf("look for the number of a campaign: %w", err)
		}
	}
	if body.DID == "" {
		return action{}, problem.Param("invalid_body", "did", "it is missing, and the campaign has no number of its own; give it, or set one: ccrepo campaign set")
	}
	number, err := a.Number(ctx, tx.Queries, body.Campaign, "destination", body.Destination)
	if err != nil {
		return action{}, err
	}
	if _, err := phone.Normal(body.DID, ""); err != nil {
		return action{}, problem.Param("invalid_body", "did", "%s", err)
	}
	body.Destination, body.DID = phone.WithoutDecimal(body.Destination), phone.WithoutDecimal(body.DID)
	entry, err := a.BlockedBy(ctx, tx.Queries, body.Campaign, number)
	if err != nil {
		return action{}, err
	}
	// A refusal is recorded as an attempt of the agent.
	if invalid := body.checkAgent(tx.Who); invalid != nil {
		return action{}, invalid
	}
	if entry != nil {
		tx.AfterRefusal = func(ctx context.Context) error { return campaign.RecordRefusal(ctx, tx, body.Agent, number) }
		return action{}, problem.New("do_not_call", "The number is on the do-not-call list (entry %d); it is not called.", entry.ID)
	}
	return a.queue(ctx, tx, body.forAgent, db.AddActionParams{
		Action: actionMakeCall, Campaign: &body.Campaign, Destination: &body.Destination, Did: &body.DID, Guid: textOrNil(body.GUID),
	})
}

func (a *Actions) dispositionCall(ctx context.Context, tx *write.Tx, body newCallDisposition) (action, error) {
	if err := campaign.Check(ctx, tx.Queries, body.Campaign); err != nil {
		return action{}, err
	}
	if _, err := a.Number(ctx, tx.Queries, body.Campaign, "callerid", body.CallerID); err != nil {
		return action{}, err
	}
	body.CallerID = phone.WithoutDecimal(body.CallerID)
	if body.L3 != "" && body.L2 == "" {
		return action{}, problem.Param("invalid_body", "l3", "there is a third level without a second; give l2 as well")
	}
	queued, err := a.queue(ctx, tx, body.forAgent, db.AddActionParams{
		Action: actionDisposition, Campaign: &body.Campaign, Callerid: &body.CallerID, Guid: &body.GUID,
		L1: &body.L1, L2: &body.L2, L3: &body.L3, D1: &body.D1, D2: &body.D2, Comment: &body.Comment,
	})
	if err != nil {
		return action{}, err
	}
	return queued, storeDisposition(ctx, tx, callDisposition{
		action: queued.ID, agent: queued.Agent, campaign: body.Campaign, callerid: body.CallerID, guid: body.GUID,
		l1: body.L1, l2: body.L2, l3: body.L3, d1: body.D1, d2: body.D2, comment: body.Comment,
	})
}

// bareAction queues an action without further members.
func (a *Actions) bare(name string) func(context.Context, *write.Tx, newBareAction) (action, error) {
	return func(ctx context.Context, tx *write.Tx, body newBareAction) (action, error) {
		return a.queue(ctx, tx, body.forAgent, db.AddActionParams{Action: name})
	}
}

// checkAgent returns a problem if the agent is invalid, or if the principal may not act for them.
func (f forAgent) checkAgent(who *auth.Principal) *problem.Problem {
	if checkAgent(f.Agent) != nil {
		return problem.Param("invalid_body", "agent", "it contains a control character")
	}
	if !who.MayActFor(f.Agent) {
		return problem.New("agent_limited", "This token is for another agent. Send an API key, or request the agent's own token.")
	}
	return nil
}

// queue stores an action; the agent's streams are notified when the transaction ends.
func (a *Actions) queue(ctx context.Context, tx *write.Tx, f forAgent, add db.AddActionParams) (action, error) {
	if invalid := f.checkAgent(tx.Who); invalid != nil {
		return action{}, invalid
	}
	add.Agent, add.Principal, add.ExpiresIn = f.Agent, tx.Who.Key, actionPatience
	if f.ExpiresIn > 0 {
		add.ExpiresIn = f.ExpiresIn
	}
	if err := tx.LockAgent(ctx, db.LockAgentParams{Agent: f.Agent}); err != nil {
		return action{}, fmt.Errorf("lock agent: %w", err)
	}
	id, err := tx.AddAction(ctx, add)
	if err != nil {
		return action{}, fmt.Errorf("add action: %w", err)
	}
	row, err := tx.GetAction(ctx, db.GetActionParams{ID: id})
	if err != nil {
		return action{}, fmt.Errorf("read action: %w", err)
	}
	queued := actionOf(row, a.Location)
	if err := a.checkSeen(ctx, tx.Who, queued.Payload); err != nil {
		return action{}, err
	}
	tx.Did = fmt.Sprintf("%s, action %d for %s", add.Action, id, auth.LogName(f.Agent))
	return queued, nil
}

// textOrNil returns nil for an empty text.
func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
