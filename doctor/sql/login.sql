-- The user of this connection, whether they are a member of the role $1, and what they may do that the role may not.
SELECT
	current_user,
	pg_has_role(current_user, $1, 'MEMBER'),
	concat_ws(', ',
		CASE WHEN m.rolsuper THEN 'is SUPERUSER' END,
		CASE WHEN m.rolbypassrls THEN 'has BYPASSRLS' END,
		CASE WHEN m.rolcreaterole THEN 'has CREATEROLE' END,
		(SELECT 'is a member of ' || string_agg(r.rolname, ' and ' ORDER BY r.rolname)
		FROM pg_roles AS r
		WHERE r.rolname IN ('ccrepo_owner', 'ccrepo_reader', 'ccrepo_writer', 'pg_write_all_data', 'pg_execute_server_program', 'pg_write_server_files')
		  AND r.rolname <> $1
		  AND r.rolname <> current_user
		  AND pg_has_role(current_user, r.oid, 'MEMBER')))
FROM pg_roles AS m
WHERE m.rolname = current_user
