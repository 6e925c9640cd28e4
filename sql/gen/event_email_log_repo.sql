-- name: EventEmailLogRepoCompleteagentout :many
-- An interaction that an agent had started ended.
-- api:es Terminó una interacción iniciada por un agente.
-- Rows of email_log_repo with the event COMPLETEAGENTOUT, decoded. Fields shifted against COMPLETEAGENT; source spelling adress, in data5.
-- api:es Filas de email_log_repo con el evento COMPLETEAGENTOUT, decodificadas. Campos corridos respecto de COMPLETEAGENT; en el documento adress, en data5.
-- api:route GET /v1/events/email_log_repo/COMPLETEAGENTOUT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es chattime Cuánto duró la interacción, en segundos (data1).
-- api:es messageqt Cantidad de mensajes de la interacción (data2).
-- api:es address Dirección de correo del cliente (data5).
-- api:personal address email
-- api:personal data3 text
-- api:personal data4 text
-- api:example /v1/events/email_log_repo/COMPLETEAGENTOUT?range=last-7-days&chattime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    chattime,
    messageqt,
    address,
    data3,
    data4
FROM event.email_log_completeagentout
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoCompleteagent :many
-- An interaction that an agent had taken ended normally; the agent ended it.
-- api:es Una interacción tomada por un agente terminó normalmente; la cerró el agente.
-- Rows of email_log_repo with the event COMPLETEAGENT, decoded.
-- api:es Filas de email_log_repo con el evento COMPLETEAGENT, decodificadas.
-- api:route GET /v1/events/email_log_repo/COMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es chattime Cuánto duró la interacción, en segundos (data2).
-- api:es origposition Posición de espera al entrar (data3).
-- api:es messageqt Cantidad de mensajes de la interacción (data4).
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/COMPLETEAGENT?range=last-7-days&holdtime.gte=30&limit=5
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
FROM event.email_log_completeagent
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoConnect :many
-- An e-mail was connected to an agent.
-- api:es Un correo fue conectado con un agente.
-- Rows of email_log_repo with the event CONNECT, decoded.
-- api:es Filas de email_log_repo con el evento CONNECT, decodificadas.
-- api:route GET /v1/events/email_log_repo/CONNECT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es agent_name Agente que fue conectado (data2).
-- api:es address Dirección de correo del cliente (data3).
-- api:personal address email
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/CONNECT?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    holdtime,
    agent_name,
    address,
    data4,
    data5
FROM event.email_log_connect
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoHolidaymessage :many
-- The client was sent the campaign's holiday e-mail.
-- api:es Se envió al cliente el correo de día feriado.
-- Rows of email_log_repo with the event HOLIDAYMESSAGE, decoded.
-- api:es Filas de email_log_repo con el evento HOLIDAYMESSAGE, decodificadas.
-- api:route GET /v1/events/email_log_repo/HOLIDAYMESSAGE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es address Dirección de correo del cliente (data1).
-- api:es message Texto del mensaje (data2).
-- api:personal address email
-- api:personal message text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/HOLIDAYMESSAGE?range=last-7-days&limit=5
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
FROM event.email_log_holidaymessage
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoEnterqueue :many
-- A client's e-mail came in for a campaign.
-- api:es Llegó el correo de un cliente para una campaña.
-- Rows of email_log_repo with the event ENTERQUEUE, decoded.
-- api:es Filas de email_log_repo con el evento ENTERQUEUE, decodificadas.
-- api:route GET /v1/events/email_log_repo/ENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es address Dirección de correo del cliente (data1).
-- api:es subject Asunto del mensaje (data2).
-- api:personal address email
-- api:personal subject text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/ENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    address,
    subject,
    data3,
    data4,
    data5
FROM event.email_log_enterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoReenterqueue :many
-- An interaction was recovered when the server started.
-- api:es Se recuperó una interacción al arrancar el servidor.
-- Rows of email_log_repo with the event REENTERQUEUE, decoded.
-- api:es Filas de email_log_repo con el evento REENTERQUEUE, decodificadas.
-- api:route GET /v1/events/email_log_repo/REENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es address Dirección de correo del cliente (data1).
-- api:es subject Asunto del mensaje (data2).
-- api:personal address email
-- api:personal subject text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/REENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    address,
    subject,
    data3,
    data4,
    data5
FROM event.email_log_reenterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoOutemail :many
-- An agent started an interaction by e-mail.
-- api:es Un agente inició una interacción por correo.
-- Rows of email_log_repo with the event OUTEMAIL, decoded.
-- api:es Filas de email_log_repo con el evento OUTEMAIL, decodificadas.
-- api:route GET /v1/events/email_log_repo/OUTEMAIL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es address Dirección de correo del cliente (data1).
-- api:es subject Asunto del mensaje (data2).
-- api:personal address email
-- api:personal subject text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/OUTEMAIL?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    address,
    subject,
    data3,
    data4,
    data5
FROM event.email_log_outemail
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoStartemaildialer :many
-- An e-mail dialer began to run.
-- api:es Un discador de correos empezó a ejecutarse.
-- Rows of email_log_repo with the event STARTEMAILDIALER, decoded. The name is broken by a space in the source.
-- api:es Filas de email_log_repo con el evento STARTEMAILDIALER, decodificadas. En el documento un espacio parte el nombre.
-- api:route GET /v1/events/email_log_repo/STARTEMAILDIALER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es spool_length Cantidad de correos por enviar (data1).
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/STARTEMAILDIALER?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    spool_length,
    data2,
    data3,
    data4,
    data5
FROM event.email_log_startemaildialer
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoFinishemaildialer :many
-- An e-mail dialer ran to its end.
-- api:es Un discador de correos terminó de ejecutarse.
-- Rows of email_log_repo with the event FINISHEMAILDIALER, decoded. The name is broken by a space in the source.
-- api:es Filas de email_log_repo con el evento FINISHEMAILDIALER, decodificadas. En el documento un espacio parte el nombre.
-- api:route GET /v1/events/email_log_repo/FINISHEMAILDIALER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es spool_length Cantidad de correos por enviar (data1).
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/FINISHEMAILDIALER?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    spool_length,
    data2,
    data3,
    data4,
    data5
FROM event.email_log_finishemaildialer
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoStopemaildialer :many
-- An e-mail dialer was stopped while it ran.
-- api:es Se detuvo un discador de correos en ejecución.
-- Rows of email_log_repo with the event STOPEMAILDIALER, decoded. The name is broken by a space in the source.
-- api:es Filas de email_log_repo con el evento STOPEMAILDIALER, decodificadas. En el documento un espacio parte el nombre.
-- api:route GET /v1/events/email_log_repo/STOPEMAILDIALER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es spool_length Cantidad de correos por enviar (data1).
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/STOPEMAILDIALER?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    spool_length,
    data2,
    data3,
    data4,
    data5
FROM event.email_log_stopemaildialer
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoTransferred :many
-- The interaction was transferred from one agent to another.
-- api:es La interacción fue transferida de un agente a otro.
-- Rows of email_log_repo with the event TRANSFERRED, decoded.
-- api:es Filas de email_log_repo con el evento TRANSFERRED, decodificadas.
-- api:route GET /v1/events/email_log_repo/TRANSFERRED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es from_agent Agente que transfirió la interacción (data1).
-- api:es to_agent Agente al que se transfirió la interacción (data2).
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/TRANSFERRED?range=last-7-days&limit=5
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
FROM event.email_log_transferred
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoAttended :many
-- The agent to whom the interaction was transferred took it.
-- api:es El agente al que se transfirió la interacción la atendió.
-- Rows of email_log_repo with the event ATTENDED, decoded.
-- api:es Filas de email_log_repo con el evento ATTENDED, decodificadas.
-- api:route GET /v1/events/email_log_repo/ATTENDED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es from_agent Agente que transfirió la interacción (data1).
-- api:es to_agent Agente al que se transfirió la interacción (data2).
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/ATTENDED?range=last-7-days&limit=5
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
FROM event.email_log_attended
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoBlacklist :many
-- An incoming e-mail was on a blacklist, and no interaction was made; if the row names an agent, the agent started it.
-- api:es Un correo entrante estaba en una lista negra y no se generó una interacción; si la fila nombra a un agente, es una que inició él.
-- Rows of email_log_repo with the event BLACKLIST, decoded. Source spelling adress; where the row names an agent, it is an agent-started e-mail that was refused.
-- api:es Filas de email_log_repo con el evento BLACKLIST, decodificadas. En el documento adress; si la fila nombra a un agente, es un correo iniciado por él que fue rechazado.
-- api:route GET /v1/events/email_log_repo/BLACKLIST
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es address Dirección de correo del cliente (data1).
-- api:es subject Asunto del mensaje (data2).
-- api:es email_id Id del correo, con el que el sistema lo guarda (email_repo) (data3).
-- api:personal address email
-- api:personal subject text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/BLACKLIST?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    address,
    subject,
    email_id,
    data4,
    data5
FROM event.email_log_blacklist
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoForwarded :many
-- An e-mail of an interaction was forwarded.
-- api:es Se reenvió un correo de una interacción.
-- Rows of email_log_repo with the event FORWARDED, decoded. Where it was forwarded to, and under which subject.
-- api:es Filas de email_log_repo con el evento FORWARDED, decodificadas. A dónde se reenvió y con qué asunto.
-- api:route GET /v1/events/email_log_repo/FORWARDED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es forward_address Dirección a la que se reenvió el correo (data1).
-- api:es forward_subject Asunto con el que se reenvió (data2).
-- api:es email_id Id del correo, con el que el sistema lo guarda (email_repo) (data3).
-- api:personal forward_address email
-- api:personal forward_subject text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/FORWARDED?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    forward_address,
    forward_subject,
    email_id,
    data4,
    data5
FROM event.email_log_forwarded
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoNewemailclient :many
-- A further e-mail of the client came in while the interaction was open.
-- api:es Llegó otro correo del cliente mientras la interacción estaba abierta.
-- Rows of email_log_repo with the event NEWEMAILCLIENT, decoded.
-- api:es Filas de email_log_repo con el evento NEWEMAILCLIENT, decodificadas.
-- api:route GET /v1/events/email_log_repo/NEWEMAILCLIENT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es address Dirección de correo del cliente (data1).
-- api:personal address email
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/NEWEMAILCLIENT?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    address,
    data2,
    data3,
    data4,
    data5
FROM event.email_log_newemailclient
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventEmailLogRepoNewemailagent :many
-- The agent sent an e-mail while the interaction was open.
-- api:es El agente envió un correo mientras la interacción estaba abierta.
-- Rows of email_log_repo with the event NEWEMAILAGENT, decoded.
-- api:es Filas de email_log_repo con el evento NEWEMAILAGENT, decodificadas.
-- api:route GET /v1/events/email_log_repo/NEWEMAILAGENT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es address Dirección de correo del cliente (data1).
-- api:personal address email
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/email_log_repo/NEWEMAILAGENT?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    address,
    data2,
    data3,
    data4,
    data5
FROM event.email_log_newemailagent
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- Code generated by event/gen from event/catalogue.csv. DO NOT EDIT.
