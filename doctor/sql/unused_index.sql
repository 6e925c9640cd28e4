-- Indexes of at least $1 bytes that have not been read for $2 seconds.
WITH used AS (
	SELECT
		coalesce(pg_partition_root(s.indexrelid), s.indexrelid::regclass) AS index,
		sum(s.idx_scan) AS scans,
		sum(pg_relation_size(s.indexrelid)) AS bytes
	FROM pg_stat_user_indexes AS s
	JOIN pg_index AS i
		ON i.indexrelid = s.indexrelid
	WHERE s.schemaname IN ('public', 'report', 'app')
	  AND NOT i.indisunique
	GROUP BY 1
)
SELECT
	format('The index %s (%s) has never been read since %s.', u.index, pg_size_pretty(u.bytes), since.since::date),
	format('If you created it: DROP INDEX %s. Indexes of the migrations are for reports that have not been requested.', u.index)
FROM used AS u
CROSS JOIN (
	SELECT greatest(
		(SELECT min(tstamp) FROM goose_db_version),
		(SELECT stats_reset FROM pg_stat_database WHERE datname = current_database())) AS since) AS since
WHERE u.scans = 0
  AND u.bytes >= $1
  AND since.since < now() - make_interval(secs => $2)
