package migrations_test

import (
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestInteractionWithAVeryLongContactAndAgent checks that texts from a channel may have any length.
func TestInteractionWithAVeryLongContactAndAgent(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	var long strings.Builder
	for i := range 5000 { // so long that it does not fit into an index entry, even compressed
		long.WriteString(string(rune('一' + i*7919%20000)))
	}
	for _, e := range [][5]string{
		{"10:00:00", "ENTERQUEUE", "", long.String(), "Hello"},
		{"10:00:05", "CONNECT", "ana", "5", "ana"},
		{"10:01:00", "TRANSFERRED", "ana", "ana", long.String()},
		{"10:01:10", "ATTENDED", "", "ana", long.String()},
		{"10:02:00", "COMPLETEAGENT", "", "5", "110"},
	} {
		if _, err := db.Exec(`INSERT INTO email_log_repo (datetime, callid, queuename, event, agent, data1, data2) VALUES (('2026-03-02 ' || $1 || '+00')::timestamptz, 'm1', 'mail', $2, $3, $4, $5)`,
			e[0], e[1], e[2], e[3], e[4]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(`SELECT report.refresh()`); err != nil {
		t.Fatal(err)
	}
	none(t, db, `SELECT 'the interaction has another contact' FROM report.interaction WHERE contact <> $1`, long.String())
	none(t, db, `SELECT 'agent of ' || length(agent) FROM report.interaction_part WHERE part = 2 AND agent <> left($1, 250)`, long.String())
	none(t, db, `SELECT 'there are ' || count(*) || ' parts' FROM report.interaction_part HAVING count(*) <> 2`)
}
