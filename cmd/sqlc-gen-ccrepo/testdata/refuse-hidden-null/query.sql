-- name: Counts :many
-- Counts that may be NULL, behind types that exclude it.
-- api:route GET /v1/reports/counts
-- api:key queue
-- api:column few Calls, but 28.
-- api:column some Calls with agent.
-- api:column average Seconds.
-- api:column ratio Ratio.
-- api:column latest Time.
-- api:column agent_of Agent.
-- api:column of_list Number.
-- api:column other Number.
-- api:column visits Number.
-- api:column who Agent.
-- api:example /v1/reports/counts
WITH visits AS (
    SELECT v.queue, nullif(count(*), 3)::integer AS number
    FROM report.visit AS v
    GROUP BY v.queue
)
SELECT
    c.queue,
    nullif(count(*), 28)::integer AS few,
    CASE WHEN count(c.agent) > 1 THEN count(c.agent) END::integer AS some,
    avg(c.waited) FILTER (WHERE c.agent = 'ana')::numeric AS average,
    round(100.0 * count(c.agent) / nullif(count(*), 0), 2)::numeric AS ratio,
    coalesce(max(c.began) FILTER (WHERE c.waited > 5), NULL)::timestamptz AS latest,
    (SELECT o.agent FROM call AS o WHERE o.id = min(c.id))::text AS agent_of,
    (array_agg(c.waited ORDER BY c.id))[5]::integer AS of_list,
    lag(min(c.waited)) OVER (ORDER BY c.queue)::integer AS other,
    g.number::integer AS visits,
    upper(c.agent)::text AS who
FROM call AS c
LEFT JOIN (SELECT w.queue, w.number FROM visits AS w) AS g ON g.queue = c.queue
GROUP BY c.queue, c.agent, g.number;

-- name: Latest :one
SELECT max(began)::timestamptz AS latest
FROM call;

-- name: Joined :many
SELECT c.id, v.queue::text AS queue
FROM call AS c
LEFT JOIN report.visit AS v ON v.queue = c.queue
UNION ALL
SELECT c.id, CASE WHEN c.waited > 5 OR c.agent IS NULL THEN c.agent ELSE '' END
FROM call AS c;
