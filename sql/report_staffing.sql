-- name: Staffing :many
-- How many agents each slot needed so that enough calls were answered in time, by Erlang C and by Erlang A.
-- api:es Cuántos agentes necesitó cada tramo para que suficientes llamadas se atendieran a tiempo, según Erlang C y Erlang A.
-- Both assume that the calls of a slot arrive at random at a constant rate, offered divided by the slot's length, and take aht_seconds on average. In Erlang C, no caller gives up; its level is the share of calls that wait at most sl_threshold.
-- api:es Ambos suponen que las llamadas de un tramo llegan al azar a un ritmo constante, ofrecidas divididas por la duración del tramo, y que cada una toma aht_seconds en promedio. En Erlang C ningún cliente abandona; su nivel es la proporción de llamadas que esperan a lo sumo sl_threshold.
-- In Erlang A, callers give up after an exponentially distributed time with mean patience_seconds; its level is the share of all calls answered within sl_threshold, as in abandons_missed.
-- api:es En Erlang A los clientes abandonan después de un tiempo de distribución exponencial con media patience_seconds; su nivel es la proporción de todas las llamadas atendidas dentro de sl_threshold, como en abandons_missed.
-- The patience is measured over the whole range: total waiting time divided by the number of abandoned calls. Agents are those at the phones at the same time; add pauses and absence.
-- api:es La paciencia se mide en todo el período: tiempo de espera total dividido por la cantidad de llamadas abandonadas. Los agentes son los que están a la vez en los teléfonos; agregue pausas y ausencias.
-- A slot that as_of cuts counts with its length up to as_of. The total combines its rows over the slots in which a call entered: use an interval as short as the shifts, and read the slots.
-- api:es Un tramo que as_of corta cuenta con su duración hasta as_of. El total combina sus filas sobre los tramos en que entró una llamada: use un intervalo tan corto como los turnos, y lea los tramos.
-- api:route GET /v1/reports/staffing
-- api:topic telephony
-- api:time entered_at required
-- api:interval slots-in-total
-- api:as-of queue_call
-- api:key queue
-- api:main queue, offered, load_erlangs, agents_erlang_c, agents_erlang_a
-- api:param sl_target Share of calls to be answered in time, in percent. default=80 min=1 max=99.9
-- api:es sl_target Proporción de llamadas que deben atenderse a tiempo, en porcentaje.
-- api:param sl_threshold Seconds of waiting that still count as in time. default=20 min=0 max=86400
-- api:es sl_threshold Segundos de espera que todavía cuentan como a tiempo.
-- api:column queue Queue (campaign); empty if the log names none.
-- api:es queue Campaña; vacía si el registro de eventos no la indica.
-- api:column offered Calls that entered. additive
-- api:es offered Llamadas que entraron.
-- api:column abandoned Calls whose caller hung up while waiting. additive
-- api:es abandoned Llamadas cuyo cliente cortó mientras esperaba.
-- api:column aht_seconds Average handling time: talk and wrap-up of the answered calls with known talk time, divided by their number, in seconds.
-- api:es aht_seconds Tiempo medio operativo: conversación y postllamada de las llamadas atendidas cuya conversación se conoce, divididas por su cantidad, en segundos.
-- api:column load_erlangs Average number of calls being handled if all were answered: offered divided by the slot's seconds, times the handling time.
-- api:es load_erlangs Cantidad media de llamadas en gestión si se atendieran todas: ofrecidas divididas por los segundos del tramo, por el tiempo medio operativo.
-- api:column patience_seconds Mean patience of the queue's callers over the whole range: total waiting time divided by the number of abandoned calls, in seconds; null if none was abandoned.
-- api:es patience_seconds Paciencia media de los clientes de la campaña en todo el período: tiempo de espera total dividido por la cantidad de llamadas abandonadas, en segundos; nulo si ninguna fue abandonada.
-- api:column agents_erlang_c Agents needed by Erlang C; null if no handling time is known.
-- api:es agents_erlang_c Agentes necesarios según Erlang C; nulo si no se conoce el tiempo medio operativo.
-- api:column agents_erlang_a Agents needed by Erlang A; null if no handling time is known, or if no call was abandoned.
-- api:es agents_erlang_a Agentes necesarios según Erlang A; nulo si no se conoce el tiempo medio operativo o si ninguna llamada fue abandonada.
-- api:opens offered /v1/reports/calls?outcome.null=false{&queue}
-- api:opens abandoned /v1/reports/calls?outcome=abandoned{&queue}
-- api:chart line x=interval_start y=agents_erlang_c,agents_erlang_a
-- api:example /v1/reports/staffing?range=last-7-days&interval=hour&hours=08:00-18:00&offered.gt=0
SELECT
    h.queue,
    h.slot,
    h.offered,
    h.abandoned,
    round(h.aht, 2)::numeric_or_null AS aht_seconds,
    round(h.load::numeric, 2)::numeric_or_null AS load_erlangs,
    round(h.patience, 2)::numeric_or_null AS patience_seconds,
    report.erlang_c_agents(h.load, h.aht::double precision,
        (@sl_threshold::integer)::double precision, (@sl_target::numeric)::double precision) AS agents_erlang_c,
    report.erlang_a_agents(h.load, h.aht::double precision, h.patience::double precision,
        (@sl_threshold::integer)::double precision, (@sl_target::numeric)::double precision) AS agents_erlang_a
FROM (
    SELECT
        g.queue,
        g.slot,
        g.offered,
        g.abandoned,
        g.aht,
        g.offered * g.aht::double precision / nullif((SELECT sum(g.lengths[s]) FROM unnest(g.slots) AS s), 0) AS load,
        sum(g.waited) OVER (PARTITION BY g.queue) / nullif(sum(g.abandoned) OVER (PARTITION BY g.queue), 0) AS patience
    FROM (
        SELECT
            CASE WHEN NOT @total::boolean THEN f.queue END::text_or_null AS queue,
            CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
            sum(f.offered)::bigint AS offered,
            sum(f.abandoned)::bigint AS abandoned,
            sum(f.handled) / nullif(sum(f.talked), 0) AS aht,
            sum(f.answered_wait + f.abandoned_wait + f.other_wait) AS waited,
            array_agg(DISTINCT f.slot) AS slots,
            (
                -- Seconds of each slot up to as_of, by its number.
                SELECT array_agg(l.seconds ORDER BY l.slot)
                FROM (
                    SELECT p.slot, sum(extract(epoch FROM greatest(least(p.ends_at, @as_of::timestamptz), p.starts_at) - p.starts_at))::double precision AS seconds
                    FROM (
                        SELECT
                            (@slot_numbers::integer[])[b.piece] AS slot,
                            b.starts_at,
                            lead(b.starts_at) OVER (ORDER BY b.piece) AS ends_at
                        FROM unnest(@slot_bounds::timestamptz[]) WITH ORDINALITY AS b (starts_at, piece)
                    ) AS p
                    WHERE p.slot IS NOT NULL
                    GROUP BY p.slot
                ) AS l
            ) AS lengths
        FROM (
            SELECT s.*, (@slot_numbers::integer[])[width_bucket(s.slot_start, @slot_bounds::timestamptz[])] AS slot
            FROM report.queue_sums(@range_from::timestamptz, @range_to::timestamptz, @rollup_from::timestamptz, @rollup_to::timestamptz, @slot_bounds::timestamptz[]) AS s
            WHERE s.offered > 0
        ) AS f
        WHERE f.slot IS NOT NULL
          AND @dimensions::boolean
        GROUP BY 1, 2
    ) AS g
) AS h;
