-- name: EventEmailLogRepoCompleteagentout :many
-- An interaction that an agent had started ended.
-- Rows of email_log_repo with the event COMPLETEAGENTOUT, decoded. Fields shifted against COMPLETEAGENT; source spelling adress, in data5.
-- api:route GET /v1/events/email_log_repo/COMPLETEAGENTOUT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event COMPLETEAGENT, decoded.
-- api:route GET /v1/events/email_log_repo/COMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event CONNECT, decoded.
-- api:route GET /v1/events/email_log_repo/CONNECT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event HOLIDAYMESSAGE, decoded.
-- api:route GET /v1/events/email_log_repo/HOLIDAYMESSAGE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event ENTERQUEUE, decoded.
-- api:route GET /v1/events/email_log_repo/ENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event REENTERQUEUE, decoded.
-- api:route GET /v1/events/email_log_repo/REENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event OUTEMAIL, decoded.
-- api:route GET /v1/events/email_log_repo/OUTEMAIL
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event STARTEMAILDIALER, decoded. The name is broken by a space in the source.
-- api:route GET /v1/events/email_log_repo/STARTEMAILDIALER
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event FINISHEMAILDIALER, decoded. The name is broken by a space in the source.
-- api:route GET /v1/events/email_log_repo/FINISHEMAILDIALER
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event STOPEMAILDIALER, decoded. The name is broken by a space in the source.
-- api:route GET /v1/events/email_log_repo/STOPEMAILDIALER
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event TRANSFERRED, decoded.
-- api:route GET /v1/events/email_log_repo/TRANSFERRED
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event ATTENDED, decoded.
-- api:route GET /v1/events/email_log_repo/ATTENDED
-- api:time datetime required
-- api:key datetime, id, callid
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
-- An incoming e-mail was on a blacklist, and no interaction was made; with an agent in the row, it is one that the agent started.
-- Rows of email_log_repo with the event BLACKLIST, decoded. Source spelling adress; where the row names an agent, it is an agent-started e-mail that was refused.
-- api:route GET /v1/events/email_log_repo/BLACKLIST
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event FORWARDED, decoded. Where it was forwarded to, and under which subject.
-- api:route GET /v1/events/email_log_repo/FORWARDED
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event NEWEMAILCLIENT, decoded.
-- api:route GET /v1/events/email_log_repo/NEWEMAILCLIENT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of email_log_repo with the event NEWEMAILAGENT, decoded.
-- api:route GET /v1/events/email_log_repo/NEWEMAILAGENT
-- api:time datetime required
-- api:key datetime, id, callid
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
