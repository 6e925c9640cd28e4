package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// program holds what every command shares: its streams and the settings.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	log            *slog.Logger
	getenv         func(string) string
	environ        func() []string
	settings
	flags   *pflag.FlagSet    // of the settings
	sources map[string]string // where the value of each setting is from
}

func newProgram(stdin io.Reader, stdout, stderr io.Writer) *program {
	p := &program{stdin: stdin, stdout: stdout, stderr: stderr, getenv: os.Getenv, environ: os.Environ}
	p.flags = p.declare()
	return p
}

// usageError marks a mistake in how a command was called; it ends the program with status 2.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

func newRootCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:           "ccrepo",
		Short:         "The reporting database and API of a contact centre",
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if err := p.loadSettings(); err != nil {
				return err
			}
			var err error
			if p.log, err = p.newLog(); err != nil {
				return err
			}
			return p.check()
		},
	}
	cmd.SetIn(p.stdin)
	cmd.SetOut(p.stdout)
	cmd.SetErr(p.stderr)
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	for _, name := range []string{"config", "database-url", "data", "log-format", "log-level"} {
		cmd.PersistentFlags().AddFlag(p.flags.Lookup(name))
	}
	cmd.AddCommand(newDemoCmd(p), newServeCmd(p), newImportCmd(p), newReportCmd(p), newDecodeCmd(p), newRefreshCmd(p),
		newMigrateCmd(p), newPostgresCmd(p), newKeyCmd(p), newConfigCmd(p), newDoctorCmd(p), newDispositionCmd(p), newScreenPopCmd(p), newDialerCmd(p), newDNCCmd(p), newCampaignCmd(p))
	return cmd
}

// usageArgs makes a wrong number of arguments a usage error.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &usageError{err}
		}
		return nil
	}
}
