-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param a Seconds. default=many
-- api:param b Ratio. default=1e3
-- api:param c Flag. default=yes
-- api:param d Moment. default=yesterday
-- api:param e Ids. default=1,,2
-- api:param f Seconds. default=007
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE waited = @a::integer
  AND waited > @b::numeric
  AND @c::boolean
  AND began > @d::timestamptz
  AND id = ANY (@e::bigint[])
  AND waited > @f::bigint;
