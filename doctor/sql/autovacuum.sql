-- Settings without which autovacuum does not run.
SELECT
	format('%s is off: statistics grow old and dead rows stay.', name),
	format('ALTER SYSTEM SET %s = on; SELECT pg_reload_conf();', name)
FROM pg_settings
WHERE name IN ('autovacuum', 'track_counts')
  AND setting = 'off'
