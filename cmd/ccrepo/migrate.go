package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"text/tabwriter"

	"github.com/pressly/goose/v3"
	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/migrations"
)

func newMigrateCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Create, upgrade or revert the database schema",
		Long: "Runs the goose migrations. A session lock makes it safe to start two at once.\n" +
			"`goose -dir migrations postgres URL up` gives the same schema.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("say what to do: ccrepo migrate up|down|to|status|version|redo")
		},
	}
	step := func(use, short string, args cobra.PositionalArgs, do func(ctx context.Context, g *goose.Provider, args []string) error) {
		cmd.AddCommand(&cobra.Command{
			Use: use, Short: short, Args: usageArgs(args),
			RunE: func(c *cobra.Command, args []string) error {
				return p.migrate(c.Context(), func(ctx context.Context, g *goose.Provider) error { return do(ctx, g, args) })
			},
		})
	}
	step("up", "Apply every migration that is missing", cobra.NoArgs, func(ctx context.Context, g *goose.Provider, _ []string) error {
		results, err := g.Up(ctx)
		return p.printMigrations(results, err)
	})
	step("down", "Revert the newest migration", cobra.NoArgs, func(ctx context.Context, g *goose.Provider, _ []string) error {
		result, err := g.Down(ctx)
		return p.printMigrations(oneMigration(result), err)
	})
	step("to VERSION", "Go up or down to a version; 0 reverts everything", cobra.ExactArgs(1), func(ctx context.Context, g *goose.Provider, args []string) error {
		version, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil || version < 0 {
			return usagef("%q is not a version: give the number of a migration, or 0", args[0])
		}
		current, err := g.GetDBVersion(ctx)
		if err != nil {
			return fmt.Errorf("read version: %w", err)
		}
		move := g.UpTo
		if version < current {
			move = g.DownTo
		}
		results, err := move(ctx, version)
		return p.printMigrations(results, err)
	})
	step("redo", "Revert the newest migration and apply it again", cobra.NoArgs, func(ctx context.Context, g *goose.Provider, _ []string) error {
		down, err := g.Down(ctx)
		if err := p.printMigrations(oneMigration(down), err); err != nil {
			return err
		}
		up, err := g.UpByOne(ctx)
		return p.printMigrations(oneMigration(up), err)
	})
	step("version", "Print the version of the database", cobra.NoArgs, func(ctx context.Context, g *goose.Provider, _ []string) error {
		version, err := g.GetDBVersion(ctx)
		if err != nil {
			return fmt.Errorf("read version: %w", err)
		}
		fmt.Fprintln(p.stdout, version)
		return nil
	})
	step("status", "List the migrations and when each was applied", cobra.NoArgs, func(ctx context.Context, g *goose.Provider, _ []string) error {
		all, err := g.Status(ctx)
		if err != nil {
			return fmt.Errorf("read status: %w", err)
		}
		w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		for _, m := range all {
			applied := "pending"
			if m.State == goose.StateApplied {
				applied = m.AppliedAt.UTC().Format("2006-01-02 15:04:05Z")
			}
			fmt.Fprintf(w, "%s\t%s\n", applied, m.Source.Path)
		}
		return w.Flush()
	})
	return cmd
}

// migrate opens the database and calls do with a goose provider over it.
func (p *program) migrate(ctx context.Context, do func(context.Context, *goose.Provider) error) error {
	d, err := p.openDatabase(ctx)
	if err != nil {
		return err
	}
	provider, err := migrations.NewProvider(d.DB)
	if err == nil {
		err = do(ctx, provider)
	}
	return errors.Join(err, d.Close())
}

func (p *program) printMigrations(results []*goose.MigrationResult, err error) error {
	for _, r := range results {
		fmt.Fprintln(p.stdout, r)
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if len(results) == 0 {
		fmt.Fprintln(p.stdout, "nothing to do")
	}
	return nil
}

func oneMigration(r *goose.MigrationResult) []*goose.MigrationResult {
	if r == nil {
		return nil
	}
	return []*goose.MigrationResult{r}
}
