-- name: ServiceLevel :many
-- The service level of each queue by all six formulas, with the counts in them.
-- api:es El nivel de servicio de cada campaña según las seis fórmulas, con las cantidades que las componen.
-- abandons_met = (A_T + B_T) / (A + B); answered_only = A_T / A; abandons_missed = A_T / (A + B); abandons_within_excluded = A_T / (A + B - B_T);
-- api:es Fórmulas: abandons_met = (A_T + B_T) / (A + B); answered_only = A_T / A; abandons_missed = A_T / (A + B); abandons_within_excluded = A_T / (A + B - B_T);
-- short_abandons_met = (A_T + B_s) / (A + B); short_abandons_excluded = A_T / (A + B - B_s). T is sl_threshold and s is short_abandon; a wait of exactly T or s counts as within.
-- api:es además, short_abandons_met = (A_T + B_s) / (A + B); short_abandons_excluded = A_T / (A + B - B_s). T es sl_threshold y s es short_abandon; una espera de exactamente T o s cuenta como dentro.
-- A are the answered calls and B the missed ones: those abandoned, and with sl_exits also those that timed out, left, failed, were dumped or were lost.
-- api:es A son las llamadas atendidas y B las no cumplidas: las abandonadas y, con sl_exits, también las que salieron por tiempo máximo, sin agentes o por tecla, fallaron, fueron cortadas por el agente o se perdieron.
-- api:route GET /v1/reports/service-level
-- api:topic telephony
-- api:time entered_at required
-- api:as-of queue_call
-- api:key queue
-- api:main queue, offered, answered, abandoned, abandons_missed, answered_only
-- api:param sl_threshold Seconds of waiting that still count as in time. default=20 min=0 max=86400
-- api:es sl_threshold Segundos de espera que todavía cuentan como a tiempo.
-- api:param short_abandon Seconds of waiting up to which an abandoned call counts as a short one. default=5 min=0 max=86400
-- api:es short_abandon Segundos de espera hasta los que una llamada abandonada cuenta como abandono corto.
-- api:param sl_exits Whether calls that timed out, left, failed, were dumped or were lost count like abandoned ones in the formulas. default=false
-- api:es sl_exits Si las llamadas que salieron por tiempo máximo, sin agentes o por tecla, fallaron, fueron cortadas por el agente o se perdieron cuentan como abandonadas en las fórmulas.
-- api:column offered Calls that entered.
-- api:es offered Llamadas que entraron.
-- api:column answered Calls that an agent took (A).
-- api:es answered Llamadas que un agente atendió (A).
-- api:column abandoned Calls whose caller hung up while waiting (B without sl_exits).
-- api:es abandoned Llamadas cuyo cliente cortó mientras esperaba (B sin sl_exits).
-- api:column answered_within_threshold Answered calls that waited no longer than sl_threshold (A_T).
-- api:es answered_within_threshold Llamadas atendidas que no esperaron más de sl_threshold (A_T).
-- api:column abandoned_within_threshold Abandoned calls that waited no longer than sl_threshold (B_T without sl_exits).
-- api:es abandoned_within_threshold Llamadas abandonadas que no esperaron más de sl_threshold (B_T sin sl_exits).
-- api:column short_abandoned Abandoned calls that waited no longer than short_abandon (B_s without sl_exits).
-- api:es short_abandoned Llamadas abandonadas que no esperaron más de short_abandon (B_s sin sl_exits).
-- api:column missed Calls that count as missed in the formulas (B).
-- api:es missed Llamadas que cuentan como no cumplidas en las fórmulas (B).
-- api:column missed_within_threshold Missed calls that waited no longer than sl_threshold (B_T).
-- api:es missed_within_threshold Llamadas no cumplidas que no esperaron más de sl_threshold (B_T).
-- api:column short_missed Missed calls that waited no longer than short_abandon (B_s).
-- api:es short_missed Llamadas no cumplidas que no esperaron más de short_abandon (B_s).
-- api:column abandons_met (A_T + B_T) / (A + B): calls answered or missed within sl_threshold divided by those answered or missed, in percent.
-- api:es abandons_met (A_T + B_T) / (A + B): llamadas atendidas o no cumplidas dentro de sl_threshold divididas por las atendidas o no cumplidas, en porcentaje.
-- api:column answered_only A_T / A: calls answered within sl_threshold divided by those answered, in percent.
-- api:es answered_only A_T / A: llamadas atendidas dentro de sl_threshold divididas por las atendidas, en porcentaje.
-- api:column abandons_missed A_T / (A + B): calls answered within sl_threshold divided by those answered or missed, in percent; the default of other reports.
-- api:es abandons_missed A_T / (A + B): llamadas atendidas dentro de sl_threshold divididas por las atendidas o no cumplidas, en porcentaje; es la fórmula por omisión de los demás reportes.
-- api:column abandons_within_excluded A_T / (A + B - B_T): calls answered within sl_threshold divided by those answered or missed after it, in percent.
-- api:es abandons_within_excluded A_T / (A + B - B_T): llamadas atendidas dentro de sl_threshold divididas por las atendidas o no cumplidas después de él, en porcentaje.
-- api:column short_abandons_met (A_T + B_s) / (A + B): calls answered within sl_threshold or missed within short_abandon divided by those answered or missed, in percent.
-- api:es short_abandons_met (A_T + B_s) / (A + B): llamadas atendidas dentro de sl_threshold o no cumplidas dentro de short_abandon divididas por las atendidas o no cumplidas, en porcentaje.
-- api:column short_abandons_excluded A_T / (A + B - B_s): calls answered within sl_threshold divided by those answered or missed after short_abandon, in percent.
-- api:es short_abandons_excluded A_T / (A + B - B_s): llamadas atendidas dentro de sl_threshold divididas por las atendidas o no cumplidas después de short_abandon, en porcentaje.
-- api:opens offered /v1/reports/calls{?queue}
-- api:opens answered /v1/reports/calls?answered=true{&queue}
-- api:opens abandoned /v1/reports/calls?outcome=abandoned{&queue}
-- api:opens answered_within_threshold /v1/reports/calls?answered=true&wait_seconds.lte={sl_threshold}{&queue}
-- api:opens abandoned_within_threshold /v1/reports/calls?outcome=abandoned&wait_seconds.lte={sl_threshold}{&queue}
-- api:opens short_abandoned /v1/reports/calls?outcome=abandoned&wait_seconds.lte={short_abandon}{&queue}
-- api:opens missed /v1/reports/calls?missed=true&sl_exits={sl_exits}{&queue}
-- api:opens missed_within_threshold /v1/reports/calls?missed=true&sl_exits={sl_exits}&wait_seconds.lte={sl_threshold}{&queue}
-- api:opens short_missed /v1/reports/calls?missed=true&sl_exits={sl_exits}&wait_seconds.lte={short_abandon}{&queue}
-- api:rate abandons_met answered_within_threshold + missed_within_threshold / answered + missed
-- api:rate answered_only answered_within_threshold / answered
-- api:rate abandons_missed answered_within_threshold / answered + missed
-- api:rate abandons_within_excluded answered_within_threshold / answered + missed - missed_within_threshold
-- api:rate short_abandons_met answered_within_threshold + short_missed / answered + missed
-- api:rate short_abandons_excluded answered_within_threshold / answered + missed - short_missed
-- api:chart bar x=queue y=abandons_met,answered_only,abandons_missed,abandons_within_excluded,short_abandons_met,short_abandons_excluded
-- api:example /v1/reports/service-level?range=last-7-days&sl_threshold=30
SELECT
    g.queue,
    g.offered,
    g.answered,
    g.abandoned,
    g.answered_within_threshold,
    g.abandoned_within_threshold,
    g.short_abandoned,
    g.missed,
    g.missed_within_threshold,
    g.short_missed,
    report.service_level('abandons_met', g.answered, g.answered_within_threshold,
        g.missed, g.missed_within_threshold, g.short_missed) AS abandons_met,
    report.service_level('answered_only', g.answered, g.answered_within_threshold,
        g.missed, g.missed_within_threshold, g.short_missed) AS answered_only,
    report.service_level('abandons_missed', g.answered, g.answered_within_threshold,
        g.missed, g.missed_within_threshold, g.short_missed) AS abandons_missed,
    report.service_level('abandons_within_excluded', g.answered, g.answered_within_threshold,
        g.missed, g.missed_within_threshold, g.short_missed) AS abandons_within_excluded,
    report.service_level('short_abandons_met', g.answered, g.answered_within_threshold,
        g.missed, g.missed_within_threshold, g.short_missed) AS short_abandons_met,
    report.service_level('short_abandons_excluded', g.answered, g.answered_within_threshold,
        g.missed, g.missed_within_threshold, g.short_missed) AS short_abandons_excluded
FROM (
    SELECT
        f.queue,
        f.offered,
        f.answered,
        f.abandoned,
        f.answered_within_threshold,
        f.abandoned_within_threshold,
        f.short_abandoned,
        CASE WHEN @sl_exits::boolean THEN f.abandoned + f.exited ELSE f.abandoned END::bigint AS missed,
        CASE WHEN @sl_exits::boolean THEN f.abandoned_within_threshold + f.exited_within_threshold ELSE f.abandoned_within_threshold END::bigint AS missed_within_threshold,
        CASE WHEN @sl_exits::boolean THEN f.short_abandoned + f.short_exited ELSE f.short_abandoned END::bigint AS short_missed
    FROM (
        SELECT
            s.queue,
            sum(s.offered)::bigint AS offered,
            sum(s.answered)::bigint AS answered,
            sum(s.abandoned)::bigint AS abandoned,
            sum(s.timed_out + s.exited_empty + s.exited_key + s.failed + s.dumped + s.lost)::bigint AS exited,
            coalesce(sum(width_bucket(@sl_threshold::integer, s.answered_waits)), 0)::bigint AS answered_within_threshold,
            coalesce(sum(width_bucket(@sl_threshold::integer, s.abandoned_waits)), 0)::bigint AS abandoned_within_threshold,
            coalesce(sum(width_bucket(@short_abandon::integer, s.abandoned_waits)), 0)::bigint AS short_abandoned,
            coalesce(sum(width_bucket(@sl_threshold::integer, s.exited_waits)), 0)::bigint AS exited_within_threshold,
            coalesce(sum(width_bucket(@short_abandon::integer, s.exited_waits)), 0)::bigint AS short_exited
        FROM report.queue_sums(@range_from::timestamptz, @range_to::timestamptz, @rollup_from::timestamptz, @rollup_to::timestamptz, ARRAY[@range_from::timestamptz]) AS s
        WHERE s.offered > 0
        GROUP BY s.queue
    ) AS f
) AS g;
