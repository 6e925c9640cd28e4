package dbtest

import "testing"

// Slow skips a test under -short. A test calls it that needs a browser, kills processes, writes random logs or loads
// much; make quick leaves these tests out.
func Slow(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("slow: not run under -short")
	}
}
