// The root command, and what all commands share: streams, settings, usage errors and the log.

package main

import (
	"cmp"
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
