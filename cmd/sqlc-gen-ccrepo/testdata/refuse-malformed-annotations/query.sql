-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id,
-- api:time began
-- api:interval hour
-- api:as-of
-- api:chart bar x=queue
-- api:opens id
-- api:rate share id / 
-- api:rate share id / x=1
-- api:column id
-- api:param a
-- api:example a b
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;
