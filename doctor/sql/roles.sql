-- Roles of the migrations that do not exist, and their memberships. $1: whether the database is migrated; if it is not,
-- its owner must be able to act as the roles.
WITH wanted AS (
	SELECT * FROM (VALUES
		(1, 'ccrepo_owner', ''),
		(2, 'ccrepo_reader', ' NOINHERIT'),
		(3, 'ccrepo_writer', ' NOINHERIT'),
		(4, 'ccrepo_campaign_reader', ''),
		(5, 'ccrepo_campaign_writer', ''),
		(6, 'ccrepo_bi', ''),
		(7, 'ccrepo_campaign_bi', '')) AS v (place, rolname, attributes)
), memberships AS (
	SELECT * FROM (VALUES
		(8, 'ccrepo_campaign_reader', 'ccrepo_reader', true),
		(9, 'ccrepo_campaign_writer', 'ccrepo_writer', true)) AS v (place, granted, member, always)
	UNION ALL
	SELECT 9 + w.place, w.rolname, current_user, false
	FROM wanted AS w
	JOIN pg_database AS d
		ON d.datname = current_database()
	JOIN pg_roles AS r
		ON r.oid = d.datdba
	WHERE r.rolname = current_user
	  AND NOT r.rolsuper
	  AND NOT $1
	  AND w.rolname !~ '_bi$'
)
SELECT m.what, m.todo, m.statement
FROM (
	SELECT
		w.place,
		format('The role %s is missing.', w.rolname) AS what,
		CASE
			WHEN $1 THEN format('CREATE ROLE %I NOLOGIN%s; then restore the database again, so that its grants take: docs/database.md, "Backup and restore".', w.rolname, w.attributes)
			ELSE format('ccrepo migrate up, as a user who may create roles; or CREATE ROLE %I NOLOGIN%s', w.rolname, w.attributes)
		END AS todo,
		format('CREATE ROLE %I NOLOGIN%s', w.rolname, w.attributes) AS statement
	FROM wanted AS w
	WHERE NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = w.rolname)
	UNION ALL
	SELECT
		m.place,
		format('The role %s is not a member of %s.', m.member, m.granted),
		format('GRANT %I TO %I', m.granted, m.member),
		format('GRANT %I TO %I', m.granted, m.member)
	FROM memberships AS m
	WHERE NOT EXISTS (
		SELECT FROM pg_auth_members AS a
		JOIN pg_roles AS g
			ON g.oid = a.roleid
		JOIN pg_roles AS u
			ON u.oid = a.member
		WHERE g.rolname = m.granted
		  AND u.rolname = m.member)) AS m
ORDER BY m.place
