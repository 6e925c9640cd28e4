package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestPostgres(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	parent := t.TempDir()
	if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil { // started by root, the server runs as another user
		t.Fatal(err)
	}
	dir := filepath.Join(parent, "data")
	ccrepo := func(args ...string) (code int, stdout, stderr string) {
		var out, log bytes.Buffer
		code = run(t.Context(), append([]string{"--data", dir, "postgres"}, args...), nil, &out, &log)
		return code, out.String(), log.String()
	}
	t.Cleanup(func() {
		_ = run(context.Background(), []string{"--data", dir, "postgres", "stop", "--force"}, nil, io.Discard, io.Discard)
	})

	if code, out, log := ccrepo("status"); code != 1 || out != "" || !strings.Contains(log, "not running") {
		t.Errorf("status before start: %d %q %q", code, out, log)
	}
	if code, out, log := ccrepo("url"); code != 1 || out != "" || !strings.Contains(log, `"ccrepo postgres start"`) {
		t.Errorf("url before start: %d %q %q", code, out, log)
	}
	code, out, log := ccrepo("start")
	if code != 0 || !strings.Contains(out, "runs in "+dir) {
		t.Fatalf("start: %d %q %q", code, out, log)
	}
	if code, out, log := ccrepo("status"); code != 0 || !strings.Contains(out, "users    0") {
		t.Errorf("status after start: %d %q %q", code, out, log)
	}
	_, url, _ := ccrepo("url")
	if output, err := exec.Command("psql", strings.TrimSpace(url), "-XAtc", "SELECT 6 * 7").CombinedOutput(); err != nil || string(output) != "42\n" {
		t.Errorf("psql: %s %v", output, err)
	}
	if code, out, log := ccrepo("stop"); code != 0 || !strings.Contains(out, "stopped") {
		t.Errorf("stop: %d %q %q", code, out, log)
	}
	if code, out, log := ccrepo("stop"); code != 0 || !strings.Contains(out, "was not running") {
		t.Errorf("second stop: %d %q %q", code, out, log)
	}
	for _, wrong := range [][]string{nil, {"start", "x"}, {"stop", "--nothing"}} {
		if code, _, _ := ccrepo(wrong...); code != 2 {
			t.Errorf("%v: status %d", wrong, code)
		}
	}
}
