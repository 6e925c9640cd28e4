package main

import (
	"bytes"
	"regexp"
	"runtime/debug"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	modified := []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef0123"}, {Key: "vcs.modified", Value: "true"}}
	for _, tt := range []struct {
		info *debug.BuildInfo
		want string
	}{
		{nil, "unknown"},
		{&debug.BuildInfo{GoVersion: "go1.26.0"}, "unknown, go1.26.0"},
		{&debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v1.2.3"}, Settings: modified[:1]}, "v1.2.3, commit 0123456789ab, go1.26.0"},
		{&debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "(devel)"}, Settings: modified}, "(devel), commit 0123456789ab with local changes, go1.26.0"},
	} {
		if got := buildVersion(tt.info); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
	var out bytes.Buffer
	if code := run(t.Context(), []string{"--version"}, nil, &out, &out); code != 0 || !regexp.MustCompile(`^ccrepo \S+.*, go\S+\n$`).MatchString(out.String()) {
		t.Errorf("status %d: %q", code, out.String())
	}
}
