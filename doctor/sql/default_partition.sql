-- Rows in the default partition of a table: {table} and {column} are its names, quoted.
SELECT
	format('{table}_default holds %s%s rows, from %s to %s: there was no partition for their months.',
		CASE WHEN count(*) > 100000 THEN 'more than ' END, least(count(*), 100000), min(d.t)::date, max(d.t)::date),
	'Queries of other months read them too. docs/database.md, "Rows in a default partition", moves them.'
FROM (SELECT {column} AS t FROM {table}_default LIMIT 100001) AS d
HAVING count(*) > 0
