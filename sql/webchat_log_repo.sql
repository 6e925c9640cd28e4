-- name: ListWebchatLogRepo :many
-- Events of webchat interactions, as logged.
-- api:es Eventos de interacciones de webchat, tal como se registraron.
-- api:route GET /v1/tables/webchat_log_repo
-- api:item GetWebchatLogRepo id One row of webchat_log_repo by its id.
-- api:es GetWebchatLogRepo Una fila de webchat_log_repo por su id.
-- api:time datetime required
-- api:key datetime, id, callid
-- api:example /v1/tables/webchat_log_repo?range=last-7-days&limit=5
-- api:example /v1/tables/webchat_log_repo/1
SELECT
    id,
    origid,
    position,
    datetime,
    callid,
    queuename,
    agent,
    event,
    data1,
    data2,
    data3,
    data4,
    data5,
    import_id
FROM webchat_log_repo
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;
