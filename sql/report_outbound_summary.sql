-- name: OutboundSummary :many
-- Outbound calls by campaign, agent and result of dialling: OUTCALL of queue_log_repo.
-- api:es Llamadas salientes por campaña, agente y resultado del marcado: OUTCALL de queue_log_repo.
-- A call counts in the interval of its event, which is its end, with its whole time.
-- api:es Una llamada cuenta en el tramo de su evento, que es su final, con todo su tiempo.
-- api:route GET /v1/reports/outbound-summary
-- api:topic dialer
-- api:time datetime required
-- api:interval
-- api:key campaign, agent, dialstatus
-- api:main campaign, agent, dialstatus, attempts, connected, contact_rate
-- api:column campaign Campaign of the call; empty if the log names none.
-- api:es campaign Campaña de la llamada; vacía si el registro de eventos no la indica.
-- api:column agent Agent who called; empty if the log names none.
-- api:es agent Agente que llamó; vacío si el registro de eventos no lo indica.
-- api:column dialstatus Result of dialling, such as ANSWER, NOANSWER or BUSY; empty if none is logged.
-- api:es dialstatus Resultado del marcado, como ANSWER, NOANSWER o BUSY; vacío si no se registró.
-- api:column attempts Calls made. additive
-- api:es attempts Llamadas hechas.
-- api:column connected Calls that were answered: dialstatus ANSWER or ANSWERED. additive
-- api:es connected Llamadas que fueron atendidas: dialstatus ANSWER o ANSWERED.
-- api:column duration Conversation, in seconds. additive
-- api:es duration Conversación, en segundos.
-- api:column totaltime Time that the calls took in all, with dialling and ringing, in seconds. additive
-- api:es totaltime Tiempo que las llamadas duraron en total, con marcado y timbrado, en segundos.
-- api:column contact_rate Share of the calls that were answered, in percent.
-- api:es contact_rate Proporción de las llamadas que fueron atendidas, en porcentaje.
-- api:column duration_avg_seconds Mean conversation of the answered calls whose length is known, in seconds.
-- api:es duration_avg_seconds Conversación media de las llamadas atendidas cuya duración se conoce, en segundos.
-- api:opens attempts /v1/reports/outbound-calls?connected.null=false{&campaign,agent,dialstatus}
-- api:opens connected /v1/reports/outbound-calls?connected=true{&campaign,agent,dialstatus}
-- api:rate contact_rate connected / attempts
-- api:chart bar x=interval_start y=attempts,connected
-- api:example /v1/reports/outbound-summary?range=last-7-days&interval=day
SELECT
    g.campaign,
    g.agent,
    g.dialstatus,
    g.slot,
    g.attempts,
    g.connected,
    g.duration,
    g.totaltime,
    report.percent(g.connected, g.attempts) AS contact_rate,
    round(g.duration_avg, 2)::numeric_or_null AS duration_avg_seconds
FROM (
    SELECT
        CASE WHEN NOT @total::boolean THEN f.campaign END::text_or_null AS campaign,
        CASE WHEN NOT @total::boolean THEN f.agent END::text_or_null AS agent,
        CASE WHEN NOT @total::boolean THEN f.dialstatus END::text_or_null AS dialstatus,
        CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
        count(*) AS attempts,
        count(*) FILTER (WHERE f.dialstatus IN ('ANSWER', 'ANSWERED')) AS connected,
        coalesce(sum(f.duration) FILTER (WHERE f.duration >= 0), 0)::bigint AS duration,
        coalesce(sum(f.totaltime) FILTER (WHERE f.totaltime >= 0), 0)::bigint AS totaltime,
        avg(f.duration) FILTER (WHERE f.duration >= 0 AND f.dialstatus IN ('ANSWER', 'ANSWERED')) AS duration_avg
    FROM (
        SELECT
            coalesce(nullif(o.queuename, 'NONE'), '') AS campaign,
            coalesce((SELECT a.agent FROM app.agent_alias AS a WHERE a.interface = o.agent), nullif(o.agent, 'NONE'), '') AS agent,
            coalesce(o.dialstatus, '') AS dialstatus,
            (@slot_numbers::integer[])[width_bucket(o.datetime, @slot_bounds::timestamptz[])] AS slot,
            o.duration,
            o.totaltime
        FROM event.queue_log_outcall AS o
        WHERE o.datetime >= @range_from::timestamptz
          AND o.datetime < @range_to::timestamptz
    ) AS f
    WHERE f.slot IS NOT NULL
      AND @dimensions::boolean
    GROUP BY 1, 2, 3, 4
) AS g;
