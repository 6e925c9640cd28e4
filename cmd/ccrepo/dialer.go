// The commands of the dialer's lists.

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

const dialerLists = "/v1/dialer/lists"

func newDialerCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "dialer",
		Short: "Load, activate, list and remove dialer lists",
		RunE: func(*cobra.Command, []string) error {
			return usagef("dialer: say what to do: load, activate, list or remove")
		},
	}
	cmd.AddCommand(newDialerLoadCmd(p), newDialerActivateCmd(p), newDialerListCmd(p), newDialerRemoveCmd(p))
	return cmd
}

// listFile is a list to load.
type listFile struct {
	p                          *program
	campaign, name             string
	format, encoding, activate string
	refuse, dryRun             bool
}

func newDialerLoadCmd(p *program) *cobra.Command {
	l := &listFile{p: p, activate: "auto"}
	activate := false
	cmd := &cobra.Command{
		Use:   "load FILE --campaign CAMPAIGN",
		Short: "Load a dialer list: CSV, NDJSON or JSON",
		Long: `Load a dialer list of up to 500,000 records, all in one transaction. FILE may be -, the standard input,
and may be compressed with gzip, xz, bzip2 or zip.

CSV is uContact's own form, campaign;destination;parandvals;alternatives;priority;agent, or has a header
that names destination and any of campaign, data, alternatives, contact, priority, agentphone.

Invalid records and repeated numbers are skipped and named on standard error; numbers on the do-not-call
list are loaded as blocked. The first list of a campaign is activated with it.`,
		Example: `  ccrepo dialer load july.csv --campaign 'Sales->' --dry-run
  ccrepo dialer load july.csv --campaign 'Sales->' --name july --activate`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			if cmd.Flags().Changed("activate") {
				l.activate = strconv.FormatBool(activate)
			}
			return l.load(cmd.Context(), files[0])
		},
	}
	p.takeSettings(cmd, "country")
	cmd.Flags().StringVar(&l.campaign, "campaign", "", "campaign of the list")
	cmd.Flags().StringVar(&l.name, "name", "", "name of the list; default: the name of the file")
	cmd.Flags().BoolVar(&activate, "activate", false, "activate the list instead of the active one; =false never does")
	cmd.Flags().BoolVar(&l.refuse, "refuse-invalid", false, "load nothing if a record is invalid")
	cmd.Flags().BoolVar(&l.dryRun, "dry-run", false, "print the result that a load would have, and write nothing")
	cmd.Flags().StringVar(&l.format, "format", "", "csv, ndjson or json; default: by the name of the file")
	cmd.Flags().StringVar(&l.encoding, "encoding", "utf-8", encodingUsage+" (CSV only)")
	return cmd
}

// mediaType returns the media type of a file, by --format or by the file's extension.
func (l *listFile) mediaType(file string) (string, error) {
	format := l.format
	if format == "" {
		format = map[string]string{".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson"}[strings.ToLower(filepath.Ext(unpackedName(file)))]
	}
	kind, known := map[string]string{"": "text/csv", "csv": "text/csv", "json": "application/json", "ndjson": "application/x-ndjson"}[format]
	if !known {
		return "", usagef("--format %q is none of csv, ndjson, json", l.format)
	}
	e, err := encodingFlag(l.encoding)
	if err != nil {
		return "", err
	}
	if e != nil && kind != "text/csv" {
		return "", usagef("--encoding %q is for CSV: JSON is UTF-8", l.encoding)
	}
	if e != nil {
		kind = mime.FormatMediaType(kind, map[string]string{"charset": l.encoding})
	}
	return kind, nil
}

func (l *listFile) load(ctx context.Context, file string) error {
	if l.campaign == "" {
		return usagef("say which campaign the list is for: --campaign")
	}
	kind, err := l.mediaType(file)
	if err != nil {
		return err
	}
	if l.name == "" {
		base := filepath.Base(unpackedName(file))
		if l.name = strings.TrimSuffix(base, filepath.Ext(base)); file == "-" {
			return usagef("the standard input has no name: say --name")
		}
	}
	query := url.Values{"campaign": {l.campaign}, "name": {l.name}, "activate": {l.activate}, "dry_run": {strconv.FormatBool(l.dryRun)},
		"invalid": {map[bool]string{false: "skip", true: "refuse"}[l.refuse]}}
	begun := time.Now()
	var answer loadedList
	err = l.p.withServer(ctx, func(ctx context.Context, a *inProcess) error {
		return a.sendFile(ctx, l.p, dialerLists+"?"+query.Encode(), kind, file, &answer)
	})
	if err == nil {
		l.report(file, &answer, time.Since(begun))
	}
	return err
}

// loadedList is the server's answer to a load; the numbers are counts of records.
type loadedList struct {
	ID                           *int64
	Active                       bool
	Records, Blocked, Duplicates int64
	BlockedAlternatives          int64 `json:"blocked_alternatives"`
	Invalid                      int64
	InvalidRecords               []struct {
		Line   int64
		Reason string
	} `json:"invalid_records"`
}

// report prints the result of a load.
func (l *listFile) report(file string, a *loadedList, took time.Duration) {
	for _, r := range a.InvalidRecords {
		fmt.Fprintf(l.p.stderr, "%s:%d: %s\n", file, r.Line, r.Reason)
	}
	if more := a.Invalid - int64(len(a.InvalidRecords)); more > 0 {
		fmt.Fprintf(l.p.stderr, "%s: and %d more\n", file, more)
	}
	what := "nothing was written"
	if a.ID != nil {
		what = fmt.Sprintf("list %d", *a.ID)
	}
	switch {
	case a.Active && a.ID == nil:
		what += "; it would be active"
	case a.Active:
		what += ", active"
	}
	fmt.Fprintf(l.p.stdout, "%s of %s (%s): %d records, %d of them blocked; skipped: %d duplicates, %d invalid, %d blocked alternatives; %.1f s\n",
		l.name, l.campaign, what, a.Records, a.Blocked, a.Duplicates, a.Invalid, a.BlockedAlternatives, took.Seconds())
}

// listID returns the id of a list, which is given by its id, or by its name within a campaign.
func listID(ctx context.Context, d *database, campaign, list string) (int64, error) {
	if id, err := strconv.ParseInt(list, 10, 64); err == nil && campaign == "" {
		return id, nil
	}
	if campaign == "" {
		return 0, usagef("%q is not an id; with --campaign it may be a name", list)
	}
	var id int64
	err := d.QueryRowContext(ctx, "SELECT id FROM dialer_base WHERE campaign = $1 AND name = $2", campaign, list).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, usagef("the campaign %s has no list %q; ccrepo dialer list shows them", campaign, list)
	}
	if err != nil {
		return 0, fmt.Errorf("look for the list: %w", err)
	}
	return id, nil
}

func newDialerActivateCmd(p *program) *cobra.Command {
	var campaign string
	cmd := &cobra.Command{
		Use:   "activate LIST",
		Short: "Activate a list, by its id or, with --campaign, its name",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return p.withServer(ctx, func(ctx context.Context, a *inProcess) error {
				id, err := listID(ctx, a.db, campaign, args[0])
				if err != nil {
					return err
				}
				var list map[string]any
				if err := a.ask(ctx, http.MethodPost, fmt.Sprintf("%s/%d/activate", dialerLists, id), struct{}{}, &list); err != nil {
					return err
				}
				fmt.Fprintf(p.stdout, "list %d is active\n", id)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&campaign, "campaign", "", "campaign of the list, if it is given by name")
	return cmd
}

func newDialerListCmd(p *program) *cobra.Command {
	var campaign string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the dialer lists and their progress",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			query := url.Values{"order": {"id"}}
			if campaign != "" {
				query.Set("campaign", campaign)
			}
			return p.printRows(cmd.Context(), dialerLists, query)
		},
	}
	cmd.Flags().StringVar(&campaign, "campaign", "", "only the lists of this campaign")
	return cmd
}

func newDialerRemoveCmd(p *program) *cobra.Command {
	var campaign, successor string
	cmd := &cobra.Command{
		Use:   "remove LIST",
		Short: "Remove a list with its records, by its id or, with --campaign, its name",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return p.withServer(ctx, func(ctx context.Context, a *inProcess) error {
				id, err := listID(ctx, a.db, campaign, args[0])
				if err != nil {
					return err
				}
				path := fmt.Sprintf("%s/%d", dialerLists, id)
				if successor != "" {
					next, err := listID(ctx, a.db, campaign, successor)
					if err != nil {
						return err
					}
					path += fmt.Sprintf("?successor=%d", next)
				}
				var removed struct {
					Records int64 `json:"records_removed"`
				}
				if err := a.ask(ctx, http.MethodDelete, path, struct{}{}, &removed); err != nil {
					return err
				}
				fmt.Fprintf(p.stdout, "list %d is removed with %d records\n", id, removed.Records)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&campaign, "campaign", "", "campaign of the lists, if they are given by name")
	cmd.Flags().StringVar(&successor, "successor", "", "list to activate instead; needed if the list is active and not the last one of its campaign")
	return cmd
}
