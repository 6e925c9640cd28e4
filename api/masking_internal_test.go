package api

import (
	"testing"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/mask"
)

func TestMaskOfPrincipals(t *testing.T) {
	t.Parallel()
	s := &Server{mask: mask.Full}
	everything := &auth.Principal{Scopes: []string{auth.Read, auth.PII}}
	reader := &auth.Principal{Scopes: []string{auth.Read}}
	for _, tt := range []struct {
		mask mask.Mode
		who  *auth.Principal
		want mask.Mode
	}{
		{mask.Full, everything, mask.None}, {mask.Full, reader, mask.Full}, {mask.Partial, reader, mask.Partial}, {mask.None, reader, mask.None},
		{mask.Partial, &auth.Principal{}, mask.Partial},
	} {
		if s.mask = tt.mask; s.maskFor(tt.who) != tt.want {
			t.Errorf("mask %s, scopes %v: %s", tt.mask, tt.who.Scopes, s.maskFor(tt.who))
		}
	}
}
