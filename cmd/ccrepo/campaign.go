package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/spf13/cobra"
)

const campaignsPath = "/v1/campaigns"

func newCampaignCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "campaign",
		Short: "Set the country and the number of campaigns",
		RunE: func(*cobra.Command, []string) error {
			return usagef("campaign: say what to do: set or list")
		},
	}
	cmd.AddCommand(newCampaignSetCmd(p), newCampaignListCmd(p))
	return cmd
}

func newCampaignSetCmd(p *program) *cobra.Command {
	var country, did string
	cmd := &cobra.Command{
		Use:   "set NAME",
		Short: "Set the country or the number of a campaign",
		Long: `Sets the country of numbers that are typed without +, and the number that calls of the campaign show if they
name none. An empty value removes it. A campaign that no event has named yet becomes known.`,
		Example: "  ccrepo campaign set 'Sales->' --country UY --did '+598 2 1234567'",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			body := map[string]string{"campaign": args[0]}
			for name, value := range map[string]string{"country": country, "did": did} {
				if cmd.Flags().Changed(name) {
					body[name] = value
				}
			}
			return p.withServer(cmd.Context(), func(ctx context.Context, a *inProcess) error {
				var set struct{ Country, DID *string }
				if err := a.ask(ctx, http.MethodPost, campaignsPath, body, &set); err != nil {
					return err
				}
				fmt.Fprintf(p.stdout, "%s: country %s, number %s\n", args[0], orNone(set.Country), orNone(set.DID))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&country, "country", "", "country, in two capital letters such as UY")
	cmd.Flags().StringVar(&did, "did", "", "number that calls show")
	return cmd
}

func orNone(text *string) string {
	if text == nil {
		return "none"
	}
	return *text
}

func newCampaignListCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the campaigns and their settings",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.printRows(cmd.Context(), campaignsPath, url.Values{})
		},
	}
}
