-- name: ListDialerBase :many
-- Lists of the dialers.
-- api:es Listas de los marcadores.
-- api:route GET /v1/tables/dialer_base
-- api:item GetDialerBase id One row of dialer_base by its id.
-- api:es GetDialerBase Una fila de dialer_base por su id.
-- api:key id
-- api:example /v1/tables/dialer_base?limit=5
-- api:example /v1/tables/dialer_base/1
SELECT
    id,
    campaign,
    name,
    records,
    active,
    percentage,
    position,
    import_id
FROM dialer_base;

-- name: FindDialerList :one
-- One list, with the columns that a write needs.
SELECT id, campaign, name, records, active, percentage, position, import_id
FROM dialer_base
WHERE id = @id::bigint;

-- name: LockDialerLists :many
-- The lists of a campaign, locked until the transaction ends.
SELECT id, name, active
FROM dialer_base
WHERE campaign = @campaign::text
ORDER BY id
FOR UPDATE;

-- name: LockDialerList :one
-- One list, locked until the transaction ends.
SELECT id, campaign, name, records, active, percentage, position, import_id
FROM dialer_base
WHERE id = @id::bigint
FOR UPDATE;

-- name: DecideDialerLists :exec
-- Allows only one transaction at a time to decide which list of a campaign is active.
SELECT app.lock_dialer_lists(@campaign::text);

-- name: LockListName :exec
-- Prevents records from being written under the name of a list until the transaction ends.
SELECT app.lock_list_name(@campaign::text, @name::text);

-- name: HoldListName :exec
-- Makes transactions that create or rename a list to a name wait for records that this one writes under it.
SELECT app.hold_list_name(@campaign::text, @name::text);

-- name: DialerListsOf :many
-- The current lists of a campaign.
SELECT id, name, active
FROM dialer_base
WHERE campaign = @campaign::text
ORDER BY id;

-- name: AddDialerList :one
-- Adds a list whose records are in calls_spool already.
INSERT INTO dialer_base (campaign, name, active)
VALUES (@campaign::text, @name::text, @active::boolean)
RETURNING id, records;

-- name: DeactivateDialerLists :exec
-- Deactivates the active list of a campaign.
UPDATE dialer_base
SET active = false
WHERE campaign = @campaign::text
  AND active;

-- name: ActivateDialerList :exec
-- Activates a list. No other list of its campaign may be active.
UPDATE dialer_base
SET active = true
WHERE id = @id::bigint;

-- name: ChangeDialerList :one
-- Changes the given columns of a list.
UPDATE dialer_base
SET
    name = coalesce(sqlc.narg(name)::text, name),
    percentage = coalesce(sqlc.narg(percentage)::integer, percentage)
WHERE id = @id::bigint
RETURNING id, campaign, name, records, active, percentage, position, import_id;

-- name: RemoveDialerList :exec
-- Removes a list, but not its records, which RemoveSpoolRecords removes.
DELETE FROM dialer_base
WHERE id = @id::bigint;
