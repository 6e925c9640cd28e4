package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
)

// actionsPath is where actions are.
const actionsPath = "/v1/actions"

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

func (s *Server) addActionRoutes() error {
	route := func(name, path, summary, description string) writeRoute {
		return writeRoute{
			name: name, method: http.MethodPost, path: actionsPath + path, scope: auth.Act, agents: true, status: http.StatusAccepted,
			summary: summary, description: description + " The answer holds the message that the agent's browser is to post; GET /v1/actions/{id}?wait=… tells the outcome.",
		}
	}
	s.addActionReading()
	return errors.Join(
		addWrite(s, route("MakeCall", "/make-call", "Let an agent's browser make a call.",
			"A number that is on the do-not-call list is refused, and the attempt is written into black_list_history."), s.makeCall),
		addWrite(s, route("HangUp", "/hang-up", "Let an agent's browser hang up.",
			"It has no campaign: a key that is limited to campaigns sees it only where it sent it itself."), s.bareAction(actionHangUp)),
		addWrite(s, route("DispositionCall", "/disposition-call", "Let an agent's browser give a call its disposition.",
			"The disposition is stored at once, whatever the browser does."), s.dispositionCall),
		addWrite(s, route("CloseTab", "/close-tab", "Let an agent's browser close the tab of a call.",
			"It has no campaign: a key that is limited to campaigns sees it only where it sent it itself."), s.bareAction(actionCloseTab)),
		s.addActionAck(),
	)
}

func (s *Server) makeCall(ctx context.Context, w *writing, body newCall) (action, error) {
	if err := s.checkCampaign(ctx, w, body.Campaign); err != nil {
		return action{}, err
	}
	if body.DID == "" {
		var err error
		if body.DID, err = w.CampaignDID(ctx, db.CampaignDIDParams{Campaign: body.Campaign}); err != nil {
			return action{}, fmt.Errorf("look for the number of a campaign: %w", err)
		}
	}
	if body.DID == "" {
		return action{}, problem.Param("invalid_body", "did", "it is missing, and the campaign has no number of its own; give it, or set one: ccrepo campaign set")
	}
	number, err := s.numberIn(ctx, w, body.Campaign, "destination", body.Destination)
	if err != nil {
		return action{}, err
	}
	if _, err := phone.Normal(body.DID, ""); err != nil {
		return action{}, problem.Param("invalid_body", "did", "%s", err)
	}
	body.Destination, body.DID = phone.WithoutDecimal(body.Destination), phone.WithoutDecimal(body.DID)
	entry, err := s.blockedBy(ctx, w, body.Campaign, number)
	if err != nil {
		return action{}, err
	}
	// A refusal leaves a row in the agent's name.
	if invalid := body.checkAgent(w.who); invalid != nil {
		return action{}, invalid
	}
	if entry != nil {
		w.afterRefusal = func(ctx context.Context) error { return s.recordRefusal(ctx, w, body.Agent, number) }
		return action{}, problem.New("do_not_call", "The number is on the do-not-call list, by entry %d; it is not called.", entry.ID)
	}
	return s.queue(ctx, w, body.forAgent, db.AddActionParams{
		Action: actionMakeCall, Campaign: &body.Campaign, Destination: &body.Destination, Did: &body.DID, Guid: textOrNil(body.GUID),
	})
}

func (s *Server) dispositionCall(ctx context.Context, w *writing, body newCallDisposition) (action, error) {
	if err := s.checkCampaign(ctx, w, body.Campaign); err != nil {
		return action{}, err
	}
	if _, err := s.numberIn(ctx, w, body.Campaign, "callerid", body.CallerID); err != nil {
		return action{}, err
	}
	body.CallerID = phone.WithoutDecimal(body.CallerID)
	if body.L3 != "" && body.L2 == "" {
		return action{}, problem.Param("invalid_body", "l3", "there is a third level without a second; give l2 as well")
	}
	a, err := s.queue(ctx, w, body.forAgent, db.AddActionParams{
		Action: actionDisposition, Campaign: &body.Campaign, Callerid: &body.CallerID, Guid: &body.GUID,
		L1: &body.L1, L2: &body.L2, L3: &body.L3, D1: &body.D1, D2: &body.D2, Comment: &body.Comment,
	})
	if err != nil {
		return action{}, err
	}
	return a, s.storeDisposition(ctx, w, callDisposition{
		action: a.ID, agent: a.Agent, campaign: body.Campaign, callerid: body.CallerID, guid: body.GUID,
		l1: body.L1, l2: body.L2, l3: body.L3, d1: body.D1, d2: body.D2, comment: body.Comment,
	})
}

// bareAction queues an action that says nothing more than what is to be done.
func (s *Server) bareAction(name string) func(context.Context, *writing, newBareAction) (action, error) {
	return func(ctx context.Context, w *writing, body newBareAction) (action, error) {
		return s.queue(ctx, w, body.forAgent, db.AddActionParams{Action: name})
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
func (s *Server) queue(ctx context.Context, w *writing, f forAgent, add db.AddActionParams) (action, error) {
	if invalid := f.checkAgent(w.who); invalid != nil {
		return action{}, invalid
	}
	add.Agent, add.Principal, add.ExpiresIn = f.Agent, w.who.Key, actionPatience
	if f.ExpiresIn > 0 {
		add.ExpiresIn = f.ExpiresIn
	}
	if err := w.LockAgent(ctx, db.LockAgentParams{Agent: f.Agent}); err != nil {
		return action{}, fmt.Errorf("lock agent: %w", err)
	}
	id, err := w.AddAction(ctx, add)
	if err != nil {
		return action{}, fmt.Errorf("add action: %w", err)
	}
	row, err := w.GetAction(ctx, db.GetActionParams{ID: id})
	if err != nil {
		return action{}, fmt.Errorf("read action: %w", err)
	}
	w.did = fmt.Sprintf("%s, action %d for %s", add.Action, id, auth.LogName(f.Agent))
	return actionOf(row, s.location), nil
}

// textOrNil is nil for an empty text.
func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
