-- name: QueueSummary :many
-- What happened in each queue: calls offered, answered and abandoned, and their times.
-- api:es Qué pasó en cada campaña: llamadas ofrecidas, atendidas y abandonadas, y sus tiempos.
-- A call counts in the interval in which it entered the queue, with all of its talk, hold and wrap-up; a missed ring counts at its own time.
-- api:es Una llamada cuenta en el tramo en que entró a la campaña, con toda su conversación, retención y postllamada; un timbrado sin atender cuenta en su propio momento.
-- api:route GET /v1/reports/queue-summary
-- api:topic telephony
-- api:time entered_at required
-- api:interval
-- api:as-of queue_call
-- api:key queue
-- api:main queue, offered, answered, abandoned, service_level, asa_seconds
-- api:param sl_threshold Seconds of waiting that still count as in time. default=20 min=0 max=86400
-- api:es sl_threshold Segundos de espera que todavía cuentan como a tiempo.
-- api:param short_abandon Seconds of waiting up to which an abandoned call counts as a short one. default=5 min=0 max=86400
-- api:es short_abandon Segundos de espera hasta los que una llamada abandonada cuenta como abandono corto.
-- api:param sl_formula Formula of the service level. default=abandons_missed enum=abandons_met,answered_only,abandons_missed,abandons_within_excluded,short_abandons_met,short_abandons_excluded
-- api:es sl_formula Fórmula del nivel de servicio.
-- api:param sl_exits Whether calls that timed out, left, failed, were dumped or were lost count like abandoned ones in the service level. default=false
-- api:es sl_exits Si las llamadas que salieron por tiempo máximo, sin agentes o por tecla, fallaron, fueron cortadas por el agente o se perdieron cuentan como abandonadas en el nivel de servicio.
-- api:column queue Queue (campaign); empty if the log names none.
-- api:es queue Campaña; vacía si el registro de eventos no la indica.
-- api:column offered Calls that entered. additive
-- api:es offered Llamadas que entraron.
-- api:column answered Calls that an agent took. additive
-- api:es answered Llamadas que un agente atendió.
-- api:column abandoned Calls whose caller hung up while waiting. additive
-- api:es abandoned Llamadas cuyo cliente cortó mientras esperaba.
-- api:column short_abandoned Abandoned calls that waited no longer than short_abandon. additive
-- api:es short_abandoned Llamadas abandonadas que no esperaron más de short_abandon.
-- api:column timed_out Calls that waited longer than the queue allows. additive
-- api:es timed_out Llamadas que esperaron más de lo que la campaña permite.
-- api:column exited_empty Calls that left because the queue had no agents. additive
-- api:es exited_empty Llamadas que salieron porque la campaña no tenía agentes.
-- api:column exited_key Calls whose caller left with a key. additive
-- api:es exited_key Llamadas cuyo cliente salió con una tecla.
-- api:column withdrawn Calls that the system took out of the queue, for example for a callback. additive
-- api:es withdrawn Llamadas que el sistema retiró de la campaña, por ejemplo para devolverlas.
-- api:column failed Calls that ended because their channel and the agent's could not be joined. additive
-- api:es failed Llamadas que terminaron porque no se pudo unir su canal con el del agente.
-- api:column dumped Calls without an answer or an ending, like lost ones, on which an agent hung up during the announcement. additive
-- api:es dumped Llamadas sin atención ni final, como las perdidas, en las que un agente cortó durante el anuncio.
-- api:column lost Calls without an answer or an ending: cut by a restart, a new entry or 24 hours. additive
-- api:es lost Llamadas sin atención ni final: interrumpidas por un reinicio, una nueva entrada o 24 horas.
-- api:column waiting Calls that still wait. additive
-- api:es waiting Llamadas que siguen en espera.
-- api:column dumps Times that an agent hung up on a call during the announcement, regardless of the outcome of the call. additive
-- api:es dumps Veces que un agente cortó una llamada durante el anuncio, sin importar el resultado de la llamada.
-- api:column transferred Answered calls that the agent transferred. additive
-- api:es transferred Llamadas atendidas que el agente transfirió.
-- api:column agent_ended Answered calls that the agent ended. additive
-- api:es agent_ended Llamadas atendidas que terminó el agente.
-- api:column caller_ended Answered calls that the caller ended. additive
-- api:es caller_ended Llamadas atendidas que terminó el cliente.
-- api:column connected Answered calls whose end is not known or has not come yet. additive
-- api:es connected Llamadas atendidas cuyo final no se conoce o todavía no llegó.
-- api:column answer_rate Answered calls divided by finished ones (offered minus waiting), in percent.
-- api:es answer_rate Llamadas atendidas divididas por las finalizadas (ofrecidas menos en espera), en porcentaje.
-- api:column abandon_rate Abandoned calls divided by finished ones (offered minus waiting), in percent.
-- api:es abandon_rate Llamadas abandonadas divididas por las finalizadas (ofrecidas menos en espera), en porcentaje.
-- api:column service_level Service level by sl_formula, in percent, for A answered calls and B missed ones: the abandoned, and with sl_exits also those that timed out, left, failed, were dumped or were lost. abandons_met = (A_T + B_T) / (A + B); answered_only = A_T / A; abandons_missed = A_T / (A + B); abandons_within_excluded = A_T / (A + B - B_T); short_abandons_met = (A_T + B_s) / (A + B); short_abandons_excluded = A_T / (A + B - B_s). T is sl_threshold and s is short_abandon: X_T are those of X that waited no longer than T seconds.
-- api:es service_level Nivel de servicio según sl_formula, en porcentaje, para A llamadas atendidas y B no cumplidas: las abandonadas y, con sl_exits, también las que salieron por tiempo máximo, sin agentes o por tecla, fallaron, fueron cortadas por el agente o se perdieron. abandons_met = (A_T + B_T) / (A + B); answered_only = A_T / A; abandons_missed = A_T / (A + B); abandons_within_excluded = A_T / (A + B - B_T); short_abandons_met = (A_T + B_s) / (A + B); short_abandons_excluded = A_T / (A + B - B_s). T es sl_threshold y s es short_abandon: X_T son las de X que no esperaron más de T segundos.
-- api:column within_threshold Calls answered within sl_threshold seconds. additive
-- api:es within_threshold Llamadas atendidas dentro de sl_threshold segundos.
-- api:column abandoned_within_threshold Abandoned calls that waited no longer than sl_threshold. additive
-- api:es abandoned_within_threshold Llamadas abandonadas que no esperaron más de sl_threshold.
-- api:column asa_seconds Average speed of answer: sum of the waits of answered calls, divided by answered, in seconds.
-- api:es asa_seconds Velocidad media de respuesta: suma de las esperas de las llamadas atendidas, dividida por las atendidas, en segundos.
-- api:column wait_max_seconds Longest wait of any call whose wait is over, in seconds.
-- api:es wait_max_seconds Mayor espera de las llamadas cuya espera terminó, en segundos.
-- api:column wait_p50_seconds Median wait of answered calls: the one in the middle, or halfway between the two there, in seconds.
-- api:es wait_p50_seconds Mediana de las esperas de las llamadas atendidas: la del medio, o la mitad entre las dos del medio, en segundos.
-- api:column wait_p90_seconds Wait that 90 percent of the answered calls do not exceed, interpolated between the two nearest, in seconds.
-- api:es wait_p90_seconds Espera que el 90 por ciento de las llamadas atendidas no supera, interpolada entre las dos más cercanas, en segundos.
-- api:column wait_p95_seconds Wait that 95 percent of the answered calls do not exceed, interpolated between the two nearest, in seconds.
-- api:es wait_p95_seconds Espera que el 95 por ciento de las llamadas atendidas no supera, interpolada entre las dos más cercanas, en segundos.
-- api:column abandon_wait_avg_seconds Sum of the waits of abandoned calls, divided by abandoned, in seconds.
-- api:es abandon_wait_avg_seconds Suma de las esperas de las llamadas abandonadas, dividida por las abandonadas, en segundos.
-- api:column talk_seconds Conversation, hold included, in seconds. additive
-- api:es talk_seconds Conversación, con la retención incluida, en segundos.
-- api:column talk_avg_seconds Sum of the conversations of the answered calls for which they are known, divided by the number of these calls, in seconds.
-- api:es talk_avg_seconds Suma de las conversaciones de las llamadas atendidas en las que se conocen, dividida por la cantidad de esas llamadas, en segundos.
-- api:column hold_seconds Time on hold, in seconds. additive
-- api:es hold_seconds Tiempo en retención, en segundos.
-- api:column wrapup_seconds Wrap-up time used, in seconds. additive
-- api:es wrapup_seconds Tiempo de postllamada usado, en segundos.
-- api:column aht_seconds Average handling time: sum of talk and wrap-up of the answered calls with known talk time, divided by the number of these calls, in seconds.
-- api:es aht_seconds Tiempo medio operativo: suma de conversación y postllamada de las llamadas atendidas cuya conversación se conoce, dividida por la cantidad de esas llamadas, en segundos.
-- api:column rings_missed Times that an agent's phone rang for more than a second and was not answered, except rings that the caller's hang-up ended. additive
-- api:es rings_missed Veces que el teléfono de un agente timbró más de un segundo sin ser atendido, salvo los timbrados que terminó el corte del cliente.
-- api:column position_avg Sum of the positions in the queue at entry of the calls for which they are known, divided by the number of these calls.
-- api:es position_avg Suma de las posiciones de entrada a la campaña de las llamadas en las que se conocen, dividida por la cantidad de esas llamadas.
-- api:opens offered /v1/reports/calls{?queue}
-- api:opens answered /v1/reports/calls?answered=true{&queue}
-- api:opens abandoned /v1/reports/calls?outcome=abandoned{&queue}
-- api:opens short_abandoned /v1/reports/calls?outcome=abandoned&wait_seconds.lte={short_abandon}{&queue}
-- api:opens abandoned_within_threshold /v1/reports/calls?outcome=abandoned&wait_seconds.lte={sl_threshold}{&queue}
-- api:opens timed_out /v1/reports/calls?outcome=timed_out{&queue}
-- api:opens exited_empty /v1/reports/calls?outcome=exited_empty{&queue}
-- api:opens exited_key /v1/reports/calls?outcome=exited_key{&queue}
-- api:opens withdrawn /v1/reports/calls?outcome=withdrawn{&queue}
-- api:opens failed /v1/reports/calls?outcome=failed{&queue}
-- api:opens dumped /v1/reports/calls?outcome=dumped{&queue}
-- api:opens lost /v1/reports/calls?outcome=lost{&queue}
-- api:opens waiting /v1/reports/calls?outcome=waiting{&queue}
-- api:opens transferred /v1/reports/calls?outcome=transferred{&queue}
-- api:opens agent_ended /v1/reports/calls?outcome=agent_ended{&queue}
-- api:opens caller_ended /v1/reports/calls?outcome=caller_ended{&queue}
-- api:opens connected /v1/reports/calls?outcome=connected{&queue}
-- api:opens within_threshold /v1/reports/calls?answered=true&wait_seconds.lte={sl_threshold}{&queue}
-- api:opens rings_missed /v1/reports/rings?missed=true{&queue}
-- api:rate answer_rate answered / offered - waiting
-- api:rate abandon_rate abandoned / offered - waiting
-- api:rate service_level within_threshold / answered sl_formula=answered_only
-- api:rate service_level within_threshold + abandoned_within_threshold / answered + abandoned sl_formula=abandons_met sl_exits=false
-- api:rate service_level within_threshold / answered + abandoned sl_formula=abandons_missed sl_exits=false
-- api:rate service_level within_threshold / answered + abandoned - abandoned_within_threshold sl_formula=abandons_within_excluded sl_exits=false
-- api:rate service_level within_threshold + short_abandoned / answered + abandoned sl_formula=short_abandons_met sl_exits=false
-- api:rate service_level within_threshold / answered + abandoned - short_abandoned sl_formula=short_abandons_excluded sl_exits=false
-- api:rate service_level within_threshold / answered + abandoned + timed_out + exited_empty + exited_key + failed + dumped + lost sl_formula=abandons_missed sl_exits=true
-- api:chart bar x=interval_start y=offered,answered,abandoned
-- api:example /v1/reports/queue-summary?range=yesterday&interval=hour
SELECT
    g.queue,
    g.slot,
    g.offered,
    g.answered,
    g.abandoned,
    g.short_abandoned,
    g.timed_out,
    g.exited_empty,
    g.exited_key,
    g.withdrawn,
    g.failed,
    g.dumped,
    g.lost,
    g.waiting,
    g.dumps,
    g.transferred,
    g.agent_ended,
    g.caller_ended,
    g.connected,
    report.percent(g.answered, g.offered - g.waiting) AS answer_rate,
    report.percent(g.abandoned, g.offered - g.waiting) AS abandon_rate,
    report.service_level(
        @sl_formula::text, g.answered, g.within_threshold,
        g.abandoned + g.exited, g.abandoned_within_threshold + g.exited_within_threshold, g.short_abandoned + g.exited_short) AS service_level,
    g.within_threshold,
    g.abandoned_within_threshold,
    round(g.answered_wait / nullif(g.answered, 0), 2)::numeric_or_null AS asa_seconds,
    g.wait_max::numeric_or_null AS wait_max_seconds,
    round(p.waits[1]::numeric, 2)::numeric_or_null AS wait_p50_seconds,
    round(p.waits[2]::numeric, 2)::numeric_or_null AS wait_p90_seconds,
    round(p.waits[3]::numeric, 2)::numeric_or_null AS wait_p95_seconds,
    round(g.abandoned_wait / nullif(g.abandoned, 0), 2)::numeric_or_null AS abandon_wait_avg_seconds,
    g.talk::numeric AS talk_seconds,
    round(g.talk / nullif(g.talked, 0), 2)::numeric_or_null AS talk_avg_seconds,
    g.hold::numeric AS hold_seconds,
    g.wrapup::numeric AS wrapup_seconds,
    round(g.handled / nullif(g.talked, 0), 2)::numeric_or_null AS aht_seconds,
    g.rings_missed,
    round(g.position, 2)::numeric_or_null AS position_avg
FROM (
    SELECT
        CASE WHEN NOT @total::boolean THEN f.queue END::text_or_null AS queue,
        CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
        sum(f.offered)::bigint AS offered,
        sum(f.answered)::bigint AS answered,
        sum(f.abandoned)::bigint AS abandoned,
        coalesce(sum(width_bucket(@short_abandon::integer, f.abandoned_waits)), 0)::bigint AS short_abandoned,
        sum(f.timed_out)::bigint AS timed_out,
        sum(f.exited_empty)::bigint AS exited_empty,
        sum(f.exited_key)::bigint AS exited_key,
        sum(f.withdrawn)::bigint AS withdrawn,
        sum(f.failed)::bigint AS failed,
        sum(f.dumped)::bigint AS dumped,
        sum(f.lost)::bigint AS lost,
        sum(f.waiting)::bigint AS waiting,
        sum(f.dumps)::bigint AS dumps,
        sum(f.transferred)::bigint AS transferred,
        sum(f.agent_ended)::bigint AS agent_ended,
        sum(f.caller_ended)::bigint AS caller_ended,
        sum(f.connected)::bigint AS connected,
        coalesce(sum(width_bucket(@sl_threshold::integer, f.answered_waits)), 0)::bigint AS within_threshold,
        coalesce(sum(width_bucket(@sl_threshold::integer, f.abandoned_waits)), 0)::bigint AS abandoned_within_threshold,
        CASE WHEN @sl_exits::boolean THEN sum(f.timed_out + f.exited_empty + f.exited_key + f.failed + f.dumped + f.lost) ELSE 0 END::bigint AS exited,
        CASE WHEN @sl_exits::boolean THEN coalesce(sum(width_bucket(@sl_threshold::integer, f.exited_waits)), 0) ELSE 0 END::bigint AS exited_within_threshold,
        CASE WHEN @sl_exits::boolean THEN coalesce(sum(width_bucket(@short_abandon::integer, f.exited_waits)), 0) ELSE 0 END::bigint AS exited_short,
        sum(f.answered_wait) AS answered_wait,
        max(f.wait_max) AS wait_max,
        array_agg(ROW(f.answered_waits)::report.waits) AS answered_waits,
        sum(f.abandoned_wait) AS abandoned_wait,
        sum(f.talk) AS talk,
        sum(f.talked)::bigint AS talked,
        sum(f.handled) AS handled,
        sum(f.hold) AS hold,
        sum(f.wrapup) AS wrapup,
        sum(f.rings_missed)::bigint AS rings_missed,
        sum(f.positions) / nullif(sum(f.positioned), 0) AS position
    FROM (
        SELECT s.*, (@slot_numbers::integer[])[width_bucket(s.slot_start, @slot_bounds::timestamptz[])] AS slot
        FROM report.queue_sums(@range_from::timestamptz, @range_to::timestamptz, @rollup_from::timestamptz, @rollup_to::timestamptz, @slot_bounds::timestamptz[]) AS s
    ) AS f
    -- If no row is excluded, that is known before reading rows, whose slots would otherwise be computed twice.
    WHERE (array_position(@slot_numbers::integer[], NULL) IS NULL OR f.slot IS NOT NULL)
      AND @dimensions::boolean
    GROUP BY 2, 1 -- sorting numbers first is cheaper
) AS g
LEFT JOIN LATERAL (
    SELECT percentile_cont(ARRAY[0.5, 0.9, 0.95]) WITHIN GROUP (ORDER BY w.seconds) AS waits
    FROM (SELECT unnest(l.seconds) AS seconds FROM unnest(g.answered_waits) AS l) AS w
) AS p ON true;
