-- Tables of at least $1 rows with old statistics.
SELECT
	format('Statistics of %s are old: %s of about %s rows have changed since %s.', relid::regclass, n_mod_since_analyze, n_live_tup,
		coalesce(date_trunc('second', greatest(last_analyze, last_autoanalyze))::text, 'ever')),
	format('ANALYZE %s; and find out why autovacuum does not.', relid::regclass)
FROM pg_stat_user_tables
WHERE schemaname IN ('public', 'report', 'app')
  AND n_live_tup >= $1
  AND n_mod_since_analyze > 0.5 * n_live_tup
