-- name: ListCall :many
-- Calls, as logged.
-- api:route GET /v1/tables/call
-- api:item GetCall id One call.
-- api:key id
-- api:example /v1/tables/call
-- api:example /v1/tables/call/1
SELECT
    id,
    queue
FROM call;

-- name: CallOfQueue :one
-- The call of a queue.
-- api:route GET /v1/tables/call/{name}
-- api:key id
-- api:param name Queue.
-- api:example /v1/tables/call/sales
SELECT
    id,
    queue
FROM call
WHERE queue = @name::text;
