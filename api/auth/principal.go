// Package auth authenticates requests: API keys, tokens of an OpenID provider and of agents, and the rights of each.
package auth

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/lib/pq"
)

// The scopes that a key can have.
const (
	Read  = "read"  // reports, tables and events
	Act   = "act"   // actions for agents, tags
	Dial  = "dial"  // dialer lists, do-not-call
	PII   = "pii"   // phone numbers, e-mail addresses and texts unmasked
	Admin = "admin" // the server itself; no route needs it yet
)

// Scopes returns the scopes that a key can have.
func Scopes() []string { return []string{Read, Act, Dial, PII, Admin} }

// Principal is the sender of a request, with its rights.
type Principal struct {
	ID     string // of the key or the token's subject; empty: not authenticated
	Name   string // as logs and audit rows show it
	Scopes []string
	// Key is the id of its key; of an agent's token, the id of the key that requested the token.
	Key string
	// Agent is the agent of an agent's token; empty for any other principal. Such a principal may use only the routes that
	// are open to agents, and only for this agent.
	Agent string
	// Behind is the principal that requested the token of an agent; nil for any other principal.
	Behind *Principal
	// Session is the id of the browser's session; empty: the request is of none.
	Session string
	// Expires is the moment from which on the principal is refused; nil: never.
	Expires *time.Time
	// Campaigns are the only campaigns that a limited principal may see. They are ignored unless Limited is set.
	Campaigns []string
	Limited   bool
	// Masked is whether the principal has not asked for personal data in this request, though it may see it.
	Masked bool
}

// LocalPrincipal returns the principal of all requests to a server without keys, which answers only its own machine.
func LocalPrincipal() *Principal { return &Principal{Name: "local", Scopes: Scopes()} }

// Has reports whether the principal has a scope.
func (p *Principal) Has(scope string) bool {
	return slices.Contains(p.Scopes, scope) && (scope != PII || !p.Masked)
}

// sameRights reports whether two principals have the same rights.
func (p *Principal) sameRights(other *Principal) bool {
	return p.Limited == other.Limited && slices.Equal(p.Scopes, other.Scopes) && slices.Equal(p.Campaigns, other.Campaigns)
}

// MayActFor reports whether the principal may create, see and acknowledge actions of an agent.
func (p *Principal) MayActFor(agent string) bool {
	if p.Agent != "" {
		return p.Agent == agent
	}
	return p.Has(Act)
}

// forAgent is between the names of a key and of an agent in the name of a token's principal. A name that a provider gives
// is quoted if it has the same.
const forAgent = " for "

type principalKey struct{}

// PrincipalOf returns the principal of a request. A request that was not authenticated has no rights.
func PrincipalOf(ctx context.Context) *Principal {
	if p, ok := ctx.Value(principalKey{}).(*Principal); ok {
		return p
	}
	return &Principal{Limited: true}
}

// WithPrincipal returns the request with a principal in its context.
func WithPrincipal(r *http.Request, p *Principal) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), principalKey{}, p))
}

// CampaignArray returns the campaigns as an array of PostgreSQL.
func (p *Principal) CampaignArray() string {
	quoted := make([]string, len(p.Campaigns))
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for i, name := range p.Campaigns {
		quoted[i] = `"` + escape.Replace(name) + `"`
	}
	return "{" + strings.Join(quoted, ",") + "}"
}

// LimitRole returns the SQL that limits the rest of a transaction to the campaigns of a limited principal. The limit
// ends when the savepoint before it is rolled back, or when the role is set to the writer's again.
func (p *Principal) LimitRole() string {
	if !p.Limited {
		return ""
	}
	return "; SET LOCAL ROLE ccrepo_campaign_writer; SET LOCAL app.campaigns = " + pq.QuoteLiteral(p.CampaignArray()) +
		"; SET LOCAL app.principal = " + pq.QuoteLiteral(p.Key)
}

// Tag returns the part of an ETag that depends on the principal: principals that see different campaigns never share
// an ETag.
func (p *Principal) Tag() string {
	if !p.Limited {
		return ""
	}
	own := slices.Clone(p.Campaigns)
	slices.Sort(own)
	return (&Principal{Campaigns: slices.Compact(own)}).CampaignArray()
}

// LogName returns the text of a claim as one short printable line.
func LogName(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > 100 {
		return string(runes[:100])
	}
	return text
}
