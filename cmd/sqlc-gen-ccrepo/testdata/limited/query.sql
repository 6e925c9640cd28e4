-- name: Answers :many
-- How many calls entered each queue, and how long agents worked.
-- api:route GET /v1/reports/answers
-- api:time entered_at required
-- api:interval
-- api:key queue
-- api:column queue Queue that the call entered.
-- api:column offered Calls that entered. additive
-- api:column worked Seconds that agents worked. additive
-- api:param at_least Calls that there must be. default=0
-- api:example /v1/reports/answers?range=yesterday&interval=hour
SELECT
    f.queue::text_or_null AS queue,
    f.slot::int_or_null AS slot,
    count(*) AS offered,
    (sum(f.worked))::numeric AS worked
FROM (
    SELECT
        v.queue,
        1 AS worked,
        (@slot_numbers::integer[])[width_bucket(v.entered_at, @slot_bounds::timestamptz[])] AS slot
    FROM report.visit AS v
    WHERE v.entered_at >= @range_from::timestamptz
      AND v.entered_at < @range_to::timestamptz
) AS f
WHERE @dimensions::boolean
  AND NOT @total::boolean
GROUP BY 1, 2
HAVING count(*) >= @at_least::integer;

-- name: OwnAnswers :many
-- The same for campaign-limited keys.
-- api:limited GET /v1/reports/answers
-- api:withheld worked
SELECT
    f.queue::text_or_null AS queue,
    f.slot::int_or_null AS slot,
    count(*) AS offered,
    NULL::numeric AS worked
FROM (
    SELECT v.queue, 1 AS slot
    FROM report.visit AS v
    WHERE v.entered_at >= @range_from::timestamptz
      AND v.entered_at < @range_to::timestamptz
) AS f
WHERE @dimensions::boolean
GROUP BY 1, 2;

-- name: Visits :many
-- What is about all queues together.
-- api:route GET /v1/reports/visits
-- api:key calls
-- api:whole
-- api:column calls Calls of all queues.
-- api:example /v1/reports/visits
SELECT count(*) AS calls
FROM report.visit;
