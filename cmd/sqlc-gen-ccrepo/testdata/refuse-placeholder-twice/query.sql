-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls/{day}/{day}
-- api:key id
-- api:param day Day.
-- api:example /v1/reports/calls/1/2
SELECT
    id,
    queue
FROM call
WHERE waited = @day::integer;
