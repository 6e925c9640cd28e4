-- name: ListSmsRepo :many
-- Text messages, sent and received.
-- api:es Mensajes de texto, enviados y recibidos.
-- api:route GET /v1/tables/sms_repo
-- api:item GetSmsRepo id One row of sms_repo by its id.
-- api:es GetSmsRepo Una fila de sms_repo por su id.
-- api:time dateprocessed required
-- api:key dateprocessed, id, callerid
-- api:example /v1/tables/sms_repo?range=last-7-days&limit=5
-- api:example /v1/tables/sms_repo/1
SELECT
    id,
    idm,
    campaign,
    dateprocessed,
    direction,
    callerid,
    message,
    agent,
    smsbase,
    result,
    readsms,
    sessionid,
    position,
    import_id
FROM sms_repo
WHERE dateprocessed >= @range_from::timestamptz
  AND dateprocessed < @range_to::timestamptz;

-- name: AddSms :one
-- Stores a text message and returns its id.
INSERT INTO sms_repo (idm, campaign, dateprocessed, direction, callerid, message, agent, smsbase, result, readsms, sessionid)
VALUES (
    @idm::text, @campaign::text, @dateprocessed::timestamptz, @direction::text, @callerid::text, @message::text, @agent::text, @smsbase::text,
    @result::text, @readsms::text, @sessionid::text)
RETURNING id;
