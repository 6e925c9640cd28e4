-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:kye id
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;

-- name: Good :many
-- Every call.
-- api:route GET /v1/reports/good
-- api:key id
-- api:example /v1/reports/good
SELECT
    id,
    queue
FROM call;

-- name: Queues :many
-- api:route GET /v1/reports/queues
-- api:key id
-- api:example /v1/reports/queues
SELECT
    id,
    queue AS Queue, (agent || queue)::text AS both
FROM call;
