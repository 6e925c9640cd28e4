-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:example /v1/reports/calls
SELECT
    id,
    -- api:column queue Queue.
    queue
/* api:as-of visit
   api:interval */
FROM call;
