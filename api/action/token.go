// The endpoint that creates tokens for agents' browsers.

package action

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/route"
)

const (
	// tokenAge is how long a token is valid if the request does not say.
	tokenAge = 10 * time.Minute
	// maxAgent is the longest name of an agent.
	maxAgent = 255
)

// newToken is the body of a request for a token.
type newToken struct {
	ExpiresIn int `json:"expires_in,omitempty" minimum:"60" maximum:"3600" description:"Seconds until the token expires; 600 by default. It expires with the key that requests it, if that is sooner."`
}

// token is the answer: a token and its expiry.
type token struct {
	Token     string    `json:"token" description:"The token. The agent's browser sends it as Authorization: Bearer, never in a URL."`
	Agent     string    `json:"agent" description:"Agent of the token."`
	ExpiresAt time.Time `json:"expires_at" description:"Time at which it expires."`
}

func tokenRoute() write.Route {
	return write.Route{
		Name: "AgentToken", Method: http.MethodPost, Path: "/v1/agents/{agent}/token", Scope: auth.Act, Status: http.StatusCreated,
		Summary:   "Create a short-lived token for an agent's browser.",
		SummaryES: "Crear un token de corta duración para el navegador de un agente.",
		Description: "The token permits only the actions of this agent. It sees the actions that the requesting key sees, masked unless that key has the scope `pii`, and expires with it. " +
			"Never put it in a URL.",
		Params: []route.Param{agentParam()},
	}
}

// agentParam returns the parameter of the agent in a path.
func agentParam() route.Param {
	return route.Param{Name: "agent", Kind: route.Text, Path: true, Required: true, Description: "Name of the agent, as in the events."}
}

// checkAgent returns a problem if the name of an agent is invalid.
func checkAgent(agent string) *problem.Problem {
	if agent == "" || len([]rune(agent)) > maxAgent || strings.ContainsFunc(agent, unicode.IsControl) {
		return problem.Param("invalid_value", "agent", "the name of an agent has 1 to %d characters, none of which is a control character", maxAgent)
	}
	return nil
}

func (a *Actions) makeToken(ctx context.Context, tx *write.Tx, body newToken) (token, error) {
	agent := tx.Args["agent"].(string)
	if invalid := checkAgent(agent); invalid != nil {
		return token{}, invalid
	}
	age := tokenAge
	if body.ExpiresIn > 0 {
		age = time.Duration(body.ExpiresIn) * time.Second
	}
	text, expires, err := a.auth.AgentToken(ctx, tx.Who, agent, tx.Now, age)
	if err != nil {
		return token{}, err
	}
	tx.Did = fmt.Sprintf("for %s until %s", auth.LogName(agent), expires.UTC().Format(time.RFC3339))
	return token{text, agent, expires.In(a.Location)}, nil
}
