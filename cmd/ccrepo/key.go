package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/db"
)

func newKeyCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Create, list and revoke API keys",
		Long: `Create, list and revoke API keys.

Without any key the server answers this machine only. From the first one on everything needs a key, at
once and for good: a server whose keys are all revoked refuses all requests.`,
		RunE: func(*cobra.Command, []string) error {
			return usagef("key: say what to do: create, pair, list, revoke or delete")
		},
	}
	cmd.AddCommand(newKeyCreateCmd(p), newKeyPairCmd(p), newKeyListCmd(p), newKeyRevokeCmd(p), newKeyDeleteCmd(p))
	return cmd
}

func newKeyListCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the keys, without their secrets",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withQueries(cmd.Context(), func(ctx context.Context, q *db.Queries) error {
				keys, err := q.APIKeys(ctx)
				if err != nil {
					return fmt.Errorf("list keys: %w", err)
				}
				records := [][]string{{"id", "name", "state", "scopes", "campaigns", "created", "expires", "last used"}}
				for _, k := range keys {
					records = append(records, keyRecord(k, time.Now()))
				}
				printAligned(p.stdout, records)
				return nil
			})
		},
	}
}

func keyRecord(k db.AppApiKey, now time.Time) []string {
	state := "active"
	switch {
	case k.RevokedAt != nil:
		state = "revoked"
	case k.ExpiresAt != nil && !now.Before(*k.ExpiresAt):
		state = "expired"
	}
	campaigns := "all"
	if k.Campaigns != nil {
		quoted := make([]string, len(k.Campaigns))
		for i, c := range k.Campaigns {
			quoted[i] = strconv.Quote(c) // names may contain commas
		}
		campaigns = strings.Join(quoted, " ")
	}
	return []string{k.ID, k.Name, state, strings.Join(k.Scopes, ","), campaigns,
		moment(&k.CreatedAt, ""), moment(k.ExpiresAt, "never"), moment(k.LastUsedAt, "never")}
}

func newKeyRevokeCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "revoke ID|NAME",
		Short: "Revoke a key; servers refuse it within a second",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withQueries(cmd.Context(), func(ctx context.Context, q *db.Queries) error { return p.revokeKey(ctx, q, args[0]) })
		},
	}
}

func (p *program) revokeKey(ctx context.Context, q *db.Queries, key string) error {
	revoked, err := q.RevokeAPIKey(ctx, db.RevokeAPIKeyParams{Key: key})
	if err != nil {
		return fmt.Errorf("revoke key: %w", err)
	}
	if len(revoked) == 0 {
		return fmt.Errorf("there is no active key %q: ccrepo key list shows what there is", key)
	}
	for _, k := range revoked {
		fmt.Fprintf(p.stdout, "Key %s of %s is revoked.\n", k.ID, k.Name)
	}
	return nil
}

func newKeyDeleteCmd(p *program) *cobra.Command {
	var sure bool
	cmd := &cobra.Command{
		Use:   "delete ID|NAME --yes",
		Short: "Delete a key, also a revoked one; without any key the server answers its own machine only",
		Long: `Deletes the key with this id, or all keys with this name, also revoked and expired ones. Servers refuse it within a second.
Logs and audit rows keep its name. After the last key the server answers the machine that it runs on, without a key.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withQueries(cmd.Context(), func(ctx context.Context, q *db.Queries) error { return p.deleteKeys(ctx, q, args[0], sure) })
		},
	}
	cmd.Flags().BoolVar(&sure, "yes", false, "delete it; without this nothing is deleted")
	return cmd
}

func (p *program) deleteKeys(ctx context.Context, q *db.Queries, key string, sure bool) error {
	keys, err := q.APIKeys(ctx)
	if err != nil {
		return fmt.Errorf("list keys: %w", err)
	}
	matches := func(k db.AppApiKey) bool { return k.ID == key || k.Name == key }
	if !slices.ContainsFunc(keys, matches) {
		return fmt.Errorf("there is no key %q: ccrepo key list shows what there is", key)
	}
	if !sure {
		for _, k := range keys {
			if matches(k) {
				fmt.Fprintf(p.stderr, "Key %s of %s would be deleted.\n", k.ID, k.Name)
			}
		}
		return usagef("key delete: nothing is deleted without --yes")
	}
	deleted, err := q.DeleteAPIKeys(ctx, db.DeleteAPIKeysParams{Key: key})
	if err != nil {
		return fmt.Errorf("delete key: %w", err)
	}
	for _, k := range deleted {
		fmt.Fprintf(p.stdout, "Key %s of %s is deleted.\n", k.ID, k.Name)
	}
	if len(deleted) == len(keys) {
		fmt.Fprintln(p.stderr, "No key is left: the server answers the machine that it runs on, without a key.")
	}
	return nil
}
