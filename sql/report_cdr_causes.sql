-- name: CdrCauses :many
-- How calls ended by the provider's cause code: number, answered calls, and share.
-- api:es Cómo terminaron las llamadas según el código de causa del proveedor: cantidad, atendidas y proporción.
-- Every record of cdr_repo counts as a call, at its beginning.
-- api:es Cada registro de cdr_repo cuenta como una llamada, en su inicio.
-- share refers to all calls of the same campaign and slot, even if cause codes are filtered; in the total, to all calls of the campaigns and slots that have a row.
-- api:es La proporción se refiere a todas las llamadas de la misma campaña y tramo, aunque se filtren códigos de causa; en el total, a todas las llamadas de las campañas y tramos que tienen una fila.
-- api:route GET /v1/reports/cdr-causes
-- api:topic telephony
-- api:time calldate required
-- api:interval
-- api:key causecode, campaign
-- api:column causecode Code with which the provider states the result; empty if there is none.
-- api:es causecode Código con el que el proveedor indica el resultado; vacío si no hay.
-- api:column campaign Campaign of the call; empty if it has none.
-- api:es campaign Campaña de la llamada; vacía si no tiene.
-- api:column calls Records. additive
-- api:es calls Registros.
-- api:column answered Records whose disposition is ANSWERED. additive
-- api:es answered Registros cuyo resultado es ANSWERED.
-- api:column share Share of all calls of the campaign in the slot, in percent.
-- api:es share Proporción de todas las llamadas de la campaña en el tramo, en porcentaje.
-- api:chart bar x=causecode y=calls,answered
-- api:example /v1/reports/cdr-causes?range=last-7-days
SELECT
    CASE WHEN NOT @total::boolean THEN g.causecode END::text_or_null AS causecode,
    CASE WHEN NOT @total::boolean THEN g.campaign END::text_or_null AS campaign,
    CASE WHEN NOT @total::boolean THEN g.slot END::int_or_null AS slot,
    coalesce(sum(g.calls), 0)::bigint AS calls,
    coalesce(sum(g.answered), 0)::bigint AS answered,
    report.percent(sum(g.calls), sum(g.of)) AS share
FROM (
    SELECT
        CASE WHEN NOT @total::boolean THEN f.causecode END AS causecode,
        f.campaign,
        f.slot,
        sum(f.calls) AS calls,
        sum(f.answered) AS answered,
        min(f.of) AS of
    FROM (
        -- A filter on the campaign is applied below the window function; a filter on the cause code must not be.
        SELECT
            c.causecode,
            c.campaign,
            c.slot,
            count(*) AS calls,
            count(*) FILTER (WHERE c.disposition = 'ANSWERED') AS answered,
            sum(count(*)) OVER (PARTITION BY c.campaign, c.slot) AS of
        FROM (
            SELECT
                coalesce(r.causecode, '') AS causecode,
                coalesce(r.campaign, '') AS campaign,
                (@slot_numbers::integer[])[width_bucket(r.calldate, @slot_bounds::timestamptz[])] AS slot,
                r.disposition
            FROM cdr_repo AS r
            WHERE r.calldate >= @range_from::timestamptz
              AND r.calldate < @range_to::timestamptz
        ) AS c
        WHERE c.slot IS NOT NULL
        GROUP BY c.causecode, c.campaign, c.slot
    ) AS f
    WHERE @dimensions::boolean
    GROUP BY 1, f.campaign, f.slot
) AS g
GROUP BY 1, 2, 3;
