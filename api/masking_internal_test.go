package api

import (
	"testing"

	"github.com/ccrepo/ccrepo/api/mask"
)

func TestMaskOfPrincipals(t *testing.T) {
	t.Parallel()
	s := &Server{mask: mask.Full}
	everything := &principal{scopes: []string{scopeRead, scopePII}}
	reader := &principal{scopes: []string{scopeRead}}
	for _, tt := range []struct {
		mask mask.Mode
		who  *principal
		want mask.Mode
	}{
		{mask.Full, everything, mask.None}, {mask.Full, reader, mask.Full}, {mask.Partial, reader, mask.Partial}, {mask.None, reader, mask.None},
		{mask.Partial, &principal{}, mask.Partial},
	} {
		if s.mask = tt.mask; s.maskFor(tt.who) != tt.want {
			t.Errorf("mask %s, scopes %v: %s", tt.mask, tt.who.scopes, s.maskFor(tt.who))
		}
	}
}
