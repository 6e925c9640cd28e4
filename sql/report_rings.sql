-- name: Rings :many
-- Every time that an agent's phone rang and was not answered.
-- api:es Cada vez que el teléfono de un agente timbró y no fue atendido.
-- rings_missed of other reports counts the rings with missed=true, at their own time.
-- api:es El valor rings_missed de otros reportes cuenta los timbrados con missed=true, en su propio momento.
-- api:route GET /v1/reports/rings
-- api:topic agents
-- api:time rang_at required
-- api:as-of queue_call
-- api:key rang_at, id, callid
-- api:main rang_at, queue, agent, ring_milliseconds, missed
-- api:example /v1/reports/rings?range=yesterday&limit=20
SELECT
    rang_at,
    id,
    callid,
    queue,
    agent,
    ring_milliseconds,
    missed
FROM report.queue_ring
WHERE rang_at >= @range_from::timestamptz
  AND rang_at < @range_to::timestamptz;
