-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:order -queue,id
-- api:key id
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;
