-- name: ListCall :many
-- Calls, as logged.
-- api:route GET /v1/tables/call
-- api:scope read pii
-- api:group lists
-- api:key id
-- api:example /v1/tables/call
SELECT
    id,
    queue
FROM call;

-- name: ListOther :many
-- Calls.
-- api:route GET /v1/calls
-- api:key id
-- api:example /v1/calls
SELECT id
FROM call;
