-- name: Callers :many
-- Calls of queues.
-- Short calls are excluded.
-- api:route GET /v1/reports/callers
-- api:item Caller id One call.
-- api:key id
-- api:param at_least Seconds of waiting. default=0
-- api:column answered Whether an agent took it.
-- api:example /v1/reports/callers
-- api:example /v1/reports/callers/1
SELECT id, queue, coalesce(agent <> '', false)::boolean AS answered
FROM call
WHERE waited >= @at_least::integer;

-- name: Queues :many
-- Queues.
-- api:es Campañas.
-- They have calls.
-- api:route GET /v1/reports/queues
-- api:key queue
-- api:example /v1/reports/queues
SELECT queue
FROM call;
