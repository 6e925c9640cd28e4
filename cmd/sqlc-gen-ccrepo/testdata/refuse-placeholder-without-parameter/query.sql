-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls/{day}
-- api:key id
-- api:example /v1/reports/calls/1
SELECT
    id,
    queue
FROM call;
