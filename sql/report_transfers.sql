-- name: Transfers :many
-- Calls that agents transferred, by destination.
-- A call counts at the time at which it entered the queue. The calls of a row are /v1/reports/calls with outcome=transferred, agent and transferred_to.
-- api:route GET /v1/reports/transfers
-- api:time entered_at required
-- api:as-of queue_call
-- api:key agent, destination
-- api:column agent Agent who transferred; empty if the log names none.
-- api:column destination Extension to which the calls were transferred; empty if not known.
-- api:column calls Calls transferred.
-- api:column talk_seconds Conversation before the transfer, hold included, in seconds.
-- api:column talk_avg_seconds Mean conversation before the transfer, of the calls for which it is known, in seconds.
-- api:personal destination mixed
-- api:chart bar x=agent y=calls
-- api:example /v1/reports/transfers?range=last-30-days&order=-calls
SELECT
    f.agent,
    f.destination,
    count(*) AS calls,
    coalesce(sum(f.talk_seconds), 0)::numeric AS talk_seconds,
    round(avg(f.talk_seconds), 2)::numeric_or_null AS talk_avg_seconds
FROM (
    SELECT c.agent, coalesce(c.transferred_to, '') AS destination, c.talk_seconds
    FROM report.queue_call AS c
    WHERE c.entered_at >= @range_from::timestamptz
      AND c.entered_at < @range_to::timestamptz
      AND c.outcome = 'transferred'
) AS f
GROUP BY f.agent, f.destination;
