package migrations_test

import (
	"slices"
	"testing"

	"github.com/ccrepo/ccrepo/oracle"
)

var interactionRelations = comparison{
	stored: func(t *testing.T, db runner) []string { t.Helper(); return storedChats(t, db, "") },
	oracle: func(log oracle.Log) []string {
		interactions, parts := oracle.Interactions(log)
		return slices.Concat(texted(interactions), texted(parts))
	},
	random: oracle.RandomChannels,
}

// TestRandomInteractionLogs compares interactions and their parts with the second implementation.
func TestRandomInteractionLogs(t *testing.T) {
	t.Parallel()
	interactionRelations.onRandomLogs(t, 1, 10)
}

func interactionRows(t *testing.T, db runner, prefix string) []string {
	t.Helper()
	return slices.Concat(
		read(t, db, `
			SELECT (extract(epoch FROM entered_at) * 1000000)::bigint, callid, channel, campaign, visit, entry_inferred, agent_started, offered,
			       outcome || CASE WHEN answered <> (offered AND outcome IN ('agent_ended', 'caller_ended', 'connected')) THEN ' answered?' ELSE '' END,
			       coalesce(contact, ''), coalesce(contact_name, ''),
			       (extract(epoch FROM connected_at) * 1000000)::bigint, (extract(epoch FROM ended_at) * 1000000)::bigint, coalesce(ended_by, ''),
			       agent, wait_seconds * 1000000, handle_seconds * 1000000, messages, transfers, reentries
			FROM report.interaction
			WHERE starts_with(callid, $1)`,
			func(i *oracle.Interaction) []any {
				return []any{&i.Entered, &i.Callid, &i.Channel, &i.Campaign, &i.Visit, &i.Inferred, &i.AgentStarted, &i.Offered,
					&i.Outcome, &i.Contact, &i.ContactName, &i.Connected, &i.Ended, &i.EndedBy,
					&i.Agent, &i.Wait, &i.Handle, &i.Messages, &i.Transfers, &i.Reentries}
			}, prefix),
		read(t, db, `
			SELECT (extract(epoch FROM started_at) * 1000000)::bigint, callid, channel, campaign, visit, part,
			       (extract(epoch FROM entered_at) * 1000000)::bigint, agent, (extract(epoch FROM ended_at) * 1000000)::bigint,
			       transferred_in, transferred_out
			FROM report.interaction_part
			WHERE starts_with(callid, $1)`,
			func(p *oracle.Part) []any {
				return []any{&p.Started, &p.Callid, &p.Channel, &p.Campaign, &p.Visit, &p.Number, &p.Entered, &p.Agent, &p.Ended, &p.In, &p.Out}
			}, prefix))
}
