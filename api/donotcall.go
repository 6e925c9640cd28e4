package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

// doNotCallEntry is an entry of the do-not-call list.
type doNotCallEntry struct {
	ID       int64      `json:"id" description:"Id of the entry."`
	Number   string     `json:"number" description:"The number in the form in which numbers are compared: E.164, or its digits; or the pattern."`
	Typed    string     `json:"typed" description:"The number or pattern as it was typed."`
	Campaign string     `json:"campaign" description:"Campaign that must not call the number; empty for all."`
	Reason   string     `json:"reason" description:"Why the number must not be called."`
	Until    *time.Time `json:"until" description:"Moment at which the entry ends; null where it does not."`
	AddedAt  time.Time  `json:"added_at" description:"Moment at which the entry was added."`
	AddedBy  string     `json:"added_by" description:"Who added the entry."`
}

// blockedBy is the entry of the do-not-call list by which a campaign must not call a number, which is in its
// normal form; nil where it may.
func (s *Server) blockedBy(ctx context.Context, w *writing, campaign, number string) (*doNotCallEntry, error) {
	e, err := w.ForbiddingEntry(ctx, db.ForbiddingEntryParams{Number: number, Campaign: campaign})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look into the do-not-call list: %w", err)
	}
	return &doNotCallEntry{ID: e.ID, Number: e.Number, Typed: e.Typed, Campaign: e.Campaign, Reason: e.Reason,
		Until: s.inZone(e.Until), AddedAt: e.AddedAt.In(s.location), AddedBy: e.AddedBy}, nil
}

// inZone is a moment in the zone of answers.
func (s *Server) inZone(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	local := at.In(s.location)
	return &local
}

// recordRefusal writes down that the do-not-call list refused an attempt: src is the agent who tried
// to dial, empty where the number tried to come in. No limited principal may read or write these rows.
func (s *Server) recordRefusal(ctx context.Context, w *writing, src, number string) error {
	err := w.asWriter(ctx, func() error {
		return w.AddBlackListHistory(ctx, db.AddBlackListHistoryParams{Calldate: w.now, Src: src, Dst: number})
	})
	if err != nil {
		return fmt.Errorf("write down the refused attempt: %w", err)
	}
	return nil
}

// checkCampaign refuses the name of a campaign that nothing names: a slip would make what is said of it say nothing.
func (s *Server) checkCampaign(ctx context.Context, w *writing, campaign string) error {
	known, err := w.CampaignKnown(ctx, db.CampaignKnownParams{Campaign: campaign})
	if err != nil {
		return fmt.Errorf("look for the campaign: %w", err)
	}
	if known {
		return nil
	}
	names, err := w.KnownCampaigns(ctx)
	if err != nil {
		return fmt.Errorf("look for campaigns: %w", err)
	}
	return problem.Param("invalid_body", "campaign", "there is no campaign %q%s; ccrepo campaign set makes one known before its first call", problem.Clip(campaign), problem.Nearest(campaign, names))
}
