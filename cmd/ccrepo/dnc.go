package main

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
)

const doNotCallPath = "/v1/do-not-call"

func newDNCCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "dnc",
		Short: "Manage the numbers that must not be called",
		Long: `Manage the numbers that must not be called, nor come in: for one campaign or for all, for ever or until a
moment. Numbers may be written as they like: with + or 00, or as they are dialled in the country of the campaign, with
spaces and brackets. With * for any digits they are patterns. Records of dialer lists that wait are blocked and
released at once.`,
		RunE: func(*cobra.Command, []string) error {
			return usagef("dnc: say what to do: add, remove, import, check or list")
		},
	}
	for _, sub := range []*cobra.Command{newDNCAddCmd(p), newDNCRemoveCmd(p), newDNCImportCmd(p), newDNCCheckCmd(p), newDNCListCmd(p)} {
		p.takeSettings(sub, "country", "tz")
		cmd.AddCommand(sub)
	}
	return cmd
}

// campaignFlag defines the flag --campaign.
func campaignFlag(cmd *cobra.Command, campaign *string) {
	cmd.Flags().StringVar(campaign, "campaign", "", "the campaign; without it all")
}

func newDNCAddCmd(p *program) *cobra.Command {
	var campaign, reason, until string
	cmd := &cobra.Command{
		Use:     "add NUMBER",
		Short:   "Add a number or pattern to the list",
		Example: "  ccrepo dnc add '099 123 456' --reason 'asked by letter' --until 2027-12-31\n  ccrepo dnc add '0900*' --campaign 'Sales->'",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withServer(cmd.Context(), func(ctx context.Context, a *inProcess) error {
				var added struct {
					ID      int64
					Number  string
					Blocked int64
				}
				body := map[string]string{"number": args[0], "campaign": campaign, "reason": reason, "until": until}
				if err := a.ask(ctx, http.MethodPost, doNotCallPath, body, &added); err != nil {
					return err
				}
				fmt.Fprintf(p.stdout, "entry %d: %s must not be called; waiting records blocked: %d\n", added.ID, added.Number, added.Blocked)
				return nil
			})
		},
	}
	campaignFlag(cmd, &campaign)
	cmd.Flags().StringVar(&reason, "reason", "", "why it must not be called")
	cmd.Flags().StringVar(&until, "until", "", "date or RFC 3339 time at which the entry ends; without it never")
	return cmd
}

func newDNCRemoveCmd(p *program) *cobra.Command {
	var campaign string
	cmd := &cobra.Command{
		Use:   "remove NUMBER",
		Short: "Remove a number or pattern from the list",
		Long: `Removes the entries of a number that are for all campaigns, or with --campaign those for that one. Records
that another entry forbids stay blocked.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withServer(cmd.Context(), func(ctx context.Context, a *inProcess) error { return p.removeDNC(ctx, a, args[0], campaign) })
		},
	}
	campaignFlag(cmd, &campaign)
	return cmd
}

func (p *program) removeDNC(ctx context.Context, a *inProcess, typed, campaign string) error {
	q := db.New(a.db.DB)
	country, err := q.CampaignCountry(ctx, db.CampaignCountryParams{Campaign: campaign, Given: p.Country})
	if err != nil {
		return fmt.Errorf("look for the country: %w", err)
	}
	number, unread := phone.Entry(typed, country)
	entries, err := q.DoNotCallOf(ctx, db.DoNotCallOfParams{Number: number, Typed: typed})
	if err != nil {
		return fmt.Errorf("look for entries: %w", err)
	}
	if unread != nil && len(entries) == 0 {
		return usagef("%q: %w", typed, unread)
	}
	if unread != nil {
		number = fmt.Sprintf("%q", typed)
	}
	var elsewhere []string
	removed := 0
	for _, e := range entries {
		if e.Campaign != campaign {
			elsewhere = append(elsewhere, fmt.Sprintf("%q", e.Campaign))
			continue
		}
		var gone struct{ Released int64 }
		if err := a.ask(ctx, http.MethodDelete, fmt.Sprintf("%s/%d", doNotCallPath, e.ID), nil, &gone); err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "entry %d: %s is off the list; records released: %d\n", e.ID, number, gone.Released)
		removed++
	}
	if len(elsewhere) > 0 {
		fmt.Fprintf(p.stderr, "%s is still on the list for: %s (--campaign; \"\" is all).\n", number, strings.Join(elsewhere, ", "))
	}
	if removed == 0 {
		return fmt.Errorf("%s is not on the list for %s", number, campaignText(campaign))
	}
	return nil
}

func campaignText(campaign string) string {
	if campaign == "" {
		return "all campaigns"
	}
	return "the campaign " + campaign
}

func newDNCImportCmd(p *program) *cobra.Command {
	var campaign, encoding string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Add the numbers of a file to the list, all of them or none",
		Long: `Puts the numbers of a CSV file on the list: number;campaign;reason;until, of which the later ones may be missing, or
columns in any order that the first line names. Commas do as well. Where a line is wrong nothing is added, and each
wrong line is named. - is the standard input. The file may be compressed with gzip, xz, bzip2 or zip.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := encodingFlag(encoding); err != nil {
				return err
			}
			kind := mime.FormatMediaType("text/csv", map[string]string{"charset": encoding})
			return p.withServer(cmd.Context(), func(ctx context.Context, a *inProcess) error {
				var done struct{ Added, Duplicates, Blocked int64 }
				path := doNotCallPath + "/import"
				if campaign != "" {
					path += "?" + url.Values{"campaign": {campaign}}.Encode()
				}
				if err := a.sendFile(ctx, p, path, kind, args[0], &done); err != nil {
					return err
				}
				fmt.Fprintf(p.stdout, "entries added: %d; on the list already: %d; waiting records blocked: %d\n", done.Added, done.Duplicates, done.Blocked)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&campaign, "campaign", "", "the campaign of lines that name none; default: all campaigns")
	cmd.Flags().StringVar(&encoding, "encoding", "utf-8", "encoding of the file, such as windows-1252")
	return cmd
}

func newDNCCheckCmd(p *program) *cobra.Command {
	var campaign, agent, direction string
	cmd := &cobra.Command{
		Use:   "check NUMBER",
		Short: "Check whether a number may be called, or may call in; if not, the exit status is 1",
		Long: `Tells whether a number may be called, or come in. The exit status is 1 if it may not; such an attempt is
recorded in black_list_history, like those of other clients.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withServer(cmd.Context(), func(ctx context.Context, a *inProcess) error {
				var verdict struct {
					Allowed bool
					Number  string
					Entry   *struct {
						ID               int64
						Campaign, Reason string
						Until            *string
					}
				}
				body := map[string]string{"number": args[0], "campaign": campaign, "direction": direction, "agent": agent}
				if err := a.ask(ctx, http.MethodPost, doNotCallPath+"/check", body, &verdict); err != nil {
					return err
				}
				if verdict.Allowed {
					fmt.Fprintf(p.stdout, "%s is allowed\n", verdict.Number)
					return nil
				}
				text := fmt.Sprintf("%s is not allowed: entry %d for %s", verdict.Number, verdict.Entry.ID, campaignText(verdict.Entry.Campaign))
				if verdict.Entry.Until != nil {
					text += " until " + *verdict.Entry.Until
				}
				if verdict.Entry.Reason != "" {
					text += ": " + verdict.Entry.Reason
				}
				return fmt.Errorf("%s", text)
			})
		},
	}
	campaignFlag(cmd, &campaign)
	cmd.Flags().StringVar(&agent, "agent", "", "agent who dials")
	cmd.Flags().StringVar(&direction, "direction", "out", "out: the number is called; in: it calls")
	return cmd
}

func newDNCListCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the entries",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.printRows(cmd.Context(), doNotCallPath, url.Values{"fields": {"id,number,typed,campaign,reason,until,added_at,added_by"}})
		},
	}
}
