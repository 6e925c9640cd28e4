-- name: Calls :many
-- Every call.
-- api:key id
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;
