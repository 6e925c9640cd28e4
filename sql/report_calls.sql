-- name: Calls :many
-- Every visit of a call to a queue: when it entered, its outcome, and how long it waited and talked.
-- from_seconds and to_seconds select a band of waiting, as in wait-distribution: more than from_seconds, up to and including to_seconds; a band from 0 includes waits of 0.
-- If both are 0, the default, nothing is excluded; otherwise calls that still wait are excluded.
-- api:route GET /v1/reports/calls
-- api:time entered_at required
-- api:as-of queue_call
-- api:key entered_at, callid, queue, visit
-- api:main entered_at, queue, callerid, outcome, agent, wait_seconds
-- api:param from_seconds Seconds of waiting that a call must exceed; 0 is no limit. default=0 min=0
-- api:param to_seconds Seconds of waiting that a call must not exceed; 0 is no limit. default=0 min=0
-- api:param missed Whether to return only the calls that the service level counts as missed: abandoned ones, and with sl_exits also those that timed out, left, failed, were dumped or were lost. default=false
-- api:param sl_exits Whether calls that timed out, left, failed, were dumped or were lost count as missed; has no effect without missed. default=false
-- api:column caller_number Number of the caller in the form in which numbers are compared, by the country of the queue; null if there is none.
-- api:personal caller_number phone
-- api:example /v1/reports/calls?range=yesterday&outcome=abandoned&limit=5
SELECT
    entered_at,
    callid,
    queue,
    visit,
    entry_inferred,
    callerid,
    (CASE WHEN callerid ~ '[0-9]' THEN coalesce(caller_number, callerid) END)::text_or_null AS caller_number,
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
    dumps,
    position,
    exit_key,
    transferred_to
FROM report.queue_call
WHERE entered_at >= @range_from::timestamptz
  AND entered_at < @range_to::timestamptz
  AND (@from_seconds::integer = 0 OR wait_seconds > @from_seconds::integer)
  AND (@to_seconds::integer = 0 OR wait_seconds <= @to_seconds::integer)
  AND (NOT @missed::boolean OR outcome = 'abandoned' OR (@sl_exits::boolean
    AND outcome IN ('timed_out', 'exited_empty', 'exited_key', 'failed', 'dumped', 'lost')));
