-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param least Least.
-- api:param day Day.
-- api:example /v1/reports/calls
SELECT
    id,
    queue
FROM call
WHERE began > now() - @least::interval
  AND began > @day::date;
