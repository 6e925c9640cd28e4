-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param most default=5
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE waited > @least::integer
  AND waited < @most::integer;
