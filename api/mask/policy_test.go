package mask_test

import (
	"testing"

	"github.com/ccrepo/ccrepo/api/mask"
)

func TestPolicyOfPrincipals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		mode mask.Mode
		pii  bool
		want mask.Mode
	}{
		{mask.Full, true, mask.None}, {mask.Full, false, mask.Full}, {mask.Partial, false, mask.Partial}, {mask.None, false, mask.None},
	} {
		if got := (&mask.Policy{Mode: tt.mode}).For(tt.pii); got != tt.want {
			t.Errorf("mode %s, scope pii %t: %s, want %s", tt.mode, tt.pii, got, tt.want)
		}
	}
}
