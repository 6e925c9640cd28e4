-- name: Calls0 :many
-- Every call.
-- api:route GET /v1/reports/calls-0
-- api:key id
-- api:timeout 
-- api:example /v1/reports/calls-0
SELECT id, queue FROM call;

-- name: Calls1 :many
-- Every call.
-- api:route GET /v1/reports/calls-1
-- api:key id
-- api:timeout 5
-- api:example /v1/reports/calls-1
SELECT id, queue FROM call;

-- name: Calls2 :many
-- Every call.
-- api:route GET /v1/reports/calls-2
-- api:key id
-- api:timeout half an hour
-- api:example /v1/reports/calls-2
SELECT id, queue FROM call;

-- name: Calls3 :many
-- Every call.
-- api:route GET /v1/reports/calls-3
-- api:key id
-- api:timeout 999ms
-- api:example /v1/reports/calls-3
SELECT id, queue FROM call;

-- name: Calls4 :many
-- Every call.
-- api:route GET /v1/reports/calls-4
-- api:key id
-- api:timeout -5s
-- api:example /v1/reports/calls-4
SELECT id, queue FROM call;

-- name: Calls5 :many
-- Every call.
-- api:route GET /v1/reports/calls-5
-- api:key id
-- api:timeout 10m1s
-- api:example /v1/reports/calls-5
SELECT id, queue FROM call;

-- name: Calls6 :many
-- Every call.
-- api:route GET /v1/reports/calls-6
-- api:key id
-- api:timeout 5s 6s
-- api:example /v1/reports/calls-6
SELECT id, queue FROM call;
