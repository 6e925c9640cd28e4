-- name: GetCall :one
-- One call by its id.
-- api:route GET /v1/tables/call/{id}
-- api:time began optional
-- api:key began, id
-- api:param id Id of the row.
-- api:example /v1/tables/call/1
SELECT
    id,
    began,
    queue
FROM call
WHERE id = @id::bigint
  AND began >= @range_from::timestamptz
  AND began < @range_to::timestamptz;
