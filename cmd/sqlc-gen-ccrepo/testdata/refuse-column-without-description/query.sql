-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:example /v1/reports/calls
SELECT
    id,
    (queue || agent)::text AS both,
    queue AS known,
    waited + 1 AS more
FROM call;
