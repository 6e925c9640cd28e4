-- name: EventQueueLogRepoAgentlogin :many
-- An agent logged in.
-- api:es Un agente se conectó.
-- Rows of queue_log_repo with the event AGENTLOGIN, decoded.
-- api:es Filas de queue_log_repo con el evento AGENTLOGIN, decodificadas.
-- api:route GET /v1/events/queue_log_repo/AGENTLOGIN
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/AGENTLOGIN?range=last-7-days&limit=5
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
FROM event.queue_log_agentlogin
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAgentlogoff :many
-- An agent logged off, or was logged off by the system.
-- api:es Un agente se desconectó, o el sistema lo desconectó.
-- Rows of queue_log_repo with the event AGENTLOGOFF, decoded. data4 holds automatic, perhaps in brackets, when the system logged the agent off; plain Asterisk writes the channel to data1 and logintime to data2, the decoder reads both.
-- api:es Filas de queue_log_repo con el evento AGENTLOGOFF, decodificadas. data4 dice automatic, quizá entre corchetes, si el sistema desconectó al agente; Asterisk a secas escribe el canal en data1 y logintime en data2, y se leen ambas formas.
-- api:route GET /v1/events/queue_log_repo/AGENTLOGOFF
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es logintime Cuánto tiempo estuvo conectado el agente, en segundos (data1; data2 si data1 es texto).
-- api:es automatic La palabra automatic si el sistema desconectó al agente; se quitan los corchetes que la rodeen (data4).
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/AGENTLOGOFF?range=last-7-days&logintime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    logintime,
    automatic,
    data2,
    data3,
    data5
FROM event.queue_log_agentlogoff
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAbandon :many
-- The caller hung up while waiting in the queue, before any agent answered.
-- api:es El cliente cortó mientras esperaba en la campaña, antes de que un agente atendiera.
-- Rows of queue_log_repo with the event ABANDON, decoded.
-- api:es Filas de queue_log_repo con el evento ABANDON, decodificadas.
-- api:route GET /v1/events/queue_log_repo/ABANDON
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es position Posición de espera al terminar la espera (data1).
-- api:es origposition Posición de espera al entrar (data2).
-- api:es waittime Cuánto esperó el cliente en la campaña, en segundos (data3).
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/ABANDON?range=last-7-days&waittime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    position,
    origposition,
    waittime,
    data4,
    data5
FROM event.queue_log_abandon
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoCompleteagent :many
-- A call that an agent had answered ended normally; the agent hung up.
-- api:es Una llamada atendida por un agente terminó normalmente; cortó el agente.
-- Rows of queue_log_repo with the event COMPLETEAGENT, decoded.
-- api:es Filas de queue_log_repo con el evento COMPLETEAGENT, decodificadas.
-- api:route GET /v1/events/queue_log_repo/COMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es calltime Cuánto hablaron el cliente y el agente, en segundos (data2).
-- api:es origposition Posición de espera al entrar (data3).
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/COMPLETEAGENT?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    holdtime,
    calltime,
    origposition,
    data4,
    data5
FROM event.queue_log_completeagent
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoCompletecaller :many
-- A call that an agent had answered ended normally; the caller hung up.
-- api:es Una llamada atendida por un agente terminó normalmente; cortó el cliente.
-- Rows of queue_log_repo with the event COMPLETECALLER, decoded.
-- api:es Filas de queue_log_repo con el evento COMPLETECALLER, decodificadas.
-- api:route GET /v1/events/queue_log_repo/COMPLETECALLER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es calltime Cuánto hablaron el cliente y el agente, en segundos (data2).
-- api:es origposition Posición de espera al entrar (data3).
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/COMPLETECALLER?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    holdtime,
    calltime,
    origposition,
    data4,
    data5
FROM event.queue_log_completecaller
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoConnect :many
-- A waiting caller was connected to an agent.
-- api:es Una llamada en espera fue conectada con un agente.
-- Rows of queue_log_repo with the event CONNECT, decoded.
-- api:es Filas de queue_log_repo con el evento CONNECT, decodificadas.
-- api:route GET /v1/events/queue_log_repo/CONNECT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data1).
-- api:es bridgedchanneluniqueid Id único del canal del agente que atendió (data2).
-- api:es ringtime Cuánto timbró el teléfono del agente, en segundos (data3).
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/CONNECT?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    holdtime,
    bridgedchanneluniqueid,
    ringtime,
    data4,
    data5
FROM event.queue_log_connect
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoEnterqueue :many
-- A call entered the queue.
-- api:es Una llamada entró a la campaña.
-- Rows of queue_log_repo with the event ENTERQUEUE, decoded.
-- api:es Filas de queue_log_repo con el evento ENTERQUEUE, decodificadas.
-- api:route GET /v1/events/queue_log_repo/ENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es callerid Número del cliente (data2).
-- api:personal callerid phone
-- api:personal data1 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/ENTERQUEUE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    callerid,
    data1,
    data3,
    data4,
    data5
FROM event.queue_log_enterqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoExitempty :many
-- The caller was removed from the queue because none of its members could be reached.
-- api:es La llamada fue sacada de la campaña porque no quedaba ningún miembro al que se pudiera llegar.
-- Rows of queue_log_repo with the event EXITEMPTY, decoded.
-- api:es Filas de queue_log_repo con el evento EXITEMPTY, decodificadas.
-- api:route GET /v1/events/queue_log_repo/EXITEMPTY
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es position Posición de espera al terminar la espera (data1).
-- api:es origposition Posición de espera al entrar (data2).
-- api:es waittime Cuánto esperó el cliente en la campaña, en segundos (data3).
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/EXITEMPTY?range=last-7-days&waittime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    position,
    origposition,
    waittime,
    data4,
    data5
FROM event.queue_log_exitempty
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoExitwithkey :many
-- The caller left the queue by pressing a key.
-- api:es El cliente salió de la campaña pulsando una tecla.
-- Rows of queue_log_repo with the event EXITWITHKEY, decoded. The source table says N/A for data4, its text says that the wait is stored; Asterisk stores it in data4.
-- api:es Filas de queue_log_repo con el evento EXITWITHKEY, decodificadas. La tabla del documento dice N/A para data4, su texto dice que se guarda la espera; Asterisk la guarda en data4.
-- api:route GET /v1/events/queue_log_repo/EXITWITHKEY
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es key Tecla que se pulsó (data1).
-- api:es position Posición de espera al terminar la espera (data2).
-- api:es origposition Posición de espera al entrar (data3).
-- api:es waittime Cuánto esperó el cliente en la campaña, en segundos (data4).
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/EXITWITHKEY?range=last-7-days&waittime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    key,
    position,
    origposition,
    waittime,
    data5
FROM event.queue_log_exitwithkey
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoExitwithtimeout :many
-- The caller waited longer than the queue allows and was removed from it.
-- api:es El cliente esperó más de lo que la campaña permite y fue sacado de ella.
-- Rows of queue_log_repo with the event EXITWITHTIMEOUT, decoded.
-- api:es Filas de queue_log_repo con el evento EXITWITHTIMEOUT, decodificadas.
-- api:route GET /v1/events/queue_log_repo/EXITWITHTIMEOUT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es position Posición de espera al terminar la espera (data1).
-- api:es origposition Posición de espera al entrar (data2).
-- api:es waittime Cuánto esperó el cliente en la campaña, en segundos (data3).
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/EXITWITHTIMEOUT?range=last-7-days&waittime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    position,
    origposition,
    waittime,
    data4,
    data5
FROM event.queue_log_exitwithtimeout
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoRingnoanswer :many
-- An agent's phone rang unanswered, and the call went elsewhere.
-- api:es El teléfono de un agente timbró sin que lo atendiera, y la llamada pasó a otro lado.
-- Rows of queue_log_repo with the event RINGNOANSWER, decoded.
-- api:es Filas de queue_log_repo con el evento RINGNOANSWER, decodificadas.
-- api:route GET /v1/events/queue_log_repo/RINGNOANSWER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es ringtime Cuánto timbró el teléfono del agente, en milisegundos (data1).
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/RINGNOANSWER?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    ringtime,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_ringnoanswer
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoRealpause :many
-- An agent went on pause: the pause that reports count.
-- api:es Un agente entró en pausa: la pausa que cuentan los reportes.
-- Rows of queue_log_repo with the event REALPAUSE, decoded. pausetime only on REALUNPAUSE; the pair that pause reports use.
-- api:es Filas de queue_log_repo con el evento REALPAUSE, decodificadas. pausetime solo en REALUNPAUSE; el par que usan los reportes de pausas.
-- api:route GET /v1/events/queue_log_repo/REALPAUSE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es pausetime Cuánto duró la pausa; solo en REALUNPAUSE, en segundos (data1).
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/REALPAUSE?range=last-7-days&pausetime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    pausetime,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_realpause
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoRealunpause :many
-- An agent came back from a pause: the pause that reports count.
-- api:es Un agente volvió de una pausa: la pausa que cuentan los reportes.
-- Rows of queue_log_repo with the event REALUNPAUSE, decoded. pausetime only on REALUNPAUSE; the pair that pause reports use.
-- api:es Filas de queue_log_repo con el evento REALUNPAUSE, decodificadas. pausetime solo en REALUNPAUSE; el par que usan los reportes de pausas.
-- api:route GET /v1/events/queue_log_repo/REALUNPAUSE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es pausetime Cuánto duró la pausa; solo en REALUNPAUSE, en segundos (data1).
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/REALUNPAUSE?range=last-7-days&pausetime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    pausetime,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_realunpause
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoBreak :many
-- An agent went on a break.
-- api:es Un agente salió a un descanso.
-- Rows of queue_log_repo with the event BREAK, decoded. Source names motivo, comentario; predefined reasons BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER; breaktime only on UNBREAK; the pause events between BREAK and UNBREAK belong to the break.
-- api:es Filas de queue_log_repo con el evento BREAK, decodificadas. En el documento motivo y comentario; motivos predefinidos BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER; breaktime solo en UNBREAK; las pausas entre BREAK y UNBREAK son parte del descanso.
-- api:route GET /v1/events/queue_log_repo/BREAK
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es reason Motivo del descanso: BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER o uno propio (data1).
-- api:es comment Comentario sobre el descanso (data2).
-- api:es breaktime Cuánto duró el descanso; solo en UNBREAK, en segundos (data3).
-- api:personal reason mixed
-- api:personal comment text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/BREAK?range=last-7-days&breaktime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    reason,
    comment,
    breaktime,
    data4,
    data5
FROM event.queue_log_break
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoUnbreak :many
-- An agent came back from a break.
-- api:es Un agente volvió de un descanso.
-- Rows of queue_log_repo with the event UNBREAK, decoded. Source names motivo, comentario; predefined reasons BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER; breaktime only on UNBREAK; the pause events between BREAK and UNBREAK belong to the break.
-- api:es Filas de queue_log_repo con el evento UNBREAK, decodificadas. En el documento motivo y comentario; motivos predefinidos BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER; breaktime solo en UNBREAK; las pausas entre BREAK y UNBREAK son parte del descanso.
-- api:route GET /v1/events/queue_log_repo/UNBREAK
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es reason Motivo del descanso: BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER o uno propio (data1).
-- api:es comment Comentario sobre el descanso (data2).
-- api:es breaktime Cuánto duró el descanso; solo en UNBREAK, en segundos (data3).
-- api:personal reason mixed
-- api:personal comment text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/UNBREAK?range=last-7-days&breaktime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    reason,
    comment,
    breaktime,
    data4,
    data5
FROM event.queue_log_unbreak
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoOutcall :many
-- An agent's outbound call ended; only workflows that are built to log it do so.
-- api:es Terminó una llamada saliente de un agente; solo la registran los flujos preparados para ello.
-- Rows of queue_log_repo with the event OUTCALL, decoded.
-- api:es Filas de queue_log_repo con el evento OUTCALL, decodificadas.
-- api:route GET /v1/events/queue_log_repo/OUTCALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es dialstatus Resultado del marcado (data1).
-- api:es duration Cuánto duró la llamada, una vez atendida, en segundos (data2).
-- api:es totaltime Cuánto llevó la llamada en total, con marcado y timbrado, en segundos (data3).
-- api:es dialednumber Número marcado (data4).
-- api:es guid Id único (GUID) de la llamada (data5).
-- api:personal dialednumber phone
-- api:example /v1/events/queue_log_repo/OUTCALL?range=last-7-days&duration.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    dialstatus,
    duration,
    totaltime,
    dialednumber,
    guid
FROM event.queue_log_outcall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPause :many
-- The telephony paused an agent in one queue; reports use REALPAUSE and BREAK instead.
-- api:es La telefonía puso a un agente en pausa en una campaña; los reportes usan REALPAUSE y BREAK en su lugar.
-- Rows of queue_log_repo with the event PAUSE, decoded. Telephony-level pause, not used in reports.
-- api:es Filas de queue_log_repo con el evento PAUSE, decodificadas. Pausa de la telefonía, no se usa en los reportes.
-- api:route GET /v1/events/queue_log_repo/PAUSE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PAUSE?range=last-7-days&limit=5
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
FROM event.queue_log_pause
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoUnpause :many
-- The telephony ended an agent's pause in one queue; reports use REALUNPAUSE and UNBREAK instead.
-- api:es La telefonía quitó la pausa de un agente en una campaña; los reportes usan REALUNPAUSE y UNBREAK en su lugar.
-- Rows of queue_log_repo with the event UNPAUSE, decoded. Telephony-level pause, not used in reports.
-- api:es Filas de queue_log_repo con el evento UNPAUSE, decodificadas. Pausa de la telefonía, no se usa en los reportes.
-- api:route GET /v1/events/queue_log_repo/UNPAUSE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/UNPAUSE?range=last-7-days&limit=5
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
FROM event.queue_log_unpause
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPauseall :many
-- The telephony paused an agent in every queue; reports use REALPAUSE and BREAK instead.
-- api:es La telefonía puso a un agente en pausa en todas las campañas; los reportes usan REALPAUSE y BREAK en su lugar.
-- Rows of queue_log_repo with the event PAUSEALL, decoded. Telephony-level pause, not used in reports.
-- api:es Filas de queue_log_repo con el evento PAUSEALL, decodificadas. Pausa de la telefonía, no se usa en los reportes.
-- api:route GET /v1/events/queue_log_repo/PAUSEALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PAUSEALL?range=last-7-days&limit=5
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
FROM event.queue_log_pauseall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoUnpauseall :many
-- The telephony ended an agent's pause in every queue; reports use REALUNPAUSE and UNBREAK instead.
-- api:es La telefonía quitó la pausa de un agente en todas las campañas; los reportes usan REALUNPAUSE y UNBREAK en su lugar.
-- Rows of queue_log_repo with the event UNPAUSEALL, decoded. Telephony-level pause, not used in reports.
-- api:es Filas de queue_log_repo con el evento UNPAUSEALL, decodificadas. Pausa de la telefonía, no se usa en los reportes.
-- api:route GET /v1/events/queue_log_repo/UNPAUSEALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/UNPAUSEALL?range=last-7-days&limit=5
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
FROM event.queue_log_unpauseall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAttendedtransfer :many
-- The agent transferred the call after speaking with the new party, which ended the agent's part in it.
-- api:es El agente transfirió la llamada tras hablar con el destino; con eso terminó su parte.
-- Rows of queue_log_repo with the event ATTENDEDTRANSFER, decoded.
-- api:es Filas de queue_log_repo con el evento ATTENDEDTRANSFER, decodificadas.
-- api:route GET /v1/events/queue_log_repo/ATTENDEDTRANSFER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es extension Extensión a la que se transfirió la llamada (data1; en ninguna parte si data1 es LINK, BRIDGE, APP).
-- api:es context Contexto de esa extensión en el plan de marcado (data2; en ninguna parte si data1 es LINK, BRIDGE, APP).
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data3; data4 si data1 es LINK).
-- api:es calltime Cuánto hablaron el cliente y el agente, en segundos (data4; data5 antes de la barra si data1 es LINK).
-- api:es origposition Posición de espera al entrar (data5; data5 tras la barra si data1 es LINK).
-- api:personal extension mixed
-- api:example /v1/events/queue_log_repo/ATTENDEDTRANSFER?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    extension,
    context,
    holdtime,
    calltime,
    origposition
FROM event.queue_log_attendedtransfer
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoBlindtransfer :many
-- The agent transferred the call without speaking with the new party, which ended the agent's part in it.
-- api:es El agente transfirió la llamada sin hablar con el destino; con eso terminó su parte.
-- Rows of queue_log_repo with the event BLINDTRANSFER, decoded.
-- api:es Filas de queue_log_repo con el evento BLINDTRANSFER, decodificadas.
-- api:route GET /v1/events/queue_log_repo/BLINDTRANSFER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es extension Extensión a la que se transfirió la llamada (data1).
-- api:es context Contexto de esa extensión en el plan de marcado (data2).
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data3).
-- api:es calltime Cuánto hablaron el cliente y el agente, en segundos (data4).
-- api:es origposition Posición de espera al entrar (data5).
-- api:personal extension mixed
-- api:example /v1/events/queue_log_repo/BLINDTRANSFER?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    extension,
    context,
    holdtime,
    calltime,
    origposition
FROM event.queue_log_blindtransfer
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoTransfer :many
-- The agent transferred the call, which ended the agent's part in it.
-- api:es El agente transfirió la llamada; con eso terminó su parte.
-- Rows of queue_log_repo with the event TRANSFER, decoded.
-- api:es Filas de queue_log_repo con el evento TRANSFER, decodificadas.
-- api:route GET /v1/events/queue_log_repo/TRANSFER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es extension Extensión a la que se transfirió la llamada (data1).
-- api:es context Contexto de esa extensión en el plan de marcado (data2).
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data3).
-- api:es calltime Cuánto hablaron el cliente y el agente, en segundos (data4).
-- api:es origposition Posición de espera al entrar (data5).
-- api:personal extension mixed
-- api:example /v1/events/queue_log_repo/TRANSFER?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    extension,
    context,
    holdtime,
    calltime,
    origposition
FROM event.queue_log_transfer
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoHold :many
-- The agent put the call on hold.
-- api:es El agente puso la llamada en retención.
-- Rows of queue_log_repo with the event HOLD, decoded. UNHOLD may be missing when the call is cut while on hold.
-- api:es Filas de queue_log_repo con el evento HOLD, decodificadas. Puede faltar el UNHOLD si la llamada se corta en retención.
-- api:route GET /v1/events/queue_log_repo/HOLD
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es channel Canal de la llamada (data1).
-- api:es calleridname Nombre en el identificador de llamada del canal (data2).
-- api:es calleridnum Número en el identificador de llamada del canal (data3).
-- api:es connectedlinename Nombre de la parte con la que el canal está conectado (data4).
-- api:es connectedlinenum Número de la parte con la que el canal está conectado (data5).
-- api:personal channel text
-- api:personal calleridname name
-- api:personal calleridnum phone
-- api:personal connectedlinename name
-- api:personal connectedlinenum phone
-- api:example /v1/events/queue_log_repo/HOLD?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    channel,
    calleridname,
    calleridnum,
    connectedlinename,
    connectedlinenum
FROM event.queue_log_hold
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoUnhold :many
-- The agent took the call off hold.
-- api:es El agente sacó la llamada de retención.
-- Rows of queue_log_repo with the event UNHOLD, decoded. UNHOLD may be missing when the call is cut while on hold.
-- api:es Filas de queue_log_repo con el evento UNHOLD, decodificadas. Puede faltar el UNHOLD si la llamada se corta en retención.
-- api:route GET /v1/events/queue_log_repo/UNHOLD
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es channel Canal de la llamada (data1).
-- api:es calleridname Nombre en el identificador de llamada del canal (data2).
-- api:es calleridnum Número en el identificador de llamada del canal (data3).
-- api:es connectedlinename Nombre de la parte con la que el canal está conectado (data4).
-- api:es connectedlinenum Número de la parte con la que el canal está conectado (data5).
-- api:personal channel text
-- api:personal calleridname name
-- api:personal calleridnum phone
-- api:personal connectedlinename name
-- api:personal connectedlinenum phone
-- api:example /v1/events/queue_log_repo/UNHOLD?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    channel,
    calleridname,
    calleridnum,
    connectedlinename,
    connectedlinenum
FROM event.queue_log_unhold
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoFinishwrapup :many
-- The agent's wrap-up time after a call ran out, or the agent ended it early.
-- api:es Se agotó el tiempo de postllamada del agente tras una llamada, o el agente lo terminó antes.
-- Rows of queue_log_repo with the event FINISHWRAPUP, decoded. timeleft is the part of totalwrapup that was not used.
-- api:es Filas de queue_log_repo con el evento FINISHWRAPUP, decodificadas. timeleft es la parte de totalwrapup que no se usó.
-- api:route GET /v1/events/queue_log_repo/FINISHWRAPUP
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es timeleft Parte del tiempo de postllamada que no se usó, en segundos (data1).
-- api:es totalwrapup Tiempo de postllamada total que tenía el agente, en segundos (data2).
-- api:es callguid Id único (GUID) de la llamada (data3).
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/FINISHWRAPUP?range=last-7-days&timeleft.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    timeleft,
    totalwrapup,
    callguid,
    data4,
    data5
FROM event.queue_log_finishwrapup
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAddmember :many
-- A member was added to the queue.
-- api:es Se agregó un miembro a la campaña.
-- Rows of queue_log_repo with the event ADDMEMBER, decoded.
-- api:es Filas de queue_log_repo con el evento ADDMEMBER, decodificadas.
-- api:route GET /v1/events/queue_log_repo/ADDMEMBER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/ADDMEMBER?range=last-7-days&limit=5
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
FROM event.queue_log_addmember
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoRemovedmember :many
-- A member was removed from the queue.
-- api:es Se quitó un miembro de la campaña.
-- Rows of queue_log_repo with the event REMOVEDMEMBER, decoded.
-- api:es Filas de queue_log_repo con el evento REMOVEDMEMBER, decodificadas.
-- api:route GET /v1/events/queue_log_repo/REMOVEDMEMBER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/REMOVEDMEMBER?range=last-7-days&limit=5
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
FROM event.queue_log_removedmember
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAgentdump :many
-- The agent dropped the caller while listening to the queue's announcement.
-- api:es El agente cortó al cliente mientras escuchaba el anuncio de la campaña.
-- Rows of queue_log_repo with the event AGENTDUMP, decoded.
-- api:es Filas de queue_log_repo con el evento AGENTDUMP, decodificadas.
-- api:route GET /v1/events/queue_log_repo/AGENTDUMP
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/AGENTDUMP?range=last-7-days&limit=5
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
FROM event.queue_log_agentdump
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoCreatedqueue :many
-- A queue was created.
-- api:es Se creó una campaña.
-- Rows of queue_log_repo with the event CREATEDQUEUE, decoded.
-- api:es Filas de queue_log_repo con el evento CREATEDQUEUE, decodificadas.
-- api:route GET /v1/events/queue_log_repo/CREATEDQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/CREATEDQUEUE?range=last-7-days&limit=5
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
FROM event.queue_log_createdqueue
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoQueuestart :many
-- The queue system started: the first time in its session.
-- api:es El sistema de colas arrancó: la primera vez en su sesión.
-- Rows of queue_log_repo with the event QUEUESTART, decoded.
-- api:es Filas de queue_log_repo con el evento QUEUESTART, decodificadas.
-- api:route GET /v1/events/queue_log_repo/QUEUESTART
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/QUEUESTART?range=last-7-days&limit=5
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
FROM event.queue_log_queuestart
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoStartcall :many
-- A call began, and the agent answered it.
-- api:es Empezó una llamada y el agente la atendió.
-- Rows of queue_log_repo with the event STARTCALL, decoded. Source name emailCliente.
-- api:es Filas de queue_log_repo con el evento STARTCALL, decodificadas. En el documento emailCliente.
-- api:route GET /v1/events/queue_log_repo/STARTCALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es client_email Dirección de correo del cliente (data1).
-- api:personal client_email email
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/STARTCALL?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    client_email,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_startcall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoEndcall :many
-- A call that STARTCALL began has ended.
-- api:es Terminó una llamada iniciada con STARTCALL.
-- Rows of queue_log_repo with the event ENDCALL, decoded. Source name emailCliente.
-- api:es Filas de queue_log_repo con el evento ENDCALL, decodificadas. En el documento emailCliente.
-- api:route GET /v1/events/queue_log_repo/ENDCALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es client_email Dirección de correo del cliente (data1).
-- api:personal client_email email
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/ENDCALL?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    client_email,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_endcall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoStartvideocall :many
-- A video call began, and the agent answered it.
-- api:es Empezó una videollamada y el agente la atendió.
-- Rows of queue_log_repo with the event STARTVIDEOCALL, decoded. Source name emailCliente.
-- api:es Filas de queue_log_repo con el evento STARTVIDEOCALL, decodificadas. En el documento emailCliente.
-- api:route GET /v1/events/queue_log_repo/STARTVIDEOCALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es client_email Dirección de correo del cliente (data1).
-- api:personal client_email email
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/STARTVIDEOCALL?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    client_email,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_startvideocall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoEndvideocall :many
-- A video call has ended.
-- api:es Terminó una videollamada.
-- Rows of queue_log_repo with the event ENDVIDEOCALL, decoded. Source name emailCliente.
-- api:es Filas de queue_log_repo con el evento ENDVIDEOCALL, decodificadas. En el documento emailCliente.
-- api:route GET /v1/events/queue_log_repo/ENDVIDEOCALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es client_email Dirección de correo del cliente (data1).
-- api:personal client_email email
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/ENDVIDEOCALL?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    client_email,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_endvideocall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPhonecall :many
-- A call from outside came in for a campaign.
-- api:es Llegó de afuera una llamada para una campaña.
-- Rows of queue_log_repo with the event PHONECALL, decoded.
-- api:es Filas de queue_log_repo con el evento PHONECALL, decodificadas.
-- api:route GET /v1/events/queue_log_repo/PHONECALL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es callerid Número de la otra parte (data1).
-- api:es callguid Id único (GUID) de la llamada (data2).
-- api:es campaign Campaña de la llamada (data3).
-- api:personal callerid phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PHONECALL?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    callerid,
    callguid,
    campaign,
    data4,
    data5
FROM event.queue_log_phonecall
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPhoneendholdin :many
-- An inbound call was taken off hold.
-- api:es Se sacó de retención una llamada entrante.
-- Rows of queue_log_repo with the event PHONEENDHOLDIN, decoded.
-- api:es Filas de queue_log_repo con el evento PHONEENDHOLDIN, decodificadas.
-- api:route GET /v1/events/queue_log_repo/PHONEENDHOLDIN
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es callerid Número de la otra parte (data1).
-- api:es callguid Id único (GUID) de la llamada (data2).
-- api:es campaign Campaña de la llamada (data3).
-- api:personal callerid phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PHONEENDHOLDIN?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    callerid,
    callguid,
    campaign,
    data4,
    data5
FROM event.queue_log_phoneendholdin
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPhoneendholdout :many
-- An outbound call was taken off hold.
-- api:es Se sacó de retención una llamada saliente.
-- Rows of queue_log_repo with the event PHONEENDHOLDOUT, decoded.
-- api:es Filas de queue_log_repo con el evento PHONEENDHOLDOUT, decodificadas.
-- api:route GET /v1/events/queue_log_repo/PHONEENDHOLDOUT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es callerid Número de la otra parte (data1).
-- api:es callguid Id único (GUID) de la llamada (data2).
-- api:es campaign Campaña de la llamada (data3).
-- api:personal callerid phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PHONEENDHOLDOUT?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    callerid,
    callguid,
    campaign,
    data4,
    data5
FROM event.queue_log_phoneendholdout
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPhonecompletecaller :many
-- The client ended the call.
-- api:es El cliente terminó la llamada.
-- Rows of queue_log_repo with the event PHONECOMPLETECALLER, decoded.
-- api:es Filas de queue_log_repo con el evento PHONECOMPLETECALLER, decodificadas.
-- api:route GET /v1/events/queue_log_repo/PHONECOMPLETECALLER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es callerid Número de la otra parte (data1).
-- api:es callguid Id único (GUID) de la llamada (data2).
-- api:es campaign Campaña de la llamada (data3).
-- api:personal callerid phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PHONECOMPLETECALLER?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    callerid,
    callguid,
    campaign,
    data4,
    data5
FROM event.queue_log_phonecompletecaller
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPhonecallagent :many
-- An agent was called.
-- api:es Se llamó a un agente.
-- Rows of queue_log_repo with the event PHONECALLAGENT, decoded. The name is broken by a space in the source.
-- api:es Filas de queue_log_repo con el evento PHONECALLAGENT, decodificadas. En el documento un espacio parte el nombre.
-- api:route GET /v1/events/queue_log_repo/PHONECALLAGENT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es callerid Número de la otra parte (data1).
-- api:es callguid Id único (GUID) de la llamada (data2).
-- api:es campaign Campaña de la llamada (data3).
-- api:personal callerid phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PHONECALLAGENT?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    callerid,
    callguid,
    campaign,
    data4,
    data5
FROM event.queue_log_phonecallagent
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPhoneanswer :many
-- The agent answered an inbound call.
-- api:es El agente atendió una llamada entrante.
-- Rows of queue_log_repo with the event PHONEANSWER, decoded. The name is broken by a space in the source.
-- api:es Filas de queue_log_repo con el evento PHONEANSWER, decodificadas. En el documento un espacio parte el nombre.
-- api:route GET /v1/events/queue_log_repo/PHONEANSWER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es callerid Número de la otra parte (data1).
-- api:es callguid Id único (GUID) de la llamada (data2).
-- api:es campaign Campaña de la llamada (data3).
-- api:personal callerid phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PHONEANSWER?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    callerid,
    callguid,
    campaign,
    data4,
    data5
FROM event.queue_log_phoneanswer
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPhonecompleteagent :many
-- The agent ended the call.
-- api:es El agente terminó la llamada.
-- Rows of queue_log_repo with the event PHONECOMPLETEAGENT, decoded. The name is broken by a space in the source.
-- api:es Filas de queue_log_repo con el evento PHONECOMPLETEAGENT, decodificadas. En el documento un espacio parte el nombre.
-- api:route GET /v1/events/queue_log_repo/PHONECOMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es callerid Número de la otra parte (data1).
-- api:es callguid Id único (GUID) de la llamada (data2).
-- api:es campaign Campaña de la llamada (data3).
-- api:personal callerid phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PHONECOMPLETEAGENT?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    callerid,
    callguid,
    campaign,
    data4,
    data5
FROM event.queue_log_phonecompleteagent
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPhonestarholdin :many
-- An inbound call was put on hold.
-- api:es Se puso en retención una llamada entrante.
-- Rows of queue_log_repo with the event PHONESTARHOLDIN or PHONESTARTHOLDIN, decoded. STARHOLD is the spelling of the source; STARTHOLD is accepted as the same event. Rows spelt PHONESTARTHOLDIN are shown too.
-- api:es Filas de queue_log_repo con el evento PHONESTARHOLDIN o PHONESTARTHOLDIN, decodificadas. El documento escribe STARHOLD; STARTHOLD se acepta como el mismo evento. También se muestran las filas escritas PHONESTARTHOLDIN.
-- api:route GET /v1/events/queue_log_repo/PHONESTARHOLDIN
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es callerid Número de la otra parte (data1).
-- api:es callguid Id único (GUID) de la llamada (data2).
-- api:es campaign Campaña de la llamada (data3).
-- api:personal callerid phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PHONESTARHOLDIN?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    callerid,
    callguid,
    campaign,
    data4,
    data5
FROM event.queue_log_phonestarholdin
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPhonestarholdout :many
-- An outbound call was put on hold.
-- api:es Se puso en retención una llamada saliente.
-- Rows of queue_log_repo with the event PHONESTARHOLDOUT or PHONESTARTHOLDOUT, decoded. STARHOLD is the spelling of the source; STARTHOLD is accepted as the same event. Rows spelt PHONESTARTHOLDOUT are shown too.
-- api:es Filas de queue_log_repo con el evento PHONESTARHOLDOUT o PHONESTARTHOLDOUT, decodificadas. El documento escribe STARHOLD; STARTHOLD se acepta como el mismo evento. También se muestran las filas escritas PHONESTARTHOLDOUT.
-- api:route GET /v1/events/queue_log_repo/PHONESTARHOLDOUT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es callerid Número de la otra parte (data1).
-- api:es callguid Id único (GUID) de la llamada (data2).
-- api:es campaign Campaña de la llamada (data3).
-- api:personal callerid phone
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PHONESTARHOLDOUT?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    callerid,
    callguid,
    campaign,
    data4,
    data5
FROM event.queue_log_phonestarholdout
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoRemovemember :many
-- A member was removed from the queue, as Asterisk names it.
-- api:es Se quitó un miembro de la campaña, con el nombre que le da Asterisk.
-- Rows of queue_log_repo with the event REMOVEMEMBER, decoded. The name that Asterisk itself gives to REMOVEDMEMBER. Belongs to REMOVEDMEMBER.
-- api:es Filas de queue_log_repo con el evento REMOVEMEMBER, decodificadas. El nombre que Asterisk da a REMOVEDMEMBER. Corresponde a REMOVEDMEMBER.
-- api:route GET /v1/events/queue_log_repo/REMOVEMEMBER
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/REMOVEMEMBER?range=last-7-days&limit=5
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
FROM event.queue_log_removemember
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoRingcanceled :many
-- An agent's phone stopped ringing because the caller hung up.
-- api:es El teléfono de un agente dejó de timbrar porque el cliente cortó.
-- Rows of queue_log_repo with the event RINGCANCELED, decoded. Recent Asterisk logs it in place of RINGNOANSWER; it is not a ring that the agent missed. Belongs to RINGNOANSWER.
-- api:es Filas de queue_log_repo con el evento RINGCANCELED, decodificadas. Las versiones recientes de Asterisk lo registran en lugar de RINGNOANSWER; no es una llamada que el agente perdiera. Corresponde a RINGNOANSWER.
-- api:route GET /v1/events/queue_log_repo/RINGCANCELED
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es ringtime Cuánto timbró el teléfono del agente, en milisegundos (data1).
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/RINGCANCELED?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    ringtime,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_ringcanceled
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAgentcallbacklogin :many
-- An agent logged in to be called back at an extension.
-- api:es Un agente se conectó para ser llamado en una extensión.
-- Rows of queue_log_repo with the event AGENTCALLBACKLOGIN, decoded. Belongs to AGENTLOGIN.
-- api:es Filas de queue_log_repo con el evento AGENTCALLBACKLOGIN, decodificadas. Corresponde a AGENTLOGIN.
-- api:route GET /v1/events/queue_log_repo/AGENTCALLBACKLOGIN
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es login Extensión y contexto en los que se llama al agente (data1).
-- api:personal login text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/AGENTCALLBACKLOGIN?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    login,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_agentcallbacklogin
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAgentcallbacklogoff :many
-- An agent who was called back at an extension logged off.
-- api:es Se desconectó un agente al que se llamaba en una extensión.
-- Rows of queue_log_repo with the event AGENTCALLBACKLOGOFF, decoded. Belongs to AGENTLOGOFF.
-- api:es Filas de queue_log_repo con el evento AGENTCALLBACKLOGOFF, decodificadas. Corresponde a AGENTLOGOFF.
-- api:route GET /v1/events/queue_log_repo/AGENTCALLBACKLOGOFF
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es login Extensión y contexto en los que se llama al agente (data1).
-- api:es logintime Cuánto tiempo estuvo conectado el agente, en segundos (data2).
-- api:es reason Por qué se desconectó el agente, si no fue una desconexión normal (data3).
-- api:personal login text
-- api:personal reason mixed
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/AGENTCALLBACKLOGOFF?range=last-7-days&logintime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    login,
    logintime,
    reason,
    data4,
    data5
FROM event.queue_log_agentcallbacklogoff
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoWithdraw :many
-- The system removed a waiting caller from the queue, for example for a callback.
-- api:es El sistema sacó de la campaña una llamada en espera, por ejemplo para devolverla.
-- Rows of queue_log_repo with the event WITHDRAW, decoded.
-- api:es Filas de queue_log_repo con el evento WITHDRAW, decodificadas.
-- api:route GET /v1/events/queue_log_repo/WITHDRAW
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es position Posición de espera al terminar la espera (data1).
-- api:es origposition Posición de espera al entrar (data2).
-- api:es waittime Cuánto esperó el cliente en la campaña, en segundos (data3).
-- api:es withdraw_info Por qué se sacó la llamada de la campaña, según el sistema (data4).
-- api:personal withdraw_info text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/WITHDRAW?range=last-7-days&waittime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    position,
    origposition,
    waittime,
    withdraw_info,
    data5
FROM event.queue_log_withdraw
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoSyscompat :many
-- An agent answered but the two channels could not be joined.
-- api:es Un agente atendió, pero no se pudieron unir los dos canales.
-- Rows of queue_log_repo with the event SYSCOMPAT, decoded. The call ends.
-- api:es Filas de queue_log_repo con el evento SYSCOMPAT, decodificadas. La llamada termina.
-- api:route GET /v1/events/queue_log_repo/SYSCOMPAT
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/SYSCOMPAT?range=last-7-days&limit=5
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
FROM event.queue_log_syscompat
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoPenalty :many
-- The penalty of a member of the queue was changed.
-- api:es Se cambió la penalización de un miembro de la campaña.
-- Rows of queue_log_repo with the event PENALTY, decoded.
-- api:es Filas de queue_log_repo con el evento PENALTY, decodificadas.
-- api:route GET /v1/events/queue_log_repo/PENALTY
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es penalty Penalización del miembro; se llama primero a los de menor valor (data1).
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/PENALTY?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    penalty,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_penalty
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoRinginuse :many
-- Whether a member of the queue is called while on a call was changed.
-- api:es Se cambió si se llama a un miembro de la campaña mientras habla.
-- Rows of queue_log_repo with the event RINGINUSE, decoded.
-- api:es Filas de queue_log_repo con el evento RINGINUSE, decodificadas.
-- api:route GET /v1/events/queue_log_repo/RINGINUSE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es ringinuse 1 si se llama al miembro mientras habla y 0 si no (data1).
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/RINGINUSE?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    ringinuse,
    data2,
    data3,
    data4,
    data5
FROM event.queue_log_ringinuse
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoConfigreload :many
-- Asterisk read its queue configuration again.
-- api:es Asterisk volvió a leer la configuración de las colas.
-- Rows of queue_log_repo with the event CONFIGRELOAD, decoded. Not a restart: sessions and calls continue.
-- api:es Filas de queue_log_repo con el evento CONFIGRELOAD, decodificadas. No es un reinicio: sesiones y llamadas siguen.
-- api:route GET /v1/events/queue_log_repo/CONFIGRELOAD
-- api:time datetime required
-- api:key datetime, id, callid
-- api:personal data1 text
-- api:personal data2 text
-- api:personal data3 text
-- api:personal data4 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/CONFIGRELOAD?range=last-7-days&limit=5
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
FROM event.queue_log_configreload
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAgentlogoffChannel :many
-- An agent logged off, as plain Asterisk writes it: the channel first.
-- api:es Un agente se desconectó, como lo escribe Asterisk: primero el canal.
-- Rows of queue_log_repo with the event AGENTLOGOFF, decoded. Belongs to AGENTLOGOFF.
-- api:es Filas de queue_log_repo con el evento AGENTLOGOFF, decodificadas. Corresponde a AGENTLOGOFF.
-- api:route GET /v1/events/queue_log_repo/AGENTLOGOFF-CHANNEL
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es channel Canal en el que el agente se había conectado (data1).
-- api:es logintime Cuánto tiempo estuvo conectado el agente, en segundos (data2).
-- api:es automatic La palabra automatic si el sistema desconectó al agente; se quitan los corchetes que la rodeen (data4).
-- api:personal channel text
-- api:personal data3 text
-- api:personal data5 text
-- api:example /v1/events/queue_log_repo/AGENTLOGOFF-CHANNEL?range=last-7-days&logintime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    channel,
    logintime,
    automatic,
    data3,
    data5
FROM event.queue_log_agentlogoff_channel
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAttendedtransferLink :many
-- An attended transfer of plain Asterisk that linked two bridges through a pair of channels.
-- api:es Una transferencia atendida de Asterisk que enlazó dos puentes por un par de canales.
-- Rows of queue_log_repo with the event ATTENDEDTRANSFER, decoded. data5 holds two numbers with a bar between them. Belongs to ATTENDEDTRANSFER.
-- api:es Filas de queue_log_repo con el evento ATTENDEDTRANSFER, decodificadas. data5 tiene dos números con una barra en medio. Corresponde a ATTENDEDTRANSFER.
-- api:route GET /v1/events/queue_log_repo/ATTENDEDTRANSFER-LINK
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es form Cómo terminó la transferencia (data1).
-- api:es first_channel Primer canal del par que enlaza los puentes (data2).
-- api:es second_channel Segundo canal del par que enlaza los puentes (data3).
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data4).
-- api:es calltime Cuánto hablaron el cliente y el agente, en segundos (data5 antes de la barra).
-- api:es origposition Posición de espera al entrar (data5 tras la barra).
-- api:personal first_channel text
-- api:personal second_channel text
-- api:example /v1/events/queue_log_repo/ATTENDEDTRANSFER-LINK?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    form,
    first_channel,
    second_channel,
    holdtime,
    calltime,
    origposition
FROM event.queue_log_attendedtransfer_link
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAttendedtransferBridge :many
-- An attended transfer of plain Asterisk that ended in one bridge.
-- api:es Una transferencia atendida de Asterisk que terminó en un solo puente.
-- Rows of queue_log_repo with the event ATTENDEDTRANSFER, decoded. Belongs to ATTENDEDTRANSFER.
-- api:es Filas de queue_log_repo con el evento ATTENDEDTRANSFER, decodificadas. Corresponde a ATTENDEDTRANSFER.
-- api:route GET /v1/events/queue_log_repo/ATTENDEDTRANSFER-BRIDGE
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es form Cómo terminó la transferencia (data1).
-- api:es bridge_id Id del puente en el que quedó la llamada (data2).
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data3).
-- api:es calltime Cuánto hablaron el cliente y el agente, en segundos (data4).
-- api:es origposition Posición de espera al entrar (data5).
-- api:example /v1/events/queue_log_repo/ATTENDEDTRANSFER-BRIDGE?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    form,
    bridge_id,
    holdtime,
    calltime,
    origposition
FROM event.queue_log_attendedtransfer_bridge
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: EventQueueLogRepoAttendedtransferApp :many
-- An attended transfer of plain Asterisk to an application, such as voicemail.
-- api:es Una transferencia atendida de Asterisk hacia una aplicación, como el buzón de voz.
-- Rows of queue_log_repo with the event ATTENDEDTRANSFER, decoded. Belongs to ATTENDEDTRANSFER.
-- api:es Filas de queue_log_repo con el evento ATTENDEDTRANSFER, decodificadas. Corresponde a ATTENDEDTRANSFER.
-- api:route GET /v1/events/queue_log_repo/ATTENDEDTRANSFER-APP
-- api:time datetime required
-- api:key datetime, id, callid
-- api:es form Cómo terminó la transferencia (data1).
-- api:es application Aplicación que tomó la llamada (data2).
-- api:es holdtime Tiempo de espera hasta el agente, en segundos (data3).
-- api:es calltime Cuánto hablaron el cliente y el agente, en segundos (data4).
-- api:es origposition Posición de espera al entrar (data5).
-- api:example /v1/events/queue_log_repo/ATTENDEDTRANSFER-APP?range=last-7-days&holdtime.gte=30&limit=5
SELECT
    id,
    datetime,
    callid,
    queuename,
    agent,
    form,
    application,
    holdtime,
    calltime,
    origposition
FROM event.queue_log_attendedtransfer_app
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- Code generated by event/gen from event/catalogue.csv. DO NOT EDIT.
