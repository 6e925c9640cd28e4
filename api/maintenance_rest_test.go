package api_test

import (
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
)

// Refreshes that take long leave most of the time to those who write, and come back within seconds.
func TestRestAfterRefresh(t *testing.T) {
	t.Parallel()
	for took, want := range map[time.Duration]time.Duration{
		0: time.Second, 300 * time.Millisecond: time.Second, 2 * time.Second: 4 * time.Second, time.Minute: 10 * time.Second,
	} {
		if got := api.RestAfterRefresh(took); got != want {
			t.Errorf("after %v it rests for %v instead of %v", took, got, want)
		}
	}
}
