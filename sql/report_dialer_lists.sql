-- name: DialerLists :many
-- The active list of each campaign's dialer, with a warning if there is not exactly one.
-- api:es La lista activa del marcador de cada campaña, con una advertencia si no hay exactamente una.
-- The campaigns are those with a list, and those with records in calls_spool.
-- api:es Las campañas son las que tienen una lista y las que tienen registros en calls_spool.
-- api:route GET /v1/reports/dialer-lists
-- api:topic dialer
-- api:key campaign
-- api:column campaign Campaign of the dialer.
-- api:es campaign Campaña del marcador.
-- api:column lists Number of lists of the campaign.
-- api:es lists Cantidad de listas de la campaña.
-- api:column active_list Name of the active list; several are separated by a comma and a space; null if none is active.
-- api:es active_list Nombre de la lista activa; si son varias, separadas por una coma y un espacio; nulo si ninguna está activa.
-- api:column records Records that the active list was loaded with; null if none is active.
-- api:es records Registros con los que se cargó la lista activa; nulo si ninguna está activa.
-- api:column waiting Records of the campaign in calls_spool that are ready or in process, of all its lists.
-- api:es waiting Registros de la campaña en calls_spool que están listos o en proceso, de todas sus listas.
-- api:column warning no list, no active list or several active lists; null if exactly one is active.
-- api:es warning no list (sin listas), no active list (sin lista activa) o several active lists (varias listas activas); nulo si hay exactamente una activa.
-- api:example /v1/reports/dialer-lists
SELECT
    f.campaign,
    sum(f.lists)::bigint AS lists,
    string_agg(f.active_list, ', ' ORDER BY f.active_list)::text_or_null AS active_list,
    sum(f.records)::int_or_null AS records,
    sum(f.waiting)::bigint AS waiting,
    CASE
        WHEN sum(f.lists) = 0 THEN 'no list'
        WHEN count(f.active_list) = 0 THEN 'no active list'
        WHEN count(f.active_list) > 1 THEN 'several active lists'
    END::text_or_null AS warning
FROM (
    SELECT
        d.campaign,
        1 AS lists,
        CASE WHEN d.active THEN d.name END AS active_list,
        CASE WHEN d.active THEN d.records END AS records,
        0 AS waiting
    FROM dialer_base AS d
    UNION ALL
    SELECT p.campaign, 0, NULL, NULL, count(*) FILTER (WHERE p.status IN (0, 1))
    FROM calls_spool AS p
    GROUP BY p.campaign
) AS f
GROUP BY f.campaign;
