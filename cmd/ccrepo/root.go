// The root command, and the version that it shows.

package main

import (
	"cmp"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/settings"
)

func newRootCmd(p *program) *cobra.Command {
	build, _ := debug.ReadBuildInfo()
	cmd := &cobra.Command{
		Use:           "ccrepo",
		Short:         "The reporting database and API of a contact centre",
		Version:       buildVersion(build),
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if err := p.Load(p.environ()); err != nil {
				return err
			}
			p.log = p.newLog()
			return cmp.Or(p.Check()...)
		},
	}
	cmd.SetVersionTemplate("ccrepo {{.Version}}\n")
	cmd.SetIn(p.stdin)
	cmd.SetOut(p.stdout)
	cmd.SetErr(p.stderr)
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	for _, name := range settings.Shared() {
		cmd.PersistentFlags().AddFlag(p.Flags.Lookup(name))
	}
	cmd.AddCommand(newDemoCmd(p), newServeCmd(p), newImportCmd(p), newFeedCmd(p), newReportCmd(p), newDecodeCmd(p), newRefreshCmd(p),
		newMigrateCmd(p), newPostgresCmd(p), newKeyCmd(p), newConfigCmd(p), newDoctorCmd(p), newDispositionCmd(p), newScreenPopCmd(p), newDialerCmd(p), newDNCCmd(p), newCampaignCmd(p), newSimulateCmd(p), newVerifyCmd(p), newMCPCmd(p))
	return cmd
}

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
