-- name: Calls :many
-- Calls.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:example /v1/reports/calls
SELECT id
FROM call;

-- name: Call :one
-- A call.
-- api:route GET /v1/reports/calls/{id}
-- api:key number
-- api:param id Id of the call.
-- api:example /v1/reports/calls/1
SELECT id AS number
FROM call
WHERE id = @id::bigint;

-- name: OfNoRoute :one
-- Calls.
-- api:left-out GET /v1/reports/call
SELECT count(*) AS calls
FROM call;

-- name: OfOneRow :one
-- Calls.
-- api:left-out GET /v1/reports/calls/{id}
SELECT count(*) AS calls
FROM call;

-- name: OfSeveralColumns :one
-- Calls.
-- api:left-out GET /v1/reports/calls
SELECT count(*) AS calls, max(waited) AS longest
FROM call;

-- name: Second :one
-- Calls.
-- api:left-out GET /v1/reports/calls
SELECT count(*) AS calls
FROM call;

-- name: WithoutDescription :one
-- api:left-out GET /v1/reports/calls
SELECT count(*) AS calls
FROM call;

-- name: WithOtherNotes :one
-- Calls.
-- api:left-out GET /v1/reports/calls
-- api:order id
SELECT count(*) AS calls
FROM call;
