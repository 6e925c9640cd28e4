-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param a Text. min=1 max=5
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE agent = @a::text;
