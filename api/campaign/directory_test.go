package campaign_test

import (
	"database/sql"
	"slices"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// begin begins a write as a principal with campaigns.
func begin(t *testing.T, p *pools.Pools, campaigns ...string) *write.Tx {
	t.Helper()
	tx, err := p.Writer.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	w := &write.Tx{Queries: db.New(tx), SQL: tx, Who: &auth.Principal{Campaigns: campaigns, Limited: campaigns != nil}, Now: time.Now()}
	if _, err := tx.ExecContext(t.Context(), "SAVEPOINT change"+w.Who.LimitRole()); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestBlockedBy(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	p, err := pools.Open(pools.Options{ReaderURL: url, WriterURL: url, Timeout: time.Minute, Connections: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	directory := campaign.Directory{Country: "UY", Location: time.UTC}
	owner, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close() })
	if _, err := owner.ExecContext(t.Context(), `
		INSERT INTO app.campaign (campaign) VALUES ('Sales->'), ('Norte->');
		INSERT INTO app.campaign_setting (campaign, country) VALUES ('Norte->', 'AR'), ('', 'US');
		INSERT INTO app.do_not_call (number, patterns, typed, campaign, until) VALUES
			('+59899123456', NULL, '099123456', '', NULL),
			('+59899000001', NULL, '1', 'Sales->', now() + interval '1 day'),
			('+59899000002', NULL, '2', 'Sales->', now() - interval '1 second'),
			('+598800*', '{+598800%,0800%}', '0800*', '', NULL),
			('122', NULL, '122', 'Norte->', NULL)`); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		campaign, typed string
		entry           int64 // 0 is none
	}{
		{"Sales->", "099 123 456", 1},
		{"Sales->", "00598 99 123 456", 1},
		{"Norte->", "+598 (0)99 123456", 1},
		{"Norte->", "099 123 456", 0}, // a number of another country there
		{"", "099123456", 1},
		{"Sales->", "099000001", 2},
		{"Norte->", "+59899000001", 0},
		{"Sales->", "099000002", 0},
		{"Sales->", "0800 1234", 4},
		{"Norte->", "+5988001234", 4},
		{"Sales->", "122", 0},
		{"Norte->", "122", 5},
	} {
		for _, campaigns := range [][]string{nil, {test.campaign, "other"}} {
			w := begin(t, p, campaigns...)
			number, err := directory.Number(t.Context(), w.Queries, test.campaign, "number", test.typed)
			if err != nil {
				t.Fatal(err)
			}
			entry, err := directory.BlockedBy(t.Context(), w.Queries, test.campaign, number)
			if err != nil || (entry == nil) != (test.entry == 0) || entry != nil && entry.ID != test.entry {
				t.Errorf("%s in %q (key of %q): %+v, %v, want entry %d", test.typed, test.campaign, campaigns, entry, err, test.entry)
			}
			many, err := w.ForbiddenNumbers(t.Context(), db.ForbiddenNumbersParams{Campaign: test.campaign, Numbers: []string{"+1", number, "+2", number}})
			if want := slices.Repeat([]string{number}, min(1, int(test.entry))); err != nil || !slices.Equal(many, want) {
				t.Errorf("%s in %q among many: %q, %v, want %q", test.typed, test.campaign, many, err, want)
			}
			_ = w.SQL.Rollback()
		}
	}
	t.Run("a campaign-limited key records a refusal that it cannot read, and stays limited", func(t *testing.T) {
		t.Parallel()
		w := begin(t, p, "Sales->")
		if err := campaign.RecordRefusal(t.Context(), w, "ana", "+59899123456"); err != nil {
			t.Fatal(err)
		}
		var seen, all int
		if err := w.SQL.QueryRowContext(t.Context(), "SELECT count(*) FROM black_list_history").Scan(&seen); err != nil || seen != 0 {
			t.Errorf("%d rows are seen, %v", seen, err)
		}
		if err := w.AsWriter(t.Context(), func() error {
			return w.SQL.QueryRowContext(t.Context(), "SELECT count(*) FROM black_list_history").Scan(&all)
		}); err != nil || all != 1 {
			t.Errorf("there are %d rows, %v", all, err)
		}
	})
}
