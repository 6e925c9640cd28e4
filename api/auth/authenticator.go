// The authentication of a request, by key, token or the local machine.

package auth

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/secret"
)

// Options are the settings of an Authenticator.
type Options struct {
	Pools   *pools.Pools
	Secrets *secret.Keeper
	Log     *slog.Logger
	Now     func() time.Time
	// OpenID is a provider whose tokens are accepted beside the keys of the database; nil: none.
	OpenID *OpenID
	// Trusted accepts every request with all rights: the program sends it to itself, or a test does.
	Trusted bool
}

// Authenticator finds the principals of requests.
type Authenticator struct {
	Keys     *Keyring
	secrets  *secret.Keeper
	tokens   *Tokens // nil: there is no OpenID provider
	attempts *Attempts
	now      func() time.Time
	log      *slog.Logger
	trusted  bool
}

// NewAuthenticator returns an Authenticator. It does not read the database before the first request.
func NewAuthenticator(o Options) (*Authenticator, error) {
	if err := o.OpenID.Check(); err != nil {
		return nil, err
	}
	attempts, err := NewAttempts(o.Now)
	if err != nil {
		return nil, err
	}
	return &Authenticator{
		Keys: NewKeyring(o.Pools.Control, o.Log, o.Now), secrets: o.Secrets, tokens: NewTokens(o.OpenID, o.Now),
		attempts: attempts, now: o.Now, log: o.Log, trusted: o.Trusted,
	}, nil
}

// Issuer returns the URL of the OpenID provider; empty: there is none.
func (a *Authenticator) Issuer() string {
	if a.tokens == nil {
		return ""
	}
	return a.tokens.Issuer
}

// Accepted are the ways beside Authorization: Bearer in which a request may be authenticated. Browsers use both by
// themselves, so that neither is good for a write.
type Accepted struct {
	// Basic is the key as the password of HTTP Basic, for the reference page, which holds no data, and for OData, which
	// spreadsheets read so.
	Basic bool
	// Session is the cookie of a session.
	Session bool
}

// Authenticate returns the principal of a request: the API key's, the token's, the session's or, while the database has
// no keys, the local machine's.
func (a *Authenticator) Authenticate(r *http.Request, accepted Accepted) (*Principal, error) {
	if a.trusted {
		return LocalPrincipal(), nil
	}
	keys, err := a.Keys.Current(r.Context())
	if err != nil {
		return nil, keysUnread(err) // whether there are keys is not known, so no request is accepted
	}
	if !keys.Any() && a.tokens == nil {
		if err := onlyThisMachine(r); err != nil {
			return nil, err
		}
		if secret, _ := bearer(r); isAgentToken(secret) {
			return a.agentOf(r, keys, secret)
		}
		return LocalPrincipal(), nil
	}
	who, err := a.keyed(r, keys, accepted)
	var refused *problem.Problem
	if errors.As(err, &refused) && refused.Status == http.StatusUnauthorized && a.tokens == nil && !keys.Usable(a.now()) {
		refused.Detail = "Every API key of this server is revoked or has expired. On the server, ccrepo key create creates one; ccrepo key delete deletes the old ones, and a server without any key answers its own machine."
	}
	if accepted.Basic && errors.As(err, &refused) && len(refused.Challenges) > 0 {
		return nil, refused.Challenge(`Basic realm="ccrepo: the API key is the password", charset="UTF-8"`)
	}
	return who, err
}

// keyed returns the principal of a request to a server that has keys or a provider.
func (a *Authenticator) keyed(r *http.Request, keys Keys, accepted Accepted) (*Principal, error) {
	secret, given := bearer(r)
	if !given && accepted.Basic {
		_, secret, given = r.BasicAuth()
	}
	if !given && accepted.Session && readsOwn(r) {
		if who, err := a.sessionOf(r, keys); who != nil || err != nil {
			return who, err
		}
	}
	switch {
	case !given:
		return nil, unauthenticated("no_key", "Send an API key as Authorization: Bearer; ccrepo key create creates one.")
	case isAgentToken(secret):
		return a.agentOf(r, keys, secret)
	case a.tokens != nil && IsToken(secret):
		return a.subject(r, secret)
	}
	return a.keyOf(r, keys, secret)
}

// subject returns the principal of a token of the OpenID provider.
func (a *Authenticator) subject(r *http.Request, token string) (*Principal, error) {
	who, err := a.tokens.Principal(r.Context(), token)
	if errors.Is(err, ErrProviderAway) {
		return nil, providerAway(err)
	}
	if err != nil {
		return nil, err
	}
	if who == nil {
		return nil, a.refuse(r, "")
	}
	return who, nil
}

// keyOf returns the principal of an API key, unless too many wrong ones were sent in its place.
func (a *Authenticator) keyOf(r *http.Request, keys Keys, secret string) (*Principal, error) {
	id, isSecret := SecretID(secret)
	if _, known := keys.ByID[id]; !known && isSecret && a.attempts.Wait(r.RemoteAddr, "") == 0 {
		// The key may have been created a moment ago.
		var err error
		if keys, err = a.Keys.Fresh(r.Context()); err != nil {
			return nil, keysUnread(err)
		}
	}
	if _, known := keys.ByID[id]; !known {
		id = "" // invented ids count together
	} else if wait := a.attempts.Wait(r.RemoteAddr, id); wait > 0 {
		return nil, tooManyFailures(wait)
	}
	who := keys.Principal(secret, a.now())
	if who == nil {
		return nil, a.refuse(r, id)
	}
	a.Keys.Touch(who.ID, a.now())
	return who, nil
}

// refuse returns the error of a wrong key, and counts it.
func (a *Authenticator) refuse(r *http.Request, id string) error {
	if wait := a.attempts.Failed(r.RemoteAddr, id); wait > 0 {
		return tooManyFailures(wait)
	}
	return unauthenticated("bad_key", "The API key is unknown, revoked or has expired.")
}

// Open returns the principal, who has no rights, of a request to an endpoint that answers without a key: whether the
// process is alive is reported even while the keys cannot be read. A server that has no keys answers its machine only.
func (a *Authenticator) Open(r *http.Request) (*Principal, error) {
	if a.trusted {
		return LocalPrincipal(), nil
	}
	without := &Principal{Limited: true}
	local := onlyThisMachine(r)
	if local == nil || a.tokens != nil {
		return without, nil
	}
	known := a.Keys.Last()
	if known.ReadAt.IsZero() {
		var err error
		if known, err = a.Keys.Current(r.Context()); err != nil {
			return without, nil //nolint:nilerr // the process is alive, whatever the database does
		}
	}
	if !known.Any() {
		return nil, local
	}
	return without, nil
}

// Valid reports whether the principal of a request that still runs would be accepted now; its key must have the scope.
func (a *Authenticator) Valid(ctx context.Context, who *Principal, scope string) (bool, error) {
	now := a.now()
	if a.trusted {
		return true, nil
	}
	if who.Expires != nil && !now.Before(*who.Expires) {
		return false, nil
	}
	known, err := a.Keys.Current(ctx)
	if err != nil {
		return false, err
	}
	if known.Ended[who.Session] {
		return false, nil
	}
	if a.isProviders(who.Key) {
		return true, nil
	}
	if who.Key == "" {
		return !known.Any() && a.tokens == nil, nil
	}
	key := known.ByID[who.Key]
	return key != nil && key.Counts(now) && key.Principal.Has(scope), nil
}

// Revoked reports whether the key of a request that still runs was revoked or deleted, or has other rights than when the
// request began, or its session was ended. An answer may go on when its key or token expires, which its client knew.
func (a *Authenticator) Revoked(ctx context.Context, who *Principal) (bool, error) {
	if a.trusted || a.isProviders(who.Key) && who.Session == "" {
		return false, nil
	}
	known, err := a.Keys.Current(ctx)
	if err != nil {
		return false, err
	}
	if known.Ended[who.Session] || a.isProviders(who.Key) {
		return known.Ended[who.Session], nil
	}
	if who.Key == "" {
		return known.Any() || a.tokens != nil, nil
	}
	key := known.ByID[who.Key]
	if who.Behind != nil {
		who = who.Behind // an agent's token has only some of the scopes of its key
	}
	return key == nil || key.revoked || !key.Principal.sameRights(who), nil
}

// bearer returns the secret that a request sends.
func bearer(r *http.Request) (secret string, given bool) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(secret), strings.EqualFold(scheme, "Bearer")
}

// onlyThisMachine refuses requests that come from elsewhere or name another host: a page of another site, whose name
// resolves to this machine, must not read answers.
func onlyThisMachine(r *http.Request) error {
	if !IsLoopback(r.Host) {
		return problem.New("wrong_host", "This server answers only requests to a loopback address, not to %s.", problem.Clip(r.Host))
	}
	// The address that the server listens on is not enough: its last key may have been deleted since.
	if local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok && !local.IP.IsLoopback() {
		return problem.New("wrong_host", "Without API keys this server answers only the machine that it runs on. Create a key with ccrepo key create.")
	}
	return nil
}

// IsLoopback reports whether the Host of a request names this machine.
func IsLoopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || (ip != nil && ip.IsLoopback())
}
