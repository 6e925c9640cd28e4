package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/screenpop"
)

func newScreenPopCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "screen-pop",
		Short: "Set and try the URL that opens with the calls of a campaign",
		Long: `Sets and tries the URL of the CRM's page that opens with the calls of a campaign. GET /v1/screen-pop fills it.

A template begins with https:// and a fixed host. Placeholders may be in path, query or fragment: {` + strings.Join(screenpop.Names(), "}, {") + `},
and any variable of the dialer's record. What a call lacks is empty.`,
		RunE: func(*cobra.Command, []string) error {
			return usagef("screen-pop: say what to do: set, test, list or remove")
		},
	}
	cmd.AddCommand(newScreenPopSetCmd(p), newScreenPopTestCmd(p), newScreenPopListCmd(p), newScreenPopRemoveCmd(p))
	return cmd
}

// popCampaign is the campaign of a template; campaign is empty for the template of all campaigns.
type popCampaign struct {
	campaign string
	all      bool
}

func (c *popCampaign) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.campaign, "campaign", "", "the campaign, spelt as in the events")
	cmd.Flags().BoolVar(&c.all, "all", false, "all campaigns that have no template of their own")
}

func (c *popCampaign) check() error {
	if (c.campaign == "") == !c.all {
		return usagef("give --campaign NAME, or --all")
	}
	return nil
}

// String returns the name for messages.
func (c *popCampaign) String() string {
	if c.all {
		return "all campaigns"
	}
	return fmt.Sprintf("%q", c.campaign)
}

func newScreenPopSetCmd(p *program) *cobra.Command {
	var c popCampaign
	var variables []string
	cmd := &cobra.Command{
		Use:   "set TEMPLATE",
		Short: "Set the template of a campaign, or of all",
		Example: "  ccrepo screen-pop set --campaign 'Sales->' 'https://crm.example.com/customers?searchByPhoneNumber={phone}'\n" +
			"  ccrepo screen-pop set --all 'https://crm.example.com/customers/{contact}?agent={agent}'",
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.check(); err != nil {
				return err
			}
			template, err := screenpop.Parse(args[0])
			if err != nil {
				return usagef("the template cannot be used: %w", err)
			}
			return p.withDatabase(cmd.Context(), func(ctx context.Context, d *sql.DB) error {
				if err := checkVariables(ctx, db.New(d), c.campaign, template, variables); err != nil {
					return err
				}
				return p.setScreenPop(ctx, d, &c, args[0])
			})
		},
	}
	c.flags(cmd)
	cmd.Flags().StringArrayVar(&variables, "variable", nil, "a variable that records of the dialer will have; may be repeated")
	return cmd
}

// checkVariables checks the placeholders of a template against the data of a call and of the dialer's records.
func checkVariables(ctx context.Context, q *db.Queries, campaign string, template *screenpop.Template, variables []string) error {
	records, err := q.RecentVariables(ctx, db.RecentVariablesParams{Campaign: campaign})
	if err != nil {
		return fmt.Errorf("read the variables of the dialer's records: %w", err)
	}
	known := slices.Clone(variables)
	for _, data := range records {
		for name := range screenpop.Variables(data) {
			if !slices.Contains(known, name) {
				known = append(known, name)
			}
		}
	}
	slices.Sort(known)
	if err := template.Check(known, len(records) > 0); err != nil {
		return usagef("the template cannot be used: %w; --variable NAME says that lists to come will have it", err)
	}
	return nil
}

// setScreenPop stores a template; an empty one removes it.
func (p *program) setScreenPop(ctx context.Context, d *sql.DB, c *popCampaign, template string) error {
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	q := db.New(tx)
	if err := q.SetScreenPop(ctx, db.SetScreenPopParams{Campaign: c.campaign, Template: template}); err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	did := "the template of " + c.String() + " is set"
	if template == "" {
		did = "the template of " + c.String() + " is removed"
	}
	err = q.AddAuditory(ctx, db.AddAuditoryParams{Datetime: time.Now(), Userid: "local", Host: "", Action: "ccrepo screen-pop: " + did})
	if err != nil {
		return fmt.Errorf("write audit row: %w", err)
	}
	unknown, err := q.UnknownCampaigns(ctx, db.UnknownCampaignsParams{Campaigns: []string{c.campaign}})
	if err != nil {
		return fmt.Errorf("look up campaigns: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if len(unknown) > 0 && !c.all {
		fmt.Fprintf(p.stderr, "No table names the campaign %q yet; names are spelt as in the events.\n", c.campaign)
	}
	fmt.Fprintln(p.stdout, strings.ToUpper(did[:1])+did[1:]+".")
	return nil
}

func newScreenPopTestCmd(p *program) *cobra.Command {
	call := map[string]*string{}
	cmd := &cobra.Command{
		Use:     "test --campaign NAME",
		Short:   "Print the URL that opens with a call",
		Example: "  ccrepo screen-pop test --campaign 'Sales->' --phone 3312345678 --agent ana",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if *call["campaign"] == "" {
				return usagef("--campaign NAME: whose call is it?")
			}
			query := url.Values{}
			for name, value := range call {
				if cmd.Flags().Changed(name) {
					query.Set(name, *value)
				}
			}
			return p.testScreenPop(cmd.Context(), query)
		},
	}
	for _, flag := range [][2]string{{"campaign", "campaign of the call"}, {"phone", "number of the other side"}, {"agent", "agent of the call"},
		{"guid", "unique id of the call"}, {"contact", "id of the dialer's contact"}} {
		call[flag[0]] = cmd.Flags().String(flag[0], "", flag[1])
	}
	p.takeSettings(cmd, "country")
	return cmd
}

// testScreenPop prints the URL that the server's own handler returns.
func (p *program) testScreenPop(ctx context.Context, query url.Values) error {
	return p.withServer(ctx, func(ctx context.Context, a *inProcess) error {
		var answer struct {
			URL   string
			Empty []string
		}
		if err := a.ask(ctx, http.MethodGet, "/v1/screen-pop?"+query.Encode(), nil, &answer); err != nil {
			return err
		}
		if len(answer.Empty) > 0 {
			fmt.Fprintf(p.stderr, "There is no value for %s.\n", strings.Join(answer.Empty, ", "))
		}
		fmt.Fprintln(p.stdout, answer.URL)
		return nil
	})
}

func newScreenPopListCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the templates",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withQueries(cmd.Context(), func(ctx context.Context, q *db.Queries) error {
				set, err := q.ScreenPops(ctx)
				if err != nil {
					return fmt.Errorf("list templates: %w", err)
				}
				records := [][]string{{"campaign", "template"}}
				for _, s := range set {
					records = append(records, []string{cmp.Or(s.Campaign, "(all)"), s.Template})
				}
				printAligned(p.stdout, records)
				return nil
			})
		},
	}
}

func newScreenPopRemoveCmd(p *program) *cobra.Command {
	var c popCampaign
	cmd := &cobra.Command{
		Use:   "remove",
		Short: "Remove the template of a campaign, or of all",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.check(); err != nil {
				return err
			}
			return p.withDatabase(cmd.Context(), func(ctx context.Context, d *sql.DB) error {
				set, err := db.New(d).ScreenPops(ctx)
				if err != nil {
					return fmt.Errorf("look for the template: %w", err)
				}
				if !slices.ContainsFunc(set, func(s db.ScreenPopsRow) bool { return s.Campaign == c.campaign }) {
					return fmt.Errorf("no template is set for %s: ccrepo screen-pop list shows what is", &c)
				}
				return p.setScreenPop(ctx, d, &c, "")
			})
		},
	}
	c.flags(cmd)
	return cmd
}
