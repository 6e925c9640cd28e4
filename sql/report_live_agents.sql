-- name: LiveAgents :many
-- What each agent does now: agents who are logged in, or in a call, a pause or a break.
-- api:es Qué hace ahora cada agente: agentes conectados, o en una llamada, una pausa o un descanso.
-- Now is as_of, the time of the newest event, or the moment at of the past. Wrap-up and outbound calls are logged when they end, so that until then the agent is shown as available.
-- api:es Ahora es as_of, el momento del evento más nuevo, o el momento at del pasado. La postllamada y las llamadas salientes se registran cuando terminan; hasta entonces el agente figura como disponible.
-- A call takes precedence over a break, and a break over a pause.
-- api:es Una llamada tiene prioridad sobre un descanso, y un descanso sobre una pausa.
-- api:route GET /v1/reports/live-agents
-- api:topic agents
-- api:as-of agent_time
-- api:timeout 5s
-- api:key agent
-- api:whole
-- api:param at Moment that the answer is of, RFC 3339 or a date, which is its midnight in tz; now is as_of. Of the past, calls that had lasted for more than a day are missing, and since is midnight UTC at the earliest for an agent who is available. default=now
-- api:es at Momento del que es la respuesta, RFC 3339 o una fecha, que es su medianoche en tz; now es as_of. Del pasado faltan las llamadas que llevaban más de un día, y since es a lo sumo la medianoche UTC para un agente disponible.
-- api:column agent Agent; empty if the log names none.
-- api:es agent Agente; vacío si el registro de eventos no lo indica.
-- api:column state hold (every call is on hold), talking, break, paused or available.
-- api:es state hold (todas sus llamadas están en retención), talking (en conversación), break (descanso), paused (en pausa) o available (disponible).
-- api:column since Time at which the state began; for talking, the time at which the call was answered.
-- api:es since Fecha y hora en que empezó el estado; en conversación, cuando se atendió la llamada.
-- api:column reason Reason of the pause or break as logged; null if there is none.
-- api:es reason Motivo de la pausa o del descanso tal como se registró; nulo si no hay.
-- api:column callid Id of the agent's call, the latest of several; null if there is none.
-- api:es callid Id de la llamada del agente, la última si son varias; nulo si no hay.
-- api:column queue Queue (campaign) of that call.
-- api:es queue Campaña de esa llamada.
-- api:personal reason mixed
-- api:example /v1/reports/live-agents?order=state,since
SELECT
    t.agent,
    (CASE
        WHEN t.holding > 0 AND t.holding >= t.talking THEN 'hold'
        WHEN t.talking > 0 THEN 'talking'
        WHEN t.on_break THEN 'break'
        WHEN t.paused THEN 'paused'
        ELSE 'available'
    END)::text AS state,
    (CASE
        WHEN t.holding > 0 AND t.holding >= t.talking THEN t.started_at
        WHEN t.talking > 0 THEN coalesce(c.connected_at, t.started_at)
        ELSE coalesce(p.started_at, t.started_at)
    END)::timestamptz AS since,
    (CASE WHEN t.talking = 0 AND t.holding = 0 THEN p.reason END)::text_or_null AS reason,
    c.callid::text_or_null AS callid,
    c.queue::text_or_null AS queue
FROM (
    SELECT t.agent, t.started_at, t.paused, t.on_break, t.talking, t.holding
    FROM report.agent_time AS t
    WHERE t.ended_at IS NULL
      AND (t.started_at <= (@as_of::timestamptz) OR @at::timestamptz = 'infinity')
    UNION ALL
    -- A piece that has ended lasted a day at the most.
    SELECT t.agent, t.started_at, t.paused, t.on_break, t.talking, t.holding
    FROM report.agent_time AS t
    WHERE t.started_at > (@as_of::timestamptz) - interval '1 day'
      AND t.started_at <= (@as_of::timestamptz)
      AND t.ended_at > (@as_of::timestamptz)
      AND @at::timestamptz < 'infinity'
) AS t
LEFT JOIN (
    SELECT p.agent, p.started_at, p.reason
    FROM report.agent_pause AS p
    WHERE p.ended_at IS NULL
      AND (p.started_at <= (@as_of::timestamptz) OR @at::timestamptz = 'infinity')
    UNION ALL
    -- A pause ends after a week at the latest.
    SELECT p.agent, p.started_at, p.reason
    FROM report.agent_pause AS p
    WHERE p.started_at > (@as_of::timestamptz) - interval '8 days'
      AND p.started_at <= (@as_of::timestamptz)
      AND p.ended_at > (@as_of::timestamptz)
      AND @at::timestamptz < 'infinity'
) AS p ON p.agent = t.agent
LEFT JOIN (
    SELECT DISTINCT ON (o.agent) o.agent, o.callid, o.queue, o.connected_at
    FROM (
        SELECT c.agent, c.callid, c.queue, c.connected_at, c.visit
        FROM report.queue_call AS c
        WHERE c.ended_at IS NULL
          AND c.answered
          AND @at::timestamptz = 'infinity'
        UNION ALL
        SELECT c.agent, c.callid, c.queue, c.connected_at, c.visit
        FROM report.queue_call AS c
        WHERE c.entered_at > (@as_of::timestamptz) - interval '1 day'
          AND c.entered_at <= (@as_of::timestamptz)
          AND c.connected_at <= (@as_of::timestamptz)
          AND (c.ended_at IS NULL OR c.ended_at > (@as_of::timestamptz))
          AND c.answered
          AND @at::timestamptz < 'infinity'
    ) AS o
    ORDER BY o.agent, o.connected_at DESC, o.callid, o.queue, o.visit
) AS c ON c.agent = t.agent;
