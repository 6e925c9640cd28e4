-- Rows of {table} that are not in the relation $1, although its last refresh is older than $2 seconds.
SELECT
	'Rows of {table} wait for the reports' || coalesce(' since ' || date_trunc('second', r.refreshed_at), ': the reports have none of them yet') || '.',
	'Read the log of ccrepo serve, which refreshes the reports every second; without it, run ccrepo refresh.'
FROM (SELECT 1) AS always
LEFT JOIN app.refresh AS r
	ON r.relation = $1
WHERE (r.refreshed_at IS NULL OR r.refreshed_at < now() - make_interval(secs => $2))
  AND EXISTS (
	SELECT FROM {table} AS t
	WHERE t.written_by >= coalesce(pg_snapshot_xmin(r.snapshot), '0'::xid8)
	  AND (r.snapshot IS NULL OR NOT pg_visible_in_snapshot(t.written_by, r.snapshot)))
