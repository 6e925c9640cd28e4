package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"
)

// program holds what every command shares: its streams and the flags of the root command.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	log            *slog.Logger
	databaseURL    string // --database-url, CCREPO_DATABASE_URL; empty: the embedded server
	dataDir        string // --data, CCREPO_DATA: home of the embedded server
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
			p.log = slog.New(slog.NewTextHandler(p.stderr, nil))
			return nil
		},
	}
	cmd.SetIn(p.stdin)
	cmd.SetOut(p.stdout)
	cmd.SetErr(p.stderr)
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	flags := cmd.PersistentFlags()
	flags.StringVar(&p.databaseURL, "database-url", os.Getenv("CCREPO_DATABASE_URL"),
		"PostgreSQL to use (CCREPO_DATABASE_URL); without one an embedded server is used")
	flags.StringVar(&p.dataDir, "data", envOr("CCREPO_DATA", ".ccrepo"), "home of the embedded server (CCREPO_DATA)")
	cmd.AddCommand(newDemoCmd(p), newServeCmd(p), newImportCmd(p), newReportCmd(p), newDecodeCmd(p), newRefreshCmd(p),
		newMigrateCmd(p), newPostgresCmd(p))
	return cmd
}

func envOr(name, fallback string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return fallback
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
