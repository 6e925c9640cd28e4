package dbtest

import (
	"os"
	"path/filepath"
	"testing"
)

func TestHomesOfDeletedModulesAreRemoved(t *testing.T) {
	t.Parallel()
	parent, kept := t.TempDir(), t.TempDir()
	for name, module := range map[string]string{"kept": kept, "deleted": filepath.Join(kept, "deleted"), "unknown": ""} {
		if err := os.MkdirAll(filepath.Join(parent, name, "data"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(parent, name)+moduleSuffix, []byte(module), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := removeHomesOfDeletedModules(parent); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range left {
		names = append(names, entry.Name())
	}
	if len(names) != 4 || names[0] != "kept" || names[1] != "kept.module" || names[2] != "unknown" || names[3] != "unknown.module" {
		t.Errorf("left are %v, want the homes of the module that exists and of the one without a name", names)
	}
}
