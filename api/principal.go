package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The scopes that a key can have.
const (
	scopeRead  = "read"  // reports, tables and events
	scopeAct   = "act"   // actions for agents, tags
	scopeDial  = "dial"  // dialer lists, do-not-call
	scopePII   = "pii"   // phone numbers, e-mail addresses and texts unmasked
	scopeAdmin = "admin" // what concerns the server itself; no route asks for it yet
)

// Scopes are the scopes that a key can have.
func Scopes() []string { return []string{scopeRead, scopeAct, scopeDial, scopePII, scopeAdmin} }

// principal is who asks.
type principal struct {
	id     string // of the key or the token's subject; empty is nobody in particular
	name   string // as logs and audit rows show it
	scopes []string
	// key is the id of the key behind it: its own, or of an agent's token the one that asked for the token.
	key string
	// agent is whom the token of an agent's browser is for. Such a principal may ask nothing but what its
	// routes open to agents, and that for this agent alone. Empty is everybody else.
	agent string
	// behind is who asked for the token of an agent; nil of everybody else.
	behind *principal
	// expires is the moment from which on all of it is refused; nil is never.
	expires *time.Time
	// campaigns are what a limited principal may see; nothing else. They mean nothing without limited.
	campaigns []string
	limited   bool
}

// anybody is who asks a server that has no keys: it answers only this machine.
func anybody() *principal { return &principal{name: "local", scopes: Scopes()} }

func (p *principal) has(scope string) bool { return slices.Contains(p.scopes, scope) }

// mayActFor tells whether actions for an agent may be made, seen and answered.
func (p *principal) mayActFor(agent string) bool {
	if p.agent != "" {
		return p.agent == agent
	}
	return p.has(scopeAct)
}

type principalKey struct{}

// principalOf is who sent a request. A request that nobody authenticated has no rights at all.
func principalOf(ctx context.Context) *principal {
	if p, ok := ctx.Value(principalKey{}).(*principal); ok {
		return p
	}
	return &principal{limited: true}
}

// withPrincipal hands a request on in somebody's name.
func withPrincipal(r *http.Request, p *principal) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), principalKey{}, p))
}

// campaignArray is the campaigns as an array of PostgreSQL.
func (p *principal) campaignArray() string {
	quoted := make([]string, len(p.campaigns))
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for i, name := range p.campaigns {
		quoted[i] = `"` + escape.Replace(name) + `"`
	}
	return "{" + strings.Join(quoted, ",") + "}"
}
