-- name: Callers :many
-- Calls of queues.
-- api:route GET /v1/reports/callers
-- api:time began required
-- api:key id
-- api:param at_least Seconds of waiting. default=0
-- api:example /v1/reports/callers
SELECT id, began
FROM call
WHERE began >= @range_from::timestamptz
  AND began < @range_to::timestamptz
  AND waited >= @at_least::integer
  AND agent IS NOT NULL;

-- name: CallersLeftOut :one
-- Number of calls without an agent, which the rows exclude.
-- api:left-out GET /v1/reports/callers
SELECT count(*) AS calls
FROM call
WHERE waited >= @at_least::integer
  AND began >= @range_from::timestamptz
  AND began < @range_to::timestamptz
  AND agent IS NULL;
