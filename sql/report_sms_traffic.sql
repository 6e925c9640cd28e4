-- name: SmsTraffic :many
-- Text messages by campaign and direction.
-- A message counts at the time at which it was sent or received.
-- api:route GET /v1/reports/sms-traffic
-- api:time dateprocessed required
-- api:interval
-- api:key campaign, direction
-- api:column campaign Campaign of the message; empty if it has none.
-- api:column direction I for incoming, O for outgoing; empty if not known.
-- api:column messages Messages. additive
-- api:column results Messages for which the provider has stated any result. additive
-- api:column read Messages that were read: readsms is not empty, 0, no, false or the like. additive
-- api:chart bar x=interval_start y=messages,results,read
-- api:example /v1/reports/sms-traffic?range=last-7-days&interval=day
SELECT
    CASE WHEN NOT @total::boolean THEN f.campaign END::text_or_null AS campaign,
    CASE WHEN NOT @total::boolean THEN f.direction END::text_or_null AS direction,
    CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
    count(*) AS messages,
    count(*) FILTER (WHERE f.result <> '') AS results,
    count(*) FILTER (WHERE report.says_yes(f.readsms)) AS read
FROM (
    SELECT
        coalesce(m.campaign, '') AS campaign,
        coalesce(m.direction, '') AS direction,
        (@slot_numbers::integer[])[width_bucket(m.dateprocessed, @slot_bounds::timestamptz[])] AS slot,
        m.result,
        m.readsms
    FROM sms_repo AS m
    WHERE m.dateprocessed >= @range_from::timestamptz
      AND m.dateprocessed < @range_to::timestamptz
) AS f
WHERE f.slot IS NOT NULL
  AND @dimensions::boolean
GROUP BY 1, 2, 3;
