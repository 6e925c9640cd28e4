-- The encoding of the database, where it is not UTF8.
SELECT
	format('The database is encoded in %s: names and texts can get lost.', current_setting('server_encoding')),
	'Make a database with ENCODING ''UTF8'' and move the rows there.'
WHERE current_setting('server_encoding') <> 'UTF8'
