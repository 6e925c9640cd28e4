-- name: Dispositions :many
-- How agents marked their calls: dispositions by campaign and level.
-- api:es Cómo tipificaron los agentes sus llamadas: tipificaciones por campaña y nivel.
-- The mark of a call is cdr_repo.userfield, up to three levels joined by ' / '; anything after a third level is ignored. Calls without a mark are excluded.
-- api:es La tipificación de una llamada es cdr_repo.userfield, hasta tres niveles unidos por ' / '; lo que sigue a un tercer nivel se ignora. Se excluyen las llamadas sin tipificar.
-- A call counts at its beginning. share refers to all calls of the same campaign and slot that have a disposition, even if levels are filtered; in the total, to all those of the campaigns and slots that have a row.
-- api:es Una llamada cuenta en su inicio. La proporción se refiere a todas las llamadas tipificadas de la misma campaña y tramo, aunque se filtren niveles; en el total, a todas las de las campañas y tramos que tienen una fila.
-- api:route GET /v1/reports/dispositions
-- api:topic dialer
-- api:time calldate required
-- api:interval
-- api:key campaign, l1, l2, l3
-- api:column campaign Campaign of the call; empty if it has none.
-- api:es campaign Campaña de la llamada; vacía si no tiene.
-- api:column l1 First level of the disposition.
-- api:es l1 Primer nivel de la tipificación.
-- api:column l2 Second level; empty if there is none.
-- api:es l2 Segundo nivel; vacío si no hay.
-- api:column l3 Third level; empty if there is none.
-- api:es l3 Tercer nivel; vacío si no hay.
-- api:column calls Calls with this disposition. additive
-- api:es calls Llamadas con esta tipificación.
-- api:column share Share of the campaign's calls in the slot that have a disposition, in percent.
-- api:es share Proporción de las llamadas tipificadas de la campaña en el tramo, en porcentaje.
-- api:personal l1 mixed
-- api:personal l2 mixed
-- api:personal l3 mixed
-- api:chart bar x=l1 y=calls
-- api:example /v1/reports/dispositions?range=last-7-days
SELECT
    CASE WHEN NOT @total::boolean THEN g.campaign END::text_or_null AS campaign,
    CASE WHEN NOT @total::boolean THEN g.l1 END::text_or_null AS l1,
    CASE WHEN NOT @total::boolean THEN g.l2 END::text_or_null AS l2,
    CASE WHEN NOT @total::boolean THEN g.l3 END::text_or_null AS l3,
    CASE WHEN NOT @total::boolean THEN g.slot END::int_or_null AS slot,
    coalesce(sum(g.calls), 0)::bigint AS calls,
    report.percent(sum(g.calls), sum(g.of)) AS share
FROM (
    SELECT
        f.campaign,
        CASE WHEN NOT @total::boolean THEN f.l1 END AS l1,
        CASE WHEN NOT @total::boolean THEN f.l2 END AS l2,
        CASE WHEN NOT @total::boolean THEN f.l3 END AS l3,
        f.slot,
        sum(f.calls) AS calls,
        min(f.of) AS of
    FROM (
        -- A filter on the campaign is applied below the window function; a filter on a level must not be.
        SELECT c.campaign, c.l1, c.l2, c.l3, c.slot, count(*) AS calls, sum(count(*)) OVER (PARTITION BY c.campaign, c.slot) AS of
        FROM (
            SELECT
                coalesce(r.campaign, '') AS campaign,
                btrim(split_part(r.userfield, ' / ', 1)) AS l1,
                btrim(split_part(r.userfield, ' / ', 2)) AS l2,
                btrim(split_part(r.userfield, ' / ', 3)) AS l3,
                (@slot_numbers::integer[])[width_bucket(r.calldate, @slot_bounds::timestamptz[])] AS slot
            FROM cdr_repo AS r
            WHERE r.calldate >= @range_from::timestamptz
              AND r.calldate < @range_to::timestamptz
              AND btrim(r.userfield) <> ''
        ) AS c
        WHERE c.slot IS NOT NULL
        GROUP BY c.campaign, c.l1, c.l2, c.l3, c.slot
    ) AS f
    WHERE @dimensions::boolean
    GROUP BY f.campaign, 2, 3, 4, f.slot
) AS g
GROUP BY 1, 2, 3, 4, 5;
