// Tokens of agents: JWTs that the server signs itself.

package auth

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// agentTokenPrefix begins the token of an agent. The rest is a JWT.
const agentTokenPrefix = SecretPrefix + "agent_"

// agentClaims are the claims of an agent's token. The rights follow from the key, as it is when the token is used.
type agentClaims struct {
	Agent   string          `json:"sub"`
	Expires jwt.NumericDate `json:"exp"`
	Key     string          `json:"key"`           // id of the key that requested it; empty: there was none
	Bearer  *bearerClaims   `json:"for,omitempty"` // of a principal of the OpenID provider, which no key describes
}

// bearerClaims describe a principal of the OpenID provider.
type bearerClaims struct {
	Name      string   `json:"name"`
	Limited   bool     `json:"limited"`
	Scopes    []string `json:"scopes"`
	Campaigns []string `json:"campaigns,omitempty"`
}

// AgentToken makes a token for an agent's browser in the name of who. It returns the token and the moment from which
// on it is refused: after age, or with the principal if that is sooner.
func (a *Authenticator) AgentToken(ctx context.Context, who *Principal, agent string, now time.Time, age time.Duration) (token string, expires time.Time, err error) {
	expires = now.Add(age)
	if who.Expires != nil && who.Expires.Before(expires) {
		expires = *who.Expires
	}
	expires = expires.Truncate(time.Second) // as JWTs have it
	claims := agentClaims{Agent: agent, Expires: *jwt.NewNumericDate(expires), Key: who.Key}
	if a.isProviders(who.Key) {
		claims.Bearer = &bearerClaims{who.Name, who.Limited, who.Scopes, who.Campaigns}
	}
	secrets, err := a.secrets.Get(ctx)
	if err != nil {
		return "", expires, err
	}
	token, err = signAgent(secrets.Agent, claims)
	return token, expires, err
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

// readAgent reads the claims of a token; false if it was not signed with this secret.
func readAgent(key []byte, token string) (claims agentClaims, ok bool) {
	text, _ := strings.CutPrefix(token, agentTokenPrefix)
	signed, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return agentClaims{}, false
	}
	err = signed.Claims(key, &claims)
	return claims, err == nil && claims.Agent != ""
}

// isAgentToken reports whether a secret is the token of an agent.
func isAgentToken(secret string) bool { return strings.HasPrefix(secret, agentTokenPrefix) }

// isProviders reports whether an id is that of a principal of the OpenID provider.
func (a *Authenticator) isProviders(id string) bool {
	return a.tokens != nil && strings.HasPrefix(id, a.tokens.Issuer+" ")
}

// agentOf returns the principal of an agent's token. A forged token counts as a wrong key. An expired one does not:
// browsers of computers that slept send them, many from one address.
func (a *Authenticator) agentOf(r *http.Request, keys Keys, token string) (*Principal, error) {
	secrets, err := a.secrets.Get(r.Context())
	if err != nil {
		return nil, keysUnread(err)
	}
	claims, ok := readAgent(secrets.Agent, token)
	if !ok {
		return nil, a.refuse(r, "")
	}
	if _, known := keys.ByID[claims.Key]; !known && claims.Key != "" && !a.isProviders(claims.Key) {
		// The key may have been created a moment ago.
		if keys, err = a.Keys.Fresh(r.Context()); err != nil {
			return nil, keysUnread(err)
		}
	}
	who := a.agentPrincipal(keys, claims)
	if who == nil {
		return nil, unauthenticated("expired_token", "The agent's token has expired, or its key was revoked. Request a new one: POST /v1/agents/{agent}/token.")
	}
	if _, known := keys.ByID[claims.Key]; known {
		a.Keys.Touch(claims.Key, a.now())
	}
	return who, nil
}

// agentPrincipal returns the principal of these claims; nil if they are not valid now.
func (a *Authenticator) agentPrincipal(keys Keys, claims agentClaims) *Principal {
	now, expires := a.now(), claims.Expires.Time()
	var behind *Principal
	switch key := keys.ByID[claims.Key]; {
	case !now.Before(expires):
		return nil
	case key != nil && key.Counts(now) && key.Principal.Has(Act):
		behind = key.Principal
	case claims.Key == "" && !keys.Any() && a.tokens == nil:
		behind = LocalPrincipal()
	case claims.Bearer != nil && a.isProviders(claims.Key):
		behind = &Principal{Name: claims.Bearer.Name, Scopes: claims.Bearer.Scopes, Limited: claims.Bearer.Limited, Campaigns: claims.Bearer.Campaigns}
	default:
		return nil
	}
	scopes := []string{Act}
	if behind.Has(PII) {
		scopes = append(scopes, PII) // the browser of the agent dials the numbers
	}
	return &Principal{
		// It outlives a token: what was sent with one can be sent again with the next.
		// It begins like no id of a key, and like no issuer of an OpenID provider.
		ID:    fmt.Sprintf("agent %q of %s", claims.Agent, claims.Key),
		Key:   claims.Key,
		Agent: claims.Agent, Behind: behind,
		Name:    behind.Name + forAgent + LogName(claims.Agent),
		Scopes:  scopes,
		Limited: behind.Limited, Campaigns: behind.Campaigns,
		Expires: &expires,
	}
}
