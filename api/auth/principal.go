// Package auth finds out who sent a request: API keys, tokens of an OpenID provider, and what each may do.
package auth

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"
)

// The scopes that a key can have.
const (
	Read  = "read"  // reports, tables and events
	Act   = "act"   // actions for agents, tags
	Dial  = "dial"  // dialer lists, do-not-call
	PII   = "pii"   // phone numbers, e-mail addresses and texts unmasked
	Admin = "admin" // what concerns the server itself; no route asks for it yet
)

// Scopes are the scopes that a key can have.
func Scopes() []string { return []string{Read, Act, Dial, PII, Admin} }

// Principal is who asks.
type Principal struct {
	ID     string // of the key or the token's subject; empty is nobody in particular
	Name   string // as logs and audit rows show it
	Scopes []string
	// Key is the id of the key behind it: its own, or of an agent's token the one that asked for the token.
	Key string
	// Agent is whom the token of an agent's browser is for. Such a principal may ask nothing but what its
	// routes open to agents, and that for this agent alone. Empty is everybody else.
	Agent string
	// Behind is who asked for the token of an agent; nil of everybody else.
	Behind *Principal
	// Expires is the moment from which on all of it is refused; nil is never.
	Expires *time.Time
	// Campaigns are what a limited principal may see; nothing else. They mean nothing without limited.
	Campaigns []string
	Limited   bool
}

// Anybody is who asks a server that has no keys: it answers only this machine.
func Anybody() *Principal { return &Principal{Name: "local", Scopes: Scopes()} }

// Has reports whether the principal has a scope.
func (p *Principal) Has(scope string) bool { return slices.Contains(p.Scopes, scope) }

// MayActFor tells whether actions for an agent may be made, seen and answered.
func (p *Principal) MayActFor(agent string) bool {
	if p.Agent != "" {
		return p.Agent == agent
	}
	return p.Has(Act)
}

type principalKey struct{}

// PrincipalOf is who sent a request. A request that nobody authenticated has no rights at all.
func PrincipalOf(ctx context.Context) *Principal {
	if p, ok := ctx.Value(principalKey{}).(*Principal); ok {
		return p
	}
	return &Principal{Limited: true}
}

// WithPrincipal hands a request on in somebody's name.
func WithPrincipal(r *http.Request, p *Principal) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), principalKey{}, p))
}

// CampaignArray is the campaigns as an array of PostgreSQL.
func (p *Principal) CampaignArray() string {
	quoted := make([]string, len(p.Campaigns))
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for i, name := range p.Campaigns {
		quoted[i] = `"` + escape.Replace(name) + `"`
	}
	return "{" + strings.Join(quoted, ",") + "}"
}

// LimitRole is what makes the rest of a transaction see the campaigns of a limited principal only; it
// ends with the savepoint before it, or when the writer's role is taken again.
func (p *Principal) LimitRole() string {
	if !p.Limited {
		return ""
	}
	return "; SET LOCAL ROLE ccrepo_campaign_writer; SET LOCAL app.campaigns = " + pq.QuoteLiteral(p.CampaignArray()) +
		"; SET LOCAL app.principal = " + pq.QuoteLiteral(p.Key)
}

// Tag is what an ETag says of the principal: two who see different campaigns never share one.
func (p *Principal) Tag() string {
	if !p.Limited {
		return ""
	}
	own := slices.Clone(p.Campaigns)
	slices.Sort(own)
	return (&Principal{Campaigns: slices.Compact(own)}).CampaignArray()
}
