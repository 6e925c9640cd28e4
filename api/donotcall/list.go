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

// patience is how long a change of the list may take: it waits for dialer lists that are being loaded.
const patience = 2 * time.Minute

// manyEntries are so many that they are not looked up one by one.
const manyEntries = 500

// newEntry is what an entry of the do-not-call list is made from.
type newEntry struct {
	Number   string `json:"number" minLength:"1" maxLength:"64" description:"Number, however it is written: +… or 00… and digits, or as it is dialled in the country of the campaign. With * for any digits it is a pattern."`
	Campaign string `json:"campaign,omitempty" maxLength:"255" description:"Campaign that must not call the number; where left out or empty, all."`
	Reason   string `json:"reason,omitempty" maxLength:"1000" description:"Why it must not be called."`
	Until    string `json:"until,omitempty" maxLength:"64" description:"Date or RFC 3339 time at which the entry ends and what it blocks is released; where left out or empty, never."`
}

// added is an entry that was added.
type added struct {
	campaign.Entry
	Blocked int64 `json:"blocked" description:"Records of dialer lists that wait and that the entry blocks."`
}

// removed is an entry that was removed.
type removed struct {
	campaign.Entry
	Released int64 `json:"released" description:"Records of dialer lists that are ready again; one that another entry forbids stays blocked."`
}

// List is the do-not-call list.
type List struct {
	campaign.Directory
	kit *write.Kit
}

// New returns the do-not-call list. Numbers are read as the directory says.
func New(k *write.Kit, d campaign.Directory) *List { return &List{d, k} }

// understood is what an entry says, read and checked.
type understood struct {
	number, typed, campaign, reason string
	patterns                        []string // nil: it is one number
	until                           *time.Time
}

// understand reads an entry; now is the database's clock. What is wrong with it names its member.
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
		return u, problem.Param("invalid_body", "until", "%s is past already", problem.Clip(e.Until))
	}
	u.until = &until
	return u, nil
}

// ownCampaign refuses a campaign that is not known, or not the principal's; empty is all campaigns.
func ownCampaign(ctx context.Context, tx *write.Tx, name string) error {
	if name == "" && tx.Who.Limited {
		return problem.New("campaign_limited", "This key is limited to campaigns: name one of them as campaign. What stands for all campaigns needs a key without such a limit.")
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
	// Before anything else is touched: who makes records ready holds this lock as well.
	if err := tx.LockDoNotCall(ctx); err != nil {
		return added{}, fmt.Errorf("lock the do-not-call list: %w", err)
	}
	now, err := tx.DatabaseTime(ctx)
	if err != nil {
		return added{}, fmt.Errorf("ask for the time: %w", err)
	}
	u, invalid := l.understand(body, country, now)
	if invalid != nil {
		return added{}, invalid
	}
	same, err := tx.SameDoNotCall(ctx, db.SameDoNotCallParams{Number: u.number, Campaign: u.campaign, Until: u.until})
	if err == nil {
		return added{}, problem.New("already_listed", "Entry %d has this number for the same campaign, and ends no sooner.", same)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return added{}, fmt.Errorf("look for the same entry: %w", err)
	}
	id, err := tx.AddDoNotCall(ctx, db.AddDoNotCallParams{Number: u.number, Patterns: u.patterns, Typed: u.typed, Campaign: u.campaign,
		Reason: u.reason, Until: u.until, AddedAt: tx.Now, AddedBy: tx.Who.Name})
	if err != nil {
		return added{}, fmt.Errorf("add to the do-not-call list: %w", err)
	}
	blocked, err := l.block(ctx, tx.Queries, []int64{id})
	if err != nil {
		return added{}, err
	}
	tx.Did = fmt.Sprintf("entry %d for %s, which blocks %d records", id, campaignName(u.campaign), blocked)
	return added{campaign.Entry{ID: id, Number: u.number, Typed: u.typed, Campaign: u.campaign, Reason: u.reason,
		Until: u.until, AddedAt: tx.Now, AddedBy: tx.Who.Name}.In(l.Location), blocked}, nil
}

// campaignName is a campaign as audit rows name it.
func campaignName(campaign string) string {
	if campaign == "" {
		return "all campaigns"
	}
	return "campaign " + campaign
}

// block blocks the records that wait for what entries forbid, and returns how many these entries block.
// The lock of the do-not-call list is held.
func (l *List) block(ctx context.Context, q *db.Queries, ids []int64) (int64, error) {
	if err := l.numberSpool(ctx, q); err != nil {
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
	// One whose number was not known was blocked as it became known.
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

// release makes records ready that an entry blocked which has gone, and returns how many.
// The lock of the do-not-call list is held.
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
	if err := tx.LockDoNotCall(ctx); err != nil {
		return removed{}, fmt.Errorf("lock the do-not-call list: %w", err)
	}
	e, err := tx.RemoveDoNotCall(ctx, db.RemoveDoNotCallParams{ID: id})
	if errors.Is(err, sql.ErrNoRows) {
		return removed{}, unremoved(ctx, tx, id)
	}
	if err != nil {
		return removed{}, fmt.Errorf("remove from the do-not-call list: %w", err)
	}
	if err := l.numberSpool(ctx, tx.Queries); err != nil {
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

// unremoved says why an entry could not be removed: there is none, or it is for all campaigns.
func unremoved(ctx context.Context, tx *write.Tx, id int64) error {
	seen, err := tx.SeesDoNotCall(ctx, db.SeesDoNotCallParams{ID: id})
	if err != nil {
		return fmt.Errorf("look for the entry: %w", err)
	}
	if seen {
		return problem.New("campaign_limited", "Entry %d is for all campaigns; removing it needs a key that is not limited to some.", id)
	}
	return problem.Param("not_found", "id", "the do-not-call list has no entry %d", id)
}

// checkedCall is a call about which somebody asks.
type checkedCall struct {
	Number    string `json:"number" maxLength:"64" description:"The other side's number, however it is written. Of an incoming call it may also be a text without digits, as of a caller who withholds it."`
	Campaign  string `json:"campaign,omitempty" maxLength:"255" description:"Campaign of the call; one that is known. Where left out or empty, only what stands for all campaigns counts."`
	Direction string `json:"direction" enum:"in,out" description:"in: the number calls; out: it is called."`
	Agent     string `json:"agent,omitempty" maxLength:"255" description:"Agent who dials."`
}

// verdict is what the do-not-call list says of a call.
type verdict struct {
	Allowed bool        `json:"allowed" description:"Whether the call may be made, or come in."`
	Number  string      `json:"number" description:"The number in the form in which it was looked for; empty where it is none."`
	Entry   *forbidding `json:"entry" description:"The entry that forbids it; null where none does."`
}

// forbidding is what is told of the entry that forbids a call.
type forbidding struct {
	ID       int64      `json:"id" description:"Id of the entry."`
	Campaign string     `json:"campaign" description:"Its campaign; empty for all."`
	Reason   string     `json:"reason" description:"Its reason; masked as everywhere for a key without the scope pii."`
	Until    *time.Time `json:"until" description:"Time at which it ends; null where it does not."`
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
		// Without one it would be taken for a call that tried to come in.
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
