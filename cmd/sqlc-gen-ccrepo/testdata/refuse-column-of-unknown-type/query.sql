-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:column last Last one.
-- api:column longest Longest one.
-- api:example /v1/reports/calls
SELECT
    id,
    NULL AS last,
    max(waited) AS longest
FROM call
GROUP BY id;
