-- name: ChatCalls :many
-- Audio and video calls within webchats: OUTCALL of webchat_log_repo.
-- They are not outbound calls. A call counts at the time of its event, which is its end, with its whole length.
-- api:route GET /v1/reports/chat-calls
-- api:time datetime required
-- api:interval
-- api:key campaign, media
-- api:column campaign Campaign of the chat; empty if the log names none.
-- api:column media audio or video; empty if not logged.
-- api:column calls Calls that ended. additive
-- api:column duration Total length of the calls, as far as known, in seconds. additive
-- api:column duration_avg_seconds Mean length of the calls for which it is known, in seconds.
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
