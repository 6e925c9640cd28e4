package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

const (
	// agentTokenPrefix begins the token of an agent; what follows is a JWT.
	agentTokenPrefix = auth.SecretPrefix + "agent_"
	// agentTokenAge is how long a token is good where nothing else is asked for.
	agentTokenAge = 10 * time.Minute
	// maxAgent is how long the name of an agent may be.
	maxAgent = 255
)

// newAgentToken is what may be asked of a token.
type newAgentToken struct {
	ExpiresIn int `json:"expires_in,omitempty" minimum:"60" maximum:"3600" description:"Seconds that the token is good for; 600 where left out. It ends with the key that asks for it, if that is sooner."`
}

// agentToken is a token as its answer holds it.
type agentToken struct {
	Token     string    `json:"token" description:"The token. The agent's browser sends it as Authorization: Bearer, never in a URL."`
	Agent     string    `json:"agent" description:"The agent that it is for."`
	ExpiresAt time.Time `json:"expires_at" description:"Moment from which on it is refused."`
}

// agentClaims are what the token says. The rest follows from the key, as it is when the token comes.
type agentClaims struct {
	Agent   string          `json:"sub"`
	Expires jwt.NumericDate `json:"exp"`
	Key     string          `json:"key"`           // id of the key that asked for it; empty where there was none
	Bearer  *bearerClaims   `json:"for,omitempty"` // of one whom no key of the database describes
}

// bearerClaims describe who came with a token of the OpenID provider.
type bearerClaims struct {
	Name      string   `json:"name"`
	Limited   bool     `json:"limited"`
	Scopes    []string `json:"scopes"`
	Campaigns []string `json:"campaigns,omitempty"`
}

func (s *Server) addAgentTokenRoute() error {
	return addWrite(s, writeRoute{
		name: "AgentToken", method: http.MethodPost, path: "/v1/agents/{agent}/token", scope: auth.Act, status: http.StatusCreated,
		summary: "Make a short-lived token for an agent's browser.",
		description: "The token is good for the actions of this agent alone. It sees what the key sees that asks for it, unmasked, and ends with it. " +
			"Never put it into a URL.",
		params: []route.Param{agentParam()},
	}, s.makeAgentToken)
}

// agentParam is the agent in a path.
func agentParam() route.Param {
	return route.Param{Name: "agent", Kind: route.Text, Path: true, Required: true, Description: "Name of the agent, as in the events."}
}

// checkAgent tells what is wrong with the name of an agent.
func checkAgent(agent string) *problem.Problem {
	if agent == "" || len([]rune(agent)) > maxAgent || strings.ContainsFunc(agent, unicode.IsControl) {
		return problem.Param("invalid_value", "agent", "the name of an agent has 1 to %d characters, none of which is a control character", maxAgent)
	}
	return nil
}

func (s *Server) makeAgentToken(ctx context.Context, w *writing, body newAgentToken) (agentToken, error) {
	agent := w.args["agent"].(string)
	if invalid := checkAgent(agent); invalid != nil {
		return agentToken{}, invalid
	}
	age := agentTokenAge
	if body.ExpiresIn > 0 {
		age = time.Duration(body.ExpiresIn) * time.Second
	}
	expires := w.now.Add(age)
	if w.who.Expires != nil && w.who.Expires.Before(expires) {
		expires = *w.who.Expires
	}
	expires = expires.Truncate(time.Second) // as JWTs have it
	claims := agentClaims{Agent: agent, Expires: *jwt.NewNumericDate(expires), Key: w.who.Key}
	if s.isProviders(w.who.Key) {
		claims.Bearer = &bearerClaims{w.who.Name, w.who.Limited, w.who.Scopes, w.who.Campaigns}
	}
	secrets, err := s.secret.Get(ctx)
	if err != nil {
		return agentToken{}, err
	}
	token, err := signAgent(secrets.Agent, claims)
	if err != nil {
		return agentToken{}, err
	}
	w.did = fmt.Sprintf("for %s until %s", auth.LogName(agent), expires.UTC().Format(time.RFC3339))
	return agentToken{token, agent, expires.In(s.location)}, nil
}

// signAgent writes claims as a token.
func signAgent(key []byte, claims agentClaims) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: key}, nil)
	if err != nil {
		return "", fmt.Errorf("sign agent's token: %w", err)
	}
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		return "", fmt.Errorf("sign agent's token: %w", err)
	}
	return agentTokenPrefix + text, nil
}

// readAgent reads the claims of a token; false where it was not signed with this secret.
func readAgent(key []byte, token string) (claims agentClaims, ok bool) {
	text, _ := strings.CutPrefix(token, agentTokenPrefix)
	signed, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return agentClaims{}, false
	}
	err = signed.Claims(key, &claims)
	return claims, err == nil && claims.Agent != ""
}

func isAgentToken(secret string) bool { return strings.HasPrefix(secret, agentTokenPrefix) }

// isProviders tells whether an id is that of somebody whom the OpenID provider knows.
func (s *Server) isProviders(id string) bool {
	return s.tokens != nil && strings.HasPrefix(id, s.tokens.Issuer+" ")
}

// whoHasAgentToken is who has the token of an agent. One that was made up is a wrong key like any other. One
// that has ended is not: browsers that slept come with theirs, many of them from one address.
func (s *Server) whoHasAgentToken(c echo.Context, keys auth.Keys, token string) (*auth.Principal, error) {
	secrets, err := s.secret.Get(c.Request().Context())
	if err != nil {
		return nil, keysUnread(err)
	}
	claims, ok := readAgent(secrets.Agent, token)
	if !ok {
		return nil, s.refuse(c, "")
	}
	if _, known := keys.ByID[claims.Key]; !known && claims.Key != "" && !s.isProviders(claims.Key) {
		// The key may have been made in this moment.
		if keys, err = s.keys.Fresh(c.Request().Context()); err != nil {
			return nil, keysUnread(err)
		}
	}
	who := s.agentPrincipal(keys, claims)
	if who == nil {
		return nil, unauthenticated(c, "expired_token", "The agent's token has ended, or the key that it came from was revoked. Ask for a new one: POST /v1/agents/{agent}/token.")
	}
	if _, known := keys.ByID[claims.Key]; known {
		s.keys.Touch(claims.Key, s.now())
	}
	return who, nil
}

// agentPrincipal is who has a token with these claims; nil where it does not count at this moment.
func (s *Server) agentPrincipal(keys auth.Keys, claims agentClaims) *auth.Principal {
	now, expires := s.now(), claims.Expires.Time()
	var behind *auth.Principal
	switch key := keys.ByID[claims.Key]; {
	case !now.Before(expires):
		return nil
	case key != nil && key.Counts(now) && key.Principal.Has(auth.Act):
		behind = key.Principal
	case claims.Key == "" && !keys.Any() && s.tokens == nil:
		behind = auth.Anybody()
	case claims.Bearer != nil && s.isProviders(claims.Key):
		behind = &auth.Principal{Name: claims.Bearer.Name, Scopes: claims.Bearer.Scopes, Limited: claims.Bearer.Limited, Campaigns: claims.Bearer.Campaigns}
	default:
		return nil
	}
	return &auth.Principal{
		// It outlives a token: what was sent with one can be sent again with the next.
		ID:    claims.Key + " for " + claims.Agent,
		Key:   claims.Key,
		Agent: claims.Agent, Behind: behind,
		Name: behind.Name + " for " + auth.LogName(claims.Agent),
		// What the agent's own actions hold is not masked: the browser is to dial it.
		Scopes:  []string{auth.Act, auth.PII},
		Limited: behind.Limited, Campaigns: behind.Campaigns,
		Expires: &expires,
	}
}
