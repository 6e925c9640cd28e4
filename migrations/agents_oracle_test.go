package migrations_test

import (
	"slices"
	"testing"

	"github.com/ccrepo/ccrepo/oracle"
)

var agentRelations = comparison{
	stored: agentRows,
	oracle: func(log oracle.Log) []string {
		return slices.Concat(texted(oracle.Sessions(log)), texted(oracle.Pauses(log)), texted(oracle.Pieces(log)))
	},
	random: oracle.RandomAgents,
}

// TestRandomAgentLogs compares sessions, pauses and time of agents with the second implementation.
func TestRandomAgentLogs(t *testing.T) {
	t.Parallel()
	agentRelations.onRandomLogs(t, 1, 10)
}

func agentRows(t *testing.T, db runner) []string {
	t.Helper()
	return slices.Concat(
		read(t, db, `
			SELECT agent, (extract(epoch FROM started_at) * 1000000)::bigint, (extract(epoch FROM ended_at) * 1000000)::bigint,
			       coalesce(closed_by, ''), member, start_inferred
			FROM report.agent_session`,
			func(s *oracle.Session) []any {
				return []any{&s.Agent, &s.Started, &s.Ended, &s.ClosedBy, &s.Member, &s.StartInferred}
			}),
		read(t, db, `
			SELECT agent, kind, (extract(epoch FROM started_at) * 1000000)::bigint, (extract(epoch FROM ended_at) * 1000000)::bigint,
			       coalesce(closed_by, ''), coalesce(reason, ''), coalesce(comment, ''), telephony
			FROM report.agent_pause`,
			func(p *oracle.Pause) []any {
				return []any{&p.Agent, &p.Kind, &p.Started, &p.Ended, &p.ClosedBy, &p.Reason, &p.Comment, &p.Telephony}
			}),
		read(t, db, `
			SELECT agent, (extract(epoch FROM started_at) * 1000000)::bigint, (extract(epoch FROM ended_at) * 1000000)::bigint,
			       in_session, paused, on_break, talking, holding, wrapping_up, outbound
			FROM report.agent_time`,
			func(p *oracle.Piece) []any {
				return []any{&p.Agent, &p.Started, &p.Ended, &p.Session, &p.Paused, &p.Break, &p.Talking, &p.Holding, &p.WrappingUp, &p.Outbound}
			}))
}
