package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/ccrepo/ccrepo/embedded"
)

// ServerDir is a directory for an embedded server that is the test's own, so that the test may kill
// it. The server is stopped after the test, whatever state that left it in.
func ServerDir(t testing.TB) string {
	t.Helper()
	parent := t.TempDir()
	// Root's server runs as another user, who must reach it.
	if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil { //nolint:gosec // a directory must be entered
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
