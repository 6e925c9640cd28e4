-- name: LiveQueues :many
-- What happens in each queue now: calls that wait, the longest wait, and calls with an agent.
-- api:es Qué pasa ahora en cada campaña: llamadas en espera, la mayor espera, y llamadas con un agente.
-- Now is as_of, the time of the newest event, or the moment at of the past. A queue is shown while it has calls and for a day after its last call entered.
-- api:es Ahora es as_of, el momento del evento más nuevo, o el momento at del pasado. Una campaña se muestra mientras tiene llamadas y durante un día después de que entró la última.
-- api:route GET /v1/reports/live-queues
-- api:topic telephony
-- api:as-of queue_call
-- api:timeout 5s
-- api:key queue
-- api:param at Moment that the answer is of, RFC 3339 or a date, which is its midnight in tz; now is as_of. Of the past, calls that had lasted for more than a day are missing. default=now
-- api:es at Momento del que es la respuesta, RFC 3339 o una fecha, que es su medianoche en tz; now es as_of. Del pasado faltan las llamadas que llevaban más de un día.
-- api:column queue Queue (campaign); empty if the log names none.
-- api:es queue Campaña; vacía si el registro de eventos no la indica.
-- api:column waiting Calls that wait for an agent.
-- api:es waiting Llamadas que esperan a un agente.
-- api:column longest_wait_seconds How long the call that entered first has waited, in seconds; null if none waits.
-- api:es longest_wait_seconds Cuánto lleva esperando la llamada que entró primero, en segundos; nulo si ninguna espera.
-- api:column talking Calls that are with an agent.
-- api:es talking Llamadas que están con un agente.
-- api:chart bar x=queue y=waiting,talking
-- api:example /v1/reports/live-queues?order=-waiting
SELECT
    q.queue,
    count(*) FILTER (WHERE q.outcome = 'waiting') AS waiting,
    trim_scale(extract(epoch FROM
        (@as_of::timestamptz) - min(q.entered_at) FILTER (WHERE q.outcome = 'waiting')))::numeric_or_null AS longest_wait_seconds,
    count(*) FILTER (WHERE q.outcome = 'connected') AS talking
FROM (
    SELECT c.queue, c.outcome, least(c.entered_at, @as_of::timestamptz) AS entered_at
    FROM report.queue_call AS c
    WHERE c.ended_at IS NULL
      AND @at::timestamptz = 'infinity'
    UNION ALL
    -- What was open at a moment of the past: a visit ends a day after its entry at the latest, unless it is a long conversation.
    SELECT
        c.queue,
        CASE WHEN c.answered AND c.connected_at <= (@as_of::timestamptz) THEN 'connected' ELSE 'waiting' END,
        c.entered_at
    FROM report.queue_call AS c
    WHERE c.entered_at > (@as_of::timestamptz) - interval '1 day'
      AND c.entered_at <= (@as_of::timestamptz)
      AND (c.ended_at IS NULL OR c.ended_at > (@as_of::timestamptz))
      AND @at::timestamptz < 'infinity'
    UNION ALL
    SELECT n.campaign, NULL, NULL
    FROM app.campaign AS n
    -- One index lookup for each campaign, instead of reading all calls of the day.
    WHERE (
        SELECT c.entered_at
        FROM report.queue_call AS c
        WHERE c.queue = n.campaign
          AND c.entered_at >= (@as_of::timestamptz) - interval '1 day'
          AND (c.entered_at <= (@as_of::timestamptz) OR @at::timestamptz = 'infinity')
        ORDER BY c.entered_at DESC
        LIMIT 1
    ) IS NOT NULL
) AS q
GROUP BY q.queue;
