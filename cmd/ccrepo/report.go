package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/reports"
	"github.com/ccrepo/ccrepo/route"
)

func newReportCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "report [NAME]",
		Short: "Print a report as a table, CSV or JSON; without NAME list the reports",
		Args:  cobra.ArbitraryArgs,
		// The flags of a report of the site are known when its file has been read.
		FParseErrWhitelist: cobra.FParseErrWhitelist{UnknownFlags: true},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return p.printSite(cmd, args[0])
			}
			cmd.FParseErrWhitelist.UnknownFlags = false
			if err := cmd.ParseFlags(slices.DeleteFunc(slices.Clone(p.args), func(arg string) bool { return arg == cmd.Name() })); err != nil {
				return &usageError{err}
			}
			if err := p.loadSite(cmd.Context()); err != nil {
				return err
			}
			w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
			for _, r := range append(db.Routes(), p.site...) {
				if name, ok := strings.CutPrefix(r.Path, reportPrefix); ok {
					fmt.Fprintf(w, "%s\t%s\n", name, p.language("").Of(r.Summary, r.SummaryES))
				}
			}
			return w.Flush()
		},
	}
	cmd.PersistentFlags().AddFlag(p.Flags.Lookup("reports"))
	cmd.AddCommand(newReportNewCmd(p), newReportCheckCmd(p), newReportTryCmd(p), newReportPromoteCmd(p))
	for _, r := range db.Routes() {
		if strings.HasPrefix(r.Path, reportPrefix) {
			cmd.AddCommand(p.newOneReportCmd(r))
		}
	}
	return cmd
}

// newOneReportCmd returns the command of a report: every parameter of its URL is a flag of the same name.
func (p *program) newOneReportCmd(r route.Route) *cobra.Command {
	name := strings.TrimPrefix(r.Path, reportPrefix)
	cmd := &cobra.Command{
		Use:     name,
		Short:   r.Summary,
		Long:    strings.TrimSpace(r.Summary + "\n\n" + r.Description),
		Example: "  ccrepo report " + name + " --range yesterday",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && (args[0] == "true" || args[0] == "false") {
				return usagef("write the value of a switch with =, such as --total=%s", args[0])
			}
			return usageArgs(cobra.NoArgs)(cmd, args)
		},
	}
	flags := addReportFlags(cmd, r)
	language := func() route.Language { return p.language(flags.given().Get("lang")) }
	cmd.SetHelpFunc(func(cmd *cobra.Command, _ []string) { flags.printHelp(cmd, p.terminalWidth(), language()) })
	cmd.SetUsageFunc(func(cmd *cobra.Command) error {
		flags.printUsage(cmd.OutOrStderr(), cmd, p.terminalWidth(), language())
		return nil
	})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return p.report(cmd.Context(), r, flags.given()) }
	return cmd
}

// report prints a report. It uses the engine of the server, so that the figures are those of HTTP.
func (p *program) report(ctx context.Context, r route.Route, query url.Values) error {
	format := cmp.Or(query.Get("format"), "table")
	if !query.Has("lang") {
		query.Set("lang", string(p.language("")))
	}
	everything := query.Get("fields") == "all"
	if everything {
		query.Del("fields")
	}
	switch format {
	case "csv", "json", "ndjson", "xlsx":
	case "table":
		for _, name := range []string{"dialect", "separator", "decimal", "bom", "dates"} {
			if query.Has(name) {
				return usagef("--%s is of csv; add --format csv", name)
			}
		}
		query.Set("format", "csv")
	default:
		return usagef("--format %q is none of table, csv, json, ndjson, xlsx", format)
	}
	if format == "xlsx" && p.terminalWidth() > 0 {
		return usagef("--format xlsx is a file: write it to one, as in ccrepo report %s --format xlsx > %[1]s.xlsx", strings.TrimPrefix(r.Path, reportPrefix))
	}
	return p.withReports(ctx, func(ctx context.Context, d *database, client *reports.Client) error {
		if _, err := refresh(ctx, d.DB, nil, nil); err != nil {
			return err
		}
		name := strings.TrimPrefix(r.Path, reportPrefix)
		if format != "table" {
			return p.writeRows(ctx, client, p.stdout, name, query)
		}
		records, err := p.records(ctx, client, name, query)
		if err != nil {
			return err
		}
		var main []string
		if !everything && !query.Has("fields") {
			main = mainColumns(r, query.Has("interval"))
		}
		if query.Get("labels") == "true" {
			main = headings(r, main, p.language(query.Get("lang")))
		}
		p.printFitting(records, main)
		return nil
	})
}

// mainColumns returns the columns that are shown if not all fit, the most important first.
func mainColumns(r route.Route, slots bool) []string {
	columns := r.Main
	if len(columns) == 0 {
		columns = slices.Clone(r.Key)
		for _, c := range r.Columns {
			if !slices.Contains(r.Key, c.Name) {
				columns = append(columns, c.Name)
			}
		}
	}
	if slots {
		columns = append([]string{"interval_start"}, columns...)
	}
	return columns
}

// headings returns the headings that the columns have with labels.
func headings(r route.Route, names []string, in route.Language) (out []string) {
	columns := append(route.SlotColumns(), r.Columns...)
	for _, name := range names {
		for _, c := range columns {
			if c.Name == name {
				out = append(out, c.Heading(in))
			}
		}
	}
	return out
}

// withReports calls do with a client of the database, and closes both.
func (p *program) withReports(ctx context.Context, do func(context.Context, *database, *reports.Client) error) error {
	loc, err := p.Location()
	if err != nil {
		return err
	}
	d, err := p.openMigrated(ctx)
	if err != nil {
		return err
	}
	client, err := reports.Open(reports.Options{DatabaseURL: cmp.Or(d.readerURL, d.url), WriterURL: cmp.Or(d.writerURL, d.url), Location: loc, Routes: p.site})
	if err != nil {
		return errors.Join(err, d.Close())
	}
	return errors.Join(do(ctx, d, client), client.Close(), d.Close())
}

// writeRows writes a report, or the list of a path.
func (p *program) writeRows(ctx context.Context, client *reports.Client, w io.Writer, name string, query url.Values) error {
	options := make([]reports.Option, 0, len(query))
	for param, values := range query {
		for _, value := range values {
			options = append(options, reports.Set(param, value))
		}
	}
	err := client.Write(ctx, w, name, options...)
	var refusal *problem.Problem
	if errors.As(err, &refusal) {
		return errorOf(refusal.In(p.language(query.Get("lang"))))
	}
	return err
}

// records returns the rows of a report or of the list of a path, after the names of the columns.
func (p *program) records(ctx context.Context, client *reports.Client, name string, query url.Values) ([][]string, error) {
	query.Set("format", "csv")
	var answer bytes.Buffer
	if err := p.writeRows(ctx, client, &answer, name, query); err != nil {
		return nil, err
	}
	return readRecords(&answer)
}

// printRows prints the rows of a list as a table.
func (p *program) printRows(ctx context.Context, path string, query url.Values) error {
	return p.withReports(ctx, func(ctx context.Context, _ *database, client *reports.Client) error {
		records, err := p.records(ctx, client, path, query)
		if err == nil {
			printAligned(p.stdout, records)
		}
		return err
	})
}

// errorOf returns a problem as an error of this program: of usage, if another command line would help.
func errorOf(refusal *problem.Problem) error {
	text := cmp.Or(refusal.Detail, refusal.Title)
	if refusal.Status < http.StatusInternalServerError {
		return usagef("%s", text)
	}
	return fmt.Errorf("%s: %s", refusal.Code, text)
}
