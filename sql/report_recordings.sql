-- name: Recordings :many
-- Calls that were recorded, with their rating and the marks put into the recording.
-- api:es Llamadas que se grabaron, con su calificación y las marcas puestas en la grabación.
-- A call was recorded if cdr_repo.type is not empty, 0, no, none, false or the like.
-- api:es Una llamada se grabó si cdr_repo.type no es vacío, 0, no, none, false ni similar.
-- api:route GET /v1/reports/recordings
-- api:topic telephony
-- api:time calldate required
-- api:key calldate, id, uniqueid
-- api:main calldate, campaign, agent, seconds, rating, tags
-- api:column guid Unique id of the call and name of its recording; empty if it has none.
-- api:es guid Id único de la llamada y nombre de su grabación; vacío si no tiene.
-- api:column campaign Campaign of the call; empty if it has none.
-- api:es campaign Campaña de la llamada; vacía si no tiene.
-- api:column agent Agent of the call, or other data from accountcode; empty if there is none.
-- api:es agent Agente de la llamada, u otro dato de accountcode; vacío si no hay.
-- api:column seconds Seconds since the call was answered, the length of the conversation.
-- api:es seconds Segundos desde que la llamada fue atendida, la duración de la conversación.
-- api:column tags Number of marks in the recording.
-- api:es tags Cantidad de marcas en la grabación.
-- api:personal agent mixed
-- api:example /v1/reports/recordings?range=last-7-days&order=-seconds&limit=10
SELECT
    r.calldate,
    r.id,
    r.uniqueid,
    coalesce(r.guid, '')::text AS guid,
    coalesce(r.campaign, '')::text AS campaign,
    coalesce(r.accountcode, '')::text AS agent,
    r.billsec AS seconds,
    r.rating,
    (SELECT count(*) FROM tags AS t WHERE t.guid = r.guid AND t.guid <> '')::bigint AS tags
FROM cdr_repo AS r
WHERE r.calldate >= @range_from::timestamptz
  AND r.calldate < @range_to::timestamptz
  AND report.says_yes(r.type);
