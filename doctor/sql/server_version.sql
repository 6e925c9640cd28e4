-- The version of PostgreSQL, if it is older than $1 (in the form of server_version_num).
SELECT
	format('PostgreSQL is version %s; the oldest supported version is %s.', current_setting('server_version'), $1::integer / 10000),
	'Upgrade it (pg_upgrade), or move the database to a newer one.'
WHERE current_setting('server_version_num')::integer < $1::integer
