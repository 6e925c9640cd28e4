-- name: Patience :many
-- How long callers are ready to wait: the share of those still waiting after each second, by the estimate of Kaplan and Meier.
-- An abandoned call shows when patience ended. A call that was answered, or that ended otherwise, shows only that its caller's patience lasted longer, and is no longer at risk (it is censored).
-- waiting_share is the product over the seconds so far of 1 - abandoned / at_risk; a call that is censored in a second was at risk in it.
-- There is a row for each second of waiting at which a call ended its wait; in between, nothing changes. Fractions of a second are rounded up. Calls that still wait are excluded.
-- The parameter queues selects the queues before the estimate; filters select rows of the result.
-- api:route GET /v1/reports/patience
-- api:time entered_at required
-- api:as-of queue_call
-- api:key second
-- api:param queues Only calls of these queues; empty is all. default=
-- api:column second Second of waiting, from the entry.
-- api:column at_risk Calls that waited at least until this second.
-- api:column abandoned Calls whose caller hung up in this second.
-- api:column censored Calls that were answered or ended otherwise in this second.
-- api:column waiting_share Estimated share of callers who would still wait after this second if no call were answered, in percent.
-- api:chart line x=second y=waiting_share
-- api:example /v1/reports/patience?range=last-30-days
SELECT
    k.second,
    k.at_risk,
    k.abandoned,
    k.censored,
    round((100 * CASE
        WHEN min(k.at_risk - k.abandoned) OVER past = 0 THEN 0
        ELSE exp(greatest(sum(ln(nullif(k.at_risk - k.abandoned, 0) / k.at_risk::double precision)) OVER past, -700))
    END)::numeric, 2)::numeric AS waiting_share
FROM (
    SELECT
        s.second,
        sum(s.ended) OVER (ORDER BY s.second DESC)::bigint AS at_risk,
        s.abandoned,
        s.ended - s.abandoned AS censored
    FROM (
        SELECT
            ceil(c.wait_seconds)::integer AS second,
            count(*) AS ended,
            count(*) FILTER (WHERE c.outcome = 'abandoned') AS abandoned
        FROM report.queue_call AS c
        WHERE c.entered_at >= @range_from::timestamptz
          AND c.entered_at < @range_to::timestamptz
          AND c.wait_seconds IS NOT NULL
          AND (@queues::text[] = ARRAY[''] OR c.queue = ANY (@queues::text[]))
        GROUP BY 1
    ) AS s
) AS k
WINDOW past AS (ORDER BY k.second);
