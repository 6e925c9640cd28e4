-- name: ListCallsSpool :many
-- Records that a dialer has still to call.
-- api:route GET /v1/tables/calls_spool
-- api:key id
-- api:example /v1/tables/calls_spool?limit=5
SELECT
    id,
    campaign,
    destination,
    status,
    data,
    alternatives,
    contact,
    dialerbase,
    priority,
    agentphone,
    number
FROM calls_spool;

-- name: GetCallsSpool :one
-- One row of calls_spool by its id.
-- api:route GET /v1/tables/calls_spool/{id}
-- api:key id
-- api:param id Id of the row.
-- api:example /v1/tables/calls_spool/1
SELECT
    id,
    campaign,
    destination,
    status,
    data,
    alternatives,
    contact,
    dialerbase,
    priority,
    agentphone,
    number
FROM calls_spool
WHERE id = @id::bigint;
