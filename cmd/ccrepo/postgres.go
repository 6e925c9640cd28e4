package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/embedded"
)

// newPostgresCmd returns the commands that control the embedded server. Other commands start and stop it as needed.
func newPostgresCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "postgres",
		Short: "Start, stop and inspect the embedded PostgreSQL",
		Long: `Start, stop and inspect the embedded PostgreSQL in the directory of --data.

Every command that needs it starts it, and stops it when no other process uses it;
"ccrepo postgres start" keeps it running, for instance for psql "$(ccrepo postgres url)".`,
		RunE: func(*cobra.Command, []string) error {
			return usagef("postgres: say what to do: start, stop, status or url")
		},
	}
	cmd.AddCommand(newPostgresStartCmd(p), newPostgresStopCmd(p), newPostgresStatusCmd(p), newPostgresURLCmd(p))
	for _, sub := range cmd.Commands() {
		sub.Args = usageArgs(cobra.NoArgs)
	}
	return cmd
}

func (p *program) embeddedOptions() embedded.Options {
	return embedded.Options{Dir: p.DataDir, Logger: p.log}
}

func newPostgresStartCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "start",
		Short: "Start PostgreSQL and leave it running until stop",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			s, err := embedded.Start(cmd.Context(), p.embeddedOptions())
			if err != nil {
				return err
			}
			err = s.Pin(cmd.Context())
			if err := errors.Join(err, s.Close()); err != nil {
				return err
			}
			st, err := embedded.Inspect(cmd.Context(), p.embeddedOptions())
			if err != nil {
				return err
			}
			fmt.Fprintf(p.stdout, "PostgreSQL %s runs in %s on port %d until \"ccrepo postgres stop\"\n", st.Version, st.Dir, st.Port)
			return nil
		},
	}
}

func newPostgresStopCmd(p *program) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "stop",
		Short: "Stop PostgreSQL",
		Long: `Stop PostgreSQL. While other processes use it, it keeps running, the command fails,
and PostgreSQL stops with the last of them.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			before, err := embedded.Inspect(cmd.Context(), p.embeddedOptions())
			if err != nil {
				return err
			}
			users, err := embedded.Stop(cmd.Context(), p.embeddedOptions(), force)
			switch {
			case err != nil:
				return err
			case users > 0 && !force:
				return fmt.Errorf("postgres stop: used by %d other %s: it stops with the last of them, or at once with --force", users, processes(users))
			case users > 0:
				fmt.Fprintf(p.stdout, "PostgreSQL stopped in %s although %d %s used it\n", before.Dir, users, processes(users))
			case before.Running:
				fmt.Fprintf(p.stdout, "PostgreSQL stopped in %s\n", before.Dir)
			default:
				fmt.Fprintf(p.stdout, "PostgreSQL was not running in %s\n", before.Dir)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "stop it even if processes use it")
	return cmd
}

func newPostgresStatusCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Print whether PostgreSQL runs (status 0) or not (1), and its state",
		RunE: func(cmd *cobra.Command, _ []string) error {
			st, err := embedded.Inspect(cmd.Context(), p.embeddedOptions())
			if err != nil {
				return err
			}
			if !st.Running {
				return fmt.Errorf("%w in %s", embedded.ErrNotRunning, st.Dir)
			}
			until := "its last user ends"
			if st.Pinned {
				until = `"ccrepo postgres stop"`
			}
			state := "ready"
			if !st.Ready {
				state = "starting or stopping"
			}
			fmt.Fprintf(p.stdout, "dir      %s\npid      %d\nversion  %s\nport     %d\nusers    %d\nstate    %s\nuntil    %s\n",
				st.Dir, st.PID, st.Version, st.Port, st.Users, state, until)
			return nil
		},
	}
}

func newPostgresURLCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "url",
		Short: `Print the connection string, with its password: psql "$(ccrepo postgres url)"`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			url, err := embedded.RunningURL(cmd.Context(), p.embeddedOptions())
			if errors.Is(err, embedded.ErrNotRunning) {
				return fmt.Errorf(`%w: start it with "ccrepo postgres start"`, err)
			}
			if err != nil {
				return err
			}
			fmt.Fprintln(p.stdout, url)
			return nil
		},
	}
}

func processes(n int) string {
	if n == 1 {
		return "process"
	}
	return "processes"
}
