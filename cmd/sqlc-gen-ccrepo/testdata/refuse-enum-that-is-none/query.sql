-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param a Flag. enum=true,false
-- api:param b Numbers. enum=1,x
-- api:param c Side. enum=agent,agent,
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE @a::boolean
  AND waited = @b::integer
  AND agent = @c::text;
