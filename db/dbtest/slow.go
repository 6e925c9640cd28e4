package dbtest

import "testing"

// Slow skips a test under -short. A test calls it that needs a browser, kills processes, writes random logs, loads much,
// or waits: for time limits, or for requests that compete. make quick leaves these tests out.
func Slow(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("slow: not run under -short")
	}
}
