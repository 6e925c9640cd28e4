-- name: AgentSessions :many
-- Every session of an agent: when they logged in and off, and what ended it.
-- api:es Cada sesión de un agente: cuándo se conectó y se desconectó, y qué la cerró.
-- A session is listed at its beginning, with its whole length. To get those that continue into a day, begin the range earlier. The seconds that fall into a range are session_seconds of agent-summary.
-- api:es Una sesión se lista en su inicio, con su duración completa. Para ver las que continúan en un día, comience el período antes. Los segundos que caen en un período son session_seconds de agent-summary.
-- On days on which an agent has no login or logoff, the membership of queues counts as a session.
-- api:es En los días en que un agente no tiene conexión ni desconexión, su pertenencia a las campañas cuenta como sesión.
-- api:route GET /v1/reports/agent-sessions
-- api:topic agents
-- api:time start required
-- api:as-of agent_time
-- api:key start, agent
-- api:whole
-- api:column seconds Length of the session in seconds, up to as_of if it is open.
-- api:es seconds Duración de la sesión en segundos, hasta as_of si sigue abierta.
-- api:column open Whether it has not ended yet.
-- api:es open Si todavía no terminó.
-- api:example /v1/reports/agent-sessions?range=yesterday&order=-seconds&limit=5
SELECT
    s.agent,
    s.started_at AS "start",
    s.ended_at AS "end",
    trim_scale(extract(epoch FROM
        greatest(least(s.ended_at, @as_of::timestamptz), s.started_at) - s.started_at))::numeric AS seconds,
    (s.ended_at IS NULL)::boolean AS open,
    s.closed_by
FROM report.agent_session AS s
WHERE s.started_at >= @range_from::timestamptz
  AND s.started_at < @range_to::timestamptz;
