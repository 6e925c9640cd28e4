-- name: Callers :many
-- Calls of queues.
-- api:route GET /v1/reports/callers
-- api:key id
-- api:param at_least Seconds of waiting. default=0
-- api:param ending How it ended. default=any enum=any,answered
-- api:example /v1/reports/callers
SELECT id, queue
FROM call
WHERE waited >= @at_least::integer
  AND (@ending::text = 'any' OR agent IS NOT NULL);
