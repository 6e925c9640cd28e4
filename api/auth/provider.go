// Signing in at the OpenID provider: the authorization code flow with PKCE.

package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/secret"
)

const (
	// pendingLife is how long signing in at the provider may take.
	pendingLife = 10 * time.Minute
	// maxPendingNext is the longest page to go to afterwards that fits into the cookie.
	maxPendingNext = 1500

	pendingCookie = "ccrepo_provider"
)

// pending is what a browser keeps, sealed, while somebody signs in at the provider.
type pending struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Redirect string `json:"redirect"` // the URL to which the provider sends the browser back
	Next     string `json:"next,omitempty"`
	Expires  int64  `json:"exp"` // Unix time
}

// HasProvider reports whether people can sign in at the OpenID provider.
func (a *Authenticator) HasProvider() bool { return a.tokens != nil && a.tokens.ClientID != "" }

// ToProvider returns the URL of the provider at which somebody signs in, and the cookie that binds it to the browser. next
// is the page to go to afterwards.
func (a *Authenticator) ToProvider(r *http.Request, next string) (location string, keep *http.Cookie, err error) {
	if !a.HasProvider() {
		return "", nil, problem.New("unknown_route", "")
	}
	found, err := a.tokens.find(r.Context())
	if err != nil {
		return "", nil, providerAway(err)
	}
	keys, err := a.secrets.Get(r.Context())
	if err != nil {
		return "", nil, keysUnread(err)
	}
	if len(next) > maxPendingNext {
		next = ""
	}
	expires := a.now().Add(pendingLife)
	p := pending{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Redirect: a.tokens.redirectURL(r), Next: next, Expires: expires.Unix()}
	keep, err = a.sealed(r, pendingCookie, keys.SignIn, p, expires)
	return a.tokens.config(found, p.Redirect).AuthCodeURL(p.State, oidc.Nonce(p.Nonce), oauth2.S256ChallengeOption(p.Verifier)), keep, err
}

// FromProvider begins the session of somebody whom the provider sends back, and returns its cookie and the page to go to.
// gone replaces the cookie of ToProvider in any case: what it holds is good once.
func (a *Authenticator) FromProvider(r *http.Request) (begun, gone *http.Cookie, next string, err error) {
	gone = cookie(r, pendingCookie, "", -1)
	if !a.HasProvider() {
		return nil, gone, "", problem.New("unknown_route", "")
	}
	var p pending
	known, err := a.unseal(r, pendingCookie, func(k *secret.Keys) *secret.Sealer { return k.SignIn }, &p)
	if err != nil {
		return nil, gone, "", err
	}
	given := r.URL.Query()
	if !known || a.now().Unix() >= p.Expires || subtle.ConstantTimeCompare([]byte(p.State), []byte(given.Get("state"))) != 1 {
		return nil, gone, "", problem.New("foreign_origin", "This browser did not begin to sign in, or it took more than ten minutes. Sign in again.")
	}
	if issuer := given.Get("iss"); given.Has("error") || issuer != "" && issuer != a.tokens.Issuer {
		return nil, gone, p.Next, unauthenticated("bad_key", "The OpenID provider did not sign you in.")
	}
	if wait := a.attempts.Wait(r.RemoteAddr, "provider"); wait > 0 {
		return nil, gone, p.Next, tooManyFailures(wait)
	}
	who, err := a.tokens.exchange(r.Context(), &p, given.Get("code"))
	switch {
	case errors.Is(err, ErrProviderAway):
		return nil, gone, p.Next, providerAway(err)
	case err != nil:
		return nil, gone, p.Next, err
	case who == nil:
		a.attempts.Failed(r.RemoteAddr, "provider")
		return nil, gone, p.Next, unauthenticated("bad_key", "The OpenID provider did not sign you in.")
	}
	begun, err = a.begin(r, who, session{Key: who.ID, Bearer: &bearerClaims{who.Name, who.Limited, who.Scopes, who.Campaigns}})
	return begun, gone, p.Next, err
}

// providerAway returns the problem of a provider that does not answer.
func providerAway(err error) *problem.Problem {
	return problem.New("provider_unavailable", "The OpenID provider does not answer, so the token cannot be checked. Try again in a few seconds.").WithCause(err)
}

// redirectURL returns the URL to which the provider sends a browser back.
func (t *Tokens) redirectURL(r *http.Request) string {
	if t.RedirectURL != "" {
		return t.RedirectURL
	}
	return Address(r) + "/sign-in/callback" // the provider accepts only what is registered there
}

// Address returns the URL of the server, as the sender of a request has it, without / at its end.
func Address(r *http.Request) string {
	scheme := "http"
	if IsSecure(r) {
		scheme = "https"
	}
	return scheme + "://" + r.Host + Prefix(r)
}

func (t *Tokens) config(p *provider, redirect string) *oauth2.Config {
	return &oauth2.Config{ClientID: t.ClientID, ClientSecret: t.ClientSecret, Endpoint: p.endpoint, RedirectURL: redirect, Scopes: []string{oidc.ScopeOpenID, "profile"}}
}

// exchange returns the principal that the provider gives for a code; nil if it gives none, or no token for this server and
// this browser.
func (t *Tokens) exchange(ctx context.Context, p *pending, code string) (*Principal, error) {
	found, err := t.find(ctx)
	if err != nil {
		return nil, err
	}
	token, err := t.config(found, p.Redirect).Exchange(context.WithValue(ctx, oauth2.HTTPClient, t.exchanges), code, oauth2.VerifierOption(p.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
		return nil, nil //nolint:nilerr // the code is none of the provider's for this browser
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProviderAway, err)
	}
	text, _ := token.Extra("id_token").(string)
	who, claims, err := t.principal(ctx, found.people, text)
	if who == nil || err != nil {
		return nil, err
	}
	var own struct {
		Nonce string        `json:"nonce"`
		For   string        `json:"azp"`
		Aud   oidcAudiences `json:"aud"`
	}
	if err := json.Unmarshal(claims, &own); err != nil {
		return nil, nil //nolint:nilerr // the token is not one of a provider
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(own.Nonce), []byte(p.Nonce)) != 1,
		own.For != "" && own.For != t.ClientID, len(own.Aud) > 1 && own.For == "":
		return nil, nil
	}
	return who, nil
}

// oidcAudiences is the claim aud: a text or a list of texts.
type oidcAudiences []string

// UnmarshalJSON implements json.Unmarshaler.
func (a *oidcAudiences) UnmarshalJSON(text []byte) error {
	*a = texts(text)
	return nil
}
