-- name: Conversation :many
-- The text messages of one conversation with an agent, in order.
-- api:es Los mensajes de texto de una conversación con un agente, en orden.
-- api:route GET /v1/reports/conversation
-- api:topic channels
-- api:time time optional
-- api:key time, id
-- api:main time, direction, agent, text
-- api:param sessionid Guid of the interaction, as in sms_repo.sessionid.
-- api:es sessionid GUID de la interacción, como en sms_repo.sessionid.
-- api:column time Time at which the message was sent or received.
-- api:es time Fecha y hora en que el mensaje se envió o se recibió.
-- api:column direction I for incoming, O for outgoing.
-- api:es direction I si es entrante, O si es saliente.
-- api:column agent Agent who sent the message; empty if none is named.
-- api:es agent Agente que envió el mensaje; vacío si no se indica.
-- api:column text Text of the message.
-- api:es text Texto del mensaje.
-- api:column number Number of the other side.
-- api:es number Número de la otra parte.
-- api:column read Whether the message was read: readsms is not empty, 0, no, false or the like.
-- api:es read Si el mensaje fue leído: readsms no es vacío, 0, no, false ni similar.
-- api:example /v1/reports/conversation?sessionid=8a1f6c52-3d0e-4b79-a5c4-6e2b9d7f1038
SELECT
    m.dateprocessed AS time,
    m.id,
    m.direction,
    coalesce(m.agent, '')::text AS agent,
    m.message AS text,
    m.callerid AS number,
    coalesce(report.says_yes(m.readsms), false)::boolean AS read,
    m.campaign
FROM sms_repo AS m
WHERE m.sessionid = @sessionid::text
  AND m.dateprocessed >= @range_from::timestamptz
  AND m.dateprocessed < @range_to::timestamptz;
