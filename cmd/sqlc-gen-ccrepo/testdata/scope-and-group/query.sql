-- name: ListCall :many
-- Calls, as logged.
-- api:route GET /v1/calls
-- api:scope read dial
-- api:agents
-- api:group settings
-- api:key id
-- api:example /v1/calls
SELECT
    id,
    queue
FROM call;
