-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:example /v1/reports/calls?a=%
-- api:example /v1/reports/calls/1
-- api:example /v1/reports/call
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;
