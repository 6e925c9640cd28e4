package api

import (
	"context"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/route"
)

// maskFor is how personal data is masked for somebody.
func (s *Server) maskFor(p *auth.Principal) mask.Mode {
	if p.Has(auth.PII) {
		return mask.None
	}
	return s.mask
}

// maskTexts replaces texts of a write's answer by what somebody may see of them, as a reading would: what was
// stored before is not shown to a key without the scope pii because it changes or removes it.
func (s *Server) maskTexts(ctx context.Context, who *auth.Principal, texts map[*string]route.Personal) error {
	mode := s.maskFor(who)
	if mode == mask.None {
		return nil
	}
	secrets, err := s.secret.Get(ctx)
	if err != nil {
		return err
	}
	m := mask.New(mode, secrets)
	for text, kind := range texts {
		if text != nil && *text != "" {
			*text = string(m.Append(nil, kind, []byte(*text)))
		}
	}
	return nil
}
