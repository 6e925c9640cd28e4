package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/ccrepo/ccrepo/embedded"
)

// ServerDir returns a directory for an embedded server of the test's own, which the test may kill. The server is
// stopped after the test, in whatever state the test left it.
func ServerDir(t testing.TB) string {
	t.Helper()
	Slow(t)
	parent := t.TempDir()
	// The server of root runs as another user, who must be able to enter the directory.
	if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil { //nolint:gosec // the server's user must enter the directory
		t.Fatal(err)
	}
	dir := filepath.Join(parent, "data")
	t.Cleanup(func() {
		if _, err := embedded.Stop(context.Background(), embedded.Options{Dir: dir}, true); err != nil {
			t.Error(err)
		}
	})
	return dir
}
