-- People's logins that bypass ccrepo_bi and ccrepo_campaign_bi. $1: the logins that the server itself uses.
WITH mine AS (
	SELECT unnest($1::text[]) AS login
	UNION ALL
	SELECT current_user
	UNION ALL
	SELECT r.rolname
	FROM pg_database AS d
	JOIN pg_roles AS r
		ON r.oid = d.datdba
	WHERE d.datname = current_database()
), wide AS (
	SELECT r.rolname, string_agg(g.rolname, ', ' ORDER BY g.rolname) AS roles
	FROM pg_roles AS r
	JOIN pg_roles AS g
		ON g.rolname IN ('ccrepo_owner', 'ccrepo_reader', 'ccrepo_writer', 'pg_read_all_data', 'pg_write_all_data')
		AND g.oid <> r.oid
		AND pg_has_role(r.oid, g.oid, 'USAGE')
	WHERE r.rolcanlogin
	  AND NOT r.rolsuper
	  AND r.rolname NOT IN (SELECT login FROM mine)
	GROUP BY r.rolname
)
SELECT
	format('The login %s is a member of %s: it reads personal data unmasked, and has neither a timeout nor a limit of memory.', rolname, roles),
	format('GRANT ccrepo_bi TO %1$I; REVOKE %2$s FROM %1$I; then ccrepo doctor --fix-sql. If it is a server of yours, run ccrepo doctor with its URLs.', rolname, roles)
FROM wide
UNION ALL
SELECT DISTINCT
	format('The program %s is connected as %s, which %s: it reads personal data unmasked, and limits can be changed.', quote_literal(a.application_name), r.rolname,
		CASE WHEN r.rolsuper THEN 'is SUPERUSER' ELSE 'is a login of the server' END),
	'Give it a login of its own: docs/access.md, "People who work in SQL".'
FROM pg_stat_activity AS a
JOIN pg_roles AS r
	ON r.oid = a.usesysid
WHERE a.datname = current_database()
  AND a.backend_type = 'client backend'
  AND a.pid <> pg_backend_pid()
  AND (r.rolsuper OR r.rolname IN (SELECT login FROM mine) OR r.rolname ~ '^ccrepo_(owner|reader|writer)$')
  AND a.application_name ~* 'metabase|power ?bi|mashup|tableau|superset|looker|grafana|qlik|redash|excel|odbc|jdbc|dbeaver|npgsql'
