-- name: ChatTraffic :many
-- Messages of the internal chat, by sender and recipient.
-- api:es Mensajes del chat interno, por quien envía y quien recibe.
-- api:route GET /v1/reports/chat-traffic
-- api:topic channels
-- api:time datecreated required
-- api:interval
-- api:key srcagent, dstagent
-- api:whole
-- api:column srcagent Agent who sent the message; empty if none is named.
-- api:es srcagent Agente que envió el mensaje; vacío si no se indica.
-- api:column dstagent Agent who received the message; empty if none is named.
-- api:es dstagent Agente que recibió el mensaje; vacío si no se indica.
-- api:column sent Messages, including failed ones. additive
-- api:es sent Mensajes, incluidos los fallidos.
-- api:column failed Messages that were not delivered: status FAILURE. additive
-- api:es failed Mensajes que no se entregaron: status FAILURE.
-- api:chart bar x=interval_start y=sent,failed
-- api:example /v1/reports/chat-traffic?range=last-7-days
SELECT
    CASE WHEN NOT @total::boolean THEN f.srcagent END::text_or_null AS srcagent,
    CASE WHEN NOT @total::boolean THEN f.dstagent END::text_or_null AS dstagent,
    CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
    count(*) AS sent,
    count(*) FILTER (WHERE f.status = 'FAILURE') AS failed
FROM (
    SELECT
        coalesce(m.srcagent, '') AS srcagent,
        coalesce(m.dstagent, '') AS dstagent,
        (@slot_numbers::integer[])[width_bucket(m.datecreated, @slot_bounds::timestamptz[])] AS slot,
        m.status
    FROM sipchat AS m
    WHERE m.datecreated >= @range_from::timestamptz
      AND m.datecreated < @range_to::timestamptz
) AS f
WHERE f.slot IS NOT NULL
  AND @dimensions::boolean
GROUP BY 1, 2, 3;
