-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param a Side. default=callee enum=caller,agent
-- api:param b Queues. default=x,z enum=x,y
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE agent = @a::text
  AND queue = ANY (@b::text[]);
