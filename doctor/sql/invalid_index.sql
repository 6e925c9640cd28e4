-- Indexes that are written but not read.
SELECT
	format('The index %s of %s is invalid: it is written, but not read.', i.indexrelid::regclass, i.indrelid::regclass),
	CASE
		WHEN t.relkind = 'p' THEN format('Create it on the partitions that lack it, and ALTER INDEX %s ATTACH PARTITION each.', i.indexrelid::regclass)
		ELSE format('REINDEX INDEX CONCURRENTLY %s, or DROP INDEX it if it is not needed.', i.indexrelid::regclass)
	END
FROM pg_index AS i
JOIN pg_class AS t
	ON t.oid = i.indrelid
WHERE t.relnamespace IN ('public'::regnamespace, 'report'::regnamespace, 'app'::regnamespace)
  AND NOT (i.indisvalid AND i.indisready)
