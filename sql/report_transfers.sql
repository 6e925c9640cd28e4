-- name: Transfers :many
-- Calls that agents transferred, by destination.
-- api:es Llamadas que los agentes transfirieron, por destino.
-- A call counts at the time at which it entered the queue. The calls of a row are /v1/reports/calls with outcome=transferred, agent and transferred_to.
-- api:es Una llamada cuenta en el momento en que entró a la campaña. Las llamadas de una fila son /v1/reports/calls con outcome=transferred, agent y transferred_to.
-- api:route GET /v1/reports/transfers
-- api:topic telephony
-- api:time entered_at required
-- api:as-of queue_call
-- api:key agent, destination
-- api:column agent Agent who transferred; empty if the log names none.
-- api:es agent Agente que transfirió; vacío si el registro de eventos no lo indica.
-- api:column destination Extension to which the calls were transferred; empty if not known.
-- api:es destination Extensión a la que se transfirieron las llamadas; vacía si no se conoce.
-- api:column calls Calls transferred.
-- api:es calls Llamadas transferidas.
-- api:column talk_seconds Conversation before the transfer, hold included, in seconds.
-- api:es talk_seconds Conversación antes de la transferencia, con la retención incluida, en segundos.
-- api:column talk_avg_seconds Mean conversation before the transfer, of the calls for which it is known, in seconds.
-- api:es talk_avg_seconds Conversación media antes de la transferencia, de las llamadas en las que se conoce, en segundos.
-- api:personal destination mixed
-- api:chart bar x=agent y=calls
-- api:example /v1/reports/transfers?range=last-30-days&order=-calls
SELECT
    f.agent,
    f.destination,
    count(*) AS calls,
    coalesce(sum(f.talk_seconds), 0)::numeric AS talk_seconds,
    round(avg(f.talk_seconds), 2)::numeric_or_null AS talk_avg_seconds
FROM (
    SELECT c.agent, coalesce(c.transferred_to, '') AS destination, c.talk_seconds
    FROM report.queue_call AS c
    WHERE c.entered_at >= @range_from::timestamptz
      AND c.entered_at < @range_to::timestamptz
      AND c.outcome = 'transferred'
) AS f
GROUP BY f.agent, f.destination;
