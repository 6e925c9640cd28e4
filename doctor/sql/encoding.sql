-- The encoding of the database, if it is not UTF8.
SELECT
	format('The database is encoded in %s: names and texts can be lost.', current_setting('server_encoding')),
	'Create a database with ENCODING ''UTF8'' and move the rows there.'
WHERE current_setting('server_encoding') <> 'UTF8'
