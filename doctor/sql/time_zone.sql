-- Roles whose sessions are in another time zone than UTC; app.missing_access finds those without a setting.
SELECT
	format('Sessions that log in as %s are in the time zone %s, not UTC.', r.rolname, z.zone),
	format('ALTER ROLE %I SET timezone = ''UTC''', r.rolname),
	format('ALTER ROLE %I SET timezone = ''UTC''', r.rolname)
FROM pg_roles AS r
CROSS JOIN LATERAL (
	SELECT split_part(c, '=', 2) AS zone
	FROM pg_db_role_setting AS s
	CROSS JOIN unnest(s.setconfig) AS c
	WHERE s.setrole = r.oid
	  AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
	  AND lower(split_part(c, '=', 1)) = 'timezone'
	ORDER BY s.setdatabase DESC
	LIMIT 1) AS z
WHERE r.rolname IN ('ccrepo_reader', 'ccrepo_writer')
  AND z.zone <> 'UTC'
