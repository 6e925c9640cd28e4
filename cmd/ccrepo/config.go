package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ccrepo/ccrepo/settings"
)

func newConfigCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print every setting, its value and its source",
		Long: `Print every setting, its value and where that is from: a flag, the environment, the file of
--config, or the default; the first of them that says something wins. Secrets are not shown.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			records := [][]string{{"setting", "value", "from"}}
			p.Flags.VisitAll(func(f *pflag.Flag) {
				records = append(records, []string{f.Name, settings.Shown(f), p.Source(f.Name)})
			})
			printAligned(p.stdout, records)
			return nil
		},
	}
	p.Flags.VisitAll(func(f *pflag.Flag) {
		if cmd.Flags().Lookup(f.Name) == nil {
			p.takeSettings(cmd, f.Name)
		}
	})
	return cmd
}
