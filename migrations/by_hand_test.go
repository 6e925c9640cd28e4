// The logs whose figures were computed by hand, and their test.

package migrations_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/oracle"
)

// handMade is a small log with the rows that it must give. The seconds of a log count from a fixed midnight; want lists
// the rows in the form of their String methods.
type handMade struct {
	name, log, want string
}

// TestByHand compares both the database and the second implementation with figures computed by hand.
func TestByHand(t *testing.T) {
	t.Parallel()
	for name, relations := range map[string]struct {
		comparison
		cases []handMade
	}{
		"visits":       {visitRelations, slices.Concat(plainVisits, openVisits, oddVisits, figures, holdsAndWrapups)},
		"interactions": {interactionRelations, slices.Concat(plainChats, repeatedChats, limitedChats, startedChats, turnedAwayChats, chatFigures, chatContacts, chatTransfers, chatTransferOddities, recoveredChats, interactionCases)},
		"agents":       {agentRelations, slices.Concat(agentCases, pauseRules, telephonyRules, sessionRules, timeRules)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			relations.hold(t, relations.cases)
		})
	}
}

func (c comparison) hold(t *testing.T, cases []handMade) {
	t.Helper()
	db := dbtest.New(t)
	for _, h := range cases {
		t.Run(h.name, func(t *testing.T) {
			log, err := oracle.Parse(h.log)
			if err != nil {
				t.Fatal(err)
			}
			want := wantedLines(h.want)
			if d := difference(want, sorted(c.oracle(log))); d != "" {
				t.Errorf("second implementation:\n%s", d)
			}
			// The transaction is never committed, so that no case sees the rows of another.
			tx, err := db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			exec(t, tx, "SET LOCAL statement_timeout = '20s'")
			c.write(t, tx, rowsOf(log))
			refresh(t, tx)
			if d := difference(want, sorted(c.stored(t, tx))); d != "" {
				t.Errorf("refresh:\n%s", d)
			}
			rebuild(t, tx)
			if d := difference(want, sorted(c.stored(t, tx))); d != "" {
				t.Errorf("rebuild:\n%s", d)
			}
		})
	}
}

// wantedLines returns the lines of a text, in the order of lines.
func wantedLines(text string) []string {
	var want []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			want = append(want, line)
		}
	}
	slices.Sort(want)
	return want
}
