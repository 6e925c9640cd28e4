-- name: Callers :many
-- Calls of queues.
-- api:es Llamadas de las campañas.
-- api:route GET /v1/reports/callers
-- api:key id
-- api:column id Id.
-- api:es
-- api:example /v1/reports/callers
SELECT id
FROM call;

-- name: Queues :many
-- Queues.
-- api:es Campañas.
-- api:es call Llamada.
-- api:route GET /v1/reports/queues
-- api:key queue
-- api:column queue Name.
-- api:es queue Nombre.
-- api:es queue Denominación.
-- api:example /v1/reports/queues
SELECT queue
FROM call;
