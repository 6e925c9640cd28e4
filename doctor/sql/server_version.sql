-- The version of PostgreSQL, where it is older than $1 (as server_version_num has it).
SELECT
	format('PostgreSQL is version %s; %s is the oldest that works.', current_setting('server_version'), $1::integer / 10000),
	'Upgrade it (pg_upgrade), or move the database to a newer one.'
WHERE current_setting('server_version_num')::integer < $1::integer
