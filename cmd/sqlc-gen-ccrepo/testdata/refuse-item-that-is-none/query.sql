-- name: ListCall :many
-- Calls, as logged.
-- api:route GET /v1/tables/call
-- api:item GetCall waited One call.
-- api:key id
-- api:param waited Seconds.
-- api:example /v1/tables/call?waited=1
SELECT
    id,
    queue
FROM call
WHERE waited = @waited::integer;

-- name: GetCall :one
-- A call.
-- api:route GET /v1/tables/{call}
-- api:item GetOther id One call.
-- api:key id
-- api:param call Id.
-- api:example /v1/tables/1
SELECT
    id,
    queue
FROM call
WHERE id = @call::bigint;

-- name: ListOther :many
-- Calls.
-- api:route GET /v1/tables/others
-- api:item other id
-- api:key id
-- api:example /v1/tables/others
SELECT id
FROM call;
