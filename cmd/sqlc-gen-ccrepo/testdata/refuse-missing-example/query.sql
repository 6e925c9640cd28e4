-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
SELECT
    id,
    queue
FROM call;
