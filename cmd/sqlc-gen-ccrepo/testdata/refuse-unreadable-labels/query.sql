-- name: Callers :many
-- Calls of queues.
-- api:es Llamadas de las campañas.
-- api:route GET /v1/reports/callers
-- api:key id
-- api:example /v1/reports/callers
SELECT id
FROM call;
