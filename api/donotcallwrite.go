package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
	"github.com/ccrepo/ccrepo/route"
)

// doNotCallPath is where the do-not-call list is.
const doNotCallPath = "/v1/do-not-call"

// listPatience is for how long a change to the do-not-call list may take: it waits for dialer lists that are being loaded.
const listPatience = 2 * time.Minute

// manyEntries are so many that they are not looked up one by one.
const manyEntries = 500

// newDoNotCall is what an entry of the do-not-call list is made from.
type newDoNotCall struct {
	Number   string `json:"number" minLength:"1" maxLength:"64" description:"Number, however it is written: +… or 00… and digits, or as it is dialled in the country of the campaign. With * for any digits it is a pattern."`
	Campaign string `json:"campaign,omitempty" maxLength:"255" description:"Campaign that must not call the number; where left out or empty, all."`
	Reason   string `json:"reason,omitempty" maxLength:"1000" description:"Why it must not be called."`
	Until    string `json:"until,omitempty" maxLength:"64" description:"Date or RFC 3339 time at which the entry ends and what it blocks is released; where left out or empty, never."`
}

// addedDoNotCall is an entry that was added.
type addedDoNotCall struct {
	doNotCallEntry
	Blocked int64 `json:"blocked" description:"Records of dialer lists that wait and that the entry blocks."`
}

// removedDoNotCall is an entry that was removed.
type removedDoNotCall struct {
	doNotCallEntry
	Released int64 `json:"released" description:"Records of dialer lists that are ready again; one that another entry forbids stays blocked."`
}

func (s *Server) addDoNotCallRoutes() error {
	return errors.Join(
		addWrite(s, writeRoute{
			name: "AddDoNotCall", method: http.MethodPost, path: doNotCallPath, scope: auth.Dial, status: http.StatusCreated, timeout: listPatience,
			summary: "Put a number or pattern on the do-not-call list.",
			description: "Records of dialer lists that wait for it are blocked (status 3) in the same transaction. " +
				"A key that is limited to campaigns adds entries for its campaigns alone.",
		}, s.addDoNotCall),
		addWrite(s, writeRoute{
			name: "RemoveDoNotCall", method: http.MethodDelete, path: doNotCallPath + "/{id}", scope: auth.Dial, status: http.StatusOK, timeout: listPatience,
			summary:     "Take an entry off the do-not-call list.",
			description: "Records that it blocked are ready again, but for those that another entry forbids.",
			params:      []route.Param{{Name: "id", Kind: route.Int, Path: true, Required: true, Description: "Id of the entry."}},
		}, s.removeDoNotCall),
		addWrite(s, writeRoute{
			name: "CheckDoNotCall", method: http.MethodPost, path: doNotCallPath + "/check", scope: auth.Dial, orScope: auth.Act, status: http.StatusOK,
			summary: "May this call be made, or come in?",
			description: "For a dialplan or a workflow that asks before each call. A refusal is written into black_list_history: " +
				"by its agent where one dials, by the key where none does, and without one where the number calls.",
		}, s.checkDoNotCall),
		s.addDoNotCallImport(),
	)
}

// understood is what an entry says, read and checked.
type understood struct {
	number, typed, campaign, reason string
	patterns                        []string // nil: it is one number
	until                           *time.Time
}

// understandEntry reads an entry; now is the database's clock. What is wrong with it names its member.
func (s *Server) understandEntry(e newDoNotCall, country string, now time.Time) (understood, *problem.Problem) {
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
	until, err := query.ParseTime(e.Until, s.location)
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
func (s *Server) ownCampaign(ctx context.Context, w *writing, campaign string) error {
	if campaign == "" && w.who.Limited {
		return problem.New("campaign_limited", "This key is limited to campaigns: name one of them as campaign. What stands for all campaigns needs a key without such a limit.")
	}
	if campaign == "" {
		return nil
	}
	return s.checkCampaign(ctx, w, campaign)
}

func (s *Server) addDoNotCall(ctx context.Context, w *writing, body newDoNotCall) (addedDoNotCall, error) {
	if err := s.ownCampaign(ctx, w, body.Campaign); err != nil {
		return addedDoNotCall{}, err
	}
	country, err := s.countryOf(ctx, w.Queries, body.Campaign)
	if err != nil {
		return addedDoNotCall{}, err
	}
	// Before anything else is touched: who makes records ready holds this lock as well.
	if err := w.LockDoNotCall(ctx); err != nil {
		return addedDoNotCall{}, fmt.Errorf("lock the do-not-call list: %w", err)
	}
	now, err := w.DatabaseTime(ctx)
	if err != nil {
		return addedDoNotCall{}, fmt.Errorf("ask for the time: %w", err)
	}
	u, invalid := s.understandEntry(body, country, now)
	if invalid != nil {
		return addedDoNotCall{}, invalid
	}
	same, err := w.SameDoNotCall(ctx, db.SameDoNotCallParams{Number: u.number, Campaign: u.campaign, Until: u.until})
	if err == nil {
		return addedDoNotCall{}, problem.New("already_listed", "Entry %d has this number for the same campaign, and ends no sooner.", same)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return addedDoNotCall{}, fmt.Errorf("look for the same entry: %w", err)
	}
	id, err := w.AddDoNotCall(ctx, db.AddDoNotCallParams{Number: u.number, Patterns: u.patterns, Typed: u.typed, Campaign: u.campaign,
		Reason: u.reason, Until: u.until, AddedAt: w.now, AddedBy: w.who.Name})
	if err != nil {
		return addedDoNotCall{}, fmt.Errorf("add to the do-not-call list: %w", err)
	}
	blocked, err := s.block(ctx, w.Queries, []int64{id})
	if err != nil {
		return addedDoNotCall{}, err
	}
	w.did = fmt.Sprintf("entry %d for %s, which blocks %d records", id, campaignName(u.campaign), blocked)
	return addedDoNotCall{doNotCallEntry{ID: id, Number: u.number, Typed: u.typed, Campaign: u.campaign, Reason: u.reason,
		Until: s.inZone(u.until), AddedAt: w.now.In(s.location), AddedBy: w.who.Name}, blocked}, nil
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
func (s *Server) block(ctx context.Context, q *db.Queries, ids []int64) (int64, error) {
	if err := s.numberSpool(ctx, q); err != nil {
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
func (s *Server) release(ctx context.Context, q *db.Queries, number string, patterns []string, campaign string) (n int64, err error) {
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

func (s *Server) removeDoNotCall(ctx context.Context, w *writing, _ struct{}) (removedDoNotCall, error) {
	id := w.id()
	if err := w.LockDoNotCall(ctx); err != nil {
		return removedDoNotCall{}, fmt.Errorf("lock the do-not-call list: %w", err)
	}
	e, err := w.RemoveDoNotCall(ctx, db.RemoveDoNotCallParams{ID: id})
	if errors.Is(err, sql.ErrNoRows) {
		return removedDoNotCall{}, w.unremoved(ctx, id)
	}
	if err != nil {
		return removedDoNotCall{}, fmt.Errorf("remove from the do-not-call list: %w", err)
	}
	if err := s.numberSpool(ctx, w.Queries); err != nil {
		return removedDoNotCall{}, err
	}
	released, err := s.release(ctx, w.Queries, e.Number, e.Patterns, e.Campaign)
	if err != nil {
		return removedDoNotCall{}, err
	}
	w.did = fmt.Sprintf("entry %d for %s, which releases %d records", id, campaignName(e.Campaign), released)
	if err := s.maskTexts(ctx, w.who, map[*string]route.Personal{
		&e.Number: route.PersonalPhone, &e.Typed: route.PersonalPhone, &e.Reason: route.PersonalMixed}); err != nil {
		return removedDoNotCall{}, err
	}
	return removedDoNotCall{doNotCallEntry{ID: e.ID, Number: e.Number, Typed: e.Typed, Campaign: e.Campaign, Reason: e.Reason,
		Until: s.inZone(e.Until), AddedAt: e.AddedAt.In(s.location), AddedBy: e.AddedBy}, released}, nil
}

// unremoved says why an entry could not be removed: there is none, or it is for all campaigns.
func (w *writing) unremoved(ctx context.Context, id int64) error {
	seen, err := w.SeesDoNotCall(ctx, db.SeesDoNotCallParams{ID: id})
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
	Until    *time.Time `json:"until" description:"Moment at which it ends; null where it does not."`
}

func (s *Server) checkDoNotCall(ctx context.Context, w *writing, body checkedCall) (verdict, error) {
	if err := s.ownCampaign(ctx, w, body.Campaign); err != nil {
		return verdict{}, err
	}
	number, err := s.numberIn(ctx, w, body.Campaign, "number", body.Number)
	if err != nil {
		var invalid *problem.Problem
		if errors.As(err, &invalid) && body.Direction == "in" && !strings.ContainsAny(body.Number, "0123456789") {
			w.unaudited = true
			return verdict{Allowed: true}, nil // no entry forbids a caller without a number
		}
		return verdict{}, err
	}
	entry, err := s.blockedBy(ctx, w, body.Campaign, number)
	if err != nil {
		return verdict{}, err
	}
	if entry == nil {
		w.unaudited = true // nothing was done
		return verdict{Allowed: true, Number: number}, nil
	}
	src := ""
	if body.Direction == "out" {
		// Without one it would be taken for a call that tried to come in.
		if src = body.Agent; src == "" {
			src = w.who.Name
		}
	}
	if err := s.recordRefusal(ctx, w, src, number); err != nil {
		return verdict{}, err
	}
	w.did = fmt.Sprintf("refused by entry %d", entry.ID)
	if err := s.maskTexts(ctx, w.who, map[*string]route.Personal{&entry.Reason: route.PersonalMixed}); err != nil {
		return verdict{}, err
	}
	return verdict{Number: number, Entry: &forbidding{ID: entry.ID, Campaign: entry.Campaign, Reason: entry.Reason, Until: entry.Until}}, nil
}
