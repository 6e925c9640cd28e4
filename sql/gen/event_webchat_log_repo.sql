-- name: EventWebchatLogRepoAbandon :many
-- The client left while waiting in the queue, before any agent took the chat.
-- api:es El cliente se fue mientras esperaba en la campaña, antes de que un agente tomara el chat.
-- Rows of webchat_log_repo with the event ABANDON, decoded.
-- api:es Filas de webchat_log_repo con el evento ABANDON, decodificadas.
-- api:route GET /v1/events/webchat_log_repo/ABANDON
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es position Posición de espera al terminar la espera (data1).
-- api:es origposition Posición de espera al entrar (data2).
-- api:es waittime Cuánto esperó el cliente en la campaña, en segundos (data3).
-- api:es email Dirección de correo del cliente (data4).
-- api:personal email email
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/ABANDON?range=last-7-days&waittime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    position,
    origposition,
    waittime,
    email,
    data5
FROM event.webchat_log_abandon
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoExitwithtimeout :many
-- The chat waited longer than the queue allows (the source does not describe this event; it is read as in telephony).
-- api:es El chat esperó más de lo que la campaña permite (el documento no describe este evento; se lee como en telefonía).
-- Rows of webchat_log_repo with the event EXITWITHTIMEOUT, decoded. The source gives no fields.
-- api:es Filas de webchat_log_repo con el evento EXITWITHTIMEOUT, decodificadas. El documento no da campos.
-- api:route GET /v1/events/webchat_log_repo/EXITWITHTIMEOUT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/EXITWITHTIMEOUT?range=last-7-days&limit=5
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
FROM event.webchat_log_exitwithtimeout
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoCompleteagent :many
-- A chat that an agent had taken ended normally; the agent ended it.
-- api:es Un chat tomado por un agente terminó normalmente; lo cerró el agente.
-- Rows of webchat_log_repo with the event COMPLETEAGENT, decoded.
-- api:es Filas de webchat_log_repo con el evento COMPLETEAGENT, decodificadas.
-- api:route GET /v1/events/webchat_log_repo/COMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es chattime Cuánto duró la interacción, en segundos (data2).
-- api:es origposition Posición de espera al entrar (data3).
-- api:es messageqt Cantidad de mensajes de la interacción (data4).
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/COMPLETEAGENT?range=last-7-days&holdtime.gte=30&limit=5
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
FROM event.webchat_log_completeagent
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoCompletecaller :many
-- A chat that an agent had taken ended normally; the client ended it.
-- api:es Un chat tomado por un agente terminó normalmente; lo cerró el cliente.
-- Rows of webchat_log_repo with the event COMPLETECALLER, decoded.
-- api:es Filas de webchat_log_repo con el evento COMPLETECALLER, decodificadas.
-- api:route GET /v1/events/webchat_log_repo/COMPLETECALLER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es chattime Cuánto duró la interacción, en segundos (data2).
-- api:es origposition Posición de espera al entrar (data3).
-- api:es messageqt Cantidad de mensajes de la interacción (data4).
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/COMPLETECALLER?range=last-7-days&holdtime.gte=30&limit=5
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
FROM event.webchat_log_completecaller
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoConnect :many
-- A waiting chat was connected to an agent.
-- api:es Un chat en espera fue conectado con un agente.
-- Rows of webchat_log_repo with the event CONNECT, decoded. Source name agent; the row has an agent column of its own.
-- api:es Filas de webchat_log_repo con el evento CONNECT, decodificadas. En el documento agent; la fila tiene su propia columna agent.
-- api:route GET /v1/events/webchat_log_repo/CONNECT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es agent_name Agente que fue conectado (data2).
-- api:es email Dirección de correo del cliente (data3).
-- api:personal email email
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/CONNECT?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    holdtime,
    agent_name,
    email,
    data4,
    data5
FROM event.webchat_log_connect
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoEnterqueue :many
-- A chat entered the queue.
-- api:es Un chat entró a la campaña.
-- Rows of webchat_log_repo with the event ENTERQUEUE, decoded. Source name phonenumbr.
-- api:es Filas de webchat_log_repo con el evento ENTERQUEUE, decodificadas. En el documento phonenumbr.
-- api:route GET /v1/events/webchat_log_repo/ENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es name Nombre del cliente (data1).
-- api:es email Dirección de correo del cliente (data2).
-- api:es phonenumber Número de teléfono del cliente (data3).
-- api:personal name name
-- api:personal email email
-- api:personal phonenumber phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/ENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    name,
    email,
    phonenumber,
    data4,
    data5
FROM event.webchat_log_enterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoReenterqueue :many
-- A chat was recovered when the server started.
-- api:es Se recuperó un chat al arrancar el servidor.
-- Rows of webchat_log_repo with the event REENTERQUEUE, decoded. Source name phonenumbr.
-- api:es Filas de webchat_log_repo con el evento REENTERQUEUE, decodificadas. En el documento phonenumbr.
-- api:route GET /v1/events/webchat_log_repo/REENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es name Nombre del cliente (data1).
-- api:es email Dirección de correo del cliente (data2).
-- api:es phonenumber Número de teléfono del cliente (data3).
-- api:personal name name
-- api:personal email email
-- api:personal phonenumber phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/REENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    name,
    email,
    phonenumber,
    data4,
    data5
FROM event.webchat_log_reenterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoTransfer :many
-- The chat was transferred (the source only names this event; TRANSFERRED tells from whom to whom).
-- api:es El chat fue transferido (el documento solo nombra este evento; TRANSFERRED dice de quién a quién).
-- Rows of webchat_log_repo with the event TRANSFER, decoded. The source gives no fields.
-- api:es Filas de webchat_log_repo con el evento TRANSFER, decodificadas. El documento no da campos.
-- api:route GET /v1/events/webchat_log_repo/TRANSFER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/TRANSFER?range=last-7-days&limit=5
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
FROM event.webchat_log_transfer
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoOutoftime :many
-- A client asked for a chat outside the campaign's hours.
-- api:es Un cliente pidió un chat fuera del horario de la campaña.
-- Rows of webchat_log_repo with the event OUTOFTIME, decoded. The source gives no fields.
-- api:es Filas de webchat_log_repo con el evento OUTOFTIME, decodificadas. El documento no da campos.
-- api:route GET /v1/events/webchat_log_repo/OUTOFTIME
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/OUTOFTIME?range=last-7-days&limit=5
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
FROM event.webchat_log_outoftime
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoOutcall :many
-- An audio or video call within a chat ended; it is not an outbound call.
-- api:es Terminó una llamada de audio o video dentro de un chat; no es una llamada saliente.
-- Rows of webchat_log_repo with the event OUTCALL, decoded. data1 is audio or video.
-- api:es Filas de webchat_log_repo con el evento OUTCALL, decodificadas. data1 es audio o video.
-- api:route GET /v1/events/webchat_log_repo/OUTCALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es media Tipo de la llamada: audio o video (data1).
-- api:es duration Cuánto duró la llamada, en segundos (data2).
-- api:es dialednumber Número marcado (data4).
-- api:es webchatguid Id único (GUID) del chat (data5).
-- api:personal dialednumber phone
-- api:personal data3 text
-- api:example /v1/events/webchat_log_repo/OUTCALL?range=last-7-days&duration.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    media,
    duration,
    dialednumber,
    webchatguid,
    data3
FROM event.webchat_log_outcall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoNoagents :many
-- A client asked for a chat while the campaign had no agent available.
-- api:es Un cliente pidió un chat cuando la campaña no tenía agentes disponibles.
-- Rows of webchat_log_repo with the event NOAGENTS, decoded. Only where they are known.
-- api:es Filas de webchat_log_repo con el evento NOAGENTS, decodificadas. Solo si se conocen.
-- api:route GET /v1/events/webchat_log_repo/NOAGENTS
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es email Dirección de correo del cliente (data1).
-- api:es name Nombre del cliente (data2).
-- api:personal email email
-- api:personal name name
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/NOAGENTS?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    email,
    name,
    data3,
    data4,
    data5
FROM event.webchat_log_noagents
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoMaxqueue :many
-- The campaign's chats, waiting and being handled, exceeded the number set for it.
-- api:es Los chats de la campaña, en espera y en atención, superaron el máximo configurado.
-- Rows of webchat_log_repo with the event MAXQUEUE, decoded. Only where they are known.
-- api:es Filas de webchat_log_repo con el evento MAXQUEUE, decodificadas. Solo si se conocen.
-- api:route GET /v1/events/webchat_log_repo/MAXQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es email Dirección de correo del cliente (data1).
-- api:es name Nombre del cliente (data2).
-- api:personal email email
-- api:personal name name
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/MAXQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    email,
    name,
    data3,
    data4,
    data5
FROM event.webchat_log_maxqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoTransferred :many
-- The interaction was transferred from one agent to another.
-- api:es La interacción fue transferida de un agente a otro.
-- Rows of webchat_log_repo with the event TRANSFERRED, decoded. Source names de, para.
-- api:es Filas de webchat_log_repo con el evento TRANSFERRED, decodificadas. En el documento de y para.
-- api:route GET /v1/events/webchat_log_repo/TRANSFERRED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es from_agent Agente que transfirió la interacción (data1).
-- api:es to_agent Agente al que se transfirió la interacción (data2).
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/TRANSFERRED?range=last-7-days&limit=5
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
FROM event.webchat_log_transferred
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoAttended :many
-- The agent to whom the interaction was transferred took it.
-- api:es El agente al que se transfirió la interacción la atendió.
-- Rows of webchat_log_repo with the event ATTENDED, decoded. Source names de, para.
-- api:es Filas de webchat_log_repo con el evento ATTENDED, decodificadas. En el documento de y para.
-- api:route GET /v1/events/webchat_log_repo/ATTENDED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es from_agent Agente que transfirió la interacción (data1).
-- api:es to_agent Agente al que se transfirió la interacción (data2).
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/ATTENDED?range=last-7-days&limit=5
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
FROM event.webchat_log_attended
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoStartcall :many
-- An audio call within a chat began (the source only names this event; it is read by its name).
-- api:es Empezó una llamada de audio dentro de un chat (el documento solo nombra este evento; se lee por su nombre).
-- Rows of webchat_log_repo with the event STARTCALL, decoded. The source gives no fields.
-- api:es Filas de webchat_log_repo con el evento STARTCALL, decodificadas. El documento no da campos.
-- api:route GET /v1/events/webchat_log_repo/STARTCALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/STARTCALL?range=last-7-days&limit=5
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
FROM event.webchat_log_startcall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoEndcall :many
-- An audio call within a chat ended (the source only names this event; it is read by its name).
-- api:es Terminó una llamada de audio dentro de un chat (el documento solo nombra este evento; se lee por su nombre).
-- Rows of webchat_log_repo with the event ENDCALL, decoded. The source gives no fields.
-- api:es Filas de webchat_log_repo con el evento ENDCALL, decodificadas. El documento no da campos.
-- api:route GET /v1/events/webchat_log_repo/ENDCALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/ENDCALL?range=last-7-days&limit=5
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
FROM event.webchat_log_endcall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoStartvideocall :many
-- A video call within a chat began (the source only names this event; it is read by its name).
-- api:es Empezó una videollamada dentro de un chat (el documento solo nombra este evento; se lee por su nombre).
-- Rows of webchat_log_repo with the event STARTVIDEOCALL, decoded. The source gives no fields.
-- api:es Filas de webchat_log_repo con el evento STARTVIDEOCALL, decodificadas. El documento no da campos.
-- api:route GET /v1/events/webchat_log_repo/STARTVIDEOCALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/STARTVIDEOCALL?range=last-7-days&limit=5
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
FROM event.webchat_log_startvideocall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventWebchatLogRepoEndvideocall :many
-- A video call within a chat ended (the source only names this event; it is read by its name).
-- api:es Terminó una videollamada dentro de un chat (el documento solo nombra este evento; se lee por su nombre).
-- Rows of webchat_log_repo with the event ENDVIDEOCALL, decoded. The source gives no fields.
-- api:es Filas de webchat_log_repo con el evento ENDVIDEOCALL, decodificadas. El documento no da campos.
-- api:route GET /v1/events/webchat_log_repo/ENDVIDEOCALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/webchat_log_repo/ENDVIDEOCALL?range=last-7-days&limit=5
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
FROM event.webchat_log_endvideocall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- Code generated by event/gen from event/catalogue.csv. DO NOT EDIT.
