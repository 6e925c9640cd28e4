// Keys: what is asked of a new one, and the command that makes it.

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"
	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db"
)

// newKey is a requested key.
type newKey struct {
	name      string
	scopes    []string
	campaigns []string
	expires   string
}

func newKeyCreateCmd(p *program) *cobra.Command {
	var k newKey
	cmd := &cobra.Command{
		Use:   "create --name NAME",
		Short: "Create a key and print its secret, which is not shown again",
		Example: `  ccrepo key create --name dashboard
  ccrepo key create --name acme --campaign 'Sales<-' --campaign 'Support<-' --expires 90d
  ccrepo key create --name crm --scope read,act,pii`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			params, err := k.params(time.Now(), cmd.Flags().Changed("campaign"))
			if err != nil {
				return err
			}
			return p.withQueries(cmd.Context(), func(ctx context.Context, q *db.Queries) error { return p.createKey(ctx, q, params) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&k.name, "name", "", "who uses the key, as logs show it")
	flags.StringSliceVar(&k.scopes, "scope", []string{"read"}, "what the key may do: "+strings.Join(auth.Scopes(), ", "))
	flags.StringArrayVar(&k.campaigns, "campaign", nil, "a campaign that the key sees, and no other; may be repeated; without it all")
	flags.StringVar(&k.expires, "expires", "", "a date, an RFC 3339 time or a number of days such as 90d; without it never")
	return cmd
}

// params validates the request and converts it for the database.
func (k newKey) params(now time.Time, limited bool) (db.CreateAPIKeyParams, error) {
	out := db.CreateAPIKeyParams{Name: strings.TrimSpace(k.name)}
	if out.Name == "" {
		return out, usagef("--name says who uses the key, as logs show it")
	}
	if len([]rune(out.Name)) > 100 || strings.ContainsFunc(out.Name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return out, usagef("--name has at most 100 characters, on one line")
	}
	for _, scope := range k.scopes {
		if !slices.Contains(auth.Scopes(), scope) {
			return out, usagef("--scope %q is none of %s", scope, strings.Join(auth.Scopes(), ", "))
		}
	}
	slices.Sort(k.scopes)
	if out.Scopes = slices.Compact(k.scopes); len(out.Scopes) == 0 {
		return out, usagef("--scope: a key needs one of %s", strings.Join(auth.Scopes(), ", "))
	}
	if limited {
		// An empty variable in a script must not create a key for all campaigns.
		if slices.Contains(k.campaigns, "") {
			return out, usagef("--campaign is empty; leave it out for all campaigns")
		}
		slices.Sort(k.campaigns)
		out.Campaigns = slices.Compact(k.campaigns)
	}
	if k.expires != "" {
		at, err := parseExpiry(k.expires, now)
		if err != nil {
			return out, err
		}
		out.ExpiresAt = &at
	}
	return out, nil
}

func parseExpiry(text string, now time.Time) (time.Time, error) {
	var at time.Time
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n > 36500 {
			return at, usagef("--expires %q is not a number of days such as 90d", text)
		}
		at = now.AddDate(0, 0, n)
	} else {
		var err error
		if at, err = parseMoment(text); err != nil {
			return at, err
		}
	}
	if !at.After(now) {
		return at, usagef("--expires %s is past already", text)
	}
	return at, nil
}

func (p *program) createKey(ctx context.Context, q *db.Queries, params db.CreateAPIKeyParams) error {
	id, secret, hash := auth.NewSecret()
	params.ID, params.SecretSha256 = id, hash[:]
	if err := p.insertKey(ctx, q, params); err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "Key %s for %s. Its secret is shown this once:\n", id, params.Name)
	fmt.Fprintln(p.stdout, secret)
	return nil
}

// insertKey stores a key, and names the campaigns of it that no table has.
func (p *program) insertKey(ctx context.Context, q *db.Queries, params db.CreateAPIKeyParams) error {
	err := q.CreateAPIKey(ctx, params)
	var pqErr *pq.Error
	if errors.As(err, &pqErr) && pqErr.Constraint == "api_key_name" {
		return fmt.Errorf("there is a key named %s already: take another name, or revoke that one first", params.Name)
	}
	if err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	unknown, err := q.UnknownCampaigns(ctx, db.UnknownCampaignsParams{Campaigns: params.Campaigns})
	if err != nil {
		return fmt.Errorf("look up campaigns: %w", err)
	}
	for _, campaign := range unknown {
		fmt.Fprintf(p.stderr, "No table names the campaign %q yet; names are spelt as in the events.\n", campaign)
	}
	return nil
}

// withQueries opens the migrated database, calls do with its queries, and closes it.
func (p *program) withQueries(ctx context.Context, do func(context.Context, *db.Queries) error) error {
	return p.withDatabase(ctx, func(ctx context.Context, d *sql.DB) error { return do(ctx, db.New(d)) })
}

// withDatabase opens the migrated database, calls do with it, and closes it.
func (p *program) withDatabase(ctx context.Context, do func(context.Context, *sql.DB) error) error {
	d, err := p.openMigrated(ctx)
	if err != nil {
		return err
	}
	return errors.Join(do(ctx, d.DB), d.Close())
}
