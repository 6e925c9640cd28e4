-- name: ChannelAgents :many
-- What each agent handled on each text channel, and how much of it at the same time.
-- api:es Qué gestionó cada agente en cada canal de texto, y cuánto a la vez.
-- An interaction that is transferred has a part for each agent. A part counts in the interval in which the agent began it, as do its transfers; its seconds count in the intervals in which they pass, split exactly; a part that has not ended counts up to as_of.
-- api:es Una interacción transferida tiene una parte por cada agente. Una parte cuenta en el tramo en que el agente la empezó, igual que sus transferencias; sus segundos cuentan en los tramos en que transcurren, divididos exactamente; una parte que no terminó cuenta hasta as_of.
-- Parts are searched from 30 days before the range, the maximum length of an interaction.
-- api:es Las partes se buscan desde 30 días antes del período, la duración máxima de una interacción.
-- api:route GET /v1/reports/channel-agents
-- api:topic agents
-- api:time started_at required
-- api:interval
-- api:as-of interaction
-- api:key channel, agent
-- api:main channel, agent, handled, handle_seconds, concurrency
-- api:column channel webchat, sms, email, twitter, messenger or facebook.
-- api:es channel webchat, sms, email, twitter, messenger o facebook.
-- api:column agent Agent; empty if the log names none.
-- api:es agent Agente; vacío si el registro de eventos no lo indica.
-- api:column handled Parts of interactions that the agent began. additive
-- api:es handled Partes de interacciones que el agente empezó.
-- api:column handle_seconds Handling time, in seconds; times of interactions handled at the same time add up. additive
-- api:es handle_seconds Tiempo de gestión, en segundos; los tiempos de interacciones gestionadas a la vez se suman.
-- api:column transferred_in Parts that the agent received from another agent. additive
-- api:es transferred_in Partes que el agente recibió de otro agente.
-- api:column transferred_out Parts that the agent transferred to another agent. additive
-- api:es transferred_out Partes que el agente transfirió a otro agente.
-- api:column concurrency Average number of interactions handled at the same time: handling time divided by the time in which at least one was handled on this channel; in the total, on all channels shown, divided by the sum of that time over the agents. Null if nothing was handled.
-- api:es concurrency Cantidad media de interacciones gestionadas a la vez: tiempo de gestión dividido por el tiempo en que se gestionó al menos una en este canal; en el total, en todos los canales que se muestran, dividido por la suma de ese tiempo sobre los agentes. Nulo si no se gestionó nada.
-- api:chart bar x=agent y=handled,concurrency
-- api:example /v1/reports/channel-agents?range=last-7-days&interval=day
SELECT
    CASE WHEN NOT @total::boolean THEN a.channel END::text_or_null AS channel,
    CASE WHEN NOT @total::boolean THEN a.agent END::text_or_null AS agent,
    CASE WHEN NOT @total::boolean THEN a.slot END::int_or_null AS slot,
    coalesce(sum(a.handled), 0)::bigint AS handled,
    trim_scale(coalesce(sum(a.seconds), 0))::numeric AS handle_seconds,
    coalesce(sum(a.transferred_in), 0)::bigint AS transferred_in,
    coalesce(sum(a.transferred_out), 0)::bigint AS transferred_out,
    round(sum(a.seconds) / nullif(sum(a.covered), 0), 2)::numeric_or_null AS concurrency
FROM (
    SELECT
        CASE WHEN NOT @total::boolean THEN f.channel END AS channel,
        f.agent,
        CASE WHEN NOT @total::boolean THEN f.slot END AS slot,
        count(*) FILTER (WHERE f.begins) AS handled,
        count(*) FILTER (WHERE f.begins AND f.transferred_in) AS transferred_in,
        count(*) FILTER (WHERE f.begins AND f.transferred_out) AS transferred_out,
        sum(extract(epoch FROM f.ends_at - f.starts_at)) FILTER (WHERE f.ends_at > f.starts_at) AS seconds,
        report.covered_seconds(range_agg(tstzrange(f.starts_at, f.ends_at)) FILTER (WHERE f.ends_at > f.starts_at)) AS covered
    FROM (
        SELECT
            p.channel,
            p.agent,
            p.transferred_in,
            p.transferred_out,
            (@slot_numbers::integer[])[b.piece] AS slot,
            b.piece = width_bucket(p.started_at, @slot_bounds::timestamptz[]) AS begins,
            greatest(p.started_at, (@slot_bounds::timestamptz[])[b.piece]) AS starts_at,
            least(p.ended_at, @as_of::timestamptz, (@slot_bounds::timestamptz[])[b.piece + 1]) AS ends_at
        FROM report.interaction_part AS p
        CROSS JOIN LATERAL generate_series(
            width_bucket(p.started_at, @slot_bounds::timestamptz[]),
            width_bucket(greatest(p.started_at, least(p.ended_at, @as_of::timestamptz)), @slot_bounds::timestamptz[])) AS b (piece)
        WHERE p.started_at >= (@range_from::timestamptz) - interval '30 days'
          AND p.started_at < @range_to::timestamptz
          AND (p.ended_at IS NULL OR p.ended_at > @range_from::timestamptz)
    ) AS f
    WHERE f.slot IS NOT NULL
      AND (f.begins OR f.ends_at > f.starts_at)
      AND @dimensions::boolean
    GROUP BY 1, 2, 3
) AS a
GROUP BY 1, 2, 3;
