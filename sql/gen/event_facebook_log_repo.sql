-- name: EventFacebookLogRepoCompleteagent :many
-- An interaction that an agent had taken ended normally; the agent ended it.
-- api:es Una interacción tomada por un agente terminó normalmente; la cerró el agente.
-- Rows of facebook_log_repo with the event COMPLETEAGENT, decoded.
-- api:es Filas de facebook_log_repo con el evento COMPLETEAGENT, decodificadas.
-- api:route GET /v1/events/facebook_log_repo/COMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es chattime Cuánto duró la interacción, en segundos (data2).
-- api:es origposition Posición de espera al entrar (data3).
-- api:es messageqt Cantidad de mensajes de la interacción (data4).
-- api:personal data5 text
-- api:example /v1/events/facebook_log_repo/COMPLETEAGENT?range=last-7-days&holdtime.gte=30&limit=5
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
FROM event.facebook_log_completeagent
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventFacebookLogRepoConnect :many
-- An interaction was connected to an agent.
-- api:es Una interacción fue conectada con un agente.
-- Rows of facebook_log_repo with the event CONNECT, decoded.
-- api:es Filas de facebook_log_repo con el evento CONNECT, decodificadas.
-- api:route GET /v1/events/facebook_log_repo/CONNECT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es agent_name Agente que fue conectado (data2).
-- api:es client_id Id del cliente (data3).
-- api:es client_name Nombre del cliente (data4).
-- api:personal client_id text
-- api:personal client_name name
-- api:personal data5 text
-- api:example /v1/events/facebook_log_repo/CONNECT?range=last-7-days&holdtime.gte=30&limit=5
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
FROM event.facebook_log_connect
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventFacebookLogRepoEnterqueue :many
-- A client's message came in for a campaign.
-- api:es Llegó el mensaje de un cliente para una campaña.
-- Rows of facebook_log_repo with the event ENTERQUEUE, decoded.
-- api:es Filas de facebook_log_repo con el evento ENTERQUEUE, decodificadas.
-- api:route GET /v1/events/facebook_log_repo/ENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es post_id Id de la publicación (data1).
-- api:es message Texto del mensaje (data2).
-- api:personal post_id text
-- api:personal message text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/facebook_log_repo/ENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    post_id,
    message,
    data3,
    data4,
    data5
FROM event.facebook_log_enterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventFacebookLogRepoReenterqueue :many
-- An interaction was recovered when the server started.
-- api:es Se recuperó una interacción al arrancar el servidor.
-- Rows of facebook_log_repo with the event REENTERQUEUE, decoded.
-- api:es Filas de facebook_log_repo con el evento REENTERQUEUE, decodificadas.
-- api:route GET /v1/events/facebook_log_repo/REENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es post_id Id de la publicación (data1).
-- api:es message Texto del mensaje (data2).
-- api:personal post_id text
-- api:personal message text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/facebook_log_repo/REENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    post_id,
    message,
    data3,
    data4,
    data5
FROM event.facebook_log_reenterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventFacebookLogRepoHolidaymessage :many
-- The post was answered with a comment that holds the holiday message.
-- api:es Se respondió a la publicación con un comentario con el texto de feriado.
-- Rows of facebook_log_repo with the event HOLIDAYMESSAGE, decoded.
-- api:es Filas de facebook_log_repo con el evento HOLIDAYMESSAGE, decodificadas.
-- api:route GET /v1/events/facebook_log_repo/HOLIDAYMESSAGE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es post_id Id de la publicación (data1).
-- api:es message Texto del mensaje (data2).
-- api:personal post_id text
-- api:personal message text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/facebook_log_repo/HOLIDAYMESSAGE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    post_id,
    message,
    data3,
    data4,
    data5
FROM event.facebook_log_holidaymessage
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventFacebookLogRepoOutfacebook :many
-- An agent started an interaction on Facebook, which makes a new post.
-- api:es Un agente inició una interacción en Facebook, lo que genera una publicación nueva.
-- Rows of facebook_log_repo with the event OUTFACEBOOK, decoded. The agent starts a post; the source gives no fields.
-- api:es Filas de facebook_log_repo con el evento OUTFACEBOOK, decodificadas. El agente inicia una publicación; el documento no da campos.
-- api:route GET /v1/events/facebook_log_repo/OUTFACEBOOK
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/facebook_log_repo/OUTFACEBOOK?range=last-7-days&limit=5
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
FROM event.facebook_log_outfacebook
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventFacebookLogRepoTransferred :many
-- The interaction was transferred from one agent to another.
-- api:es La interacción fue transferida de un agente a otro.
-- Rows of facebook_log_repo with the event TRANSFERRED, decoded.
-- api:es Filas de facebook_log_repo con el evento TRANSFERRED, decodificadas.
-- api:route GET /v1/events/facebook_log_repo/TRANSFERRED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es from_agent Agente que transfirió la interacción (data1).
-- api:es to_agent Agente al que se transfirió la interacción (data2).
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/facebook_log_repo/TRANSFERRED?range=last-7-days&limit=5
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
FROM event.facebook_log_transferred
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventFacebookLogRepoAttended :many
-- The agent to whom the interaction was transferred took it.
-- api:es El agente al que se transfirió la interacción la atendió.
-- Rows of facebook_log_repo with the event ATTENDED, decoded.
-- api:es Filas de facebook_log_repo con el evento ATTENDED, decodificadas.
-- api:route GET /v1/events/facebook_log_repo/ATTENDED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es from_agent Agente que transfirió la interacción (data1).
-- api:es to_agent Agente al que se transfirió la interacción (data2).
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/facebook_log_repo/ATTENDED?range=last-7-days&limit=5
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
FROM event.facebook_log_attended
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- Code generated by event/gen from event/catalogue.csv. DO NOT EDIT.
