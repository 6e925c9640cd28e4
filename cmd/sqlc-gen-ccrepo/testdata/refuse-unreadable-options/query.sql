-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param a Seconds. defualt=1
-- api:param b Text. default=two words
-- api:param c Seconds. min=1 min=2
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE waited = @a::integer
  AND agent = @b::text
  AND waited > @c::integer;
