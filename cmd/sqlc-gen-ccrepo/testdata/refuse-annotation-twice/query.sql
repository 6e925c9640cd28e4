-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:key queue
-- api:param a A.
-- api:param a A.
-- api:column id I.
-- api:column id I.
-- api:interval
-- api:interval
-- api:example /v1/reports/calls
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call;
