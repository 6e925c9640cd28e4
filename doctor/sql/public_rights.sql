-- What PUBLIC may do with this database that leaves something behind.
SELECT
	format('Everybody who logs in to this database may %s: a stolen connection of the reader leaves something behind.', may),
	todo
FROM (
	SELECT 'make temporary tables' AS may, format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', datname) AS todo
	FROM pg_database
	CROSS JOIN aclexplode(coalesce(datacl, acldefault('d', datdba))) AS a
	WHERE datname = current_database()
	  AND a.grantee = 0
	  AND a.privilege_type = 'TEMPORARY'
	UNION ALL
	SELECT 'make tables in public', 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'
	FROM pg_namespace
	CROSS JOIN aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS a
	WHERE nspname = 'public'
	  AND a.grantee = 0
	  AND a.privilege_type = 'CREATE'
	UNION ALL
	SELECT format('call %s', p.oid::regprocedure), format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', p.oid::regprocedure)
	FROM pg_proc AS p
	CROSS JOIN aclexplode(coalesce(proacl, acldefault('f', proowner))) AS a
	WHERE p.pronamespace = 'pg_catalog'::regnamespace
	  AND p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')
	  AND a.grantee = 0) AS open_to_all
