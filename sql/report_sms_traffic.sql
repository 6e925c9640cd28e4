-- name: SmsTraffic :many
-- Text messages by campaign and direction.
-- api:es Mensajes de texto por campaña y sentido.
-- A message counts at the time at which it was sent or received.
-- api:es Un mensaje cuenta en el momento en que se envió o se recibió.
-- api:route GET /v1/reports/sms-traffic
-- api:topic channels
-- api:time dateprocessed required
-- api:interval
-- api:key campaign, direction
-- api:column campaign Campaign of the message; empty if it has none.
-- api:es campaign Campaña del mensaje; vacía si no tiene.
-- api:column direction I for incoming, O for outgoing; empty if not known.
-- api:es direction I si es entrante, O si es saliente; vacío si no se conoce.
-- api:column messages Messages. additive
-- api:es messages Mensajes.
-- api:column results Messages for which the provider has stated any result. additive
-- api:es results Mensajes para los que el proveedor indicó algún resultado.
-- api:column read Messages that were read: readsms is not empty, 0, no, false or the like. additive
-- api:es read Mensajes que fueron leídos: readsms no es vacío, 0, no, false ni similar.
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
