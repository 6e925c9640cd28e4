-- name: Journeys :many
-- Every call with all the queues that it visited: from its first entry to its last exit.
-- A call belongs to the range in which it first entered a queue, with all of its visits; to find them, the report reads a day before and after the range.
-- Lists are separated by a comma and a space, in the order of the visits; a queue visited twice is listed twice. Visits without a logged callid are excluded.
-- api:route GET /v1/reports/journeys
-- api:time entered_at required
-- api:as-of queue_call
-- api:key entered_at, callid
-- api:main entered_at, callerid, queues, outcome, wait_seconds, talk_seconds
-- api:column entered_at Time at which the call first entered a queue.
-- api:column callid Id of the call on the telephony system.
-- api:column callerid Number of the caller as logged at the first entry; null if there is none.
-- api:column caller_number Number of the caller in the form in which numbers are compared; null if there is none.
-- api:column visits Number of visits to queues.
-- api:column queues Queues visited, in order.
-- api:column ended_at Time at which the last visit ended; null while the call has not ended.
-- api:column outcome Outcome of the last visit.
-- api:column answered Whether an agent took the call in any of its visits.
-- api:column wait_seconds Waiting time of all visits, as far as known, in seconds.
-- api:column talk_seconds Conversation in all visits, hold included, as far as known, in seconds.
-- api:column agents Agents who took the call, in order; empty if none did.
-- api:personal callerid phone
-- api:personal caller_number phone
-- api:example /v1/reports/journeys?range=yesterday&order=-visits&limit=10
SELECT
    c.entered_at,
    c.callid,
    c.callerid,
    (CASE WHEN c.callerid ~ '[0-9]' THEN coalesce(c.caller_number, c.callerid) END)::text_or_null AS caller_number,
    j.visits,
    j.queues,
    j.ended_at,
    j.outcome,
    j.answered,
    j.wait_seconds,
    j.talk_seconds,
    j.agents
FROM report.queue_call AS c
-- Looked up for each visit, and only the first one is kept, so that the rows come in the order of an index.
CROSS JOIN LATERAL (
    SELECT
        bool_and((v.entered_at, v.queue, v.visit) >= (c.entered_at, c.queue, c.visit)) AS is_first,
        count(*) AS visits,
        coalesce(string_agg(v.queue, ', ' ORDER BY v.entered_at, v.queue, v.visit), '')::text AS queues,
        (array_agg(v.ended_at ORDER BY v.entered_at DESC, v.queue DESC, v.visit DESC))[1]::timestamptz_or_null AS ended_at,
        coalesce((array_agg(v.outcome ORDER BY v.entered_at DESC, v.queue DESC, v.visit DESC))[1], '')::text AS outcome,
        coalesce(bool_or(v.answered), false)::boolean AS answered,
        coalesce(sum(v.wait_seconds), 0)::numeric AS wait_seconds,
        coalesce(sum(v.talk_seconds), 0)::numeric AS talk_seconds,
        coalesce(string_agg(v.agent, ', ' ORDER BY v.entered_at, v.queue, v.visit) FILTER (WHERE v.agent <> ''), '')::text AS agents
    FROM report.queue_call AS v
    WHERE v.callid = c.callid
      AND v.entered_at >= (@range_from::timestamptz) - interval '24 hours'
      AND v.entered_at < (@range_to::timestamptz) + interval '24 hours'
) AS j
WHERE c.entered_at >= @range_from::timestamptz
  AND c.entered_at < @range_to::timestamptz
  AND c.callid NOT IN ('', 'NONE')
  AND j.is_first;
