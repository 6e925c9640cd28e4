package main

import (
	"github.com/spf13/pflag"

	"github.com/ccrepo/ccrepo/api"
)

// identity are the settings of the OpenID provider whose tokens are accepted.
type identity struct {
	provider api.OpenID
}

func (i *identity) declare(f *pflag.FlagSet) {
	f.StringVar(&i.provider.Issuer, "oidc-issuer", "", "OpenID provider, such as https://login.example.com, whose tokens are accepted beside API keys")
	f.StringVar(&i.provider.Audience, "oidc-audience", "", "what tokens of --oidc-issuer must be for (aud)")
	f.StringVar(&i.provider.ScopeClaim, "oidc-scope-claim", "scope", "claim that holds the scopes of a token")
	f.StringVar(&i.provider.CampaignClaim, "oidc-campaign-claim", "campaigns", "claim that holds the campaigns of a token, or \"*\" for all")
	f.StringVar(&i.provider.NameClaim, "oidc-name-claim", "sub", "claim that logs and audit rows show")
}

func identitySettings() []string {
	return []string{"oidc-issuer", "oidc-audience", "oidc-scope-claim", "oidc-campaign-claim", "oidc-name-claim"}
}

// openID is the provider that is configured; nil is none.
func (i *identity) openID() (*api.OpenID, error) {
	if i.provider.Issuer == "" {
		if i.provider.Audience != "" {
			return nil, usagef("--oidc-audience is of tokens of an --oidc-issuer, which is not given")
		}
		return nil, nil
	}
	if err := i.provider.Check(); err != nil {
		return nil, usagef("--oidc-issuer, --oidc-audience: %w", err)
	}
	return &i.provider, nil
}
