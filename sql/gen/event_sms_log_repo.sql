-- name: EventSmsLogRepoCompleteagentout :many
-- An interaction that an agent had started ended.
-- api:es Terminó una interacción iniciada por un agente.
-- Rows of sms_log_repo with the event COMPLETEAGENTOUT, decoded. Fields shifted against COMPLETEAGENT; the name is broken by a space in the source.
-- api:es Filas de sms_log_repo con el evento COMPLETEAGENTOUT, decodificadas. Campos corridos respecto de COMPLETEAGENT; en el documento un espacio parte el nombre.
-- api:route GET /v1/events/sms_log_repo/COMPLETEAGENTOUT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es chattime Cuánto duró la interacción, en segundos (data1).
-- api:es messageqt Cantidad de mensajes de la interacción (data2).
-- api:es number Número de teléfono del cliente (data3).
-- api:personal number phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/sms_log_repo/COMPLETEAGENTOUT?range=last-7-days&chattime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    chattime,
    messageqt,
    number,
    data4,
    data5
FROM event.sms_log_completeagentout
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventSmsLogRepoCompleteagent :many
-- An interaction that an agent had taken ended normally; the agent ended it.
-- api:es Una interacción tomada por un agente terminó normalmente; la cerró el agente.
-- Rows of sms_log_repo with the event COMPLETEAGENT, decoded.
-- api:es Filas de sms_log_repo con el evento COMPLETEAGENT, decodificadas.
-- api:route GET /v1/events/sms_log_repo/COMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es chattime Cuánto duró la interacción, en segundos (data2).
-- api:es origposition Posición de espera al entrar (data3).
-- api:es messageqt Cantidad de mensajes de la interacción (data4).
-- api:personal data5 text
-- api:example /v1/events/sms_log_repo/COMPLETEAGENT?range=last-7-days&holdtime.gte=30&limit=5
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
FROM event.sms_log_completeagent
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventSmsLogRepoConnect :many
-- A client's message was connected to an agent.
-- api:es El mensaje de un cliente fue conectado con un agente.
-- Rows of sms_log_repo with the event CONNECT, decoded.
-- api:es Filas de sms_log_repo con el evento CONNECT, decodificadas.
-- api:route GET /v1/events/sms_log_repo/CONNECT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es agent_name Agente que fue conectado (data2).
-- api:es number Número de teléfono del cliente (data3).
-- api:personal number phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/sms_log_repo/CONNECT?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    holdtime,
    agent_name,
    number,
    data4,
    data5
FROM event.sms_log_connect
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventSmsLogRepoEnterqueue :many
-- A client's message came in for a campaign within its hours.
-- api:es Llegó el mensaje de un cliente para una campaña, dentro de su horario.
-- Rows of sms_log_repo with the event ENTERQUEUE, decoded. name only from some providers, WhatsApp for one.
-- api:es Filas de sms_log_repo con el evento ENTERQUEUE, decodificadas. name solo con algunos proveedores, por ejemplo de WhatsApp.
-- api:route GET /v1/events/sms_log_repo/ENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es number Número de teléfono del cliente (data1).
-- api:es name Nombre del cliente (data2).
-- api:personal number phone
-- api:personal name name
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/sms_log_repo/ENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    number,
    name,
    data3,
    data4,
    data5
FROM event.sms_log_enterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventSmsLogRepoReenterqueue :many
-- An interaction was recovered when the server started.
-- api:es Se recuperó una interacción al arrancar el servidor.
-- Rows of sms_log_repo with the event REENTERQUEUE, decoded. name only from some providers, WhatsApp for one.
-- api:es Filas de sms_log_repo con el evento REENTERQUEUE, decodificadas. name solo con algunos proveedores, por ejemplo de WhatsApp.
-- api:route GET /v1/events/sms_log_repo/REENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es number Número de teléfono del cliente (data1).
-- api:es name Nombre del cliente (data2).
-- api:personal number phone
-- api:personal name name
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/sms_log_repo/REENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    number,
    name,
    data3,
    data4,
    data5
FROM event.sms_log_reenterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventSmsLogRepoHolidaymessage :many
-- The client was sent the campaign's holiday message.
-- api:es Se envió al cliente el mensaje de día feriado.
-- Rows of sms_log_repo with the event HOLIDAYMESSAGE, decoded.
-- api:es Filas de sms_log_repo con el evento HOLIDAYMESSAGE, decodificadas.
-- api:route GET /v1/events/sms_log_repo/HOLIDAYMESSAGE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es number Número de teléfono del cliente (data1).
-- api:es message Texto del mensaje (data2).
-- api:personal number phone
-- api:personal message text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/sms_log_repo/HOLIDAYMESSAGE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    number,
    message,
    data3,
    data4,
    data5
FROM event.sms_log_holidaymessage
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventSmsLogRepoOutoftime :many
-- A client's message came in for a campaign outside its hours.
-- api:es Llegó el mensaje de un cliente para una campaña, fuera de su horario.
-- Rows of sms_log_repo with the event OUTOFTIME, decoded.
-- api:es Filas de sms_log_repo con el evento OUTOFTIME, decodificadas.
-- api:route GET /v1/events/sms_log_repo/OUTOFTIME
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es number Número de teléfono del cliente (data1).
-- api:es message Texto del mensaje (data2).
-- api:personal number phone
-- api:personal message text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/sms_log_repo/OUTOFTIME?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    number,
    message,
    data3,
    data4,
    data5
FROM event.sms_log_outoftime
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventSmsLogRepoOutsms :many
-- An agent started an interaction by message.
-- api:es Un agente inició una interacción por mensaje.
-- Rows of sms_log_repo with the event OUTSMS, decoded.
-- api:es Filas de sms_log_repo con el evento OUTSMS, decodificadas.
-- api:route GET /v1/events/sms_log_repo/OUTSMS
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es number Número de teléfono del cliente (data1).
-- api:personal number phone
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/sms_log_repo/OUTSMS?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    number,
    data2,
    data3,
    data4,
    data5
FROM event.sms_log_outsms
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventSmsLogRepoTransferred :many
-- The interaction was transferred from one agent to another.
-- api:es La interacción fue transferida de un agente a otro.
-- Rows of sms_log_repo with the event TRANSFERRED, decoded.
-- api:es Filas de sms_log_repo con el evento TRANSFERRED, decodificadas.
-- api:route GET /v1/events/sms_log_repo/TRANSFERRED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es from_agent Agente que transfirió la interacción (data1).
-- api:es to_agent Agente al que se transfirió la interacción (data2).
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/sms_log_repo/TRANSFERRED?range=last-7-days&limit=5
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
FROM event.sms_log_transferred
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventSmsLogRepoAttended :many
-- The agent to whom the interaction was transferred took it.
-- api:es El agente al que se transfirió la interacción la atendió.
-- Rows of sms_log_repo with the event ATTENDED, decoded.
-- api:es Filas de sms_log_repo con el evento ATTENDED, decodificadas.
-- api:route GET /v1/events/sms_log_repo/ATTENDED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es from_agent Agente que transfirió la interacción (data1).
-- api:es to_agent Agente al que se transfirió la interacción (data2).
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/sms_log_repo/ATTENDED?range=last-7-days&limit=5
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
FROM event.sms_log_attended
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- Code generated by event/gen from event/catalogue.csv. DO NOT EDIT.
