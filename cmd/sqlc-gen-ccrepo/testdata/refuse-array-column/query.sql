-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:column queues Queues.
-- api:example /v1/reports/calls
SELECT
    id,
    array_agg(queue)::text[] AS queues
FROM call
GROUP BY id;
