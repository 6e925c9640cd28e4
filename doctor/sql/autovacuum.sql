-- Settings without which autovacuum does not run.
SELECT
	format('%s is off: statistics become old and dead rows remain.', name),
	format('ALTER SYSTEM SET %s = on; SELECT pg_reload_conf();', name)
FROM pg_settings
WHERE name IN ('autovacuum', 'track_counts')
  AND setting = 'off'
