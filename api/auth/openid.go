// Tokens of an OpenID provider.

package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"

	"github.com/ccrepo/ccrepo/api/problem"
)

// OpenID are the settings of a provider whose tokens are accepted beside the keys of the database.
type OpenID struct {
	Issuer, Audience string
	// ScopeClaim and CampaignClaim are the names of the claims that hold scopes and campaigns; NameClaim holds the name
	// that logs and audit rows show.
	ScopeClaim, CampaignClaim, NameClaim string
	// ClientID and ClientSecret are those of this server at the provider, with which people sign in; without an id they
	// cannot. RedirectURL is the URL of /sign-in/callback as registered there; empty: that of the request.
	ClientID, ClientSecret, RedirectURL string
}

// Check returns an error if the settings of a provider are invalid; nil is no provider.
func (o *OpenID) Check() error {
	if o == nil {
		return nil
	}
	u, err := url.Parse(o.Issuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("the issuer %q is not a URL such as https://login.example.com", o.Issuer)
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())) {
		return fmt.Errorf("the issuer %s must be an https URL: without TLS its answers can be changed, and any token forged", o.Issuer)
	}
	if o.Audience == "" {
		return errors.New("an issuer needs an audience: its tokens for other programs must not be accepted")
	}
	if o.ScopeClaim == "" || o.CampaignClaim == "" || o.NameClaim == "" {
		return errors.New("the claims of scopes, campaigns and name must be named")
	}
	if o.RedirectURL != "" {
		if u, err := url.Parse(o.RedirectURL); err != nil || u.Host == "" || !strings.HasSuffix(u.Path, "/sign-in/callback") || u.RawQuery != "" || u.Fragment != "" {
			return fmt.Errorf("the redirect URL %q is not one such as https://reports.example.com/sign-in/callback", o.RedirectURL)
		}
	}
	return nil
}

const (
	// providerPatience limits the time of an answer of the provider.
	providerPatience = 5 * time.Second
	// fetchRate and fetchBurst limit the requests to it: each token with an unknown key id causes one.
	fetchRate  = 1
	fetchBurst = 5
	// clockSkew is how far the provider's clock may be ahead of this one.
	clockSkew = time.Minute
)

// Tokens checks tokens of the provider.
type Tokens struct {
	OpenID
	now       func() time.Time
	client    *http.Client // slow
	exchanges *http.Client // of codes, of which many people may have some at once
	finding   singleflight.Group
	found     atomic.Pointer[provider] // nil until the provider has answered
}

// NewTokens returns a verifier of the tokens of an OpenID provider, or nil where o is nil. It takes the present
// time from now.
func NewTokens(o *OpenID, now func() time.Time) *Tokens {
	if o == nil {
		return nil
	}
	transport := &slowTransport{limiter: rate.NewLimiter(fetchRate, fetchBurst)}
	return &Tokens{OpenID: *o, now: now, client: &http.Client{Timeout: providerPatience, Transport: transport}, exchanges: &http.Client{Timeout: providerPatience}}
}

// slowTransport limits the rate of requests to the provider.
type slowTransport struct {
	limiter  *rate.Limiter
	answered atomic.Pointer[time.Time] // when the provider last answered
}

var (
	errAskedTooOften = errors.New("the provider is asked too often")
	errJustAsked     = errors.New("the provider was asked just now")
)

// RoundTrip sends a request. If there were too many it returns errJustAsked when the last answer is recent enough to be
// current, else errAskedTooOften.
func (t *slowTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !t.limiter.Allow() {
		if at := t.answered.Load(); at != nil && time.Since(*at) < fetchBurst*time.Second/fetchRate {
			return nil, errJustAsked
		}
		return nil, errAskedTooOften
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && res.StatusCode == http.StatusOK {
		now := time.Now()
		t.answered.Store(&now)
	}
	return res, err
}

// IsToken reports whether a secret is a token of the provider and not the secret of a key.
func IsToken(secret string) bool {
	return strings.Count(secret, ".") == 2 && !strings.HasPrefix(secret, SecretPrefix)
}

// ErrProviderAway is returned if a token could not be checked.
var ErrProviderAway = errors.New("the OpenID provider cannot be reached")

// Principal returns the principal of a token; nil if the token is not valid now.
func (t *Tokens) Principal(ctx context.Context, token string) (*Principal, error) {
	found, err := t.find(ctx)
	if err != nil {
		return nil, err
	}
	who, _, err := t.principal(ctx, found.programs, token)
	return who, err
}

// principal returns the principal of a token, and its claims.
func (t *Tokens) principal(ctx context.Context, verifier *oidc.IDTokenVerifier, token string) (*Principal, json.RawMessage, error) {
	away := new(bool)
	verified, err := verifier.Verify(context.WithValue(ctx, awayKey{}, away), token)
	if err != nil && *away {
		return nil, nil, fmt.Errorf("%w: %w", ErrProviderAway, err)
	}
	var claims map[string]json.RawMessage
	var all json.RawMessage
	if err != nil || verified.Subject == "" || verified.Claims(&claims) != nil || verified.Claims(&all) != nil || t.isEarly(claims["nbf"]) {
		return nil, nil, nil //nolint:nilerr // the client must not learn why a token is refused
	}
	who, err := t.principalOf(verified.Subject, claims)
	if who != nil {
		who.Expires = &verified.Expiry
	}
	return who, all, err
}

// isEarly reports whether a token must not be accepted yet. The library allows for five minutes.
func (t *Tokens) isEarly(claim json.RawMessage) bool {
	if claim == nil {
		return false
	}
	var seconds float64
	err := json.Unmarshal(claim, &seconds)
	return err != nil || seconds > float64(t.now().Add(clockSkew).Unix())
}

// principalOf returns the principal that the claims of a token describe. What they do not name is not allowed.
func (t *Tokens) principalOf(subject string, claims map[string]json.RawMessage) (*Principal, error) {
	for _, name := range []string{"sub", t.NameClaim, t.ScopeClaim, t.CampaignClaim} {
		if slices.ContainsFunc(texts(claims[name]), func(text string) bool { return strings.ContainsRune(text, 0) }) {
			return nil, unauthenticated("bad_key", "The claim "+problem.Clip(name)+" of the token contains the character U+0000, which no name has.")
		}
	}
	id := t.Issuer + " " + subject
	p := &Principal{ID: id, Key: id, Name: LogName(subject), Limited: true}
	if name := texts(claims[t.NameClaim]); len(name) == 1 && strings.TrimSpace(name[0]) != "" {
		p.Name = LogName(name[0])
	}
	if strings.Contains(p.Name, forAgent) {
		p.Name = `"` + p.Name + `"` // it is not the token of an agent
	}
	var given []string
	for _, text := range texts(claims[t.ScopeClaim]) {
		given = append(given, strings.Fields(text)...)
	}
	for _, scope := range Scopes() {
		if slices.Contains(given, scope) {
			p.Scopes = append(p.Scopes, scope)
		}
	}
	given = texts(claims[t.CampaignClaim])
	all := slices.Contains(given, "*")
	p.Campaigns = slices.DeleteFunc(slices.Clone(given), func(name string) bool { return name == "" })
	switch {
	case all && len(given) > 1:
		return nil, problem.New("no_campaigns", "The claim %s of the token has \"*\", which is all campaigns, beside others. For all campaigns it must be \"*\" alone; for some it must not have it.", problem.Clip(t.CampaignClaim))
	case len(p.Campaigns) == 0:
		return nil, problem.New("no_campaigns", "The token names no campaigns in its claim %s. For all campaigns the claim must be \"*\".", problem.Clip(t.CampaignClaim))
	case all:
		p.Campaigns, p.Limited = nil, false
	}
	return p, nil
}

// texts returns the texts of a claim that is a text or a list of texts; none for anything else.
func texts(claim json.RawMessage) []string {
	var one string
	if json.Unmarshal(claim, &one) == nil {
		return []string{one}
	}
	var list []string
	if json.Unmarshal(claim, &list) == nil {
		return list
	}
	return nil
}

// find asks the provider for the address of its keys, once. The provider need not be up when the server starts.
func (t *Tokens) find(ctx context.Context) (*provider, error) {
	if v := t.found.Load(); v != nil {
		return v, nil
	}
	found := t.finding.DoChan("", func() (any, error) {
		says, err := t.newProvider(context.Background())
		if err == nil {
			t.found.Store(says)
		}
		return nil, err
	})
	select {
	case result := <-found:
		if result.Err != nil {
			return nil, fmt.Errorf("%w: %w", ErrProviderAway, result.Err)
		}
		return t.found.Load(), nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the OpenID provider: %w", context.Cause(ctx))
	}
}

// provider is what the provider says about itself.
type provider struct {
	programs *oidc.IDTokenVerifier // of tokens in place of a key
	people   *oidc.IDTokenVerifier // of tokens of somebody who signs in
	endpoint oauth2.Endpoint
}

// newProvider asks the provider about itself.
func (t *Tokens) newProvider(ctx context.Context) (*provider, error) {
	ctx = oidc.ClientContext(ctx, t.client)
	asked, err := oidc.NewProvider(ctx, t.Issuer)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller does
	}
	var says struct {
		Keys  string   `json:"jwks_uri"`
		Known []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := asked.Claims(&says); err != nil {
		return nil, err //nolint:wrapcheck // the caller does
	}
	keys := &remoteKeys{oidc.NewRemoteKeySet(ctx, says.Keys)}
	verifier := func(audience string) *oidc.IDTokenVerifier {
		return oidc.NewVerifier(t.Issuer, keys, &oidc.Config{
			ClientID: audience, Now: t.now,
			// No symmetric algorithm: its key would be one that the provider publishes.
			SupportedSigningAlgs: []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA},
		})
	}
	found := &provider{programs: verifier(t.Audience), people: verifier(t.ClientID), endpoint: asked.Endpoint()}
	// A code is good once, so both ways of sending the secret cannot be tried.
	found.endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if t.ClientSecret == "" || len(says.Known) > 0 && !slices.Contains(says.Known, "client_secret_basic") {
		found.endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return found, nil
}

type awayKey struct{}

// remoteKeys are the keys of the provider. The library keeps them and fetches them again for an unknown key; it does not
// distinguish a wrong signature from keys that it could not fetch.
type remoteKeys struct{ *oidc.RemoteKeySet }

// VerifySignature checks a signature. It sets the flag of the context if that was not possible.
func (k *remoteKeys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := k.RemoteKeySet.VerifySignature(ctx, token)
	if away, ok := ctx.Value(awayKey{}).(*bool); ok && err != nil && strings.HasPrefix(err.Error(), "fetching keys") {
		*away = !errors.Is(err, errJustAsked) // if it was, the provider does not have the key
	}
	return payload, err
}
