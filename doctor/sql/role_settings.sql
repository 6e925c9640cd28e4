-- Settings of roles that sessions have who log in as them.
SELECT
	format('The role %s has no %s: sessions that log in as it are without one.', w.rolname, w.setting),
	format('ALTER ROLE %I SET %s = %L', w.rolname, w.setting, w.value)
FROM (VALUES
	('ccrepo_reader', 'default_transaction_read_only', 'on'),
	('ccrepo_reader', 'statement_timeout', '30s'),
	('ccrepo_reader', 'idle_in_transaction_session_timeout', '10min'),
	('ccrepo_reader', 'work_mem', '32MB'),
	('ccrepo_writer', 'statement_timeout', '5min'),
	('ccrepo_writer', 'idle_in_transaction_session_timeout', '1min')) AS w (rolname, setting, value)
JOIN pg_roles AS r
	ON r.rolname = w.rolname
WHERE NOT EXISTS (
	SELECT FROM pg_db_role_setting AS s
	CROSS JOIN unnest(s.setconfig) AS c
	WHERE s.setrole = r.oid
	  AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
	  AND split_part(c, '=', 1) = w.setting
	  AND split_part(c, '=', 2) NOT IN ('', '0', 'off'))
