package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// ackName is the name of the operation.
const ackName = "AckAction"

// newAck is what a browser reports of an action.
type newAck struct {
	State  string `json:"state" enum:"acknowledged,done,failed" description:"acknowledged: this tab does it, and no other; then done or failed."`
	Detail string `json:"detail,omitempty" maxLength:"1000" description:"What there is to say of it, such as why it failed."`
}

func (s *Server) addActionAck() error {
	return addWrite(s, writeRoute{
		name: ackName, method: http.MethodPost, path: actionsPath + "/{id}/ack", scope: auth.Act, agents: true, status: http.StatusOK,
		summary: "Report what a browser does with an action.",
		description: "Whose acknowledged gets a 200 does the action; everybody else gets a 409. A claim whose answer was lost is repeated with its Idempotency-Key. " +
			"Done or failed end what was acknowledged. Nothing revives an action that is over.",
		params: []route.Param{actionParam()},
	}, s.ackAction)
}

// actionParam is the id in a path.
func actionParam() route.Param {
	return route.Param{Name: "id", Kind: route.Int, Path: true, Required: true, Description: "Id of the action."}
}

// actionID is the id among a route's parameters.
func actionID(args map[string]any) (int64, *problem.Problem) {
	text, _ := args["id"].(string)
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, problem.Param("invalid_number", "id", "%q is no id", problem.Clip(text))
	}
	return id, nil
}

func (s *Server) ackAction(ctx context.Context, w *writing, body newAck) (action, error) {
	id, invalid := actionID(w.args)
	if invalid != nil {
		return action{}, invalid
	}
	before, err := s.visibleAction(ctx, w.Queries, w.who, id)
	if err != nil {
		return action{}, err
	}
	if !w.who.MayActFor(before.Agent) {
		return action{}, errNoAction()
	}
	var changed int64
	if body.State == stateAcknowledged {
		changed, err = w.AcknowledgeAction(ctx, db.AcknowledgeActionParams{ID: id, Detail: textOrNil(body.Detail)})
	} else {
		changed, err = w.EndAction(ctx, db.EndActionParams{ID: id, State: body.State, Detail: textOrNil(body.Detail)})
	}
	if err != nil {
		return action{}, fmt.Errorf("change action: %w", err)
	}
	// Whoever came first may have been at work while this waited for the row.
	a, err := s.visibleAction(ctx, w.Queries, w.who, id)
	if err != nil {
		return action{}, err
	}
	if changed == 0 {
		return action{}, ackRefused(a, body.State)
	}
	w.did = fmt.Sprintf("action %d %s", id, body.State)
	return s.maskedFor(ctx, w.who, a)
}

// ackRefused says why an action does not go into a state.
func ackRefused(a action, wanted string) *problem.Problem {
	switch {
	case a.ended():
		return problem.New("action_over", "The action is %s; nothing changes it any more.", a.State)
	case wanted == stateAcknowledged && a.State == stateAcknowledged:
		return problem.New("action_taken", "The action is acknowledged: another tab does it.")
	}
	return problem.New("action_not_taken", "The action is %s; it cannot be %s before it is acknowledged.", a.State, wanted)
}

// visibleAction is an action that somebody may see: who has a token sees those of his agent.
func (s *Server) visibleAction(ctx context.Context, queries *db.Queries, who *auth.Principal, id int64) (action, error) {
	row, err := queries.GetAction(ctx, db.GetActionParams{ID: id})
	if errors.Is(err, sql.ErrNoRows) || err == nil && who.Agent != "" && who.Agent != row.Agent {
		return action{}, errNoAction()
	}
	if err != nil {
		return action{}, fmt.Errorf("read action: %w", err)
	}
	return actionOf(row, s.location), nil
}

func errNoAction() *problem.Problem {
	return problem.New("not_found", "There is no action with this id.")
}

// maskedFor is an action as somebody sees it who did not send it.
func (s *Server) maskedFor(ctx context.Context, who *auth.Principal, a action) (action, error) {
	mode := s.maskFor(who)
	if mode == mask.None {
		return a, nil
	}
	secrets, err := s.secret.Get(ctx)
	if err != nil {
		return action{}, err
	}
	return maskAction(mask.New(mode, secrets), a), nil
}
