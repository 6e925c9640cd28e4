// What every command shares: streams and settings, errors of usage, the log.

package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/route"
	"github.com/ccrepo/ccrepo/settings"
)

// program holds the streams and settings of every command.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	log            *slog.Logger
	getenv         func(string) string
	environ        func() []string
	args           []string      // the command line
	site           []route.Route // the reports of the site that a command has loaded
	*settings.Settings
}

func newProgram(stdin io.Reader, stdout, stderr io.Writer) *program {
	return &program{stdin: stdin, stdout: stdout, stderr: stderr, getenv: os.Getenv, environ: os.Environ, Settings: settings.New()}
}

// usageError is an error in the command line; the program exits with status 2.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }

func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// usageArgs turns the error of a wrong number of arguments into a usage error.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &usageError{err}
		}
		return nil
	}
}

// takeSettings adds the flags of settings to a command.
func (p *program) takeSettings(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		cmd.Flags().AddFlag(p.Flags.Lookup(name))
	}
}

// newLog returns the program's log. Invalid settings, which Check rejects later, give a text log of level info.
func (p *program) newLog() *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(p.LogLevel))
	options := &slog.HandlerOptions{Level: level}
	if p.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, options))
	}
	return slog.New(slog.NewTextHandler(p.stderr, options))
}

// plural returns a number with its noun: "1 row", "2 rows".
func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
