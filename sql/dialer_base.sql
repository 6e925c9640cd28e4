-- name: ListDialerBase :many
-- Lists of the dialers.
-- api:route GET /v1/tables/dialer_base
-- api:key id
-- api:example /v1/tables/dialer_base?limit=5
SELECT
    id,
    campaign,
    name,
    records,
    active,
    percentage
FROM dialer_base;

-- name: GetDialerBase :one
-- One row of dialer_base by its id.
-- api:route GET /v1/tables/dialer_base/{id}
-- api:key id
-- api:param id Id of the row.
-- api:example /v1/tables/dialer_base/1
SELECT
    id,
    campaign,
    name,
    records,
    active,
    percentage
FROM dialer_base
WHERE id = @id::bigint;
