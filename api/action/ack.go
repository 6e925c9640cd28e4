package action

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// newAck is the body with which a browser reports the state of an action.
type newAck struct {
	State  string `json:"state" enum:"acknowledged,done,failed" description:"acknowledged: this tab, and no other, does the action; then done or failed."`
	Detail string `json:"detail,omitempty" maxLength:"1000" description:"Additional text, such as why it failed."`
}

func ackRoute() write.Route {
	return write.Route{
		Name: "AckAction", Method: http.MethodPost, Path: path + "/{id}/ack", Scope: auth.Act, Agents: true, Groups: []string{"actions"}, Status: http.StatusOK,
		Summary:   "Report the state of an action, as a browser.",
		SummaryES: "Informar el estado de una acción, como navegador.",
		Description: "The tab that gets a 200 for acknowledged does the action; all others get a 409. If the answer was lost, repeat the request with its Idempotency-Key. " +
			"Done or failed end an acknowledged action. An action that has ended does not change any more.",
		Params: []route.Param{actionParam()},
	}
}

// actionParam returns the parameter of an action's id in a path.
func actionParam() route.Param {
	return route.Param{Name: "id", Kind: route.Int, Path: true, Required: true, Description: "Id of the action."}
}

// actionID returns the id of the action from a route's parameters.
func actionID(args map[string]any) (int64, *problem.Problem) {
	text, _ := args["id"].(string)
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, problem.Param("invalid_number", "id", "%q is not an id", problem.Clip(text))
	}
	return id, nil
}

func (a *Actions) ack(ctx context.Context, tx *write.Tx, body newAck) (action, error) {
	id, invalid := actionID(tx.Args)
	if invalid != nil {
		return action{}, invalid
	}
	before, err := a.visible(ctx, tx.Queries, tx.Who, id)
	if err != nil {
		return action{}, err
	}
	if !tx.Who.MayActFor(before.Agent) {
		return action{}, errNoAction()
	}
	if body.State == stateAcknowledged {
		if err := a.checkSeen(ctx, tx.Who, before.Payload); err != nil {
			return action{}, err
		}
	}
	var changed int64
	if body.State == stateAcknowledged {
		changed, err = tx.AcknowledgeAction(ctx, db.AcknowledgeActionParams{ID: id, Detail: textOrNil(body.Detail)})
	} else {
		changed, err = tx.EndAction(ctx, db.EndActionParams{ID: id, State: body.State, Detail: textOrNil(body.Detail)})
	}
	if err != nil {
		return action{}, fmt.Errorf("change action: %w", err)
	}
	// Another request may have changed it while this one waited for the lock of the row.
	after, err := a.visible(ctx, tx.Queries, tx.Who, id)
	if err != nil {
		return action{}, err
	}
	if changed == 0 {
		return action{}, ackRefused(after, body.State)
	}
	tx.Did = fmt.Sprintf("action %d %s", id, body.State)
	return a.masked(ctx, tx.Who, after)
}

// ackRefused returns the problem of an action that cannot change to a state.
func ackRefused(a action, wanted string) *problem.Problem {
	switch {
	case a.ended():
		return problem.New("action_over", "The action is %s; it does not change any more.", a.State)
	case wanted == stateAcknowledged && a.State == stateAcknowledged:
		return problem.New("action_taken", "The action is acknowledged: another tab does it.")
	}
	return problem.New("action_not_taken", "The action is %s; it cannot be %s before it is acknowledged.", a.State, wanted)
}

// visible returns an action that the principal may see: with a token, only those of its agent.
func (a *Actions) visible(ctx context.Context, queries *db.Queries, who *auth.Principal, id int64) (action, error) {
	row, err := queries.GetAction(ctx, db.GetActionParams{ID: id})
	if errors.Is(err, sql.ErrNoRows) || err == nil && who.Agent != "" && who.Agent != row.Agent {
		return action{}, errNoAction()
	}
	if err != nil {
		return action{}, fmt.Errorf("read action: %w", err)
	}
	return actionOf(row, a.Location), nil
}

func errNoAction() *problem.Problem {
	return problem.New("not_found", "There is no action with this id.")
}

// checkSeen refuses an action whose data a token shows masked: the browser would dial the mask.
func (a *Actions) checkSeen(ctx context.Context, who *auth.Principal, message payload) error {
	if who.Agent == "" {
		return nil
	}
	shown, err := a.masked(ctx, who, action{Payload: message})
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(shown.Payload, message) {
		return problem.New("missing_scope", "The action has a number or a text, which this token shows masked, so that its browser cannot do it. Request tokens with a key that has the scope %s.", auth.PII)
	}
	return nil
}

// masked returns an action as a principal sees it that did not queue it.
func (a *Actions) masked(ctx context.Context, who *auth.Principal, shown action) (action, error) {
	m, err := a.kit.Masks.Masker(ctx, who.Has(auth.PII))
	if err != nil || m == nil {
		return shown, err
	}
	return maskAction(m, shown), nil
}
