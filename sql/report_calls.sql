-- name: Calls :many
-- Every visit of a call to a queue: when it entered, what became of it, how long it waited and talked.
-- api:route GET /v1/reports/calls
-- api:time entered_at required
-- api:as-of queue_call
-- api:key entered_at, callid, queue, visit
-- api:example /v1/reports/calls?range=yesterday&outcome=abandoned&limit=5
SELECT
    entered_at,
    callid,
    queue,
    visit,
    entry_inferred,
    callerid,
    outcome,
    answered,
    connected_at,
    ended_at,
    ended_by,
    agent,
    wait_seconds,
    ring_seconds,
    talk_seconds,
    hold_seconds,
    wrapup_seconds,
    position,
    exit_key,
    transferred_to
FROM report.queue_call
WHERE entered_at >= @range_from::timestamptz
  AND entered_at < @range_to::timestamptz;
