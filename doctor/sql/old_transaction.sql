-- Transactions that have been open for more than $1 seconds.
SELECT
	format('Process %s (%s) has a transaction open since %s: dead rows remain, and migrations wait.', pid, usename, date_trunc('second', xact_start)),
	format('Find out what it is (application %s); SELECT pg_terminate_backend(%s) ends it.', quote_literal(application_name), pid)
FROM pg_stat_activity
WHERE datname = current_database()
  AND backend_type = 'client backend'
  AND xact_start < now() - make_interval(secs => $1)
  AND pid <> pg_backend_pid()
