package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db"
)

func newKeyPairCmd(p *program) *cobra.Command {
	k := newKey{scopes: []string{auth.Read}}
	var wait time.Duration
	cmd := &cobra.Command{
		Use:   "pair CODE --name NAME",
		Short: "Give a key to a screen that shows a code at /wall/pair",
		Long: `Creates a key with the scope read for a screen, such as a television with the wallboard. The screen shows a code at
/wall/pair; give it only if you see the code on that screen. The key is listed and revoked as any other, and has no
secret that anybody knows. If no screen with this code takes it in time, the key is deleted.`,
		Example: `  ccrepo key pair 7KFQ-3XMD --name TV1 --campaign 'Sales<-'`,
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			params, err := k.params(time.Now(), cmd.Flags().Changed("campaign"))
			if err != nil {
				return err
			}
			hash, ok := auth.PairingHash(args[0])
			if !ok {
				return usagef("key pair: %q is not a code that a screen shows: it has eight letters and digits", args[0])
			}
			if wait <= 0 || wait > auth.PairingLife {
				return usagef("--wait %s: give up to %s", wait, auth.PairingLife)
			}
			return p.withDatabase(cmd.Context(), func(ctx context.Context, d *sql.DB) error { return p.pairKey(ctx, d, hash[:], params, wait) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&k.name, "name", "", "the screen, as logs show it")
	flags.StringArrayVar(&k.campaigns, "campaign", nil, "a campaign that the screen shows, and no other; may be repeated; without it all")
	flags.StringVar(&k.expires, "expires", "", "a date, an RFC 3339 time or a number of days such as 90d; without it never")
	flags.DurationVar(&wait, "wait", 30*time.Second, "how long to wait for the screen")
	return cmd
}

// pairKey creates a key for the screen that shows a code, and waits until the screen has taken it.
func (p *program) pairKey(ctx context.Context, d *sql.DB, code []byte, params db.CreateAPIKeyParams, wait time.Duration) error {
	id, _, hash := auth.NewSecret()
	params.ID, params.SecretSha256 = id, hash[:]
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("pair a screen: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := p.insertKey(ctx, db.New(tx), params); err != nil {
		return err
	}
	if err := db.New(tx).CreatePairing(ctx, db.CreatePairingParams{CodeSha256: code, Key: id, ExpiresAt: time.Now().Add(wait)}); err != nil {
		return fmt.Errorf("pair a screen: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("pair a screen: %w", err)
	}
	q := db.New(d)
	for deadline := time.Now().Add(wait); time.Now().Before(deadline); {
		waits, err := q.PairingWaits(ctx, db.PairingWaitsParams{CodeSha256: code})
		if err != nil {
			break
		}
		if !waits {
			fmt.Fprintf(p.stdout, "The screen has taken key %s of %s.\n", id, params.Name)
			return nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
			continue
		}
		break
	}
	// Not with ctx, which may have ended: a key that nobody has taken must not remain. Its code goes with it.
	if _, err := q.DeleteAPIKeys(context.WithoutCancel(ctx), db.DeleteAPIKeysParams{Key: id}); err != nil {
		return fmt.Errorf("no screen took key %s; delete it with ccrepo key delete %s --yes: %w", id, id, err)
	}
	return fmt.Errorf("no screen took the key within %s, and it was deleted: compare the code with that on the screen, which shows a new one every ten minutes", strings.TrimSuffix(wait.String(), "0s"))
}
