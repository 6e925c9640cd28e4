-- name: AgentSummary :many
-- What each agent did: calls, rings and time.
-- api:es Qué hizo cada agente: llamadas, timbrados y tiempos.
-- Answered and transferred calls count in the interval in which they entered the queue, missed rings and outbound calls at their own time.
-- api:es Las llamadas atendidas y transferidas cuentan en el tramo en que entraron a la campaña; los timbrados sin atender y las llamadas salientes, en su propio momento.
-- Seconds count in the interval in which they pass, split exactly at its borders; what has not ended counts up to as_of.
-- api:es Los segundos cuentan en el tramo en que transcurren, divididos exactamente en sus límites; lo que no terminó cuenta hasta as_of.
-- Talk, hold, wrap-up and outbound are sums over calls: two calls at the same time count twice, so that talk_seconds equals that of queue-summary. It is greater if the log has no talk time, because a conversation then lasts from the answer to the end. Busy and available seconds count once, regardless of the number of calls.
-- api:es Conversación, retención, postllamada y salientes son sumas sobre las llamadas: dos llamadas simultáneas cuentan dos veces, de modo que talk_seconds es igual al de queue-summary. Es mayor si el registro de eventos no tiene la duración de la conversación, porque entonces esta dura desde la atención hasta el final. Los segundos ocupados y disponibles cuentan una vez, sin importar la cantidad de llamadas.
-- Activity outside of sessions also counts, also in busy_seconds: if logins are missing, utilisation exceeds 100 percent.
-- api:es La actividad fuera de sesión también cuenta, también en busy_seconds: si faltan conexiones, la utilización supera el 100 por ciento.
-- For a campaign-limited key, only calls of its campaigns count. Talk, hold and wrap-up are then those of the calls that entered in the interval, outbound seconds those of the calls that ended in it.
-- api:es Para una clave limitada a campañas solo cuentan las llamadas de sus campañas. Conversación, retención y postllamada son entonces las de las llamadas que entraron en el tramo, y los segundos salientes los de las llamadas que terminaron en él.
-- api:route GET /v1/reports/agent-summary
-- api:topic agents
-- api:time started_at required
-- api:interval total-beside-rows
-- api:as-of agent_time
-- api:key agent
-- api:main agent, answered, rings_missed, talk_seconds, occupancy, session_seconds
-- api:column agent Agent; empty if the log names none.
-- api:es agent Agente; vacío si el registro de eventos no lo indica.
-- api:column answered Calls from queues that the agent took. additive
-- api:es answered Llamadas de campañas que el agente atendió.
-- api:column rings_missed Times that the agent's phone rang for more than a second and was not answered, except rings that the caller's hang-up ended. additive
-- api:es rings_missed Veces que el teléfono del agente timbró más de un segundo sin ser atendido, salvo los timbrados que terminó el corte del cliente.
-- api:column agent_answer_rate Answered calls divided by answered calls and missed rings together, in percent.
-- api:es agent_answer_rate Llamadas atendidas divididas por la suma de llamadas atendidas y timbrados sin atender, en porcentaje.
-- api:column transferred Answered calls that the agent transferred. additive
-- api:es transferred Llamadas atendidas que el agente transfirió.
-- api:column session_seconds Time logged in, in seconds. additive
-- api:es session_seconds Tiempo conectado, en segundos.
-- api:column pause_seconds Time in pauses, in seconds. additive
-- api:es pause_seconds Tiempo en pausas, en segundos.
-- api:column break_seconds Time in breaks, in seconds. additive
-- api:es break_seconds Tiempo en descansos, en segundos.
-- api:column talk_seconds Conversation in calls from queues, hold included, in seconds. additive
-- api:es talk_seconds Conversación en llamadas de campañas, con la retención incluida, en segundos.
-- api:column hold_seconds Time in which calls were on hold, in seconds. additive
-- api:es hold_seconds Tiempo en que hubo llamadas en retención, en segundos.
-- api:column wrapup_seconds Wrap-up time used, in seconds. additive
-- api:es wrapup_seconds Tiempo de postllamada usado, en segundos.
-- api:column busy_seconds Time with at least one call, wrap-up or outbound call, in seconds. additive
-- api:es busy_seconds Tiempo con al menos una llamada, postllamada o llamada saliente, en segundos.
-- api:column available_seconds Time logged in that was neither busy, pause nor break, in seconds. additive
-- api:es available_seconds Tiempo conectado que no fue ocupado, pausa ni descanso, en segundos.
-- api:column occupancy Busy seconds divided by busy and available seconds together, in percent.
-- api:es occupancy Segundos ocupados divididos por la suma de segundos ocupados y disponibles, en porcentaje.
-- api:column utilisation Busy seconds divided by session seconds, in percent.
-- api:es utilisation Segundos ocupados divididos por los segundos de sesión, en porcentaje.
-- api:column aht_seconds Average handling time: sum of talk and wrap-up of the answered calls with known talk time, divided by the number of these calls, in seconds.
-- api:es aht_seconds Tiempo medio operativo: suma de conversación y postllamada de las llamadas atendidas cuya conversación se conoce, dividida por la cantidad de esas llamadas, en segundos.
-- api:column outbound_calls Outbound calls that ended, with any result. additive
-- api:es outbound_calls Llamadas salientes que terminaron, con cualquier resultado.
-- api:column outbound_seconds Time in outbound calls, dialling included, in seconds. additive
-- api:es outbound_seconds Tiempo en llamadas salientes, con el marcado incluido, en segundos.
-- api:opens answered /v1/reports/calls?answered=true{&agent}
-- api:opens transferred /v1/reports/calls?outcome=transferred{&agent}
-- api:opens rings_missed /v1/reports/rings?missed=true{&agent}
-- api:opens outbound_calls /v1/reports/outbound-calls{?agent}
-- api:rate agent_answer_rate answered / answered + rings_missed
-- api:rate occupancy busy_seconds / busy_seconds + available_seconds
-- api:rate utilisation busy_seconds / session_seconds
-- api:chart stacked x=agent y=talk_seconds,wrapup_seconds,outbound_seconds,available_seconds,pause_seconds,break_seconds
-- api:example /v1/reports/agent-summary?range=yesterday&interval=hour
SELECT
    g.agent,
    g.slot,
    g.answered,
    g.rings_missed,
    report.percent(g.answered, g.answered + g.rings_missed) AS agent_answer_rate,
    g.transferred,
    trim_scale(g.session * 0.000001)::numeric AS session_seconds,
    trim_scale(g.pause * 0.000001)::numeric AS pause_seconds,
    trim_scale(g.break * 0.000001)::numeric AS break_seconds,
    trim_scale(g.talk * 0.000001)::numeric AS talk_seconds,
    trim_scale(g.hold * 0.000001)::numeric AS hold_seconds,
    trim_scale(g.wrapup * 0.000001)::numeric AS wrapup_seconds,
    trim_scale(g.busy * 0.000001)::numeric AS busy_seconds,
    trim_scale(g.available * 0.000001)::numeric AS available_seconds,
    report.percent(g.busy, g.busy + g.available) AS occupancy,
    report.percent(g.busy, g.session) AS utilisation,
    round(g.handled / nullif(g.talked, 0), 2)::numeric_or_null AS aht_seconds,
    g.outbound_calls,
    trim_scale(g.outbound * 0.000001)::numeric AS outbound_seconds
FROM (
    SELECT
        f.agent::text_or_null AS agent,
        f.slot::int_or_null AS slot,
        coalesce(sum(f.answered), 0)::bigint AS answered,
        coalesce(sum(f.transferred), 0)::bigint AS transferred,
        sum(f.handled) AS handled,
        sum(f.talked) AS talked,
        coalesce(sum(f.rings_missed), 0)::bigint AS rings_missed,
        coalesce(sum(f.outbound_calls), 0)::bigint AS outbound_calls,
        coalesce(sum(f.session), 0) AS session,
        coalesce(sum(f.pause), 0) AS pause,
        coalesce(sum(f.break), 0) AS break,
        coalesce(sum(f.talk), 0) AS talk,
        coalesce(sum(f.hold), 0) AS hold,
        coalesce(sum(f.wrapup), 0) AS wrapup,
        coalesce(sum(f.busy), 0) AS busy,
        coalesce(sum(f.available), 0) AS available,
        coalesce(sum(f.outbound), 0) AS outbound
    FROM (
        -- Every source is aggregated first: it has many rows, but there are few agents and slots.
        SELECT
            c.agent,
            c.slot,
            count(*) AS answered,
            count(*) FILTER (WHERE c.outcome = 'transferred') AS transferred,
            sum(c.talk_seconds + c.wrapup_seconds) AS handled,
            count(c.talk_seconds) AS talked,
            NULL::bigint AS rings_missed,
            NULL::bigint AS outbound_calls,
            NULL::numeric AS session,
            NULL::numeric AS pause,
            NULL::numeric AS break,
            NULL::numeric AS talk,
            NULL::numeric AS hold,
            NULL::numeric AS wrapup,
            NULL::numeric AS busy,
            NULL::numeric AS available,
            NULL::numeric AS outbound
        FROM (
            SELECT
                c.agent,
                (@slot_numbers::integer[])[width_bucket(c.entered_at, @slot_bounds::timestamptz[])] AS slot,
                c.outcome,
                c.talk_seconds,
                c.wrapup_seconds
            FROM report.queue_call AS c
            WHERE c.answered
              AND c.entered_at >= @range_from::timestamptz
              AND c.entered_at < @range_to::timestamptz
        ) AS c
        GROUP BY c.agent, c.slot
        UNION ALL
        SELECT r.agent, r.slot, NULL, NULL, NULL, NULL, count(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM (
            SELECT
                r.agent,
                (@slot_numbers::integer[])[width_bucket(r.rang_at, @slot_bounds::timestamptz[])] AS slot
            FROM report.queue_ring AS r
            WHERE r.missed
              AND r.rang_at >= @range_from::timestamptz
              AND r.rang_at < @range_to::timestamptz
        ) AS r
        GROUP BY r.agent, r.slot
        UNION ALL
        SELECT o.agent, o.slot, NULL, NULL, NULL, NULL, NULL, count(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM (
            SELECT
                coalesce(m.agent, nullif(o.agent, 'NONE'), '') AS agent,
                (@slot_numbers::integer[])[width_bucket(o.datetime, @slot_bounds::timestamptz[])] AS slot
            FROM event.queue_log_outcall AS o
            LEFT JOIN app.agent_alias AS m ON m.interface = o.agent
            WHERE o.datetime >= @range_from::timestamptz
              AND o.datetime < @range_to::timestamptz
        ) AS o
        GROUP BY o.agent, o.slot
        UNION ALL
        SELECT
            s.agent,
            s.slot,
            NULL, NULL, NULL, NULL, NULL, NULL,
            sum(s.time) FILTER (WHERE s.in_session),
            sum(s.time) FILTER (WHERE s.paused),
            sum(s.time) FILTER (WHERE s.on_break),
            sum(s.time * s.talking),
            sum(s.time * s.holding),
            sum(s.time * s.wrapping_up),
            sum(s.time) FILTER (WHERE s.talking + s.wrapping_up + s.outbound > 0),
            sum(s.time) FILTER (
                WHERE s.in_session AND NOT s.paused AND NOT s.on_break AND s.talking + s.wrapping_up + s.outbound = 0),
            sum(s.time * s.outbound)
        FROM (
            -- PostgreSQL evaluates the repeated series together, and a select list with a series once, not
            -- again in every sum above. Whole numbers of microseconds add up exactly and fast.
            SELECT
                t.*,
                (@slot_numbers::integer[])[generate_series(t.first_piece, t.last_piece)] AS slot,
                (date_part('epoch',
                    least(t.ended_at, (@slot_bounds::timestamptz[])[generate_series(t.first_piece, t.last_piece) + 1])
                    - greatest(t.started_at, (@slot_bounds::timestamptz[])[generate_series(t.first_piece, t.last_piece)])
                ) * 1e6)::bigint AS time
            FROM (
                SELECT
                    a.*,
                    width_bucket(a.started_at, @slot_bounds::timestamptz[]) AS first_piece,
                    width_bucket(a.ended_at, @slot_bounds::timestamptz[]) AS last_piece
                FROM (
                    -- Pieces that have ended are cut at midnight, so that none is longer than a day.
                    SELECT
                        a.agent,
                        greatest(a.started_at, @range_from::timestamptz) AS started_at,
                        least(a.ended_at, @range_to::timestamptz, @as_of::timestamptz) AS ended_at,
                        a.in_session,
                        a.paused,
                        a.on_break,
                        a.talking,
                        a.holding,
                        a.wrapping_up,
                        a.outbound
                    FROM report.agent_time AS a
                    WHERE a.started_at >= (@range_from::timestamptz) - interval '1 day'
                      AND a.started_at < @range_to::timestamptz
                      AND a.ended_at > @range_from::timestamptz
                    UNION ALL
                    SELECT
                        a.agent,
                        greatest(a.started_at, @range_from::timestamptz),
                        least(@range_to::timestamptz, @as_of::timestamptz),
                        a.in_session,
                        a.paused,
                        a.on_break,
                        a.talking,
                        a.holding,
                        a.wrapping_up,
                        a.outbound
                    FROM report.agent_time AS a
                    WHERE a.started_at < @range_to::timestamptz
                      AND a.ended_at IS NULL
                ) AS a
                WHERE a.started_at < a.ended_at
            ) AS t
        ) AS s
        WHERE s.time > 0
        GROUP BY s.agent, s.slot
    ) AS f
    -- If no row is excluded, that is known before reading rows, whose slots would otherwise be computed twice.
    WHERE (array_position(@slot_numbers::integer[], NULL) IS NULL OR f.slot IS NOT NULL)
      AND @dimensions::boolean
    GROUP BY GROUPING SETS ((f.slot, f.agent), ())
    HAVING grouping(f.slot) = 0 OR @total::boolean
) AS g;
