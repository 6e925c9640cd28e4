-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls/{day}
-- api:key id
-- api:param day Day. default=1
-- api:example /v1/reports/calls/1
SELECT
    id,
    queue
FROM call
WHERE waited = @day::integer;
