-- name: Callers :many
-- Calls of queues.
-- api:route GET /v1/reports/callers
-- api:key id
-- api:example /v1/reports/callers
SELECT id, queue, began
FROM call;

-- name: Queues :many
-- Calls by queue.
-- api:route GET /v1/reports/queues
-- api:key queue
-- api:example /v1/reports/queues
SELECT id, queue
FROM call;
