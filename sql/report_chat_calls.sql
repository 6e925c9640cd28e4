-- name: ChatCalls :many
-- Audio and video calls within webchats: OUTCALL of webchat_log_repo.
-- api:es Llamadas de audio y video dentro de webchats: OUTCALL de webchat_log_repo.
-- They are not outbound calls. A call counts at the time of its event, which is its end, with its whole length.
-- api:es No son llamadas salientes. Una llamada cuenta en el momento de su evento, que es su final, con su duración completa.
-- api:route GET /v1/reports/chat-calls
-- api:topic channels
-- api:time datetime required
-- api:interval
-- api:key campaign, media
-- api:column campaign Campaign of the chat; empty if the log names none.
-- api:es campaign Campaña del chat; vacía si el registro de eventos no la indica.
-- api:column media audio or video; empty if not logged.
-- api:es media audio o video; vacío si no se registró.
-- api:column calls Calls that ended. additive
-- api:es calls Llamadas que terminaron.
-- api:column duration Total length of the calls, as far as known, in seconds. additive
-- api:es duration Duración total de las llamadas, hasta donde se conoce, en segundos.
-- api:column duration_avg_seconds Mean length of the calls for which it is known, in seconds.
-- api:es duration_avg_seconds Duración media de las llamadas en las que se conoce, en segundos.
-- api:chart bar x=interval_start y=calls
-- api:example /v1/reports/chat-calls?range=last-30-days
SELECT
    CASE WHEN NOT @total::boolean THEN f.campaign END::text_or_null AS campaign,
    CASE WHEN NOT @total::boolean THEN f.media END::text_or_null AS media,
    CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
    count(*) AS calls,
    coalesce(sum(f.duration) FILTER (WHERE f.duration >= 0), 0)::bigint AS duration,
    round(avg(f.duration) FILTER (WHERE f.duration >= 0), 2)::numeric_or_null AS duration_avg_seconds
FROM (
    SELECT
        coalesce(nullif(o.queuename, 'NONE'), '') AS campaign,
        coalesce(o.media, '')::text AS media,
        (@slot_numbers::integer[])[width_bucket(o.datetime, @slot_bounds::timestamptz[])] AS slot,
        o.duration
    FROM event.webchat_log_outcall AS o
    WHERE o.datetime >= @range_from::timestamptz
      AND o.datetime < @range_to::timestamptz
) AS f
WHERE f.slot IS NOT NULL
  AND @dimensions::boolean
GROUP BY 1, 2, 3;
