-- name: Calls :many
-- Calls.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param least Seconds of waiting.
-- api:example /v1/reports/calls?least=1
SELECT id, queue, waited
FROM call
WHERE waited >= @least::integer;

-- name: OwnCalls :many
-- Other columns, other parameters.
-- api:limited GET /v1/reports/calls
-- api:withheld id, wait
SELECT id, waited
FROM call
WHERE queue = @queue::text;

-- name: MoreCalls :many
-- api:limited GET /v1/reports/calls
-- api:withheld id, wait
SELECT id, waited
FROM call
WHERE queue = @queue::text
  AND waited >= @least::bigint;
