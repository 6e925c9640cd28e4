-- Memberships of roles beside those that the migrations grant.
SELECT
	format('The role %s is a member of %s, and has its rights.', m.rolname, g.rolname),
	format('REVOKE %I FROM %I', g.rolname, m.rolname),
	format('REVOKE %I FROM %I', g.rolname, m.rolname)
FROM pg_auth_members AS a
JOIN pg_roles AS m
	ON m.oid = a.member
JOIN pg_roles AS g
	ON g.oid = a.roleid
WHERE m.rolname IN ('ccrepo_reader', 'ccrepo_writer', 'ccrepo_campaign_reader', 'ccrepo_campaign_writer', 'ccrepo_bi', 'ccrepo_campaign_bi')
  AND (m.rolname, g.rolname) NOT IN (('ccrepo_reader', 'ccrepo_campaign_reader'), ('ccrepo_writer', 'ccrepo_campaign_writer'))
