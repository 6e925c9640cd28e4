-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:time began required
-- api:example /v1/reports/calls
SELECT
    id,
    began,
    queue
FROM call
WHERE began >= @range_from::date
  AND began < (@range_to::text)::timestamptz;
