-- Prepared transactions that are older than $1 seconds.
SELECT
	format('The transaction %s was prepared %s and never ended: dead rows remain.', quote_literal(gid), date_trunc('second', prepared)),
	format('COMMIT PREPARED %s or ROLLBACK PREPARED %1$s', quote_literal(gid))
FROM pg_prepared_xacts
WHERE database = current_database()
  AND prepared < now() - make_interval(secs => $1)
