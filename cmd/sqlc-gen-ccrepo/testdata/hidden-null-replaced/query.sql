-- name: Counts :many
-- Columns that look as if they might be NULL, and are not.
-- api:route GET /v1/reports/counts
-- api:key queue
-- api:column few Calls, but 28.
-- api:column some Calls with agent.
-- api:column average Seconds.
-- api:column latest Time.
-- api:column has_agent Whether there is one.
-- api:column is_late Whether it is.
-- api:column agents Agents.
-- api:column visits Visits.
-- api:example /v1/reports/counts
SELECT
    c.queue,
    coalesce(nullif(count(*), 28), 0)::integer AS few,
    CASE WHEN count(c.agent) > 1 THEN count(c.agent) ELSE 0 END::integer AS some,
    avg(c.waited)::numeric AS average,
    max(c.began)::timestamp with time zone AS latest,
    nullif(min(c.agent), '') IS NOT NULL AND EXISTS (SELECT nullif(1, 1)) AS has_agent,
    (max(c.began) FILTER (WHERE c.waited > 5) IS DISTINCT FROM NULL)::boolean AS is_late,
    concat_ws(', ', min(c.agent), NULL)::text AS agents,
    (SELECT count(*) FILTER (WHERE v.answered) FROM report.visit AS v WHERE v.queue = c.queue)::integer AS visits
FROM call AS c
GROUP BY c.queue;

-- name: Excluded :many
SELECT upper(c.agent)::text AS agent, d.what::text AS what, g.waited::integer AS waited
FROM call AS c
JOIN (SELECT o.id, CASE WHEN o.waited > 5 THEN 'long' END AS what FROM call AS o) AS d ON d.id = c.id
CROSS JOIN LATERAL (SELECT max(g.waited) AS waited FROM call AS g WHERE g.agent = c.agent HAVING count(*) > 0) AS g
WHERE c.agent <> ''
  AND d.what IS NOT NULL;
