package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

const reportPrefix = "/v1/reports/"

func newReportCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "report [NAME]",
		Short: "Print a report as a table, CSV or JSON; without NAME list the reports",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("there is no report %q; ccrepo report lists them", args[0])
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
			for _, r := range db.Routes() {
				if name, ok := strings.CutPrefix(r.Path, reportPrefix); ok {
					fmt.Fprintf(w, "%s\t%s\n", name, r.Summary)
				}
			}
			return w.Flush()
		},
	}
	for _, r := range db.Routes() {
		if strings.HasPrefix(r.Path, reportPrefix) {
			cmd.AddCommand(newOneReportCmd(p, r))
		}
	}
	return cmd
}

// newOneReportCmd returns the command of a report: every parameter of its URL is a flag of the same name.
func newOneReportCmd(p *program, r route.Route) *cobra.Command {
	name := strings.TrimPrefix(r.Path, reportPrefix)
	values := map[string]*[]string{}
	format := "table"
	cmd := &cobra.Command{
		Use:     name,
		Short:   r.Summary,
		Long:    strings.TrimSpace(r.Summary + "\n\n" + r.Description),
		Example: "  ccrepo report " + name + " --range yesterday",
		Args:    usageArgs(cobra.NoArgs),
	}
	add := func(name, usage string, hidden bool) {
		if name == "format" {
			return
		}
		values[name] = cmd.Flags().StringArray(name, nil, usage)
		if hidden {
			// The flag was just defined, so this can't fail.
			_ = cmd.Flags().MarkHidden(name)
		}
	}
	for _, param := range query.ParamsOf(r) {
		add(param.Name, param.Description, param.Operator)
	}
	cmd.Flags().StringVar(&format, "format", "table", "table, csv, json or ndjson")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		query := url.Values{}
		for name, given := range values {
			if cmd.Flags().Changed(name) {
				query[name] = *given
			}
		}
		return p.report(cmd.Context(), r.Path, query, format)
	}
	return cmd
}

// report prints a report. It uses the server's own handler, so that the figures are those of HTTP.
func (p *program) report(ctx context.Context, path string, query url.Values, format string) error {
	switch format {
	case "csv", "json", "ndjson":
		query.Set("format", format)
	case "table":
		query.Set("format", "csv")
	default:
		return usagef("--format %q is none of table, csv, json, ndjson", format)
	}
	loc, err := p.Location()
	if err != nil {
		return err
	}
	d, err := p.openMigrated(ctx)
	if err != nil {
		return err
	}
	err = p.askReport(ctx, d, loc, path, query, format)
	return errors.Join(err, d.Close())
}

func (p *program) askReport(ctx context.Context, d *database, loc *time.Location, path string, query url.Values, format string) error {
	if _, err := refresh(ctx, d.DB, nil, nil); err != nil {
		return err
	}
	server, err := p.newServer(d, loc)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost"+path+"?"+query.Encode(), nil)
	if err != nil {
		return fmt.Errorf("ask for report: %w", err)
	}
	answer := &printer{out: p.stdout, header: http.Header{}}
	if format == "table" {
		answer.out = &answer.kept
	}
	err = answer.ask(server, req)
	if err == nil && format == "table" {
		err = printTable(p.stdout, strings.NewReader(answer.kept.String()))
	}
	return errors.Join(err, server.Close())
}
