// The commands for the reports of a site.

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
	"github.com/ccrepo/ccrepo/settings"
	"github.com/ccrepo/ccrepo/sitereport"
)

const reportPrefix = "/v1/reports/"

// withChecker calls do with a checker of the database, and closes both.
func (p *program) withChecker(ctx context.Context, do func(*sitereport.Checker) error) error {
	d, err := p.openMigrated(ctx)
	if err != nil {
		return err
	}
	checker, err := d.newChecker()
	if err != nil {
		return errors.Join(err, d.Close())
	}
	return errors.Join(do(checker), checker.Close(), d.Close())
}

func (d *database) newChecker() (*sitereport.Checker, error) {
	return sitereport.NewChecker(cmp.Or(d.readerURL, d.url), cmp.Or(d.writerURL, d.url)) //nolint:wrapcheck // it says what it is about
}

// siteFiles returns the files of --reports, checked.
func (p *program) siteFiles(ctx context.Context, d *database) ([]sitereport.File, []route.Route, error) {
	checker, err := d.newChecker()
	if err != nil {
		return nil, nil, err
	}
	set := sitereport.NewSet(p.Reports, checker)
	_, err = set.Load(ctx)
	return set.Files(), set.Routes(), errors.Join(err, set.Close())
}

// loadSite loads the reports of --reports for this command; without a directory there are none.
func (p *program) loadSite(ctx context.Context) error {
	if p.Reports == "" || p.site != nil {
		return nil
	}
	if err := p.CheckReports(); err != nil {
		return err
	}
	d, err := p.openMigrated(ctx)
	if err != nil {
		return err
	}
	_, p.site, err = p.siteFiles(ctx, d)
	return errors.Join(err, d.Close())
}

// printSite prints a report of the site. Its flags are known only when its file has been read, so the command line is
// executed once more, with a command for it.
func (p *program) printSite(cmd *cobra.Command, name string) error {
	if p.site != nil {
		return usagef("there is no report %q%s; ccrepo report lists them", name, problem.Nearest(name, p.reportNames()))
	}
	if p.Reports == "" {
		return usagef("there is no report %q%s; ccrepo report lists them, and --reports names the directory of the site's own", name, problem.Nearest(name, p.reportNames()))
	}
	if err := p.loadSite(cmd.Context()); err != nil {
		return err
	}
	if p.site == nil {
		p.site = []route.Route{}
	}
	for _, r := range p.site {
		if !strings.Contains(r.Path, "{") {
			cmd.AddCommand(p.newOneReportCmd(r))
		}
	}
	return cmd.Root().ExecuteContext(cmd.Context())
}

// reportNames returns the names of all reports.
func (p *program) reportNames() (names []string) {
	for _, r := range append(db.Routes(), p.site...) {
		if name, is := strings.CutPrefix(r.Path, reportPrefix); is {
			names = append(names, name)
		}
	}
	return names
}

func newReportNewCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:     "new NAME",
		Short:   "Write the file of a new report of the site into the directory of --reports",
		Long:    "Writes a report that works, NAME.sql, into the directory of --reports, or else into this one. Edit it; a running\nserver takes it within two seconds.",
		Example: "  ccrepo report new long-waits --reports /etc/ccrepo/reports",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := p.CheckReports(); err != nil {
				return err
			}
			if err := sitereport.CheckName(args[0]); err != nil {
				return &usageError{err}
			}
			path, err := sitereport.New(cmp.Or(p.Reports, "."), args[0])
			if err == nil {
				fmt.Fprintf(p.stdout, "%s\nEdit it, then: ccrepo report check %[1]s\n", path)
			}
			return err
		},
	}
}

func newReportCheckCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE…",
		Short: "Check files with reports of the site, and say what is wrong with them",
		Long: "Checks each file as a server does, and prints what is wrong, with file and line. Notes are about what makes a report\n" +
			"slow: partitions that are read although the range has none of their rows, and filters that work late.",
		Example: "  ccrepo report check /etc/ccrepo/reports/*.sql",
		Args:    usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withChecker(cmd.Context(), func(checker *sitereport.Checker) error {
				bad := 0
				for _, file := range args {
					routes, wrong, notes, err := checker.Check(cmd.Context(), file)
					if err != nil {
						return err
					}
					for _, w := range wrong {
						fmt.Fprintf(p.stdout, "%s:%d: %s\n", file, w.Line, w.Message)
					}
					for _, note := range notes {
						fmt.Fprintf(p.stdout, "%s:%d: note: %s\n", file, note.Line, note.Message)
					}
					if len(wrong) > 0 {
						bad++
						continue
					}
					for _, r := range routes {
						fmt.Fprintf(p.stdout, "%s: %s is right\n", file, r.Path)
					}
				}
				if bad > 0 {
					return errors.New(plural(bad, "file") + " can't be served")
				}
				return nil
			})
		},
	}
}

func newReportTryCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:                   "try FILE [flags of the report]",
		Short:                 "Print the report of a file, which need not be served",
		Example:               "  ccrepo report try long-waits.sql --range yesterday --at_least 120",
		DisableFlagsInUseLine: true,
		DisableFlagParsing:    true, // those of the report are known when the file has been read
		RunE: func(cmd *cobra.Command, args []string) error {
			shared := pflag.NewFlagSet("try", pflag.ContinueOnError)
			shared.ParseErrorsAllowlist.UnknownFlags = true
			for _, name := range append(settings.Shared(), "reports") {
				shared.AddFlag(p.Flags.Lookup(name))
			}
			help := shared.BoolP("help", "h", false, "")
			if err := shared.Parse(args); err != nil {
				return &usageError{err}
			}
			switch {
			case *help && shared.NArg() == 0:
				return cmd.Help()
			case shared.NArg() == 0:
				return usagef("name the file first, as in ccrepo report try long-waits.sql --range yesterday")
			}
			file := shared.Arg(0)
			args = slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == file })
			if err := p.Load(p.environ()); err != nil {
				return err
			}
			var routes []route.Route
			err := p.withChecker(cmd.Context(), func(checker *sitereport.Checker) error {
				checked, wrong, _, err := checker.Check(cmd.Context(), file)
				for _, w := range wrong {
					fmt.Fprintf(p.stderr, "%s:%d: %s\n", file, w.Line, w.Message)
				}
				if len(wrong) > 0 {
					return fmt.Errorf("%s is wrong: %s", file, plural(len(wrong), "problem"))
				}
				routes = checked
				return err
			})
			if err != nil {
				return err
			}
			at := slices.IndexFunc(routes, func(r route.Route) bool { return !strings.Contains(r.Path, "{") })
			if at < 0 {
				return usagef("%s has no report without a parameter in its path; ask the server for it", file)
			}
			p.site = routes
			one := p.newOneReportCmd(routes[at])
			cmd.Parent().AddCommand(one)
			root := cmd.Root()
			root.SetArgs(append([]string{"report", one.Name()}, args...))
			return root.ExecuteContext(cmd.Context())
		},
	}
}

func newReportPromoteCmd(p *program) *cobra.Command {
	var into string
	cmd := &cobra.Command{
		Use:   "promote FILE --into DIR",
		Short: "Write what is needed to bring a report of the site into the product",
		Long: "Writes the query, the skeleton of its test, the rows for the labels and for docs/metrics.md into a clone of the sources,\n" +
			"and says what is left to do.",
		Example: "  ccrepo report promote long-waits.sql --into ~/ccrepo",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if into == "" {
				return usagef("--into is missing: name a clone of the sources")
			}
			return p.withChecker(cmd.Context(), func(checker *sitereport.Checker) error {
				routes, wrong, notes, err := checker.Check(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if len(wrong) > 0 {
					return fmt.Errorf("%s:%d: %s", args[0], wrong[0].Line, wrong[0].Message)
				}
				text, err := os.ReadFile(args[0])
				if err != nil {
					return fmt.Errorf("read the report: %w", err)
				}
				promotion := sitereport.Promote(string(text), routes)
				paths, err := promotion.Write(into)
				if err != nil {
					return &usageError{err}
				}
				fmt.Fprintf(p.stdout, "%s\n\n", strings.Join(paths, "\n"))
				for _, note := range notes {
					fmt.Fprintf(p.stdout, "- %s\n", note.Message)
				}
				for _, todo := range promotion.Todo {
					fmt.Fprintf(p.stdout, "- %s\n", todo)
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&into, "into", "", "directory of the clone")
	return cmd
}
