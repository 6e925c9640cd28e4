// Command ccrepo runs the contact-centre reporting database and its API.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/ccrepo/ccrepo/settings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run executes one command line and returns the exit status: 0 success, 1 failure, 2 wrong usage, or no figures to compare.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := newProgram(stdin, stdout, stderr)
	p.args = args
	cmd := newRootCmd(p)
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(ctx)
	var usage *usageError
	var setting *settings.Error
	var ask *askError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage), errors.As(err, &setting), errors.As(err, &ask):
		fmt.Fprintf(stderr, "ccrepo: %v\n", err)
		return 2
	default:
		fmt.Fprintf(stderr, "ccrepo: %v\n", err)
		return 1
	}
}
