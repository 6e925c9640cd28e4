// Helpers of the tests of the interactions: logs of the six channels as text, inserting and reading them, and one line
// of text for each stored row.

package migrations_test

import (
	"testing"

	"github.com/ccrepo/ccrepo/oracle"
)

// insertChats inserts a log, given as text for oracle.Parse.
func insertChats(t testing.TB, db runner, log string) {
	t.Helper()
	parsed, err := oracle.Parse(log)
	if err != nil {
		t.Fatal(err)
	}
	writeChats(t, db, parsed)
}

func writeChats(t testing.TB, db runner, log oracle.Log) {
	t.Helper()
	var rows []row
	for _, e := range log.Events {
		rows = append(rows, row{Event: e})
	}
	for i, agent := range log.Aliases {
		rows = append(rows, row{Alias: &oracle.Alias{Interface: i, Agent: agent}})
	}
	if err := oracle.Write(t.Context(), db, rows); err != nil {
		t.Fatal(err)
	}
}

// refreshChats refreshes the interactions as a refresh of everything does.
func refreshChats(t testing.TB, db runner) { t.Helper(); rebuildChats(t, db, nil, nil) }

// rebuildChats refreshes the interactions and rebuilds a range. from and to are times as text, or nil.
func rebuildChats(t testing.TB, db runner, from, to any) {
	t.Helper()
	exec(t, db, "SELECT report.refresh_interactions($1, $2)", from, to)
	exec(t, db, "DELETE FROM app.applied_alias")
	exec(t, db, "INSERT INTO app.applied_alias SELECT interface, agent FROM app.agent_alias")
}

// storedChats reads the interactions whose callid begins with a prefix, and their parts, as sorted lines of text. Values
// that follow from others are checked here.
func storedChats(t *testing.T, db runner, prefix string) []string {
	t.Helper()
	odd := texts(t, db, `
		SELECT 'it does not fit together: ' || i::text
		FROM report.interaction AS i
		WHERE starts_with(callid, $1) AND (
		      offered IS DISTINCT FROM (NOT agent_started AND outcome IN ('agent_ended', 'caller_ended', 'connected', 'abandoned', 'timed_out', 'lost', 'waiting'))
		   OR answered IS DISTINCT FROM (offered AND outcome IN ('agent_ended', 'caller_ended', 'connected'))
		   OR (ended_at IS NULL) <> (ended_by IS NULL)
		   OR ended_at < entered_at
		   OR wait_seconds < 0
		   OR NOT offered AND wait_seconds IS NOT NULL
		   OR contact = '' OR contact_name = ''
		   OR agent <> '' AND NOT answered AND NOT agent_started)
		UNION ALL
		SELECT 'no such visit: ' || p::text
		FROM report.interaction_part AS p
		WHERE starts_with(callid, $1) AND NOT EXISTS (
			SELECT FROM report.interaction AS i
			WHERE (i.entered_at, i.callid, i.channel, i.campaign, i.visit) = (p.entered_at, p.callid, p.channel, p.campaign, p.visit)
			  AND (i.answered OR i.agent_started)
			  AND (p.ended_at IS NOT NULL OR i.ended_at IS NULL))`, prefix)
	for _, line := range odd {
		t.Error(line)
	}
	return sorted(interactionRows(t, db, prefix))
}
