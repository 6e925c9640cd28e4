-- name: EventQueueLogRepoAgentlogin :many
-- An agent logged in.
-- Rows of queue_log_repo with the event AGENTLOGIN, decoded.
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
-- Rows of queue_log_repo with the event AGENTLOGOFF, decoded. data4 holds automatic, perhaps in brackets, when the system logged the agent off; plain Asterisk writes the channel to data1 and logintime to data2, the decoder reads both.
-- api:route GET /v1/events/queue_log_repo/AGENTLOGOFF
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event ABANDON, decoded.
-- api:route GET /v1/events/queue_log_repo/ABANDON
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event COMPLETEAGENT, decoded.
-- api:route GET /v1/events/queue_log_repo/COMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event COMPLETECALLER, decoded.
-- api:route GET /v1/events/queue_log_repo/COMPLETECALLER
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event CONNECT, decoded.
-- api:route GET /v1/events/queue_log_repo/CONNECT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event ENTERQUEUE, decoded.
-- api:route GET /v1/events/queue_log_repo/ENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- The caller was put out of the queue because it had no member left that could be reached.
-- Rows of queue_log_repo with the event EXITEMPTY, decoded.
-- api:route GET /v1/events/queue_log_repo/EXITEMPTY
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event EXITWITHKEY, decoded. The source table says N/A for data4, its text says that the wait is stored; Asterisk stores it in data4.
-- api:route GET /v1/events/queue_log_repo/EXITWITHKEY
-- api:time datetime required
-- api:key datetime, id, callid
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
-- The caller waited longer than the queue allows and was put out of it.
-- Rows of queue_log_repo with the event EXITWITHTIMEOUT, decoded.
-- api:route GET /v1/events/queue_log_repo/EXITWITHTIMEOUT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event RINGNOANSWER, decoded.
-- api:route GET /v1/events/queue_log_repo/RINGNOANSWER
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event REALPAUSE, decoded. pausetime only on REALUNPAUSE; the pair that pause reports use.
-- api:route GET /v1/events/queue_log_repo/REALPAUSE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event REALUNPAUSE, decoded. pausetime only on REALUNPAUSE; the pair that pause reports use.
-- api:route GET /v1/events/queue_log_repo/REALUNPAUSE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event BREAK, decoded. Source names motivo, comentario; predefined reasons BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER; breaktime only on UNBREAK; the pause events between BREAK and UNBREAK belong to the break.
-- api:route GET /v1/events/queue_log_repo/BREAK
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event UNBREAK, decoded. Source names motivo, comentario; predefined reasons BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER; breaktime only on UNBREAK; the pause events between BREAK and UNBREAK belong to the break.
-- api:route GET /v1/events/queue_log_repo/UNBREAK
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event OUTCALL, decoded.
-- api:route GET /v1/events/queue_log_repo/OUTCALL
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event PAUSE, decoded. Telephony-level pause, not used in reports.
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
-- Rows of queue_log_repo with the event UNPAUSE, decoded. Telephony-level pause, not used in reports.
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
-- Rows of queue_log_repo with the event PAUSEALL, decoded. Telephony-level pause, not used in reports.
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
-- Rows of queue_log_repo with the event UNPAUSEALL, decoded. Telephony-level pause, not used in reports.
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
-- Rows of queue_log_repo with the event ATTENDEDTRANSFER, decoded.
-- api:route GET /v1/events/queue_log_repo/ATTENDEDTRANSFER
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event BLINDTRANSFER, decoded.
-- api:route GET /v1/events/queue_log_repo/BLINDTRANSFER
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event TRANSFER, decoded.
-- api:route GET /v1/events/queue_log_repo/TRANSFER
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event HOLD, decoded. UNHOLD may be missing when the call is cut while on hold.
-- api:route GET /v1/events/queue_log_repo/HOLD
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event UNHOLD, decoded. UNHOLD may be missing when the call is cut while on hold.
-- api:route GET /v1/events/queue_log_repo/UNHOLD
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event FINISHWRAPUP, decoded. timeleft is the part of totalwrapup that was not used.
-- api:route GET /v1/events/queue_log_repo/FINISHWRAPUP
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event ADDMEMBER, decoded.
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
-- A member was taken out of the queue.
-- Rows of queue_log_repo with the event REMOVEDMEMBER, decoded.
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
-- Rows of queue_log_repo with the event AGENTDUMP, decoded.
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
-- Rows of queue_log_repo with the event CREATEDQUEUE, decoded.
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
-- Rows of queue_log_repo with the event QUEUESTART, decoded.
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
-- Rows of queue_log_repo with the event STARTCALL, decoded. Source name emailCliente.
-- api:route GET /v1/events/queue_log_repo/STARTCALL
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event ENDCALL, decoded. Source name emailCliente.
-- api:route GET /v1/events/queue_log_repo/ENDCALL
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event STARTVIDEOCALL, decoded. Source name emailCliente.
-- api:route GET /v1/events/queue_log_repo/STARTVIDEOCALL
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event ENDVIDEOCALL, decoded. Source name emailCliente.
-- api:route GET /v1/events/queue_log_repo/ENDVIDEOCALL
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event PHONECALL, decoded.
-- api:route GET /v1/events/queue_log_repo/PHONECALL
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event PHONEENDHOLDIN, decoded.
-- api:route GET /v1/events/queue_log_repo/PHONEENDHOLDIN
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event PHONEENDHOLDOUT, decoded.
-- api:route GET /v1/events/queue_log_repo/PHONEENDHOLDOUT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event PHONECOMPLETECALLER, decoded.
-- api:route GET /v1/events/queue_log_repo/PHONECOMPLETECALLER
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event PHONECALLAGENT, decoded. The name is broken by a space in the source.
-- api:route GET /v1/events/queue_log_repo/PHONECALLAGENT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event PHONEANSWER, decoded. The name is broken by a space in the source.
-- api:route GET /v1/events/queue_log_repo/PHONEANSWER
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event PHONECOMPLETEAGENT, decoded. The name is broken by a space in the source.
-- api:route GET /v1/events/queue_log_repo/PHONECOMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event PHONESTARHOLDIN or PHONESTARTHOLDIN, decoded. STARHOLD is the spelling of the source; STARTHOLD is accepted as the same event. Rows spelt PHONESTARTHOLDIN are shown too.
-- api:route GET /v1/events/queue_log_repo/PHONESTARHOLDIN
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event PHONESTARHOLDOUT or PHONESTARTHOLDOUT, decoded. STARHOLD is the spelling of the source; STARTHOLD is accepted as the same event. Rows spelt PHONESTARTHOLDOUT are shown too.
-- api:route GET /v1/events/queue_log_repo/PHONESTARHOLDOUT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- A member was taken out of the queue, as Asterisk names it.
-- Rows of queue_log_repo with the event REMOVEMEMBER, decoded. The name that Asterisk itself gives to REMOVEDMEMBER. Belongs to REMOVEDMEMBER.
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
-- Rows of queue_log_repo with the event RINGCANCELED, decoded. Recent Asterisk logs it in place of RINGNOANSWER; no ring that the agent missed. Belongs to RINGNOANSWER.
-- api:route GET /v1/events/queue_log_repo/RINGCANCELED
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event AGENTCALLBACKLOGIN, decoded. Belongs to AGENTLOGIN.
-- api:route GET /v1/events/queue_log_repo/AGENTCALLBACKLOGIN
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event AGENTCALLBACKLOGOFF, decoded. Belongs to AGENTLOGOFF.
-- api:route GET /v1/events/queue_log_repo/AGENTCALLBACKLOGOFF
-- api:time datetime required
-- api:key datetime, id, callid
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
-- The system took a waiting caller out of the queue, for example for a callback.
-- Rows of queue_log_repo with the event WITHDRAW, decoded.
-- api:route GET /v1/events/queue_log_repo/WITHDRAW
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event SYSCOMPAT, decoded. The call ends.
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
-- Rows of queue_log_repo with the event PENALTY, decoded.
-- api:route GET /v1/events/queue_log_repo/PENALTY
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event RINGINUSE, decoded.
-- api:route GET /v1/events/queue_log_repo/RINGINUSE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event CONFIGRELOAD, decoded. No restart: sessions and calls go on.
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
-- Rows of queue_log_repo with the event AGENTLOGOFF, decoded. Belongs to AGENTLOGOFF.
-- api:route GET /v1/events/queue_log_repo/AGENTLOGOFF-CHANNEL
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event ATTENDEDTRANSFER, decoded. data5 holds two numbers with a bar between them. Belongs to ATTENDEDTRANSFER.
-- api:route GET /v1/events/queue_log_repo/ATTENDEDTRANSFER-LINK
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event ATTENDEDTRANSFER, decoded. Belongs to ATTENDEDTRANSFER.
-- api:route GET /v1/events/queue_log_repo/ATTENDEDTRANSFER-BRIDGE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of queue_log_repo with the event ATTENDEDTRANSFER, decoded. Belongs to ATTENDEDTRANSFER.
-- api:route GET /v1/events/queue_log_repo/ATTENDEDTRANSFER-APP
-- api:time datetime required
-- api:key datetime, id, callid
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
