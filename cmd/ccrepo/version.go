package main

import (
	"cmp"
	"fmt"
	"runtime/debug"
)

// version is the version of a release, set by the linker: -ldflags '-X main.version=v1.0.0'.
var version string

// buildVersion describes the build of the program: its version, the commit and the version of Go. Without a release
// version, it is the version that Go derives from the repository or the module.
func buildVersion(info *debug.BuildInfo) string {
	if info == nil {
		return cmp.Or(version, "unknown")
	}
	setting := map[string]string{}
	for _, s := range info.Settings {
		setting[s.Key] = s.Value
	}
	text := cmp.Or(version, info.Main.Version, "unknown")
	if revision := setting["vcs.revision"]; revision != "" {
		text += fmt.Sprintf(", commit %.12s", revision)
		if setting["vcs.modified"] == "true" {
			text += " with local changes"
		}
	}
	return text + ", " + info.GoVersion
}
