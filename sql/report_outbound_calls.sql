-- name: OutboundCalls :many
-- Every outbound call that an agent's workflow logged: OUTCALL of queue_log_repo.
-- api:es Cada llamada saliente que registró el flujo de un agente: OUTCALL de queue_log_repo.
-- outbound-summary counts these rows as attempts. A call is listed at the time of its event, which is its end.
-- api:es El reporte outbound-summary cuenta estas filas como intentos. Una llamada se lista en el momento de su evento, que es su final.
-- api:route GET /v1/reports/outbound-calls
-- api:topic dialer
-- api:time datetime required
-- api:key datetime, id, callid
-- api:main datetime, campaign, agent, dialednumber, dialstatus, duration
-- api:column campaign Campaign of the call; empty if the log names none.
-- api:es campaign Campaña de la llamada; vacía si el registro de eventos no la indica.
-- api:column agent Agent who called; empty if the log names none.
-- api:es agent Agente que llamó; vacío si el registro de eventos no lo indica.
-- api:column dialstatus Result of dialling; empty if none is logged.
-- api:es dialstatus Resultado del marcado; vacío si no se registró.
-- api:column connected Whether the call was answered: dialstatus ANSWER or ANSWERED.
-- api:es connected Si la llamada fue atendida: dialstatus ANSWER o ANSWERED.
-- api:column duration How long the call lasted, once answered, in seconds; null if not logged.
-- api:es duration Cuánto duró la llamada desde que fue atendida, en segundos; nulo si no se registró.
-- api:column totaltime How long the call took in all, with dialling and ringing, in seconds; null if not logged.
-- api:es totaltime Cuánto duró la llamada en total, con marcado y timbrado, en segundos; nulo si no se registró.
-- api:personal dialednumber phone
-- api:example /v1/reports/outbound-calls?range=yesterday&order=-datetime&limit=20
SELECT
    o.datetime,
    o.id,
    o.callid,
    coalesce(nullif(o.queuename, 'NONE'), '')::text AS campaign,
    coalesce((SELECT a.agent FROM app.agent_alias AS a WHERE a.interface = o.agent), nullif(o.agent, 'NONE'), '')::text AS agent,
    coalesce(o.dialstatus, '')::text AS dialstatus,
    coalesce(o.dialstatus IN ('ANSWER', 'ANSWERED'), false)::boolean AS connected,
    CASE WHEN o.duration >= 0 THEN o.duration END::int_or_null AS duration,
    CASE WHEN o.totaltime >= 0 THEN o.totaltime END::int_or_null AS totaltime,
    o.dialednumber,
    o.guid
FROM event.queue_log_outcall AS o
WHERE o.datetime >= @range_from::timestamptz
  AND o.datetime < @range_to::timestamptz;
