-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:timeout 1m30s
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;
