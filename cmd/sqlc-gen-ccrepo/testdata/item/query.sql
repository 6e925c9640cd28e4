-- name: ListCall :many
-- Calls, as logged.
-- api:route GET /v1/tables/call
-- api:item GetCall id One call by its id.
-- api:time began required
-- api:key began, id
-- api:order -began
-- api:chart bar x=began y=waited
-- api:param least Seconds that a call waited. default=0
-- api:example /v1/tables/call?range=last-7-days&limit=5
-- api:example /v1/tables/call/1
SELECT
    id,
    began,
    queue,
    waited
FROM call
WHERE began >= @range_from::timestamptz
  AND began < @range_to::timestamptz
  AND waited >= @least::integer;
