-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param least Least.
-- api:example /v1/reports/calls?least=1&quue=sales&agent.like=a*
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE waited > @least::integer;
