-- name: Calls :many
-- Calls.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:whole
-- api:example /v1/reports/calls
SELECT id
FROM call;

-- name: OwnCalls :many
-- api:limited GET /v1/reports/call
SELECT id
FROM call;

-- name: ClosedCalls :many
-- api:limited GET /v1/reports/calls
SELECT id
FROM call;

-- name: OrderedCalls :many
-- api:limited GET /v1/reports/calls
-- api:order id
SELECT id
FROM call;
