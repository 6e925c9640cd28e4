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

// actionPatience is for how many seconds an action is open where nothing else is asked for.
const actionPatience = 15

// forAgent is what every action has.
type forAgent struct {
	Agent     string `json:"agent" minLength:"1" maxLength:"255" description:"Agent whose browser is to do it, as in the events."`
	ExpiresIn int32  `json:"expires_in,omitempty" minimum:"1" maximum:"300" description:"Seconds until the action expires where no browser takes it; 15 where left out."`
}

// newCall is what MAKE_CALL is made from.
type newCall struct {
	forAgent
	Destination string `json:"destination" minLength:"1" maxLength:"64" description:"Number to call: +… or 00… and digits, or the digits of a local number; spaces, brackets, hyphens and dots may separate them. The browser gets it as it is typed here, without the .0 of a spreadsheet."`
	Campaign    string `json:"campaign" minLength:"1" maxLength:"255" description:"Campaign of the call; one that is known."`
	DID         string `json:"did,omitempty" maxLength:"64" description:"Number that the call shows; where left out or empty, that of the campaign's settings."`
	GUID        string `json:"guid,omitempty" maxLength:"255" description:"Unique id of the call, where it has one already; empty is as left out."`
}

// newBareAction is what an action that says nothing more is made from.
type newBareAction struct {
	forAgent
}

// newCallDisposition is what DISPOSITION_CALL is made from.
type newCallDisposition struct {
	forAgent
	Campaign string `json:"campaign" minLength:"1" maxLength:"255" description:"Campaign of the call; one that is known."`
	CallerID string `json:"callerid" minLength:"1" maxLength:"64" description:"Number of the contact."`
	GUID     string `json:"guid" minLength:"1" maxLength:"255" description:"Unique id of the call."`
	L1       string `json:"l1" minLength:"1" maxLength:"255" description:"First level of the disposition."`
	L2       string `json:"l2,omitempty" maxLength:"255" description:"Second level."`
	L3       string `json:"l3,omitempty" maxLength:"255" description:"Third level; only where there is a second."`
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
	// A refusal leaves a row in the agent's name.
	if invalid := body.checkAgent(tx.Who); invalid != nil {
		return action{}, invalid
	}
	if entry != nil {
		tx.AfterRefusal = func(ctx context.Context) error { return campaign.RecordRefusal(ctx, tx, body.Agent, number) }
		return action{}, problem.New("do_not_call", "The number is on the do-not-call list, by entry %d; it is not called.", entry.ID)
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

// bareAction queues an action that says nothing more than what is to be done.
func (a *Actions) bare(name string) func(context.Context, *write.Tx, newBareAction) (action, error) {
	return func(ctx context.Context, tx *write.Tx, body newBareAction) (action, error) {
		return a.queue(ctx, tx, body.forAgent, db.AddActionParams{Action: name})
	}
}

// checkAgent tells what is wrong with the agent, or that somebody may not act for it.
func (f forAgent) checkAgent(who *auth.Principal) *problem.Problem {
	if checkAgent(f.Agent) != nil {
		return problem.Param("invalid_body", "agent", "it holds a control character")
	}
	if !who.MayActFor(f.Agent) {
		return problem.New("agent_limited", "This token is for another agent. Send an API key, or ask for the agent's own token.")
	}
	return nil
}

// queue writes an action down; whoever listens for the agent's is woken when the transaction ends.
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
	tx.Did = fmt.Sprintf("%s, action %d for %s", add.Action, id, auth.LogName(f.Agent))
	return actionOf(row, a.Location), nil
}

// textOrNil is nil for an empty text.
func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
