-- name: Waits :many
-- How long calls waited.
-- api:route GET /v1/reports/waits
-- api:time began required
-- api:key id
-- api:personal caller phone
-- api:personal range_from text
-- api:personal waited text
-- api:example /v1/reports/waits?limit=5
SELECT id, began, waited FROM call
WHERE began >= @range_from::timestamptz
  AND began < @range_to::timestamptz;
