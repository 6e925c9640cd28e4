-- name: AgentPauses :many
-- Every pause and break of an agent: when it began and ended, why, and what ended it.
-- api:es Cada pausa y descanso de un agente: cuándo empezó y terminó, por qué, y qué lo cerró.
-- Each is listed at its beginning, with its whole length. The seconds that fall into a range are pause_seconds and break_seconds of agent-summary.
-- api:es Cada uno se lista en su inicio, con su duración completa. Los segundos que caen en un período son pause_seconds y break_seconds de agent-summary.
-- Time inside a break is break time: a pause ends where a break begins, and the rest of it after the break is another row.
-- api:es El tiempo dentro de un descanso es de descanso: una pausa termina donde empieza un descanso, y lo que queda de ella después es otra fila.
-- api:route GET /v1/reports/agent-pauses
-- api:topic agents
-- api:time start required
-- api:as-of agent_time
-- api:key start, agent, kind
-- api:main agent, start, seconds, kind, reason
-- api:whole
-- api:column seconds Length of the pause or break in seconds, up to as_of if it is open.
-- api:es seconds Duración de la pausa o del descanso en segundos, hasta as_of si sigue abierto.
-- api:column open Whether it has not ended yet.
-- api:es open Si todavía no terminó.
-- api:example /v1/reports/agent-pauses?range=yesterday&kind=break&order=-seconds&limit=5
SELECT
    p.agent,
    p.started_at AS "start",
    p.ended_at AS "end",
    trim_scale(extract(epoch FROM
        greatest(least(p.ended_at, @as_of::timestamptz), p.started_at) - p.started_at))::numeric AS seconds,
    (p.ended_at IS NULL)::boolean AS open,
    p.closed_by,
    p.kind,
    p.reason,
    p.comment
FROM report.agent_pause AS p
WHERE p.started_at >= @range_from::timestamptz
  AND p.started_at < @range_to::timestamptz;
