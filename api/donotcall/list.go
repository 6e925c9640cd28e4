// Package donotcall has the endpoints of the do-not-call list, and the task that applies the list to the records of
// dialer lists.
package donotcall

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
	"github.com/ccrepo/ccrepo/route"
)

// path is the path of the do-not-call list.
const path = "/v1/do-not-call"

const (
	// patience limits the time of a change of the list, lockPatience that for which it waits for dialer lists that are being
	// loaded.
	patience     = 2 * time.Minute
	lockPatience = 90 * time.Second
)

// manyEntries is the number of entries from which on they are not looked up one by one.
const manyEntries = 500

// newEntry is the body of a new entry.
type newEntry struct {
	Number   string `json:"number" minLength:"1" maxLength:"64" description:"Number in any notation: +… or 00… and digits, or as it is dialled in the country of the campaign. With * for any digits it is a pattern."`
	Campaign string `json:"campaign,omitempty" maxLength:"255" description:"Campaign that must not call the number; if left out or empty, all campaigns."`
	Reason   string `json:"reason,omitempty" maxLength:"1000" description:"Why the number must not be called."`
	Until    string `json:"until,omitempty" maxLength:"64" description:"Date or RFC 3339 time at which the entry ends and the records that it blocks are released; if left out or empty, never."`
}

// added is an entry that was added.
type added struct {
	campaign.Entry
	Blocked int64 `json:"blocked" description:"Waiting records of dialer lists that the entry blocks."`
}

// removed is an entry that was removed.
type removed struct {
	campaign.Entry
	Released int64 `json:"released" description:"Records of dialer lists that are ready again; a record that another entry blocks stays blocked."`
}

// List is the do-not-call list.
type List struct {
	campaign.Directory
	kit *write.Kit
}

// New returns the do-not-call list. Numbers are read as the directory says.
func New(k *write.Kit, d campaign.Directory) *List { return &List{d, k} }

// understood is a parsed and checked entry.
type understood struct {
	number, typed, campaign, reason string
	patterns                        []string // nil: the entry is one number
	until                           *time.Time
}

// understand parses and checks an entry; now is the time of the database. Its errors name the member.
func (l *List) understand(e newEntry, country string, now time.Time) (understood, *problem.Problem) {
	u := understood{typed: e.Number, campaign: e.Campaign, reason: e.Reason}
	var err error
	if phone.IsPattern(e.Number) {
		u.number, u.patterns, err = phone.Pattern(e.Number, country)
	} else {
		u.number, err = phone.Normal(e.Number, country)
	}
	if err != nil {
		return u, problem.Param("invalid_body", "number", "%s", err)
	}
	if e.Until == "" {
		return u, nil
	}
	until, err := query.ParseTime(e.Until, l.Location)
	if err != nil {
		return u, problem.Param("invalid_body", "until", "%s", err)
	}
	if !until.After(now) {
		return u, problem.Param("invalid_body", "until", "%s is in the past", problem.Clip(e.Until))
	}
	u.until = &until
	return u, nil
}

// ownCampaign refuses a campaign that does not exist, or is not one of the principal's; empty: all campaigns.
func ownCampaign(ctx context.Context, tx *write.Tx, name string) error {
	if name == "" && tx.Who.Limited {
		return problem.New("campaign_limited", "This key is limited to campaigns: name one of them as campaign. An entry for all campaigns needs a key without such a limit.")
	}
	if name == "" {
		return nil
	}
	return campaign.Check(ctx, tx.Queries, name)
}

func (l *List) add(ctx context.Context, tx *write.Tx, body newEntry) (added, error) {
	if err := ownCampaign(ctx, tx, body.Campaign); err != nil {
		return added{}, err
	}
	country, err := l.CountryOf(ctx, tx.Queries, body.Campaign)
	if err != nil {
		return added{}, err
	}
	// This lock is taken first: transactions that make records ready hold it as well.
	if err := lock(ctx, tx.Queries, lockPatience, body.Campaign); err != nil {
		return added{}, err
	}
	now, err := tx.DatabaseTime(ctx)
	if err != nil {
		return added{}, fmt.Errorf("read the time: %w", err)
	}
	u, invalid := l.understand(body, country, now)
	if invalid != nil {
		return added{}, invalid
	}
	same, err := tx.SameDoNotCall(ctx, db.SameDoNotCallParams{Number: u.number, Campaign: u.campaign, Until: u.until})
	if err == nil {
		return added{}, problem.New("already_listed", "Entry %d has this number for the same campaign, and does not end sooner.", same)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return added{}, fmt.Errorf("look for the same entry: %w", err)
	}
	id, err := tx.AddDoNotCall(ctx, db.AddDoNotCallParams{Number: u.number, Patterns: u.patterns, Typed: u.typed, Campaign: u.campaign,
		Reason: u.reason, Until: u.until, AddedAt: tx.Now, AddedBy: tx.Who.Name})
	if err != nil {
		return added{}, fmt.Errorf("add to the do-not-call list: %w", err)
	}
	blocked, err := l.block(ctx, tx.Queries, []string{u.campaign}, []int64{id})
	if err != nil {
		return added{}, err
	}
	tx.Did = fmt.Sprintf("entry %d for %s, which blocks %d records", id, campaignName(u.campaign), blocked)
	return added{campaign.Entry{ID: id, Number: u.number, Typed: u.typed, Campaign: u.campaign, Reason: u.reason,
		Until: u.until, AddedAt: tx.Now, AddedBy: tx.Who.Name}.In(l.Location), blocked}, nil
}

// campaignName returns the name of a campaign for audit rows.
func campaignName(campaign string) string {
	if campaign == "" {
		return "all campaigns"
	}
	return "campaign " + campaign
}

// lock takes the lock of the do-not-call list for changes that concern campaigns (one is empty: all) until the
// transaction ends. Lists that are being loaded into these campaigns hold it; those of others do not.
func lock(ctx context.Context, q *db.Queries, patience time.Duration, campaigns ...string) error {
	if err := q.LockDoNotCall(ctx, db.LockDoNotCallParams{Campaigns: campaigns, PatienceSeconds: patience.Seconds()}); err != nil {
		return fmt.Errorf("lock the do-not-call list: %w", err)
	}
	return nil
}

// block blocks the waiting records that entries of campaigns forbid, and returns how many these entries block. The caller
// has the lock of the do-not-call list for these campaigns.
func (l *List) block(ctx context.Context, q *db.Queries, campaigns []string, ids []int64) (int64, error) {
	if err := l.numberSpool(ctx, q, campaigns); err != nil {
		return 0, err
	}
	patterns, err := q.PatternsAmong(ctx, db.PatternsAmongParams{Ids: ids})
	if err != nil {
		return 0, fmt.Errorf("look for patterns: %w", err)
	}
	if len(patterns) > 0 {
		if _, err := q.BlockPatterns(ctx, db.BlockPatternsParams{Ids: patterns}); err != nil {
			return 0, fmt.Errorf("block records: %w", err)
		}
	}
	if len(ids) > manyEntries {
		if err := q.JoinManyByHash(ctx); err != nil {
			return 0, fmt.Errorf("block records: %w", err)
		}
	}
	if _, err := q.BlockNumbers(ctx, db.BlockNumbersParams{Ids: ids}); err != nil {
		return 0, fmt.Errorf("block records: %w", err)
	}
	// A record whose number had not been computed was blocked when it was.
	blocked, err := q.CountBlocked(ctx, db.CountBlockedParams{Ids: ids, PatternIds: patterns})
	if err != nil {
		return 0, fmt.Errorf("count blocked records: %w", err)
	}
	if len(ids) > manyEntries {
		if err := q.JoinAsUsual(ctx); err != nil {
			return 0, fmt.Errorf("block records: %w", err)
		}
	}
	return blocked, nil
}

// release makes the records ready that a removed entry blocked, and returns how many. The caller holds the lock of the
// do-not-call list.
func (l *List) release(ctx context.Context, q *db.Queries, number string, patterns []string, campaign string) (n int64, err error) {
	if patterns == nil {
		n, err = q.ReleaseNumber(ctx, db.ReleaseNumberParams{Number: number, Campaign: campaign})
	} else {
		n, err = q.ReleasePattern(ctx, db.ReleasePatternParams{Patterns: patterns, Campaign: campaign})
	}
	if err != nil {
		return 0, fmt.Errorf("release records: %w", err)
	}
	return n, nil
}

func (l *List) remove(ctx context.Context, tx *write.Tx, _ struct{}) (removed, error) {
	id := tx.ID()
	of, err := tx.CampaignOfDoNotCall(ctx, db.CampaignOfDoNotCallParams{ID: id})
	if errors.Is(err, sql.ErrNoRows) || err == nil && of == "" && tx.Who.Limited {
		return removed{}, unremoved(ctx, tx, id)
	}
	if err != nil {
		return removed{}, fmt.Errorf("look for the entry: %w", err)
	}
	if err := lock(ctx, tx.Queries, lockPatience, of); err != nil {
		return removed{}, err
	}
	e, err := tx.RemoveDoNotCall(ctx, db.RemoveDoNotCallParams{ID: id})
	if errors.Is(err, sql.ErrNoRows) {
		return removed{}, unremoved(ctx, tx, id)
	}
	if err != nil {
		return removed{}, fmt.Errorf("remove from the do-not-call list: %w", err)
	}
	if err := l.numberSpool(ctx, tx.Queries, []string{e.Campaign}); err != nil {
		return removed{}, err
	}
	released, err := l.release(ctx, tx.Queries, e.Number, e.Patterns, e.Campaign)
	if err != nil {
		return removed{}, err
	}
	tx.Did = fmt.Sprintf("entry %d for %s, which releases %d records", id, campaignName(e.Campaign), released)
	if err := tx.Mask(ctx, map[*string]route.Personal{
		&e.Number: route.PersonalPhone, &e.Typed: route.PersonalPhone, &e.Reason: route.PersonalMixed}); err != nil {
		return removed{}, err
	}
	return removed{campaign.Entry{ID: e.ID, Number: e.Number, Typed: e.Typed, Campaign: e.Campaign, Reason: e.Reason,
		Until: e.Until, AddedAt: e.AddedAt, AddedBy: e.AddedBy}.In(l.Location), released}, nil
}

// unremoved returns why an entry could not be removed: it does not exist, or it is for all campaigns.
func unremoved(ctx context.Context, tx *write.Tx, id int64) error {
	seen, err := tx.SeesDoNotCall(ctx, db.SeesDoNotCallParams{ID: id})
	if err != nil {
		return fmt.Errorf("look for the entry: %w", err)
	}
	if seen {
		return problem.New("campaign_limited", "Entry %d is for all campaigns; to remove it, use a key that is not limited to campaigns.", id)
	}
	return problem.Param("not_found", "id", "the do-not-call list has no entry %d", id)
}

// checkedCall is the body of a check: the call.
type checkedCall struct {
	Number    string `json:"number" maxLength:"64" description:"The other side's number, in any notation. For an incoming call it may also be a text without digits, if the caller withholds the number."`
	Campaign  string `json:"campaign,omitempty" maxLength:"255" description:"Campaign of the call, which must exist. If left out or empty, only entries for all campaigns apply."`
	Direction string `json:"direction" enum:"in,out" description:"in: the number calls; out: it is called."`
	Agent     string `json:"agent,omitempty" maxLength:"255" description:"Agent who dials."`
}

// verdict is the result of a check.
type verdict struct {
	Allowed bool        `json:"allowed" description:"Whether the call may be made or accepted."`
	Number  string      `json:"number" description:"The number in the form in which numbers are compared; empty if it is not a number."`
	Entry   *forbidding `json:"entry" description:"The entry that forbids the call; null: none."`
}

// forbidding is the entry that forbids a call, as the answer shows it.
type forbidding struct {
	ID       int64      `json:"id" description:"Id of the entry."`
	Campaign string     `json:"campaign" description:"Its campaign; empty: all."`
	Reason   string     `json:"reason" description:"Its reason; masked for a key without the scope pii."`
	Until    *time.Time `json:"until" description:"Time at which it ends; null: never."`
}

func (l *List) check(ctx context.Context, tx *write.Tx, body checkedCall) (verdict, error) {
	if err := ownCampaign(ctx, tx, body.Campaign); err != nil {
		return verdict{}, err
	}
	number, err := l.Number(ctx, tx.Queries, body.Campaign, "number", body.Number)
	if err != nil {
		var invalid *problem.Problem
		if errors.As(err, &invalid) && body.Direction == "in" && !strings.ContainsAny(body.Number, "0123456789") {
			tx.Unaudited = true
			return verdict{Allowed: true}, nil // no entry forbids a caller without a number
		}
		return verdict{}, err
	}
	entry, err := l.BlockedBy(ctx, tx.Queries, body.Campaign, number)
	if err != nil {
		return verdict{}, err
	}
	if entry == nil {
		tx.Unaudited = true // nothing was done
		return verdict{Allowed: true, Number: number}, nil
	}
	src := ""
	if body.Direction == "out" {
		// Without an agent the row would look like an incoming call.
		if src = body.Agent; src == "" {
			src = tx.Who.Name
		}
	}
	if err := campaign.RecordRefusal(ctx, tx, src, number); err != nil {
		return verdict{}, err
	}
	tx.Did = fmt.Sprintf("refused by entry %d", entry.ID)
	if err := tx.Mask(ctx, map[*string]route.Personal{&entry.Reason: route.PersonalMixed}); err != nil {
		return verdict{}, err
	}
	return verdict{Number: number, Entry: &forbidding{ID: entry.ID, Campaign: entry.Campaign, Reason: entry.Reason, Until: entry.Until}}, nil
}
