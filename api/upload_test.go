package api_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestUploadWithoutRoom shows that a body that cannot be kept is not taken for a database that is away.
func TestUploadWithoutRoom(t *testing.T) {
	f := setup(t)
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	r := f.load(t, "Sales->", "july", "", "destination\n099123456\n")
	if r.want(t, http.StatusInternalServerError, "internal"); !strings.Contains(r.body, "TMPDIR") {
		t.Errorf("the answer is %s", r.body)
	}
}
