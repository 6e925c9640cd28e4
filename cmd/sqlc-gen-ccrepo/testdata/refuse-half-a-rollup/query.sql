-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:time began required
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE began >= @range_from::timestamptz
  AND began < @range_to::timestamptz
  AND began >= @rollup_from::timestamptz;
