-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param a Seconds. min=9 max=1
-- api:param b Seconds. min=low
-- api:param c Seconds. max=99999
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE waited = @a::integer
  AND waited > @b::integer
  AND waited > @c::smallint;
