// Package campaign reads the settings of campaigns for other features: the country of numbers without +, and whether
// the do-not-call list blocks a number. It also has the endpoint that changes the settings.
package campaign

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
)

// Directory reads the settings of campaigns.
type Directory struct {
	// Country is the country of campaigns that set none; empty: the one that a server had last.
	Country string
	// Location is the zone of times in answers.
	Location *time.Location
}

// Entry is an entry of the do-not-call list.
type Entry struct {
	ID       int64      `json:"id" description:"Id of the entry."`
	Number   string     `json:"number" description:"The number in the form in which numbers are compared: E.164, or its digits; or the pattern."`
	Typed    string     `json:"typed" description:"The number or pattern as it was typed."`
	Campaign string     `json:"campaign" description:"Campaign that must not call the number; empty for all."`
	Reason   string     `json:"reason" description:"Why the number must not be called."`
	Until    *time.Time `json:"until" description:"Time at which the entry ends; null: never."`
	AddedAt  time.Time  `json:"added_at" description:"Time at which the entry was added."`
	AddedBy  string     `json:"added_by" description:"Who added the entry."`
}

// In returns an entry with its times in a zone.
func (e Entry) In(location *time.Location) Entry {
	e.AddedAt = e.AddedAt.In(location)
	if e.Until != nil {
		until := e.Until.In(location)
		e.Until = &until
	}
	return e
}

// CountryOf returns the country of a campaign's numbers without +; empty: none is set.
func (d Directory) CountryOf(ctx context.Context, q *db.Queries, campaign string) (string, error) {
	country, err := q.CampaignCountry(ctx, db.CampaignCountryParams{Campaign: campaign, Given: d.Country})
	if err != nil {
		return "", fmt.Errorf("look for the country of a campaign: %w", err)
	}
	return country, nil
}

// Number returns the normal form of the number that a member of a body contains.
func (d Directory) Number(ctx context.Context, q *db.Queries, campaign, member, typed string) (string, error) {
	country, err := d.CountryOf(ctx, q, campaign)
	if err != nil {
		return "", err
	}
	number, err := phone.Normal(typed, country)
	if err != nil {
		return "", problem.Param("invalid_body", member, "%s", err)
	}
	return number, nil
}

// BlockedBy returns the entry of the do-not-call list by which a campaign must not call a number in its normal form;
// nil: it may.
func (d Directory) BlockedBy(ctx context.Context, q *db.Queries, campaign, number string) (*Entry, error) {
	e, err := q.ForbiddingEntry(ctx, db.ForbiddingEntryParams{Number: number, Campaign: campaign})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("search the do-not-call list: %w", err)
	}
	entry := Entry{ID: e.ID, Number: e.Number, Typed: e.Typed, Campaign: e.Campaign, Reason: e.Reason,
		Until: e.Until, AddedAt: e.AddedAt, AddedBy: e.AddedBy}.In(d.Location)
	return &entry, nil
}

// RecordRefusal records that the do-not-call list refused an attempt: src is the agent who tried to call, empty if the
// number tried to call in. Campaign-limited keys may not read or write these rows.
func RecordRefusal(ctx context.Context, tx *write.Tx, src, number string) error {
	err := tx.AsWriter(ctx, func() error {
		return tx.AddBlackListHistory(ctx, db.AddBlackListHistoryParams{Calldate: tx.Now, Src: src, Dst: number})
	})
	if err != nil {
		return fmt.Errorf("record the refused attempt: %w", err)
	}
	return nil
}

// Check refuses a campaign that neither an event nor a setting names: a misspelt one would have no effect.
func Check(ctx context.Context, q *db.Queries, campaign string) error {
	known, err := q.CampaignKnown(ctx, db.CampaignKnownParams{Campaign: campaign})
	if err != nil {
		return fmt.Errorf("look for the campaign: %w", err)
	}
	if known {
		return nil
	}
	names, err := q.KnownCampaigns(ctx)
	if err != nil {
		return fmt.Errorf("look for campaigns: %w", err)
	}
	return problem.Param("invalid_body", "campaign", "there is no campaign %q%s; create one before its first call with ccrepo campaign set", problem.Clip(campaign), problem.Nearest(campaign, names))
}
