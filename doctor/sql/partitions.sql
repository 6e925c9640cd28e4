-- Growing tables that lack partitions of this month and the next three.
SELECT
	format('%s has no partition for %s: rows of that time go to %1$s_default.', g.relation, string_agg(to_char(m.first_day, 'YYYY-MM'), ', ' ORDER BY m.first_day)),
	'ccrepo serve creates them every hour; without it, run SELECT app.ensure_partitions();'
FROM app.growing_table AS g
CROSS JOIN LATERAL (
	SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n) AS first_day
	FROM generate_series(0, 3) AS n) AS m
WHERE NOT EXISTS (
	SELECT FROM pg_inherits AS i
	JOIN pg_class AS p
		ON p.oid = i.inhrelid
	WHERE i.inhparent = g.relation
	  AND p.relname LIKE '%\_' || to_char(m.first_day, 'YYYY_MM'))
GROUP BY g.relation
