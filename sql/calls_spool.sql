-- name: ListCallsSpool :many
-- Records that a dialer still has to call.
-- api:es Registros que un marcador todavía tiene que llamar.
-- api:route GET /v1/tables/calls_spool
-- api:item GetCallsSpool id One row of calls_spool by its id.
-- api:es GetCallsSpool Una fila de calls_spool por su id.
-- api:key id
-- api:example /v1/tables/calls_spool?limit=5
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
    position,
    import_id,
    number
FROM calls_spool;

-- name: SpoolNameTaken :one
-- Whether there are records under the name of a list.
SELECT EXISTS (
    SELECT FROM calls_spool AS s
    WHERE s.campaign = @campaign::text
      AND s.dialerbase = @dialerbase::text
)::boolean AS taken;

-- name: AddSpoolRecord :one
-- Adds a record to a list.
INSERT INTO calls_spool (campaign, destination, number, status, data, alternatives, contact, dialerbase, priority, agentphone)
VALUES (@campaign::text, @destination::text, @number::text, @status::integer, @data::text, @alternatives::text, @contact::text, @dialerbase::text,
    @priority::integer, @agentphone::text)
RETURNING id;

-- name: LockSpoolRecord :one
-- One record, locked until the transaction ends.
SELECT id, campaign, destination, status, data, alternatives, contact, dialerbase, priority, agentphone, position, import_id, number
FROM calls_spool
WHERE id = @id::bigint
FOR UPDATE;

-- name: CampaignOfSpoolRecord :one
-- The campaign of a record, which is not locked.
SELECT s.campaign
FROM calls_spool AS s
WHERE s.id = @id::bigint;

-- name: LockSpoolRecords :exec
-- The records of a list, locked until the transaction ends.
SELECT count(*)
FROM (
    SELECT s.id
    FROM calls_spool AS s
    WHERE s.campaign = @campaign::text
      AND s.dialerbase = @dialerbase::text
    ORDER BY s.id
    FOR UPDATE) AS locked;

-- name: ChangeSpoolRecord :one
-- Changes the given columns of a record. A record that is set to ready stays blocked if the do-not-call list has its number.
UPDATE calls_spool
SET
    priority = coalesce(sqlc.narg(priority)::integer, priority),
    status = coalesce(sqlc.narg(status)::integer, status),
    number = @number::text
WHERE id = @id::bigint
RETURNING id, campaign, destination, status, data, alternatives, contact, dialerbase, priority, agentphone, position, import_id, number;

-- name: RemoveSpoolRecord :exec
-- Removes a record from its list, even while it is being called.
DELETE FROM calls_spool
WHERE id = @id::bigint;

-- name: RemoveSpoolRecords :execrows
-- Removes the records of a list.
DELETE FROM calls_spool
WHERE campaign = @campaign::text
  AND dialerbase = @dialerbase::text;
