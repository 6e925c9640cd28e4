-- name: Answers :many
-- How many calls entered each queue and how many were answered.
-- A call counts when it enters.
-- It counts once.
-- api:route GET /v1/reports/answers
-- api:time entered_at required
-- api:interval
-- api:as-of visit
-- api:key queue
-- api:column queue Queue that the call entered.
-- api:column offered Calls that entered. additive
-- api:column answer_rate Share of the calls that were answered, in percent.
-- api:main answer_rate, offered
-- api:chart bar x=interval_start y=offered,answer_rate
-- api:example /v1/reports/answers?range=yesterday&interval=hour&order=interval_start
SELECT
    CASE WHEN NOT @total::boolean THEN f.queue END::text_or_null AS queue,
    CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
    count(*) AS offered,
    (100.0 * count(*) FILTER (WHERE f.answered) / nullif(count(*), 0))::numeric_or_null AS answer_rate
FROM (
    SELECT
        v.queue,
        v.answered,
        (@slot_numbers::integer[])[width_bucket(v.entered_at, @slot_bounds::timestamptz[])] AS slot
    FROM report.visit AS v
    WHERE v.entered_at >= @range_from::timestamptz
      AND v.entered_at < @range_to::timestamptz
) AS f
WHERE f.slot IS NOT NULL
  AND @dimensions::boolean
GROUP BY 1, 2;
