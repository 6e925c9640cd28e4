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
	"unicode"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"

	"github.com/ccrepo/ccrepo/api/problem"
)

// OpenID is a provider whose tokens are accepted beside the keys of the database.
type OpenID struct {
	Issuer, Audience string
	// ScopeClaim and CampaignClaim name what tells scopes and campaigns; NameClaim what logs and audit rows show.
	ScopeClaim, CampaignClaim, NameClaim string
}

// Check tells what is wrong with the settings of a provider; nil is no provider.
func (o *OpenID) Check() error {
	if o == nil {
		return nil
	}
	u, err := url.Parse(o.Issuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("the issuer %q is no URL such as https://login.example.com", o.Issuer)
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())) {
		return fmt.Errorf("the issuer %s must be one of https: who can change its answers can be anybody", o.Issuer)
	}
	if o.Audience == "" {
		return errors.New("an issuer needs an audience: its tokens for other programs must not be accepted")
	}
	if o.ScopeClaim == "" || o.CampaignClaim == "" || o.NameClaim == "" {
		return errors.New("the claims of scopes, campaigns and name need names")
	}
	return nil
}

const (
	// providerPatience is how long the provider may take to answer.
	providerPatience = 5 * time.Second
	// fetchRate and fetchBurst bound how often it is asked: a token that names a key nobody knows asks it.
	fetchRate  = 1
	fetchBurst = 5
)

// Tokens checks tokens of the provider.
type Tokens struct {
	OpenID
	now      func() time.Time
	client   *http.Client
	finding  singleflight.Group
	verifier atomic.Pointer[oidc.IDTokenVerifier] // nil until the provider was found
}

// NewTokens returns a verifier of the tokens of an OpenID provider, or nil where o is nil. It takes the present
// time from now.
func NewTokens(o *OpenID, now func() time.Time) *Tokens {
	if o == nil {
		return nil
	}
	transport := &slowTransport{limiter: rate.NewLimiter(fetchRate, fetchBurst)}
	return &Tokens{OpenID: *o, now: now, client: &http.Client{Timeout: providerPatience, Transport: transport}}
}

// slowTransport asks the provider not too often.
type slowTransport struct {
	limiter  *rate.Limiter
	answered atomic.Pointer[time.Time] // when it last did
}

var (
	errAskedTooOften = errors.New("the provider is asked too often")
	errJustAsked     = errors.New("the provider was asked just now")
)

// RoundTrip sends a request, or tells whether one that it does not send would bring anything new.
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

// IsToken tells a token from the secret of a key.
func IsToken(secret string) bool {
	return strings.Count(secret, ".") == 2 && !strings.HasPrefix(secret, SecretPrefix)
}

// ErrProviderAway is returned where a token could not be checked.
var ErrProviderAway = errors.New("the OpenID provider cannot be reached")

// Principal is who has a token; nil where it is not one that counts at this moment.
func (t *Tokens) Principal(ctx context.Context, token string) (*Principal, error) {
	verifier, err := t.find(ctx)
	if err != nil {
		return nil, err
	}
	away := new(bool)
	verified, err := verifier.Verify(context.WithValue(ctx, awayKey{}, away), token)
	if err != nil && *away {
		return nil, fmt.Errorf("%w: %w", ErrProviderAway, err)
	}
	var claims map[string]json.RawMessage
	if err != nil || verified.Subject == "" || verified.Claims(&claims) != nil {
		return nil, nil //nolint:nilerr // what is wrong with a token is nobody's business
	}
	who, err := t.principalOf(verified.Subject, claims)
	if who != nil {
		who.Expires = &verified.Expiry
	}
	return who, err
}

// principalOf is whom the claims of a token describe. What it does not say it does not allow.
func (t *Tokens) principalOf(subject string, claims map[string]json.RawMessage) (*Principal, error) {
	id := t.Issuer + " " + subject
	p := &Principal{ID: id, Key: id, Name: LogName(subject), Limited: true}
	if name := texts(claims[t.NameClaim]); len(name) == 1 && strings.TrimSpace(name[0]) != "" {
		p.Name = LogName(name[0])
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
	p.Campaigns = slices.DeleteFunc(texts(claims[t.CampaignClaim]), func(name string) bool { return name == "" })
	switch {
	case len(p.Campaigns) == 0:
		return nil, problem.New("no_campaigns", "The token names no campaigns in its claim %s. Of one that may see all of them it has to be \"*\".", problem.Clip(t.CampaignClaim))
	case len(p.Campaigns) == 1 && p.Campaigns[0] == "*":
		p.Campaigns, p.Limited = nil, false
	}
	return p, nil
}

// texts are those of a claim that is a text or a list of them; anything else says nothing.
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

// LogName makes of a claim what stands on one line.
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

// find asks the provider where its keys are, once. It need not be there when the server starts.
func (t *Tokens) find(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	if v := t.verifier.Load(); v != nil {
		return v, nil
	}
	found := t.finding.DoChan("", func() (any, error) {
		ctx := oidc.ClientContext(context.Background(), t.client)
		provider, err := oidc.NewProvider(ctx, t.Issuer)
		if err != nil {
			return nil, err
		}
		var endpoints struct {
			Keys string `json:"jwks_uri"`
		}
		if err := provider.Claims(&endpoints); err != nil {
			return nil, err
		}
		v := oidc.NewVerifier(t.Issuer, &remoteKeys{oidc.NewRemoteKeySet(ctx, endpoints.Keys)}, &oidc.Config{
			ClientID: t.Audience, Now: t.now,
			// A key that both sides have would be one that the provider publishes.
			SupportedSigningAlgs: []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA},
		})
		t.verifier.Store(v)
		return v, nil
	})
	select {
	case result := <-found:
		if result.Err != nil {
			return nil, fmt.Errorf("%w: %w", ErrProviderAway, result.Err)
		}
		return t.verifier.Load(), nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the OpenID provider: %w", context.Cause(ctx))
	}
}

type awayKey struct{}

// remoteKeys are the keys of the provider. The library keeps them and asks anew for one that it does not
// know; it does not tell a wrong signature from keys that it could not get.
type remoteKeys struct{ *oidc.RemoteKeySet }

// VerifySignature checks a signature and notes where that was not possible.
func (k *remoteKeys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := k.RemoteKeySet.VerifySignature(ctx, token)
	if away, ok := ctx.Value(awayKey{}).(*bool); ok && err != nil && strings.HasPrefix(err.Error(), "fetching keys") {
		*away = !errors.Is(err, errJustAsked) // then the key is not among those of the provider
	}
	return payload, err
}
