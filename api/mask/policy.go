package mask

import (
	"context"

	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/route"
)

// Policy determines how personal data is masked for the principal of a request.
type Policy struct {
	// Mode applies to principals that may not see personal data.
	Mode Mode
	// Secrets returns the keys derived from the database's secret, which make masks stable.
	Secrets *secret.Keeper
}

// For returns how personal data is masked for a principal; pii: it has the scope pii.
func (p *Policy) For(pii bool) Mode {
	if pii {
		return None
	}
	return p.Mode
}

// Texts masks the texts of an answer in place, as a report masks its columns. An answer to a write masks what was
// stored before: a key without the scope pii must not see it by changing or removing it.
func (p *Policy) Texts(ctx context.Context, pii bool, texts map[*string]route.Personal) error {
	m, err := p.Masker(ctx, pii)
	if err != nil || m == nil {
		return err
	}
	for text, kind := range texts {
		if text != nil && *text != "" {
			*text = string(m.Append(nil, kind, []byte(*text)))
		}
	}
	return nil
}

// Masker returns the masker of personal data for a principal; nil: nothing is masked.
func (p *Policy) Masker(ctx context.Context, pii bool) (*Masker, error) {
	mode := p.For(pii)
	if mode == None {
		return nil, nil
	}
	secrets, err := p.Secrets.Get(ctx)
	if err != nil {
		return nil, err
	}
	return New(mode, secrets), nil
}
