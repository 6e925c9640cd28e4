-- name: ListCall :many
-- Calls, as logged.
-- api:route GET /v1/tables/call
-- api:time began required
-- api:key began, id
-- api:example /v1/tables/call?range=last-7-days&limit=5
-- api:example /v1/tables/call?queue=sales&waited.gte=20
SELECT
    id,
    began,
    queue,
    agent,
    waited
FROM call
WHERE began >= @range_from::timestamptz
  AND began < @range_to::timestamptz;
