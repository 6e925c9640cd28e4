-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param ids Ids.
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE id IN (sqlc.slice('ids'));
