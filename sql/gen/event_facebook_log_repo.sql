-- name: EventFacebookLogRepoCompleteagent :many
-- An interaction that an agent had taken ended normally; the agent ended it.
-- Rows of facebook_log_repo with the event COMPLETEAGENT, decoded.
-- api:route GET /v1/events/facebook_log_repo/COMPLETEAGENT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of facebook_log_repo with the event CONNECT, decoded.
-- api:route GET /v1/events/facebook_log_repo/CONNECT
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of facebook_log_repo with the event ENTERQUEUE, decoded.
-- api:route GET /v1/events/facebook_log_repo/ENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of facebook_log_repo with the event REENTERQUEUE, decoded.
-- api:route GET /v1/events/facebook_log_repo/REENTERQUEUE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of facebook_log_repo with the event HOLIDAYMESSAGE, decoded.
-- api:route GET /v1/events/facebook_log_repo/HOLIDAYMESSAGE
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of facebook_log_repo with the event OUTFACEBOOK, decoded. The agent starts a post; the source gives no fields.
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
-- Rows of facebook_log_repo with the event TRANSFERRED, decoded.
-- api:route GET /v1/events/facebook_log_repo/TRANSFERRED
-- api:time datetime required
-- api:key datetime, id, callid
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
-- Rows of facebook_log_repo with the event ATTENDED, decoded.
-- api:route GET /v1/events/facebook_log_repo/ATTENDED
-- api:time datetime required
-- api:key datetime, id, callid
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
