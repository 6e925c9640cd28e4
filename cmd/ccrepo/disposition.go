package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/ingest"
)

func newDispositionCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "disposition",
		Short: "Keep the dispositions that campaigns allow the same as uContact's",
		Long: `Keeps the dispositions that campaigns allow: POST /v1/actions/disposition-call refuses others. A campaign of
which nothing is listed allows all.

FILE is CSV with commas, semicolons or tabs: campaign, l1, l2, l3 in this order, or in any other with these names
in the first line. Levels that a disposition lacks are empty or left out. With --campaign the file is about that
campaign alone, and needs no column for it. - is the standard input. The file may be compressed with gzip, xz,
bzip2 or zip.`,
		RunE: func(*cobra.Command, []string) error {
			return usagef("disposition: say what to do: import, list or diff")
		},
	}
	cmd.AddCommand(newDispositionImportCmd(p), newDispositionListCmd(p), newDispositionDiffCmd(p))
	return cmd
}

func newDispositionImportCmd(p *program) *cobra.Command {
	var campaign string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Make the list of each campaign that a file names what the file says",
		Long: `Makes the list of each campaign that the file names what the file says: what it lacks is taken away. Other
campaigns stay as they are. All of the file is taken, or nothing.`,
		Example: "  ccrepo disposition import dispositions.csv\n  ccrepo disposition import --campaign 'Sales<-' sales.csv",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := p.readAllowedFile(cmd, args[0], campaign)
			if err != nil {
				return err
			}
			return p.withDatabase(cmd.Context(), func(ctx context.Context, d *sql.DB) error { return p.importAllowed(ctx, d, list) })
		},
	}
	cmd.Flags().StringVar(&campaign, "campaign", "", "the campaign that the file is about")
	return cmd
}

// readAllowedFile reads a list of allowed dispositions from a file, or from the standard input.
func (p *program) readAllowedFile(cmd *cobra.Command, name, campaign string) (*allowedList, error) {
	if cmd.Flags().Changed("campaign") && campaign == "" {
		return nil, usagef("--campaign is empty")
	}
	file, _, done, err := p.open(cmd.Context(), name)
	if err != nil {
		return nil, fmt.Errorf("open list: %w", err)
	}
	defer done()
	var list *allowedList
	if err := ingest.UnpackOne(name, file, 0, func(text io.Reader) (err error) {
		if list, err = readAllowed(text, campaign); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}); err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	if list.twice > 0 {
		fmt.Fprintf(p.stderr, "%s: %s that another says as well.\n", name, plural(list.twice, "line"))
	}
	return list, nil
}

func (p *program) importAllowed(ctx context.Context, d *sql.DB, list *allowedList) error {
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	q := db.New(tx)
	present, err := q.AllAllowedDispositions(ctx, db.AllAllowedDispositionsParams{Campaigns: list.campaigns})
	if err != nil {
		return fmt.Errorf("read the present list: %w", err)
	}
	missing, surplus := differ(list.entries, present)
	for _, campaign := range list.campaigns {
		params := db.AllowDispositionsParams{Campaign: campaign}
		for _, entry := range list.entries {
			if entry.Campaign == campaign {
				params.L1, params.L2, params.L3 = append(params.L1, entry.L1), append(params.L2, entry.L2), append(params.L3, entry.L3)
			}
		}
		if err := q.ForbidDispositions(ctx, db.ForbidDispositionsParams{Campaign: campaign}); err != nil {
			return fmt.Errorf("take the old list of %q away: %w", campaign, err)
		}
		if err := q.AllowDispositions(ctx, params); err != nil {
			return fmt.Errorf("write the list of %q: %w", campaign, err)
		}
	}
	did := fmt.Sprintf("%s added, %d taken away, %s", plural(len(missing), "disposition"), len(surplus), plural(len(list.campaigns), "campaign"))
	err = q.AddAuditory(ctx, db.AddAuditoryParams{Datetime: time.Now(), Userid: "local", Host: "", Action: "ccrepo disposition import: " + did})
	if err != nil {
		return fmt.Errorf("write audit row: %w", err)
	}
	unknown, err := q.UnknownCampaigns(ctx, db.UnknownCampaignsParams{Campaigns: list.campaigns})
	if err != nil {
		return fmt.Errorf("look up campaigns: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	for _, campaign := range unknown {
		fmt.Fprintf(p.stderr, "No table names the campaign %q yet; names are spelt as in the events.\n", campaign)
	}
	fmt.Fprintln(p.stdout, did+".")
	return nil
}

func newDispositionListCmd(p *program) *cobra.Command {
	var campaigns []string
	var format string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List what campaigns allow, as a table or as a file for import",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "table" && format != "csv" {
				return usagef("--format %q is neither table nor csv", format)
			}
			if slices.Contains(campaigns, "") {
				return usagef("--campaign is empty; leave it out for all campaigns")
			}
			return p.withQueries(cmd.Context(), func(ctx context.Context, q *db.Queries) error {
				entries, err := q.AllAllowedDispositions(ctx, db.AllAllowedDispositionsParams{Campaigns: append([]string{}, campaigns...)})
				if err != nil {
					return fmt.Errorf("list dispositions: %w", err)
				}
				return printAllowed(p.stdout, entries, format)
			})
		},
	}
	cmd.Flags().StringArrayVar(&campaigns, "campaign", nil, "a campaign; may be repeated; without it all")
	cmd.Flags().StringVar(&format, "format", "table", "table or csv")
	return cmd
}

func printAllowed(w io.Writer, entries []allowed, format string) error {
	records := [][]string{{"campaign", "l1", "l2", "l3"}}
	for _, entry := range entries {
		records = append(records, cells(entry))
	}
	if format == "table" {
		printAligned(w, records)
		return nil
	}
	if err := csv.NewWriter(w).WriteAll(records); err != nil {
		return fmt.Errorf("print list: %w", err)
	}
	return nil
}

func newDispositionDiffCmd(p *program) *cobra.Command {
	var campaign string
	cmd := &cobra.Command{
		Use:   "diff FILE",
		Short: "Compare the lists of the campaigns that a file names with it; the status is 1 if they differ",
		Long: `Compares the lists of the campaigns that a file names with it. A line with + is one that only the file has, one
with - only the database has. The status is 1 if they differ.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := p.readAllowedFile(cmd, args[0], campaign)
			if err != nil {
				return err
			}
			return p.withQueries(cmd.Context(), func(ctx context.Context, q *db.Queries) error {
				present, err := q.AllAllowedDispositions(ctx, db.AllAllowedDispositionsParams{Campaigns: list.campaigns})
				if err != nil {
					return fmt.Errorf("read the present list: %w", err)
				}
				missing, surplus := differ(list.entries, present)
				for _, line := range diffLines(missing, surplus) {
					fmt.Fprintln(p.stdout, line)
				}
				if n := len(missing) + len(surplus); n > 0 {
					return errors.New(plural(n, "difference") + "; ccrepo disposition import makes the lists what the file says")
				}
				fmt.Fprintf(p.stdout, "The lists of %s are the same.\n", plural(len(list.campaigns), "campaign"))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&campaign, "campaign", "", "the campaign that the file is about")
	return cmd
}

// differ returns the entries that only the wanted list has, and those that only the present one has.
func differ(wanted, present []allowed) (missing, surplus []allowed) {
	for _, entry := range wanted {
		if !slices.Contains(present, entry) {
			missing = append(missing, entry)
		}
	}
	for _, entry := range present {
		if !slices.Contains(wanted, entry) {
			surplus = append(surplus, entry)
		}
	}
	return missing, surplus
}

func diffLines(missing, surplus []allowed) []string {
	type line struct {
		sign string
		allowed
	}
	var lines []line
	for _, entry := range missing {
		lines = append(lines, line{"+", entry})
	}
	for _, entry := range surplus {
		lines = append(lines, line{"-", entry})
	}
	slices.SortStableFunc(lines, func(a, b line) int { return compareAllowed(a.allowed, b.allowed) })
	var out []string
	for _, l := range lines {
		levels := slices.DeleteFunc(cells(l.allowed)[1:], func(cell string) bool { return cell == "" })
		out = append(out, fmt.Sprintf("%s %s: %s", l.sign, l.Campaign, strings.Join(levels, " / ")))
	}
	return out
}
