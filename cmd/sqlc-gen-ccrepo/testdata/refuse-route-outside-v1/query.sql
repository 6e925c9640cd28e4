-- name: Calls :many
-- Every call.
-- api:route GET /v2/reports/calls
-- api:key id
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;
