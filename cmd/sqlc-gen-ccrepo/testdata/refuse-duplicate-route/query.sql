-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;

-- name: SameCalls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;

-- name: CallById :many
-- Every call.
-- api:route GET /v1/reports/calls/{id}
-- api:param id Id.
-- api:key id
-- api:example /v1/reports/calls/1
SELECT
    id,
    queue
FROM call
WHERE id = @id::bigint;

-- name: CallByNumber :many
-- Every call.
-- api:route GET /v1/reports/calls/{number}
-- api:param number Id.
-- api:key id
-- api:example /v1/reports/calls/1
SELECT
    id,
    queue
FROM call
WHERE id = @number::bigint;
