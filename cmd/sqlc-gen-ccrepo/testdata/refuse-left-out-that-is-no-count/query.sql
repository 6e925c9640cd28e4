-- name: Calls :many
-- Calls.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:example /v1/reports/calls
SELECT id
FROM call;

-- name: Longest :one
-- Calls that waited.
-- api:left-out GET /v1/reports/calls
SELECT max(waited)::numeric AS longest
FROM call
WHERE waited > @at_least::integer;
