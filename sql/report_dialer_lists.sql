-- name: DialerLists :many
-- The list that each campaign's dialer works on, with a warning where it isn't exactly one.
-- Campaigns are those that have a list, and those of records that wait in calls_spool.
-- api:route GET /v1/reports/dialer-lists
-- api:key campaign
-- api:column campaign Campaign of the dialer.
-- api:column lists Lists that the campaign has.
-- api:column active_list Name of the active list; of several all, joined by a comma and a blank; null where none is active.
-- api:column records Records that the active list was loaded with; null where none is active.
-- api:column waiting Records of the campaign that are ready or in process in calls_spool, of all its lists.
-- api:column warning no list, no active list or several active lists; null where exactly one is active.
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
