-- name: Callers :many
-- Calls of queues.
-- api:es Llamadas de las campañas.
-- Short calls are excluded,
-- and so are those without an agent.
-- api:es Se excluyen las llamadas cortas,
-- api:es y las que no tienen agente.
-- api:route GET /v1/reports/callers
-- api:item Caller id One call.
-- api:es Caller Una llamada.
-- api:key id
-- api:param at_least Seconds of waiting. default=0
-- api:es at_least Segundos de espera.
-- api:param ending How it ended. default=any enum=any,answered
-- api:es ending Cómo terminó.
-- api:column answered Whether an agent took it.
-- api:es answered Si la atendió un agente.
-- api:example /v1/reports/callers
-- api:example /v1/reports/callers/1
SELECT id, queue, coalesce(agent <> '', false)::boolean AS answered
FROM call
WHERE waited >= @at_least::integer
  AND (@ending::text = 'any' OR agent IS NOT NULL);

-- name: CallersLeftOut :one
-- Number of calls without an agent.
-- api:es Cantidad de llamadas sin agente.
-- api:left-out GET /v1/reports/callers
SELECT count(*) AS calls
FROM call
WHERE agent IS NULL;

-- name: Caller2 :many
-- Calls by another word.
-- api:es Llamadas con otra palabra.
-- api:route GET /v1/reports/calls/{queue}
-- api:key id
-- api:param queue Queue to look in.
-- api:es queue Campaña en la que se busca.
-- api:column queue Queue of the row.
-- api:es queue Campaña de la fila.
-- api:example /v1/reports/calls/q1
SELECT id, queue
FROM call
WHERE queue = @queue::text;
