-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param a Too small. default=-1 min=0 max=9
-- api:param b Too great. default=0.51 max=0.5
-- api:param c Too great for its type. default=2147483648
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE waited = @a::integer
  AND waited > @b::numeric
  AND waited > @c::integer;
