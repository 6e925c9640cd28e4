-- name: EventMessengerLogRepoCompleteagent :many
-- An interaction that an agent had taken ended normally; the agent ended it.
-- api:es Una interacción tomada por un agente terminó normalmente; la cerró el agente.
-- Rows of messenger_log_repo with the event COMPLETEAGENT, decoded.
-- api:es Filas de messenger_log_repo con el evento COMPLETEAGENT, decodificadas.
-- api:route GET /v1/events/messenger_log_repo/COMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es chattime Cuánto duró la interacción, en segundos (data2).
-- api:es origposition Posición de espera al entrar (data3).
-- api:es messageqt Cantidad de mensajes de la interacción (data4).
-- api:personal data5 text
-- api:example /v1/events/messenger_log_repo/COMPLETEAGENT?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    holdtime,
    chattime,
    origposition,
    messageqt,
    data5
FROM event.messenger_log_completeagent
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventMessengerLogRepoConnect :many
-- An interaction was connected to an agent.
-- api:es Una interacción fue conectada con un agente.
-- Rows of messenger_log_repo with the event CONNECT, decoded.
-- api:es Filas de messenger_log_repo con el evento CONNECT, decodificadas.
-- api:route GET /v1/events/messenger_log_repo/CONNECT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es agent_name Agente que fue conectado (data2).
-- api:es client_id Id del cliente (data3).
-- api:es client_name Nombre del cliente (data4).
-- api:personal client_id text
-- api:personal client_name name
-- api:personal data5 text
-- api:example /v1/events/messenger_log_repo/CONNECT?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    holdtime,
    agent_name,
    client_id,
    client_name,
    data5
FROM event.messenger_log_connect
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventMessengerLogRepoEnterqueue :many
-- A client's message came in for a campaign.
-- api:es Llegó el mensaje de un cliente para una campaña.
-- Rows of messenger_log_repo with the event ENTERQUEUE, decoded.
-- api:es Filas de messenger_log_repo con el evento ENTERQUEUE, decodificadas.
-- api:route GET /v1/events/messenger_log_repo/ENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es address Cliente, por nombre o dirección (data1).
-- api:es message Texto del mensaje (data2).
-- api:personal address contact
-- api:personal message text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/messenger_log_repo/ENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    address,
    message,
    data3,
    data4,
    data5
FROM event.messenger_log_enterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventMessengerLogRepoReenterqueue :many
-- An interaction was recovered when the server started.
-- api:es Se recuperó una interacción al arrancar el servidor.
-- Rows of messenger_log_repo with the event REENTERQUEUE, decoded. The source prints ENTERQUEUE twice; the second row, recovered at server start, is REENTERQUEUE as on every other channel.
-- api:es Filas de messenger_log_repo con el evento REENTERQUEUE, decodificadas. El documento repite ENTERQUEUE; la segunda fila, la que se recupera al arrancar el servidor, es REENTERQUEUE como en los demás canales.
-- api:route GET /v1/events/messenger_log_repo/REENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es address Cliente, por nombre o dirección (data1).
-- api:es message Texto del mensaje (data2).
-- api:personal address contact
-- api:personal message text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/messenger_log_repo/REENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    address,
    message,
    data3,
    data4,
    data5
FROM event.messenger_log_reenterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventMessengerLogRepoHolidaymessage :many
-- The message was answered with the holiday message.
-- api:es Se respondió al mensaje con el mensaje de feriado.
-- Rows of messenger_log_repo with the event HOLIDAYMESSAGE, decoded.
-- api:es Filas de messenger_log_repo con el evento HOLIDAYMESSAGE, decodificadas.
-- api:route GET /v1/events/messenger_log_repo/HOLIDAYMESSAGE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es address Cliente, por nombre o dirección (data1).
-- api:es message Texto del mensaje (data2).
-- api:personal address contact
-- api:personal message text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/messenger_log_repo/HOLIDAYMESSAGE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    address,
    message,
    data3,
    data4,
    data5
FROM event.messenger_log_holidaymessage
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventMessengerLogRepoTransferred :many
-- The interaction was transferred from one agent to another.
-- api:es La interacción fue transferida de un agente a otro.
-- Rows of messenger_log_repo with the event TRANSFERRED, decoded.
-- api:es Filas de messenger_log_repo con el evento TRANSFERRED, decodificadas.
-- api:route GET /v1/events/messenger_log_repo/TRANSFERRED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es from_agent Agente que transfirió la interacción (data1).
-- api:es to_agent Agente al que se transfirió la interacción (data2).
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/messenger_log_repo/TRANSFERRED?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    from_agent,
    to_agent,
    data3,
    data4,
    data5
FROM event.messenger_log_transferred
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventMessengerLogRepoAttended :many
-- The agent to whom the interaction was transferred took it.
-- api:es El agente al que se transfirió la interacción la atendió.
-- Rows of messenger_log_repo with the event ATTENDED, decoded.
-- api:es Filas de messenger_log_repo con el evento ATTENDED, decodificadas.
-- api:route GET /v1/events/messenger_log_repo/ATTENDED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es from_agent Agente que transfirió la interacción (data1).
-- api:es to_agent Agente al que se transfirió la interacción (data2).
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/messenger_log_repo/ATTENDED?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    from_agent,
    to_agent,
    data3,
    data4,
    data5
FROM event.messenger_log_attended
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventMessengerLogRepoOutmessenger :many
-- An agent started an interaction on Messenger (the source only names this event; it is read like OUTSMS).
-- api:es Un agente inició una interacción en Messenger (el documento solo nombra este evento; se lee como OUTSMS).
-- Rows of messenger_log_repo with the event OUTMESSENGER, decoded. The source gives no fields.
-- api:es Filas de messenger_log_repo con el evento OUTMESSENGER, decodificadas. El documento no da campos.
-- api:route GET /v1/events/messenger_log_repo/OUTMESSENGER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/messenger_log_repo/OUTMESSENGER?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    data1,
    data2,
    data3,
    data4,
    data5
FROM event.messenger_log_outmessenger
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- Code generated by event/gen from event/catalogue.csv. DO NOT EDIT.
