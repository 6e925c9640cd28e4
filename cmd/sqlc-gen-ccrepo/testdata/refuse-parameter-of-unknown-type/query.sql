-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param least Least.
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE @least IS NOT NULL;
