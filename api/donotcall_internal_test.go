package api

import (
	"database/sql"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// begin is a write under way over a database of the test's own, by somebody limited to campaigns or not.
func beginWriting(t *testing.T, s *Server, campaigns ...string) *writing {
	t.Helper()
	tx, err := s.Writer.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	w := &writing{Queries: db.New(tx), tx: tx, who: &auth.Principal{Campaigns: campaigns, Limited: campaigns != nil}, now: s.now()}
	if _, err := tx.ExecContext(t.Context(), "SAVEPOINT change"+w.who.LimitRole()); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestBlockedBy(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s, err := New(Options{DatabaseURL: url, Log: slog.New(slog.DiscardHandler), Location: time.UTC, Trusted: true, Country: "UY"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
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
			w := beginWriting(t, s, campaigns...)
			number, err := s.numberIn(t.Context(), w, test.campaign, "number", test.typed)
			if err != nil {
				t.Fatal(err)
			}
			entry, err := s.blockedBy(t.Context(), w, test.campaign, number)
			if err != nil || (entry == nil) != (test.entry == 0) || entry != nil && entry.ID != test.entry {
				t.Errorf("%s in %q (key of %q): %+v, %v, want entry %d", test.typed, test.campaign, campaigns, entry, err, test.entry)
			}
			many, err := w.ForbiddenNumbers(t.Context(), db.ForbiddenNumbersParams{Campaign: test.campaign, Numbers: []string{"+1", number, "+2", number}})
			if want := slices.Repeat([]string{number}, min(1, int(test.entry))); err != nil || !slices.Equal(many, want) {
				t.Errorf("%s in %q among many: %q, %v, want %q", test.typed, test.campaign, many, err, want)
			}
			_ = w.tx.Rollback()
		}
	}
	t.Run("who is limited leaves a refusal that it cannot read, and stays limited", func(t *testing.T) {
		t.Parallel()
		w := beginWriting(t, s, "Sales->")
		if err := s.recordRefusal(t.Context(), w, "ana", "+59899123456"); err != nil {
			t.Fatal(err)
		}
		var seen, all int
		if err := w.tx.QueryRowContext(t.Context(), "SELECT count(*) FROM black_list_history").Scan(&seen); err != nil || seen != 0 {
			t.Errorf("%d rows are seen, %v", seen, err)
		}
		if err := w.asWriter(t.Context(), func() error {
			return w.tx.QueryRowContext(t.Context(), "SELECT count(*) FROM black_list_history").Scan(&all)
		}); err != nil || all != 1 {
			t.Errorf("there are %d rows, %v", all, err)
		}
	})
}
