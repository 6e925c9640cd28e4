-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:main number, id, queue, queue
-- api:key id
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;
